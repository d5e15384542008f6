"""Who reads with the keyboard goes on where they were when a page is drawn anew, in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from data import registers, words
from tests.journeys.browser import reading

pytestmark = pytest.mark.browser
START = "/?council=joint_initiative&lang=sv"
FOCUS = "document.activeElement.textContent.trim()"


def _hear(page: Page) -> None:
    """Note everything that takes the focus from here on: it is what a screen reader reads out."""
    page.evaluate("""() => {
        if (!window.heard) document.addEventListener('focusin', e =>
            window.heard.push(e.target.textContent.trim()));
        window.heard = []; }""")


def _press(page: Page, css: str, place: str) -> None:
    """Open a menu and choose a link in it with the keyboard alone; note what is heard after."""
    page.locator(f"{css} > summary").focus()
    page.keyboard.press("Enter")
    page.locator(f"{css}[open] a:text-is('{place}')").focus()
    _hear(page)
    page.keyboard.press("Enter")


def _goes_on_at(page: Page, tag: str, said: str) -> None:
    page.wait_for_function(
        f"([tag, said]) => document.activeElement.matches(tag) && {FOCUS}.startsWith(said)",
        arg=[tag, said])


def test_the_focus_returns_to_the_menu_and_is_read_out_once(
    chromium: Browser, served: str
) -> None:
    mur, payments = (registers.council(c).name("sv") for c in ("mur", "payments"))
    with reading(chromium, served) as reader:
        page = reader.open(START)
        for name in (mur, payments):   # and on from there
            _press(page, ".bar .pick details.menu", name)
            _goes_on_at(page, "summary", name)
            page.wait_for_timeout(500)
            assert page.evaluate("window.heard") == [name]
            assert page.locator("details.menu[open]").count() == 0
        page.keyboard.press("Tab")   # the next stop is what follows the menu
        assert page.evaluate("document.activeElement.matches('.bar summary')")


def test_the_focus_returns_to_the_menu_of_pages_and_to_one_within_a_page(
    chromium: Browser, served: str
) -> None:
    with reading(chromium, served) as reader:
        page = reader.open(START)
        _press(page, "details.choice", "Skatteverket")
        page.wait_for_selector(".mine h2:has-text('Min myndighet?')")
        _goes_on_at(page, ".choice summary", "")
        chosen = words.say("page.decisions", "sv")
        _press(page, "nav.wide details.here", chosen)
        page.wait_for_url("**/decisions?*")
        _goes_on_at(page, ".here summary", words.say("shell.group_picture", "sv"))


def test_a_link_leads_on_to_its_successor_and_on_another_page_to_the_heading(
    chromium: Browser, served: str
) -> None:
    with reading(chromium, served) as reader:
        page = reader.open("/?council=payments&lang=sv")
        page.locator(f".who.wide a:text-is('{words.say('shell.dark', 'sv')}')").focus()
        page.keyboard.press("Enter")
        _goes_on_at(page, ".who.wide a", words.say("shell.light", "sv"))
        page.wait_for_selector(".picture a[href*='theme=dark']")   # all is drawn anew by now
        page.locator(f".picture a:text-is('{words.say('decisions.all', 'sv')}')").focus()
        _hear(page)
        page.keyboard.press("Enter")
        page.wait_for_url("**/decisions?*")
        _goes_on_at(page, "h1", "")
        assert page.evaluate("window.heard.length") == 1


LOOKS = {"dark": "a[href*='theme=dark']", "light": "a:not([href*='theme=dark'])"}


def _redrawn(page: Page, theme: str) -> None:
    """Have the whole page drawn anew, as a link pressed before would, and wait until it is."""
    page.evaluate("""(theme) => {
        const to = new URL(location.href);
        to.searchParams.set('theme', theme);
        history.pushState(null, '', to);
        dispatchEvent(new PopStateEvent('popstate')); }""", theme)
    page.wait_for_selector(f".picture {LOOKS[theme]}")


def test_the_focus_stays_where_it_is_when_the_page_is_drawn_anew_meanwhile(
    chromium: Browser, served: str
) -> None:
    said = words.say("decisions.all", "sv")
    with reading(chromium, served) as reader:
        page = reader.open("/?council=payments&lang=sv&theme=light")
        page.locator(f".picture a:text-is('{said}')").focus()
        for theme in ("dark", "light"):
            _redrawn(page, theme)
            _goes_on_at(page, LOOKS[theme], said)
        page.locator(".bar .pick details.menu > summary").focus()
        _redrawn(page, "dark")
        _goes_on_at(page, ".bar .pick summary", "")


def test_the_focus_that_was_let_go_of_is_not_taken_back(chromium: Browser, served: str) -> None:
    with reading(chromium, served) as reader:
        page = reader.open("/?council=payments&lang=sv&theme=light")
        page.locator(f".picture a:text-is('{words.say('decisions.all', 'sv')}')").focus()
        page.evaluate("() => document.activeElement.blur()")
        page.wait_for_timeout(100)
        _redrawn(page, "dark")
        page.wait_for_timeout(300)
        assert page.evaluate("document.activeElement === document.body")


def test_who_has_gone_on_by_themselves_is_left_alone(chromium: Browser, served: str) -> None:
    with reading(chromium, served) as reader:
        page = reader.open(START)
        name = registers.council("mur").name("sv")
        _press(page, ".bar .pick details.menu", name)
        page.evaluate("""() => {   // what is never drawn anew
            const other = document.body.appendChild(document.createElement('button'));
            other.id = 'elsewhere'; other.focus(); }""")
        page.wait_for_selector(f".bar .pick summary:has-text('{name}')")
        page.wait_for_timeout(300)
        assert page.evaluate("document.activeElement.id") == "elsewhere"
