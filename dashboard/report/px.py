"""A cube as a PX file, in Swedish and English at once.

Here: the keywords of the format, the signs of this house as its data symbols, the numbers. Not
here: which cells make a cube (``dashboard.report.cubes``).
Source: PX file format, axis version 2013, Statistics Sweden.

Protected is ``".."`` and not applicable ``"."``, as Swedish statistics write them; not delivered is
``"..."`` and what is not published between what is, ``"...."``. Zero is the number 0 and not
``"-"``: readers that do not know the dash would take it for a missing number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from dashboard.report import cubes
from dashboard.report.cubes import Axis, Cube
from data import words

SYMBOLS = {"not_applicable": ".", "protected": "..", "not_delivered": "...",
           "not_published": "...."}
STUB, HEADING = ("indicator", "place", "authority", "breakdown"), ("period",)
_TIMES = {"year": "A1", "quarter": "Q1", "month": "M1"}
_FLOWS = {"stock": "S", "count": "F", "sum": "F", "distinct": "F", "median": "A", "p90": "A",
          "share": "A"}
WIDTH = 200   # signs of text on a line; the format's own limit is 256
ONE_DECIMAL = ("percent",)


def document(cube: Cube) -> bytes:
    """Write a cube as the bytes of a PX file; the same cube gives the same bytes."""
    lines = [*_head(cube), *_axes(cube), *_contents(cube), *_remarks(cube), *_data(cube)]
    return ("\r\n".join(lines) + "\r\n").encode()


def quoted(text: str) -> str:
    """Quote a text that has to stand on one line, as names inside a key do."""
    return '"' + text.replace('"', "”").replace("\n", " ") + '"'


def _said(text: str) -> str:
    """Quote a long text as pieces, a line each."""
    flat = text.replace('"', "”").replace("\n", " ")
    pieces = [flat[i:i + WIDTH] for i in range(0, len(flat), WIDTH)] or [""]
    return "\r\n".join(f'"{piece}"' for piece in pieces)


def _key(name: str, lang: str, *inside: str) -> str:
    tongue = "" if lang == "sv" else f"[{lang}]"
    return name + tongue + (f"({','.join(map(quoted, inside))})" if inside else "")


def _line(name: str, value: str, lang: str = "sv", *inside: str) -> str:
    return f"{_key(name, lang, *inside)}={value};"


def _many(texts: Sequence[str]) -> str:
    """Write a list of values, broken between two of them and never inside one."""
    rows, row = [], ""
    for text in map(quoted, texts):
        if row and len(row) + len(text) >= WIDTH:
            rows.append(row)
            row = ""
        row += ("," if row else "") + text
    return ",\r\n".join([*rows, row])


def _head(cube: Cube) -> Iterator[str]:
    day = cube.edition.published_on.strftime("%Y%m%d 00:00")
    yield from (_line("CHARSET", '"ANSI"'), _line("AXIS-VERSION", '"2013"'),
                _line("CODEPAGE", '"utf-8"'), _line("LANGUAGE", '"sv"'),
                _line("LANGUAGES", '"sv","en"'), _line("CREATION-DATE", quoted(day)),
                _line("DECIMALS", str(_decimals(cube))), _line("SHOWDECIMALS", "0"),
                _line("MATRIX", quoted(f"{cubes.stem(cube.edition)}-{cube.code}")),
                _line("AGGREGALLOWED", "NO"),   # a sum over protected cells would be a wrong one
                _line("COPYRIGHT", "NO"), _line("SUBJECT-CODE", quoted(_subject(cube))))
    for lang in words.LANGUAGES:
        yield _line("SUBJECT-AREA", quoted(cubes.area_name(cube.area, lang)), lang)
        yield _line("TITLE", _said(cube.title(lang)), lang)
        yield _line("DESCRIPTION", _said(cube.title(lang)), lang)
        yield _line("CONTENTS", quoted(cubes.area_name(cube.area, lang)), lang)
        yield _line("UNITS", quoted(words.say("files.several_units", lang)), lang)
        yield _line("SOURCE", quoted(words.say("files.source", lang)), lang)
    yield _line("OFFICIAL-STATISTICS", "NO")


def _subject(cube: Cube) -> str:
    """Shorten the area to its indicators' prefix, such as oc."""
    return cube.axis("indicator").codes[0].partition(".")[0][:5].upper()


