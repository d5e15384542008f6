"""A protector with a step left out is caught by the attacker, every time.

Where a later step makes good what an earlier one left, both are left out: closure and the
null-space test are made good by intervals, so they are tried without. What no file can show (units
behind a cell) is caught by the gate, which holds the exact cells against the rule.

The levels below the published ones are not here: their sums both ways leave every published cell as
free as it is without them, unless an inequality or an earlier edition ties them; ``test_histories``
holds those.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy import sparse

from data.policy import policy
from metrics.attack import Gate, Report, attack
from metrics.disclosure import protect
from metrics.disclosure.closure import close, together
from metrics.disclosure.differences import with_earlier
from metrics.disclosure.engine import solve
from metrics.disclosure.problem import Solution
from metrics.disclosure.structure import TERMS
from metrics.parts import SCHEMA as TIES
from metrics.rollup import BOOKS
from tests.disclosure.tables import PLACES, by_place, codes, exact, indicators, published

Rows = list[dict[str, Any]]
PROTECT = "metrics.disclosure.posing"
SOLVER = "metrics.disclosure.protect"
ENGINE = "metrics.disclosure.engine"


@dataclass(frozen=True)
class Made:
    """What is published, edition by edition, and what is known beside it."""

    editions: tuple[Rows, ...]
    about: pl.DataFrame = field(default_factory=indicators)
    ties: pl.DataFrame | None = None
    books: pl.DataFrame | None = None
    intervals: bool = True


CODES = pl.concat([codes(), pl.DataFrame(
    [*(("authority", "", a, "all", a, a, "authority") for a in "wxyz"),
     *(("breakdown", "", f"sex:{c}", "all", c, c, "sex") for c in "abcd")],
    schema=codes().schema, orient="row")])


def attacked(made: Made) -> Report:
    """Protect every edition, each after the ones before, and attack the last."""
    frames: list[dict[str, pl.DataFrame]] = []
    earlier: dict[str, pl.DataFrame] = {}
    for n, rows in enumerate(made.editions, start=1):
        result = protect(exact(rows), made.about, PLACES, policy(), earlier, made.ties,
                         books=made.books, intervals=made.intervals)
        frames.append({**published(result.cells, made.about, result.relations), "codes": CODES})
        earlier[f"S-{n}"] = frames[-1]["cells"]
    gate = Gate(exact(made.editions[-1]), policy())
    return attack(frames[-1], frames[:-1], made.books, gate=gate)


def put(name: str, value: object) -> Callable[[pytest.MonkeyPatch], None]:
    """Return a weakening: something of the protector's replaced. ``name``: module:attribute."""
    module, attribute = name.split(":")

    def weaken(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(import_module(module), attribute, value)
    return weaken


def several(*each: Callable[[pytest.MonkeyPatch], None]) -> Callable[[pytest.MonkeyPatch], None]:
    """Return several weakenings as one."""
    def weaken(patch: pytest.MonkeyPatch) -> None:
        for one in each:
            one(patch)
    return weaken


def never(cells: pl.DataFrame, *_: object) -> pl.Series:
    """Say no of every cell."""
    return pl.Series(np.zeros(cells.height, dtype=bool))


def grid(*values: tuple[int, int, int]) -> Rows:
    """Make a table of counties by sex with its margins, in one region and in Sweden."""
    sexes = ("woman", "man", "not_stated")
    found: Rows = []
    for place, own in zip(("22", "23", "24"), values, strict=True):
        found += [{"place": place, "breakdown": f"sex:{s}", "value": v}
                  for s, v in zip(sexes, own, strict=True)]
        found.append({"place": place, "value": sum(own)})
    for place in ("nord", "SE"):
        found += [{"place": place, "breakdown": f"sex:{s}", "value": sum(r[n] for r in values)}
                  for n, s in enumerate(sexes)]
        found.append({"place": place, "value": sum(map(sum, values))})
    return found


def cycle() -> Rows:
    """Make sdcTable's pattern: each row and column hides two cells or more, yet wb is fixed."""
    small = {"wa", "wb", "wc", "xa", "xc", "yb", "yd", "zb", "zd"}
    inner = {(r, f"sex:{c}"): 4 if r + c in small else 50 for r in "wxyz" for c in "abcd"}
    sums: dict[tuple[str, str], int] = dict(inner)
    for (r, c), value in inner.items():
        for at in ((r, "all"), ("all", c), ("all", "all")):
            sums[at] = sums.get(at, 0) + value
    return [{"authority": r, "breakdown": c, "value": v} for (r, c), v in sums.items()]


ONE = Made((by_place({"22": 3, "23": 30, "24": 12, "07": 40, "08": 50, "12": 60}),))
THIN = Made((by_place({"22": 1, "23": 2, "24": 12, "07": 40, "08": 50, "12": 60}),))
SPLIT = indicators(
    {"indicator": "n", "sensitive": "yes"}, {"indicator": "d"},
    {"indicator": "n.not", "numerator": "n", "denominator": "d", "complement": "n.not",
     "sensitive": "yes"})
PAIR = indicators({"indicator": "n", "partner": "sek"},
                  {"indicator": "sek", "rule": "amount", "kind": "sum", "partner": "n"})
SEK = {"indicator": "sek", "persons": None, "total": 9e5, "top1": 8e5, "top2": 9e4}
MONEY = Made(([{"indicator": "n", "value": 9}, {**SEK, "value": 9e5, "rows": 9}],), PAIR)
TIED = Made(([
    {"value": 52}, {"authority": "fk", "value": 37}, {"authority": "skv", "value": 3},
    {"authority": "af", "value": 12}, {"breakdown": "sex:man", "value": 40},
    {"breakdown": "sex:woman", "value": 12}],),
    ties=pl.DataFrame([("i", "af", "sex:woman", "sex", "2025")], schema=TIES, orient="row"))


def distinct() -> Made:
    """30 and 12 of 44 employers: the third county has two at least."""
    rows = by_place({"22": 2, "23": 30, "24": 12}, persons=None, employers=30)
    rows[0]["employers"] = 2
    for row in rows[3:]:
        row["value"] = 44
    return Made((rows,), indicators({"kind": "distinct", "rule": "employer", "adds": ""}))


def shared(values: dict[tuple[str, str], int]) -> Made:
    """Counties by authority, with their margins and the books of each authority."""
    sums: dict[tuple[str, str], int] = dict(values)
    for (place, who), value in values.items():
        for at in {(place, "all"), ("nord", who), ("nord", "all"), ("SE", who), ("SE", "all")}:
            sums[at] = sums.get(at, 0) + value
    rows = [{"place": p, "authority": a, "value": v} for (p, a), v in sums.items()]
    books = pl.DataFrame([("i", p, "all", "2025", a, float(v), v)
                          for (p, a), v in sums.items() if a != "all"], schema=BOOKS, orient="row")
    return Made((rows,), books=books)


TWO = shared({("22", "fk"): 37, ("22", "skv"): 3, ("23", "fk"): 50, ("23", "skv"): 40})
CROSS = shared({("22", "fk"): 16, ("22", "skv"): 3, ("22", "af"): 28, ("23", "fk"): 14,
                ("23", "skv"): 19, ("23", "af"): 37, ("24", "fk"): 60, ("24", "skv"): 70,
                ("24", "af"): 80})


def then(first: dict[str, int], second: dict[str, int]) -> Made:
    """Make two editions of the same counties."""
    return Made((by_place(first), by_place(second)))


LATE = then({"22": 50, "23": 30, "24": 60}, {"22": 52, "23": 30, "24": 66})
TOGETHER = then({"22": 3, "23": 30, "24": 12, "07": 40, "08": 50},
                {"22": 3, "23": 39, "24": 14, "07": 40, "08": 50})
AGAIN = then({"22": 3, "23": 30, "24": 12, "07": 40, "08": 50},
             {"22": 13, "23": 30, "24": 22, "07": 40, "08": 50})


def without_memory(cells: pl.DataFrame, earlier: Any) -> pl.DataFrame:
    """Forget what was protected."""
    return with_earlier(cells, earlier).with_columns(was_protected=pl.lit(False))


def no_table(cells: pl.DataFrame, *_: object) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Know no insiders."""
    none = sparse.csr_array((0, cells.height), dtype=bool)
    return none, none


def nobody(cells: pl.DataFrame, *_: object) -> tuple[pl.Series, np.ndarray]:
    """See no total that tells of others."""
    return never(cells), np.zeros(cells.height)


def no_limits(numbered: pl.DataFrame, *_: object) -> sparse.csr_array:
    """Know no inequality."""
    return sparse.csr_array((0, numbered.height))


def no_terms(*_: object) -> pl.DataFrame:
    """Know none of these equations."""
    return pl.DataFrame(schema=TERMS)


def only_closed(problem: Any, *_: object) -> Solution:
    """Stop after closure: open nothing."""
    return Solution(close(problem, problem.untold))


def exactly_only(problem: Any, *_: object) -> Solution:
    """Keep no interval open."""
    return solve(problem, False)


def only_twins(problem: Any, untold: Any, *_: object) -> Any:
    """Choose no partner, but for twins."""
    chosen = untold.copy()
    together(problem, chosen)
    return chosen


def only_sensitive(problem: Any, *_: object) -> Solution:
    """Choose no partner."""
    return Solution(problem.untold)


STEPS: list[tuple[str, Callable[[pytest.MonkeyPatch], None], Made, set[str]]] = [
    ("the primary rule", put(f"{PROTECT}:primary", never), ONE, {"small", "primary"}),
    ("dominance", put("metrics.disclosure.primary:_dominated", lambda _: pl.lit(False)),
     MONEY, {"primary"}),
    ("the units behind", put("metrics.disclosure.primary:_few", lambda column, threshold: (
        pl.lit(False) if column == "employers" else pl.col(column) < threshold)),
     Made(([{"value": 40, "employers": 2, "total": 40, "top1": 1, "top2": 1}],)), {"primary"}),
    ("sensitive splits", put(f"{PROTECT}:empty_sides", lambda cells, _: cells.select(
        "indicator", "place", "authority", "breakdown", "period").clear()),
     Made(([{"indicator": i, "value": v} for i, v in (("n", 0), ("d", 40), ("n.not", 40))],),
          SPLIT), {"primary"}),
    ("partners of any kind", put(f"{SOLVER}:solve", only_sensitive), ONE, {"fixed"}),
    ("partners of parts that are small together", put(f"{SOLVER}:solve", only_sensitive), THIN,
     {"fixed", "narrow"}),
    ("parts that are small together, and intervals", several(
        put(f"{SOLVER}:solve", exactly_only), put(f"{ENGINE}:close", only_twins)),
     Made((grid((1, 1, 30), (31, 7, 4), (3, 4, 27)),)), {"narrow", "fixed"}),
    ("opening", put(f"{SOLVER}:solve", only_closed), Made((cycle(),)), {"fixed"}),
    ("the null-space test", several(
        put(f"{SOLVER}:solve", exactly_only),
        put(f"{ENGINE}:_fixed", lambda *_: np.zeros(0, dtype=np.int64))), Made((cycle(),)),
     {"fixed"}),
    ("intervals", put(f"{SOLVER}:solve", exactly_only),
     Made((grid((37, 36, 2), (6, 36, 6), (18, 4, 4)),)), {"narrow"}),
    ("twins", put(f"{PROTECT}:_twins", lambda *_: np.zeros((0, 2), dtype=np.int64)), MONEY,
     {"apart"}),
    ("complements", put("metrics.disclosure.structure:_links", no_terms),
     Made(([{"indicator": i, "value": v} for i, v in (("n", 3), ("d", 40), ("n.not", 37))],),
          indicators({"indicator": "n"}, {"indicator": "d"}, {
              "indicator": "n.not", "numerator": "n", "denominator": "d",
              "complement": "n.not"})), {"fixed"}),
    ("ties", put("metrics.disclosure.structure:_tied", no_terms), TIED, {"fixed"}),
    ("distinct counts", put("metrics.disclosure.structure:_at_most", no_limits), distinct(),
     {"narrow"}),
    ("all others together", several(
        put("metrics.disclosure.insiders:others_small", nobody),
        put("metrics.disclosure.insiders:known", no_table)), TWO, {"others", "insider"}),
    ("what insiders compute", put("metrics.disclosure.insiders:known", no_table), CROSS,
     {"insider"}),
    ("small differences", several(
        put("metrics.disclosure.differences:small", never),
        put(f"{ENGINE}:told_by_equations", lambda *_: np.zeros(0, dtype=np.int64))), LATE,
     {"moved"}),
    ("differences of hidden parts together", several(
        put("metrics.disclosure.closure:_moved", lambda p, *_: np.zeros(
            p.system.matrix.shape[0], dtype=bool)),
        put(f"{ENGINE}:told_by_equations", lambda *_: np.zeros(0, dtype=np.int64))), TOGETHER,
     {"moved_together"}),
    ("protected stays protected", put(
        "metrics.disclosure.differences:with_earlier", without_memory), AGAIN, {"reopened"}),
]


@pytest.mark.parametrize(("weaken", "made", "kinds"), [s[1:] for s in STEPS],
                         ids=[s[0] for s in STEPS])
def test_a_protector_without_a_step_is_caught(
    weaken: Callable[[pytest.MonkeyPatch], None], made: Made, kinds: set[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert attacked(made).findings == ()
    weaken(monkeypatch)
    assert attacked(made).kinds & kinds
