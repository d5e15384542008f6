"""A steward's day in a real browser: from the board to a decision and back, also by keyboard."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard import worker
from dashboard.verbs import open_house
from data import words
from data.home import Home, home
from tests.journeys.browser import reading, serving
from tests.journeys.desk_home import build

pytestmark = pytest.mark.browser
BOARD = "/deliveries?role=steward&lang=sv"
NARROW = (390, 844)


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a delivery that waits, made once."""
    where = tmp_path_factory.mktemp("received")
    build(where)
    return where


@pytest.fixture
def desk(received: Path, tmp_path: Path) -> Iterator[tuple[Home, str]]:
    """A home of the test's own with a delivery that waits, and the address of its pages."""
    shutil.copytree(received, tmp_path / "home")
    with serving(tmp_path / "home") as base:
        yield home(str(tmp_path / "home")), base


def work(at: Home) -> None:
    """Let the worker do what waits."""
    assert worker.run(open_house(at), at.inbox, once=True) == 1


def say(key: str, **values: object) -> str:
    return words.say(f"desk.{key}", "sv", **values)


def test_a_steward_accepts_with_a_remark_sees_the_receipt_and_changes_it(
    chromium: Browser, desk: tuple[Home, str]
) -> None:
    at, base = desk
    with reading(chromium, base) as reader:
        page = reader.open(BOARD)
        assert "En sak behöver dig i dag." in page.inner_text("h1")
        page.locator("ul.todo a.btn").click()
        page.wait_for_selector("dl.facts")
        assert "kan godtas med anmärkning: 1 av" in page.inner_text("h1")
        page.get_by_label(say("remark_sv")).fill("Några datum är osäkra.")
        page.get_by_label(say("remark_en")).fill("Some dates are uncertain.")
        page.get_by_label(say("reason_log")).fill("Andelen är låg.")
        page.get_by_role("button", name=say("do_accept")).click()
        expect(page.locator(".receipt")).to_contain_text(say("task_decide"))
        work(at)
        expect(page.locator(".receipt")).to_contain_text("Några datum är osäkra.")
        assert "är godtagen med anmärkning" in page.inner_text("h1")
        assert "Beslut: godtagen med anmärkning." in page.inner_text("ol.hist")
        _change(page)
        work(at)
        expect(page.locator(".receipt")).to_contain_text(say("receipt_refused"))
        assert page.locator("ol.hist li").count() == 3
        expect(page.get_by_role("button", name=say("change"))).to_be_disabled()
        assert words.say("declined.refused_gone", "sv") in page.inner_text(".why")


def _change(page: Page) -> None:
    """Refuse what was accepted: the dialog asks once more."""
    page.get_by_role("button", name=say("change")).click()
    page.get_by_text(say("do_refuse"), exact=True).first.click()
    page.get_by_label(say("reason_sent")).fill("Uppgifterna var fel.")
    page.get_by_role("button", name=say("do_refuse")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(say("refuse_question"))
    dialog.get_by_role("button", name=say("do_refuse")).click()
    expect(page.locator(".receipt").first).to_contain_text(say("task_decide"))


def test_the_board_is_read_with_the_keyboard_alone(
    chromium: Browser, desk: tuple[Home, str]
) -> None:
    """One tab stop; arrows move; Enter opens; the form is reached and sent without a mouse."""
    at, base = desk
    with reading(chromium, base) as reader:
        page = reader.open(BOARD)
        assert page.locator("table.board [tabindex='0']").count() == 1
        page.locator("ul.todo a.btn").focus()
        _tab_until(page, "e => e.matches('table.board .sq')")
        assert _focused(page, "e => e.closest('tr').cells[0].innerText") == "Försäkringskassan"
        page.keyboard.press("ArrowUp")
        assert _focused(page, "e => e.closest('tr').cells[0].innerText") == "Arbetsmiljöverket"
        page.keyboard.press("Home")
        assert _focused(page, "e => e.innerText") == "Arbetsmiljöverket"
        page.keyboard.press("End")
        page.keyboard.press("ArrowDown")
        assert page.locator("table.board [tabindex='0']").count() == 1
        page.keyboard.press("Enter")
        page.wait_for_selector("dl.facts")
        _tab_until(page, "e => e.type === 'radio'")
        _tab_until(page, f"e => e.ariaLabel === '{say('reason_log')}'")
        page.keyboard.type("Andelen är låg.")
        page.keyboard.press("Control+Enter")
        _tab_until(page, f"e => e.innerText === '{say('do_accept')}'")
        page.keyboard.press("Enter")
        expect(page.locator(".receipt")).to_contain_text(say("task_decide"))
        work(at)
        expect(page.locator(".receipt")).to_contain_text(
            say("receipt_accepted_with_remark"))


def _focused(page: Page, script: str) -> str:
    return str(page.evaluate(f"({script})(document.activeElement)"))


def _tab_until(page: Page, script: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"({script})(document.activeElement)"):
            return
    raise AssertionError(f"the keyboard did not reach {script}")


def test_a_deliverer_is_asked_with_a_ready_letter_and_answers(
    chromium: Browser, desk: tuple[Home, str]
) -> None:
    at, base = desk
    with reading(chromium, base) as reader:
        page = reader.open(f"{BOARD}&delivery=2")
        page.get_by_text(say("do_ask"), exact=True).click()
        page.get_by_role("button", name=say("read_letter")).click()
        letter = page.get_by_role("dialog").get_by_label(say("letter"))
        expect(letter).to_have_value(re.compile("PAY-034"))
        page.get_by_role("button", name=say("letter_sent")).click()
        expect(page.locator(".receipt").first).to_contain_text(say("task_ask"))
        work(at)
        expect(page.locator(".receipt").first).to_contain_text("är tillfrågad")
        page = reader.open("/deliveries?role=deliverer&authority=fk&lang=sv&delivery=2")
        assert "PAY-034" in page.inner_text(".letter")
        page.get_by_label(say("answer")).fill("Datumen stämmer.")
        page.get_by_role("button", name=say("do_answer")).click()
        expect(page.locator(".receipt").last).to_contain_text(say("task_answer"))
        work(at)
        expect(page.locator(".receipt").last).to_contain_text("Datumen stämmer.")


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_part_of_the_desk_fits_a_narrow_screen(
    chromium: Browser, served: str, lang: str
) -> None:
    with reading(chromium, served, *NARROW) as reader:
        for codes in ("", "&view=exceptions", "&view=corrections", "&view=reconciliation",
                      "&view=waivers", "&view=retention", "&delivery=130&rule=REF-034"):
            page = reader.open(f"/deliveries?role=steward&lang={lang}{codes}")
            assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0], codes
            assert page.locator(".st-key-page h1").count() == 1, codes
            if not codes:
                assert page.locator(".board-narrow li").count() > 0
                assert not page.locator("table.board").is_visible()
                page.locator(".board-narrow a[href='#board']").click()
                expect(page.locator("table.board")).to_be_visible()


def test_the_address_keeps_the_open_rule_in_the_other_language(
    chromium: Browser, served: str
) -> None:
    with reading(chromium, served) as reader:
        page = reader.open("/deliveries?role=steward&lang=sv")
        page.locator("ul.todo a.btn").first.click()
        page.wait_for_selector("table.rule")
        page.locator("a.caret").first.click()
        page.wait_for_selector("tr.detail")
        page.click(".who.wide a:text('English')")
        page.wait_for_function("document.documentElement.lang === 'en'")
        page.wait_for_selector("tr.detail")
        assert "Record key" in page.inner_text("tr.detail")
