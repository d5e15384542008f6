"""What the intake desk reads of a verdict.

Here: the attributes that a verdict and its rule results must have. Not here: making one
(``expectations``, which this room may not import).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from data.faults import Fault


class Result(Protocol):
    """One rule's result: counts, row numbers and columns, never a value."""

    @property
    def rule(self) -> str: ...
    @property
    def dimension(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def failing(self) -> int: ...
    @property
    def of(self) -> int: ...
    @property
    def share(self) -> float: ...
    @property
    def rows(self) -> tuple[int, ...]: ...
    @property
    def columns(self) -> tuple[str, ...]: ...
    @property
    def table(self) -> str: ...
    @property
    def sv(self) -> str: ...
    @property
    def en(self) -> str: ...


class Judged(Protocol):
    """A verdict: accepted, accepted_with_remark or refused, and why."""

    @property
    def outcome(self) -> str: ...
    @property
    def personal(self) -> bool: ...
    @property
    def results(self) -> Sequence[Result]: ...
    @property
    def faults(self) -> Sequence[Fault]: ...
