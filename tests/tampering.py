"""What somebody who owns a database can do, so that the tests can show that it is found."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from data.store import Database


@contextmanager
def undone(database: Database) -> Iterator[sa.Connection]:
    """Open a writing transaction that is rolled back at its end."""
    with database.engine.connect() as connection:
        connection.execution_options(writing=True)
        with connection.begin() as transaction:
            yield connection
            transaction.rollback()


def disarm(connection: sa.Connection, table: str) -> None:
    """Take the triggers off a table."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        return
    names = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
    for name in connection.execute(names, {"table": table}).scalars().all():
        connection.execute(sa.text(f"DROP TRIGGER {name}"))
