"""Every page in a real Chromium: both languages, wide and narrow, without a complaint."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from dashboard.app import PAGES
from data import words
from data.policy import policy
from metrics.worked import tables
from tests.journeys.browser import reading, serving

pytestmark = pytest.mark.browser
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}


def path(page: str, **codes: str) -> str:
    query = "&".join(f"{k}={v}" for k, v in codes.items())
    return f"/{'' if page == 'council' else page}?{query}"


def text(page: Page) -> str:
    return page.inner_text("body")


def choose(page: Page, name: str) -> None:
    """Open the menu of the band that holds a page, and go there."""
    link = page.locator(f"a:text-is('{name}')")
    menu = page.locator("nav.wide details", has=link)
    menu.locator("summary").click()
    menu.locator(link).click()


def test_the_address_survives_a_change_of_language(chromium: Browser, served: str) -> None:
    with reading(chromium, served) as reader:
        page = reader.open(path("area", lang="sv", edition="1", council="payments",
                                area="incorrect_payments", place="vast", theme="dark"))
        page.click(".who.wide a:text('English')")
        page.wait_for_function("document.documentElement.lang === 'en'")
        page.wait_for_selector("footer.foot")
        codes = parse_qs(urlsplit(page.url).query)
        assert codes == {"edition": ["1"], "council": ["payments"], "area": ["incorrect_payments"],
                         "place": ["vast"], "role": ["council_member"], "theme": ["dark"],
                         "lang": ["en"]}
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert "S-1" in page.inner_text(".bar")


def test_the_back_button_goes_back_to_the_same_look(chromium: Browser, served: str) -> None:
    with reading(chromium, served) as reader:
        page = reader.open(path("editions", lang="sv", council="payments", role="steward"))
        first = page.url
        choose(page, "Leveranser")
        page.wait_for_selector("table.board")
        assert parse_qs(urlsplit(page.url).query)["council"] == ["payments"]
        page.locator("a.sq").first.click()
        page.wait_for_selector("dl.facts")
        page.go_back()
        page.wait_for_selector("table.board")
        page.go_back()
        page.wait_for_selector("h2:text('Alla utgåvor')")
        assert page.url == first


def test_moving_within_the_pages_loads_nothing_anew(chromium: Browser, served: str) -> None:
    with reading(chromium, served) as reader:
        page = reader.open(path("editions", lang="sv"))
        page.evaluate("window.stayed = true")
        choose(page, "Så är det gjort")
        page.wait_for_selector("h2:text('Från leverans till bild')")
        assert page.evaluate("window.stayed") is True
        assert page.title().startswith("Så är det gjort")


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_protection_stands_on_one_page(chromium: Browser, served: str, lang: str) -> None:
    """Two dots in words, rules with their numbers, what is proved, every worked table."""
    with reading(chromium, served) as reader:
        page = reader.open(path("method", lang=lang, role="council_member"))
        said = text(page)
        assert words.say("sign.lay_first", lang) in said
        assert words.say("method.rule_persons", lang, value=policy().persons) in said
        assert words.say("method.proof_intervals", lang) in said
        assert words.say("method.attacked", lang) in said
        at = words.LANGUAGES.index(lang)
        captions = page.locator(".worked table caption").all_text_contents()
        assert captions == [t.title[at] for t in tables()]
        assert page.locator(".worked th:not([scope])").count() == 0
        assert page.locator(".worked td.hatched").count() > 50
        assert page.locator("table").evaluate_all(
            "all => all.filter(t => t.scrollWidth > t.parentElement.clientWidth + 1).length") == 0


def test_protection_is_read_by_every_role_and_without_an_edition(
    chromium: Browser, served: str, tmp_path: Path
) -> None:
    with reading(chromium, served) as reader:
        for role in ("council_member", "management", "steward", "method"):
            page = reader.open(path("method", lang="sv", role=role))
            assert page.locator("nav.wide a[aria-current]").text_content() == "Skydd"
    with serving(tmp_path) as base, reading(chromium, base) as reader:
        page = reader.open(path("method", lang="en"))
        assert words.say("method.proof_none", "en") in text(page)
        assert page.locator(".worked table").count() == len(tables())


@pytest.mark.parametrize("key", ["council", "area", "place", "indicator", "period", "edition",
                                 "role", "theme", "authority", "delivery", "contract"])
def test_an_unknown_code_is_ignored_with_a_sentence(
    chromium: Browser, served: str, key: str
) -> None:
    with reading(chromium, served) as reader:
        page = reader.open(path("editions", lang="en", **{key: "<b>zz</b>"}))
        assert page.locator(".notes .note.warn").count() == 1
        assert "does not exist" in page.inner_text(".notes")
        assert "zz" not in text(page) and "Traceback" not in text(page)


def test_an_unknown_address_says_so_in_the_readers_language(
    chromium: Browser, served: str
) -> None:
    with reading(chromium, served) as reader:
        page = reader.page
        answer = page.goto(f"{served}/nowhere")
        assert answer is not None and answer.status == 404
        assert page.inner_text("h1") == "Sidan finns inte."
        reader.complaints.clear()   # the browser reports the 404 that was asked for


def test_what_a_role_may_not_see_is_not_in_the_navigation(
    chromium: Browser, served: str
) -> None:
    with reading(chromium, served) as reader:
        page = reader.open(path("deliveries", lang="sv", role="council_member"))
        assert page.locator("nav.wide a:text('Leveranser')").count() == 0
        assert "får inte läsa leveranserna" in text(page)
        assert page.locator("table").count() == 0


def test_a_deliverer_reads_its_own_rows_only(chromium: Browser, served: str) -> None:
    with reading(chromium, served) as reader:
        page = reader.open(path("deliveries", lang="sv", role="deliverer", authority="fk"))
        names = set(page.locator("table.board tbody th").all_inner_texts())
        assert names == {"Försäkringskassan"}
        own = page.locator("a.sq").first.get_attribute("href") or ""
        number = int(parse_qs(urlsplit(own).query)["delivery"][0])
        other = reader.open(path("deliveries", lang="sv", role="deliverer", authority="fk",
                                 delivery=str(number + 1)))
        assert "ingen sådan leverans" in text(other)


def test_the_keyboard_reaches_the_content_and_the_menus(chromium: Browser, served: str) -> None:
    with reading(chromium, served) as reader:
        page = reader.open(path("editions", lang="sv"))
        page.keyboard.press("Tab")   # the scrolling page itself, so that arrows move it
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
        summary = page.locator(".who.wide summary")
        summary.focus()
        page.keyboard.press("Enter")
        assert page.locator(".who.wide details").get_attribute("open") is not None
        page.keyboard.press("Escape")
        assert page.locator(".who.wide details").get_attribute("open") is None
        assert page.locator("nav.wide a[aria-current=page]").text_content() == "Utgåvor"


@pytest.mark.parametrize("width", [1280, 1440])
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_band_holds_its_menus_on_one_line(
    chromium: Browser, served: str, lang: str, width: int
) -> None:
    """Few menus, the one of the page named and marked, opened and walked by keyboard alone."""
    with reading(chromium, served, width) as reader:
        page = reader.open(path("quality", lang=lang, role="steward"))
        boxes = [b for e in page.locator("nav.wide > *, .mark, .who.wide > *").all()
                 if (b := e.bounding_box())]
        assert len({round(b["y"] + b["height"] / 2) for b in boxes}) <= 2
        assert all(b["x"] + b["width"] <= width for b in boxes)
        edges = sorted((b["x"], b["x"] + b["width"]) for b in boxes)
        assert all(a[1] <= b[0] + 1 for a, b in pairwise(edges))
        here = page.locator("nav.wide details.here")
        assert words.say("page.quality", lang) in here.locator("summary").inner_text()
        here.locator("summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('details.here') !== null")
        page.keyboard.press("Escape")
        assert here.get_attribute("open") is None


def test_a_search_has_an_address_and_needs_no_script(chromium: Browser, served: str) -> None:
    with reading(chromium, served) as reader:
        page = reader.open(path("catalogue", lang="en", council="nmt", theme="dark"))
        page.fill("input[name=q]", "answer")
        page.keyboard.press("Enter")
        page.wait_for_selector("h1:text('hold “answer”')")
        codes = parse_qs(urlsplit(page.url).query)
        assert (codes["q"], codes["council"], codes["theme"]) == (["answer"], ["nmt"], ["dark"])
        found = page.locator("table.catalogue tbody tr")
        assert found.count() == 8
        assert set(found.locator("th").all_inner_texts()) == {"Days to answer, median"}


def test_the_accessibility_statement_is_found_from_every_page(
    chromium: Browser, served: str
) -> None:
    with reading(chromium, served) as reader:
        page = reader.open(path("council", lang="sv"))
        page.click("footer.foot a:text('Tillgänglighet')")
        page.wait_for_selector("h2:text('Vad brister?')")
        assert page.locator("a[href='https://www.digg.se/tdosanmalan']").count() == 1


def test_the_narrow_menu_holds_every_page_within_the_screen(
    chromium: Browser, served: str
) -> None:
    with reading(chromium, served, *SIZES["narrow"]) as reader:
        page = reader.open(path("editions", lang="sv", role="steward"))
        page.click("details.menu-narrow summary")
        links = page.locator("details.menu-narrow nav a")
        assert links.count() == len(PAGES)
        for link in links.all():
            box = link.bounding_box()
            assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 390
            assert box["height"] >= 44
        links.first.click()
        page.wait_for_selector("nav.wide a[aria-current]:text('Rådet')", state="attached")
        assert page.locator("details.menu-narrow").get_attribute("open") is None


def test_print_is_light_and_without_the_band(chromium: Browser, served: str) -> None:
    with reading(chromium, served) as reader:
        page = reader.open(path("editions", lang="sv", theme="dark"))
        page.emulate_media(media="print")
        assert not page.locator(".top").is_visible()
        assert page.locator("footer.foot").is_visible()
        assert page.locator(".bar .syn").is_visible()
        paper = page.evaluate(
            "getComputedStyle(document.documentElement).getPropertyValue('--paper')")
        assert paper == "#ffffff"


CUT_OFF = """() => [...document.querySelectorAll('.st-key-page svg')].map(s => {
    const held = s.parentElement.getBoundingClientRect(), at = s.getBoundingClientRect();
    return [Math.round(at.right - held.right), s.getAttribute('aria-label')];
}).filter(([over, name]) => over > 1 && name)"""


@pytest.mark.parametrize("address", ["area", "region"])
def test_on_paper_no_drawing_is_wider_than_its_column(
    chromium: Browser, served: str, address: str
) -> None:
    with reading(chromium, served, 1032) as reader:   # px: A4 across without its margins
        page = reader.open(path(address, lang="sv"))
        page.emulate_media(media="print")
        assert page.evaluate(CUT_OFF) == []


def test_a_table_that_goes_on_to_the_right_says_so_until_its_end(
    chromium: Browser, served: str
) -> None:
    sign = "e => getComputedStyle(e, '::before').visibility"
    with reading(chromium, served, 390, 844) as reader:
        page = reader.open(path("editions", lang="sv"))
        box = page.locator(".scroll").first
        page.wait_for_function(f"e => ({sign})(e) === 'visible'", arg=box.element_handle())
        box.evaluate("e => e.scrollLeft = e.scrollWidth")
        page.wait_for_function(f"e => ({sign})(e) === 'hidden'", arg=box.element_handle())


def test_motion_stops_where_the_reader_asks_for_it(chromium: Browser, served: str) -> None:
    with reading(chromium, served) as reader:
        page = reader.open(path("editions", lang="sv"))
        page.emulate_media(reduced_motion="reduce")
        moving = page.evaluate("""() => [...document.querySelectorAll('.stApp *')].filter(e =>
            parseFloat(getComputedStyle(e).transitionDuration) > 0).length""")
        assert moving == 0


def test_without_an_edition_every_page_says_what_to_run(
    chromium: Browser, tmp_path: Path
) -> None:
    with serving(tmp_path) as base, reading(chromium, base) as reader:
        for name in ("council", "area", "region", "editions"):
            assert "lagesbild demo" in text(reader.open(path(name, lang="sv")))
        board = reader.open(path("deliveries", lang="sv", role="steward"))
        assert "lagesbild receive" in text(board)
