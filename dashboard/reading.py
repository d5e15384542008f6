"""Reading an edition for a page: the one cache between the store and the pages.

Here: frames of a published edition, kept by edition and role, and rows of the intake desk, never
kept. Not here: any figure made of them, any act. An edition never changes, so what is kept is true
for as long as the process lives; the key holds the role and whom it is for, so nobody is given
what was read for somebody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from time import monotonic

import polars as pl
import streamlit as st

from dashboard.visit import Numbered, Visit
from data import desk
from data import editions as published
from data.access import Act, Role, check_act
from data.audit import Anchor
from data.council_decisions import Decision
from data.council_decisions import decisions as decided
from data.editions import Edition
from data.home import Home, home
from data.store import Desk, Store, open_desk, open_store

KEPT, FRESH = 400, 5.0   # frames that are kept; seconds until a new edition is seen
Filter = Sequence[str] | None


@st.cache_resource(show_spinner=False)
def _store(at: Home) -> Store:
    return open_store(at.store_url, at.root)


@st.cache_resource(show_spinner=False)
def _desk(at: Home) -> Desk:
    return open_desk(at.store_url, at.root)


@lru_cache(4)
def _editions(at: Home, since: int) -> tuple[Edition, ...]:
    """Keep the editions for a while; Streamlit's own cache costs more than all else they need."""
    return tuple(sorted(published.editions(_store(at)), key=lambda e: -e.number))


def store() -> Store:
    """Return the store, for what the pages may ask of the worker."""
    return _store(home())


def desk_opened() -> Desk:
    """Return the intake desk, for the stewards' and deliverers' pages."""
    return _desk(home())


def editions() -> tuple[Edition, ...]:
    """Return every published edition, the newest first."""
    return _editions(home(), int(monotonic() / FRESH))


def edition(visit: Visit) -> Edition | None:
    """Return the edition of a visit, or None where nothing is published."""
    return next((e for e in editions() if e.number == visit.edition), None)


@lru_cache(64)
def _anchor(at: Home, number: int) -> Anchor:
    return published.anchor(_store(at), number)


def anchor(edition: Edition) -> Anchor:
    """Return the newest event of the audit when an edition came."""
    return _anchor(home(), edition.number)


def numbered() -> list[Numbered]:
    """Return what a visit must know of each edition, the newest first."""
    return [Numbered(e.number, e.until, e.published_on, e.origin) for e in editions()]


@lru_cache(16)
def _indicator_codes(at: Home, number: int) -> frozenset[str]:
    return frozenset(published.indicators(_store(at), number)["indicator"])


def indicator_codes(number: int) -> frozenset[str]:
    """Return the codes of an edition's indicators: what an address may name."""
    return _indicator_codes(home(), number)


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _frame(
    at: Home, name: str, number: int, reader: tuple[str, str, str],
    filters: tuple[tuple[str, tuple[str, ...] | str], ...],
) -> pl.DataFrame:
    chosen = {key: list(v) if isinstance(v, tuple) else v for key, v in filters}
    read = getattr(published, name)
    frame: pl.DataFrame = read(_store(at), number, **chosen)
    return frame


def _read(name: str, visit: Visit, **filters: Filter | str) -> pl.DataFrame:
    """Read a frame of the visit's edition. Raises ``AccessDenied``."""
    check_act(visit.actor, Act.read_edition)
    chosen = tuple(
        (key, value if isinstance(value, str) else tuple(value))
        for key, value in sorted(filters.items()) if value is not None
    )
    reader = (visit.role, visit.actor.council or "", visit.actor.authority or "")
    return _frame(home(), name, visit.edition, reader, chosen)


def cells(
    visit: Visit, *, indicators: Filter = None, places: Filter = None, authorities: Filter = None,
    breakdowns: Filter = None, periods: Filter = None, level: str | None = None,
) -> pl.DataFrame:
    """Read cells, only those asked for. Treat every frame as read-only: it is shared."""
    return _read("cells", visit, indicators=indicators, places=places, authorities=authorities,
                 breakdowns=breakdowns, periods=periods, level=level)


