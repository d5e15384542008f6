"""What changed: what is listed, in which order, and what it is made of; published figures."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from dashboard.models.book import Book
from dashboard.models.changed import changed, compared
from dashboard.views import published as page_of_published
from dashboard.views.changed import _page, _places
from dashboard.visit import Numbered, Visit, read
from data import registers
from data.tables import FRAMES

S2 = Numbered(2, "2026M09", date(2026, 10, 21), "synthetic")
INDICATORS = {   # code: kind, unit, headline, name
    "oc.a": ("count", "leads", 1, "Leads"), "oc.b": ("count", "leads", 0, "Answers"),
    "oc.share": ("share", "percent", 2, "Share followed up"),
    "oc.share.not": ("share", "percent", 0, "Share not followed up"),
    "wc.a": ("count", "inspections", 1, "Inspections"),
}


def frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame([{**dict.fromkeys(FRAMES[name]), **row} for row in rows],
                        schema=FRAMES[name])


def row(code: str, place: str, word: str, percent: float | None = None, **more: Any
        ) -> dict[str, Any]:
    """A judged change; a percentage has an interval about it."""
    ends = {} if percent is None else {"low": percent - 5, "high": percent + 5}
    return {"indicator": code, "place": place, "authority": "all", "breakdown": "all",
            "comparison": "quarter", "period": "2026K2", "against": "2025K2", "value": 120.0,
            "before": 100.0, "difference": 20.0, "percent": percent, "word": word, **ends, **more}


def book(changes: list[dict[str, Any]], reasons: list[dict[str, Any]] | None = None,
         lang: str = "en") -> Book:
    abouts = [{"indicator": code, "area": "organised_crime" if code[0] == "o" else
               "work_related_crime", "kind": kind, "unit": unit, "headline": place, "sv": name,
               "en": name, "version": 1, "tables": ""}
              for code, (kind, unit, place, name) in INDICATORS.items()]
    return Book(lang, pl.DataFrame(schema=FRAMES["cells"]), frame("indicators", abouts),
                changes=frame("changes", changes), reasons=frame("reasons", reasons or []))


def listed(changes: list[dict[str, Any]], *places: str) -> list[tuple[str, str]]:
    found = changed(book(changes), ["organised_crime"], places or ("SE",))
    return [(one.code, one.place) for one in found]


def test_sure_changes_come_first_then_what_cannot_be_compared_then_the_rest() -> None:
    words = ["too_few", "none", "not_comparable", "slight_up", "clear_down"]
    rows = [row("oc.a", place, word, 3.0) for place, word in zip(
        ("nord", "mitt", "ost", "vast", "syd"), words, strict=True)]
    assert [place for _, place in listed(rows, "nord", "mitt", "ost", "vast", "syd")] == [
        "syd", "vast", "ost", "mitt", "nord"]


def test_cards_come_before_other_measures_sweden_before_regions_large_before_small() -> None:
    rows = [row("oc.b", "SE", "clear_up", 90.0), row("oc.a", "nord", "clear_up", 20.0),
            row("oc.a", "syd", "clear_down", -60.0), row("oc.a", "SE", "clear_up", 12.0)]
    assert listed(rows, "SE", "nord", "syd") == [
        ("oc.a", "SE"), ("oc.a", "syd"), ("oc.a", "nord"), ("oc.b", "SE")]


def test_a_share_is_weighed_by_how_much_it_changed_of_itself() -> None:
    """Ten points of twenty are more than a count's thirty per cent."""
    rows = [row("oc.a", "SE", "clear_up", 30.0),
            row("oc.share", "SE", "clear_up", 10.0, before=20.0, value=30.0, difference=10.0)]
    assert listed(rows) == [("oc.share", "SE"), ("oc.a", "SE")]


def test_only_totals_of_the_areas_and_places_are_listed_and_no_complement() -> None:
    rows = [row("oc.a", "SE", "none"), row("wc.a", "SE", "none"), row("oc.share.not", "SE", "none"),
            row("oc.a", "nord", "none"), row("oc.b", "SE", "none", authority="fk"),
            row("oc.b", "SE", "none", breakdown="kind:x")]
    assert listed(rows) == [("oc.a", "SE")]


def test_a_small_count_has_its_figures_and_no_percentage() -> None:
    one, = changed(book([row("oc.a", "SE", "clear_up", value=20.0, before=9.0, difference=11.0)]),
                   ["organised_crime"], ["SE"])
    assert (one.now, one.then, one.change.text) == ("2026Q2: 20", "2025Q2: 9", "+11")
    assert one.change.estimate is None


