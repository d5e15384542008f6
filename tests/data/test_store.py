"""Store and desk: two databases that look as their tables say, on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from data import tables
from data.store import Database, Desk, Store, open_desk, open_store


def differences(database: Database, metadata: sa.MetaData) -> list[object]:
    with database.read() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))


def tables_of(database: Database) -> set[str]:
    with database.read() as connection:
        schema = connection.dialect.default_schema_name
        return set(sa.inspect(connection).get_table_names(schema)) - {"alembic_version"}


def test_the_migrations_make_what_the_tables_say(store: Store, desk: Desk) -> None:
    assert differences(store, tables.STORE) == []
    assert differences(desk, tables.DESK) == []


def test_store_and_desk_hold_nothing_of_each_other(store: Store, desk: Desk) -> None:
    assert tables_of(store) == set(tables.STORE.tables)
    assert tables_of(desk) == set(tables.DESK.tables)


def test_opening_again_changes_nothing(address: str | None, tmp_path: Path) -> None:
    for _ in range(2):
        with open_store(address, tmp_path) as store, open_desk(address, tmp_path) as desk:
            assert differences(store, tables.STORE) == differences(desk, tables.DESK) == []


def test_many_that_open_an_empty_home_at_once_all_get_their_tables(
    address: str | None, tmp_path: Path
) -> None:
    def opened(turn: int) -> set[str]:
        with (open_store if turn % 2 else open_desk)(address, tmp_path) as database:
            return tables_of(database)

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(opened, range(6)))
    assert found == [set(tables.DESK.tables), set(tables.STORE.tables)] * 3


def test_a_failed_writing_transaction_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.begin() as connection:
        connection.execute(tables.TASK.insert().values(
            kind="x", payload="", actor="", state="", done=0, of=0, words="", result=""))
        raise ZeroDivisionError
    with store.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.TASK)).scalar() == 0


def test_a_reading_transaction_sees_one_moment(store: Store) -> None:
    count = sa.select(sa.func.count()).select_from(tables.TASK)
    row = tables.TASK.insert().values(
        kind="x", payload="", actor="", state="", done=0, of=0, words="", result="")
    with store.read() as reader:
        assert reader.execute(count).scalar() == 0
        with store.begin() as writer:
            writer.execute(row)
        assert reader.execute(count).scalar() == 0
    with store.read() as reader:
        assert reader.execute(count).scalar() == 1


def test_a_reading_transaction_cannot_write(store: Store, desk: Desk) -> None:
    for database, table in ((store, tables.TASK), (desk, tables.DELIVERY)):
        with pytest.raises(sa.exc.DBAPIError, match=r"read-?only"), database.read() as reader:
            reader.execute(table.delete())


def test_sqlite_is_durable_and_keeps_its_references(tmp_path: Path) -> None:
    with open_desk(None, tmp_path) as desk, desk.read() as connection:
        held = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")}
    assert held == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_a_home_may_have_any_name(tmp_path: Path) -> None:
    home = tmp_path / "50 % av allt? å#"
    with open_store(None, home) as store:
        assert tables_of(store) == set(tables.STORE.tables)
    assert (home / "store.db").exists()


def test_a_database_needs_an_address_or_a_home() -> None:
    with pytest.raises(ValueError, match="address"):
        open_store()
