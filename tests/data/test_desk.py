"""The intake desk: what counts, who may see what, and that no count leaves it."""

from collections.abc import Sequence
from datetime import date

import polars as pl
import pytest
import sqlalchemy as sa

from data import desk
from data.access import SYSTEM, AccessDenied, Actor
from data.faults import Fault
from data.manifest import Manifest
from data.store import Desk
from data.tables import DELIVERY, FRAMES
from expectations.verdict import RuleResult, Verdict, judge, refused
from tests.tampering import disarm, undone

STEWARD = Actor("siv", "steward")
DAY = date(2026, 9, 7)
ROWS = 1_834
GOOD = judge([])
FAULTY = refused([Fault("T-001", "rows", "Kolumnen county saknas.", "Column county is missing.")])


def manifest(months: Sequence[str] = ("2026M08",), who: str = "fk") -> Manifest:
    return Manifest("referrals", 1, who, tuple(months), ROWS, 40, {"persons": 2_105}, "synthetic",
                    DAY)


def result(rule: str, failing: int, severity: str = "warning") -> RuleResult:
    return RuleResult(rule, "accuracy", severity, "fail" if failing else "pass",  # type: ignore[arg-type]
                      failing, ROWS, tuple(range(2, 2 + failing)), ("opened",), "rows",
                      f"{rule} på svenska.", f"{rule} in English.")


class At:
    """An intake desk with somebody who hands in, one delivery a call."""

    def __init__(self, opened: Desk) -> None:
        self.desk, self.order = opened, 0

    def give(
        self, letter: str = "a", about: Manifest | None = None, on: date = DAY,
        verdict: Verdict = GOOD, actor: Actor = SYSTEM,
    ) -> int:
        self.order += 1
        with self.desk.begin() as connection:
            return desk.record(
                connection, actor, on, self.order, about or manifest(), letter * 64, verdict)

    def withdraw(self, delivery: int, on: date, actor: Actor = SYSTEM) -> bool:
        with self.desk.begin() as connection:
            return desk.withdraw(connection, actor, delivery, on)

    def counting(self, cutoff: date = date(2026, 12, 31)) -> dict[str, tuple[str, ...]]:
        """Months that count, by the letter of the fingerprint."""
        with self.desk.read() as connection:
            return {c.fingerprint[0]: c.months for c in desk.counting(connection, cutoff)}

    def words(self, cutoff: date = date(2026, 12, 31)) -> pl.DataFrame:
        with self.desk.read() as connection:
            return desk.words_for_edition(connection, cutoff)


@pytest.fixture
def at(desk: Desk) -> At:
    return At(desk)


def test_the_newest_accepted_delivery_of_a_month_counts(at: At) -> None:
    at.give("a")
    at.give("b", on=date(2026, 9, 20))
    at.give("c", on=date(2026, 9, 21), verdict=FAULTY)
    at.give("d", about=manifest(who="af"))
    assert at.counting() == {"b": ("2026M08",), "d": ("2026M08",)}
    assert at.counting(date(2026, 9, 19)) == {"a": ("2026M08",), "d": ("2026M08",)}
    assert at.counting(date(2026, 9, 1)) == {}


def test_of_two_on_one_day_the_later_counts(at: At) -> None:
    at.give("b")
    at.give("a")
    assert at.counting() == {"a": ("2026M08",)}


def test_a_newer_delivery_replaces_only_its_own_months(at: At) -> None:
    at.give("a", about=manifest(("2026M06", "2026M07", "2026M08")))
    at.give("b", about=manifest(("2026M07",)), on=date(2026, 9, 20))
    assert at.counting() == {"a": ("2026M06", "2026M08"), "b": ("2026M07",)}


def test_the_same_content_resent_counts_once(at: At) -> None:
    at.give("a")
    at.give("a", on=date(2026, 9, 20))
    assert at.counting() == {"a": ("2026M08",)}
    assert at.words().height == 1


def test_a_withdrawn_month_is_empty_until_a_new_delivery(at: At) -> None:
    at.give("a")
    newer = at.give("b", on=date(2026, 9, 20))
    assert at.withdraw(newer, date(2026, 9, 25))
    assert at.counting() == {} and at.words().is_empty()
    assert at.counting(date(2026, 9, 24)) == {"b": ("2026M08",)}
    at.give("c", on=date(2026, 10, 2))
    assert at.counting() == {"c": ("2026M08",)}


def test_only_what_counts_can_be_withdrawn_and_only_once(at: At) -> None:
    good, wrong = at.give("a"), at.give("b", verdict=FAULTY)
    assert not at.withdraw(wrong, date(2026, 9, 25))
    assert at.withdraw(good, date(2026, 9, 25))
    assert not at.withdraw(good, date(2026, 9, 1))
    assert at.counting(date(2026, 9, 24)) == {"a": ("2026M08",)}
    with pytest.raises(sa.exc.NoResultFound):
        at.withdraw(99, DAY)


def test_published_figures_count_whole(at: At) -> None:
    about = Manifest("published_figures", 1, "", (), 156, None, {}, "real", DAY)
    at.give("a", about)
    at.give("b", about, on=date(2026, 9, 20))
    assert at.counting() == {"b": ()}


def test_only_words_follow_into_an_edition(at: At) -> None:
    found = [result("REF-021", 14), result("REF-022", 61), result("REF-023", 0)]
    at.give(verdict=judge(found))
    assert at.words().is_empty(), "what waits for a steward counts in no edition"
    at.give(verdict=judge(found, frozenset({"REF-021", "REF-022"})))
    words = at.words()
    assert words.schema == FRAMES["deliveries"]
    row = words.row(0, named=True)
    assert (row["outcome"], row["remark_rule"]) == ("accepted_with_remark", "REF-022")
    assert (row["share_class"], row["on_time"], row["period"]) == ("1_5", "yes", "2026M08")
    said = " ".join(str(v) for k, v in row.items() if k != "fingerprint")
    assert not any(str(count) in said for count in (ROWS, 14, 61, 2_105, 40))


