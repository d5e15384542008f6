"""What protection means on a page: older figures marked, costs judged against their aims."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from dashboard.figures.explore import explore
from dashboard.figures.series import Point
from dashboard.figures.spark import spark
from dashboard.figures.table import Cell, table_html
from dashboard.models import area as areas
from dashboard.models import where
from dashboard.models.cards import card
from dashboard.models.loss import LossPage, loss_page
from dashboard.models.protection import accepted, ripening, unripe
from dashboard.views import blocks
from tests.dashboard.pictures import MAIN, QUARTERS, SMALL, book, cell, cells, frame


def held(lang: str = "sv") -> Any:
    """The made-up edition S-2, with Sweden, one region and one authority as of S-1."""
    rows = cells()
    for row in rows:
        place, period = row["place"], row["period"]
        if row["indicator"] == MAIN and row["authority"] == "all" and (place, period) in (
                ("SE", "2026K2"), ("vast", "2026K2"), ("SE", "2025K2")):
            row["as_of"] = "S-1"
        if row["authority"] == "pm":
            row["as_of"] = "S-1"
    return book(lang, cells=frame("cells", rows), edition="S-2")


@pytest.mark.parametrize(("lang", "said"), [
    ("sv", "från utgåva S-1"), ("en", "as of edition S-1")])
def test_a_held_figure_is_marked_in_cards_series_maps_rows_and_tables(
    lang: str, said: str
) -> None:
    edition = held(lang)
    meta = edition.metas[MAIN]
    one = card(edition, meta)
    assert one.as_of == said and one.mark == "S-1" and said in one.label
    assert one.against.endswith(said)   # what it is compared with is older too
    assert [p.as_of for p in one.points if p.period == "2026K2"] == [said]
    at = where.at_places(edition, meta, where.REGIONS)
    assert at is not None
    picture = where.map_picture(edition, at, at, where.REGIONS)
    assert picture.held == f"* {said}"
    assert f"{edition.place('vast')}: {said}." in picture.label
    assert {r.code for r in picture.rows if r.text.endswith("*")} == {"vast"}
    assert {s.code for s in picture.shapes if said in s.title} == {"vast"}
    assert {r.as_of for r in where.ranked(edition, at)} == {"", said}
    page = areas.area_page(edition, meta)
    assert sum(c.mark == "S-1" for row in page.behind.rows for c in row) == 3
    assert sum(r.as_of == said for part in page.parts for r in part.rows) == 1


def test_a_held_cell_of_a_table_is_said_to_who_cannot_see_it() -> None:
    html = table_html("t", ["a", "b"], [[Cell("x"), Cell("92", "från utgåva S-1", mark="S-1")]])
    assert 'aria-hidden="true" title="från utgåva S-1">S-1</sup>' in html
    assert '<span class="hidden">, från utgåva S-1</span>' in html


def test_a_held_point_is_a_square_in_the_drawing_and_in_the_chart_one_explores() -> None:
    points = [Point("2025", 4.0, label="2025", text="4"),
              Point("2026", 5.0, label="2026", text="5", as_of="från utgåva S-1")]
    assert spark(points, "l", "n").count("<title>2026: 5, från utgåva S-1</title>") == 1
    traces = explore(points, "light", "", "").data
    assert any("square-open" in t.marker.symbol for t in traces)
    assert any("5, från utgåva S-1" in t.text for t in traces)


def test_why_a_figure_is_older_is_said_once_a_picture() -> None:
    edition = held()
    note = edition.say("figure.as_of_note")
    parts = [blocks.figure(edition, f"<p>92 {edition.say('figure.as_of', edition='S-1')}</p>")] * 3
    assert "".join(parts).count(note) == 3 and blocks.picture(*parts).count(note) == 1
    assert note not in blocks.figure(edition, "<p>92</p>")


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_two_dots_and_hatching_never_stand_without_the_sentence(lang: str) -> None:
    edition = book(lang)
    sentence = edition.say("sign.lay_first")
    for shown in ("<td>..</td>", "<p>Riket: ..</p>", '<rect fill="url(#h1)"/>',
                  '<text>.. prickad</text>'):
        assert sentence in blocks.figure(edition, shown), shown
    for shown in ("<p>Och så vidare...</p>", "<p>S..a</p>", "<td>.</td>"):
        assert sentence not in blocks.figure(edition, shown), shown
    number = blocks.number(edition, "..")
    assert number.startswith('<span aria-hidden="true"') and (
        edition.say("meaning.protected") in re.sub(r'title="[^"]*"', "", number))
    hidden = card(edition, edition.metas[SMALL])
    assert hidden.number == ".." and hidden.note == sentence


def told(months: int = 2, lang: str = "sv", **more: str) -> Any:
    accepted_in = {"war_crimes": {"sv": "Därför.", "en": "That is why."}}
    documents = {"policy": json.dumps({"ripe_months": months}),
                 "protection": json.dumps({"insiders": {"accepted": accepted_in}}), **more}
    return book(lang, until="2026M09", documents=documents)


def test_what_waits_until_it_is_ripe_is_named_with_the_edition_that_opens_it() -> None:
    assert ripening(told()) == (
        "Perioder med 2026M08 eller senare månader visas bara för riket tills de är mogna; "
        "2026M09 öppnas för regioner och län i utgåvan till och med 2026M11.")
    assert [unripe(told(), p) for p in ("2026M07", "2026K2", "2026K3", "2026", "2026M09")] == [
        False, False, True, True, True]
    assert ripening(told(months=0)) == "" == ripening(book())


def test_a_gap_below_sweden_is_explained_in_the_table_behind() -> None:
    page = areas.area_page(told(), told().metas[MAIN])
    waits = told().say("meaning.unripe")
    newest = page.behind.heads.index(QUARTERS[-1])
    assert {row[newest].meaning for row in page.behind.rows[1:]} == {waits}
    assert page.behind.rows[0][newest].meaning == "" and page.behind.note == ripening(told())


def test_only_an_area_whose_insiders_are_accepted_says_so() -> None:
    assert accepted(told(lang="en"), "war_crimes").endswith("in this area. That is why.")
    assert accepted(told(), "organised_crime") == accepted(book(), "war_crimes") == ""


def document(**more: Any) -> dict[str, Any]:
    """A document ``loss``: one figure in five protected, most of it in one table."""
    def table(area: str, place: str, period: str, split: str, n: int, hidden: int) -> Any:
        return {"area": area, "place_level": place, "period_level": period, "split": split,
                "cells": n, "protected": hidden}
    return {
        "tables": [table("war_crimes", "SE", "year", "", 100, 0),
                   table("organised_crime", "region", "quarter", "", 500, 150),
                   table("organised_crime", "SE", "year", "authority", 400, 50)],
        "scenarios": [{"name": n, "cells": 1000, "protected": p} for n, p in (
            ("threshold:3", 90), ("threshold:5", 160), ("threshold:10", 300),
            ("no_insiders", 130), ("now", 200))],
        "merges": [{"merge": "01+09", "with": {"cells": 200, "visible": 190},
                    "without": {"cells": 400, "visible": 350}}],
        "held": [{"place_level": "SE", "period_level": "month", "age": "0-2", "cells": 50,
                  "held": 2},
                 {"place_level": "region", "period_level": "year", "age": "12+", "cells": 950,
                  "held": 1}],
        "aims": {"threshold": 5, "apart_percent": 90.0, "held_percent": 2.0}, **more}


def shown(lang: str = "sv", **more: Any) -> LossPage:
    return loss_page(document(**more), "S-2", lang)


def test_the_cost_is_said_first_in_words_with_the_dearest_table() -> None:
    assert shown().sentence == (
        "Ungefär ett tal av fem är prickat, 20,0\u00a0%. Mest kostar Organiserad brottslighet, "
        "polisregion per kvartal: 150 av 500 tal.")
    assert shown("en").sentence.startswith("About one figure in five is protected, 20.0%.")
    assert [b.text for b in shown("en").areas.bars] == ["22.2%", "0.0%"]
    assert [c.text for c in shown("en").tables.table[1]] == [
        "Organised crime", "Sweden by year", "authority", "50", "400", "12.5%"]


def test_the_edition_is_not_compared_with_alternatives_tried_in_another_way() -> None:
    """Insiders cost 16 - 13, both tried alike; not the edition's 20 less 13."""
    said = shown().insiders.said[0]
    assert "kostar 3,0\u00a0% av talen: 16,0\u00a0%" in said and "20,0" not in said
    assert [b.text for b in shown("en").thresholds.bars] == ["9.0%", "16.0%", "30.0%"]
    assert [b.strong for b in shown().thresholds.bars] == [False, True, False]
    assert "20,0\u00a0% prickat" in shown().thresholds.said[0]


