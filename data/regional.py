"""Regional editions: slices of the national one, with no cell that is not in it.

Here: what of a national edition a regional council's edition holds, and its hash; and which rows
tell of some places alone, for whoever shows or hands out less than all. A regional
edition is signed with the national one: it is nothing but a part of it. Not here: who may take
which part out (``dashboard.report.scope``), writing files.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from data import canonical, registers
from data.proposal import Edition
from data.tables import CELL_KEY

Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Regional:
    """A regional council's edition: its label, the national one that it is a part of, its hash."""

    label: str
    council: str
    national: int
    frames: Frames
    hash: str


def regional(national: Edition, frames: Frames, council: str) -> Regional:
    """Return a regional council's edition of a national one.

    Its hash is taken over the council, the national edition's hash and the slice. Raises
    ``KeyError`` for an unknown council, ``ValueError`` for one that is not regional.
    """
    held = slice_of(frames, council)
    digests = {name: canonical.digest(frame) for name, frame in held.items()}
    place = registers.council(council).place
    return Regional(
        f"{national.label}-{place}", council, national.number, held,
        canonical.digest_of({"council": council, "national": national.hash, **digests}))


def places_of(council: str) -> frozenset[str]:
    """Return Sweden, the council's region and all that lies within it."""
    region = registers.council(council).place
    if region == "SE":
        raise ValueError(f"{council} is no regional council")
    within = (p.code for p in registers.places() if p.code != "SE"
              and registers.region_of(p.code) == region)
    return frozenset({"SE", region, *within})


def within(frame: pl.DataFrame, places: Collection[str]) -> pl.DataFrame:
    """Keep the rows of some places, without what tells of other regions' intelligence centres.

    A centre's figure is a breakdown of Sweden's: its place alone does not say which region it is.
    """
    kept = frame.filter(pl.col("place").is_in(list(places)))
    if "breakdown" not in frame.columns:
        return kept
    others = [f"centre:ruc_{p.code}" for p in registers.places()
              if p.level == "region" and p.code not in places]
    return kept.filter(~pl.col("breakdown").is_in(others))


def whole_relations(relations: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Keep the relations of which every cell is among some cells."""
    there = cells.select(pl.concat_str(*CELL_KEY, separator="|"))["indicator"]
    return relations.filter(pl.col("cell").is_in(there.implode()).all().over("relation"))


def slice_of(frames: Frames, council: str) -> dict[str, pl.DataFrame]:
    """Cut the frames of a national edition to a regional council's areas and places.

    Rows only go; none changes. A relation stays where every cell of it does.
    """
    places, areas = places_of(council), registers.council(council).areas
    about = frames["indicators"].filter(pl.col("area").is_in(areas))
    own = set(about["indicator"])
    kept = {name: _rows(frame, own, places, areas) for name, frame in frames.items()}
    return {
        **kept, "indicators": about,
        "codes": frames["codes"].filter(
            (pl.col("dimension") != "place") | pl.col("code").is_in(places)),
        "relations": whole_relations(frames["relations"], kept["cells"]),
        **{name: _subjects(frames[name], council, places, own, areas)
           for name in ("sentences", "trust", "notes")}}


def _rows(
    frame: pl.DataFrame, own: set[str], places: frozenset[str], areas: tuple[str, ...]
) -> pl.DataFrame:
    if "place" not in frame.columns:
        return frame
    kept = within(frame, places)
    if "area" in frame.columns:   # cells, and what the authorities have published themselves
        return kept.filter(pl.col("area").is_in(areas))
    return kept.filter(pl.col("indicator").is_in(own))


def _subjects(
    frame: pl.DataFrame, council: str, places: frozenset[str], own: set[str],
    areas: tuple[str, ...],
) -> pl.DataFrame:
    """Keep what is said of the council, its areas, its places and their indicators."""
    names = {f"council:{council}", *(f"area:{a}" for a in areas),
             *(f"region:{p}" for p in places), *(f"indicator:{i}" for i in own)}
    about = pl.col("subject").str.split(":").list.get(1, null_on_oob=True).is_in(own)
    return frame.filter(pl.col("subject").is_in(names) | about.fill_null(False))
