"""An edition opened for one report: what may be read, and only that.

Here: reading the frames of an edition from the store for an actor, and leaving out what a regional
council does not read. Not here: choosing what a report says (``dashboard.report.compose``). Nothing
but the store is read: no vault, no intake desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from dashboard.models.book import Book, Row
from dashboard.report.choice import Choice, checked, readable
from data import council_decisions, editions, registers, words
from data.access import Actor, Role
from data.audit import Anchor
from data.council_decisions import Decision, Rests
from data.editions import Edition
from data.life_record import Record, record
from data.regional import within
from data.store import Store

NO_EVENT = Anchor(0, "")


@dataclass(frozen=True)
class Opened:
    """What a report is made from: the edition, its frames, the council's decisions.

    ``restricted`` is true where the reader has its own region and Sweden only. ``signed`` says who
    signed the edition, a line a day; ``prepared`` what the authorities answered before that, by
    kind of answer; ``anchor`` is the newest event of the audit when it came.
    """

    edition: Edition
    choice: Choice
    book: Book
    decisions: tuple[Decision, ...] = ()
    restricted: bool = False
    signed: tuple[str, ...] = ()
    prepared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    anchor: Anchor = NO_EVENT
    older: Mapping[Rests, tuple[str, Row | None]] = field(default_factory=dict)

    def then(self, rests: Rests) -> tuple[str, Row | None]:
        """Return the figure of a decision as its own edition has it, and that edition's label."""
        return self.older[rests]


def open_edition(store: Store, actor: Actor, number: int | str, choice: Choice) -> Opened:
    """Open an edition for a choice.

    Raises ``AccessDenied``, ``dashboard.report.choice.Unknown`` and ``UnknownEdition``.
    """
    asked = checked(actor, choice)
    edition = editions.edition(store, number)
    with store.read() as connection:
        decided = council_decisions.decisions(
            connection, actor, asked.council, edition.published_on, edition.origin)
    restricted = actor.role == Role.council_member and asked.of.place != "SE"
    life = record(store, actor, edition.number)
    older = {d.rests: _older(store, actor, asked.council, d.rests) for d in decided}
    return Opened(edition, asked, _book(store, actor, edition, asked, restricted), decided,
                  restricted, _signed(life, asked.lang), _prepared(life, asked.lang),
                  editions.anchor(store, edition.number), older)


def _signed(life: Record, lang: str) -> tuple[str, ...]:
    days: dict[date, list[str]] = {}
    for one in life.signatures:
        name = registers.name("authorities", one.authority, lang)
        days.setdefault(one.at.date(), []).append(name)
    return tuple(f"{', '.join(names)}, {words.date_text(day, lang).replace(' ', words.SPACE)}"
                 for day, names in days.items())


def _prepared(life: Record, lang: str) -> dict[str, tuple[str, ...]]:
    """Name the authorities that gave each answer in the joint preparation."""
    return {kind: tuple(registers.name("authorities", a.authority, lang)
                        for a in life.answers if a.answer == kind)
            for kind in dict.fromkeys(a.answer for a in life.answers)}


def _older(
    store: Store, actor: Actor, council: str, rests: Rests
) -> tuple[str, Row | None]:
    """Read the cell that a decision rests on, from the edition that it names."""
    label = editions.edition(store, rests.edition).label
    if not readable(actor, council, [rests.place]):
        return label, None
    cells = editions.cells(
        store, rests.edition, indicators=[rests.indicator], places=[rests.place],
        authorities=[rests.authority], breakdowns=[rests.breakdown], periods=[rests.period])
    return label, cells.row(0, named=True) if cells.height else None


def _book(
    store: Store, actor: Actor, edition: Edition, choice: Choice, restricted: bool
) -> Book:
    number = edition.number
    indicators = editions.indicators(store, number)
    wanted = indicators.filter(pl.col("area").is_in(list(choice.areas))
                               | (pl.col("headline") > 0))["indicator"].to_list()
    documents = editions.documents(store, number)
    # a text may name any figure of the edition, so that all are read where there are texts
    cells = editions.cells(store, number, indicators=None if "texts" in documents else wanted)
    changes = editions.changes(store, number)
    if restricted:
        cells, changes = (_own(f, actor, choice.council) for f in (cells, changes))
    return Book(
        choice.lang, cells, indicators, changes,
        editions.sentences(store, number), editions.trust(store, number),
        editions.figures(store, number), editions.codes(store, number),
        editions.notes(store, number), editions.deliveries(store, number), edition.label,
        edition.origin != "real", edition.until, documents,
        editions.expected(store, number), editions.reasons(store, number),
        editions.signals(store, number))


def _own(rows: pl.DataFrame, actor: Actor, council: str) -> pl.DataFrame:
    """Leave out the places that a regional council's member does not read."""
    return within(rows, readable(actor, council, [p.code for p in registers.places()]))
