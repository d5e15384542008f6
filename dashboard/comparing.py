"""Reading two editions for a comparison, each as far as whoever visits may read it.

Here: the one cache of comparisons, by the contents of both; cutting to a council's part before
comparing. Not here: comparing (``metrics.compare``), any words. An edition never changes, and a
draft of another version is another draft: what is kept stays true.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
import streamlit as st

from dashboard import reading
from dashboard.report.scope import Scope, scope_of
from dashboard.visit import Visit
from data import drafts, editions
from data.access import Act, check_act
from data.drafts import Draft
from data.editions import Edition
from data.home import Home, home
from data.policy import policy
from data.regional import within
from metrics.compare import FRAMES, Comparison, compare

NAMED = ("codes", "indicators")   # frames that the later side is named by


@dataclass(frozen=True)
class Side:
    """One side of a comparison: an edition by number, or the held draft."""

    number: int
    label: str
    until: str
    content: str
    version: int = 0

    @property
    def drafted(self) -> bool:
        """Whether it is a draft, not an edition."""
        return self.version > 0


@dataclass(frozen=True)
class Compared:
    """A comparison with its sides, the frames that name its figures and what was corrected."""

    before: Side
    after: Side
    result: Comparison
    frames: Mapping[str, pl.DataFrame]
    corrections: Mapping[int, tuple[str, str]]


def side_of(edition: Edition) -> Side:
    """Return a published edition as a side."""
    return Side(edition.number, edition.label, edition.until, edition.hash)


def draft_side(held: Draft) -> Side:
    """Return the held draft as a side; its content is its version at its moment."""
    return Side(held.number, held.label, held.until, held.made_at.isoformat(), held.version)


def compared(visit: Visit, before: Side, after: Side) -> Compared:
    """Compare two editions, or an edition with the draft after it.

    Raises ``AccessDenied``: a draft is for those who read drafts; of an edition a council's member
    gets the council's part.
    """
    scope = scope_of(visit.actor)
    if before.drafted or after.drafted:
        check_act(visit.actor, Act.read_draft)
    return _compared(home(), before, after, scope)


@st.cache_resource(show_spinner=False, max_entries=8)
def _compared(at: Home, before: Side, after: Side, scope: Scope) -> Compared:
    then, now = (_cut(_frames(side), scope) for side in (before, after))
    told = _documents(after).get("corrections", "") if after.number > before.number else ""
    words = {int(one["number"]): (str(one["sv"]), str(one["en"]))
             for one in (json.loads(told) if told else ())}
    return Compared(before, after, compare(then, now, policy().percent_from, told),
                    {name: now[name] for name in NAMED}, words)


def _frames(side: Side) -> dict[str, pl.DataFrame]:
    store, names = reading.store(), {*FRAMES, *NAMED}
    if not side.drafted:
        return {name: editions.read(store, side.number, name) for name in names}
    with store.read() as connection:
        return {name: drafts.read(connection, side.number, name) for name in names}


def _documents(side: Side) -> dict[str, str]:
    if not side.drafted:
        return editions.documents(reading.store(), side.number)
    with reading.store().read() as connection:
        return drafts.read_documents(connection, side.number)


def _cut(frames: Mapping[str, pl.DataFrame], scope: Scope) -> dict[str, pl.DataFrame]:
    """Cut cells and catalogue to a council's areas and places, before anything is compared."""
    kept = dict(frames)
    if scope.areas is not None:
        kept |= {name: kept[name].filter(pl.col("area").is_in(scope.areas))
                 for name in ("cells", "indicators")}
    if scope.places is not None:
        kept["cells"] = within(kept["cells"], scope.places)
    return kept
