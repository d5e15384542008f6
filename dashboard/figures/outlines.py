"""The outlines of counties and police regions, as they were built from SCB's map.

Here: reading ``sweden.json`` and choosing which shapes stand for some places. Not here: colours.
The file is made by ``tools/build_map.py``; its source is Statistics Sweden (SCB).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_STEP = re.compile(r"(-?\d+) (-?\d+)")


@dataclass(frozen=True)
class Outlines:
    """Sweden in a drawing of its own units: SVG paths by code, and a point inside each shape."""

    width: int
    height: int
    counties: dict[str, str]
    regions: dict[str, str]
    points: dict[str, tuple[int, int]]


@cache
def sweden() -> Outlines:
    """Read the map."""
    raw = json.loads((files("dashboard") / "figures" / "sweden.json").read_text("utf-8"))
    points = {code: (x, y) for code, (x, y) in raw["points"].items()}
    return Outlines(raw["width"], raw["height"], raw["counties"], raw["regions"], points)


def bounds(paths: Collection[str]) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of some outlines, in the drawing's units."""
    xs, ys = [], []
    for ring in (r for d in paths for r in d.split("M") if r):
        x = y = 0
        for across, down in _STEP.findall(ring):
            x, y = x + int(across), y + int(down)
            xs.append(x)
            ys.append(y)
    return min(xs), min(ys), max(xs), max(ys)


def county_shapes(known: Collection[str]) -> dict[str, str]:
    """Return the county outlines, a merged one in the place of its parts where it is known."""
    merged = {code for code in known if "+" in code}
    gone = {part for code in merged for part in code.split("+")}
    return {code: d for code, d in sweden().counties.items()
            if code not in gone and ("+" not in code or code in merged)}
