"""Decisions of the councils: written in both languages, only added to, read as of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from data import audit
from data.access import AccessDenied, Actor, Role
from data.acting import Declined
from data.council_decisions import NEXT, Decision, Draft, Rests, decisions, record, settle
from data.store import Store
from data.tables import AUDIT, COUNCIL_DECISION, COUNCIL_DECISION_STEP, EDITION

WRITER = Actor("ledning", Role.management)
READER = Actor("ledamot", Role.council_member, council="nmt")
MADE, DUE = date(2026, 8, 21), date(2026, 9, 28)
DRAFT = Draft("nmt", "jamm", "Följ upp samtycken.", "Follow up consents.", MADE, DUE,
              Rests(1, "ht.consent_given", "SE", "all", "all", "2025"), "synthetic")


@pytest.fixture
def filled(store: Store) -> Store:
    """A store in which edition 1 stands."""
    with store.begin() as connection:
        connection.execute(EDITION.insert().values(
            number=1, label="S-1", until="2026M07", cutoff=MADE, published_on=MADE,
            origin="synthetic", code_version="0", hash="0"))
    return store


def make(store: Store, draft: Draft = DRAFT, actor: Actor = WRITER) -> int:
    with store.begin() as connection:
        return record(connection, actor, draft)


def step(store: Store, number: int, to: str, on: date, sv: str = "", en: str = "",
         actor: Actor = WRITER) -> None:
    with store.begin() as connection:
        settle(connection, actor, number, to, on, sv, en)


def told(store: Store, until: date = date(2026, 12, 31), council: str = "nmt",
         origin: str = "synthetic", actor: Actor = READER) -> tuple[Decision, ...]:
    with store.read() as connection:
        return decisions(connection, actor, council, until, origin)


def test_a_decision_is_read_as_it_was_written(filled: Store) -> None:
    number = make(filled)
    one, = told(filled)
    assert (one.number, one.sv, one.en, one.owner) == (number, DRAFT.sv, DRAFT.en, "jamm")
    assert (one.rests, one.due_on, one.status, one.since) == (DRAFT.rests, DUE, "decided", MADE)
    assert one.open


def test_an_older_day_sees_the_decision_as_it_stood_then(filled: Store) -> None:
    number = make(filled)
    step(filled, number, "done", date(2026, 10, 1), "Klart.", "Done.")
    assert told(filled, date(2026, 8, 20)) == ()
    assert told(filled, date(2026, 9, 30))[0].status == "decided"
    after, = told(filled, date(2026, 10, 1))
    assert (after.status, after.outcome_sv, after.outcome_en, after.open) == (
        "done", "Klart.", "Done.", False)


def test_decisions_come_by_their_day_and_only_of_one_council_and_origin(filled: Store) -> None:
    late, soon = (make(filled, replace(DRAFT, due_on=day))
                  for day in (date(2026, 12, 1), date(2026, 10, 1)))
    make(filled, replace(DRAFT, council="payments"))
    make(filled, replace(DRAFT, origin="real"))
    assert [one.number for one in told(filled)] == [soon, late]
    assert len(told(filled, origin="real")) == 1


@pytest.mark.parametrize(("change", "said"), [
    ({"en": " "}, "one_language"), ({"sv": "x" * 401}, "too_long"),
    ({"due_on": date(2026, 8, 20)}, "decision_day"), ({"owner": "nobody"}, "decision_unknown"),
    ({"council": "nothing"}, "decision_unknown"), ({"status": "done"}, "decision_unknown"),
    ({"rests": DRAFT.rests._replace(edition=9)}, "decision_edition"),
])
def test_a_decision_that_cannot_stand_is_declined_and_leaves_nothing(
    filled: Store, change: dict[str, object], said: str
) -> None:
    with pytest.raises(Declined) as why:
        make(filled, replace(DRAFT, **change))  # type: ignore[arg-type]
    assert why.value.key == said
    assert all(why.value.sentence(lang) for lang in ("sv", "en"))
    with filled.read() as connection:
        for table in (COUNCIL_DECISION, COUNCIL_DECISION_STEP, AUDIT):
            assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() == 0


@pytest.mark.parametrize("status", [s for s in NEXT if s != "asked"])
def test_a_step_follows_only_where_it_can(filled: Store, status: str) -> None:
    number = make(filled)
    if status != "decided":
        step(filled, number, status, DUE, "Så.", "So.")
    for to in set(NEXT) - set(NEXT[status]):
        with pytest.raises(Declined) as why:
            step(filled, number, to, DUE, "Så.", "So.")
        assert why.value.key == f"decision_{status}" and why.value.sentence("sv")


def test_what_is_asked_for_is_decided_before_it_is_done(filled: Store) -> None:
    number = make(filled, replace(DRAFT, status="asked"))
    with pytest.raises(Declined):
        step(filled, number, "done", DUE, "Så.", "So.")
    step(filled, number, "decided", DUE)
    assert told(filled)[0].status == "decided"


def test_an_end_says_what_came_of_it_and_no_step_goes_back_in_time(filled: Store) -> None:
    number = make(filled)
    for said, day, key in (((), DUE, "one_language"), (("Så.", "So."), date(2026, 8, 1),
                                                       "decision_day")):
        with pytest.raises(Declined) as why:
            step(filled, number, "done", day, *said)
        assert why.value.key == key
    with pytest.raises(Declined):
        step(filled, 99, "done", DUE, "Så.", "So.")


@pytest.mark.parametrize("role", [
    r for r in Role if r not in (Role.management, Role.operator, Role.editor)])
def test_only_management_and_the_secretariat_write_decisions(filled: Store, role: Role) -> None:
    other = Actor("a", role, "jamm", "nmt")
    with pytest.raises(AccessDenied):
        make(filled, actor=other)
    number = make(filled)
    with pytest.raises(AccessDenied):
        step(filled, number, "done", DUE, "Så.", "So.", actor=other)
    with filled.read() as connection:
        assert connection.execute(
            sa.select(sa.func.count()).select_from(COUNCIL_DECISION_STEP)).scalar() == 1


def test_a_council_reads_its_own_decisions_only(filled: Store) -> None:
    make(filled)
    for reader in (Actor("b", Role.council_member, council="payments"),
                   Actor("c", Role.deliverer, "jamm")):
        with pytest.raises(AccessDenied):
            told(filled, actor=reader)


def test_every_act_is_in_the_audit_and_the_chain_holds(filled: Store) -> None:
    number = make(filled)
    step(filled, number, "dropped", DUE, "Behövs inte.", "Not needed.")
    with filled.read() as connection:
        rows = connection.execute(sa.select(AUDIT.c.act, AUDIT.c.target, AUDIT.c.detail)).all()
        assert audit.broken(connection) == []
    assert [tuple(row) for row in rows] == [
        ("write_decision", "council nmt", "decided"),
        ("write_decision", "council nmt", f"decision {number} dropped")]


@pytest.mark.parametrize("table", [COUNCIL_DECISION, COUNCIL_DECISION_STEP], ids=lambda t: t.name)
def test_what_is_written_is_never_changed_or_deleted(filled: Store, table: sa.Table) -> None:
    make(filled)
    for statement in (table.update().values(sv="annat"), table.delete()):
        with pytest.raises(sa.exc.DBAPIError, match="only added to"), (
                filled.begin()) as connection:
            connection.execute(statement)