@pytest.mark.parametrize(("one", "apart", "word"), [
    (190, 340, "befogad"), (190, 350, "befogad"), (190, 360, "inte längre befogad"),
    (190, 352, "för nära gränsen för att bedöma"),
    (80, 200, "befogad enligt regeln, men ger inga synliga tal")])
def test_a_merge_is_judged_by_the_rule_of_the_policy(one: int, apart: int, word: str) -> None:
    merges = [{"merge": "01+09", "with": {"cells": 200, "visible": one},
               "without": {"cells": 400, "visible": apart}}]
    (row,) = shown(merges=merges).merges.table
    assert row[-1].text == word
    assert row[2].text.startswith(f"minst {apart} av 400 (")
    assert row[3].text.startswith(f"cirka \u2212{apart - one} tal")


def test_held_figures_are_judged_against_the_aim() -> None:
    said = shown().held.said
    assert said[0] == "0,3\u00a0% av de synliga talen står kvar. Målet, högst 2\u00a0%, nås."
    assert said[1] == "Över målet: riket per månad, 0–2 månader 4,0\u00a0%."
    assert "Over the aim: Sweden by month" in shown("en").held.said[1]
    row = [{"place_level": "SE", "period_level": "month", "age": "0-2", "cells": 50, "held": 2}]
    assert shown(held=row).held.said[0].endswith("nås inte.")


def test_nothing_protected_is_said() -> None:
    none = [{**t, "protected": 0} for t in document()["tables"]]
    assert shown(tables=none).sentence == "Inget tal är prickat."


def test_a_cell_of_this_edition_has_no_mark() -> None:
    edition = book()
    plain = where.value_cell(edition, cell(MAIN, "2026K2", 92.0), "cases")
    assert (plain.text, plain.mark, plain.meaning) == ("92", "", "")
