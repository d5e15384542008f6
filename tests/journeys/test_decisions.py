"""A council opens with its decisions, and follows one to its figure, in a real Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from data import words
from tests.journeys.browser import reading

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_council_follows_an_overdue_decision_to_its_figure_then_and_now(
    chromium: Browser, served: str, lang: str
) -> None:
    with reading(chromium, served) as reader:
        page = reader.open(f"/?council=payments&lang={lang}")
        first = page.locator("ol.due li")
        assert first.count() == 2
        assert words.say("decisions.asked", lang) in first.nth(0).inner_text()
        assert words.say("decisions.late", lang, days=23) in first.nth(1).inner_text()
        page.click(f".picture a:text-is('{words.say('decisions.all', lang)}')")
        page.wait_for_selector("ol.decided")
        assert page.inner_text("h1") == words.say("decisions.title_late_one", lang, open=2)
        said = page.locator("li.is-late .figs dd").all_inner_texts()
        assert len(said) == 2 and "S-1" in said[0] and "S-2" in said[1]
        assert words.say("decisions.synthetic", lang) in page.inner_text(".opening")
        page.click("li.is-late .figs a")
        page.wait_for_selector(".arearow")
        assert "area=incorrect_payments" in page.url


def test_decisions_are_for_the_council_and_a_council_without_any_says_so(
    chromium: Browser, served: str
) -> None:
    with reading(chromium, served) as reader:
        page = reader.open("/decisions?council=nmt&lang=sv")
        assert page.inner_text("h1") == words.say("decisions.title_none", "sv")
        page = reader.open("/decisions?council=payments&lang=sv&role=deliverer&authority=fk")
        assert page.locator("ol.decided").count() == 0
        page = reader.open("/?council=payments&lang=sv&role=deliverer&authority=fk")
        assert page.locator("ol.due").count() == 0
