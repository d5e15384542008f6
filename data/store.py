"""The one place that opens the databases: the store, and the intake desk apart from it.

Here: addresses, engines, transactions, migration to the newest schema. Not here: any query.
SQLite (WAL) out of the box; PostgreSQL by changing one address, where the desk has a schema of
its own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event

from data import life_tables, seen_table, tables, text_tables

BUSY_MS = 30_000      # how long a SQLite connection waits for another's writing transaction
MIGRATING = 5_417_001   # PostgreSQL's advisory lock: one process migrates at a time
# Loaded here, so that every table is known wherever a store is opened.
_WHOLE = [t.metadata for t in (life_tables.DRAFT, text_tables.BLOCK, seen_table.SEEN)][-1]
_MIGRATION = threading.Lock()   # Alembic keeps its context in a global: one thread at a time


class Database:
    """An engine with the two kinds of transaction that we use."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """Open a writing transaction: all of it, or nothing."""
        with self.engine.connect() as connection:
            connection.execution_options(writing=True)
            with connection.begin():
                yield connection

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Open a reading transaction that sees one moment throughout, and cannot write."""
        with self.engine.connect() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    def scrub(self) -> None:
        """Leave nothing readable of deleted rows in the database's own files."""
        autocommit = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        if self.engine.dialect.name == "postgresql":
            with autocommit.connect() as connection:
                connection.exec_driver_sql("VACUUM")
            return
        with self.engine.connect() as connection:   # what is deleted is zeroed: secure_delete
            raw = connection.connection.driver_connection
            if raw is not None:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Store(Database):
    """Registers of editions, their cells and words, tasks and audit: all that a page can reach."""


class Desk(Database):
    """Verdicts with their counts: read only by the stewards' pages and each row's deliverer."""


def open_store(
    url: str | None = None, home: Path | None = None, migrate: bool = True
) -> Store:
    """Open the store at an address, or as SQLite in a home, migrated to the newest schema."""
    engine = _engine(_address(url, home, "store.db"), "public")
    if migrate:
        _migrate(engine, "store", _WHOLE)
    return Store(engine)


def open_desk(url: str | None = None, home: Path | None = None, migrate: bool = True) -> Desk:
    """Open the intake desk: its own SQLite file, or its own schema on PostgreSQL."""
    engine = _engine(_address(url, home, "desk.db"), "desk")
    if migrate:
        _migrate(engine, "desk", tables.DESK)
    return Desk(engine)


def _address(url: str | None, home: Path | None, name: str) -> sa.URL:
    if url:
        return sa.make_url(url)
    if home is None:
        raise ValueError("a database needs an address or a home")
    home.mkdir(parents=True, exist_ok=True)
    return sa.URL.create("sqlite", database=str(home / name))


def _engine(address: sa.URL, schema: str) -> sa.Engine:
    if address.get_backend_name() == "sqlite":
        engine = sa.create_engine(address, connect_args={"timeout": BUSY_MS / 1000})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    options = {"connect_args": {"options": f"-csearch_path={schema}"}}
    return sa.create_engine(address, pool_pre_ping=True, **options)


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None   # we say BEGIN ourselves, so that a read is one moment
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writing else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _migrate(engine: sa.Engine, which: str, metadata: sa.MetaData) -> None:
    with as_file(files("data") / "migrations") as folder, engine.connect() as connection:
        config = _config(folder, which)
        if _revision(connection) == ScriptDirectory.from_config(config).get_current_head():
            return   # the usual way: nobody waits for a writer
        connection.execution_options(writing=True)
        with _MIGRATION, connection.begin():
            _alone(connection, which)
            config.attributes.update(connection=connection, metadata=metadata)
            command.upgrade(config, "head")


def _revision(connection: sa.Connection) -> str | None:
    with connection.begin():
        return MigrationContext.configure(connection).get_current_revision()


def _alone(connection: sa.Connection, which: str) -> None:
    """Wait until no other process migrates; SQLite's writing transaction has seen to it."""
    if connection.dialect.name != "postgresql":
        return
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATING)))
    if which == "desk" and not sa.inspect(connection).has_schema("desk"):
        connection.execute(sa.schema.CreateSchema("desk"))


def _config(folder: Path, which: str) -> Config:
    config = Config(attributes={})
    for name, value in (("script_location", folder), ("version_locations", folder / which)):
        config.set_main_option(name, str(value).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    return config
