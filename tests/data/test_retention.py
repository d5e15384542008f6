"""Retention: one table with a reason a kind, applied daily; and the release calendar."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import calendar, destruction, forgetting, questions, retention, tasks, waivers
from data import desk as desks
from data.access import SYSTEM, AccessDenied
from data.store import Desk, Store
from data.tables import EXAMPLE, FAULT, PROFILE, QUESTION, RULE_RESULT
from tests.data.workbench import AT, DAY, DELIVERER, OTHER, STEWARD, VERDICTS, At, manifest

BESIDE = desks.Beside("{}")


@pytest.fixture
def at(desk: Desk) -> At:
    return At(desk)


def test_every_kind_has_its_days_and_its_reason_in_both_languages() -> None:
    kinds = {each.kind: each for each in retention.table()}
    assert set(kinds) == {
        "inbox", "content_waiting", "content_replaced", "content_counting", "refused", "examples",
        "queries", "profiles", "questions", "tasks", "decisions", "audit", "editions"}
    for each in kinds.values():
        assert each.days >= 0 and each.sv and each.en
        assert each.why_sv.endswith(".") and each.why_en.endswith(".")
    assert retention.before("audit", DAY) == date.min and retention.until("audit", DAY) == date.max


def apply(at: At, store: Store, inbox: Path, on: date) -> dict[str, int]:
    return forgetting.apply(at.desk, store, inbox, SYSTEM, on)


def test_each_kind_goes_on_its_day_and_not_the_day_before(
    at: At, store: Store, tmp_path: Path
) -> None:
    waits = at.give("w", beside=BESIDE)
    at.give("r", manifest(("2026M01",)), verdict=VERDICTS["stopped"])
    at.give("u", manifest(("2026M02",)), verdict=VERDICTS["unread"])
    at.do(questions.ask, STEWARD, waits, "Varför?", date(2026, 12, 1), at=AT)
    for kind, tables in (("examples", (EXAMPLE,)), ("content_waiting", ()),
                         ("refused", (FAULT,)), ("questions", (QUESTION,))):
        last = DAY + timedelta(days=retention.days(kind))
        assert apply(at, store, tmp_path, last)[kind] == 0
        assert all(at.count(table) for table in tables)
        assert apply(at, store, tmp_path, last + timedelta(days=1))[kind] > 0, kind
        assert not any(at.count(table) for table in tables)
    assert at.row(waits)["erased_on"] == DAY + timedelta(days=181)
    with at.desk.read() as connection:
        assert "w" * 64 in destruction.doomed(connection)
        left = connection.execute(sa.select(RULE_RESULT.c.delivery)).scalars()
        assert set(left) == {waits}
    assert at.events() and at.count(PROFILE) == 0


def test_content_that_counts_stays_and_what_was_replaced_goes_after_two_years(
    at: At, store: Store, tmp_path: Path
) -> None:
    good = VERDICTS["accepted"]
    old, new = at.give("a", verdict=good), at.give("b", verdict=good)
    late = at.give("c", manifest(("2026M07",)), DAY + timedelta(days=700), good)
    later = at.give("d", manifest(("2026M07",)), DAY + timedelta(days=720), good)
    gone = apply(at, store, tmp_path, DAY + timedelta(days=731))
    assert gone["content_replaced"] == 1
    erased = {n for n in (old, new, late, later) if at.row(n)["erased_on"]}
    assert erased == {old}
    with at.desk.read() as connection:
        counts = desks.counting(connection, date(2030, 1, 1))
    assert {c.fingerprint[0]: c.months for c in counts} == {"b": ("2026M08",), "d": ("2026M07",)}


def test_old_files_in_the_inbox_and_finished_tasks_go(
    at: At, store: Store, tmp_path: Path
) -> None:
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    for path in (old, new):
        path.write_text("x")
    os.utime(old, (0, 0))
    number = tasks.add(store, SYSTEM, "publish", {"until": "2026M09"})
    tasks.add(store, SYSTEM, "publish", {"until": "2026M10"})
    tasks.finish(store, number, True, "{}")
    today = date.today()
    assert apply(at, store, tmp_path, today)["inbox"] == 1
    assert new.exists() and not old.exists() and len(tasks.recent(store)) == 2
    assert apply(at, store, tmp_path, today + timedelta(days=366))["tasks"] == 1
    assert [t.state for t in tasks.recent(store)] == ["waiting"]


def test_retention_is_due_once_a_day_and_is_the_operators(
    at: At, store: Store, tmp_path: Path
) -> None:
    with at.desk.read() as connection:
        assert forgetting.due(connection, DAY)
    apply(at, store, tmp_path, DAY)
    with at.desk.read() as connection:
        assert not forgetting.due(connection, DAY)
        assert forgetting.due(connection, DAY + timedelta(days=1))
    with pytest.raises(AccessDenied):
        forgetting.apply(at.desk, store, tmp_path, STEWARD, DAY)


def test_the_calendar_says_what_happens_when(at: At) -> None:
    number = at.give()
    at.do(waivers.waive, STEWARD, number, "REF-034", date(2026, 10, 20), "Systembyte.", AT)
    at.do(questions.ask, STEWARD, number, "Varför?", date(2026, 10, 9), at=AT)
    with at.desk.read() as connection:
        found = calendar.events(connection, STEWARD, date(2026, 10, 1), date(2026, 10, 31))
        own = calendar.events(connection, DELIVERER, date(2026, 10, 1), date(2026, 10, 31), "fk")
        other = calendar.events(connection, OTHER, date(2026, 10, 1), date(2026, 10, 31), "af")
        with pytest.raises(AccessDenied):
            calendar.events(connection, DELIVERER, DAY, DAY)
    assert [(e.day.day, e.kind, e.month or e.deliverer) for e in found] == [
        (8, "delivery_day", "2026M09"), (9, "answer", "fk"), (12, "cutoff", "2026M09"),
        (20, "waiver_ends", "fk"), (21, "publication", "2026M09")]
    assert own == found and len(other) == 3
    assert all(e.sentence(lang) for e in found for lang in ("sv", "en"))


def test_publication_falls_on_a_working_day() -> None:
    days = [calendar.publication_day(f"2026M{n:02}") for n in range(1, 13)]
    assert all(day.weekday() < 5 for day in days)
    assert calendar.publication_day("2026M09") == date(2026, 10, 21)
    assert calendar.publication_day("2026M10") == date(2026, 11, 23)
