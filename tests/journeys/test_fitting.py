"""What a council gets stays on one screen and on one sheet, with a summary too, in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from data import words
from tests.journeys.browser import reading
from tests.journeys.test_sheet import COUNCILS, PAGES, REGIONAL, SHEET, address, bottom

pytestmark = pytest.mark.browser
WITH_SUMMARY = "1"   # the first of the small editions
NATIONAL = [c for c in COUNCILS if c not in REGIONAL]   # a region reads no text of the country


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_council_with_a_summary_needs_no_scrolling(
    chromium: Browser, served: str, lang: str
) -> None:
    with reading(chromium, served, 1440, 900) as reader:
        for council in NATIONAL:
            page = reader.open(address(council, lang, edition=WITH_SUMMARY))
            page.wait_for_selector(".strip")
            assert page.locator("section.summary:visible").count() == 1, council
            low = {css: bottom(page, css) for css in (
                ".opening", ".cards", ".mainrow svg.wide", ".sm", ".strip")}
            assert max(low.values()) <= 900, (council, low)


def test_a_few_decisions_print_on_one_sheet(chromium: Browser, served: str) -> None:
    with reading(chromium, served, *SHEET) as reader:
        for council, few in (("payments", 2), ("nmt", 0)):
            page = reader.open(f"/decisions?council={council}&lang=sv")
            page.wait_for_selector("ol.decided" if few else ".opening h1")
            assert page.locator("ol.decided > li").count() == few
            sheet = page.pdf(prefer_css_page_size=True, print_background=True)
            assert len(PAGES.findall(sheet)) == 1, council
            page.emulate_media(media="print")
            assert words.say("label.synthetic", "sv") in page.inner_text("body"), council
            page.emulate_media(media="screen")
