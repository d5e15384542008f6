"""The demonstration: real published figures, synthetic deliveries, three editions a month apart.

Here: the fixed calendar of the demonstration, its steward, who has decided on the warnings of all
months but the newest, and a few decisions of councils, as synthetic as the rest. Not here: any step
of the way (``metrics.jobs``), any act.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import polars as pl

from dashboard.verbs import open_house
from data import council_decisions, deliveries, periods, sample, tasks, words
from data import editions as published
from data.access import SYSTEM, Actor, Role
from data.calendar import publication_day
from data.decisions import ACCEPT
from data.desk import cutoff as usual_cutoff
from data.editions import Edition
from data.home import Home
from data.store import Store
from expectations.keys import Ledger
from metrics import jobs, stewards
from metrics.reconcile import reconcile
from metrics.rehearsal import EDITOR

STEWARD = Actor("demonstrationens datavärd", Role.steward)
WRITER = Actor("demonstrationens ledning", Role.management)
LEFT = 3   # deliveries of the newest month that are left to decide


@dataclass(frozen=True)
class Built:
    """What the demonstration holds. ``waiting`` are the deliveries that are left to decide."""

    editions: tuple[Edition, ...]
    deliveries: int
    refused: int
    waiting: tuple[int, ...] = ()


def build(
    at: Home, *, until: str = "2026M09", rows: int = 200_000, seed: int = 1, count: int = 3,
    months: int = 60, authorities: tuple[str, ...] = (), progress: jobs.Progress = jobs.silent,
) -> Built:
    """Write the sample as files, receive every file and publish ``count`` editions.

    ``authorities`` are the deliverers, all of them where none is named.
    """
    house = open_house(at)
    sample_of = _samples(until, rows, seed, months, authorities or None)
    sendings = _written(at.sample, list(sample_of), progress)
    received = jobs.receive(house, SYSTEM, sendings, progress, os.cpu_count() or 1)
    waiting = _decided(house, received, until)
    made = []
    for back in reversed(range(count)):
        last = periods.shift(until, -back)
        cutoff = usual_cutoff(last)
        made.append(
            jobs.publish(house, SYSTEM, last, cutoff, publication_day(last), progress, True)
        )
    decide(house.store, made)
    reconcile(house.desk, house.vault, sendings[-1].received_on)
    refused = sum(r.verdict.outcome == "refused" for r in received)
    return Built(tuple(made), len(received), refused, waiting)


def next_draft(at: Home, built: Built) -> int:
    """Accept all but one of what waits, and ask the worker for the draft of the next edition.

    So there is an edition to review that tells more than the one before, and still something to
    decide. The same months, with what counts on the day the newest edition was published; returns
    the task's number. It takes the worker a minute or two.
    """
    last, house = built.editions[-1], open_house(at)
    ledger = Ledger(house.desk, house.vault)
    for delivery in built.waiting[:-1]:
        _accept(house, delivery, last.cutoff + timedelta(days=1), ledger)
    return tasks.add(house.store, EDITOR, "draft", {
        "until": last.until, "cutoff": last.published_on.isoformat(), "demonstration": True})


# Council, owner, indicator, words, status, and due so many days after the newest edition.
_DECISIONS = (
    ("joint_initiative", "pm", "oc.leads", "wait", "decided", -23),
    ("joint_initiative", "fk", "oc.leads", "focus", "decided", 14),
    ("joint_initiative", "skv", "oc.intelligence_cases", "template", "done", -10),
    ("mur", "fk", "rs.electronic_share", "channel", "asked", 30),
)


def decide(store: Store, made: Sequence[Edition]) -> None:
    """Record the demonstration's decisions, made the day the first edition came.

    One whose day would come before it was made is left out. Nothing of it is in an edition.
    """
    first, last = made[0], made[-1]
    for council, owner, indicator, key, status, days in _DECISIONS:
        due = last.published_on + timedelta(days=days)
        rests = _newest(store, first.number, indicator)
        if rests is None or due < first.published_on:
            continue
        said = {lang: words.say(f"decisions_made_up.{key}", lang) for lang in words.LANGUAGES}
        begun = "decided" if status == "done" else status
        with store.begin() as connection:
            number = council_decisions.record(connection, WRITER, council_decisions.Draft(
                council, owner, said["sv"], said["en"], first.published_on, due, rests,
                first.origin, begun), _at(first.published_on))
            if status == "done":
                sv, en = (words.say(f"decisions_made_up.{key}_done", lang)
                          for lang in words.LANGUAGES)
                council_decisions.settle(
                    connection, WRITER, number, status, due, sv, en, _at(due))


def _at(day: date) -> datetime:
    return datetime.combine(day, time(15), UTC)


def _newest(store: Store, edition: int, indicator: str) -> council_decisions.Rests | None:
    """Return the newest quarter or year of an indicator for Sweden that is shown and final."""
    cells = published.cells(store, edition, indicators=[indicator], places=["SE"],
                            authorities=["all"], breakdowns=["all"])
    shown = cells.filter(
        (pl.col("sign") == "visible") & (pl.col("status") != "provisional")
        & (pl.col("period_level") != "month")).sort("period_level", "period")
    quarters = shown.filter(pl.col("period_level") == "quarter")
    chosen = (quarters if quarters.height else shown)["period"].to_list()
    return council_decisions.Rests(
        edition, indicator, "SE", "all", "all", chosen[-1]) if chosen else None


def _decided(
    house: jobs.House, received: list[jobs.Received], until: str
) -> tuple[int, ...]:
    """Accept what waits, each the day after it came, with the rule's own sentence as remark.

    A few of the newest month's deliveries are left to decide, so that the board shows work to do:
    their numbers are returned.
    """
    waits = [one for one in received
             if one.verdict.outcome == "waiting" and not one.verdict.on_hold]
    left = [one.delivery for one in waits if _is_newest(one, until)][-LEFT:]
    ledger = Ledger(house.desk, house.vault)
    for one in waits:
        if one.delivery not in left:
            _accept(house, one.delivery, one.sending.received_on + timedelta(days=1), ledger)
    return tuple(left)


def _accept(house: jobs.House, delivery: int, day: date, ledger: Ledger) -> None:
    stewards.decide(
        house, STEWARD, delivery, ACCEPT, words.say("demonstration.reason", "sv"),
        at=datetime.combine(day, time(9), UTC), ledger=ledger)


def _is_newest(one: jobs.Received, until: str) -> bool:
    return one.manifest is not None and one.manifest.months[-1:] == (until,)


def _written(
    folder: Path, made: list[sample.SampleDelivery], progress: jobs.Progress
) -> list[jobs.Sending]:
    folder.mkdir(parents=True, exist_ok=True)
    sendings = []
    for order, one in enumerate(made, start=1):
        path = deliveries.write(
            folder, one.name, one.manifest, one.rows, one.states, _kind(order))
        sendings.append(jobs.Sending(path, order, one.received_on))
        progress("sample", order, len(made))
    return sendings


def _samples(
    until: str, rows: int, seed: int, months: int, authorities: tuple[str, ...] | None
) -> Iterator[sample.SampleDelivery]:
    yield sample.published()
    yield from sample.deliveries(
        seed=seed, months=months, until=until, rows=rows, authorities=authorities)


def _kind(order: int) -> deliveries.Written:
    """Deliverers differ: mostly CSV and Parquet, XLSX now and then."""
    if order % 16 == 0:
        return "xlsx"
    return "csv" if order % 2 else "parquet"
