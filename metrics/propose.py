"""An edition in the making: roll up, protect, finish, judge, and put into words.

Here: what one edition holds, built from the deliveries that count. Not here: publishing it
(``metrics.jobs``), any single method.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from importlib.metadata import version

import polars as pl

from data import editions, registers
from data.policy import Policy, policy
from data.store import Store
from metrics import change, frames, late, parts, quality, rates, real, sentences, signals, trust
from metrics.catalogue import Catalogue, catalogue
from metrics.comparable import Ripe
from metrics.disclosure import NotProtected, Protected, protect
from metrics.ladder import ARRIVALS
from metrics.loss import Way, loss
from metrics.processes import pool
from metrics.refusal import CannotPublish
from metrics.ripening import REACHED, ripening
from metrics.rollup import below, books, roll_up
from metrics.steps import steps

MANY = 10_000   # so many cells are worth a second process for what other policies would cost
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Evidence:
    """All that counts at a cut-off: finest cells, published figures, and words from the desk.

    ``arrivals`` is how records have come in since (``metrics.late.arrivals``); ``corrections`` are
    those that the edition before had not (``data.corrections.told``); ``reached`` is how long
    states take (``metrics.ripening.reached``).
    """

    contributions: pl.LazyFrame | None
    figures: list[pl.DataFrame]
    words: pl.DataFrame
    origin: str
    covered: frozenset[tuple[str, str, str]]
    arrivals: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ARRIVALS))
    corrections: list[dict[str, object]] = field(default_factory=list)
    reached: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REACHED))


@dataclass(frozen=True)
class Behind:
    """What is never published and the attacker may know: exact cells, each authority's books."""

    exact: pl.DataFrame
    books: pl.DataFrame


def propose(
    store: Store, evidence: Evidence, until: str, cutoff: date, published_on: date,
    progress: Progress, demonstration: bool,
) -> tuple[editions.Proposal, Behind]:
    """Build the edition that would be published, and what stands behind it for the attacker.

    Raises ``CannotPublish`` where it cannot be.
    """
    if evidence.contributions is None:
        raise CannotPublish("nothing_counts")
    origin = evidence.origin
    if origin == "synthetic" and not demonstration:
        raise CannotPublish("synthetic")
    book, rules = catalogue(), policy()
    contributions = evidence.contributions.collect(engine="streaming")
    said = frames.figures(evidence.figures, book) if origin == "real" else None
    making = Making(contributions, book, rules, until, said)
    progress("roll up", 0, 1)
    progress("roll up", making.exact.height, making.exact.height)
    earlier = _earlier(store)
    safe = making.protected(_history(store), progress)
    cells = rates.finish(safe.cells, contributions, book, rules, until, earlier)
    cells = frames.told_apart(cells, book, evidence.covered)
    cells = frames.settled(cells, earlier, origin, until, rules)
    ripe = ripening(evidence.reached, book, until, rules)
    judged = _judged(cells, book, rules, Ripe(until, ripe.of(book), _untils(store)))
    progress("judge", 1, 1)
    proposal = _proposal(
        store, evidence, cells, earlier, judged, safe, making,
        {**making.documents(safe, progress), "ripening": ripe.document()},
        (until, cutoff, published_on, origin, demonstration),
    )
    return proposal, Behind(making.exact, making.known["books"])


def _judged(
    cells: pl.DataFrame, book: Catalogue, rules: Policy, ripe: Ripe
) -> dict[str, pl.DataFrame]:
    """Return the frames of words: what has changed, and what stands out."""
    about, breaks, limits = frames.indicators(book), frames.breaks(book), _limits(rules)
    return {
        "changes": change.changes(cells, about, breaks, limits, ripe),
        "signals": pl.concat([signals.signals(cells, about, breaks, limits),
                              steps(cells, about, ripe, limits)])}


def _earlier(store: Store) -> pl.DataFrame | None:
    """Read the newest edition's cells, each figure with the label of the edition it is of."""
    last = editions.last(store)
    if last is None:
        return None
    own = pl.col("as_of").fill_null("")
    return editions.cells(store, last.number).with_columns(
        as_of=pl.when(own == "").then(pl.lit(last.label)).otherwise(own))


def _history(store: Store) -> dict[str, pl.DataFrame]:
    """Read the cells of every edition by its label, the oldest first."""
    return {one.label: editions.cells(store, one.number) for one in editions.editions(store)}


def _untils(store: Store) -> dict[str, str]:
    """Return the last month of every edition by its label."""
    return {one.label: one.until for one in editions.editions(store)}


def _limits(rules: Policy) -> change.Limits:
    return change.Limits(
        rules.clear_percent, rules.percent_from, rules.judge_from, rules.small_under)


