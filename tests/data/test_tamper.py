"""Attempts to change a published edition, more than 300 on each database: refused or detected.

Two small editions are published through their whole lives, once a database. With the triggers in
place a change is refused; by somebody who owns the database, or edits its file, it is found.
"""

import shutil
import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, registry

from data import drafts, editions, proving, signing, steps
from data.access import AccessDenied, Actor, Role
from data.acting import Refusal
from data.conditions import Move
from data.life_tables import EDITION_STEP
from data.proposal import NotComplete
from data.steps import State, Step
from data.store import Store, open_store
from data.tables import AUDIT, EDITION, EDITION_FRAMES, EDITION_ROWS
from tests.data.lives import DELIVERER, EDITOR, LEAD, MINUTE, SYSTEM, published, whole
from tests.tampering import disarm, undone

TABLES = (*EDITION_ROWS, EDITION, EDITION_STEP, AUDIT)
COLUMNS = [(table, column) for table in TABLES for column in table.c]
IDS = [f"{table.name}.{column.name}" for table, column in COLUMNS]
SAID = ("never changes", "only added to")


@pytest.fixture(scope="module", params=["sqlite", pytest.param(
    "postgresql", marks=pytest.mark.postgres)])
def twice(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
          ) -> Iterator[Store]:
    """A store with two editions that have lived their whole lives."""
    address = None
    if request.param == "postgresql":
        server: sa.URL = request.getfixturevalue("postgres")
        admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(sa.text("CREATE DATABASE tampered TEMPLATE filled"))
        admin.dispose()
        address = server.set(database="tampered").render_as_string(hide_password=False)
    with open_store(address, tmp_path_factory.mktemp("tampered")) as store:
        published(store)
        published(store, 1)
        assert found(store) == []
        yield store


def found(store: Store) -> list[str]:
    return [problem for number in (1, 2) for problem in editions.verify(store, number)]


def other(column: sa.Column[object]) -> object:
    """Another value for a column, whatever stands there."""
    if isinstance(column.type, sa.Date):
        return sa.text("'2001-01-01'")
    if isinstance(column.type, sa.Text):
        return sa.func.coalesce(column, "") + "x"
    return sa.func.coalesce(column, 0) + 1000


def one_row(table: sa.Table) -> sa.ColumnElement[bool]:
    """Choose what of a table is about the first edition; of the audit its third event."""
    number = table.c.get("edition", table.c.get("number"))
    return table.c.id == 3 if number is None else number == 1


def refusal(store: Store, act: Callable[[sa.Connection], object]) -> str:
    with pytest.raises(sa.exc.DBAPIError) as why, store.begin() as connection:
        act(connection)
    return str(why.value.orig)


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
@pytest.mark.parametrize("how", ["update", "delete", "insert", "sql"])
def test_the_dashboards_user_is_refused(twice: Store, table: sa.Table, how: str) -> None:
    last = list(table.c)[-1]
    fresh = {c.name: sa.null() if c.nullable else "x" if isinstance(c.type, sa.Text) else 1
             for c in table.c}
    if table is EDITION:
        fresh |= {"cutoff": sa.text("'2001-01-01'"), "published_on": sa.text("'2001-01-01'")}
    acts = {
        "update": table.update().values({last.name: other(last)}), "delete": table.delete(),
        "insert": table.insert().values(fresh),
        "sql": sa.text(f'DELETE FROM {table.name} WHERE "{last.name}" = "{last.name}"'
                       f' OR "{last.name}" IS NULL'),
    }
    said = refusal(twice, lambda c: c.execute(acts[how]))
    assert any(words in said for words in SAID) or how == "insert", said


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
@pytest.mark.parametrize("how", ["change", "remove"])
def test_a_mapped_object_is_refused(twice: Store, table: sa.Table, how: str) -> None:
    mapped = registry()
    row = type("Row", (), {})
    mapped.map_imperatively(row, table, primary_key=list(table.primary_key) or [table.c.edition])
    last = list(table.c)[-1].name

    def act(connection: sa.Connection) -> None:
        with Session(connection) as session:
            one = session.scalars(sa.select(row)).first()
            if how == "remove":
                session.delete(one)
            else:
                text = isinstance(table.c[last].type, sa.Text)
                setattr(one, last, f"{getattr(one, last)}y" if text else 99)
            session.flush()

    try:
        assert any(words in refusal(twice, act) for words in SAID)
    finally:
        mapped.dispose()


