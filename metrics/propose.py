"""An edition in the making: roll up, protect, finish, judge, and put into words.

Here: what one edition holds, built from the deliveries that count. Not here: publishing it
(``metrics.jobs``), any single method.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

import polars as pl

from data import editions, registers
from data.policy import Policy, policy
from data.store import Store
from metrics import change, frames, parts, rates, sentences, trust
from metrics.catalogue import Catalogue, catalogue
from metrics.disclosure import NotProtected, Protected, protect
from metrics.refusal import CannotPublish
from metrics.rollup import below, books, roll_up

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Evidence:
    """All that counts at a cut-off: finest cells, published figures, and words from the desk."""

    contributions: pl.LazyFrame | None
    figures: list[pl.DataFrame]
    words: pl.DataFrame
    origin: str
    covered: frozenset[tuple[str, str, str]]


def propose(
    store: Store, evidence: Evidence, until: str, cutoff: date, published_on: date,
    progress: Progress, demonstration: bool,
) -> editions.Proposal:
    """Build the edition that would be published. Raises ``CannotPublish`` where it cannot be."""
    if evidence.contributions is None:
        raise CannotPublish("nothing_counts")
    origin = evidence.origin
    if origin == "synthetic" and not demonstration:
        raise CannotPublish("synthetic")
    book, rules = catalogue(), policy()
    contributions = evidence.contributions.collect(engine="streaming")
    progress("roll up", 0, 1)
    exact = roll_up(contributions, book, rules, until)
    progress("roll up", 1, 1)
    earlier = _earlier(store)
    safe = _protected(exact, contributions, book, rules, earlier, until, progress)
    cells = rates.finish(safe.cells, contributions, book, rules, until, earlier)
    cells = frames.told_apart(cells, book, evidence.covered)
    cells = frames.settled(cells, earlier, origin, until, rules)
    judged = change.changes(cells, frames.indicators(book), frames.breaks(book), _limits(rules))
    progress("judge", 1, 1)
    return _proposal(
        store, evidence, cells, judged, safe, contributions, book, rules,
        (until, cutoff, published_on, origin, demonstration),
    )


def _earlier(store: Store) -> pl.DataFrame | None:
    """Read the newest edition's cells, each figure with the label of the edition it is of."""
    last = editions.latest(store)
    if last is None:
        return None
    own = pl.col("as_of").fill_null("")
    return editions.cells(store, last.number).with_columns(
        as_of=pl.when(own == "").then(pl.lit(last.label)).otherwise(own))


def _limits(rules: Policy) -> change.Limits:
    return change.Limits(rules.clear_percent, rules.percent_from, rules.judge_from)


def _protected(
    exact: pl.DataFrame, contributions: pl.DataFrame, book: Catalogue, rules: Policy,
    earlier: pl.DataFrame | None, until: str, progress: Progress,
) -> Protected:
    """Protect the counts, with all that an attacker could know or write down."""
    progress("protect", 0, 1)
    limits = pl.DataFrame(book.limits, schema=["smaller", "larger", "breakdown"], orient="row")
    try:
        return protect(
            exact, frames.indicators(book), frames.parents(), rules, earlier,
            parts.ties(contributions, exact, book), limits=limits,
            books=books(contributions, book, rules, until),
            between=below(contributions, book, rules, until), progress=progress)
    except NotProtected as why:
        raise CannotPublish("unprotected", why=str(why)) from why


def _proposal(
    store: Store, evidence: Evidence, cells: pl.DataFrame, judged: pl.DataFrame,
    safe: Protected, contributions: pl.DataFrame, book: Catalogue, rules: Policy,
    when: tuple[str, date, date, str, bool],
) -> editions.Proposal:
    until, cutoff, published_on, origin, demonstration = when
    last = editions.latest(store)
    number = (last.number if last else 0) + 1
    names = frames.names(cutoff)
    about = frames.indicators(book)
    written = sentences.Edition(cells, judged, about, names.places)
    councils = frames.councils(cutoff)
    proof = frames.evidence(cells, contributions, evidence.words, book, until)
    return editions.Proposal(
        label=f"S-{number}" if origin == "synthetic" else str(number),
        until=until, cutoff=cutoff, published_on=published_on,
        previous=last.number if last else None, origin=origin, demonstration=demonstration,
        code_version=version("lagesbild"),
        frames={
            "cells": cells, "changes": judged, "codes": frames.codes(book, until),
            "indicators": about, "relations": safe.relations,
            "figures": frames.figures(evidence.figures, book), "deliveries": evidence.words,
            "sentences": sentences.sentences(written, councils),
            "trust": trust.trust(
                proof, {code: areas for code, areas, _ in councils}, names.authorities, until,
                rules.ripe_months,
            ),
            "notes": safe.notes,
        },
        documents={
            "registers": registers.document(), "catalogue": book.document(),
            "policy": json.dumps(rules.document(), sort_keys=True, ensure_ascii=False),
        },
    )
