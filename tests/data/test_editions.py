"""An edition is complete, hashed, and never changes."""

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from data import editions
from data.access import SYSTEM, AccessDenied, Actor
from data.editions import NotComplete, Proposal, UnknownEdition
from data.store import Store, open_store
from data.tables import EDITION_ROWS, FRAMES, STORE
from tests.tampering import disarm, undone


def frames(cells: int = 4) -> dict[str, pl.DataFrame]:
    """Small frames of an edition: cells in one indicator, everything else empty or one row."""
    empty = {name: pl.DataFrame(schema=schema) for name, schema in FRAMES.items()}
    texts = {c: ["x"] * cells for c, kind in FRAMES["cells"].items() if kind == pl.String}
    some = pl.DataFrame({
        **texts, "period": [f"{2000 + i}" for i in range(cells)],
        "value": [None if i == 1 else i + 0.5 * (i % 2) for i in range(cells)],
        "sign": ["protected" if i == 1 else "visible" for i in range(cells)],
        "origin": ["synthetic"] * cells})
    note = pl.DataFrame({"subject": ["a\tb"], "sv": ["rad\nbrytning"], "en": [None]},
                        schema=FRAMES["notes"])
    return {**empty, "cells": some.select(list(FRAMES["cells"])), "notes": note}


def proposal(previous: int | None = None, **changed: object) -> Proposal:
    base: dict[str, object] = {
        "label": f"S-{(previous or 0) + 1}", "until": "2026M09", "cutoff": date(2026, 10, 12),
        "published_on": date(2026, 10, 21), "previous": previous, "origin": "synthetic",
        "code_version": "0", "frames": frames(), "documents": {"policy": "{}"},
        "demonstration": True,
    }
    return Proposal(**{**base, **changed})  # type: ignore[arg-type]


def test_a_published_edition_reads_back_what_was_proposed(store: Store) -> None:
    edition = editions.publish(store, SYSTEM, proposal())
    assert edition.number == 1 and edition.hash == proposal().hash()
    back = editions.cells(store, 1, periods=["2001", "2002"])
    assert back.schema == FRAMES["cells"]
    assert dict(zip(back["period"], back["value"], strict=True)) == {"2001": None, "2002": 2.0}
    assert editions.notes(store, 1).rows() == [("a\tb", "rad\nbrytning", None)]
    assert editions.changes(store, 1).schema == FRAMES["changes"]
    assert editions.verify(store, 1) == []


def test_the_hash_does_not_depend_on_row_order() -> None:
    turned = {name: frame.reverse() for name, frame in frames().items()}
    assert proposal(frames=turned).hash() == proposal().hash()
    moved = {**frames(), "cells": frames()["cells"].with_columns(pl.col("value") + 1)}
    assert proposal(frames=moved).hash() != proposal().hash()
    assert proposal(published_on=date(2030, 1, 1)).hash() == proposal().hash()


def refused(store: Store, statement: sa.Executable) -> str:
    """Try a statement in a transaction of its own and return why it was refused."""
    with pytest.raises(sa.exc.DBAPIError) as why, store.begin() as connection:
        connection.execute(statement)
    return str(why.value.orig)


def test_no_row_is_added_to_a_published_edition(store: Store) -> None:
    editions.publish(store, SYSTEM, proposal())
    for table in EDITION_ROWS:
        row = {c.name: "new" if isinstance(c.type, sa.Text) else 1 for c in table.c}
        assert "never changes" in refused(store, table.insert().values(row)), table.name
    assert editions.verify(store, 1) == []


def test_triggers_forbid_changing_a_published_edition(store: Store) -> None:
    editions.publish(store, SYSTEM, proposal(frames=frames_with_a_row_each()))
    for table in (*EDITION_ROWS, STORE.tables["edition"], STORE.tables["audit"]):
        for statement in (table.update().values({list(table.c)[-1]: None}), table.delete()):
            why = refused(store, statement)
            assert "never changes" in why or "only added to" in why, str(statement)
        if store.engine.dialect.name == "postgresql":
            refused(store, sa.text(f"TRUNCATE {table.name}"))
    assert editions.verify(store, 1) == []