def changes(visit: Visit) -> pl.DataFrame:
    """Read every judged change."""
    return _read("changes", visit)


def codes(visit: Visit) -> pl.DataFrame:
    """Read the code lists."""
    return _read("codes", visit)


def indicators(visit: Visit) -> pl.DataFrame:
    """Read the catalogue of indicators as this edition holds it."""
    return _read("indicators", visit)


def relations(visit: Visit) -> pl.DataFrame:
    """Read what ties cells together."""
    return _read("relations", visit)


def figures(visit: Visit) -> pl.DataFrame:
    """Read the figures that the authorities have published themselves."""
    return _read("figures", visit)


def deliveries(visit: Visit) -> pl.DataFrame:
    """Read the deliveries behind the edition, in words."""
    return _read("deliveries", visit)


def sentences(visit: Visit) -> pl.DataFrame:
    """Read the first sentences."""
    return _read("sentences", visit)


def trust(visit: Visit) -> pl.DataFrame:
    """Read how far each picture can be trusted."""
    return _read("trust", visit)


def notes(visit: Visit) -> pl.DataFrame:
    """Read what a table dropped, the merges in force and the breaks."""
    return _read("notes", visit)


def expected(visit: Visit) -> pl.DataFrame:
    """Read what provisional figures are expected to become."""
    return _read("expected", visit)


def reasons(visit: Visit) -> pl.DataFrame:
    """Read what the notable changes are made of."""
    return _read("reasons", visit)


def signals(visit: Visit) -> pl.DataFrame:
    """Read what stands out of the noise."""
    return _read("signals", visit)


@st.cache_resource(show_spinner=False, max_entries=16)
def _documents(at: Home, number: int) -> dict[str, str]:
    return published.documents(_store(at), number)


def documents(visit: Visit) -> dict[str, str]:
    """Read the documents of the edition: name -> JSON. Treat them as read-only: they are shared."""
    check_act(visit.actor, Act.read_edition)
    return _documents(home(), visit.edition)


def council_decisions(visit: Visit, until: date | None = None) -> tuple[Decision, ...]:
    """Read the council's decisions as they stood on a day, else when the edition came.

    Raises ``AccessDenied``.
    """
    shown = edition(visit)
    if shown is None:
        return ()
    day = until or shown.published_on
    with _store(home()).read() as connection:
        return decided(connection, visit.actor, visit.council, day, shown.origin)


def decision_day(visit: Visit) -> date:
    """Return the day as of which decisions are followed up: today, beside the newest edition.

    An older edition, and a demonstration, stand still on the day the edition was published.
    """
    shown = edition(visit)
    newest = next(iter(editions()), None)
    if shown is None or (shown == newest and not visit.synthetic):
        return date.today()
    return shown.published_on


def older_cells(visit: Visit, number: int, indicator: str) -> tuple[str, pl.DataFrame]:
    """Read the cells of an indicator in another edition, and that edition's label."""
    check_act(visit.actor, Act.read_edition)
    label = next((e.label for e in editions() if e.number == number), "")
    reader = (visit.role, visit.actor.council or "", visit.actor.authority or "")
    return label, _frame(home(), "cells", number, reader, (("indicators", (indicator,)),))


def _own(visit: Visit) -> str | None:
    """Return the authority whose rows alone the visit may see, None where it may see all."""
    return visit.actor.authority if visit.role == Role.deliverer else None


def board(visit: Visit) -> pl.DataFrame:
    """Read the newest outcome a deliverer, contract and month. Raises ``AccessDenied``."""
    with _desk(home()).read() as connection:
        return desk.board(connection, visit.actor, _own(visit))


def received(visit: Visit) -> pl.DataFrame:
    """Read the deliveries that the visit may see, the newest first. Raises ``AccessDenied``."""
    with _desk(home()).read() as connection:
        return desk.deliveries(connection, visit.actor, _own(visit))


def verdict(visit: Visit, delivery: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read the rules and the faults of one delivery. Raises ``AccessDenied``."""
    with _desk(home()).read() as connection:
        return desk.rules(connection, visit.actor, delivery)
