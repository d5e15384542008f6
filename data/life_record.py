"""What an edition shows of its own life: who answered and who was silent, who signed, and when.

Here: reading the steps as a page, a report or a feed shows them, and every step for those who
review. Not here: what may follow (``data.life``), taking a step (``data.signing``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data import standing, steps
from data.access import Act, Actor, check_act
from data.conditions import Standing
from data.steps import State, Step, Taken
from data.store import Store

PREPARING = (State.none, State.draft, State.in_review, State.joint_preparation)


@dataclass(frozen=True)
class Answer:
    """What an authority said in the joint preparation: approve, comment, dissent or silent.

    A dissenting opinion is shown in both languages; a comment stays with the reviewers.
    """

    authority: str
    answer: str
    at: datetime | None = None
    sv: str = ""
    en: str = ""


@dataclass(frozen=True)
class Signature:
    """One of two: for which authority, by whom, when, over which content."""

    authority: str
    who: str
    at: datetime
    content: str


@dataclass(frozen=True)
class Record:
    """The life of an edition as it is shown. ``withdrawn_sv`` and ``_en`` are the public reason."""

    number: int
    state: State
    answers: tuple[Answer, ...] = ()
    signatures: tuple[Signature, ...] = ()
    minute: datetime | None = None
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_sv: str = ""
    withdrawn_en: str = ""


def record(store: Store, actor: Actor, number: int) -> Record:
    """Return what an edition shows of its life. Raises ``AccessDenied``.

    Of a published or withdrawn edition whoever reads editions; of a draft, whoever reads drafts.
    Silence is told when the preparation is over.
    """
    with store.read() as connection:
        stands, taken = standing.walked(connection, number), steps.steps(connection, number)
    check_act(actor, Act.read_edition if stands.published else Act.read_draft)
    published = [t for t in taken if t.act is Step.publish]
    gone = [t for t in taken if t.act is Step.withdraw and stands.state is State.withdrawn]
    reason = gone[-1].detail if gone else {"sv": "", "en": ""}
    return Record(
        number, stands.state, _answers(stands),
        tuple(Signature(t.authority, t.who, t.at, t.content) for t in stands.signatures),
        stands.minute, published[-1].at if published else None, gone[-1].at if gone else None,
        reason["sv"], reason["en"])


def _answers(stands: Standing) -> tuple[Answer, ...]:
    given = {code: _answer(taken) for code, taken in stands.answers.items()}
    over = stands.state not in PREPARING
    silent = {code: Answer(code, "silent") for code in stands.silent} if over else {}
    return tuple({**silent, **given}[code] for code in stands.asked if code in {**silent, **given})


def _answer(taken: Taken) -> Answer:
    shown = taken.detail if taken.act is Step.dissent else {"sv": "", "en": ""}
    return Answer(taken.authority, str(taken.act), taken.at, shown["sv"], shown["en"])


def every_step(store: Store, actor: Actor, number: int) -> tuple[Taken, ...]:
    """Return every step of an edition with what came with it, for those who review.

    Raises ``AccessDenied``.
    """
    check_act(actor, Act.read_draft)
    with store.read() as connection:
        return steps.steps(connection, number)

