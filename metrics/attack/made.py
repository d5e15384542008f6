"""Hold what is made of cells against the cells: expected values, and the parts of changes.

Here: each expected value and each part worked out anew from the files alone. One that does not
follow from visible cells may come from hidden ones. Not here: the cells themselves (``whole``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from data.policy import Policy
from metrics.attack.parts import SMALL
from metrics.attack.rebuild import FIELDS, NOTHING, key
from metrics.attack.report import Finding, found

Frames = Mapping[str, pl.DataFrame]
Row = Mapping[str, Any]
KEY = list(FIELDS)
CHANGE = [*KEY[:4], "comparison", "period", "against"]
STEPS = 3                                                      # an interval has at most so many
UNITS = tuple(m * 10**k for k in range(10) for m in (1, 2, 5))   # of one of these
OFF = 1e-6
HALF, MARGIN = 0.5, 2.0    # a large case: of the difference, and times the p % rule


def made(frames: Frames, exact: pl.DataFrame | None = None, policy: Policy | None = None
         ) -> list[Finding]:
    """Return every expected value and every part of a change that visible cells do not give.

    ``frames``: cells, indicators, and ``expected`` and ``reasons`` where there are any. With
    ``exact`` and ``policy`` (the gate's) the word that a large case weighs in is held against
    what stands behind the cells too.
    """
    return [*_expected(frames), *_reasons(frames, exact, policy)]


def counts(frames: Frames) -> dict[str, int]:
    """Return how much there is to try: expected values and parts."""
    return {name: frames[name].height if name in frames else 0 for name in ("expected", "reasons")}


def _cells(frames: Frames) -> pl.DataFrame:
    cells = frames["cells"]
    as_of = pl.col("as_of").fill_null("") if "as_of" in cells.columns else pl.lit("")
    status = pl.col("status") if "status" in cells.columns else pl.lit("")
    return cells.select(*KEY, "value", "sign", as_of=as_of, status=status)


def _expected(frames: Frames) -> Iterator[Finding]:
    if "expected" not in frames or frames["expected"].is_empty():
        return
    about = frames["indicators"].select("indicator", "contract")
    beside = frames["expected"].with_columns(key()).join(
        _cells(frames).rename({"value": "now"}), on=KEY, how="left").join(
        about, on="indicator", how="left")
    allowed = ((pl.col("sign") == "visible") & (pl.col("as_of") == "") & (pl.col("place") == "SE")
               & (pl.col("status") == "provisional") & (pl.col("now") > 0)).fill_null(False)
    yield from found("expected", beside.filter(~allowed)["key"].sort())
    stands = beside.filter(allowed).sort("key")
    wrong = [r["key"] for r in stands.iter_rows(named=True) if not _on_grid(r)]
    yield from found("grid", wrong)
    for own in stands.filter(~pl.col("key").is_in(wrong)).partition_by("contract", "period"):
        yield from found("pattern", _without_pattern(own))


def _on_grid(row: Row) -> bool:
    """Tell whether value and interval are multiples of a unit as coarse as its width prescribes."""
    low, value, high = (row[c] for c in ("low", "value", "high"))
    if None in (low, value, high) or not low <= value <= high:
        return False
    return any(all(_multiple(v, u) for v in (low, value, high))
               for u in UNITS if high - low <= STEPS * u + OFF)


def _multiple(value: float, unit: int) -> bool:
    return abs(value - unit * round(value / unit)) < OFF


def _without_pattern(own: pl.DataFrame) -> list[str]:
    """Return the cells of a contract and period that do not share one factor in whole per cent."""
    fits: dict[str, set[int]] = {}
    for row in own.iter_rows(named=True):
        half = _coarsest(row) / 2 + OFF
        first, last = (100 * (row["value"] + s * half) / row["now"] for s in (-1, 1))
        fits[row["key"]] = {p for p in range(int(first), int(last) + 2) if first <= p <= last}
    every = sorted({p for own_ in fits.values() for p in own_})
    best = max(every, key=lambda p: sum(p in own_ for own_ in fits.values()), default=100)
    return [k for k, own_ in fits.items() if best not in own_]


def _coarsest(row: Row) -> int:
    """Return the largest unit that a value may be rounded to: none wider than its interval."""
    ends = [float(row[c]) for c in ("low", "value", "high")]
    width = max(ends[2] - ends[0], 1.0)
    coarse = [u for u in UNITS if u <= width and all(_multiple(v, u) for v in ends)]
    return max(coarse, default=1)


@dataclass(frozen=True)
class _Seen:
    """What the files show: cells by key, rules and kinds of indicators, expected values."""

    cells: Mapping[tuple[str, ...], Row]
    about: Mapping[str, Row]
    coming: Mapping[tuple[str, ...], float]

    def value(self, indicator: str, of: Row, period: str, who: str = "all") -> float | None:
        """Return a visible value beside a change, None where it is not seen."""
        cell = self.cell(indicator, of, period, who)
        return cell["value"] if cell.get("sign") == "visible" else None

    def cell(self, indicator: str, of: Row, period: str, who: str) -> Row:
        """Return a cell beside a change."""
        return self.cells.get((indicator, of["place"], who, of["breakdown"], period), {})


def _reasons(
    frames: Frames, exact: pl.DataFrame | None, policy: Policy | None
) -> Iterator[Finding]:
    if "reasons" not in frames or frames["reasons"].is_empty():
        return
    rows = frames["reasons"].with_columns(key())
    seen = _seen(frames, rows)
    for parts in rows.partition_by(CHANGE, maintain_order=True):
        named = {r["part"]: r for r in parts.iter_rows(named=True)}
        change = next(iter(named.values()))
        if len(named) != parts.height or not _follows(named, change, seen) or not _large(
                named.get("large"), change, seen, exact, policy):
            yield from found("reason", [change["key"]])


def _seen(frames: Frames, rows: pl.DataFrame) -> _Seen:
    """Keep what the changes are of: their periods, and the indicators that they name."""
    periods = {*rows["period"], *rows["against"]}
    names = {*rows["indicator"], *rows["word"].drop_nulls()}
    own = _cells(frames).filter(pl.col("period").is_in(list(periods))
                                & pl.col("indicator").is_in(list(names)))
    return _Seen(
        {tuple(r[f] for f in KEY): r for r in own.iter_rows(named=True)},
        {r["indicator"]: r for r in frames["indicators"].iter_rows(named=True)},
        {tuple(r[f] for f in KEY): r["value"] for r in frames["expected"].iter_rows(named=True)}
        if "expected" in frames else {})


def _follows(named: Mapping[str, Row], change: Row, seen: _Seen) -> bool:
    """Tell whether each part is what the visible cells give, and all together the difference."""
    now, then = (seen.value(change["indicator"], change, change[p]) for p in ("period", "against"))
    about = seen.about.get(change["indicator"])
    values = [r["value"] for r in named.values() if r["value"] is not None]
    if now is None or then is None or about is None or change["authority"] != "all":
        return False
    known = {"reporting": _reporting, "activity": _activity, "late": _late}
    least = 0.0 if about["kind"] == "sum" and about["rule"] == "employer" else SMALL.get(
        about["rule"], 0.0)
    for part, row in named.items():
        if part in known:
            right = known[part](named, row, seen)
            small = 0 < abs(row["value"] or 0.0) <= least
            if right is None or row["value"] is None or small or abs(right - row["value"]) > 0.5:
                return False
        elif part not in ("other", "large", "caution") or (
                part != "other" and row["value"] is not None):
            return False
    off: float = abs(sum(values) - (now - then))
    return off <= OFF * max(abs(now), abs(then), 1.0)


def _reporting(named: Mapping[str, Row], row: Row, seen: _Seen) -> float | None:
    return _alone(row["indicator"], row, seen, _who(named))


def _who(named: Mapping[str, Row]) -> list[str]:
    """Name the authorities that are said to report in one of the two periods only."""
    said = named["reporting"]["word"] if "reporting" in named else ""
    return [who for who in (said or "").split(",") if who]


def _alone(indicator: str, change: Row, seen: _Seen, who: list[str]) -> float | None:
    """Add up the figures of authorities of whom one period shows nothing at all."""
    total = 0.0
    for one in who:
        now, then = (seen.cell(indicator, change, change[p], one) for p in ("period", "against"))
        signs = now.get("sign"), then.get("sign")
        if signs[0] == "visible" and signs[1] in NOTHING:
            total += now["value"]
        elif signs[1] == "visible" and signs[0] in NOTHING:
            total -= then["value"]
        else:
            return None
    return total


def _activity(named: Mapping[str, Row], row: Row, seen: _Seen) -> float | None:
    """Split a difference into the step of what is named, and of the rate (Kitagawa 1955)."""
    figures = []
    for indicator in (row["word"], row["indicator"]):
        if _alone(indicator, row, seen, _who(named)) is None:
            return None
        for period in (row["period"], row["against"]):
            whole = seen.value(indicator, row, period)
            less = sum(seen.value(indicator, row, period, w) or 0.0 for w in _who(named))
            figures.append(None if whole is None else whole - less)
    a1, a0, v, b = figures
    if a1 is None or a0 is None or v is None or b is None or not a1 or not a0:
        return None
    return float((a1 - a0) * (b / a0 + v / a1) / 2)


def _late(named: Mapping[str, Row], row: Row, seen: _Seen) -> float | None:
    """Return what the expected values say is missing in one period more than in the other."""
    missing = []
    for period in (row["period"], row["against"]):
        value = seen.value(row["indicator"], row, period)
        coming = seen.coming.get(tuple({**row, "period": period}[f] for f in KEY), value)
        missing.append(0.0 if value is None or coming is None else value - coming)
    return missing[0] - missing[1]


def _large(
    said: Row | None, change: Row, seen: _Seen, exact: pl.DataFrame | None, policy: Policy | None
) -> bool:
    """Tell whether the word on a large case stands beside current, visible amounts, and is so."""
    if said is None:
        return True
    about = seen.about.get(change["indicator"], {})
    cells = [seen.cell(change["indicator"], change, change[p], "all")
             for p in ("period", "against")]
    if about.get("rule") != "amount" or any(
            c.get("sign") != "visible" or c["as_of"] for c in cells):
        return False
    if exact is None or policy is None:
        return True
    step = float(cells[0]["value"] - cells[1]["value"])
    at = {**change, "period": change["period"] if step > 0 else change["against"]}
    own = exact.filter(*(pl.col(f) == at[f] for f in KEY)).select("total", "top1", "top2").rows()
    return bool(own) and _dominates(own[0], step, policy)


def _dominates(behind: tuple[float, float, float], step: float, policy: Policy) -> bool:
    total, first, second = behind
    rest = 100 * (abs(total) - first - second)
    return bool(first >= HALF * abs(step) and rest >= MARGIN * policy.p_percent * first)
