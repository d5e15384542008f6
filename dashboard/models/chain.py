"""A chain: how far the cases of each period of opening have come, and where they wait.

Here: bars, cohorts, days and the sentence of a chain. Not here: which cohort is ripe
(``models.cohorts``), drawing (``dashboard.figures.cohorts``), markup, any sum of cohorts.

A share is worked out from two visible figures alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from dashboard.figures import values
from dashboard.figures.cohorts import Share, Step
from dashboard.figures.table import Cell
from dashboard.models import source
from dashboard.models.beside import Beside, beside
from dashboard.models.book import Book
from dashboard.models.cohorts import Chain
from dashboard.models.queues import Queues, queues
from dashboard.models.waiting import Waits, waits
from dashboard.models.where import value_cell
from data import contracts, periods


@dataclass(frozen=True)
class CohortRow:
    """One cohort: its period, how many were opened, and how far they have come."""

    period: str
    number: Cell
    shares: tuple[Share, ...]
    quiet: bool = False   # Sweden's, under a region's


@dataclass(frozen=True)
class ChainPage:
    """Everything that the page shows of one chain."""

    id: str
    code: str
    name: str
    sentence: str
    title: str
    steps: tuple[Step, ...]
    beside: tuple[Step, ...]
    label: str
    years: tuple[str, ...]
    year: str
    level: str
    least: int
    heads: tuple[str, ...]
    main: int
    rows: tuple[CohortRow, ...]
    table: tuple[tuple[Cell, ...], ...]
    rules: tuple[str, ...]
    waits: tuple[Waits, ...]
    source: str
    place: str = "SE"
    against: Beside | None = None
    queues: Queues | None = None


def codes(indicators: pl.DataFrame, area: str) -> list[str]:
    """List the indicators that the page of an area reads: states, and days between them."""
    states = indicators.filter((pl.col("area") == area) & (pl.col("chain") != ""))["indicator"]
    days = indicators.filter(pl.col("kind").is_in(["median", "p90"]) & (
        pl.col("denominator").is_in(states.to_list()) | (pl.col("area") == area)))["indicator"]
    return [*states, *days]


def chain_pages(
    book: Book, area: str, asked: str = "", place: str = "SE",
    held: Mapping[str, str] | None = None,
) -> list[ChainPage]:
    """Make the pages of an area's chains at a place: the one of its main figure first.

    ``held``: the last month of earlier editions by label.
    """
    found = book.indicators.filter((pl.col("area") == area) & (pl.col("chain") != "")).sort(
        pl.when(pl.col("headline") > 0).then(pl.col("headline")).otherwise(99),
        maintain_order=True)
    ids = found["chain"].unique(maintain_order=True)
    known = {c.id for c in contracts.chains()}
    chains = [Chain(book, i, place, held or {}) for i in ids if i in known]
    return [_page(c, asked) for c in chains if c.cohorts]


def _page(chain: Chain, asked: str) -> ChainPage:
    book = chain.book
    year = asked if asked in chain.years else _year(chain)
    sweden = replace(chain, place="SE") if chain.place != "SE" else None
    steps = tuple(_step(chain, s, year, sweden) for s in chain.main)
    aside = tuple(_step(chain, s, year, sweden) for s in chain.order[len(chain.main):])
    name = chain.metas[chain.root].name
    cohort = periods.label(year, book.lang)
    row = chain.row(chain.root, year)
    against = beside(chain, sweden, year) if sweden else None
    title = book.say("chain.bars_title", name=name, cohort=cohort) if sweden is None else book.say(
        "chain_place.title", name=name, cohort=cohort, place=book.place(chain.place))
    return ChainPage(
        chain.id, chain.metas[chain.root].code, name,
        against.sentence if against else _sentence(chain, year), title, steps, aside,
        _label(book, title, (*steps, *aside)), tuple(chain.years), year, chain.level,
        chain.least, tuple(chain.name(s) for s in chain.order), len(chain.main),
        tuple(_cohorts(chain, sweden)), tuple(_counts(chain, p) for p in chain.cohorts),
        tuple(_rules(chain)), tuple(_waits(chain, year)),
        source.source_line(book, chain.metas[chain.root], year, row["status"] if row else "final"),
        chain.place, against, queues(sweden or chain, year))


def _year(chain: Chain) -> str:
    """Choose the newest year that is whole and whose first state is shown, else the newest."""
    shown = [y for y in chain.years if chain.visible(chain.root, y)
             and (chain.row(chain.root, y) or {})["status"] != "provisional"]
    return next(iter(shown), next(iter(chain.years), chain.cohorts[-1]))


def _step(chain: Chain, state: str, year: str, sweden: Chain | None = None) -> Step:
    value, parent = chain.visible(state, year), chain.states[state].parent
    above = chain.visible(parent, year) if parent in chain.states else None
    share = chain.percent(value, above)
    row = chain.row(state, year)
    under = chain.book.say("chain.whole") if state == chain.root else (
        _of_parent(chain, state, share) if share else "")
    if chain.place != "SE" and chain.absent(state):
        under = chain.book.say("chain_place.absent")
    step = Step(chain.name(state), value, chain.text(state, year), row["sign"] if row else
                "not_delivered", under, chain.ripe(state, year),
                chain.book.as_of(row) if row else "")
    return step if sweden is None or state == chain.root else _with(step, chain, sweden, state,
                                                                    year)


def _with(step: Step, chain: Chain, sweden: Chain, state: str, year: str) -> Step:
    """Add how far the step would have come had as large a share gone on as in Sweden."""
    part, whole = sweden.visible(state, year), sweden.visible(sweden.root, year)
    own = chain.visible(chain.root, year)
    share = sweden.percent(part, sweden.visible(chain.states[state].parent, year))
    if not share or part is None or not whole or own is None:
        return step
    said = chain.book.say("chain_place.sweden", value=share)
    return replace(step, sweden=None if step.value is None else own * part / whole, beside=said)


def _of_parent(chain: Chain, state: str, share: str) -> str:
    """Say of what a share is: on the main branch of the step before."""
    if state in chain.main:
        return chain.book.say("chain.of_before", value=share)
    parent = chain.name(chain.states[state].parent)
    return chain.book.say("chain.of_parent", value=share, parent=_running(parent))


def _running(name: str) -> str:
    """Write a name as it stands in a sentence."""
    return name[:1].lower() + name[1:]


def _sentence(chain: Chain, year: str) -> str:
    book, whole = chain.book, chain.visible(chain.root, year)
    name, cohort = chain.metas[chain.root].name, periods.label(year, book.lang)
    if not whole:
        return book.say("chain.h1_nothing", name=name)
    ripe = [s for s in chain.main[1:] if chain.visible(s, year) is not None
            and chain.ripe(s, year)]
    if not ripe or not chain.percent(chain.visible(ripe[-1], year), whole):
        return book.say("chain.h1_protected", name=name, cohort=cohort)
    last = ripe[-1]
    return book.say(
        "chain.h1", whole=chain.text(chain.root, year), first=name,
        cohort=cohort, part=chain.text(last, year), last=_running(chain.name(last)),
        share=chain.percent(chain.visible(last, year), whole))


def _label(book: Book, title: str, steps: tuple[Step, ...]) -> str:
    said = ", ".join(book.say("chain.step", state=_running(s.name), value=_spoken(book, s))
                     for s in steps)
    end = f" {book.say('label_of.synthetic')}" if book.synthetic else ""
    return f"{title}: {said}.{end}"


def _spoken(book: Book, step: Step) -> str:
    if step.sign != "visible":
        return book.say(f"meaning.{step.sign}").partition(":")[0]
    aside = [s for s in (step.under if step.beside else "", step.beside, "" if step.ripe else
                         book.say("chain.unripe")) if s]
    return f"{step.text} ({', '.join(aside)})" if aside else step.text


def _cohorts(chain: Chain, sweden: Chain | None) -> Iterator[CohortRow]:
    """Write each cohort, and under a region's the same of Sweden."""
    for period in chain.cohorts:
        yield _cohort(chain, period)
        if sweden is not None:
            row = _cohort(sweden, period)
            said = chain.book.say("chain_place.ref", cohort=row.period)
            yield replace(row, period=said, quiet=True)


