"""A whole life of a synthetic edition, walked by made-up people of two authorities and more.

Here: who they are, when each takes a step, and what they say. Not here: the steps
(``data.signing``), whether they are possible (``data.life``): the rehearsal asks as everybody does.
A real edition is never walked so (``metrics.jobs.publish``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from data import registers, signing, standing, words
from data.access import Actor, Role
from data.conditions import Move, Standing
from data.standing import COUNCIL
from data.steps import Step
from data.store import Store
from metrics import rehearsed_texts

EDITOR = Actor("demonstrationens redaktör", Role.editor)
SECOND = "skv"                  # signs beside the leading authority
BEFORE = timedelta(days=8)      # the draft is made so long before its minute
WRITTEN = timedelta(days=7, hours=4)
PROPOSED, PREPARED = timedelta(days=7), timedelta(days=6)
ANSWERED, DEADLINE = timedelta(days=5), timedelta(days=2)   # the first answer, the last moment
SIGNED, AGAIN, SET = timedelta(hours=46), timedelta(hours=40), timedelta(hours=39)
DISSENTS = "tv"                 # from a recommendation of the texts
ODD = 2   # every other edition has a dissenting opinion

Stop = tuple[Actor, Step, Move, datetime]


def reviewer(authority: str) -> Actor:
    """Return the made-up reviewer of an authority."""
    name = registers.name("authorities", authority, "sv")
    return Actor(f"demonstrationens granskare vid {name}", Role.reviewer, authority)


def walk(store: Store, number: int, minute: datetime) -> None:
    """Take the held draft of an edition from written to embargoed, each step at its moment."""
    rehearsed_texts.write(store, EDITOR, reviewer(DISSENTS), number, minute - WRITTEN)
    _take(store, number, [
        (EDITOR, Step.propose, Move(), minute - PROPOSED),
        (EDITOR, Step.open_preparation, Move(until=minute - DEADLINE), minute - PREPARED)])
    stands = standing.standing(store, EDITOR, number)
    _take(store, number, _answers(stands, minute))
    comments = standing.standing(store, EDITOR, number).comments
    said = words.say("life_made_up.resolved", "sv")
    _take(store, number, ((EDITOR, Step.resolve, Move(said, comment=c.id), minute - DEADLINE)
                          for c in comments))
    lead = registers.council(COUNCIL).leads[0]
    _take(store, number, [
        (reviewer(lead), Step.sign, Move(), minute - SIGNED),
        (reviewer(SECOND), Step.sign, Move(), minute - AGAIN),
        (EDITOR, Step.set_embargo, Move(until=minute), minute - SET)])


def _take(store: Store, number: int, stops: Iterable[Stop]) -> None:
    for actor, step, move, at in stops:
        signing.take(store, actor, number, step, move, at)


def _answers(stands: Standing, minute: datetime) -> Iterator[Stop]:
    """Let every authority approve but the last: it is silent. One comments, one may dissent."""
    asked = stands.asked if len(stands.asked) == 1 else stands.asked[:-1]
    for order, authority in enumerate(asked):
        at = minute - ANSWERED + timedelta(minutes=37 * order)
        step, move = _answer(order, stands.number)
        yield reviewer(authority), step, move, at


def _answer(order: int, number: int) -> tuple[Step, Move]:
    if order == 1:
        return Step.comment, Move(words.say("life_made_up.comment", "sv"))
    if order == ODD and number % ODD == 0:
        sv, en = (words.say("life_made_up.dissent", lang) for lang in words.LANGUAGES)
        return Step.dissent, Move(sv=sv, en=en)
    return Step.approve, Move()
