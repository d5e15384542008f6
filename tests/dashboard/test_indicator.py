"""An indicator: what is taken away and compared is what is shown, and no more."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO
from typing import Any

from dashboard.figures.funnel import funnel
from dashboard.models import indicator as model
from dashboard.models.book import Book
from tests.dashboard.pictures import MAIN, REGIONS, SHARE, book, cell, frame, indicator


def funnel_book(lang: str = "sv", **changed: Any) -> Book:
    """Seven regions with a share over how many it rests on; Väst lies above, Nord is hidden."""
    rows = [cell(MAIN, "2025", None if r == "nord" else 100.0 * (n + 1), r)
            for n, r in enumerate(REGIONS)]
    rows += [cell(SHARE, "2025", 30.0 + n, r, unit="percent") for n, r in enumerate(REGIONS)]
    judged = [{"indicator": SHARE, "place": r, "authority": "all", "breakdown": "all",
               "period": "2025", "method": "funnel", "value": 30.0 + n, "expected": 33.0,
               "low": 33.0 - 20 / (n + 1), "high": 33.0 + 20 / (n + 1), "basis": "year",
               "word": "above" if r == "vast" else "within"} for n, r in enumerate(REGIONS)]
    catalogue = frame("indicators", [
        indicator(MAIN, 1), indicator(SHARE, 2, kind="share", unit="percent", denominator=MAIN,
                                      numerator=MAIN, contract="")])
    return book(lang, **{"cells": frame("cells", rows), "indicators": catalogue,
                         "signals": frame("signals", judged), **changed})


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text), delimiter=";"))


def test_the_file_holds_visible_figures_and_signs_only() -> None:
    rows = [cell(MAIN, "2025K1", 12.0), {**cell(MAIN, "2025K2", 3.0), "sign": "protected"},
            {**cell(MAIN, "2025K3", 7.0), "sign": "not_delivered"}, cell(MAIN, "2025", 40.5)]
    found = read(model.series_file(book(cells=frame("cells", rows)), book().metas[MAIN], "SE"))
    assert [(r["period"], r["value"], r["sign"]) for r in found] == [
        ("2025", "40.5", "visible"), ("2025K1", "12", "visible"), ("2025K2", "", "protected"),
        ("2025K3", "", "not_delivered")]
    assert {(r["origin"], r["edition"]) for r in found} == {("synthetic", "S-1")}


def test_the_file_names_the_older_edition_of_a_figure() -> None:
    rows = [{**cell(MAIN, "2025K1", 12.0), "as_of": "S-0"}]
    text = model.series_file(book(cells=frame("cells", rows)), book().metas[MAIN], "SE")
    assert read(text)[0]["as_of"] == "S-0"


def test_the_versions_are_those_that_editions_have_had() -> None:
    def at(version: int, text: str) -> Any:
        return frame("indicators", [indicator(MAIN, 1, version=version, definition_sv=text)])

    found = model.versions([("S-1", at(1, "Ett")), ("S-2", at(1, "Ett")), ("S-3", at(2, "Två"))],
                           MAIN, "sv")
    assert [(v.number, v.text, v.since) for v in found] == [(2, "Två", "S-3"), (1, "Ett", "S-1")]


def test_a_funnel_has_places_whose_share_and_number_are_both_shown() -> None:
    found = model.compared(funnel_book(), funnel_book().metas[SHARE])
    assert found.funnel is not None
    assert [s.name for s in found.funnel.spots] == [
        "Mitt", "Bergslagen", "Stockholm", "Öst", "Väst", "Syd"]
    assert "Väst (över gränsen)" in found.found and "Nord" not in found.label
    assert len(found.table) == 6


def test_a_funnel_never_shows_a_place_that_the_reader_may_not() -> None:
    whole = funnel_book()
    own = replace(whole, cells=whole.cells.filter(whole.cells["place"].is_in(
        ["SE", "vast", "syd"])))
    found = model.compared(own, own.metas[SHARE])
    assert found.funnel is not None
    assert {s.name for s in found.funnel.spots} == {"Väst", "Syd"}


def test_the_one_outside_has_a_ring_and_its_name() -> None:
    found = model.compared(funnel_book("en"), funnel_book("en").metas[SHARE])
    assert found.funnel is not None
    wide, narrow = funnel(found.funnel, found.label), funnel(found.funnel, found.label, True)
    for drawn in (wide, narrow):
        assert drawn.count('r="8"') == 1 and "West (above the limit)" in drawn
        assert "synthetic" in drawn and 'role="img"' in drawn


def test_without_a_funnel_the_page_says_why() -> None:
    assert model.compared(funnel_book(), funnel_book().metas[MAIN]).why == book().say(
        "indicator.funnel_none_share")
    empty = funnel_book(signals=frame("signals", []))
    assert model.compared(empty, empty.metas[SHARE]).why == book().say(
        "indicator.funnel_none_few")


def test_lineage_says_who_and_when_and_never_how_many() -> None:
    told = [{"deliverer": "pm", "contract": "referrals", "period": "2026M08–2026M08",
             "received_on": "2026-09-05", "outcome": "accepted_with_remark", "on_time": "no",
             "remark_sv": "Datum.", "remark_en": "Dates.", "share_class": "under_1"},
            {"deliverer": "av", "contract": "inspections", "period": "2026M08",
             "received_on": "2026-09-04", "outcome": "accepted", "on_time": "yes"}]
    opened = funnel_book(deliveries=frame("deliveries", told))
    rows = model.lineage(opened, opened.metas[SHARE])   # a share has the deliveries of its parts
    assert [[c.text for c in row] for row in rows] == [
        ["Polismyndigheten", "2026M08", "2026-09-05", "nej", "godtagen med anmärkning: Datum."]]


def test_where_it_is_published_is_said_in_words() -> None:
    about = frame("indicators", [indicator(
        MAIN, 1, tables="SE+region:quarter+year SE:year:authority*receiver", rule="person",
        sensitive="yes")])
    for lang, said in (("sv", "Riket: år efter myndighet och mottagare"),
                       ("en", "Sweden: year by authority and receiver")):
        opened = book(lang, indicators=about)
        facts = {f.key: f.text for f in model.facts(opened, opened.metas[MAIN])}
        assert said in facts["place_levels"]
        assert opened.say("indicator.sensitive") in facts["rule"]


def test_every_level_of_the_series_stands_in_its_table() -> None:
    rows = [cell(MAIN, "2025K1", 12.0), cell(MAIN, "2025", None), cell(MAIN, "2025M01", 0.0)]
    found = model.series_rows(book(cells=frame("cells", rows)), book().metas[MAIN], "SE")
    assert [[c.text for c in row] for row in found] == [
        ["2025M01", "–", "slutlig"], ["2025K1", "12", "slutlig"], ["2025", "..", ""]]