TAKEN_BY = {Step.approve: DELIVERER, Step.dissent: DELIVERER, Step.sign: LEAD}


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("step", [s for s in Step if s not in (
    *signing.ELSEWHERE, Step.withdraw)])
def test_no_step_goes_back_on_what_is_published(twice: Store, step: Step, number: int) -> None:
    move = Move("x", "x", "x", MINUTE, 1)
    with pytest.raises(Refusal, match="edition_state"):
        signing.take(twice, TAKEN_BY.get(step, EDITOR), number, step, move, MINUTE)


@pytest.mark.parametrize("act", [
    lambda s: editions.publish(s, SYSTEM, whole()),
    lambda s: editions.publish(s, SYSTEM, whole(1)),
    lambda s: editions.publish(s, SYSTEM, whole(2, label="S-2")),
    lambda s: editions.publish(s, Actor("x", Role.editor), whole(2)),
    lambda s: drafts.hold(s, EDITOR, whole()),
    lambda s: drafts.hold(s, EDITOR, whole(1)),
    lambda s: signing.publish(s, SYSTEM, 1, MINUTE),
    lambda s: signing.publish(s, SYSTEM, 2, MINUTE),
    lambda s: signing.take(s, LEAD, 2, Step.withdraw, Move(sv="x", en="x")),
    lambda s: signing.take(s, EDITOR, 2, Step.withdraw, Move(sv="x")),
])
def test_the_doors_are_closed(twice: Store, act: Callable[[Store], object]) -> None:
    with pytest.raises((NotComplete, AccessDenied, Refusal, sa.exc.DBAPIError)):
        act(twice)
    assert len(editions.editions(twice)) == 2


@contextmanager
def unguarded(store: Store, table: sa.Table) -> Iterator[sa.Connection]:
    with undone(store) as connection:
        disarm(connection, table.name)
        yield connection


def detected(connection: sa.Connection) -> list[str]:
    """Prove the first edition, as the owner of the database left it."""
    try:
        return editions.problems(connection, 1)
    except (editions.UnknownEdition, *proving.UNREADABLE) as gone:
        return [str(gone)]


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=IDS)
def test_any_value_changed_by_the_owner_is_found(
    twice: Store, table: sa.Table, column: sa.Column[object]
) -> None:
    with unguarded(twice, table) as connection:
        changed = connection.execute(
            table.update().where(one_row(table)).values({column.name: other(column)}))
        assert changed.rowcount and detected(connection)


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
@pytest.mark.parametrize("how", ["remove", "empty", "double"])
def test_any_row_removed_or_added_by_the_owner_is_found(
    twice: Store, table: sa.Table, how: str
) -> None:
    with unguarded(twice, table) as connection:
        if how == "double":
            _add(connection, table)
        else:
            gone = table.delete().where(one_row(table)) if how == "remove" else table.delete()
            assert connection.execute(gone).rowcount
        assert detected(connection)


def _add(connection: sa.Connection, table: sa.Table) -> None:
    """Add a row like the first one; where there is a key, under another key."""
    row = dict(connection.execute(sa.select(table)).mappings().all()[0])
    for column in list(table.primary_key)[-1:]:
        row[column.name] = "y" if isinstance(column.type, sa.Text) else row[column.name] + 1000
    if table is EDITION:
        row["label"] = "S-9"
    connection.execute(table.insert().values(row))


