"""What an edition is, before and after it is published, as values.

Here: proposal, edition, what makes a proposal complete, the digests of its parts. Not here: writing
or reading them (``data.editions``), what goes into a proposal (``metrics.propose``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

import polars as pl

from data import canonical
from data.tables import CELL_KEY, FRAMES

OFF = 1e-6   # of a unit: floats that are the same


class NotComplete(ValueError):
    """A proposal that may not become an edition."""


@dataclass(frozen=True)
class Edition:
    """One published edition. ``status``: published (the newest standing), superseded, withdrawn."""

    number: int
    label: str
    until: str
    cutoff: date
    published_on: date
    previous: int | None
    origin: str
    code_version: str
    hash: str
    status: str = "published"


@dataclass(frozen=True)
class Proposal:
    """An edition before it is published: its frames, the documents behind them, and its facts."""

    label: str
    until: str
    cutoff: date
    published_on: date
    previous: int | None
    origin: str
    code_version: str
    frames: Mapping[str, pl.DataFrame]
    documents: Mapping[str, str] = field(default_factory=dict)
    demonstration: bool = False

    def hash(self) -> str:
        """Compute the content hash: frames, documents, facts; never clock, path or day.

        Raises ``NotComplete`` where a frame or a column is missing.
        """
        return content_hash(parts(shaped(self.frames), self.documents, facts(self)))


def complete(proposal: Proposal) -> Proposal:
    """Return the proposal with its frames in their fixed schema, or raise ``NotComplete``.

    Refused: a missing frame, a number behind a sign, a cell twice, a number that is none, cells of
    another origin, and synthetic figures outside demonstration mode.
    """
    frames = shaped(proposal.frames)
    cells, of_origin = frames["cells"], pl.col("origin").eq_missing(proposal.origin)
    rules = (
        (proposal.origin in ("synthetic", "real"), "the origin is synthetic or real"),
        (proposal.origin == "real" or proposal.demonstration,
         "synthetic figures are published in demonstration mode only"),
        (proposal.label.startswith("S-") == (proposal.origin == "synthetic"),
         "the label of a synthetic edition starts with S-, and no other does"),
        (cells.select(of_origin.all()).item(), "every cell is of the edition's origin"),
        (_hidden(cells).is_empty(), "a cell that is not visible carries a number"),
        (not cells.select(CELL_KEY).is_duplicated().any(), "a cell stands twice"),
        (all(_finite(frame) for frame in frames.values()), "a number is infinite or not a number"),
        (_unsummed(frames).is_empty(), "the parts of a change do not add up to it"),
    )
    for holds, why in rules:
        if not holds:
            raise NotComplete(why)
    return replace(proposal, frames=frames)


def shaped(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the frames with their fixed columns and types; raise ``NotComplete``."""
    if set(frames) != set(FRAMES):
        raise NotComplete(f"frames missing or unknown: {sorted(set(frames) ^ set(FRAMES))}")
    missing = {name: sorted(set(schema) - set(frames[name].columns))
               for name, schema in FRAMES.items() if set(schema) - set(frames[name].columns)}
    if missing:
        raise NotComplete(f"columns missing: {missing}")
    return {
        name: frames[name].select(pl.col(column).cast(kind) for column, kind in schema.items())
        for name, schema in FRAMES.items()
    }


def _hidden(cells: pl.DataFrame) -> pl.DataFrame:
    """Numbers that must not be there: one that is not in the store cannot leak."""
    return cells.filter(pl.col("sign") != "visible", pl.col("value").is_not_null())


def _unsummed(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Changes that have parts, and whose parts are not their difference together."""
    change = [*CELL_KEY[:4], "comparison", "period", "against"]
    parts_ = frames["reasons"].group_by(change).agg(pl.col("value").sum().alias("together"))
    joined = parts_.join(frames["changes"], on=change, how="left", nulls_equal=True)
    off = (pl.col("together") - pl.col("difference")).abs() > OFF
    return joined.filter(off.fill_null(True) & pl.col("indicator").is_not_null())


def _finite(frame: pl.DataFrame) -> bool:
    return all(frame[c].is_finite().all() for c, k in frame.schema.items() if k.is_float())


class Facts(Protocol):
    """What a proposal, a held draft and an edition have in common."""

    @property
    def label(self) -> str: ...
    @property
    def until(self) -> str: ...
    @property
    def cutoff(self) -> date: ...
    @property
    def previous(self) -> int | None: ...
    @property
    def origin(self) -> str: ...
    @property
    def code_version(self) -> str: ...


def facts(of: Facts) -> dict[str, str]:
    """Return what is hashed of an edition beside its frames and documents."""
    return {
        "label": of.label, "until": of.until, "cutoff": of.cutoff.isoformat(),
        "previous": str(of.previous or ""), "origin": of.origin, "code_version": of.code_version,
    }


def parts(
    frames: Mapping[str, pl.DataFrame], documents: Mapping[str, str], about: Mapping[str, str]
) -> dict[str, str]:
    """Return the digest of each part of an edition: its frames, documents and facts."""
    return {
        **{name: canonical.digest(frame) for name, frame in frames.items()},
        **{f"document {name}": canonical.digest_text(text) for name, text in documents.items()},
        "facts": canonical.digest_of(about),
    }


def content_hash(digests: Mapping[str, str]) -> str:
    """Compute the hash of an edition from the digests of its parts."""
    return canonical.digest_of(digests)
