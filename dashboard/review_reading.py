"""The edition in the making, opened for those who review it: all read at one moment.

Here: how it stands, its steps, documents, texts, what whoever visits has seen of it, and its
comparison with the edition before. Not here: taking a step (``data.signing``), markup. The figures
of a version of a draft never change and are kept; how it stands is never kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl
import streamlit as st

from dashboard import comparing, reading
from dashboard.comparing import Compared
from dashboard.visit import Visit
from data import drafts, remarks, seen, standing, steps, texts
from data.access import Act, check_act
from data.conditions import Standing
from data.drafts import Draft
from data.home import Home, home
from data.remarks import Remark
from data.steps import Step, Taken
from data.store import open_store
from data.texts import Block

FIGURES = ("cells", "deliveries", "indicators", "codes")


@dataclass(frozen=True)
class Opened:
    """A held draft with all that its review shows. ``compared`` is None for the first edition.

    ``seen`` holds the changes that each person (name, authority) has seen.
    """

    draft: Draft
    stands: Standing
    steps: tuple[Taken, ...]
    documents: Mapping[str, str]
    frames: Mapping[str, pl.DataFrame]
    blocks: tuple[Block, ...]
    remarks: tuple[Remark, ...]
    seen: Mapping[tuple[str, str], frozenset[str]]
    compared: Compared | None

    @cached_property
    def comments(self) -> tuple[Taken, ...]:
        """Every comment on the edition as a whole, the oldest first."""
        return tuple(t for t in self.steps if t.act in (Step.comment, Step.hand_back))

    @cached_property
    def resolved(self) -> dict[int, Taken]:
        """The answer that dealt with each comment."""
        return {int(t.detail["comment"]): t for t in self.steps if t.act is Step.resolve}


def opened(visit: Visit) -> Opened | None:
    """Open the held draft, None where none is held. Raises ``AccessDenied``."""
    check_act(visit.actor, Act.read_draft)
    held = drafts.newest(reading.store())
    if held is None:
        return None
    before = next((e for e in reading.editions() if e.number == held.previous), None)
    compared = None if before is None else comparing.compared(
        visit, comparing.side_of(before), comparing.draft_side(held))
    frames = _frames(home(), held.number, held.version, held.made_at.isoformat())
    with reading.store().read() as connection:
        return Opened(
            held, standing.read(connection, held.number), steps.steps(connection, held.number),
            drafts.read_documents(connection, held.number), frames,
            texts.blocks(connection, held.number), remarks.remarks(connection, held.number),
            seen.seen_by(connection, held.number), compared)


@st.cache_resource(show_spinner=False, max_entries=2)
def _frames(at: Home, number: int, version: int, made_at: str) -> Mapping[str, pl.DataFrame]:
    with open_store(at.store_url, at.root, migrate=False).read() as connection:
        return {name: drafts.read(connection, number, name) for name in FIGURES}
