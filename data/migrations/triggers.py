"""The triggers that keep what is written as it was, in the two dialects.

Here: rows that are only added to, and rows that are closed once their edition stands. Not here:
which tables have them (the steps say).
"""

from alembic import op

_SQLITE = (
    "CREATE TRIGGER {name} BEFORE {act} ON {table} {when} "
    "BEGIN SELECT RAISE(ABORT, '{why}'); END"
)


def only_added_to(table: str, replaces: str, why: str) -> None:
    """Forbid changing and deleting rows of a table.

    ``replaces`` is the condition under which a new row would take an older one's place: SQLite's
    INSERT OR REPLACE deletes without asking the trigger for deletions.
    """
    if _on_sqlite():
        when = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {replaces})"
        _sqlite(table, "INSERT", when, why)
    _fixed(table, why)


def closed_by_edition(table: str, why: str) -> None:
    """Forbid changing and deleting rows, and adding any to an edition that stands.

    An edition's own row is written last, in the transaction that wrote its rows.
    """
    if _on_sqlite():
        when = "WHEN EXISTS (SELECT 1 FROM edition WHERE number = NEW.edition)"
        _sqlite(table, "INSERT", when, why)
    else:
        op.execute(
            f"CREATE TRIGGER {table}_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
            f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_if_published('{why}')"
        )
    _fixed(table, why)


def functions() -> None:
    """Make what PostgreSQL's triggers call. Writers of editions wait for each other, so that none
    looks past an edition that is being published."""
    if _on_sqlite():
        return
    op.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$"
    )
    op.execute(
        "CREATE FUNCTION refuse_if_published() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "LOCK TABLE edition IN SHARE ROW EXCLUSIVE MODE; "
        "IF EXISTS (SELECT 1 FROM added JOIN edition ON edition.number = added.edition) "
        "THEN RAISE EXCEPTION '%', TG_ARGV[0]; END IF; RETURN NULL; END $$"
    )


def drop_functions() -> None:
    """Remove what ``functions`` made."""
    if not _on_sqlite():
        op.execute("DROP FUNCTION IF EXISTS refuse_if_published")
        op.execute("DROP FUNCTION IF EXISTS refuse")


def _fixed(table: str, why: str) -> None:
    if _on_sqlite():
        _sqlite(table, "UPDATE", "", why)
        _sqlite(table, "DELETE", "", why)
        return
    op.execute(
        f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse('{why}')"
    )


def _sqlite(table: str, act: str, when: str, why: str) -> None:
    op.execute(_SQLITE.format(
        name=f"{table}_{act.lower()}", act=act, table=table, when=when, why=why))


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