def frames_with_a_row_each() -> dict[str, pl.DataFrame]:
    """Frames of which none is empty."""
    return {
        name: frame if frame.height else pl.DataFrame(
            {c: [None] for c in frame.columns}, schema=frame.schema)
        for name, frame in frames().items()
    }


def test_an_edition_cannot_be_replaced_by_another(store: Store) -> None:
    editions.publish(store, SYSTEM, proposal())
    verb = "INSERT OR REPLACE" if store.engine.dialect.name == "sqlite" else "INSERT"
    for taken in ("'S-1', 1", "'S-1', 9", "'S-9', 1"):
        refused(store, sa.text(
            f"{verb} INTO edition (label, number, until, cutoff, published_on, origin, "
            f"code_version, hash) VALUES ({taken}, '', '2026-01-01', '2026-01-01', '', '', '')"))
    assert editions.verify(store, 1) == []


TAMPERINGS = [
    ("edition_cells", "UPDATE edition_cells SET value = 3 WHERE period = '2002'", "cells"),
    ("edition_cells", "UPDATE edition_cells SET value = 0 WHERE value IS NULL", "cells"),
    ("edition_cells", "UPDATE edition_cells SET sign = 'visible'", "cells"),
    ("edition_cells", "DELETE FROM edition_cells WHERE period = '2003'", "cells"),
    ("edition_cells", "UPDATE edition_cells SET edition = 7 WHERE edition = 1",
     "never published"),
    ("edition_notes", "UPDATE edition_notes SET en = ''", "notes"),
    ("edition_document", "UPDATE edition_document SET text = '{ }'", "document policy"),
    ("edition_document", "DELETE FROM edition_document", "document policy"),
    ("edition", "UPDATE edition SET until = '2026M08' WHERE number = 1", "facts"),
    ("edition", "UPDATE edition SET published_on = '2026-10-22'", "audit"),
    ("edition", "UPDATE edition SET hash = 'x' WHERE number = 1", "its hash"),
    ("edition", "DELETE FROM edition WHERE number = 2", "edition 2: published by the audit"),
    ("audit", "UPDATE audit SET actor = 'x'", "event 1"),
    ("audit", "DELETE FROM audit", "audit holds no event"),
]


def test_verify_names_what_was_changed_behind_the_triggers(store: Store) -> None:
    """Each change is made by somebody who owns the database, and undone after."""
    editions.publish(store, SYSTEM, proposal())
    editions.publish(store, SYSTEM, proposal(1))
    for table, tampering, named in TAMPERINGS:
        with undone(store) as connection:
            disarm(connection, table)
            connection.execute(sa.text(tampering))
            said = editions.problems(connection, 1)
        assert any(named in problem for problem in said), (tampering, said)
    assert editions.verify(store, 1) == editions.verify(store, 2) == []


def test_rows_that_wait_for_an_edition_stop_it(store: Store) -> None:
    with store.begin() as connection:
        connection.execute(STORE.tables["edition_notes"].insert().values(edition=1, sv="smuggled"))
    with pytest.raises(NotComplete, match="never published"):
        editions.publish(store, SYSTEM, proposal())


HARD = [0.1 + 0.2, -0.0, 1e15, 2**53 + 2.0, 1 / 3, 5e-324, 1.7e308, -12.5, None]


def test_every_value_survives_the_database_to_the_last_bit(store: Store) -> None:
    texts = ["", None, "\\N", "a\\tb", "å\u00a0ä\u2009ö", "rad\r\nslut", "'; DROP TABLE task; --",
             "{}", "\U0001f409"]
    trust = pl.DataFrame({"subject": texts, "value": HARD}).select(
        pl.col("value") if c == "value" else (
            pl.col("subject") if c == "subject" else pl.lit(None, kind)).alias(c)
        for c, kind in FRAMES["trust"].items())
    whole = proposal(frames={**frames(), "trust": trust})
    assert editions.publish(store, SYSTEM, whole).hash == whole.hash()
    back = editions.trust(store, 1)
    assert editions.verify(store, 1) == []
    assert sorted(map(repr, back.rows())) == sorted(
        repr(row).replace("-0.0", "0.0") if store.engine.dialect.name == "sqlite" else repr(row)
        for row in trust.rows())


