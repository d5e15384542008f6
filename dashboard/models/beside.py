"""A chain in a region beside Sweden: at which step fewer go on, and how long it takes.

Here: each step's share of the one before, in the region and in Sweden, and the edition's word for
the difference. Not here: judging it (``metrics.steps``), the figures of a chain
(``models.cohorts``), markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.figures.table import Cell
from dashboard.models.book import Book, Meta
from dashboard.models.cohorts import Chain
from dashboard.models.where import value_cell
from data import periods, words

UNTOLD = ("unripe", "missing")   # words beside which no difference stands: it was not judged
Word = str     # fewer_clear, fewer_slight, more_clear, more_slight, alike, or why there is none


@dataclass(frozen=True)
class Two:
    """A step in the region and in Sweden: shares of the step before in per cent, and its word."""

    state: str
    here: float | None
    sweden: float | None
    word: Word

    @property
    def sure(self) -> bool:
        """Whether the region differs from the rest of Sweden by more than chance."""
        return self.word.startswith(("fewer", "more"))


@dataclass(frozen=True)
class Beside:
    """A region's chain beside Sweden's, as a table, and the sentence that it comes to."""

    sentence: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sure: tuple[bool, ...]
    days: bool
    rule: str


def beside(here: Chain, sweden: Chain, year: str) -> Beside:
    """Put the steps of a cohort year in a region beside the same in Sweden."""
    book = here.book
    steps = twos(here, sweden, year)
    measures = [m for m in _measures(book, here) if _day(book, m, here.place, year)]
    place = book.place(here.place)
    keys = ("step", "gone_on", "gone_on_sweden", "difference", "judged")
    heads = [book.say(f"chain_place.{k}", place=place) if k == "gone_on" else
             book.say(f"chain_place.{k}") for k in keys]
    for meta in measures:
        heads += [book.say("chain_place.days_here", measure=meta.name, place=place),
                  book.say("chain_place.gone_on_sweden")]
    rows = tuple((*_shares(here, one, sweden, year), *_days(here, one.state, measures, year))
                 for one in steps)
    rule = book.say("chain_place.rule", clear=words.number(here.clear, book.lang))
    return Beside(_sentence(here, steps, year), tuple(heads), rows,
                  tuple(s.sure for s in steps), bool(measures), rule)


def twos(here: Chain, sweden: Chain, year: str) -> list[Two]:
    """Compare every step but the first, in the chain's order."""
    judged = _words(here, year)
    return [_two(here, sweden, s, year, judged) for s in here.order if s != here.root]


def _words(here: Chain, year: str) -> dict[str, Word]:
    """Read the edition's words of a region's steps, by indicator."""
    rows = here.book.signals.filter(
        (pl.col("method") == "step") & (pl.col("place") == here.place)
        & (pl.col("period") == year))
    return dict(zip(rows["indicator"], rows["word"], strict=True))


def _two(here: Chain, sweden: Chain, state: str, year: str, judged: Mapping[str, Word]) -> Two:
    word = _why_not(here, sweden, state, year) or judged.get(here.metas[state].code, "missing")
    return Two(state, _share(here, state, year), _share(sweden, state, year), word)


def _share(chain: Chain, state: str, year: str) -> float | None:
    part, whole = _counts(chain, state, year)
    if part is None or whole is None or whole < chain.least:
        return None
    return 100 * part / whole


def _counts(chain: Chain, state: str, year: str) -> tuple[float | None, float | None]:
    return chain.visible(state, year), chain.visible(chain.states[state].parent, year)


def _why_not(here: Chain, sweden: Chain, state: str, year: str) -> Word:
    """Say which figure a step lacks, "" where all four are shown."""
    if here.absent(state):
        return "absent"
    rows = [c.row(s, year) for c in (here, sweden)
            for s in (state, here.states[state].parent)]
    if any(r is not None and r["sign"] == "protected" for r in rows):
        return "hidden"
    return "missing" if any(r is None or r["sign"] != "visible" for r in rows) else ""


