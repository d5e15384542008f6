"""What the drawings promise: said in words, readable, in the theme's colours, true to the data."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures import icons, ink, outlines, scales, values
from dashboard.figures.county_map import MapPicture, MapRow, Shape, county_map
from dashboard.figures.explore import config, explore
from dashboard.figures.meter import change_meter
from dashboard.figures.ranked import Look, RankedRow, ranked_places
from dashboard.figures.series import SURE, Change, Point
from dashboard.figures.spark import multiple, spark
from dashboard.figures.table import Cell, table_html
from dashboard.figures.trend import Published, Trend, trend
from dashboard.figures.trust import trust_bar
from data import registers, words
from metrics import change as judging
from metrics import sentences

SVG = "{http://www.w3.org/2000/svg}"
QUARTERS = [f"{y}K{q}" for y in (2024, 2025) for q in (1, 2, 3, 4)]
POINTS = tuple(Point(q, 100.0 + 10 * i, label=q, text=str(100 + 10 * i))
               for i, q in enumerate(QUARTERS))
HIDDEN = (*POINTS[:3], Point("2024K4", None, "protected", label="2024K4", text=".."), *POINTS[4:])
TAIL = (*POINTS[:-1], Point("2025K4", 60.0, status="provisional", label="2025K4", text="60"))
BROKEN = (*POINTS[:4], Point("2025K1", 300.0, fresh=True, label="2025K1"), *POINTS[5:])
UP = Change("clear_up", "tydlig ökning", "+12,4 %", "(+9,6 till +15,3)", 12.4, 9.6, 15.3)
UNSURE = Change("none", "ingen säker förändring", "−1,1 p.e.", "", -1.1, -2.6, 0.4)


def _map(zoom: str = "") -> MapPicture:
    codes = [c for c in outlines.sweden().counties if c not in ("01", "09")]
    shapes = tuple(Shape(c, 1 + n % 5, "protected" if c == "23" else "visible", c)
                   for n, c in enumerate(codes))
    rows = tuple(MapRow(r, r.capitalize(), str(n), UP if n % 2 else UNSURE)
                 for n, r in enumerate(outlines.sweden().regions))
    return MapPicture(shapes, rows, ((5, "från 50"), (1, "under 50")),
                      ("region", "antal", "ändring"), "Karta.", ".. prickad", 30, "syntetiskt",
                      "antal, län", zoom)


def _trend(points: tuple[Point, ...] = POINTS, **more: object) -> Trend:
    return Trend(points, "Trenden i ord.", "Antal per kvartal", lambda v: f"{v:.0f}",
                 synthetic="syntetiskt", **more)  # type: ignore[arg-type]


DRAWINGS: dict[str, Callable[[], str]] = {
    "spark": lambda: spark(HIDDEN, "Serien i ord.", "a", "syntetiskt"),
    "multiple": lambda: multiple(BROKEN, "Serien i ord.", "b", "syntetiskt"),
    "meter": lambda: change_meter(UP, 30, "Ändringen i ord."),
    "trend": lambda: trend(_trend(HIDDEN, published=(Published("2024", 120, "Publicerat"),)), "c"),
    "trend_narrow": lambda: trend(_trend(TAIL), "d", narrow=True),
    "map": lambda: county_map(_map(), "e"),
    "map_narrow": lambda: county_map(_map(), "f", narrow=True),
    "ranked": lambda: ranked_places(
        [RankedRow("Väst", 5.0, "5", change=UP), RankedRow("Nord", None, "..", "protected")],
        "Platserna i ord.", "g", hidden="prickad", synthetic="syntetiskt",
        reference=(4.0, "Riket 4")),
    "trust": lambda: trust_bar("coverage", 11, 12, "11 av 12", "h"),
}
SMALL = {"meter", "trust"}   # without words inside; both stand beside a drawing that has them


@pytest.fixture(params=DRAWINGS)
def drawing(request: pytest.FixtureRequest) -> tuple[str, ElementTree.Element]:
    return request.param, ElementTree.fromstring(DRAWINGS[request.param]())


def test_a_drawing_says_itself_in_a_sentence(drawing: tuple[str, ElementTree.Element]) -> None:
    _, svg = drawing
    assert svg.get("role") == "img"
    assert svg.get("aria-label")


def test_no_text_is_smaller_than_twelve_pixels(drawing: tuple[str, ElementTree.Element]) -> None:
    _, svg = drawing
    assert all(float(t.get("font-size", "0")) >= 12 for t in svg.iter(f"{SVG}text"))


def test_smaller_text_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="too small"):
        ink.text(0, 0, "x", size=11)


def test_colours_come_from_the_theme_alone(drawing: tuple[str, ElementTree.Element]) -> None:
    _, svg = drawing
    used = {e.get(a) for e in svg.iter() for a in ("fill", "stroke")} - {None, "none"}
    assert all(c is not None and re.fullmatch(r"var\(--\w+\)|url\(#\w+\)", c) for c in used)


def test_synthetic_is_said_inside_the_drawing(drawing: tuple[str, ElementTree.Element]) -> None:
    name, svg = drawing
    said = any(t.text == "syntetiskt" for t in svg.iter(f"{SVG}text"))
    assert said is (name not in SMALL)


def test_no_text_leaves_the_drawing(drawing: tuple[str, ElementTree.Element]) -> None:
    _, svg = drawing
    width = float(svg.get("width", "0"))
    for text in svg.iter(f"{SVG}text"):
        long = ink.text_width(text.text or "", float(text.get("font-size", "12")))
        x = float(text.get("x", "0"))
        left = x - {"start": 0.0, "middle": long / 2, "end": long}[text.get("text-anchor", "start")]
        assert left >= -3
        assert left + long <= width + 12


def test_a_protected_point_is_hatched_and_carries_no_number() -> None:
    drawn = spark(HIDDEN, "x", "hatch")
    assert "url(#hatch)" in drawn
    assert "130" not in re.sub(r'"[^"]*"', "", drawn)


def test_hatching_of_few_points_stays_inside_the_drawing() -> None:
    few = tuple(Point(q, None, "protected", label=q, text="..") for q in QUARTERS[:3])
    for made, width in ((spark(few, "x", "n"), 128), (multiple(few, "x", "n"), 140)):
        boxes = [r for r in ElementTree.fromstring(made).iter(f"{SVG}rect")
                 if r.get("fill") == "url(#n)"]
        ends = [(float(r.get("x", 0)), float(r.get("width", 0))) for r in boxes]
        assert len(ends) == 3
        assert all(x >= 0 and x + long <= width and long > 0 for x, long in ends)


def test_a_line_never_bridges_what_is_not_shown() -> None:
    whole, gap = (d.count("<path") for d in (spark(POINTS, "x", "n"), spark(HIDDEN, "x", "n")))
    assert gap == whole + 2   # one line more, and the stroke of the hatching


def test_what_is_provisional_is_dashed_and_hollow() -> None:
    drawn = spark(TAIL, "x", "n")
    assert "stroke-dasharray" in drawn
    assert '<circle' in drawn and 'fill="var(--paper)"' in drawn
    assert "stroke-dasharray" not in spark(POINTS, "x", "n")


def test_a_break_cuts_the_line_and_greys_what_was_before() -> None:
    drawn = spark(BROKEN, "x", "n")
    assert 'stroke="var(--ghost)"' in drawn
    assert drawn.count('stroke="var(--ink)"') == 2


def test_bars_of_years_begin_at_zero_and_keep_their_proportions() -> None:
    years = tuple(Point(str(y), v, label=str(y)) for y, v in ((2023, 50.0), (2024, 100.0)))
    bars = list(ElementTree.fromstring(spark(years, "x", "n")).iter(f"{SVG}rect"))
    low, high = (float(b.get("height", "0")) for b in bars)
    assert high == pytest.approx(2 * low, abs=0.2)


def test_an_empty_series_still_says_itself() -> None:
    assert 'aria-label="Inget."' in spark((), "Inget.", "n")
    assert 'aria-label="Trenden i ord."' in trend(_trend(()), "n")


def test_what_is_written_cannot_become_markup() -> None:
    evil = '<script>"&'
    drawn = ranked_places([RankedRow(evil, 1.0, evil)], evil, "n") + table_html(
        evil, [evil, evil], [[Cell(evil), Cell(evil, evil)]])
    assert "<script" not in drawn


def test_stockholm_and_gotland_are_one_shape() -> None:
    shapes = outlines.county_shapes(["01+09", "03"])
    assert "01+09" in shapes
    assert not {"01", "09"} & set(shapes)
    assert "01+09" not in outlines.county_shapes(["01", "09"])


def test_every_county_and_region_of_the_register_has_an_outline() -> None:
    known = [p for p in registers.places() if not p.code.endswith("00")]
    land = outlines.sweden()
    assert {p.code for p in known if p.level == "county"} == set(land.counties)
    assert {p.code for p in known if p.level == "region"} == set(land.regions)
    assert set(land.points) == set(land.counties) | set(land.regions)


def test_a_protected_county_is_hatched_on_the_map() -> None:
    svg = ElementTree.fromstring(county_map(_map(), "m"))
    hatched = [p for p in svg.iter(f"{SVG}path") if p.get("fill") == "url(#mm)"]
    assert [p.findtext(f"{SVG}title") for p in hatched] == ["23"]


def test_rows_beside_the_map_run_north_to_south() -> None:
    names = [r.name for r in _map().rows]
    svg = ElementTree.fromstring(county_map(_map(), "m"))
    shown = [t.text for t in svg.iter(f"{SVG}text") if t.text in names]
    heights = [outlines.sweden().points[str(n).lower()][1] for n in shown]
    assert heights == sorted(heights)


def test_a_region_alone_lies_inside_its_drawing() -> None:
    for region in outlines.sweden().regions:
        svg = ElementTree.fromstring(county_map(_map(region), "m"))
        moved = next(g.get("transform", "") for g in svg.iter(f"{SVG}g"))
        x, y, scale = map(float, re.findall(r"-?[\d.]+", moved))
        left, top, right, bottom = outlines.bounds([outlines.sweden().regions[region]])
        assert x + left * scale >= 0 and y + top * scale >= 0
        assert x + right * scale <= 202 and y + bottom * scale <= 362


@given(st.lists(st.floats(0.01, 1e9), min_size=1, max_size=30))
def test_class_limits_rise_and_part_every_value(numbers: list[float]) -> None:
    cuts = scales.limits(numbers)
    assert all(a < b for a, b in pairwise(cuts))
    classes = [scales.class_of(v, cuts) for v in sorted(numbers)]
    assert classes == sorted(classes)
    assert set(classes) <= {1, 2, 3, 4, 5}


@given(st.floats(0.001, 1e12))
def test_an_axis_begins_at_zero_and_reaches_the_largest_value(largest: float) -> None:
    marks = scales.ticks(largest)
    assert marks[0] == 0
    assert marks[-1] >= largest * (1 - 1e-6)
    assert len(marks) <= 7


def test_a_meter_is_clipped_at_its_span_and_hollow_when_not_sure() -> None:
    wild = Change("none", "x", estimate=300.0, low=-400.0, high=900.0)
    drawn = change_meter(wild, 30, "x", 104)
    xs = [float(x) for x in re.findall(r"[ML]([\d.-]+) ", drawn)]
    assert min(xs) >= 0 and max(xs) <= 104
    assert 'fill="var(--paper)"' in drawn
    assert 'fill="var(--paper)"' not in change_meter(UP, 30, "x")


def test_every_change_word_and_confidence_has_a_sign_of_its_own() -> None:
    every = words.keys()
    named = {k.removeprefix("change.") for k in every if k.startswith("change.")}
    assert named <= set(icons.DRAWN)
    assert len({icons.DRAWN[n] for n in SURE}) == len(SURE)
    assert set(SURE) == set(judging.SURE_WORDS)
    assert {"high", "medium", "low"} <= set(icons.DRAWN)


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("unit", ["cases", "percent", "SEK", "days"])
def test_a_figure_is_written_as_in_the_sentences(unit: str, lang: str) -> None:
    for value in (0.0, 7.0, 31.8, 14_210.0, 412_000_000.0):
        written = values.plain(value, unit, lang).replace("\u00a0", " ")
        assert written == sentences.figure(value, unit, lang).replace("\u00a0", " ")


def test_the_chart_to_explore_is_swedish_and_keeps_the_break() -> None:
    figure = explore(BROKEN, "dark", "Antal", "syntetiskt")
    assert config("sv")["locales"]["sv"]["format"]["months"][0] == "januari"
    assert len(figure.layout.shapes) == 1
    assert any(a.text == "syntetiskt" for a in figure.layout.annotations)
    assert [len(t.x) for t in figure.data] == [4, 4, 0]

def test_amounts_are_explored_in_millions() -> None:
    points = [Point("2025", 120e6), Point("2026", None, "protected")]
    drawn = explore(points, "light", "mnkr", "", "SEK").data
    assert [v for trace in drawn for v in trace.y if v is not None] == [120.0]


def test_a_dot_and_its_value_leave_the_reference_line_readable() -> None:
    rows = [RankedRow(n, v, t) for n, v, t in (("A", 40.0, "40 %"), ("B", 31.0, "31 %"))]
    look = Look(dots=True)
    svg = ElementTree.fromstring(ranked_places(
        rows, "Två rader.", "dots", reference=(31.0, "Riket 31 %"), look=look))
    line = next(p for p in svg.iter(f"{SVG}path") if p.get("stroke-width") == "1.4")
    at = float(str(line.get("d")).removeprefix("M").split()[0])
    dots = [c for c in svg.iter(f"{SVG}circle") if float(str(c.get("cx"))) == at]
    assert [c.get("fill") for c in dots] == ["var(--paper)", "var(--a1)"]   # paper parts the two
    assert float(str(dots[0].get("r"))) >= float(str(dots[1].get("r"))) + 2
    values = [float(str(t.get("x"))) for t in svg.iter(f"{SVG}text") if t.text in ("40 %", "31 %")]
    assert len(set(values)) == 1 and values[0] > at + 8   # a column of its own, past the line


@pytest.mark.parametrize("look", [Look(640, 190, 160), Look(358, 130, 0)])
def test_a_long_name_beside_a_bar_is_written_whole(look: Look) -> None:
    name = "Utbetalningsmyndigheten"
    assert f">{name}<" in ranked_places((RankedRow(name, 12, "12"),), "I ord.", "r", look=look)
