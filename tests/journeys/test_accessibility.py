"""Every page before axe-core, and at four times its size. All of it, on the whole demonstration
and in every language, theme and width, is ``make screens``."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from dashboard.app import PAGES
from tests.journeys.accessible import ADDRESSES, findings
from tests.journeys.browser import reading

pytestmark = pytest.mark.browser


LOOKS = (("sv", "light"), ("en", "dark"))
FOUR_TIMES = {"width": 320, "height": 256}   # 1280 x 1024 at 400 %: WCAG 1.4.10


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways_at_400_per_cent(
    chromium: Browser, served: str, page: str
) -> None:
    lang, theme = LOOKS[PAGES.index(page) % 2]
    with reading(chromium, served) as reader:
        shown = reader.open(f"/{page}?{ADDRESSES[page]}&lang={lang}&theme={theme}")
        assert findings(shown) == []
        shown.set_viewport_size(FOUR_TIMES)
        assert shown.evaluate("document.documentElement.scrollWidth") <= FOUR_TIMES["width"]


def test_every_page_has_an_address_at_which_it_is_judged() -> None:
    assert set(PAGES) <= set(ADDRESSES)


def test_axe_finds_what_is_wrong(chromium: Browser, served: str) -> None:
    with reading(chromium, served) as reader:
        shown = reader.open("/help?role=management&lang=sv")
        shown.evaluate("document.body.append(new Image())")
        assert any("image-alt" in one for one in findings(shown))