def test_a_figure_of_an_older_edition_is_named_on_its_side() -> None:
    made = book([row("oc.a", "SE", "clear_up", 20.0)])
    held = frame("cells", [{"indicator": "oc.a", "area": "organised_crime", "place": "SE",
                            "authority": "all", "breakdown": "all", "period": "2025K2",
                            "period_level": "quarter", "value": 100.0, "sign": "visible",
                            "as_of": "S-1"}])
    older = Book("en", held, made.indicators, changes=made.changes)
    one, = changed(older, ["organised_crime"], ["SE"])
    assert one.now == "2026Q2: 120" and one.then == "2025Q2: 100 (as of edition S-1)"


@pytest.mark.parametrize(("lang", "said"), [
    ("sv", ["+12 fler eller färre myndigheter rapporterar (Skatteverket)",
            "+8 övrigt, däribland verklig ändring",
            "Kan inte skiljas ut och ingår i övrigt: mer eller mindre verksamhet.",
            "Ökad upptäckt är inte ökad förekomst."]),
    ("en", ["+12 more or fewer authorities report (Swedish Tax Agency)",
            "+8 the rest, a real change among it",
            "Cannot be told apart and is part of the rest: more or less activity.",
            "More detected is not more occurring."]),
])
def test_a_sure_change_says_what_it_is_made_of(lang: str, said: list[str]) -> None:
    change = row("oc.a", "SE", "clear_up", 20.0)
    key = {k: change[k] for k in ("indicator", "place", "authority", "breakdown", "comparison",
                                  "period", "against")}
    parts = [("reporting", 12.0, "skv"), ("late", 0.0, ""), ("other", 8.0, "activity"),
             ("caution", None, "detected")]
    reasons = [{**key, "part": p, "value": v, "word": w} for p, v, w in parts]
    one, = changed(book([change], reasons, lang), ["organised_crime"], ["SE"])
    assert list(one.reasons) == said


def test_what_is_compared_is_all_that_is_read_of_the_cells() -> None:
    assert compared(frame("changes", [row("oc.a", "SE", "none")])) == ["2025K2", "2026K2"]


def look(**codes: str) -> Visit:
    return read("changed", {"lang": "en", **codes}, [S2])


def test_a_regional_council_sees_its_region_its_counties_and_sweden() -> None:
    places = _places(look(council="rsr_syd"), registers.council("rsr_syd"))
    assert places[0] == "SE" and "syd" in places and "nord" not in places
    assert {registers.region_of(p) for p in places if p != "SE"} == {"syd"}
    assert len(_places(look(), registers.council("joint_initiative"))) > 20


def test_the_page_says_how_many_are_sure_and_is_never_empty() -> None:
    council, visit = registers.council("joint_initiative"), look()
    calm = book([row("oc.a", "SE", "none", 1.0)])
    html = _page(calm, visit, council, council.areas, changed(calm, council.areas, ["SE"]))
    assert "No sure change" in html and "<details class=\"plain\" open>" in html
    sure = book([row("oc.a", "SE", "clear_up", 20.0), row("oc.b", "SE", "too_few")])
    html = _page(sure, visit, council, council.areas, changed(sure, council.areas, ["SE"]))
    assert "One sure change" in html and "Too few to judge (1)" in html and "<svg" in html
    nothing = _page(book([]), visit, council, council.areas, [])
    assert "holds no comparisons" in nothing


def test_a_filter_is_there_only_where_there_is_something_to_choose() -> None:
    made = book([row("oc.a", "SE", "clear_up", 20.0)])
    many, one = registers.council("counter_terrorism"), registers.council("joint_initiative")
    assert "view=security_threats" in _page(made, look(council=many.code), many, many.areas, [])
    assert "view=" not in _page(made, look(), one, one.areas, [])


def test_an_area_without_published_figures_says_so_and_press_is_not_shown() -> None:
    rows = [{"area": "organised_crime", "indicator": "prison", "year": y, "value": v, "unit":
             "years", "qualifier": q, "part": "whole_year", "place": "SE", "source": s,
             "source_kind": k, "sv": "Fängelseår", "en": "Prison years"}
            for y, v, q, s, k in ((2020, 349.0, "more_than", "https://polisen.se/x", "authority"),
                                  (2021, 448.0, "", "https://dn.se/x", "newspaper"))]
    made = Book("en", pl.DataFrame(schema=FRAMES["cells"]), frame("indicators", []),
                figures=frame("figures", rows))
    from dashboard.models.published import published
    shown = page_of_published._area(made, "organised_crime", published(made, ["organised_crime"]))
    assert "more than 349" in shown and 'href="https://polisen.se/x"' in shown
    assert "448" not in shown and "dn.se" not in shown
    assert "No figure that the authorities" in page_of_published._area(made, "war_crimes", [])
