"""Two editions as they were published, attacked by what both show: no exact cell is known here.

Here: what was shown and protected stays so, differences that two editions tell, alone and by the
sums that hold in both. Not here: random histories, whose truth is known (``differences``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import polars as pl

from tests.proofs.cubes import Key
from tests.proofs.differences import CONTRIBUTORS
from tests.proofs.oracle import Found
from tests.proofs.promises import LEAST

KEY = ["indicator", "place", "authority", "breakdown", "period"]
COUNTED = ("count", "sum", "stock", "distinct")
Frames = Mapping[str, pl.DataFrame]


class Edition:
    """The counted cells of an edition: their signs, figures and ages, and where they add."""

    def __init__(self, label: str, frames: Frames) -> None:
        self.label = label
        about = frames["indicators"].filter(pl.col("kind").is_in(COUNTED))
        self.about = {r["indicator"]: r for r in about.iter_rows(named=True)}
        cells = frames["cells"].filter(pl.col("indicator").is_in(list(self.about)))
        self.rows = {tuple(r[:5]): r[5:] for r in cells.select(
            *KEY, "sign", pl.col("value"), pl.col("as_of").fill_null("")).iter_rows()}
        self.figure = {k: v for k, (sign, v, _) in self.rows.items() if sign == "visible"}
        self.current = {k for k in self.figure if not self.rows[k][2]}
        parents = frames["codes"].filter(pl.col("dimension") == "place")
        self.parents = dict(parents.select("code", "parent").iter_rows())

    def as_of(self, key: Key) -> str:
        """Return which edition a figure is of."""
        return self.rows[key][2] or self.label

    def sums(self) -> Iterator[tuple[Key, list[Key]]]:
        """Return whole and parts, of places, quarters in their year, and months in a quarter."""
        groups: dict[tuple[Key, str], list[Key]] = defaultdict(list)
        for key in self.rows:
            adds = self.about[key[0]]["adds"].split(",")
            for whole, dimension in self._wholes(key):
                if dimension.split(":")[0] in adds and whole in self.rows:
                    groups[whole, dimension].append(key)
        needed = {"time:quarter": 4, "time:month": 3}
        yield from ((whole, parts) for (whole, dimension), parts in groups.items()
                    if len(parts) == needed.get(dimension, len(parts)))

    def _wholes(self, key: Key) -> Iterator[tuple[Key, str]]:
        indicator, place, authority, breakdown, period = key
        if self.parents.get(place):
            yield (indicator, self.parents[place], authority, breakdown, period), "place"
        if authority != "all":
            yield (indicator, place, "all", breakdown, period), "authority"
        if breakdown != "all":
            of = breakdown.split(":")[0]
            yield (indicator, place, authority, "all", period), f"breakdown:{of}"
        if "K" in period:
            yield (indicator, place, authority, breakdown, period[:4]), "time:quarter"
        if "M" in period:
            quarter = f"{period[:4]}K{(int(period[5:]) + 2) // 3}"
            yield (indicator, place, authority, breakdown, quarter), "time:month"


def told_together(old: Edition, new: Edition) -> list[Found]:
    """Return what two successive editions tell that each of them keeps."""
    return [*_continued(old, new), *_differences(old, new)]


def _continued(old: Edition, new: Edition) -> Iterator[Found]:
    for key, (sign, *_) in old.rows.items():
        now = new.rows.get(key)
        if now is None:
            continue
        if sign == "visible" and now[0] == "protected":
            yield Found("unshown", key, f"{old.figure[key]:g}")
        if sign == "protected" and now[0] == "visible" and now[1]:
            yield Found("disclosed", key, f"{now[1]:g} was protected")
    for key in set(new.figure) - new.current:
        if (new.figure[key], new.as_of(key)) != (
                old.figure.get(key), old.as_of(key) if key in old.rows else ""):
            yield Found("not held", key, f"{new.figure[key]:g} as of {new.as_of(key)}")


def _differences(old: Edition, new: Edition) -> Iterator[Found]:
    both = old.current & new.current
    moved = {k: new.figure[k] - old.figure[k] for k in both}
    for key in sorted(both):
        if _small(new, [key], moved[key], moved):
            yield Found("difference", key, f"{moved[key]:+g}")
    for whole, parts in new.sums():
        hidden = [k for k in parts if k not in both]
        if whole in both and hidden and all(k in old.rows for k in hidden):
            left = moved[whole] - sum(moved[k] for k in parts if k in both)
            if new.about[whole[0]]["rule"] != "amount" and _small(new, hidden, left, moved):
                yield Found("difference together", whole, f"{len(hidden)} parts {left:+g}")


def _small(new: Edition, keys: list[Key], left: float, moved: Mapping[Key, float]) -> bool:
    """Say whether a difference tells of a few; amounts by the count beside them, where it shows."""
    about = new.about[keys[0][0]]
    if about["rule"] == "amount":
        counts = [moved.get((about["partner"], *k[1:])) for k in keys]
        return left != 0 and None not in counts and abs(sum(map(float, counts))) < CONTRIBUTORS
    return 0 < abs(left) < LEAST.get(about["rule"], 0)


def share_held(edition: Edition, levels: Mapping[Key, tuple[str, str]]) -> dict[
        tuple[str, str, str], tuple[int, int]]:
    """Return held and visible cells by place level, period level and year."""
    found: dict[tuple[str, str, str], tuple[int, int]] = {}
    for key in edition.figure:
        at = (*levels[key], key[4][:4])
        before = found.get(at, (0, 0))
        found[at] = (before[0] + (key not in edition.current), before[1] + 1)
    return found