@dataclass(frozen=True)
class Making:
    """What every way of protecting the same deliveries starts from."""

    contributions: pl.DataFrame
    book: Catalogue
    rules: Policy
    until: str
    figures: pl.DataFrame | None = None   # published elsewhere, of the same origin as the cells

    @cached_property
    def exact(self) -> pl.DataFrame:
        """Return the exact cells."""
        return roll_up(self.contributions, self.book, self.rules, self.until)

    @cached_property
    def known(self) -> dict[str, pl.DataFrame]:
        """Return what an attacker could know or write down, beside what is published."""
        counted, book, rules, until = self.contributions, self.book, self.rules, self.until
        return {
            "ties": parts.ties(counted, self.exact, book),
            "books": books(counted, book, rules, until),
            "between": below(counted, book, rules, until),
            "limits": pl.DataFrame(
                book.limits, schema=["smaller", "larger", "breakdown"], orient="row")}

    def protected(self, earlier: Mapping[str, pl.DataFrame], progress: Progress) -> Protected:
        """Protect the exact cells, every interval among them."""
        return self._protect(self.rules, earlier, True, True, progress)

    def under(self, rules: Policy, insiders: bool) -> pl.DataFrame:
        """Return the cells as another policy would protect them from the start, exactly only."""
        if rules.merges != self.rules.merges:
            return replace(self, rules=rules).under(rules, insiders)
        return self._protect(rules, None, insiders, False).cells

    def under_each(self, ways: Sequence[Way]) -> list[pl.DataFrame]:
        """Return the cells under each of several policies, in two processes where it pays."""
        policies, insiders = zip(*ways, strict=True)
        if self.exact.height < MANY:
            return list(map(self.under, policies, insiders))
        with pool() as processes:
            return list(processes.map(self.under, policies, insiders))

    def _protect(
        self, rules: Policy, earlier: Mapping[str, pl.DataFrame] | None, insiders: bool,
        intervals: bool, progress: Progress | None = None,
    ) -> Protected:
        known = self.known
        try:
            return protect(
                self.exact, frames.indicators(self.book), frames.parents(), rules, earlier,
                known["ties"], books=known["books"] if insiders else None,
                outside=None if self.figures is None else frames.outside(self.figures),
                between=known["between"], limits=known["limits"],
                intervals=intervals, progress=progress)
        except NotProtected as why:
            raise CannotPublish("unprotected", why=str(why)) from why

    def documents(self, safe: Protected, progress: Progress) -> dict[str, str]:
        """Return what stewards and method people read: how it was proved, what it has cost."""
        rules = self.rules
        progress("weigh", 0, 1)
        cost = loss(safe.cells, self.under_each, rules, self.until)
        progress("weigh", 1, 1)
        accepted = {area: {"sv": sv, "en": en} for area, sv, en in rules.insiders}
        years = sorted({p[:4] for p in safe.cells["period"].unique()})
        about = {
            "proof": dict.fromkeys(years, "intervals"),
            "counts": safe.counts, "insiders": {"accepted": accepted, "protected": sorted(
                set(safe.cells["area"].unique()) - set(accepted))}}
        return {name: json.dumps(value, sort_keys=True, ensure_ascii=False)
                for name, value in (("protection", about), ("loss", cost.document()))}


def _proposal(
    store: Store, evidence: Evidence, cells: pl.DataFrame, earlier: pl.DataFrame | None,
    judged: dict[str, pl.DataFrame], safe: Protected, making: Making, documents: dict[str, str],
    when: tuple[str, date, date, str, bool],
) -> editions.Proposal:
    contributions, book, rules = making.contributions, making.book, making.rules
    until, cutoff, published_on, origin, demonstration = when
    last = editions.last(store)
    number = (last.number if last else 0) + 1
    names = frames.names(cutoff)
    about = frames.indicators(book)
    written = sentences.Edition(cells, judged["changes"], about, names.places)
    councils = frames.councils(cutoff)
    proof = frames.evidence(cells, contributions, evidence.words, book, until)
    published = frames.figures(evidence.figures, book)
    coming = late.coming(evidence.arrivals, until, rules.ripe_months)
    expected = late.expected(cells, book, coming.pattern)
    return editions.Proposal(
        label=f"S-{number}" if origin == "synthetic" else str(number),
        until=until, cutoff=cutoff, published_on=published_on,
        previous=last.number if last else None, origin=origin, demonstration=demonstration,
        code_version=version("lagesbild"),
        frames={
            "cells": cells, **judged, "codes": frames.codes(book, until),
            "indicators": about, "relations": safe.relations,
            "figures": published, "deliveries": evidence.words,
            "sentences": sentences.sentences(written, councils),
            "trust": trust.trust(
                proof, {code: areas for code, areas, _ in councils}, names.authorities, until,
                rules.ripe_months,
            ),
            "notes": safe.notes, "expected": expected,
            "reasons": real.reasons(real.Material(
                cells, judged["changes"], expected, making.exact, evidence.covered, book, rules)),
        },
        documents={
            "registers": registers.document(), "catalogue": book.document(),
            "policy": json.dumps(rules.document(), sort_keys=True, ensure_ascii=False),
            "quality": quality.document(proof, quality.Material(
                cells, earlier, about, evidence.words, published, until, cutoff,
                rules.ripe_months)),
            "late": coming.document(rules.ripe_months), **documents,
            **({"corrections": json.dumps(evidence.corrections, sort_keys=True,
                                          ensure_ascii=False)} if evidence.corrections else {}),
        },
    )
