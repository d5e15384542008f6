"""Decisions of a council on its pages: how far, then and now, and what the council opens with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from dashboard.demonstration import WRITER, decide
from dashboard.models.book import Book, Row
from dashboard.models.decisions import SOON, due, figures, rows
from dashboard.views.decisions import MOST, _opening, _page, due_html
from dashboard.visit import Numbered, Visit, read
from data import audit, editions
from data.access import Actor, Role
from data.council_decisions import Decision, Rests, decisions
from data.store import Store, open_store
from data.tables import FRAMES
from tests.journeys.edition import build

ON = date(2026, 10, 21)
RESTS = Rests(1, "rs.share", "SE", "all", "all", "2026K1")
ONE = Decision(1, "mur", "fk", "Gör så.", "Do so.", date(2026, 8, 21), date(2026, 9, 28), RESTS,
               "synthetic", "decided", date(2026, 8, 21))


def at(number: int, status: str, due_on: date, **more: Any) -> Decision:
    return replace(ONE, number=number, status=status, due_on=due_on, **more)


def look(lang: str = "sv") -> Visit:
    return read("decisions", {"lang": lang, "council": "mur"}, [
        Numbered(2, "2026M09", ON, "synthetic")])


def book(lang: str = "sv", *cells: dict[str, Any]) -> Book:
    about = {"indicator": "rs.share", "area": "resilience", "kind": "share", "unit": "percent",
             "sv": "Andel", "en": "Share", "version": 1, "headline": 1}
    frame = {name: pl.DataFrame([{**dict.fromkeys(FRAMES[name]), **row} for row in listed],
                                schema=FRAMES[name])
             for name, listed in (("indicators", [about]), ("cells", [dict(c) for c in cells]))}
    return Book(lang, frame["cells"], frame["indicators"], edition="S-2")


def cell(period: str, value: float | None, status: str = "final", **more: Any) -> dict[str, Any]:
    return {"indicator": "rs.share", "place": "SE", "authority": "all", "breakdown": "all",
            "period": period, "period_level": "quarter" if "K" in period else "year",
            "value": value, "sign": "protected" if value is None else "visible",
            "status": status, "as_of": "", **more}


def test_what_is_asked_for_stands_first_then_the_most_overdue_then_by_day() -> None:
    listed = [at(1, "done", date(2026, 9, 1)), at(2, "decided", date(2026, 11, 4)),
              at(3, "decided", date(2026, 10, 20)), at(4, "decided", date(2026, 9, 28)),
              at(5, "asked", date(2026, 11, 30)), at(6, "decided", date(2027, 3, 1))]
    assert [(r.number, r.state) for r in rows(listed, ON, "sv")] == [
        (5, "asked"), (4, "late"), (3, "late"), (2, "soon"), (6, "later"), (1, "done")]


@pytest.mark.parametrize(("due_on", "sv", "en"), [
    (date(2026, 9, 28), "försenat 23 dagar", "23 days overdue"),
    (date(2026, 10, 20), "försenat en dag", "one day overdue"),
    (ON, "förfaller 2026-10-21", "due 2026-10-21"),
])
def test_overdue_is_said_in_days_and_the_day_itself_is_not_late(
    due_on: date, sv: str, en: str
) -> None:
    one = at(1, "decided", due_on)
    assert [rows([one], ON, lang)[0].word for lang in ("sv", "en")] == [sv, en]


def test_a_council_opens_with_what_is_asked_for_overdue_or_due() -> None:
    later = date.fromordinal(ON.toordinal() + SOON + 1)
    listed = [at(1, "decided", later), at(2, "dropped", ON), at(3, "asked", later),
              at(4, "decided", ON), at(5, "decided", date(2026, 10, 1))]
    assert [r.number for r in due(listed, ON, "en")] == [3, 5, 4]
    assert due_html(book(), look(), listed[:2], ON) == ""
    many = [at(n, "decided", ON) for n in range(1, 9)]
    assert due_html(book(), look(), many, ON).count("<li") == MOST


def test_an_overdue_decision_has_shape_word_and_colour() -> None:
    html = due_html(book(), look(), [ONE], ON)
    assert 'class="st look"' in html and "late.svg" in html and "försenat 23 dagar" in html


def then(label: str, found: dict[str, Any] | None) -> Any:
    def told(rests: Rests) -> tuple[str, Row | None]:
        return label, found
    return told


def test_the_figure_is_as_it_looked_then_and_as_it_looks_now() -> None:
    made = book("en", cell("2025K4", 1.0), cell("2026K1", 66.0), cell("2026K2", 69.8),
                cell("2026K3", 71.0, "provisional"), cell("2025", 60.0))
    found = figures(made, RESTS, then("S-1", cell("2026K1", 65.5)))
    assert found is not None
    assert (found.then, found.now) == (
        "65.5% for 2026Q1 in edition S-1.", "69.8% for 2026Q2 in edition S-2.")


@pytest.mark.parametrize(("lang", "said"), [
    ("sv", "783 för 2026K2 i utgåva S-2, kvar från utgåva S-1."),
    ("en", "783 for 2026Q2 in edition S-2, still as of edition S-1.")])
def test_two_editions_of_a_figure_are_one_plain_sentence(lang: str, said: str) -> None:
    held = cell("2026K2", 783.0) | {"as_of": "S-1", "unit": "count"}
    made = book(lang, held)
    made = replace(made, indicators=made.indicators.with_columns(unit=pl.lit("leads")))
    found = figures(made, RESTS, then("S-1", None))
    assert found is not None and found.now == said and "(" not in found.now


def test_a_figure_that_is_protected_or_gone_says_so_and_shows_no_other() -> None:
    made = book("en", cell("2025K4", 1.0), cell("2026K1", None))
    found = figures(made, RESTS, then("S-1", None))
    assert found is not None
    assert (found.then, found.now) == (
        "no figure to show", "protected for 2026Q1 in edition S-2.")
    assert figures(made, RESTS._replace(indicator="gone"), then("S-1", None)) is None


@pytest.mark.parametrize(("listed", "said"), [
    ([], "no decisions in Lägesbild yet"), ([at(1, "done", ON)], "All decisions"),
    ([ONE], "The open decision of the council is overdue"),
    ([at(1, "asked", ON)], "One open decision"),
    ([ONE, at(3, "asked", ON)], "1 of 2 open decisions is overdue"),
    ([ONE, replace(ONE, number=2), at(3, "asked", ON)], "2 of 3 open decisions are overdue"),
    ([at(n, "decided", ON) for n in (1, 2)], "2 open decisions, none is overdue"),
])
def test_the_heading_is_the_verdict(listed: list[Decision], said: str) -> None:
    made = rows(listed, ON, "en")
    html = _opening(book("en"), made, ON)
    assert said in html
    assert ("made up" in html) is bool(listed)   # synthetic decisions say that they are


def test_what_came_of_a_decision_is_written_and_all_is_escaped() -> None:
    done = at(1, "done", ON, outcome_sv="<b>Klart</b>", outcome_en="x", since=date(2026, 10, 1))
    html = _page(book(), look(), rows([done], ON, "sv"), {1: None}, ON)
    assert "&lt;b&gt;Klart&lt;/b&gt;" in html and "klart 2026-10-01" in html


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home = tmp_path_factory.mktemp("decided")
    build(home).close()
    with open_store(None, home) as opened:
        yield opened


def test_the_demonstrations_decisions_are_synthetic_and_in_no_hash(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Overdue, due, done and asked for, from the calendar of the editions alone."""
    monkeypatch.setattr("dashboard.demonstration._DECISIONS", (
        ("joint_initiative", "pm", "organised_crime.all", "wait", "decided", -23),
        ("joint_initiative", "fk", "organised_crime.all", "focus", "decided", 14),
        ("joint_initiative", "skv", "organised_crime.all", "template", "done", -10),
        ("mur", "fk", "nothing.all", "channel", "asked", 30)))
    made = sorted(editions.editions(store), key=lambda e: e.number)
    before = [e.hash for e in made]
    decide(store, made)
    reader = Actor("a", Role.management)
    with store.read() as connection:
        on = made[-1].published_on
        found = decisions(connection, reader, "joint_initiative", on, "synthetic")
        assert decisions(connection, reader, "joint_initiative", on, "real") == ()
        assert decisions(connection, reader, "mur", on, "synthetic") == ()   # no such figure
        assert audit.broken(connection) == []
    assert [r.state for r in rows(found, on, "sv")] == ["late", "soon", "done"]
    assert {one.rests.edition for one in found} == {made[0].number}
    assert [e.hash for e in sorted(editions.editions(store), key=lambda e: e.number)] == before
    assert WRITER.role == Role.management
