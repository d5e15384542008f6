"""Promises of the access table: total, one answer, and no to whatever it does not know."""

import itertools

import pytest

from data import registers, words
from data.access import SYSTEM, TABLE, AccessDenied, Act, Actor, Role, Scope, can_act, check_act

COUNCILS = [None, *(c.code for c in registers.councils())]
NORD = Actor("a", Role.council_member, council="rsr_nord")


def test_the_table_answers_for_every_act_and_role() -> None:
    assert set(TABLE) == set(Act)
    for act in Act:
        assert set(TABLE[act]) == set(Role), act
        assert all(isinstance(scope, Scope) for scope in TABLE[act].values())


def test_the_table_cannot_be_changed_while_running() -> None:
    with pytest.raises(TypeError):
        TABLE[Act.run_worker][Role.deliverer] = Scope.all  # type: ignore[index]


@pytest.mark.parametrize("role", Role)
def test_an_unknown_act_is_denied_to_everyone(role: Role) -> None:
    assert not can_act(Actor("a", role, "fk", "payments"), "drop_everything")
    with pytest.raises(AccessDenied):
        check_act(Actor("a", role, "fk", "payments"), "drop_everything")


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", ["nobody", "", "Operator", "operator "])
def test_an_unknown_role_may_do_nothing(act: Act, role: str) -> None:
    assert not can_act(Actor("a", role, "fk", "payments"), act, council="payments", authority="fk")


@pytest.mark.parametrize("role", Role)
def test_the_button_and_the_check_agree(role: Role) -> None:
    places = [None, "SE", "nord", "22", "nowhere"]
    for act, council, place in itertools.product(Act, COUNCILS, places):
        actor = Actor("a", role, "fk", "rsr_nord")
        allowed = can_act(actor, act, council=council, authority="fk", place=place)
        try:
            check_act(actor, act, council=council, authority="fk", place=place)
        except AccessDenied:
            assert not allowed, (act, council, place)
        else:
            assert allowed, (act, council, place)


def test_a_deliverer_sees_only_its_own_rows() -> None:
    actor = Actor("a", Role.deliverer, "fk")
    for act in (Act.read_desk, Act.receive_delivery, Act.withdraw_delivery):
        assert can_act(actor, act, authority="fk")
        assert not can_act(actor, act, authority="csn")
        assert not can_act(actor, act)
        assert not can_act(Actor("a", Role.deliverer), act)


@pytest.mark.parametrize(("place", "may"), [
    (None, True), ("SE", True), ("nord", True), ("22", True), ("nord00", True), ("syd", False),
    ("12", False), ("00", False), ("01+09", False), ("nowhere", False)])
def test_a_regional_council_reads_its_own_region_and_sweden(place: str | None, may: bool) -> None:
    assert can_act(NORD, Act.read_council, council="rsr_nord", place=place) is may


def test_a_member_reads_the_pages_of_no_other_council_but_its_summary() -> None:
    member = Actor("a", Role.council_member, council="nmt")
    assert can_act(member, Act.read_council, council="nmt", place="22")
    assert not can_act(member, Act.read_council, council="payments")
    assert not can_act(Actor("a", Role.council_member), Act.read_council, council="payments")
    assert not can_act(Actor("a", Role.council_member, council="no"), Act.read_council,
                       council="no")
    assert can_act(member, Act.read_edition, council="payments")


def test_a_member_does_not_take_out_a_whole_edition() -> None:
    assert not can_act(Actor("a", Role.council_member, council="nmt"), Act.export_edition)
    assert can_act(Actor("a", Role.management), Act.export_edition)


@pytest.mark.parametrize("role", [Role.council_member, Role.management, Role.method])
def test_the_intake_desk_is_closed_to_those_who_read_pictures(role: Role) -> None:
    assert not can_act(Actor("a", role, "fk", "payments"), Act.read_desk, authority="fk")


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.management, Role.operator)])
def test_only_management_and_the_operator_publish(role: Role) -> None:
    assert not can_act(Actor("a", role, "fk", "payments"), Act.publish_edition)
    assert can_act(SYSTEM, Act.publish_edition)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_denial_is_a_sentence_in_both_languages(lang: str) -> None:
    for act, role in itertools.product(Act, Role):
        said = AccessDenied(role, act).sentence(lang)
        assert words.say(f"role.{role}", lang) in said
        assert words.say(f"act.{act}", lang) in said


def test_a_denial_of_what_is_unknown_is_a_sentence_too() -> None:
    assert "drop_everything" in AccessDenied("nobody", "drop_everything").sentence("en")
