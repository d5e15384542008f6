"""The decisions of a council as a page shows them: how far, by whom and when, then and now.

Here: which state a decision is in on a day, in which order they stand, and the figure as it looked
then and looks now. Not here: writing one (``data.council_decisions``), markup
(``dashboard.views.decisions``). Both figures are read from editions: the one that the decision
names, and the one that is read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard.models.book import Book, Row
from data import periods, registers, words
from data.council_decisions import Decision, Rests

SOON = 45   # days before its day in which a decision falls due
STATES = ("asked", "late", "soon", "later", "done", "dropped")   # in the order in which they stand
OPEN = STATES[:4]
Then = Callable[[Rests], tuple[str, Row | None]]   # an edition's label, and its cell


@dataclass(frozen=True)
class DecisionRow:
    """One decision: what, how far (``state`` and its words), who and when, days overdue."""

    number: int
    text: str
    state: str
    word: str
    who: str
    days: int = 0
    outcome: str = ""

    @property
    def open(self) -> bool:
        """Whether something is still to be done or decided."""
        return self.state in OPEN


@dataclass(frozen=True)
class Figures:
    """The figure that a decision rests on, as it looked then and as it looks now."""

    name: str
    then: str
    now: str
    area: str
    code: str
    place: str


def rows(listed: Sequence[Decision], on: date, lang: str) -> list[DecisionRow]:
    """Write decisions as they stand on a day: asked for, overdue, due, then what is closed."""
    made = [_row(one, on, lang) for one in listed]
    return sorted(made, key=lambda row: (STATES.index(row.state), -row.days))


def due(listed: Sequence[Decision], on: date, lang: str) -> list[DecisionRow]:
    """Return what a council opens with: asked for, overdue, and due within ``SOON`` days."""
    return [row for row in rows(listed, on, lang) if row.state in ("asked", "late", "soon")]


@dataclass(frozen=True)
class Since:
    """What has come of a council's decisions since a day: closed, fallen due, made."""

    done: tuple[Decision, ...]
    dropped: tuple[Decision, ...]
    late: tuple[Decision, ...]
    made: tuple[Decision, ...]

    @property
    def told(self) -> tuple[Decision, ...]:
        """The decisions whose outcome is told."""
        return (*self.done, *self.dropped)


def since(listed: Sequence[Decision], before: date, on: date) -> Since:
    """Return what has come of decisions from a day, not included, until another, included."""
    closed = [d for d in listed if before < d.since <= on]
    return Since(
        tuple(d for d in closed if d.status == "done"),
        tuple(d for d in closed if d.status == "dropped"),
        tuple(d for d in listed if d.status == "decided" and before <= d.due_on < on),
        tuple(d for d in listed if before < d.made_on <= on))


def _row(one: Decision, on: date, lang: str) -> DecisionRow:
    state = _state(one, on)
    days = (on - one.due_on).days if state == "late" else 0
    day = one.due_on if one.open else one.since
    key = "late_one" if days == 1 else state
    word = words.say(f"decisions.{key}", lang, day=day.isoformat(), days=days)
    asked = "who_asked" if one.status == "asked" else "who"
    who = words.say(f"decisions.{asked}", lang, day=one.made_on.isoformat(),
                    owner=registers.name("authorities", one.owner, lang))
    text, outcome = (one.sv, one.outcome_sv) if lang == "sv" else (one.en, one.outcome_en)
    return DecisionRow(one.number, text, state, word, who, days, outcome)


def _state(one: Decision, on: date) -> str:
    if one.status != "decided":
        return one.status
    left = (one.due_on - on).days
    return "late" if left < 0 else "soon" if left <= SOON else "later"


def figures(book: Book, rests: Rests, then: Then) -> Figures | None:
    """Read a decision's figure from its own edition, and the newest of its series from the book.

    None where the edition that is read has no such indicator.
    """
    meta = book.metas.get(rests.indicator)
    if meta is None:
        return None
    label, cell = then(rests)
    place = book.say("decisions.at", name=meta.name, place=book.place(rests.place))
    return Figures(place, _figure(book, meta.unit, cell, label),
                   _figure(book, meta.unit, _newest(book, rests), book.edition),
                   meta.area, meta.code, rests.place)


def _newest(book: Book, rests: Rests) -> Row | None:
    """Return the newest period of the same kind, from then on, that is final and shown.

    Where none is shown, the newest with its sign; a provisional one is no answer.
    """
    own = book.select(rests.indicator, rests.place, rests.authority, rests.breakdown)
    same = own.filter((pl.col("period_level") == periods.level(rests.period))
                      & (pl.col("status") != "provisional") & (pl.col("period") >= rests.period))
    shown = same.filter(pl.col("sign") == "visible")
    chosen = shown if shown.height else same
    return chosen.row(chosen.height - 1, named=True) if chosen.height else None


def _figure(book: Book, unit: str, cell: Row | None, edition: str) -> str:
    if cell is None:
        return book.say("decisions.no_figure")
    said = book.running({**cell, "as_of": ""}, unit)   # of which edition: said in the sentence
    held = book.as_of(cell) if cell["sign"] == "visible" else ""
    return book.say(f"decisions.in_edition{'_held' if held else ''}", value=said, as_of=held,
                    period=periods.label(cell["period"], book.lang), edition=edition)
