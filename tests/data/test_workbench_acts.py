"""Waivers, questions, corrections and erasure: for the next sending, in order, by two people."""

from datetime import date, timedelta

import pytest

from data import corrections, destruction, erasure, questions, waivers
from data.access import Actor, Role
from data.store import Desk
from data.tables import CORRECTION_STEP, ERASURE, EXAMPLE, PROFILE, QUESTION, WAIVER
from expectations.verdict import judge
from tests.data.workbench import (
    AT,
    DAY,
    DELIVERER,
    FAILING,
    ROLES,
    ROWS,
    SECOND,
    STEWARD,
    VERDICTS,
    At,
    manifest,
    result,
)

TODAY, UNTIL = AT.date(), date(2026, 12, 31)
REASON = "Uppgiftslämnaren byter system."


@pytest.fixture
def at(desk: Desk) -> At:
    return At(desk)


def test_a_waiver_holds_for_the_next_sending_until_its_day(at: At) -> None:
    number = at.give()
    at.do(waivers.waive, STEWARD, number, "REF-034", UNTIL, REASON, AT)
    assert at.row(number)["outcome"] == "waiting", "what has been judged is not judged anew"
    own = {("fk", "referrals"): frozenset({"REF-034"})}
    for day, holds in ((DAY, {}), (TODAY, own), (UNTIL, own), (date(2027, 1, 1), {})):
        assert at.do(waivers.holding, day) == holds, day
    newer = at.give("b", verdict=judge([result("REF-034")], own[("fk", "referrals")]))
    assert at.row(newer)["outcome"] == "accepted_with_remark"
    assert at.counting() == {"b": ("2026M08",)}


@pytest.mark.parametrize(("rule", "until", "said"), [
    ("REF-034", UNTIL, ""), ("REF-034", TODAY, ""), ("REF-020", UNTIL, "rule_passed"),
    ("REF-099", UNTIL, "no_rule"), ("REF-034", TODAY - timedelta(days=1), "waive_day"),
    ("REF-034", TODAY + timedelta(days=367), "waive_day"),
    ("REF-002", UNTIL, "not_waivable"), ("REF-004", UNTIL, "not_waivable"),
    ("REF-024", UNTIL, "not_waivable"),
])
def test_privacy_keys_and_structure_are_never_waived(
    at: At, rule: str, until: date, said: str
) -> None:
    found = [result(r, severity="critical" if r in ("REF-002", "REF-004") else "warning")
             for r in ("REF-034", "REF-002", "REF-004", "REF-024")]
    number = at.give(verdict=judge([*found, result("REF-020", "pass")]))
    assert at.said(waivers.waive, STEWARD, number, rule, until, REASON, AT) == said
    assert at.count(WAIVER) == (0 if said else 1)


def test_only_a_steward_of_another_authority_waives_asks_and_corrects(at: At) -> None:
    for name, actor in ROLES.items():
        number = at.give()
        said = "" if name == "steward" else "denied"
        assert at.said(waivers.waive, actor, number, "REF-034", UNTIL, REASON, AT) == said
        assert at.said(questions.ask, actor, number, "Varför?", UNTIL, at=AT) == said
        assert at.said(corrections.record, actor, number, "Fel län.", "Wrong county.",
                       REASON) == said


def test_the_letter_asks_in_the_deliverers_language_and_holds_no_count(at: At) -> None:
    number = at.give()
    with at.desk.read() as connection:
        for lang, expected in (("sv", "REF-034 på svenska."), ("en", "REF-034 in English.")):
            text = questions.letter(connection, STEWARD, number, lang, UNTIL)
            assert expected in text and "2026M08" in text and "REF-020" not in text
            assert str(FAILING) not in text and str(ROWS) not in text and "Rkey" not in text
    at.do(questions.ask, STEWARD, number, text, UNTIL, language="en", at=AT)
    assert at.count(QUESTION) == 1


def test_a_question_is_asked_once_and_answered_in_words_by_its_own_deliverer(at: At) -> None:
    number = at.give()
    assert at.said(questions.ask, STEWARD, number, "Varför?", DAY, at=AT) == "answer_day"
    assert at.said(questions.answer, DELIVERER, number, "Det stämmer.") == "not_asked"
    at.do(questions.ask, STEWARD, number, "Varför?", UNTIL, at=AT)
    assert at.said(questions.ask, SECOND, number, "Varför?", UNTIL, at=AT) == "asked"
    for name, actor in ROLES.items():
        if name != "deliverer":
            assert at.said(questions.answer, actor, number, "Det stämmer.") == "denied", name
    assert at.said(questions.answer, DELIVERER, number, " ") == "no_answer"
    at.do(questions.answer, DELIVERER, number, "Det stämmer.")
    assert at.said(questions.answer, DELIVERER, number, "Igen.") == "not_asked"
    assert at.row(number)["outcome"] == "waiting", "a steward still decides"