def test_different_contents_never_share_a_hash() -> None:
    def of(*sv: str | None) -> str:
        note = pl.DataFrame({"subject": ["a"] * len(sv), "sv": sv, "en": [""] * len(sv)},
                            schema=FRAMES["notes"])
        return proposal(frames={**frames(), "notes": note}).hash()

    contents = [("",), (None,), ("\\N",), ("a\tb",), ("a\\tb",), ("a\nb",), ("a", "b"), ("a\tb\n",)]
    assert len({of(*content) for content in contents}) == len(contents)


def test_editions_are_numbered_in_order_and_the_newest_supersedes(store: Store) -> None:
    assert editions.latest(store) is None
    editions.publish(store, SYSTEM, proposal())
    editions.publish(store, SYSTEM, proposal(1))
    assert [e.status for e in editions.editions(store)] == ["superseded", "published"]
    with pytest.raises(NotComplete):
        editions.publish(store, SYSTEM, proposal(1, label="S-9"))
    with pytest.raises(UnknownEdition):
        editions.edition(store, 9)
    assert editions.edition(store, "latest").number == 2


def without(column: str, value: object, where: int = 0) -> dict[str, pl.DataFrame]:
    """Frames with one cell's column set to a value."""
    changed = pl.when(pl.int_range(pl.len()) == where).then(pl.lit(value)).otherwise(column)
    return {**frames(), "cells": frames()["cells"].with_columns(changed.alias(column))}


def split(difference: float, *parts: float, against: str = "2001") -> dict[str, pl.DataFrame]:
    """A change and its parts, which may be of another change."""
    key = {c: "x" for c in FRAMES["reasons"] if FRAMES["reasons"][c] == pl.String}
    changed = [{**dict.fromkeys(FRAMES["changes"]), **key, "against": "2001",
                "difference": difference}]
    made = [{**key, "against": against, "part": str(n), "value": v} for n, v in enumerate(parts)]
    return {"changes": pl.DataFrame([{c: row[c] for c in FRAMES["changes"]} for row in changed],
                                    schema=FRAMES["changes"], orient="row"),
            "reasons": pl.DataFrame(made, schema=FRAMES["reasons"], orient="row")}


def test_a_change_whose_parts_add_up_is_published(store: Store) -> None:
    editions.publish(store, SYSTEM, proposal(frames={**frames(), **split(12.0, 7.0, 5.0)}))
    assert editions.reasons(store, 1)["value"].to_list() == [7.0, 5.0]
    assert editions.expected(store, 1).schema == FRAMES["expected"]


@pytest.mark.parametrize(("wrong", "why"), [
    ({"frames": without("sign", "protected")}, "not visible carries a number"),
    ({"frames": without("sign", "not_delivered", 3)}, "not visible carries a number"),
    ({"frames": without("value", float("nan"))}, "not a number"),
    ({"frames": without("value", float("inf"), 2)}, "infinite"),
    ({"frames": without("period", "2001")}, "twice"),
    ({"frames": without("origin", "real")}, "origin"),
    ({"frames": {**frames(), **split(12.0, 7.0)}}, "do not add up"),
    ({"frames": {**frames(), **split(12.0, 12.0, against="1999")}}, "do not add up"),
    ({"frames": {**frames(), "notes": pl.DataFrame({"sv": ["x"]})}}, "columns missing"),
    ({"frames": {"cells": frames()["cells"]}}, "frames missing"),
    ({"demonstration": False}, "demonstration"),
    ({"origin": "real", "label": "1"}, "origin"),
    ({"origin": "invented"}, "origin"),
    ({"label": "1"}, "label"),
    ({"previous": 4}, "builds on 4"),
])
def test_what_may_not_be_published_leaves_nothing_behind(
    tmp_path: Path, wrong: dict[str, object], why: str
) -> None:
    with open_store(None, tmp_path) as store:
        with pytest.raises(NotComplete, match=why):
            editions.publish(store, SYSTEM, proposal(**wrong))  # type: ignore[arg-type]
        assert nothing_in(store)


