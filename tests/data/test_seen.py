"""What a reviewer has seen of a draft's changes: added to, never changed, each for oneself."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from data import audit, seen
from data.access import AccessDenied, Actor
from data.acting import Declined
from data.seen_table import SEEN
from data.store import Store
from tests.data import lives

CHANGES = ["a" * 16, "b" * 16, "c" * 16]


def test_a_mark_is_ones_own_and_can_be_taken_back(store: Store) -> None:
    lives.held(store)
    with store.begin() as connection:
        assert seen.mark(connection, lives.LEAD, 1, CHANGES) == 3
        assert seen.mark(connection, lives.LEAD, 1, CHANGES) == 0   # to say it twice does no harm
        assert seen.mark(connection, lives.LEAD, 1, CHANGES[:1], False) == 1
        assert seen.mark(connection, lives.SECOND, 1, CHANGES[2:]) == 1
    with store.read() as connection:
        assert seen.seen_by(connection, 1) == {
            ("per", "pm"): frozenset(CHANGES[1:]), ("siv", "skv"): frozenset(CHANGES[2:])}
        assert audit.broken(connection) == []


def test_a_mark_is_never_changed(store: Store) -> None:
    lives.held(store)
    with store.begin() as connection:
        seen.mark(connection, lives.LEAD, 1, CHANGES)
    for statement in (SEEN.update().values(seen=False), SEEN.delete()):
        with pytest.raises(sa.exc.DatabaseError), store.begin() as connection:
            connection.execute(statement)


@pytest.mark.parametrize("role", ["council_member", "management", "steward", "deliverer", "method"])
def test_only_those_who_review_mark(store: Store, role: str) -> None:
    lives.held(store)
    with pytest.raises(AccessDenied), store.begin() as connection:
        seen.mark(connection, Actor("x", role, "pm"), 1, CHANGES)


def test_nothing_is_marked_where_there_is_no_draft_or_two_have_signed(store: Store) -> None:
    with pytest.raises(Declined), store.begin() as connection:
        seen.mark(connection, lives.LEAD, 1, CHANGES)
    lives.held(store)
    lives.signed(store)
    with pytest.raises(Declined), store.begin() as connection:
        seen.mark(connection, lives.LEAD, 1, CHANGES)


def test_a_change_of_another_value_is_another_change() -> None:
    key = ("leads", "SE", "all", "all", "2026K2")
    assert seen.name_of(*key, 1.0, 2.0) != seen.name_of(*key, 1.0, 3.0)
    assert seen.name_of(*key, None, 2.0) != seen.name_of(*key, "None", 2.0)