@pytest.mark.parametrize(("share", "name"), [
    (0.0, "under_1"), (0.0099, "under_1"), (0.01, "1_5"), (0.05, "1_5"), (0.0501, "over_5"),
    (1.0, "over_5"),
])
def test_a_share_leaves_the_desk_as_a_class(share: float, name: str) -> None:
    assert desk.share_class(share) == name


def test_a_late_month_stays_late_however_often_it_is_resent(at: At) -> None:
    assert desk.deadline("2026M08") == date(2026, 9, 8)
    at.give("a", on=date(2026, 9, 11))
    at.give("b", on=date(2026, 9, 30))
    at.give("c", manifest(who="af"), on=date(2026, 9, 8))
    history = manifest([f"2025M{n:02}" for n in range(1, 13)], who="csn")
    at.give("d", history, on=date(2026, 9, 8))
    at.give("e", manifest(("2026M06", "2026M07", "2026M08"), who="ubm"), on=date(2026, 9, 9))
    late = dict(at.words().select("deliverer", "on_time").iter_rows())
    assert late == {"fk": "no", "af": "yes", "csn": "yes", "ubm": "no"}
    with at.desk.read() as connection:
        board = desk.board(connection, STEWARD, "fk")
    assert board["days_late"].to_list() == [3]


def test_of_a_file_with_personal_data_only_the_fact_is_kept(at: At) -> None:
    number = at.give(verdict=refused(
        [Fault("P-001", "rows", "Filen bär personuppgifter.", "The file holds personal data.")],
        personal=True))
    with at.desk.read() as connection:
        row = connection.execute(sa.select(DELIVERY)).mappings().one()
        _, faults = desk.rules(connection, STEWARD, number)
        assert desk.board(connection, STEWARD).is_empty()
    kept = {k: v for k, v in row.items() if v not in (None, "")}
    assert kept == {"id": number, "contract": "referrals", "received_on": DAY, "order": 1,
                    "outcome": "refused", "personal": True}
    assert faults["rule"].to_list() == ["P-001"]


def test_at_most_twenty_rows_of_a_rule_are_kept(at: At) -> None:
    number = at.give(verdict=judge([result("D-001", 300)]))
    with at.desk.read() as connection:
        results, _ = desk.rules(connection, STEWARD, number)
    kept = results.row(0, named=True)
    assert kept["rows"] == str(list(range(2, 22))) and (kept["failing"], kept["of"]) == (300, ROWS)
    assert (kept["table"], kept["columns"]) == ("rows", '["opened"]')


def test_each_row_is_read_by_its_deliverer_and_the_stewards_alone(at: At) -> None:
    number = at.give("a")
    at.give("b", manifest(who="af"))
    own, other = Actor("eva", "deliverer", "fk"), Actor("ola", "deliverer", "af")
    with at.desk.read() as connection:
        assert desk.deliveries(connection, STEWARD).height == 2
        assert desk.deliveries(connection, own, "fk")["id"].to_list() == [number]
        assert desk.board(connection, own, "fk")["deliverer"].to_list() == ["fk"]
        assert desk.rules(connection, own, number)[0].is_empty()
        for denied in (other, Actor("gd", "council_member", "fk", "payments"),
                       Actor("m", "method")):
            with pytest.raises(AccessDenied):
                desk.deliveries(connection, denied, "fk")
            with pytest.raises(AccessDenied):
                desk.board(connection, denied)
            with pytest.raises(AccessDenied):
                desk.rules(connection, denied, number)


def test_nobody_delivers_or_withdraws_for_another_authority(at: At) -> None:
    own, other = Actor("eva", "deliverer", "fk"), Actor("ola", "deliverer", "af")
    number = at.give(actor=own)
    with pytest.raises(AccessDenied):
        at.give(actor=other)
    with pytest.raises(AccessDenied):
        at.withdraw(number, DAY, other)
    assert at.withdraw(number, DAY, own)


def test_every_verdict_and_withdrawal_is_audited(at: At) -> None:
    number = at.give()
    at.withdraw(number, date(2026, 9, 25))
    with at.desk.read() as connection:
        acts = connection.execute(sa.text("SELECT act, target, detail FROM audit ORDER BY id"))
        assert [tuple(row) for row in acts] == [
            ("receive_delivery", f"delivery {number}", "accepted"),
            ("withdraw_delivery", f"delivery {number}", "2026-09-25")]
        assert desk.unaudited(connection) == []


def test_what_was_changed_behind_the_desk_is_found(at: At) -> None:
    number = at.give()
    for tampering, said in (
        ("UPDATE delivery SET outcome = 'refused'", "received it"),
        ("UPDATE delivery SET withdrawn_on = '2026-09-25'", "withdrew it"),
        ("DELETE FROM audit", "received it"),
    ):
        with undone(at.desk) as connection:
            disarm(connection, "audit")
            connection.execute(sa.text(tampering))
            found = desk.unaudited(connection)
        assert any(said in problem for problem in found), tampering
    with at.desk.read() as connection:
        assert desk.unaudited(connection) == [], number


def test_an_empty_desk_reads_with_its_schema(at: At) -> None:
    with at.desk.read() as connection:
        board, seen = desk.board(connection, STEWARD), desk.deliveries(connection, STEWARD)
    assert (board.schema["received_on"], board.schema["days_late"]) == (pl.Date, pl.Int64)
    assert seen.schema["personal"] == pl.Boolean and seen.schema["months"] == pl.String
    assert at.words().schema == FRAMES["deliveries"] and at.counting() == {}
