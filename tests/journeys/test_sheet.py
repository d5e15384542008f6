"""A council's answer on one screen and on one sheet, in a real Chromium."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from data import registers, words
from tests.journeys.browser import reading

pytestmark = pytest.mark.browser
COUNCILS = [c.code for c in registers.councils()]
PAGES = re.compile(rb"/Type\s*/Page\b(?!s)")
A4_LANDSCAPE = re.compile(rb"/MediaBox \[0 0 84[12][.\d]* 59[45][.\d]*\]")
SHEET = (1062, 756)   # px: A4 landscape less the margins of the stylesheet


def address(council: str, lang: str = "sv", **more: str) -> str:
    codes = "".join(f"&{k}={v}" for k, v in more.items())
    return f"/?council={council}&place={registers.council(council).place}&lang={lang}{codes}"


def bottom(page: Page, css: str) -> float:
    """Return how far down the lowest part of a selector reaches, in px from the top."""
    return float(page.evaluate(
        "css => Math.max(...[...document.querySelectorAll(css)]"
        ".map(e => e.getBoundingClientRect().bottom))", css))


REGIONAL = [c for c in COUNCILS if registers.council(c).place != "SE"]
SOME = [c for c in COUNCILS if c not in REGIONAL[2:]]   # the regional ones are drawn alike


@pytest.mark.parametrize(("lang", "councils"), [
    ("sv", COUNCILS), ("en", SOME), pytest.param("en", REGIONAL, marks=pytest.mark.proof)],
    ids=["sv", "en", "en-regional"])
def test_the_answer_of_every_council_needs_no_scrolling(
    chromium: Browser, served: str, lang: str, councils: list[str]
) -> None:
    with reading(chromium, served, 1440, 900) as reader:
        for council in councils:
            page = reader.open(address(council, lang))
            page.wait_for_selector(".strip")
            low = {css: bottom(page, css) for css in (
                ".opening", ".cards", ".mainrow svg.wide", ".sm", ".strip")}
            assert max(low.values()) <= 900, (council, low)
            assert page.locator(".sm > div").count() == len(registers.areas()), council
            assert page.locator(".cards > *").count() > 0, council
            for row in (".cards", ".mainrow"):   # what stands in a row begins on one line
                tops = page.evaluate(
                    "css => [...document.querySelector(css).children]"
                    ".map(e => Math.round(e.getBoundingClientRect().top))", row)
                assert len(set(tops)) == 1, (council, row, tops)


@pytest.mark.parametrize(("council", "lang", "more"), [
    ("payments", "sv", {"authority": "fk"}), ("joint_initiative", "en", {}),
    ("rsr_vast", "sv", {"theme": "dark"}), ("mur", "sv", {}), ("war_crimes", "en", {})])
def test_a_council_prints_on_one_sheet(
    chromium: Browser, served: str, council: str, lang: str, more: dict[str, str]
) -> None:
    with reading(chromium, served, *SHEET) as reader:
        page = reader.open(address(council, lang, **more))
        page.wait_for_selector(".strip")
        sheet = page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(PAGES.findall(sheet)) == 1
        assert A4_LANDSCAPE.search(sheet)
        page.emulate_media(media="print")
        shown = page.inner_text("body")
        for key in ("label.synthetic", "label.not_official", "trusted.title", "council.members"):
            assert words.say(key, lang) in shown, key
        assert page.locator(".top").is_hidden() and page.locator("details.choice").count() == (
            page.locator("details.choice:not(:visible)").count())


def test_no_text_of_a_sheet_is_under_seven_and_a_half_points(
    chromium: Browser, served: str
) -> None:
    with reading(chromium, served, *SHEET) as reader:
        page = reader.open(address("payments", authority="fk"))
        page.emulate_media(media="print")
        small = page.evaluate("""() => {
            const zoom = parseFloat(getComputedStyle(document.body).zoom);
            return [...document.querySelectorAll('.sheet *, footer *')].filter(e =>
                e.getClientRects().length
                && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
                && parseFloat(getComputedStyle(e).fontSize) * zoom * .75 < 7.49)
                .map(e => e.textContent)}""")
        assert small == []


@pytest.mark.parametrize("council", ["payments", "rsr_mitt"])
def test_a_member_chooses_its_authority_and_keeps_it(
    chromium: Browser, served: str, council: str
) -> None:
    with reading(chromium, served) as reader:
        page = reader.open(address(council))
        page.click("details.choice summary")
        page.click("details.choice a:text-is('Försäkringskassan')" if council == "payments"
                   else "details.choice a:text-is('Skatteverket')")
        page.wait_for_selector(".mine h2:has-text('Min myndighet?')")
        own = "fk" if council == "payments" else "skv"
        assert f"authority={own}" in page.url
        page.click(f".who.wide a[href*='authority={own}']:text('English')")
        page.wait_for_selector(".mine h2:has-text('My authority?')")
        assert f"authority={own}" in page.url


def test_no_text_of_a_sheet_lies_over_another(chromium: Browser, served: str) -> None:
    """What is said beside each other stays apart, in every multiple, card and measure."""
    with reading(chromium, served, 1440, 900) as reader:
        for council in ("payments", "mur", "rsr_stockholm"):
            page = reader.open(address(council))
            page.wait_for_selector(".strip")
            wide = page.evaluate("""() => [...document.querySelectorAll(
                '.card .lab, .sm h3, .sm .v, .strip .v, .mine th, .opening h1')].filter(e =>
                e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline')
                .map(e => e.textContent)""")
            assert wide == [], council
