"""PX and JSON-stat are read back by others, and say number by number what the edition says."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pyaxis import pyaxis
from pyjstat import pyjstat

from dashboard.report.export import Output
from data.store import open_store
from tests.dashboard import px_reader, small_edition
from tests.dashboard.small_edition import MARKS, published, truth

AXES = {"sv": ["indikator", "plats", "myndighet", "uppdelning", "period"],
        "en": ["indicator", "place", "authority", "breakdown", "period"]}
HASH = re.compile(r"[0-9a-f]{64}")


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Output]:
    """The files of the small edition."""
    home = tmp_path_factory.mktemp("files")
    published(home)
    with open_store(None, home) as store:
        yield Output(store, 1)


@pytest.fixture(scope="module")
def told(output: Output) -> dict[tuple[str, ...], str]:
    """What each cell says."""
    return small_edition.said(output.tables["cells"])


def gathered(parts: list[dict[tuple[str, ...], str]]) -> dict[tuple[str, ...], str]:
    """Put cubes together: no cell stands in two of them; what is not published is left out."""
    spots = [pair for part in parts for pair in part.items() if pair[1] != "...."]
    assert len(dict(spots)) == len(spots)
    return dict(spots)


def test_px_says_what_the_edition_says_by_a_strict_reader(
    output: Output, told: Mapping[tuple[str, ...], str]
) -> None:
    files = output.files(["px"])
    assert gathered([px_reader.read(c).spots("CODES") for c in files.values()]) == told
    for content in files.values():
        read = px_reader.read(content)
        assert list(read.spots("CODES", "en").values()) == list(read.spots("CODES").values())
        assert len(read.spots("VALUES", "en")) == len(read.spots("VALUES"))


def test_px_is_read_by_pyaxis_in_both_languages(
    output: Output, told: Mapping[tuple[str, ...], str], tmp_path: Path
) -> None:
    """pyaxis knows neither semicolons nor our two longest symbols, but the rest it reads."""
    for lang, wanted in AXES.items():
        parts = []
        for name, content in output.files(["px"]).items():
            path = tmp_path / Path(name).name
            path.write_bytes(content)
            frame = pyaxis.parse(str(path), encoding="utf-8", lang=lang)["DATA"]
            assert list(frame.columns) == [*wanted, "DATA"]
            codes = px_reader.read(content).spots("CODES")
            parts.append(dict(zip(codes, map(datum, frame["DATA"]), strict=True)))
        assert gathered(parts) == told


def datum(found: object) -> str:
    """Write what pyaxis found: not a number for protected, nothing for not applicable."""
    if found != found:
        return ".."
    return "." if found == "" else str(found).strip('"')


def test_px_has_units_times_notes_and_symbols_in_both_languages(output: Output) -> None:
    for name, content in output.files(["px"]).items():
        read = px_reader.read(content)
        assert read.many("LANGUAGES") == ["sv", "en"] and read.one("OFFICIAL-STATISTICS") == "NO"
        assert [read.one(f"DATASYMBOL{n}") for n in (1, 2, 3, 4)] == [".", "..", "...", "...."]
        for lang, mark, kind in (("", "Syntetiska data", "ej officiell statistik"),
                                 ("en", "Synthetic data", "not official statistics")):
            contents = read.one("CONTVARIABLE", lang)
            assert all(read.one("UNITS", lang, i) for i in read.many("VALUES", lang, contents))
            assert mark in read.one("TITLE", lang) and mark in read.one("NOTEX", lang)
            assert kind in read.one("NOTEX", lang) and HASH.search(read.one("NOTEX", lang))
            times = read.many("TIMEVAL", lang, "period")
            assert len(times) == len(read.many("VALUES", lang, "period"))
        assert name.startswith("px/S-1-synthetic-")
        assert read.one("MATRIX").startswith("S-1-synthetic-")


def test_px_tells_which_spot_is_provisional_revised_or_held(output: Output) -> None:
    read = [px_reader.read(c) for c in output.files(["px"]).values()]
    notes = sorted(("".join(text), key[2][-1]) for r in read for key, text in r.words.items()
                   if key[0] == "CELLNOTE" and key[1] == "")
    assert notes == [("preliminär", "2025K4"), ("preliminär", "2025M12"), ("reviderad", "2024"),
                     ("som i utgåva S-0", "2025")]


def test_a_share_keeps_its_decimal_and_a_large_amount_every_digit(output: Output) -> None:
    said = gathered([px_reader.read(c).spots("CODES") for c in output.files(["px"]).values()])
    assert said[("wc.share", "SE", "all", "all", "2025")] == "59.5"
    assert said[("oc.amount", "SE", "all", "all", "2025")] == "123456789012"
    assert said[("wc.inspections", "SE", "all", "all", "2023")] == "0"


def test_no_number_has_more_decimals_than_the_file_keeps(output: Output) -> None:
    """A PX tool cuts numbers at DECIMALS, and shows an indicator's at its PRECISION."""
    for content in output.files(["px"]).values():
        read = px_reader.read(content)
        kept = int(read.one("DECIMALS"))
        assert all(len(d.partition(".")[2]) <= kept for d in read.data if d.strip("."))
        shown = [key for key in read.words if key[0] == "PRECISION" and key[1] == ""]
        assert len(shown) == read.many("CODES", "", "indikator").count("wc.share") == kept


