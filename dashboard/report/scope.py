"""How much of an edition somebody may take out.

Here: a whole edition or a council's areas and places, by the access table, and cutting the tables
of an edition to it. Not here: the table itself (``data.access``), file formats.

Whoever may export a whole edition gets it whole. A council's member gets its own council's areas,
and a regional council's member its own region and Sweden of them, as the pages show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from data import registers
from data.access import Act, Actor, can_act, check_act
from data.regional import whole_relations, within

Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Scope:
    """The areas and places that may be taken out; None is all of them. ``name`` is the council."""

    areas: tuple[str, ...] | None = None
    places: tuple[str, ...] | None = None
    name: str = ""

    @property
    def whole(self) -> bool:
        """Whether it is the whole edition."""
        return self.areas is None and self.places is None


WHOLE = Scope()


def scope_of(actor: Actor) -> Scope:
    """Tell how much of an edition the actor may take out. Raises ``AccessDenied`` for nothing."""
    if can_act(actor, Act.export_edition):
        return WHOLE
    check_act(actor, Act.export_edition, council=actor.council)
    return council_scope(actor, str(actor.council))


def council_scope(actor: Actor, council: str) -> Scope:
    """Return a council's part, as far as the actor may take it out. Raises ``AccessDenied``."""
    check_act(actor, Act.export_edition, council=council)
    known = [p.code for p in registers.places()]
    open_ = [p for p in known
             if can_act(actor, Act.export_edition, council=council, place=p)]
    return Scope(tuple(registers.council(council).areas),
                 None if len(open_) == len(known) else tuple(open_), council)


def cut(tables: Tables, scope: Scope) -> dict[str, pl.DataFrame]:
    """Cut the tables of an edition to a scope; no cell comes in that is not in the edition.

    A relation is kept where every one of its cells is.
    """
    if scope.whole:
        return dict(tables)
    about = tables["indicators"]
    if scope.areas is not None:
        about = about.filter(pl.col("area").is_in(scope.areas))
    own = {name: _own(frame, about["indicator"].to_list(), scope.places)
           for name, frame in tables.items() if {"indicator", "place"} <= set(frame.columns)}
    return {**tables, **own, "indicators": about,
            "relations": whole_relations(tables["relations"], own["cells"])}


def _own(
    frame: pl.DataFrame, indicators: list[str], places: tuple[str, ...] | None
) -> pl.DataFrame:
    found = frame.filter(pl.col("indicator").is_in(indicators))
    return found if places is None else within(found, places)
