"""A small edition walked through its life by the product's own doors, for the tests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl

from data import drafts, signing
from data.access import Actor, Role
from data.conditions import Move
from data.drafts import Draft
from data.editions import Edition, Proposal
from data.steps import Step, Taken
from data.store import Store
from data.tables import FRAMES
from tests.data.test_editions import frames_with_a_row_each, proposal

START = datetime(2026, 10, 13, 8, tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = START + 8 * DAY
EDITOR = Actor("eva", Role.editor)
SYSTEM = Actor("system", Role.operator)
LEAD, SECOND = Actor("per", Role.reviewer, "pm"), Actor("siv", Role.reviewer, "skv")
DELIVERER = Actor("tor", Role.reviewer, "tv")
NOTHING = signing.NOTHING
ATTACK = '{"findings": []}'


def whole(previous: int | None = None, **changed: object) -> Proposal:
    """A proposal with a row in each frame, two deliverers and a disclosure test."""
    row = dict.fromkeys(FRAMES["deliveries"], "x")
    deliveries = pl.DataFrame(
        [{**row, "deliverer": code, "fingerprint": code * 8} for code in ("pm", "tv")],
        schema=FRAMES["deliveries"])
    base = proposal(
        previous, frames={**frames_with_a_row_each(), "deliveries": deliveries},
        documents={"policy": "{}", "attack": ATTACK})
    return replace(base, **changed)  # type: ignore[arg-type]


def held(store: Store, of: Proposal | None = None) -> Draft:
    """Hold a proposal as the draft of the next edition."""
    made = of or whole()
    return drafts.hold(store, EDITOR, made, START, tested=drafts.figures(made.frames))


def step(
    store: Store, actor: Actor, what: Step, move: Move = NOTHING, days: float = 1, number: int = 1
) -> Taken:
    """Take a step so many days after the draft was made."""
    return signing.take(store, actor, number, what, move, START + days * DAY)


def prepared(store: Store, number: int = 1) -> None:
    """Propose the draft, open the joint preparation and let its time run out."""
    step(store, EDITOR, Step.propose, number=number)
    step(store, EDITOR, Step.open_preparation, Move(until=START + 3 * DAY), 2, number)


def signed(store: Store, number: int = 1) -> None:
    """Walk a held draft until two have signed it and its minute is set."""
    prepared(store, number)
    step(store, DELIVERER, Step.approve, days=2.5, number=number)
    for days, who in ((4, LEAD), (5, SECOND)):
        step(store, who, Step.sign, days=days, number=number)
    step(store, EDITOR, Step.set_embargo, Move(until=MINUTE), 6, number)


def published(store: Store, previous: int | None = None) -> Edition:
    """Walk an edition its whole life."""
    held(store, whole(previous))
    signed(store, (previous or 0) + 1)
    return signing.publish(store, SYSTEM, (previous or 0) + 1, MINUTE)
