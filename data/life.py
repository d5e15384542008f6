"""The life of an edition: which step is possible in which state, by whom. One table.

draft -> in review -> joint preparation -> signed by one -> signed by two -> embargoed until a
minute -> published -> superseded; withdrawn only with a public reason.

Here: the table, what must hold for each step, and the two ways to ask, ``check_step`` (raises with
a sentence) and ``can_step`` (for the button), from one implementation. Nothing here reads a
database. Not here: how an edition stands (``data.standing``), taking a step (``data.signing``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from data import conditions, words
from data.access import AccessDenied, Act, Actor, check_act
from data.acting import Declined, Refusal
from data.conditions import Move, Standing
from data.steps import State, Step

__all__ = ["NEEDS", "TABLE", "Move", "Rule", "Standing", "can_step", "check_step", "why_not"]
Condition = Callable[[Standing, Actor, datetime], Refusal | None]
Given = Callable[[Standing, Move, datetime], Refusal | None]

# What one must be allowed, to take a step at all; own rows: for the authority one comes from.
NEEDS: Mapping[Step, Act] = MappingProxyType({
    Step.make_draft: Act.draft_edition, Step.propose: Act.draft_edition,
    Step.open_preparation: Act.draft_edition, Step.approve: Act.answer_edition,
    Step.comment: Act.review_edition, Step.dissent: Act.answer_edition,
    Step.resolve: Act.review_edition, Step.hand_back: Act.review_edition,
    Step.sign: Act.sign_edition, Step.set_embargo: Act.draft_edition,
    Step.publish: Act.publish_edition, Step.supersede: Act.publish_edition,
    Step.withdraw: Act.withdraw_edition, Step.reinstate: Act.withdraw_edition,
})


@dataclass(frozen=True)
class Rule:
    """A step that is possible: the state after it, and what must hold first.

    ``conditions`` are about the edition and who acts; ``given`` about what comes with the step.
    """

    to: State
    conditions: tuple[Condition, ...] = ()
    given: tuple[Given, ...] = ()


_TESTED = (conditions.tested, conditions.sound)
_ANSWERED = (conditions.asked, conditions.in_time)
_SIGNED = (
    conditions.no_author, conditions.no_maker, conditions.not_twice, conditions.member,
    conditions.led, *_TESTED, conditions.written, conditions.answered, conditions.resolved,
    conditions.unmoved)
_PUBLIC = Rule(State.withdrawn, given=(conditions.both_languages,))


def _talk(state: State) -> Mapping[Step, Rule]:
    """What may be said while an edition is looked at, and giving it back."""
    return {
        Step.comment: Rule(state, given=(conditions.text,)),
        Step.resolve: Rule(state, given=(conditions.open_comment, conditions.text)),
        Step.hand_back: Rule(State.draft, given=(conditions.text,)),
    }


_PREPARE = Rule(State.joint_preparation, given=(conditions.coming_deadline,))
_EMBARGO = Rule(State.embargoed, given=(conditions.coming_minute,))
_POSSIBLE: Mapping[State, Mapping[Step, Rule]] = {
    State.none: {Step.make_draft: Rule(State.draft)},
    State.draft: {
        Step.make_draft: Rule(State.draft), Step.propose: Rule(State.in_review, _TESTED)},
    State.in_review: {**_talk(State.in_review), Step.open_preparation: _PREPARE},
    State.joint_preparation: {
        **_talk(State.joint_preparation), Step.open_preparation: _PREPARE,
        Step.approve: Rule(State.joint_preparation, _ANSWERED),
        Step.dissent: Rule(State.joint_preparation, _ANSWERED, (conditions.both_languages,)),
        Step.sign: Rule(State.signed_one, _SIGNED)},
    State.signed_one: {**_talk(State.signed_one), Step.sign: Rule(State.signed, _SIGNED)},
    State.signed: {Step.set_embargo: _EMBARGO, Step.withdraw: _PUBLIC},
    State.embargoed: {
        Step.set_embargo: _EMBARGO, Step.withdraw: _PUBLIC,
        Step.publish: Rule(State.published, (conditions.due, conditions.as_signed))},
    State.published: {Step.supersede: Rule(State.superseded), Step.withdraw: _PUBLIC},
    State.superseded: {Step.reinstate: Rule(State.published), Step.withdraw: _PUBLIC},
    State.withdrawn: {Step.make_draft: Rule(State.draft, (conditions.never_published,))},
}
# Total: every state answers for every step; None where it is not possible.
TABLE: Mapping[State, Mapping[Step, Rule | None]] = MappingProxyType({
    state: MappingProxyType({step: _POSSIBLE[state].get(step) for step in Step})
    for state in State})


def check_step(
    standing: Standing, actor: Actor, step: Step, move: Move | None = None,
    at: datetime | None = None,
) -> Rule:
    """Return the rule of a step that is possible now, or raise why it is not.

    Raises ``AccessDenied`` or ``Declined``, each with a sentence in both languages. Without
    ``move`` what comes with the step is not asked for: that is how a button asks.
    """
    refused = why_not(standing, actor, step, move, at)
    rule = TABLE[standing.state][step]
    if refused is not None or rule is None:
        raise refused or AssertionError(step)
    return rule


def can_step(
    standing: Standing, actor: Actor, step: Step, lang: str = "sv", at: datetime | None = None,
) -> tuple[bool, str]:
    """Tell whether a step is possible for somebody now, and the sentence why not ("" where so)."""
    refused = why_not(standing, actor, step, None, at)
    return refused is None, "" if refused is None else refused.sentence(lang)


def why_not(
    standing: Standing, actor: Actor, step: Step, move: Move | None = None,
    at: datetime | None = None,
) -> AccessDenied | Refusal | None:
    """Return the first thing in the way of a step, None where nothing is.

    In this order: the right to it, the state, what somebody else has done meanwhile, what must
    hold, what was given.
    """
    now = at or datetime.now(UTC)
    denied = _denied(actor, step)
    rule = TABLE[standing.state][step]
    if denied is not None or rule is None:
        return denied or _not_now(standing, step)
    found = (condition(standing, actor, now) for condition in rule.conditions)
    wanting = (given(standing, move, now) for given in rule.given) if move else ()
    moved = conditions.seen(standing, move) if move else None
    return moved or next((why for why in (*found, *wanting) if why is not None), None)


def _denied(actor: Actor, step: Step) -> AccessDenied | None:
    try:
        check_act(actor, NEEDS[step], authority=actor.authority)
    except AccessDenied as denied:
        return denied
    return None


def _not_now(standing: Standing, step: Step) -> Declined:
    state, verb = (tuple(words.say(key, lang) for lang in words.LANGUAGES) for key in (
        f"life.state.{standing.state}", f"life.step.{step}"))
    return Declined("edition_state", label=standing.label, state=state, step=verb)
