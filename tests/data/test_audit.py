"""The audit: one event an act, in the same transaction, and every tampering is found."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from data import audit
from data.access import SYSTEM
from data.store import Desk, Store
from tests.tampering import disarm


def written(store: Store, events: int = 5) -> None:
    with store.begin() as connection:
        for number in range(events):
            assert audit.record(connection, SYSTEM, "act", f"target {number}") == number + 1


def problems(store: Store) -> list[str]:
    with store.read() as connection:
        return audit.broken(connection)


@pytest.mark.parametrize(("tampering", "said"), [
    ("UPDATE audit SET actor = 'x' WHERE id = 3", "event 3 is not what was written"),
    ("UPDATE audit SET at = '2020-01-01' WHERE id = 5", "event 5 is not what was written"),
    ("UPDATE audit SET detail = 'x' WHERE id = 1", "event 1 is not what was written"),
    ("DELETE FROM audit WHERE id = 2", "event 2 is missing"),
    ("DELETE FROM audit WHERE id = 1", "event 1 is missing"),
    ("UPDATE audit SET id = CASE id WHEN 2 THEN 90 ELSE id END", "event 2 is missing"),
    ("UPDATE audit SET previous = '' WHERE id = 4", "event 4 does not follow"),
])
def test_every_tampering_is_found(store: Store, tampering: str, said: str) -> None:
    written(store)
    assert problems(store) == []
    with store.begin() as connection:
        disarm(connection, "audit")
    with store.begin() as connection:
        connection.execute(sa.text(tampering))
    assert any(said in problem for problem in problems(store))


@pytest.mark.parametrize("statement", [
    "UPDATE audit SET actor = 'x' WHERE id = 1",
    "DELETE FROM audit WHERE id = 1",
])
def test_the_audit_is_only_added_to(store: Store, desk: Desk, statement: str) -> None:
    for database in (store, desk):
        with database.begin() as connection:
            audit.record(connection, SYSTEM, "act", "target")
        with pytest.raises(sa.exc.DBAPIError, match="only added to"), \
                database.begin() as connection:
            connection.execute(sa.text(statement))


def test_an_older_event_cannot_be_replaced_by_a_new_one(store: Store) -> None:
    written(store)
    on_sqlite = store.engine.dialect.name == "sqlite"
    verb, rest = ("INSERT OR REPLACE", "") if on_sqlite else (
        "INSERT", " ON CONFLICT (id) DO UPDATE SET actor = 'x'")
    with pytest.raises(sa.exc.DBAPIError, match="only added to"), store.begin() as connection:
        connection.execute(sa.text(
            f"{verb} INTO audit (id, at, actor, role, act, target, detail, previous, hash) "
            f"VALUES (2, '', 'x', '', '', '', '', '', ''){rest}"))
    assert problems(store) == []


def test_an_event_stands_and_falls_with_its_act(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.begin() as connection:
        audit.record(connection, SYSTEM, "act", "target")
        raise ZeroDivisionError
    written(store, 1)
    assert problems(store) == []


def test_many_at_once_make_one_chain(store: Store) -> None:
    def act(number: int) -> int:
        with store.begin() as connection:
            return audit.record(connection, SYSTEM, "act", f"target {number}")

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(act, range(12))) == list(range(1, 13))
    assert problems(store) == []
