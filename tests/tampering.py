"""What somebody who owns a database can do, so that the tests can show that it is found."""

import sqlalchemy as sa


def disarm(connection: sa.Connection, table: str) -> None:
    """Take the triggers off a table."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        return
    names = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
    for name in connection.execute(names, {"table": table}).scalars().all():
        connection.execute(sa.text(f"DROP TRIGGER {name}"))
