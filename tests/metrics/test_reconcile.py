"""Sent and received: matched by key, pair by pair, at the desk alone."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from data import desk as desks
from data import workbench
from data.access import SYSTEM, AccessDenied, Actor, Role
from data.deliveries import Delivery
from data.store import Desk
from data.tables import UNMATCHED
from data.vault import Vault
from expectations.verdict import judge
from metrics.reconcile import reconcile
from tests.frames import about, clean, key

DAY, MONTH = date(2026, 9, 8), "2026M08"
FK, CSN, AF = (Actor("a", Role.deliverer, who) for who in ("fk", "csn", "af"))
STEWARD = Actor("siv", Role.steward)


def told(
    who: str, side: str, pairs: Iterable[tuple[int, str, str]], lag: int = 4
) -> Delivery:
    """Make one side's rows of notifications: number of the key, sender, receiver."""
    whole = clean("referrals")
    one = whole.rows.filter(pl.col("kind") == "payment_notification").head(1)
    made = [one.with_columns(
        record_key=pl.lit(key("R", 900 + n)), sender=pl.lit(sender), receiver=pl.lit(receiver),
        reported_by=pl.lit(side)) for n, sender, receiver in pairs]
    rows = pl.concat(made)
    opened = rows["opened"][0]
    reached = [(k, state, opened + timedelta(days=days)) for k in rows["record_key"]
               for state, days in (("sent", 0), ("received", lag))] if side == "sender" else []
    states = pl.DataFrame(reached, schema=whole.states.schema, orient="row")
    return Delivery(about("referrals", rows, states, deliverer=who), rows, states)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


def come(desk: Desk, vault: Vault, *deliveries: Delivery) -> None:
    for order, one in enumerate(deliveries, start=1):
        print_ = vault.keep(one.rows, one.states, one.manifest)
        with desk.begin() as connection:
            desks.record(connection, SYSTEM, DAY, order, one.manifest, print_, judge([]))


def both_sides(desk: Desk, vault: Vault) -> None:
    """fk sends five to csn, which got three of them and one that fk does not know of."""
    come(desk, vault,
         told("fk", "sender", [(n, "fk", "csn") for n in range(5)]),
         told("csn", "receiver", [*((n, "fk", "csn") for n in range(3)), (70, "fk", "csn")]),
         told("af", "sender", [(50, "af", "skv")]))


def test_each_pair_is_held_against_each_other(desk: Desk, vault: Vault) -> None:
    both_sides(desk, vault)
    assert reconcile(desk, vault, DAY) == 1
    with desk.read() as connection:
        rows = workbench.reconciled(connection, STEWARD).rows(named=True)
        queries = workbench.unmatched(connection, STEWARD, ("fk", "csn"))
    assert rows == [{"month": MONTH, "sender": "fk", "receiver": "csn", "sent": 5, "received": 4,
                     "both": 3, "lag_days": 4.0}]
    assert sorted(queries.select("said_by", "record_key").rows()) == [
        ("receiver", key("R", 970)), ("sender", key("R", 903)), ("sender", key("R", 904))]


def test_each_authority_sees_its_own_pair_alone(desk: Desk, vault: Vault) -> None:
    both_sides(desk, vault)
    reconcile(desk, vault, DAY)
    with desk.read() as connection:
        for actor, who, seen in ((FK, "fk", 1), (CSN, "csn", 1), (AF, "af", 0)):
            assert workbench.reconciled(connection, actor, who).height == seen
            assert bool(workbench.unmatched(connection, actor, ("fk", "csn"), who).height) == (
                seen == 1)
        for reading in (lambda: workbench.reconciled(connection, AF, "fk"),
                        lambda: workbench.reconciled(connection, AF),
                        lambda: workbench.unmatched(connection, AF, ("fk", "csn"), "fk"),
                        lambda: workbench.unmatched(connection, AF, ("fk", "csn"))):
            with pytest.raises(AccessDenied):
                reading()


def test_a_month_that_one_of_the_two_has_not_delivered_is_not_asked_about(
    desk: Desk, vault: Vault
) -> None:
    come(desk, vault, told("fk", "sender", [(1, "fk", "csn")]))
    assert reconcile(desk, vault, DAY) == 0
    with desk.read() as connection:
        assert connection.execute(sa.select(UNMATCHED)).first() is None


def test_a_new_reckoning_takes_the_place_of_the_old(desk: Desk, vault: Vault) -> None:
    both_sides(desk, vault)
    reconcile(desk, vault, DAY)
    come(desk, vault, told("csn", "receiver", [(n, "fk", "csn") for n in range(5)]))
    reconcile(desk, vault, DAY)
    with desk.read() as connection:
        assert workbench.reconciled(connection, STEWARD)["both"].to_list() == [5]
        assert workbench.unmatched(connection, STEWARD, ("fk", "csn")).is_empty()


def test_an_empty_desk_has_nothing_to_reconcile(desk: Desk, vault: Vault) -> None:
    assert reconcile(desk, vault, DAY) == 0
