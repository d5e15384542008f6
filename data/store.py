"""The one place that opens the databases: the store, and the intake desk apart from it.

Here: addresses, engines, transactions, migration to the newest schema. Not here: any query.
SQLite (WAL) out of the box; PostgreSQL by changing one address, where the desk has a schema of
its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import event

BUSY_MS = 30_000


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
        """Open a reading transaction that sees one moment throughout."""
        with self.engine.connect() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

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
    engine = _engine(url or _sqlite(home, "store.db"), "public")
    if migrate:
        _migrate(engine, "store")
    return Store(engine)


def open_desk(url: str | None = None, home: Path | None = None, migrate: bool = True) -> Desk:
    """Open the intake desk: its own SQLite file, or its own schema on PostgreSQL."""
    engine = _engine(url or _sqlite(home, "desk.db"), "desk")
    if migrate:
        _migrate(engine, "desk")
    return Desk(engine)


def _sqlite(home: Path | None, name: str) -> str:
    if home is None:
        raise ValueError("a store needs an address or a home")
    home.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{home / name}"


def _engine(url: str, schema: str) -> sa.Engine:
    address = sa.make_url(url)
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
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _migrate(engine: sa.Engine, which: str) -> None:
    with as_file(files("data") / "migrations") as folder, engine.connect() as connection:
        if engine.dialect.name == "postgresql" and which == "desk":
            connection.execute(sa.text("CREATE SCHEMA IF NOT EXISTS desk"))
            connection.commit()
        connection.execution_options(writing=True)
        config = Config()
        config.set_main_option("script_location", str(folder / which))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
