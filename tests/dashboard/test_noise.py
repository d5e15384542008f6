"""What a series says beside its values: limits, what is to come, what a change is made of."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from dashboard.figures import ink
from dashboard.figures.limits import Band, Coming, Outside
from dashboard.figures.series import Point
from dashboard.figures.trend import Published, Trend, trend
from dashboard.figures.waterfall import Step, waterfall
from dashboard.models import area
from dashboard.models.real import Real
from tests.dashboard.pictures import MAIN, QUARTERS, book, frame

SVG = "{http://www.w3.org/2000/svg}"
KEY = {"indicator": MAIN, "place": "SE", "authority": "all", "breakdown": "all"}
CHANGED = {**KEY, "comparison": "quarter", "period": "2026K2", "against": "2025K2"}
POINTS = tuple(Point(q, 100.0 + i, status="provisional" if i == 10 else "final", label=q,
                     text=str(100 + i)) for i, q in enumerate(QUARTERS))


def limits(**words: str) -> list[dict[str, Any]]:
    """Limits of every settled quarter; the words of some are told."""
    return [{**KEY, "period": q, "method": "limits", "value": 300.0 + 10 * i, "expected": 350.0,
             "low": 300.0, "high": 400.0, "word": words.get(q, "within"), "basis": "quarter"}
            for i, q in enumerate(QUARTERS[:-1])]


def noisy(rows: list[dict[str, Any]], lang: str = "sv", **more: Any) -> area.AreaPage:
    edition = book(lang, signals=frame("signals", rows), **more)
    return area.area_page(edition, edition.metas[MAIN])


def split(*parts: tuple[str, float | None, str], lang: str = "sv") -> Real:
    """Open the card of the change in the made-up book, split like this."""
    rows = [{**CHANGED, "part": p, "value": v, "word": w} for p, v, w in parts]
    edition = book(lang, reasons=frame("reasons", rows))
    found = area.area_page(edition, edition.metas[MAIN]).real
    assert found is not None
    return found


def test_a_point_outside_its_limits_is_named_with_what_noise_alone_gives() -> None:
    page = noisy(limits(**{"2025K3": "above"}))
    assert page.when.said == ("2025K3: 360, över gränsen (brus ensamt ger 300–400).",)
    assert [o.index for o in page.when.trend.outside] == [QUARTERS.index("2025K3")]
    assert "2025K3: 360, över gränsen." in page.when.trend.label
    row = next(r for r in page.when.table if r[0].text == "2025K3")
    assert [c.text for c in row[3:]] == ["300", "400", "över gränsen"]


def test_a_series_within_its_limits_and_one_that_is_not_judged_say_so() -> None:
    assert noisy(limits()).when.said == (
        book().say("area.all_within", count=len(QUARTERS) - 1),)
    page = noisy([])
    assert page.when.said == (book().say("area.no_limits"),) and page.when.trend.band == ()


def test_a_provisional_point_has_no_limits_and_what_it_is_expected_to_become() -> None:
    rows = [{**KEY, "period": QUARTERS[-1], "value": 424.0, "low": 410.0, "high": 440.0}]
    page = noisy(limits(), expected=frame("expected", rows))
    assert page.when.trend.band[-1] is None
    assert page.when.late == "2026K3: 400 preliminärt, väntas bli 424 (410–440)"
    assert page.when.trend.tail == "väntas bli 424 (410–440)"
    said = noisy(limits(), "en", expected=frame("expected", rows)).when.late
    assert said == "2026Q3: 400 provisional, expected to become 424 (410–440)"


def test_a_final_point_is_never_expected_to_become_anything() -> None:
    rows = [{**KEY, "period": "2026K2", "value": 424.0, "low": 410.0, "high": 440.0}]
    assert noisy(limits(), expected=frame("expected", rows)).when.trend.coming == ()


def test_the_trend_is_said_with_its_interval_and_basis() -> None:
    row = {**KEY, "period": "2026K2", "method": "trend", "value": 3.2, "low": 1.0, "high": 5.5,
           "word": "slight_up", "basis": "quarter"}
    word, basis = noisy([row]).growth
    assert word == "ökar svagt, +3,2\u00a0% per år (+1,0 till +5,5)"
    assert basis.startswith("Bedömd på kvartal")
    few = {**row, "value": None, "low": None, "high": None, "word": "too_few", "basis": ""}
    assert noisy([few]).growth == ("för få för att bedöma en trend", "")


@pytest.mark.parametrize(("parts", "verdict"), [
    ([("reporting", 0.0, ""), ("other", 40.0, "")], "all_left"),
    ([("reporting", 10.0, "skv"), ("other", 30.0, "")], "most_left"),
    ([("reporting", 30.0, "skv"), ("other", 10.0, "")], "some_left"),
    ([("reporting", 45.0, "skv"), ("other", -5.0, "")], "none_left"),
    ([("activity", -10.0, MAIN), ("other", 50.0, "")], "more_left"),
    ([("other", 40.0, "reporting")], "folded_all"),
])
def test_whether_a_change_is_real_is_said_in_words_first(
    parts: Sequence[tuple[str, float | None, str]], verdict: str
) -> None:
    rest = next(v for p, v, _ in parts if p == "other")
    found = split(*parts)
    assert found.verdict == book().say(
        f"real.{verdict}", rest=f"+{rest:.0f}", whole="+40")
    assert found.label.startswith(found.verdict)
    assert sum(s.value for s in found.steps[1:]) == found.steps[0].value == 40.0


def test_a_large_case_and_a_caution_are_words_without_a_number() -> None:
    found = split(("reporting", 0.0, ""), ("other", 40.0, "activity"),
                  ("large", None, "large"), ("caution", None, "detected"))
    assert found.notes == (book().say("real.large"), book().say(
        "real.folded", parts="verksamhet"))
    assert found.caution == "Ökad upptäckt är inte ökad förekomst."
    assert [s.kind for s in found.steps] == ["whole", "part", "rest"]


def test_the_table_names_who_reports_and_what_the_activity_is() -> None:
    found = split(("reporting", 5.0, "skv,tv"), ("activity", 5.0, MAIN), ("other", 30.0, ""))
    named = [row[0].text for row in found.table]
    assert named[1].endswith(": Skatteverket, Tullverket")
    assert named[2].endswith(f": Fall {MAIN}")


def test_a_sure_change_that_is_not_split_says_so_and_an_unsure_one_has_no_card() -> None:
    edition = book()
    found = area.area_page(edition, edition.metas[MAIN]).real
    assert found is not None and found.steps == ()
    assert found.notes == (edition.say("real.not_split"),)
    assert area.area_page(edition, edition.metas[MAIN], "vast").real is None


def drawn(**more: Any) -> ElementTree.Element:
    given: dict[str, Any] = {"band": (*(Band(90, 105, 120) for _ in POINTS[:-1]), None),
                             "edges": ("övre gräns", "undre gräns")}
    return ElementTree.fromstring(trend(
        Trend(POINTS, "Trenden i ord.", "Antal", lambda v: f"{v:.0f}", **{**given, **more}), "t"))


def texts(svg: ElementTree.Element) -> list[str]:
    return [t.text or "" for t in svg.iter(f"{SVG}text")]


def test_noise_is_a_surface_with_named_limits_behind_the_line() -> None:
    paths = list(drawn().iter(f"{SVG}path"))
    surface = next(i for i, p in enumerate(paths) if p.get("fill") == "var(--band)")
    line = next(i for i, p in enumerate(paths) if p.get("stroke") == "var(--a1)")
    assert surface < line
    assert {"övre gräns", "undre gräns"} <= set(texts(drawn()))
    assert not {p.get("fill") for p in drawn(band=()).iter(f"{SVG}path")} & {"var(--band)"}


def test_a_point_outside_has_a_ring_and_words() -> None:
    svg = drawn(outside=(Outside(4, "2025K1: 104, över gränsen", True),))
    rings = [c for c in svg.iter(f"{SVG}circle") if c.get("stroke") == "var(--a2)"]
    assert len(rings) == 1 and rings[0].get("fill") == "none"
    assert "2025K1: 104, över gränsen" in texts(svg)


def lines_of_words(svg: ElementTree.Element) -> list[tuple[float, float, float, str]]:
    """Give the left, the right, the height and the words of what is written in a drawing."""
    found = []
    for text in svg.iter(f"{SVG}text"):
        said, x = text.text or "", float(text.get("x", 0))
        wide = ink.text_width(said, float(text.get("font-size", 12)))
        left = x - wide * {"middle": 0.5, "end": 1.0}.get(text.get("text-anchor", ""), 0.0)
        found.append((left, left + wide, float(text.get("y", 0)), said))
    return found


@pytest.mark.parametrize("first", [104.0, 40.0, 8.0])
def test_no_words_of_the_trend_stand_over_others_or_outside_it(first: float) -> None:
    svg = drawn(outside=(Outside(0, "2024K1: 40, under gränsen", False),
                         Outside(1, "2024K2: 104, över gränsen", True)),
                published=(Published("2024", first, "Publicerat 2024: 160 ärenden"),
                           Published("2025", first + 9, "Publicerat 2025: 200 ärenden")))
    words = [w for w in lines_of_words(svg) if w[3]]
    assert sum("Publicerat" in w[3] for w in words) == 2 and min(w[0] for w in words) >= 0
    over = [(a[3], b[3]) for a, b in itertools.combinations(words, 2)
            if abs(a[2] - b[2]) < 12 and a[0] < b[1] and b[0] < a[1]]
    assert over == []


@pytest.mark.parametrize(("before", "last", "under"), [(120, 80, True), (80, 120, False)])
def test_the_last_value_of_a_narrow_trend_stands_clear_of_the_line_that_leads_to_it(
    before: float, last: float, under: bool,
) -> None:
    points = (*POINTS[:-2], replace(POINTS[-2], value=before),
              replace(POINTS[-1], value=last, text=str(last)))
    svg = ElementTree.fromstring(trend(
        Trend(points, "Trenden i ord.", "Antal", lambda v: f"{v:.0f}"), "t", narrow=True))
    said = next(w for w in lines_of_words(svg) if w[3] == str(last) and w[1] > 300)
    dot = max(svg.iter(f"{SVG}circle"), key=lambda c: float(c.get("cx", 0)))
    assert (said[2] > float(dot.get("cy", 0))) is under


def test_what_is_to_come_is_a_capped_bar_and_the_axis_reaches_its_end() -> None:
    svg = drawn(coming=(Coming(10, 112, 118, 900, "väntas bli 118 (112–900)"),),
                tail="väntas bli 118 (112–900)")
    assert "väntas bli 118 (112–900)" in texts(svg)
    assert max(float(t) for t in texts(svg) if t.isdigit() and len(t) < 5 and t[:2] != "20"
               ) >= 900


STEPS = (Step("Hela", 251, "+251", "whole"), Step("Vilka", 38, "+38"), Step("Sen", 0, "–"),
         Step("Kvar", 213, "+213", "rest"))


def boxes(steps: Sequence[Step]) -> list[tuple[str, float, float]]:
    svg = ElementTree.fromstring(waterfall(steps, "I ord.", "w", synthetic="syntetiskt"))
    assert "syntetiskt" in texts(svg) and svg.get("aria-label") == "I ord."
    return [(r.get("fill", ""), float(r.get("x", 0)), float(r.get("width", 0)))
            for r in svg.iter(f"{SVG}rect") if not r.get("fill", "").startswith("var(--paper")]


def test_the_parts_of_a_change_begin_where_the_whole_ends_and_leave_the_rest() -> None:
    whole, part, rest = boxes(STEPS)
    assert (whole[0], part[0], rest[0]) == ("var(--ghost)", "url(#w)", "var(--a1)")
    assert part[1] + part[2] == pytest.approx(whole[1] + whole[2], abs=0.3)
    assert part[1] == pytest.approx(rest[1] + rest[2], abs=0.3)


@pytest.mark.parametrize("steps", [
    STEPS,
    (Step("Hela", -251, "−251", "whole"), Step("Vilka", -38, "−38"), Step("Kvar", -213, "−213",
                                                                          "rest")),
    (Step("Hela", 10, "+10", "whole"), Step("Vilka", 40, "+40"), Step("Kvar", -30, "−30",
                                                                      "rest")),
    (Step("Hela", 10, "+10", "whole"), Step("Vilka", -40, "−40"), Step("Kvar", 50, "+50",
                                                                       "rest")),
])
def test_every_step_lies_inside_the_drawing_also_when_it_goes_the_other_way(
    steps: Sequence[Step],
) -> None:
    assert all(x >= 136 and x + width <= 424 for _, x, width in boxes(steps))
    svg = waterfall(steps, "I ord.", "w")
    assert not re.search(r'[xy]="(?:nan|inf)', svg)

