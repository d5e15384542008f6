"""The pages one explores with, in a real Chromium: an indicator, a chain, sent and received."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from playwright.sync_api import Browser, Page

from data import editions, words
from data.access import SYSTEM
from data.store import open_store
from tests.dashboard import test_chain, test_indicator, test_matrix
from tests.dashboard.pictures import cell, frame
from tests.journeys import edition
from tests.journeys.browser import reading, serving

pytestmark = pytest.mark.browser
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}
PATHS = {
    "chain": "/chain?area=incorrect_payments",
    "matrix": "/matrix?area=incorrect_payments&period=2025",
    "indicator": "/indicator?indicator=organised_crime.share",
    "area without": "/matrix?area=war_crimes", "chain without": "/chain?area=war_crimes",
}
UNTIL = "2026M06"


def _frames() -> dict[str, pl.DataFrame]:
    """Put the made-up chain, matrix and funnel beside the small edition's cells."""
    base = edition._cells("2026M09")
    frames = edition._frames(base, UNTIL)
    funnel = test_indicator.funnel_book()
    series = [{**cell(test_indicator.SHARE, f"2025K{q}", 30.0 + q), "unit": "percent"}
              for q in range(1, 5)]
    own = {
        "cells": pl.concat([frame("cells", [*test_chain.cells(), *test_chain.region(),
                                            *test_matrix.cells(), *series]),
                            funnel.cells]).with_columns(area=pl.lit("incorrect_payments")),
        "indicators": pl.concat([test_chain.catalogue(), test_matrix.catalogue(),
                                 funnel.indicators]),
        "signals": funnel.signals,
    }
    both = {name: pl.concat([frames[name], more.select(frames[name].columns)])
            for name, more in own.items()}
    return {**frames, **both}


@pytest.fixture(scope="module")
def explored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over one edition that has a chain, a matrix and a funnel."""
    home = tmp_path_factory.mktemp("explored")
    store = open_store(None, home)
    frames = _frames()
    editions.publish(store, SYSTEM, editions.Proposal(
        label="S-1", until=UNTIL, cutoff=date(2026, 7, 12), published_on=date(2026, 7, 21),
        previous=None, origin="synthetic", code_version="0", frames=frames,
        documents={"policy": test_chain.POLICY}, demonstration=True))
    with serving(home) as where:
        yield where


def text(page: Page) -> str:
    return page.inner_text(".st-key-page")


@pytest.mark.parametrize(("lang", "size"), [
    ("sv", "wide"), ("en", "narrow"),
    *(pytest.param(*each, marks=pytest.mark.proof) for each in (("sv", "narrow"), ("en", "wide")))])
def test_each_page_opens_in_both_languages_and_widths(
    chromium: Browser, explored: str, lang: str, size: str
) -> None:
    with reading(chromium, explored, *SIZES[size]) as reader:
        for name, path in PATHS.items():
            page = reader.open(f"{path}&lang={lang}&theme={'dark' if lang == 'en' else 'light'}")
            assert page.locator(".st-key-page h1").count() == 1, name
            assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0], name
            assert page.locator("svg[role=img]:not([aria-label])").count() == 0, name
            assert page.locator("th:not([scope])").count() == 0, name


def test_sent_and_received_is_read_by_its_table(chromium: Browser, explored: str) -> None:
    with reading(chromium, explored) as reader:
        page = reader.open(f"{PATHS['matrix']}&lang=sv")
        assert page.locator("table.mx .late").count() == 1
        assert page.locator("table.mx .hatched").count() >= 2
        assert "Skatteverket till Försäkringskassan" in text(page)
        page.locator(".scroll:has(table.mx)").focus()
        assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Fall")
        names = page.locator("table.mx [scope=col]").all_text_contents()
        assert any("Försäkringskassan" in n for n in names)


def test_where_there_is_no_matrix_the_page_leads_to_one(chromium: Browser, explored: str) -> None:
    with reading(chromium, explored) as reader:
        page = reader.open(f"{PATHS['area without']}&lang=sv")
        page.click(".picture a:text('Felaktiga utbetalningar')")
        page.wait_for_selector("table.mx")


def test_a_chain_hatches_what_is_not_ripe(chromium: Browser, explored: str) -> None:
    with reading(chromium, explored) as reader:
        page = reader.open(f"{PATHS['chain']}&lang=en")
        assert page.locator("table.coh td.un").count() > 3
        assert page.locator("table.coh td.r5").count() > 1
        assert words.say("chain.ripe_rule", "en", quarters=2) in text(page)


def test_a_region_of_the_chain_stays_through_language_and_the_back_button(
    chromium: Browser, explored: str
) -> None:
    with reading(chromium, explored) as reader:
        page = reader.open(f"{PATHS['chain']}&lang=sv")
        page.click(".choose .field:nth-child(2) summary")
        page.click(".choose .field:nth-child(2) a:text-is('Syd')")
        page.wait_for_selector("table.coh tr.ref")
        assert "place=syd" in page.url and "Syd mot riket" in text(page)
        page.click(".who.wide a:text('English')")
        page.wait_for_selector("h2:has-text('South against Sweden')")
        assert "place=syd" in page.url
        page.click(".choose .field:nth-child(2) summary")
        page.click(".choose .field:nth-child(2) a:text-is('Sweden')")
        page.wait_for_selector(f"h2:has-text('{words.say('chain_standing.title', 'en')}')")
        page.go_back()
        page.wait_for_selector("h2:has-text('South against Sweden')")


def test_a_chain_that_no_region_has_says_so_and_shows_sweden(
    chromium: Browser, explored: str
) -> None:
    with reading(chromium, explored) as reader:
        page = reader.open(f"{PATHS['chain']}&place=vast&lang=sv")
        assert page.inner_text("h1").startswith("Kedjan redovisas bara för riket")
        assert page.locator("table.coh").count() == 1


def test_an_indicator_is_explored_and_taken_away(
    chromium: Browser, explored: str, tmp_path: Path
) -> None:
    with reading(chromium, explored) as reader:
        page = reader.open(f"{PATHS['indicator']}&lang=sv")
        page.wait_for_selector(".js-plotly-plot .rangeslider-container", timeout=60_000)
        assert page.locator("[role=figure][aria-label]").count() == 1
        assert "Väst (över gränsen)" in text(page)
        with page.expect_download() as taken:
            page.click("button:has-text('Hämta serien')")
        assert taken.value.suggested_filename.startswith("synthetic-S-1-")
        rows: Any = Path(taken.value.path()).read_text("utf-8-sig").splitlines()
        assert rows[0].startswith("indicator;version;place;period;value")
        assert len(rows) == 5


def test_who_may_not_export_is_offered_no_file(chromium: Browser, explored: str) -> None:
    with reading(chromium, explored) as reader:
        page = reader.open(f"{PATHS['indicator']}&lang=sv&role=deliverer&authority=fk")
        page.wait_for_selector("h2:text('Tabell bakom sidan')")
        assert page.locator("button:has-text('Hämta serien')").count() == 0


def test_an_area_leads_to_its_indicator(chromium: Browser, explored: str) -> None:
    with reading(chromium, explored) as reader:
        page = reader.open("/area?area=organised_crime&indicator=organised_crime.all&lang=sv")
        page.click("a:text('Allt om indikatorn')")
        page.wait_for_selector("dl.about")
        assert "indicator=organised_crime.all" in page.url