def _decimals(cube: Cube) -> int:
    return int(any(unit in ONE_DECIMAL for unit in cube.units.values()))


def _axes(cube: Cube) -> Iterator[str]:
    for lang in words.LANGUAGES:
        yield _line("STUB", _many([cube.axis(n).label(lang) for n in STUB]), lang)
        yield _line("HEADING", _many([cube.axis(n).label(lang) for n in HEADING]), lang)
        yield _line("CONTVARIABLE", quoted(cube.axis("indicator").label(lang)), lang)
        for axis in cube.axes:
            yield _line("VALUES", _many(axis.texts(lang)), lang, axis.label(lang))
        yield _line("TIMEVAL", _times(cube), lang, cube.axis("period").label(lang))
        for axis in cube.axes:
            yield _line("CODES", _many(axis.codes), lang, axis.label(lang))


def _times(cube: Cube) -> str:
    """Write the periods as the format codes time: 2024, 20243, 202409."""
    codes = [c.replace("K", "").replace("M", "") for c in cube.axis("period").codes]
    return f"TLIST({_TIMES[cube.family[2]]}),{_many(codes)}"


def _contents(cube: Cube) -> Iterator[str]:
    day = cube.edition.published_on.strftime("%Y%m%d 00:00")
    axis = cube.axis("indicator")
    for lang in words.LANGUAGES:
        for code, text in zip(axis.codes, axis.texts(lang), strict=True):
            unit = cube.units[code]
            yield _line("UNITS", quoted(cubes.unit_name(unit, lang)), lang, text)
            yield _line("LAST-UPDATED", quoted(day), lang, text)
            if cube.kinds[code] in _FLOWS:
                yield _line("STOCKFA", quoted(_FLOWS[cube.kinds[code]]), lang, text)
            if unit in ONE_DECIMAL:
                yield _line("PRECISION", "1", lang, axis.label(lang), text)


def _remarks(cube: Cube) -> Iterator[str]:
    for lang in words.LANGUAGES:
        yield _line("NOTEX", _said("#".join(cubes.notes(cube.edition, lang))), lang)
    for number, sign in enumerate(SYMBOLS.values(), start=1):
        yield _line(f"DATASYMBOL{number}", quoted(sign))
    for lang in words.LANGUAGES:
        texts = {a.name: dict(zip(a.codes, a.texts(lang), strict=True)) for a in cube.axes}
        order = [cube.axis(n) for n in (*STUB, *HEADING)]
        for key, said in cubes.remarks(cube, lang):
            yield _line("CELLNOTE", _said(said), lang, *_spot(order, texts, key, cube))


def _spot(
    order: Sequence[Axis], texts: dict[str, dict[str, str]], key: tuple[str, ...], cube: Cube
) -> list[str]:
    of = dict(zip((a.name for a in cube.axes), key, strict=True))
    return [texts[a.name][of[a.name]] for a in order]


def _data(cube: Cube) -> Iterator[str]:
    """Write a line of numbers and signs for each row of the stub."""
    spots = cube.spots.select("value", "sign")
    across = len(cube.axis("period").codes)
    yield "DATA="
    for start in range(0, spots.height, across):
        end = " ;" if start + across >= spots.height else " "
        yield _row(spots.slice(start, across)) + end


def _row(spots: pl.DataFrame) -> str:
    return " ".join(
        cubes.number(value) if sign == "visible" else quoted(SYMBOLS[sign])
        for value, sign in spots.iter_rows())
