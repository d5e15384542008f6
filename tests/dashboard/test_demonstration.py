"""What the demonstration leaves to do when it is served."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import sqlalchemy as sa

from dashboard import demonstration as made_up
from dashboard.demonstration import Built, next_draft
from data import editions, tasks
from data.home import Home
from data.store import open_desk, open_store
from data.tables import DELIVERY


def _waiting(home: Path) -> tuple[int, ...]:
    with open_desk(None, home) as desk, desk.read() as connection:
        query = sa.select(DELIVERY.c.id).where(DELIVERY.c.outcome == "waiting")
        return tuple(connection.execute(query.order_by(DELIVERY.c.id)).scalars())


def test_a_served_demonstration_has_a_draft_to_review_and_something_left_to_decide(
    demonstration: Path, tmp_path: Path
) -> None:
    home = shutil.copytree(demonstration, tmp_path / "home")
    before = _waiting(home)
    assert 1 <= len(before) <= made_up.LEFT
    with open_store(None, home) as store:
        last = 0   # stands for the one that is left to decide
        built = Built(tuple(editions.editions(store)), 0, 0, (*before, last))
        number = next_draft(Home(home), built)
        asked = next(t for t in tasks.recent(store) if t.id == number)
        payload = json.loads(asked.payload)
    assert (asked.kind, asked.state) == ("draft", "waiting")
    assert payload["until"] == built.editions[-1].until and payload["demonstration"] is True
    assert _waiting(home) == ()
