"""The contracts of the five deliveries, read from ``data/contracts``.

Here: columns, types, code lists and chains as values. Not here: reading files
(``data.deliveries``), judging them (``expectations``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from data import registers
from data.registers import Code

CONTRACTS = ("referrals", "inspections", "payment_errors", "actions", "published_figures")
_TYPES: Mapping[str, pl.DataType] = {
    "key": pl.String(), "keys": pl.String(), "code": pl.String(), "codes": pl.String(),
    "url": pl.String(), "integer": pl.Int64(), "money": pl.Int64(), "decimal": pl.Float64(),
    "date": pl.Date(),
}


@dataclass(frozen=True)
class Column:
    """One column of a contract. ``label`` and ``about`` are (Swedish, English)."""

    name: str
    type: str
    label: tuple[str, str]
    about: tuple[str, str]
    list: str = ""
    prefix: str = ""
    required: bool = True
    min: int | None = None
    max: int | None = None

    def codes(self, at: date | None = None) -> tuple[Code, ...]:
        """Return the codes that the column may hold at a date (all dates where none is given)."""
        return code_list(self.list, at) if self.list else ()


@dataclass(frozen=True)
class Contract:
    """What one kind of delivery holds."""

    id: str
    version: int
    name: tuple[str, str]
    about: tuple[str, str]
    month_of: str
    deliverer: str
    control_totals: tuple[str, ...]
    chains: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def key(self) -> str:
        """Name of the column that names a record, "" where there is none."""
        return next((c.name for c in self.columns if c.name == "record_key"), "")

    def column(self, name: str) -> Column:
        """Return a column by name. Raises ``KeyError``."""
        found = {c.name: c for c in self.columns}
        return found[name]


@dataclass(frozen=True)
class State:
    """A state of a chain. ``parent`` is "" for the first of the chain or of a branch."""

    code: str
    sv: str
    en: str
    parent: str


@dataclass(frozen=True)
class Chain:
    """The states that a record of one contract and area may reach, in order."""

    id: str
    contract: str
    area: str
    states: tuple[State, ...]


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((files("data") / "contracts" / name).read_text("utf-8"))


@cache
def contract(id: str) -> Contract:  # noqa: A002 - the word of the contract itself
    """Return a contract. Raises ``KeyError`` where there is none of that name."""
    if id not in CONTRACTS:
        raise KeyError(id)
    raw = _toml(f"{id}.toml")
    columns = tuple(_column(c) for c in raw.pop("column"))
    pairs = {name: tuple(raw[name]) for name in ("name", "about", "control_totals", "chains")}
    return Contract(**{**raw, **pairs, "columns": columns})


def _column(raw: dict[str, Any]) -> Column:
    return Column(**{**raw, "label": tuple(raw["label"]), "about": tuple(raw["about"])})


def contracts() -> tuple[Contract, ...]:
    """Return the five contracts."""
    return tuple(contract(name) for name in CONTRACTS)


def schema(of: Contract) -> dict[str, pl.DataType]:
    """Return the exact Polars schema of a contract's rows."""
    return {c.name: _TYPES[c.type] for c in of.columns}


def states_schema() -> dict[str, pl.DataType]:
    """Return the exact Polars schema of the companion table of states."""
    return {"record_key": pl.String(), "state": pl.String(), "date": pl.Date()}


def key_pattern(prefix: str) -> str:
    """Return the fixed form of an opaque key, which cannot hold ten digits in a row."""
    return f"^{prefix}-[0-9A-Z]{{4}}-[0-9A-Z]{{4}}-[0-9A-Z]{{4}}$"


@cache
def _lists() -> dict[str, tuple[Code, ...]]:
    return {
        name: tuple(_code(code, row) for code, row in rows.items())
        for name, rows in _toml("codes.toml").items()
    }


def _code(code: str, row: list[str]) -> Code:
    first = date.fromisoformat(row[2]) if len(row) > 2 else None
    last = date.fromisoformat(row[3]) if len(row) > 3 else None
    return Code(code, row[0], row[1], first, last)


def code_list(name: str, at: date | None = None) -> tuple[Code, ...]:
    """Return a code list, as it is at a date. ``register:…`` lists come from the registers."""
    kind, _, register = name.partition(":")
    codes = registers.code_list(register) if kind == "register" else _lists()[name]
    return tuple(c for c in codes if at is None or c.holds(at))


@cache
def chains() -> tuple[Chain, ...]:
    """Return every chain of states."""
    return tuple(_chain(name, dict(raw)) for name, raw in _toml("states.toml").items())


def _chain(name: str, raw: dict[str, Any]) -> Chain:
    contract_id, area = raw.pop("contract"), raw.pop("area")
    return Chain(name, contract_id, area, tuple(State(c, *row) for c, row in raw.items()))


def chain(id: str) -> Chain:  # noqa: A002
    """Return a chain. Raises ``KeyError`` where there is none of that name."""
    return {c.id: c for c in chains()}[id]


def reporter_expression(of: Contract) -> pl.Expr:
    """Give the expression of who delivers a row: the sender's rows and the receiver's differ."""
    if of.deliverer == "reporter":
        own = pl.col("reported_by") == "sender"
        return pl.when(own).then(pl.col("sender")).otherwise(pl.col("receiver"))
    return pl.col(of.deliverer)
