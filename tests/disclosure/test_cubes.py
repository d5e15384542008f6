"""Random publications of three to five dimensions: an independent attacker recovers nothing.

Non-adding indicators (distinct counts, stocks, joint participation), chains, amounts, levels below
and insiders are among them. Each is named by its seed. The attacker is scipy's, with exact
elimination (``tests.proofs``).
"""

import pytest

from data.policy import policy
from metrics.disclosure import protect
from tests.proofs.cubes import Cube, cube
from tests.proofs.promises import broken

SIZE = 300        # cells at most, published or not


def told(one: Cube, intervals: bool) -> dict[tuple[str, ...], bool]:
    """Protect a publication and return which cells show their value."""
    result = protect(
        one.frame(True), one.indicators(), one.shape.parents, policy(), books=one.books(),
        between=one.frame(False), limits=one.limits(), intervals=intervals)
    keys = ("indicator", "place", "authority", "breakdown", "period")
    return {tuple(key): sign == "visible" for *key, sign in result.cells.select(
        *keys, "sign").iter_rows()}


def seeds(default: int, slow: int) -> list[object]:
    """Return the seeds of the default run, and those of the slow suite."""
    return [*range(default),
            *(pytest.param(n, marks=pytest.mark.proof) for n in range(default, slow))]


@pytest.mark.parametrize("seed", seeds(50, 1000))
def test_nothing_hidden_can_be_worked_out_or_narrowed(seed: int) -> None:
    one = cube(f"cube {seed}", SIZE)
    assert broken(one, told(one, True)) == []


@pytest.mark.parametrize("seed", seeds(15, 200))
def test_nothing_hidden_can_be_worked_out_exactly_without_intervals(seed: int) -> None:
    one = cube(f"exact {seed}", SIZE)
    assert broken(one, told(one, False), False) == []


def test_the_random_publications_hold_every_kind() -> None:
    kinds = {(s.kind, "authority" in s.adds) for n in range(50)
             for s in cube(f"cube {n}", SIZE).shape.series}
    assert kinds >= {("count", True), ("count", False), ("sum", True), ("distinct", False),
                     ("stock", True)}


def test_the_independent_attacker_finds_a_cell_told_again() -> None:
    one = cube("cube 0", SIZE)
    shown = told(one, True)
    assert any(broken(one, {**shown, key: True}) for key, seen in shown.items() if not seen)
