"""An edition is complete, hashed, and never changes."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from data import editions
from data.access import SYSTEM, AccessDenied, Actor
from data.editions import NotComplete, Proposal, UnknownEdition
from data.store import Store, open_store
from data.tables import FRAMES


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


@pytest.mark.parametrize("statement", [
    "UPDATE edition_cells SET value = 99",
    "UPDATE edition_cells SET edition = 7",
    "DELETE FROM edition_cells",
    "INSERT INTO edition_notes (edition, subject, sv, en) VALUES (1, 'x', 'x', 'x')",
    "UPDATE edition_document SET text = 'x'",
    "UPDATE edition SET label = 'x'",
    "DELETE FROM edition",
    "UPDATE audit SET detail = 'x'",
    "DELETE FROM audit",
])
def test_triggers_forbid_changing_a_published_edition(store: Store, statement: str) -> None:
    editions.publish(store, SYSTEM, proposal())
    with pytest.raises(sa.exc.DBAPIError), store.begin() as connection:
        connection.execute(sa.text(statement))
    assert editions.verify(store, 1) == []


def test_verify_finds_a_changed_value_and_a_changed_audit(store: Store) -> None:
    editions.publish(store, SYSTEM, proposal())
    on_sqlite = store.engine.dialect.name == "sqlite"
    disarm = (
        ["DROP TRIGGER edition_cells_update", "DROP TRIGGER audit_update"] if on_sqlite else
        ["ALTER TABLE edition_cells DISABLE TRIGGER ALL", "ALTER TABLE audit DISABLE TRIGGER ALL"])
    with store.begin() as connection:
        for statement in disarm:
            connection.execute(sa.text(statement))
    with store.begin() as connection:
        connection.execute(sa.text("UPDATE edition_cells SET value = 3 WHERE period = '2002'"))
    assert "not what was published: cells (content hash" in editions.verify(store, 1)[0]
    with store.begin() as connection:
        connection.execute(sa.text("UPDATE audit SET actor = 'somebody else'"))
    assert len(editions.verify(store, 1)) == 2


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


def test_what_may_not_be_published_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(AccessDenied):
        editions.publish(store, Actor("anna", "steward"), proposal())
    with pytest.raises(NotComplete):
        editions.publish(store, SYSTEM, proposal(demonstration=False))
    with pytest.raises(NotComplete):
        editions.publish(store, SYSTEM, proposal(frames={"cells": frames()["cells"]}))
    with store.read() as connection:
        for table in ("edition", "edition_cells", "audit"):
            assert connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar() == 0


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
    print("done", flush=True)
""")


def test_a_kill_during_publish_leaves_no_half_edition(tmp_path: Path) -> None:
    """Six kills at growing delays: each leaves a whole edition or none, and the next one works."""
    ended = []
    for attempt, delay in enumerate((0.02, 0.1, 0.25, 0.4, 0.6, 5.0)):
        home = tmp_path / str(attempt)
        process = subprocess.Popen(
            [sys.executable, "-c", CRASH, str(home)], stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])})
        assert process.stdout and process.stdout.readline() == b"go\n"
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        process.stdout.close()
        with open_store(None, home) as store:
            whole = len(editions.editions(store))
            with store.read() as connection:
                count = connection.execute(sa.text("SELECT count(*) FROM edition_cells")).scalar()
            assert count == whole * 60_000
            ended.append(whole)
            previous = whole or None
            assert editions.publish(store, SYSTEM, proposal(previous)).number == whole + 1
            assert editions.verify(store, whole + 1) == []
        time.sleep(0)
    assert 0 in ended and 1 in ended