def test_what_is_not_published_between_what_is_has_a_sign_of_its_own(output: Output) -> None:
    spots: dict[tuple[str, ...], str] = {}
    for content in output.files(["px"]).values():
        spots |= px_reader.read(content).spots("CODES")
    assert spots[("wc.share", "SE", "pm", "all", "2025")] == "...."
    assert spots[("wc.inspections", "SE", "pm", "all", "2025")] == ".."


@pytest.mark.filterwarnings("ignore:Shouldn't use this function:DeprecationWarning")   # its own
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_json_stat_says_what_the_edition_says_by_pyjstat(
    output: Output, told: Mapping[tuple[str, ...], str], lang: str
) -> None:
    parts = []
    for name, content in output.files(["json-stat"]).items():
        if name.endswith(f"-{lang}.json"):
            read = pyjstat.Dataset.read(content.decode())
            frame = read.write("dataframe", naming="id")
            keys = [tuple(row) for row in frame[AXES["en"]].itertuples(index=False)]
            parts.append(dict(zip(keys, spots(read, list(frame["value"])), strict=True)))
    assert gathered(parts) == told


def spots(read: Mapping[str, Any], values: list[float | None]) -> list[str]:
    status = read["status"]
    signs = [status.get(str(at), "") for at in range(len(values))]
    return [sign if value is None or value != value else small_edition.plain(value)
            for value, sign in zip(values, signs, strict=True)]


def test_json_stat_has_a_sign_where_and_only_where_there_is_no_number(output: Output) -> None:
    for name, content in output.files(["json-stat"]).items():
        read = json.loads(content)
        assert read["version"] == "2.0" and read["class"] == "dataset"
        assert len(read["value"]) == len(list(itertools.product(*map(range, read["size"]))))
        signs = {int(at) for at, s in read["status"].items() if s in MARKS.values()}
        assert signs == {at for at, v in enumerate(read["value"]) if v is None}
        lang = name.rsplit("-", 1)[1][:2]
        assert read["extension"]["origin"] == "synthetic" and len(read["extension"]["hash"]) == 64
        mark = {"sv": "Syntetiska data", "en": "Synthetic data"}[lang]
        assert mark in read["label"] and any(mark in n for n in read["note"])
        assert set(read["dimension"]["indicator"]["category"]["unit"]) == set(
            read["dimension"]["indicator"]["category"]["index"])


def test_the_demonstration_has_no_difference_in_any_cube(demonstration: Path) -> None:
    with open_store(None, demonstration) as store:
        made, told = Output(store, "latest"), truth(store, 2)
    files = made.files(["px", "json-stat"])
    read = [px_reader.read(c) for name, c in files.items() if name.endswith(".px")]
    assert gathered([r.spots("CODES") for r in read]) == told
    assert len(told) > 5000 and len(read) > 20
    stat: dict[tuple[str, ...], str] = {}
    for name, content in files.items():
        if name.endswith("-sv.json"):
            one = json.loads(content)
            lists = [one["dimension"][a]["category"]["index"] for a in one["id"]]
            stat |= dict(zip(itertools.product(*lists), spots(one, one["value"]), strict=True))
    assert {k: v for k, v in stat.items() if v != "...."} == told
