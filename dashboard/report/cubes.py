"""The cells of an edition as cubes, for formats that hold one cube a file.

Here: which cells share a cube, its axes with their codes and names, and the one thing that each
spot of it says. Not here: any file format.

A cube is what the catalogue publishes together: one area, place level, period level, dimension of
breakdown, and all authorities together or each of them. Its indicators are its contents. The
demonstration's 20,955 cells make 60 such cubes, of which 95 % is filled; with place levels together
it would be 43 cubes filled to 31 %, and with an indicator each 554 cubes. What is not published
between those that are (an authority that has no such indicator) says so with a sign of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from data import periods, registers, words
from data.editions import Edition
from data.tables import CELL_KEY

Names = Mapping[tuple[str, str], tuple[str, str]]   # (axis, code) -> Swedish, English
ALL = "all"
SIGNS = ("protected", "not_applicable", "not_delivered", "not_published")
SAID = ("value", "sign", "status", "break", "as_of")
_FAMILY = ("area", "place_level", "period_level", "dimension", "each")


@dataclass(frozen=True)
class Axis:
    """One axis of a cube: its codes, and their names as (Swedish, English)."""

    name: str
    codes: tuple[str, ...]
    names: tuple[tuple[str, str], ...]

    def label(self, lang: str) -> str:
        """Name the axis."""
        return words.say(f"files.axis_{self.name}", lang)

    def texts(self, lang: str) -> list[str]:
        """Name its values; two of one name get their code behind it, since names are keys."""
        said = [pair[words.LANGUAGES.index(lang)] for pair in self.names]
        return [t if said.count(t) == 1 else f"{t} ({c})"
                for t, c in zip(said, self.codes, strict=True)]


@dataclass(frozen=True)
class Cube:
    """Cells of one family, every spot in the order of its axes (the last runs fastest).

    ``spots``: the key of a cell, value, sign (``SIGNS`` or visible), status, break, as_of.
    ``units``: the unit of each indicator.
    """

    edition: Edition
    family: tuple[str, str, str, str, bool]
    axes: tuple[Axis, ...]
    spots: pl.DataFrame
    units: Mapping[str, str]
    kinds: Mapping[str, str]

    @property
    def code(self) -> str:
        """Name the cube by what its cells share."""
        area, place, period, dimension, each = self.family
        more = [dimension] if dimension != ALL else []
        return "-".join([area, place, period, *more, *(["authority"] if each else [])])

    @property
    def area(self) -> str:
        """The code of its area."""
        return self.family[0]

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """How many codes each axis has."""
        return tuple(len(a.codes) for a in self.axes)

    def axis(self, name: str) -> Axis:
        """Return one axis."""
        return next(a for a in self.axes if a.name == name)

    def title(self, lang: str) -> str:
        """Say what the cube holds, of which edition, and that it is synthetic where it is."""
        _, place, period, dimension, each = self.family
        parts = [words.say("files.axis_indicator", lang)]
        parts += [] if place == "SE" else [words.say(f"files.level_{place}", lang)]
        parts += [words.say("files.axis_authority", lang)] if each else []
        parts += [] if dimension == ALL else [dimension_name(dimension, lang)]
        by = ", ".join([*parts, words.say(f"files.level_{period}", lang)])
        said = words.say("files.title", lang, area=area_name(self.area, lang), by=by,
                         label=self.edition.label)
        return f"{said} {synthetic(self.edition, lang)}".strip()


def area_name(code: str, lang: str) -> str:
    """Name an area; one that the registers do not know stands as its code."""
    return next((a.name(lang) for a in registers.areas() if a.code == code), code)


def dimension_name(code: str, lang: str) -> str:
    """Name a dimension of breakdown."""
    for key in (f"files.split_{code}", f"dimension.{code}"):
        if words.has(key):
            return words.say(key, lang)
    return code


def unit_name(unit: str, lang: str) -> str:
    """Name the unit that a file's numbers are in: whole kronor, where pages say millions."""
    if words.has(f"files.unit_{unit}"):
        return words.say(f"files.unit_{unit}", lang)
    return words.say(f"unit.{unit}", lang) if words.has(f"unit.{unit}") else unit


def synthetic(edition: Edition, lang: str) -> str:
    """Say that an edition's data are synthetic, nothing where they are not."""
    return f"{words.say('label.synthetic', lang)}." if edition.origin == "synthetic" else ""


def edition_title(edition: Edition, lang: str) -> str:
    """Name an edition, and that its data are synthetic where they are."""
    said = words.say("files.edition_title", lang, label=edition.label)
    return f"{said} {synthetic(edition, lang)}".strip()


