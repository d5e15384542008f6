"""The worked tables of the method hold: what they say is what the product does.

One test a table, bearing its title. Not here: the tables (``metrics.worked``), how they are run
(``publication``, ``made``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import polars as pl
import pytest

from data import words
from data.policy import policy
from metrics.disclosure.primary import primary
from metrics.worked import Table, chapters, tables
from metrics.worked.tables import cell
from tests.spec.made import made
from tests.spec.publication import (
    answer,
    between,
    cells_of,
    computable,
    protected,
    system,
    untold,
)

COLUMNS = {"rule": pl.String, "sensitive": pl.String, "value": pl.Float64, "rows": pl.Int64,
           "persons": pl.Int64, "employers": pl.Int64, "cases": pl.Int64, "total": pl.Float64,
           "top1": pl.Float64, "top2": pl.Float64, "empty_side": pl.Boolean}
BARE = re.compile(r"\bunderrättelse(n|r|rna|ns|rnas|s)?\b(?! \(2008:206\))", re.IGNORECASE)


def of_kind(*kinds: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "table", [t for t in tables() if t.kind in kinds], ids=lambda t: t.title[1])


@pytest.mark.parametrize(
    ("case", "says"), [(c, c["says"][1]) for t in tables() for c in t.asked.get("case", [])],
    ids=lambda c: c if isinstance(c, str) else "")
def test_the_rule(case: dict[str, dict[str, object]], says: str) -> None:
    row = {**dict.fromkeys(COLUMNS), "sensitive": "no", "empty_side": False, **case["cell"]}
    found = primary(pl.DataFrame([row], schema=COLUMNS, orient="row"), policy())
    assert found.to_list() == [case["protected"]], says


@of_kind("publication")
def test_what_is_shown(table: Table) -> None:
    """The protector hides and holds exactly the cells that the table says, and no other."""
    said = {place: ("visible" if one.sign == "held" else one.sign, one.shown, one.as_of)
            for place, one, _ in cells_of(table) if one.sign != "unpublished"}
    assert answer(table) == said


@of_kind("publication", "sums")
def test_nothing_hidden_can_be_worked_out(table: Table) -> None:
    assert computable(system(table), untold(table)) == set()


@of_kind("publication", "sums")
def test_without_the_step_it_could(table: Table) -> None:
    """The table's ``without``: what shows when the step's cells are told, and somebody knows."""
    without = table.asked.get("without")
    if without is None:
        assert not table.attack[0] or "edition" in str(table.column_at) or table.id == "twins"
        return
    told = {tuple(p) for p in [*without["shown"], *without.get("knows", [])]}
    found = between(system(table), untold(table) - told, tuple(without["target"]))
    assert found == pytest.approx(tuple(without["between"]))


@pytest.mark.parametrize(
    ("table", "asked"), [(t, i) for t in tables() for i in t.asked.get("intervals", [])],
    ids=lambda v: v.title[1] if isinstance(v, Table) else "")
def test_how_far_a_hidden_cell_can_be(table: Table, asked: dict[str, list[int]]) -> None:
    known = {tuple(p) for p in asked.get("knows", [])}
    found = between(system(table), untold(table) - known, tuple(asked["cell"]))
    assert found == pytest.approx(tuple(asked["between"]))


@pytest.mark.parametrize(
    "table", [t for t in tables() if any("edition" in at for at in t.column_at)],
    ids=lambda t: t.title[1])
def test_the_difference_between_editions_gives_nothing_away(table: Table) -> None:
    """Whoever has both: no shown difference is small, nor the sum of those held in any total."""
    before = {r: row.cells[0].shown for r, row in enumerate(table.rows, 1)}
    now = {place: one for place, one, _ in cells_of(table)}
    shown = {p for p, one in now.items() if one.sign == "visible"}
    of = system(table)
    moved = np.array([now[p].exact - (before[p[0]] or 0) for p in of.places])
    small = [p for p, d in zip(of.places, moved, strict=True)
             if p in shown and 0 < abs(d) < policy().persons]
    held = np.array([now[p].sign == "held" for p in of.places])
    sums = np.abs(of.equal @ (moved * held))
    assert small == []
    assert not ((sums > 0) & (sums < policy().persons)).any()


def test_exact_protection_alone_leaves_an_interval_too_narrow() -> None:
    """What the table "1 to 4" shows without its step is what mode exact really shows."""
    table = next(t for t in tables() if t.id == "interval")
    exactly = protected(table.id, intervals=False).cells.filter(pl.col("sign") == "protected")
    opened = {tuple(p) for p in table.asked["without"]["shown"]}
    assert exactly.height == len(untold(table) - opened)


@of_kind("made")
def test_a_made_figure_stands_where_its_parts_do(table: Table) -> None:
    said = [(row.cells[-1].sign, row.cells[-1].shown) for row in table.rows]
    assert made(table) == said


def test_stockholm_and_gotland_are_merged_by_the_policy() -> None:
    assert ("01", "09") in policy().merges


def said() -> Iterator[tuple[str, str]]:
    for chapter in chapters():
        yield from (chapter.title, chapter.says)
        for table in chapter.tables:
            yield from (table.title, table.says, *table.columns, *(r.name for r in table.rows))


def test_every_sentence_is_in_both_languages() -> None:
    assert all(swedish and english for swedish, english in said())
    assert [sv for sv, _ in said() if BARE.search(sv)] == []
    assert all(bool(t.attack[0]) is bool(t.attack[1]) for t in tables())


def test_every_table_has_a_name_of_its_own() -> None:
    ids = [t.id for t in tables()]
    assert len(ids) == len(set(ids)) >= 25
    assert len({t.title for t in tables()}) == len(ids)


@pytest.mark.parametrize("text", ["..", "45", "..3", "..-3", "[7]", "41 (S-1), 43", ".", ""])
def test_a_cell_is_read_as_it_is_written(text: str) -> None:
    read = cell(text)
    assert (read.sign == "visible") == (text == "45")
    assert words.has("sign.protected")


@pytest.mark.parametrize("text", ["3..", "about 40", "[x]"])
def test_a_cell_written_otherwise_is_a_mistake(text: str) -> None:
    with pytest.raises(ValueError, match="no cell is written"):
        cell(text)