@pytest.mark.parametrize("cut", range(1, 9))
@pytest.mark.parametrize("table", [EDITION_STEP, AUDIT], ids=lambda t: t.name)
def test_a_chain_cut_short_is_found_by_the_other(twice: Store, table: sa.Table, cut: int) -> None:
    with unguarded(twice, table) as connection:
        newest = connection.execute(sa.select(sa.func.max(table.c.id))).scalar_one()
        connection.execute(table.delete().where(table.c.id > newest - cut))
        assert detected(connection)


def test_what_both_chains_have_lost_shows_in_a_printed_anchor(twice: Store) -> None:
    """All of the second edition is cut off, as if it had never been: paper remembers."""
    printed = editions.anchor(twice, 2)
    with undone(twice) as connection:
        for table in TABLES:
            disarm(connection, table.name)
        first = steps.steps(connection, 1)
        last = next(s for s in first if s.state is State.published)
        events = sa.select(AUDIT.c.id).where(AUDIT.c.detail.endswith(last.hash))
        event = connection.execute(events).scalar_one()
        connection.execute(AUDIT.delete().where(AUDIT.c.id > event))
        connection.execute(EDITION_STEP.delete().where(EDITION_STEP.c.id > last.id))
        connection.execute(EDITION.delete().where(EDITION.c.number == 2))
        for table in EDITION_ROWS:
            connection.execute(table.delete().where(table.c.edition == 2))
        assert editions.problems(connection, 1) == []
        hashes = set(connection.execute(sa.select(AUDIT.c.hash)).scalars())
    assert printed.hash not in hashes


# What stands in the file: texts of rows, hashes, names of people; and a float.
NEEDLES = [b"2001", b"2002", b"brytning", b"S-1", b"S-2", b"2026M09", b"joint_preparation",
           b"synthetic", b"siv", b"per", b"pmpmpmpm", b"{}", b'{"findings"', b"facts",
           b"document policy", b"publish_edition", b"step_sign", b"edition 2", b"visible",
           b"reviewer", b"embargoed", b"2026-10-13", struct.pack(">d", 3.5), b"system"]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of such a store, closed."""
    home = tmp_path_factory.mktemp("file")
    with open_store(None, home) as store:
        published(store)
        published(store, 1)
        store.scrub()
    return home / "store.db"


@pytest.mark.parametrize("needle", NEEDLES, ids=repr)
@pytest.mark.parametrize("which", ["first", "last"])
def test_bytes_changed_in_the_file_are_found(
    file: Path, tmp_path: Path, needle: bytes, which: str
) -> None:
    held = file.read_bytes()
    at = held.find(needle) if which == "first" else held.rfind(needle)
    assert at >= 0, "what is changed must stand in the file"
    changed = bytes([held[at] ^ 1]) + held[at + 1:at + len(needle)]
    copy = tmp_path / "store.db"
    copy.write_bytes(held[:at] + changed + held[at + len(needle):])
    with open_store(None, tmp_path, migrate=False) as store:
        assert found(store) or _same(file, copy), (needle, at)


def _same(one: Path, other_: Path) -> bool:
    """Tell whether two files hold the very same rows and tables: what changed is free space."""
    return _dump(one) == _dump(other_)


def _dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_a_file_without_its_triggers_is_found_by_its_rows(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "store.db"
    shutil.copy(file, copy)
    raw = sqlite3.connect(copy)
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute("UPDATE edition_cells SET value = value + 1 WHERE value IS NOT NULL")
    raw.commit()
    raw.close()
    with open_store(None, tmp_path, migrate=False) as store:
        assert any("cells" in problem for problem in found(store))


def test_there_are_three_hundred_attempts_on_each_database() -> None:
    tables, steps_ = len(TABLES), len(Step) - len(signing.ELSEWHERE) - 1
    assert len(EDITION_FRAMES) == 13
    assert 6 * tables + 2 * steps_ + 10 + len(COLUMNS) + 3 * tables + 16 >= 300
