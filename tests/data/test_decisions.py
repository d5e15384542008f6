"""A steward's decision: on what, by whom, with what words, and that both stay in the log."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from data import decisions, destruction
from data import desk as desks
from data.acting import Declined, check_words
from data.decisions import ACCEPT, REFUSE
from data.store import Desk
from data.tables import DECISION, EXAMPLE, PROFILE
from tests.data.workbench import (
    AT,
    FAILING,
    ROLES,
    ROWS,
    SECOND,
    STEWARD,
    VERDICTS,
    At,
    manifest,
)

REASON = "Talen stämmer enligt uppgiftslämnaren."
# What a steward is told, by what became of the delivery: to accept, to refuse. "" is a yes.
ANSWERS = {
    "accepted": ("nothing_to_decide", "nothing_to_decide"),
    "waiting": ("", ""),
    "not run": ("not_run", ""),
    "stopped": ("stopped", "stopped"),
    "unread": ("stopped", "stopped"),
    "waived": ("nothing_to_decide", "nothing_to_decide"),
}


@pytest.fixture
def at(desk: Desk) -> At:
    return At(desk)


def test_every_state_has_its_answer(at: At) -> None:
    """The button, the check and the act give one answer for every state."""
    for (state, verdict), (place, kind) in itertools.product(
            VERDICTS.items(), enumerate((ACCEPT, REFUSE))):
        number = at.give("a", verdict=verdict)
        if state == "not run" and at.row(number)["outcome"] != "waiting":
            assert at.row(number)["outcome"] == "refused", "a check that could not run blocks"
            continue
        with at.desk.read() as connection:
            why = decisions.can_decide(connection, STEWARD, number, kind)
        said = at.said(decisions.decide, STEWARD, number, kind, REASON)
        assert said == ANSWERS[state][place], (state, kind)
        assert (why.key if isinstance(why, Declined) else "") == said


def test_only_a_steward_of_another_authority_decides(at: At) -> None:
    for name, actor in ROLES.items():
        number = at.give()
        said = at.said(decisions.decide, actor, number, ACCEPT, REASON)
        assert said == ("" if name == "steward" else "denied"), name


def test_what_is_accepted_counts_and_what_waits_does_not(at: At) -> None:
    number = at.give("a")
    assert at.counting() == {}
    at.do(decisions.decide, STEWARD, number, ACCEPT, REASON)
    assert at.counting() == {"a": ("2026M08",)}
    assert at.row(number)["outcome"] == "accepted_with_remark"


def test_a_waiting_delivery_leaves_the_older_one_counting(at: At) -> None:
    at.give("a", verdict=VERDICTS["accepted"])
    newer = at.give("b")
    assert at.counting() == {"a": ("2026M08",)}
    at.do(decisions.decide, STEWARD, newer, ACCEPT, REASON)
    assert at.counting() == {"b": ("2026M08",)}


def test_a_refused_delivery_leaves_the_fact_the_reasons_and_the_decision(at: At) -> None:
    number = at.give("a", beside=desks.Beside("{}", (desks.Touched("REF-034", "ip.x", 2),)))
    assert at.count(EXAMPLE) == 3 and at.count(PROFILE) == 1
    at.do(decisions.decide, STEWARD, number, REFUSE, REASON, at=AT)
    row = at.row(number)
    assert (row["outcome"], row["fingerprint"]) == ("refused", None)
    assert at.count(EXAMPLE) == at.count(PROFILE) == 0 and at.counting() == {}
    with at.desk.read() as connection:
        assert destruction.doomed(connection) == ("a" * 64,)
        kept = decisions.newest(connection, number)
    assert kept is not None
    assert (kept["who"], kept["reason"], kept["at"]) == ("siv", REASON, "2026-09-08T09:30:00+00:00")


def test_content_that_another_delivery_shares_is_not_destroyed(at: At) -> None:
    first, second = at.give("a"), at.give("a")
    at.do(decisions.decide, STEWARD, first, REFUSE, REASON)
    with at.desk.read() as connection:
        assert destruction.doomed(connection) == ()
    at.do(decisions.decide, STEWARD, second, REFUSE, REASON)
    with at.desk.read() as connection:
        assert destruction.doomed(connection) == ("a" * 64,)


def test_somebody_else_was_first_is_said(at: At) -> None:
    number = at.give()
    at.do(decisions.decide, STEWARD, number, REFUSE, REASON, at=AT)
    with pytest.raises(Declined) as why:
        at.do(decisions.decide, SECOND, number, ACCEPT, REASON)
    assert "avvisades 2026-09-08 09:30" in why.value.sentence("sv")
    other = at.give("b")
    at.do(decisions.decide, STEWARD, other, ACCEPT, REASON)
    assert at.said(decisions.decide, SECOND, other, ACCEPT, REASON) == "first_accepted"


def test_of_two_at_the_same_moment_one_decides(at: At) -> None:
    number = at.give()
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(
            lambda kind: at.said(decisions.decide, STEWARD, number, kind, REASON),
            (ACCEPT, REFUSE) * 2))
    assert sorted(said).count("") == 1
    assert set(said) - {""} <= {"first_accepted", "first_refused"} and at.count(DECISION) == 1


def test_a_decision_is_changed_by_a_new_one_until_an_edition_holds_it(at: At) -> None:
    number = at.give()
    first = at.do(decisions.decide, STEWARD, number, ACCEPT, REASON)
    second = at.do(decisions.decide, SECOND, number, ACCEPT, "Bättre ord.", seen=first,
                   remark_sv="Datum saknas.", remark_en="Dates are missing.")
    assert at.count(DECISION) == 2
    assert at.said(decisions.decide, STEWARD, number, REFUSE, REASON, seen=second,
                   edition="S-3") == "in_edition"
    third = at.do(decisions.decide, STEWARD, number, REFUSE, REASON, seen=second)
    assert at.said(decisions.decide, STEWARD, number, ACCEPT, REASON, seen=third) == "refused_gone"
    assert [e[3] for e in at.events() if e[1] == "decide_delivery"] == [
        "accepted_with_remark", "accepted_with_remark", "refused"]


def test_what_has_been_replaced_is_not_accepted(at: At) -> None:
    old = at.give("a")
    at.give("b", manifest(("2026M07", "2026M08")))
    assert at.said(decisions.decide, STEWARD, old, ACCEPT, REASON) == "replaced"
    assert at.said(decisions.decide, STEWARD, old, REFUSE, REASON) == ""


def test_withdrawn_and_unknown_deliveries_are_not_decided(at: At) -> None:
    number = at.give()
    at.do(desks.withdraw, STEWARD, number, AT.date())
    assert at.said(decisions.decide, STEWARD, number, ACCEPT, REASON) == "withdrawn"
    assert at.said(decisions.decide, STEWARD, 99, ACCEPT, REASON) == "no_delivery"
    assert at.said(decisions.decide, STEWARD, at.give("b"), "fly", REASON) == "unknown_decision"


@pytest.mark.parametrize(("reason", "sv", "en", "said"), [
    ("", "", "", "no_reason"), ("   ", "", "", "no_reason"), ("x" * 6_001, "", "", "too_long"),
    (f"{FAILING} rader är fel.", "", "", "a_number"), (REASON, "Fel datum.", "", "one_language"),
    (REASON, f"{ROWS} rader", "rows", "a_number"), (REASON, "14 rader", "14 rows", "a_number"),
    (REASON, "Sedan 2025M03 och 14 oktober, regel REF-034.", "Since 2025M03.", ""),
])
def test_words_of_a_decision_hold_a_reason_both_languages_and_no_count(
    at: At, reason: str, sv: str, en: str, said: str
) -> None:
    number = at.give()
    assert at.said(decisions.decide, STEWARD, number, ACCEPT, reason, remark_sv=sv,
                   remark_en=en) == said
    assert at.count(DECISION) == (0 if said else 1)


def test_dates_periods_rules_and_laws_may_be_named() -> None:
    check_words("Enligt (2008:206) och REF-023, 2026-10-14 kl. 12.00, 14 oktober, 2026K3, skriv 0.")


def test_the_remark_follows_the_figures_in_words_with_a_share_class(at: At) -> None:
    number = at.give()
    made = at.do(decisions.decide, STEWARD, number, ACCEPT, REASON)
    with at.desk.read() as connection:
        own = desks.words_for_edition(connection, AT.date()).row(0, named=True)
    assert own["remark_sv"] == "REF-034 på svenska. Rätta datumet."
    at.do(decisions.decide, STEWARD, number, ACCEPT, REASON, seen=made,
          remark_sv="Svaret är daterat för tidigt.", remark_en="The answer is dated too early.")
    with at.desk.read() as connection:
        row = desks.words_for_edition(connection, AT.date()).row(0, named=True)
    assert (row["outcome"], row["remark_rule"]) == ("accepted_with_remark", "REF-034")
    assert row["remark_en"] == "The answer is dated too early." and row["share_class"] == "1_5"
    said = " ".join(str(v) for k, v in row.items() if k != "fingerprint")
    assert str(FAILING) not in said and str(ROWS) not in said


def test_decisions_are_only_added_to(at: At) -> None:
    number = at.give()
    at.do(decisions.decide, STEWARD, number, ACCEPT, REASON)
    for statement in ("UPDATE decision SET reason = 'x'", "DELETE FROM decision",
                      "UPDATE waiver SET rule = 'x'", "DELETE FROM correction_step"):
        if "decision" not in statement and at.desk.engine.dialect.name == "sqlite":
            continue   # without a row SQLite's trigger has nothing to fire on
        with pytest.raises(sa.exc.DBAPIError, match="only added to"), at.desk.begin() as connection:
            connection.execute(sa.text(statement))
    assert at.count(DECISION) == 1
