"""An edition in the making: roll up, protect, finish, judge, and put into words.

Here: what one edition holds, built from the deliveries that count. Not here: publishing it
(``metrics.jobs``), any single method.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.metadata import version

import polars as pl

from data import editions, registers
from data.policy import Policy, policy
from data.store import Store
from metrics import change, frames, late, quality, rates, real, sentences, signals, trust
from metrics.catalogue import Catalogue, catalogue
from metrics.comparable import Ripe
from metrics.disclosure import Protected
from metrics.ladder import ARRIVALS
from metrics.loss import loss, ways
from metrics.making import Making, Progress
from metrics.refusal import CannotPublish
from metrics.ripening import REACHED, ripening
from metrics.steps import steps


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
    counted = making.counted
    progress("roll up", counted.exact.height, counted.exact.height)
    earlier = _earlier(store)
    # What other policies would cost is worked out beside: it takes as long as the rest.
    with making.under_each(ways(rules)) as others:
        safe = making.protected(_history(store), progress)
        cells = rates.finish(safe.cells, contributions, book, rules, until, earlier)
        cells = frames.told_apart(cells, book, evidence.covered)
        cells = frames.settled(cells, earlier, origin, until, rules)
        ripe = ripening(evidence.reached, book, until, rules)
        judged = _judged(cells, book, rules, Ripe(until, ripe.of(book), _untils(store)))
        progress("judge", 1, 1)
        proposal = _proposal(
            store, evidence, cells, earlier, judged, safe, making,
            {"protection": _protection(safe, rules), "ripening": ripe.document()},
            (until, cutoff, published_on, origin, demonstration))
        progress("weigh", 0, 1)
        cost = loss(safe.cells, others(), rules, until).document()
        progress("weigh", 1, 1)
    documents = {**proposal.documents, "loss": _json(cost)}
    behind = Behind(counted.exact, counted.known["books"])
    return replace(proposal, documents=documents), behind


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


def _protection(safe: Protected, rules: Policy) -> str:
    """Say, as JSON, how the protection was proved, and what is accepted of insiders."""
    accepted = {area: {"sv": sv, "en": en} for area, sv, en in rules.insiders}
    years = sorted({p[:4] for p in safe.cells["period"].unique()})
    return _json({
        "proof": dict.fromkeys(years, "intervals"),
        "counts": safe.counts, "insiders": {"accepted": accepted, "protected": sorted(
            set(safe.cells["area"].unique()) - set(accepted))}})


def _json(value: dict[str, object]) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


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
                cells, judged["changes"], expected, making.counted.exact, evidence.covered, book,
                rules)),
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
