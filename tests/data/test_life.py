"""The table of an edition's life, whole: every state, step, role and authority has one answer."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from data import words
from data.access import AccessDenied, Actor, Role
from data.acting import Refusal
from data.life import NEEDS, TABLE, Move, Standing, can_step, check_step, why_not
from data.steps import State, Step, Taken

NOW = datetime(2026, 10, 20, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def taken(act: Step, who: str, authority: str, content: str = "c", id_: int = 1) -> Taken:
    return Taken(id_, 1, 1, act, State.joint_preparation, who, "reviewer", authority, NOW, {},
                 content, "", "")


# All that a step may ask for holds: who may, may. The lead and one more member have answered.
READY = Standing(
    1, "S-1", 1, State.draft, makers=frozenset({"eva"}), authors=frozenset({"alf"}),
    members=frozenset({"pm", "fk", "skv"}), leads=frozenset({"pm"}), asked=("fk", "pm"),
    deadline=NOW + HOUR, minute=NOW - HOUR, content="c", tested=True,
    answers={"fk": taken(Step.approve, "fia", "fk"), "pm": taken(Step.approve, "per", "pm")})
SIGNED = (taken(Step.sign, "fia", "fk"),)
BOTH = (*SIGNED, taken(Step.sign, "per", "pm", id_=2))


def ready(state: State) -> Standing:
    signatures = {State.signed_one: SIGNED, State.signed: BOTH, State.embargoed: BOTH}
    return replace(READY, state=state, signatures=signatures.get(state, ()))


# The answers, written by hand: which steps each state has, and where they lead ...
POSSIBLE = {
    "none": {"make_draft": "draft"},
    "draft": {"make_draft": "draft", "propose": "in_review"},
    "in_review": {"comment": "in_review", "resolve": "in_review", "hand_back": "draft",
                  "open_preparation": "joint_preparation"},
    "joint_preparation": {
        "comment": "joint_preparation", "resolve": "joint_preparation", "hand_back": "draft",
        "open_preparation": "joint_preparation", "approve": "joint_preparation",
        "dissent": "joint_preparation", "sign": "signed_one"},
    "signed_one": {"comment": "signed_one", "resolve": "signed_one", "hand_back": "draft",
                   "sign": "signed"},
    "signed": {"set_embargo": "embargoed", "withdraw": "withdrawn"},
    "embargoed": {"set_embargo": "embargoed", "withdraw": "withdrawn", "publish": "published"},
    "published": {"supersede": "superseded", "withdraw": "withdrawn"},
    "superseded": {"reinstate": "published", "withdraw": "withdrawn"},
    "withdrawn": {"make_draft": "draft"},
}
# ... and who may: roles that may for anybody, and those only for an authority that is asked.
ANYBODY = {
    "make_draft": "operator editor", "propose": "operator editor",
    "open_preparation": "operator editor", "comment": "editor reviewer",
    "resolve": "editor reviewer", "hand_back": "editor reviewer", "approve": "", "dissent": "",
    "sign": "", "set_embargo": "operator editor", "publish": "management operator",
    "supersede": "management operator", "withdraw": "operator editor",
    "reinstate": "operator editor",
}
OWN = {"approve": "reviewer", "dissent": "reviewer", "sign": "reviewer"}
PEOPLE = [Actor("mia", role, authority)
          for role, authority in itertools.product(Role, ("pm", "av", None))]


@pytest.mark.parametrize(("state", "step"), list(itertools.product(State, Step)))
def test_every_state_step_role_and_authority(state: State, step: Step) -> None:
    for actor in PEOPLE:
        right = actor.role in OWN.get(step, "").split() and actor.authority == "pm"
        allowed = right or actor.role in ANYBODY[step].split()
        expected = POSSIBLE[state].get(step) if allowed else None
        can, why = can_step(ready(state), actor, step, "sv", NOW)
        assert can is (expected is not None) and can is (why == ""), (actor, why)
        try:
            rule = check_step(ready(state), actor, step, None, NOW)
        except (AccessDenied, Refusal) as refused:
            assert expected is None and all(refused.sentence(lang) for lang in words.LANGUAGES)
            assert refused.sentence("sv") == why
        else:
            assert rule.to == expected, actor


def test_the_table_is_total_and_fixed() -> None:
    assert set(TABLE) == set(State) and all(set(row) == set(Step) for row in TABLE.values())
    assert set(NEEDS) == set(Step)
    with pytest.raises(TypeError):
        TABLE[State.draft][Step.sign] = None  # type: ignore[index]


PER, SIV = Actor("per", Role.reviewer, "pm"), Actor("siv", Role.reviewer, "skv")
EVA = Actor("eva", Role.editor)
STOPS = [   # what does not hold, who tries which step in which state, and the sentence
    ({"authors": frozenset({" PER "})}, PER, "joint_preparation", "sign", "sign_author"),
    ({"makers": frozenset({"per"})}, PER, "joint_preparation", "sign", "sign_maker"),
    ({"signatures": (taken(Step.sign, "per", "fk"),)}, PER, "signed_one", "sign", "sign_again"),
    ({"signatures": (taken(Step.sign, "pia", "pm"),)}, PER, "signed_one", "sign",
     "sign_same_authority"),
    ({"members": frozenset({"fk"})}, PER, "joint_preparation", "sign", "sign_no_member"),
    ({}, SIV, "signed_one", "sign", "sign_no_lead"),
    ({"tested": False}, PER, "joint_preparation", "sign", "test_older"),
    ({"findings": 1}, PER, "joint_preparation", "sign", "test_found"),
    ({"texts": (("no_en", {"number": 2, "section": ("a", "b")}),)}, PER, "joint_preparation",
     "sign", "no_en"),
    ({"answers": {}}, PER, "joint_preparation", "sign", "preparation_open"),
    ({"deadline": None}, PER, "joint_preparation", "sign", "preparation_open"),
    ({"comments": (taken(Step.comment, "fia", "fk"),)}, PER, "joint_preparation", "sign",
     "comments_open"),
    ({"content": "d"}, PER, "signed_one", "sign", "sign_moved"),
    ({"tested": False}, EVA, "draft", "propose", "test_older"),
    ({"findings": 2}, EVA, "draft", "propose", "test_found"),
    ({"asked": ("fk",)}, PER, "joint_preparation", "approve", "not_asked_authority"),
    ({"deadline": NOW}, PER, "joint_preparation", "approve", "answer_late"),
    ({"deadline": NOW}, PER, "joint_preparation", "dissent", "answer_late"),
    ({"minute": NOW + HOUR}, Actor("s", Role.operator), "embargoed", "publish", "embargo_holds"),
    ({"minute": None}, Actor("s", Role.operator), "embargoed", "publish", "embargo_holds"),
    ({"signatures": SIGNED}, Actor("s", Role.operator), "embargoed", "publish", "signed_by_few"),
    ({"content": "d"}, Actor("s", Role.operator), "embargoed", "publish", "sign_moved"),
    ({"published": True}, EVA, "withdrawn", "make_draft", "was_published"),
    ({}, EVA, "published", "hand_back", "edition_state"),
]


@pytest.mark.parametrize(("changed", "actor", "state", "step", "key"), STOPS)
def test_what_does_not_hold_stops_the_step_with_its_sentence(
    changed: dict[str, object], actor: Actor, state: str, step: str, key: str
) -> None:
    standing = replace(ready(State(state)), **changed)  # type: ignore[arg-type]
    refused = why_not(standing, actor, Step(step), None, NOW)
    assert isinstance(refused, Refusal) and refused.key == key
    for lang in words.LANGUAGES:
        said = refused.sentence(lang)
        assert said and "{" not in said
        assert can_step(standing, actor, Step(step), lang, NOW) == (False, said)


GIVEN = [   # what must come with a step, and the sentence where it does not
    (EVA, "in_review", "comment", Move(" "), "no_text"),
    (EVA, "in_review", "comment", Move("x" * 6_001), "too_long"),
    (EVA, "in_review", "hand_back", Move(), "no_text"),
    (EVA, "in_review", "resolve", Move("gjort", comment=7), "no_comment"),
    (EVA, "in_review", "open_preparation", Move(), "deadline_past"),
    (EVA, "in_review", "open_preparation", Move(until=NOW), "deadline_past"),
    (EVA, "signed", "set_embargo", Move(until=NOW - HOUR), "minute_past"),
    (PER, "joint_preparation", "dissent", Move(sv="nej"), "one_language"),
    (EVA, "published", "withdraw", Move(en="no"), "one_language"),
    (PER, "joint_preparation", "sign", Move(seen="1-in_review-c"), "edition_moved"),
]


@pytest.mark.parametrize(("actor", "state", "step", "move", "key"), GIVEN)
def test_what_must_come_with_a_step_is_asked_for(
    actor: Actor, state: str, step: str, move: Move, key: str
) -> None:
    standing = ready(State(state))
    assert why_not(standing, actor, Step(step), None, NOW) is None, "the button is not asked"
    refused = why_not(standing, actor, Step(step), move, NOW)
    assert isinstance(refused, Refusal) and refused.key == key
    assert all(refused.sentence(lang) for lang in words.LANGUAGES)


def test_who_saw_how_it_stands_may_act_on_it() -> None:
    standing = ready(State.joint_preparation)
    assert why_not(standing, PER, Step.sign, Move(seen=standing.stamp), NOW) is None


def test_the_preparation_ends_when_all_have_answered_or_the_time_is_out() -> None:
    standing = replace(ready(State.joint_preparation), answers={})
    assert can_step(standing, PER, Step.sign, "sv", NOW)[0] is False
    assert can_step(standing, PER, Step.sign, "sv", NOW + HOUR)[0] is True
