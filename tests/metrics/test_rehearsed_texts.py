"""The demonstration's texts: made up of tokens and fixed words, and nothing stops their review."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import polars as pl

from data import drafts, texts
from data.proposal import Proposal
from data.store import Store
from data.tables import FRAMES
from metrics import rehearsed_texts
from metrics.rehearsal import EDITOR, reviewer
from tests.dashboard.pictures import cells, changes, frame, indicator

MAIN, OTHER = "organised_crime.leads", "war_crimes.reports"
AT = datetime(2026, 10, 13, 12, tzinfo=UTC)


def proposal() -> Proposal:
    frames = {name: pl.DataFrame(schema=schema) for name, schema in FRAMES.items()}
    frames |= {"cells": frame("cells", cells()), "changes": frame("changes", changes()),
               "indicators": frame("indicators", [indicator(MAIN, 1, caution="detected"),
                                                  indicator(OTHER, 1)])}
    return Proposal("S-1", "2026M09", date(2026, 10, 12), date(2026, 10, 21), None, "synthetic",
                    "0", frames, {}, demonstration=True)


def test_rehearsed_texts_stop_no_review_and_hold_no_number_of_their_own(store: Store) -> None:
    made = proposal()
    number = drafts.hold(store, EDITOR, made, AT).number
    rehearsed_texts.write(store, EDITOR, reviewer("tv"), number, AT)
    with store.read() as connection:
        assert texts.problems(connection, number, dict(made.frames)) == []
        assert texts.authors(connection, number) == {EDITOR.name}   # whoever dissents may sign
        told = json.loads(texts.document(connection, number))
    kinds = {s["area"]: [b["kind"] for b in s["blocks"]] for s in told["sections"]}
    assert kinds["organised_crime"][-2:] == ["assessment", "recommendation"]
    assert kinds[""] and "resilience" not in kinds   # nothing is judged there: nothing is written
    assert told["numbers"] == [] and told["sections"][1]["blocks"][-1]["dissents"]


def test_the_same_draft_gets_the_same_texts(store: Store) -> None:
    number = drafts.hold(store, EDITOR, proposal(), AT).number
    documents = []
    for _ in range(2):
        rehearsed_texts.write(store, EDITOR, reviewer("tv"), number, AT)
        with store.begin() as connection:
            documents.append(texts.document(connection, number))
            for block in texts.blocks(connection, number):
                texts.remove(connection, EDITOR, block.block, block.version, AT)
    assert documents[0] == documents[1]