def stem(edition: Edition) -> str:
    """Begin a file's name: the edition's label, and that its data are synthetic."""
    return f"{edition.label}-synthetic" if edition.origin == "synthetic" else edition.label


def notes(edition: Edition, lang: str) -> list[str]:
    """Say what stands in every file: edition, hash, what it is not, and how its signs are read."""
    said = words.say("files.edition", lang, label=edition.label, number=edition.number,
                     until=periods.label(edition.until, lang), hash=edition.hash)
    return [*filter(None, [synthetic(edition, lang)]), f"{words.say('label.not_official', lang)}.",
            said, words.say("files.signs", lang), words.say("files.zero", lang)]


def names(codes: pl.DataFrame, indicators: pl.DataFrame) -> dict[tuple[str, str], tuple[str, str]]:
    """Collect the name of every code, in the order that the edition lists them."""
    found = {(d, c): (sv, en) for d, c, sv, en in
             codes.select("dimension", "code", "sv", "en").iter_rows() if d != "period"}
    return found | {("indicator", c): (sv, en)
                    for c, sv, en in indicators.select("indicator", "sv", "en").iter_rows()}


def cubes(
    edition: Edition, cells: pl.DataFrame, codes: pl.DataFrame, indicators: pl.DataFrame
) -> list[Cube]:
    """Sort the cells of an edition into cubes, in the order of their codes."""
    known = names(codes, indicators)
    kinds = dict(indicators.select("indicator", "kind").iter_rows())
    marked = cells.with_columns(
        dimension=pl.col("breakdown").str.split(":").list.first(), each=pl.col("authority") != ALL)
    parted = marked.partition_by(_FAMILY, as_dict=True)
    made = [_cube(edition, key, frame, known, kinds) for key, frame in parted.items()]
    return sorted(made, key=lambda c: c.code)


def _cube(
    edition: Edition, key: Sequence[object], frame: pl.DataFrame, known: Names,
    kinds: Mapping[str, str],
) -> Cube:
    area, place, period, dimension, each = key
    axes = tuple(_axis(name, frame[name].unique().to_list(), known) for name in CELL_KEY)
    units = dict(frame.select("indicator", "unit").unique().sort("indicator").iter_rows())
    return Cube(edition, (str(area), str(place), str(period), str(dimension), bool(each)), axes,
                _dense(axes, frame), units, {i: kinds.get(i, "") for i in units})


def _axis(name: str, codes: Sequence[str], known: Names) -> Axis:
    order = {code: place for place, (axis, code) in enumerate(known) if axis == name}
    ranked = sorted(codes, key=lambda c: (order.get(c, len(order)), c))
    return Axis(name, tuple(ranked), tuple(_pair(name, c, known) for c in ranked))


def _pair(name: str, code: str, known: Names) -> tuple[str, str]:
    if name == "period":
        return periods.label(code, "sv"), periods.label(code, "en")
    return known.get((name, code), (code, code))


def _dense(axes: Sequence[Axis], frame: pl.DataFrame) -> pl.DataFrame:
    """Lay every spot out in the order of the axes; what is not published gets its sign."""
    whole = pl.DataFrame({"spot": [0]})
    for axis in axes:
        whole = whole.join(pl.DataFrame({axis.name: list(axis.codes)}), how="cross",
                           maintain_order="left_right")
    found = whole.drop("spot").join(frame.select(*CELL_KEY, *SAID), on=list(CELL_KEY), how="left",
                                    maintain_order="left")
    return found.with_columns(pl.col("sign").fill_null("not_published"),
                              pl.col("status", "break", "as_of").fill_null(""))


def number(value: float) -> str:
    """Write a number without a rounding: whole where it is whole."""
    return str(int(value)) if value == int(value) else repr(value)


def plain() -> pl.Expr:
    """Write a column of values as ``number`` does, nothing where there is none."""
    value = pl.col("value")
    return pl.when(value == value.floor()).then(value.cast(pl.Int64).cast(pl.String)).otherwise(
        value.cast(pl.String))


def remarks(cube: Cube, lang: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Say of each spot what its status is, where it is not simply final: key and words."""
    odd = cube.spots.filter(
        pl.col("status").is_in(["", "final"]).not_() | (pl.col("as_of") != ""))
    for row in odd.iter_rows(named=True):
        said = [words.say(f"status.{row['status']}", lang)] if row["status"] != "final" else []
        said += [words.say("files.as_of", lang, label=row["as_of"])] if row["as_of"] else []
        yield tuple(row[k] for k in CELL_KEY), ", ".join(said)