def test_a_new_delivery_answers_and_a_refused_or_another_month_does_not(at: At) -> None:
    number = at.give()
    at.do(questions.ask, STEWARD, number, "Varför?", UNTIL, at=AT)
    at.give("b", verdict=VERDICTS["stopped"])
    at.give("c", manifest(("2026M07",)))
    at.give("d", manifest(who="af"))
    assert at.do(questions.unanswered, number) is not None
    newer = at.give("e")
    assert at.do(questions.unanswered, number) is None
    assert ("system", "answer_question", f"delivery {number}",
            f"by delivery {newer}") in at.events()


@pytest.mark.parametrize("state", VERDICTS)
def test_only_what_waits_is_asked_about(at: At, state: str) -> None:
    number = at.give(verdict=VERDICTS[state])
    waits = at.row(number)["outcome"] == "waiting"
    assert at.said(questions.ask, STEWARD, number, "Varför?", UNTIL, at=AT) == (
        "" if waits else "not_waiting")


def test_a_correction_goes_step_by_step_and_every_step_stays(at: At) -> None:
    number = at.give("a", verdict=VERDICTS["accepted"])
    made = at.do(corrections.record, STEWARD, number, "Fel län i väst.", "Wrong county in west.",
                 REASON, figures=5)
    for wrong in ("applied", "proposed", "nothing"):
        assert at.said(corrections.settle, SECOND, made, wrong, REASON) == "correction_proposed"
    at.do(corrections.settle, SECOND, made, "decided", REASON)
    assert at.do(corrections.applied, "S-14", frozenset({"a" * 64})) == ()
    assert at.do(corrections.applied, "S-14", frozenset({"b" * 64})) == (made,)
    for after in ("decided", "taken_back"):
        assert at.said(corrections.settle, SECOND, made, after, REASON) == "correction_applied"
    assert at.count(CORRECTION_STEP) == 3
    other = at.do(corrections.record, STEWARD, number, "Fel.", "Wrong.", REASON)
    at.do(corrections.settle, STEWARD, other, "taken_back", REASON)
    assert at.said(corrections.settle, STEWARD, other, "decided", REASON) == "correction_taken_back"
    assert at.said(corrections.settle, STEWARD, 99, "decided", REASON) == "no_correction"


def test_a_correction_is_said_in_both_languages_without_a_count(at: At) -> None:
    number = at.give()
    for sv, en, why, said in (("Fel.", "", REASON, "one_language"), ("Fel.", "W.", "", "no_reason"),
                              (f"{FAILING} rader", "x", REASON, "a_number")):
        assert at.said(corrections.record, STEWARD, number, sv, en, why) == said
    refused = at.give(verdict=VERDICTS["stopped"])
    assert at.said(corrections.record, STEWARD, refused, "Fel.", "W.", REASON) == (
        "nothing_to_correct")


def test_erasing_takes_two_people(at: At) -> None:
    number = at.give("a")
    assert at.said(erasure.confirm, SECOND, number) == "erase_not_asked"
    at.do(erasure.ask, STEWARD, number, "Innehöll en uppgift för mycket.")
    for same in (STEWARD, Actor(" SIV ", Role.operator)):
        assert at.said(erasure.confirm, same, number) == "erase_same"
    assert at.said(erasure.ask, SECOND, number, "Igen.") == "erase_asked"
    at.do(erasure.confirm, SECOND, number, AT)
    assert at.said(erasure.confirm, SECOND, number) == "erased"
    assert at.said(erasure.ask, SECOND, number, "Igen.") == "erased"
    assert [e[3] for e in at.events() if e[1] == "erase_delivery"] == ["asked", "erased"]


def test_what_is_erased_goes_but_for_hash_reason_and_audit(at: At) -> None:
    older = at.give("o", verdict=VERDICTS["accepted"])
    first = at.give("a", verdict=VERDICTS["waived"])
    second = at.give("a", verdict=VERDICTS["waived"])
    assert at.counting() == {"a": ("2026M08",)} and at.count(EXAMPLE) == 0
    at.do(erasure.ask, STEWARD, first, "Fel fil.")
    assert at.do(erasure.confirm, SECOND, first, AT) == (first, second), "the same content"
    assert at.counting() == {}, "what had been replaced does not come back"
    with at.desk.read() as connection:
        assert destruction.doomed(connection) == ("a" * 64,)
    assert at.count(PROFILE) == 0 and at.count(ERASURE) == 1
    assert at.row(first)["erased_on"] == at.row(second)["erased_on"] == TODAY
    assert at.row(older)["erased_on"] is None


@pytest.mark.parametrize("state", ["stopped", "unread"])
def test_of_a_refused_delivery_there_is_nothing_to_erase(at: At, state: str) -> None:
    number = at.give(verdict=VERDICTS[state])
    assert at.said(erasure.ask, STEWARD, number, "Fel fil.") == "nothing_kept"


def test_only_stewards_and_the_operator_erase(at: At) -> None:
    for name, actor in ROLES.items():
        number = at.give(name[0])
        may = name in ("steward", "steward of the authority", "operator")
        assert at.said(erasure.ask, actor, number, "Fel fil.") == ("" if may else "denied"), name