def test_nobody_publishes_without_the_right_to(store: Store) -> None:
    with pytest.raises(AccessDenied):
        editions.publish(store, Actor("anna", "steward"), proposal())
    assert nothing_in(store)


def nothing_in(store: Store) -> bool:
    with store.read() as connection:
        return all(
            connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() == 0
            for table in STORE.tables.values())


def test_of_two_at_once_one_is_published(store: Store) -> None:
    def attempt(_: int) -> str:
        try:
            return editions.publish(store, SYSTEM, proposal()).label
        except NotComplete:
            return ""

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(attempt, range(3))) == ["", "", "S-1"]
    assert editions.verify(store, 1) == []


def test_a_reader_never_sees_half_an_edition(store: Store) -> None:
    ready = [proposal(n or None, frames=frames(1_500)) for n in range(4)]
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(lambda: [editions.publish(store, SYSTEM, p) for p in ready])
        seen = set()
        while not writing.done():
            newest = editions.latest(store)
            if newest:
                seen.add(editions.cells(store, newest.number).height)
        assert len(writing.result()) == 4
    assert seen <= {1_500}


STOPPED = textwrap.dedent("""
    import sys, time
    from pathlib import Path
    from tests.data.test_editions import frames, proposal
    from data import audit, editions
    from data.access import SYSTEM
    from data.store import open_store

    address, home, step = sys.argv[1:]

    def stop(*_):
        print("here", flush=True)
        time.sleep(60)

    def then_stop(module, name):
        before = getattr(module, name)
        setattr(module, name, lambda *given: (before(*given), stop()))

    if step == "first frame":
        then_stop(editions, "insert")
    elif step == "before commit":
        then_stop(audit, "record")
    editions.publish(open_store(address or None, Path(home)), SYSTEM, proposal())
    stop()
""")


@pytest.mark.parametrize(("step", "whole"), [
    ("first frame", 0), ("before commit", 0), ("after commit", 1)])
def test_a_kill_at_a_step_leaves_an_edition_or_none(
    migrated: str | None, tmp_path: Path, step: str, whole: int
) -> None:
    open_store(migrated, tmp_path).close()
    process = started(STOPPED, migrated or "", str(tmp_path), step)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with open_store(migrated, tmp_path) as store:
        assert_whole(store, whole, 4)


def started(script: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a script and wait for its first line."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])})
    assert process.stdout and process.stdout.readline()
    process.stdout.close()
    return process


def assert_whole(store: Store, whole: int, cells: int) -> None:
    """Assert that so many editions stand, no row beside them, and that the next one works."""
    assert len(editions.editions(store)) == whole
    with store.read() as connection:
        count = connection.execute(sa.text("SELECT count(*) FROM edition_cells")).scalar()
    assert count == whole * cells
    assert editions.publish(store, SYSTEM, proposal(whole or None)).number == whole + 1
    assert editions.verify(store, whole + 1) == []


CRASH = textwrap.dedent("""
    import sys
    from pathlib import Path
    from tests.data.test_editions import frames, proposal
    from data import editions
    from data.access import SYSTEM
    from data.store import open_store
    store = open_store(None, Path(sys.argv[1]))
    ready = proposal(frames=frames(60_000))
    print("go", flush=True)
    editions.publish(store, SYSTEM, ready)
""")


def test_a_kill_at_any_moment_leaves_no_half_edition(tmp_path: Path) -> None:
    for attempt, delay in enumerate((0.05, 0.3, 0.5, 0.8)):
        home = tmp_path / str(attempt)
        process = started(CRASH, str(home))
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(delay)
        process.kill()
        process.wait()
        with open_store(None, home) as store:
            assert_whole(store, len(editions.editions(store)), 60_000)