def _cohort(chain: Chain, period: str) -> CohortRow:
    root = chain.row(chain.root, period)
    number = value_cell(chain.book, root, chain.metas[chain.root].unit) if root else Cell("")
    return CohortRow(periods.label(period, chain.book.lang), number, tuple(
        _share(chain, state, period) for state in chain.order[1:]))


def _share(chain: Chain, state: str, period: str) -> Share:
    """Write the share of a cohort that has reached a state, or the sign of the state."""
    row, whole = chain.row(state, period), chain.visible(chain.root, period)
    ripe, sign = chain.ripe(state, period), str(row["sign"]) if row else "not_delivered"
    if row is None or sign != "visible":
        return Share(chain.book.say(f"sign.{sign}"), sign, ripe, None,
                     chain.book.say(f"meaning.{sign}"))
    if not row["value"]:
        return Share(chain.book.say("sign.zero"), "zero", ripe, None,
                     chain.book.say("meaning.zero"))
    share, older = chain.percent(row["value"], whole), chain.older(state, period)
    if share and whole:
        return Share(share, sign, ripe, row["value"] / whole, as_of=older)
    part = chain.text(state, period)
    return Share(chain.book.say("chain.counts", part=part, whole=chain.text(
        chain.root, period)) if whole else part, sign, ripe, as_of=older)


def _counts(chain: Chain, period: str) -> tuple[Cell, ...]:
    """Write the counts behind the shares, a row of the table."""
    cells = []
    for state in chain.order:
        row = chain.row(state, period)
        cells.append(value_cell(chain.book, row, chain.metas[state].unit) if row else Cell(
            "", chain.book.say("meaning.not_published")))
    return (Cell(periods.label(period, chain.book.lang)), *cells)


def _rules(chain: Chain) -> Iterator[str]:
    """Say when a step is ripe."""
    if chain.ripening:
        yield from _ripening(chain)
        return
    yield chain.book.say("chain.ripe_rule", quarters=chain.quarters)
    for state, days in chain.days.items():
        yield chain.book.say("chain.ripe_days", state=chain.name(state),
                             days=values.plain(days, "days", chain.book.lang))


def _ripening(chain: Chain) -> Iterator[str]:
    """Say after how many quarters each step is ripe: by dates, then by the policy."""
    for known in ("dates", "policy"):
        steps = [s for s in chain.order[1:] if chain.ripening.get(s, {}).get("from") == known]
        listed = ", ".join(chain.book.say(
            "chain_ripe.step", state=_running(chain.name(s)),
            n=chain.ripening[s]["quarters"]) for s in steps)
        if listed:
            yield chain.book.say(f"chain_ripe.{known}", steps=listed)


def _waits(chain: Chain, year: str) -> Iterator[Waits]:
    """Give the published days of the chain's states."""
    own = {m.code for m in chain.metas.values()}
    rows = chain.book.indicators.filter(pl.col("kind").is_in(["median", "p90"])
                                        & pl.col("denominator").is_in(sorted(own)))
    for code in rows["indicator"]:
        found = waits(chain.book, chain.book.metas[code], year, chain.place)
        if found is not None:
            yield found