def _shares(here: Chain, one: Two, sweden: Chain, year: str) -> list[Cell]:
    """Write a step's name, both shares, their difference and the word."""
    book = here.book
    points = "" if one.here is None or one.sweden is None or one.word in UNTOLD else book.say(
        "figure.points", value=words.signed(one.here - one.sweden, book.lang, 1))
    return [
        Cell(here.name(one.state), strong=True), _percent(here, one.state, one.here, year),
        _percent(sweden, one.state, one.sweden, year), Cell(points),
        Cell(book.say(f"chain_place.{one.word}"), left=True, strong=one.sure),
    ]


def _percent(chain: Chain, state: str, share: float | None, year: str) -> Cell:
    """Write a share, else the sign of whichever figure hides it, else both counts."""
    if share is not None:
        return Cell(words.percent(share, chain.book.lang, 0), chain.older(state, year),
                    mark="*" if chain.older(state, year) else "")
    parent = chain.states[state].parent
    rows = [chain.row(s, year) for s in (state, parent)]
    signs = ["not_published" if r is None else str(r["sign"]) for r in rows]
    hidden = next((s for s in signs if s != "visible"), "")
    if hidden:
        sign = "" if hidden == "not_published" else chain.book.say(f"sign.{hidden}")
        return Cell(sign, chain.book.say(f"meaning.{hidden}"))
    return Cell(chain.book.say("chain.counts", part=chain.text(state, year),
                               whole=chain.text(parent, year)))


def _measures(book: Book, chain: Chain) -> list[Meta]:
    """List the measures of days to the states of a chain, in order."""
    codes = [m.code for m in chain.metas.values()]
    rows = book.indicators.filter(
        pl.col("kind").is_in(["median", "p90"]) & pl.col("denominator").is_in(codes))
    return [book.metas[code] for code in rows["indicator"]]


def _day(book: Book, meta: Meta, place: str, year: str) -> Cell | None:
    row = book.cell(meta.code, year, place)
    return None if row is None else value_cell(book, row, meta.unit)


def _days(here: Chain, state: str, measures: Sequence[Meta], year: str) -> list[Cell]:
    """Write the days to a state in both places; empty where they lead to another."""
    book, cells = here.book, []
    for meta in measures:
        ends = _ends_at(here, meta) == state
        for place in (here.place, "SE"):
            cells.append((_day(book, meta, place, year) if ends else None)
                         or Cell("", book.say("meaning.not_published")))
    return cells


def _ends_at(chain: Chain, meta: Meta) -> str:
    """Name the state that a measure of days ends at."""
    rows = chain.book.indicators.filter(pl.col("indicator") == meta.code)
    whole = str(rows["denominator"][0])
    return next((s for s, m in chain.metas.items() if m.code == whole), "")


def _sentence(here: Chain, steps: Sequence[Two], year: str) -> str:
    """Say the step where fewest go on beside Sweden, else where most do, else that none differs."""
    book = here.book
    said = {"place": book.place(here.place), "cohort": periods.label(year, book.lang)}
    sure = [s for s in steps if s.sure and s.state in here.main]
    if not sure:
        judged = any(s.word == "alike" for s in steps)
        return book.say("chain_place.h1_alike" if judged else "chain_place.h1_nothing", **said)
    one = min(sure, key=lambda s: (s.here or 0.0) / (s.sweden or 1.0))
    if not one.word.startswith("fewer"):
        one = max(sure, key=lambda s: (s.here or 0.0) / (s.sweden or 1.0))
    name = here.name(one.state)
    return book.say(
        "chain_place.h1", **said, word=book.say(f"chain_place.{one.word}"),
        state=name[:1].lower() + name[1:], here=words.percent(one.here or 0.0, book.lang, 0),
        sweden=words.percent(one.sweden or 0.0, book.lang, 0))
