"""The texts of the edition in the making, opened for a page with the figures that they rest on.

Here: which figures the tokens are resolved against (the held draft's, else those of the newest
edition), the blocks and what is said about them, all read at one moment. Not here: writing
(``data.texts``), markup. Figures that do not change are kept; texts never are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl
import sqlalchemy as sa
import streamlit as st

from dashboard import reading
from dashboard.visit import Visit
from data import drafts, remarks, text_review, texts
from data.access import Act, check_act
from data.home import Home, home
from data.remarks import Remark
from data.sections import sections
from data.tables import FRAMES
from data.texts import Block
from data.tokens import Source

NEEDED = ("cells", "changes", "indicators", "codes", "figures", "sentences")


@dataclass(frozen=True)
class Pen:
    """The edition in the making as its writers see it.

    ``drafted`` tells whether the figures are those of its draft, or still of the edition before.
    """

    number: int
    label: str
    state: str
    drafted: bool
    figures_of: str
    frames: Mapping[str, pl.DataFrame]
    source: Source
    blocks: tuple[Block, ...]
    said: tuple[Remark, ...]
    masked: Mapping[int, set[str]]
    owners: Mapping[str, str]

    def of(self, section: str) -> tuple[Block, ...]:
        """Return the blocks of a section."""
        return tuple(b for b in self.blocks if b.section == section)


def pen(visit: Visit) -> Pen:
    """Open the texts of the edition in the making. Raises ``AccessDenied``."""
    check_act(visit.actor, Act.read_draft)
    with reading.store().read() as connection:
        number = texts.making(connection)
        held = drafts.held(connection, number)
        frames, figures_of = _frames(visit, number, held)
        source = Source.of(frames)
        kept = texts.history(connection, number)
        return Pen(
            number, held.label if held else _label(visit, number),
            texts.state(connection, number), held is not None, figures_of, frames, source,
            texts.blocks(connection, number), remarks.remarks(connection, number),
            text_review.hidden(kept, source), _owners(connection, number))


def _label(visit: Visit, number: int) -> str:
    return f"S-{number}" if visit.synthetic else str(number)


def _owners(connection: sa.Connection, number: int) -> dict[str, str]:
    return {s.code: texts.owner(connection, number, s.code) for s in sections()}


def _frames(
    visit: Visit, number: int, held: drafts.Draft | None
) -> tuple[Mapping[str, pl.DataFrame], str]:
    """Return the figures that are written about, and the label of what they are of."""
    if held is not None:
        kept = _draft(home(), number, held.version, held.made_at.isoformat(), visit.role)
        return kept, held.label
    newest = next(iter(reading.editions()), None)
    if newest is None:
        return {name: pl.DataFrame(schema=FRAMES[name]) for name in NEEDED}, ""
    own = replace(visit, edition=newest.number)
    return {name: getattr(reading, name)(own) for name in NEEDED}, newest.label


@st.cache_resource(show_spinner=False, max_entries=4)
def _draft(
    at: Home, number: int, version: int, made_at: str, role: str
) -> Mapping[str, pl.DataFrame]:
    with reading.store().read() as connection:
        return {name: drafts.read(connection, number, name) for name in NEEDED}


def shown_texts(visit: Visit) -> str:
    """Return the frozen texts of the edition that is read, "" where it has none."""
    return reading.documents(visit).get("texts", "")


def versions(block: int) -> tuple[Block, ...]:
    """Return every version of a block, the oldest first; the caller has opened the texts."""
    with reading.store().read() as connection:
        return texts.versions(connection, block)
