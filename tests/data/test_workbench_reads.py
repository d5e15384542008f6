"""What the workbench's pages read: each actor only its own rows, stewards all, others nothing."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest
import sqlalchemy as sa

from data import corrections, desk_pages, questions, waivers, workbench
from data import desk as desks
from data.access import AccessDenied, Actor
from data.store import Desk
from data.tables import RECONCILED, UNMATCHED
from tests.data.workbench import (
    AT,
    DAY,
    DELIVERER,
    OTHER,
    ROLES,
    STEWARD,
    VERDICTS,
    At,
    manifest,
)

NOBODY = [ROLES[r] for r in ("method", "management", "member")]
TOUCHED = desks.Beside(touched=(desks.Touched("REF-034", "oc.leads", 7),))
READS: dict[str, Callable[[sa.Connection, Actor, str | None], object]] = {
    "board": desk_pages.board, "deliveries": desk_pages.deliveries, "asked": workbench.asked,
    "corrections": workbench.corrections, "reconciled": workbench.reconciled,
    "waivers": lambda c, a, d: workbench.waivers(c, a, DAY, d),
}
OF_ONE = {name: getattr(workbench, name) for name in (
    "decisions", "questions", "erasures", "touched", "events", "trend", "warnings_before",
    "examples")}


@pytest.fixture
def at(desk: Desk) -> At:
    return At(desk)


def read(at: At, what: Callable[..., pl.DataFrame], *asked: object) -> pl.DataFrame:
    with at.desk.read() as connection:
        return what(connection, *asked)


def filled(at: At) -> int:
    """A delivery of fk that waits, is asked about, waived and corrected; one of af."""
    number = at.give(beside=TOUCHED)
    at.give("b", manifest(who="af"), verdict=VERDICTS["accepted"])
    at.do(questions.ask, STEWARD, number, "Stämmer datumen?", date(2026, 9, 20), at=AT)
    at.do(waivers.waive, STEWARD, number, "REF-034", date(2026, 12, 1), "Nytt system.", at=AT)
    at.do(corrections.record, STEWARD, number, "Fel län.", "Wrong county.", "Upptäckt.", at=AT)
    pairs = [("fk", "skv", 5), ("af", "skv", 4), ("pm", "kfm", 9)]
    at.do(lambda c: c.execute(RECONCILED.insert(), [
        {"month": "2026M08", "sender": s, "receiver": r, "sent": n, "received": n - 1,
         "both": n - 1, "lag_days": 2.0, "at": "2026-09-08"} for s, r, n in pairs]))
    at.do(lambda c: c.execute(UNMATCHED.insert(), [
        {"month": "2026M08", "sender": "fk", "receiver": "skv", "said_by": "sender",
         "record_key": "Rkey9999", "expires_on": date(2027, 1, 1)}]))
    return number


@pytest.mark.parametrize("what", READS)
def test_a_deliverer_reads_only_its_own_and_must_ask_for_them(at: At, what: str) -> None:
    filled(at)
    own = read(at, READS[what], DELIVERER, "fk")
    everything = read(at, READS[what], STEWARD, None)
    assert 0 < own.height <= everything.height
    if "deliverer" in own.columns:
        assert set(own["deliverer"]) == {"fk"}
    for other in (None, "af"):
        with pytest.raises(AccessDenied):
            read(at, READS[what], DELIVERER, other)


@pytest.mark.parametrize("what", [*READS, "unmatched"])
def test_whoever_is_neither_steward_nor_deliverer_reads_nothing(at: At, what: str) -> None:
    filled(at)
    for actor in NOBODY:
        with pytest.raises(AccessDenied):
            if what == "unmatched":
                read(at, workbench.unmatched, actor, ("fk", "skv"))
            else:
                read(at, READS[what], actor, None)


@pytest.mark.parametrize("what", OF_ONE)
def test_a_delivery_is_read_by_stewards_and_by_whom_it_is_from(at: At, what: str) -> None:
    number = filled(at)
    assert read(at, OF_ONE[what], STEWARD, number).equals(
        read(at, OF_ONE[what], DELIVERER, number))
    for actor in (OTHER, *NOBODY):
        with pytest.raises(AccessDenied):
            read(at, OF_ONE[what], actor, number)


def test_a_pair_is_seen_by_both_and_by_no_third(at: At) -> None:
    filled(at)
    skv = Actor("s", "deliverer", "skv")
    assert set(read(at, workbench.reconciled, skv, "skv")["sender"]) == {"fk", "af"}
    assert read(at, workbench.unmatched, skv, ("fk", "skv"), "skv").height == 1
    assert read(at, workbench.unmatched, OTHER, ("fk", "skv"), "af").is_empty()


def test_a_reconciliation_made_anew_takes_the_place_of_the_older(at: At) -> None:
    filled(at)
    at.do(lambda c: c.execute(RECONCILED.insert().values(
        month="2026M08", sender="fk", receiver="skv", sent=5, received=5, both=5, lag_days=None,
        at="2026-09-09")))
    found = read(at, workbench.reconciled, STEWARD, None).filter(sender="fk")
    assert found.select("sent", "received", "lag_days").rows() == [(5, 5, None)]


def test_a_question_is_open_until_it_is_answered(at: At) -> None:
    number = filled(at)
    assert read(at, workbench.asked, STEWARD)["delivery"].to_list() == [number]
    at.do(questions.answer, DELIVERER, number, "De stämmer.", AT)
    assert read(at, workbench.asked, STEWARD).is_empty()


def test_a_waiver_is_in_force_until_its_last_day(at: At) -> None:
    filled(at)
    for day, count in ((date(2026, 12, 1), 1), (date(2026, 12, 2), 0)):
        assert read(at, workbench.waivers, STEWARD, day).height == count


def test_a_correction_shows_its_newest_step(at: At) -> None:
    filled(at)
    assert read(at, workbench.corrections, STEWARD)["status"].to_list() == ["proposed"]
    at.do(corrections.settle, STEWARD, 1, "decided", "Ja.", at=AT)
    found = read(at, workbench.corrections, STEWARD).row(0, named=True)
    assert (found["status"], found["status_reason"], found["deliverer"]) == (
        "decided", "Ja.", "fk")


def test_the_trend_is_of_the_same_deliverer_and_kind_and_ends_with_this_one(at: At) -> None:
    at.give("a", manifest(("2026M05",)))
    at.give("b", manifest(("2026M05",), who="af"))
    at.give("c", manifest(("2026M06",)), verdict=VERDICTS["stopped"])
    number = at.give("d", manifest(("2026M07",)), verdict=VERDICTS["accepted"])
    at.give("e")
    found = read(at, workbench.trend, STEWARD, number).filter(rule="REF-034")
    assert [round(s, 3) for s in found["share"]] == [0.025, 0.0]
    before = read(at, workbench.warnings_before, STEWARD, number)
    assert before.select("first", "failed").rows() == [
        ("2026M08", 1), ("2026M06", 1), ("2026M05", 1)]


def test_of_a_file_with_personal_data_nobody_else_has_earlier_deliveries(at: At) -> None:
    personal = at.give("p", verdict=VERDICTS["unread"])
    at.do(lambda c: c.execute(sa.text(f"UPDATE delivery SET deliverer = '' WHERE id = {personal}")))
    assert read(at, workbench.warnings_before, STEWARD, personal).is_empty()
