"""Every page opened, before axe-core, and at four times its size.

In every language, theme and width, on the whole demonstration: ``make screens``.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from dashboard.app import PAGES
from dashboard.models.remaining import REMAINING
from dashboard.uploading import FIELD
from data import words
from tests.journeys.accessible import ADDRESSES, COUNTED, findings
from tests.journeys.browser import reading

pytestmark = pytest.mark.browser


LOOKS = {"sv": ("light", 1440, 900), "en": ("dark", 390, 844)}
FOUR_TIMES = {"width": 320, "height": 256}   # 1280 x 1024 at 400 %: WCAG 1.4.10
_SMALL = """() => [...document.querySelectorAll('.stApp *')].filter(e => e.offsetParent
    && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
    && parseFloat(getComputedStyle(e).fontSize) < 12).map(e => e.textContent)"""


def _widest(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize("lang", LOOKS)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_without_a_complaint_and_axe_finds_nothing_serious(
    chromium: Browser, served: str, page: str, lang: str
) -> None:
    theme, width, height = LOOKS[lang]
    with reading(chromium, served, width, height) as reader:
        shown = reader.open(f"/{page}?{ADDRESSES[page]}&lang={lang}&theme={theme}")
        assert shown.evaluate("document.documentElement.lang") == lang
        assert shown.locator(".st-key-page h1").count() == 1
        assert shown.locator(".notes .note, .note[role=alert]").count() == 0
        assert findings(shown) == []
        assert _widest(shown) <= width
        assert lang == "en" or shown.evaluate(_SMALL) == []
        shown.set_viewport_size(FOUR_TIMES)
        assert _widest(shown) <= FOUR_TIMES["width"]


def test_every_page_has_an_address_at_which_it_is_judged() -> None:
    assert set(PAGES) <= set(ADDRESSES)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_statement_tells_exactly_what_the_tests_pass_by(
    chromium: Browser, served: str, lang: str
) -> None:
    with reading(chromium, served) as reader:
        shown = reader.open(f"/try?{ADDRESSES['try']}&lang={lang}")
        shown.wait_for_selector(f"{FIELD}[aria-label]")   # the field comes in a file of its own
        found = findings(shown, ("minor", "moderate", *COUNTED), passed=())
        assert {one.split()[1].rstrip(":") for one in found} == set(REMAINING)
        told = reader.open(f"/accessibility?lang={lang}").inner_text(".st-key-page")
        assert all(words.say(key, lang) in told and rule in told
                   for rule, key in REMAINING.items())


def test_axe_finds_what_is_wrong(chromium: Browser, served: str) -> None:
    with reading(chromium, served) as reader:
        shown = reader.open("/help?role=management&lang=sv")
        shown.evaluate("document.body.append(new Image())")
        assert any("image-alt" in one for one in findings(shown))

