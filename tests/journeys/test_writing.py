"""Texts and decisions are written in a real Chromium: secretariat, management, a reviewer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data import audit, editions, texts, words
from data.access import Actor, Role
from data.store import open_store
from data.texts import Block, Words
from data.tokens import Source
from tests.journeys.browser import Reader, reading, serving
from tests.journeys.lingering import MOST

pytestmark = pytest.mark.browser
AREA = "work_related_crime"
EDITOR = f"/text?lang=sv&role=editor&section={AREA}"


@pytest.fixture(scope="module")
def home(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of its own, since something is written in it."""
    return Path(shutil.copytree(filled, tmp_path_factory.mktemp("written") / "home"))


@pytest.fixture(scope="module")
def written(home: Path) -> Iterator[str]:
    """The address of a server over that home."""
    with serving(home) as where:
        yield where


def say(key: str, lang: str = "sv", **values: object) -> str:
    return words.say(f"text.{key}", lang, **values)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def told(page: Page, text: str) -> None:
    expect(page.locator(".st-key-receipt")).to_contain_text(text)


def test_an_editor_takes_in_a_proposal_and_writes_an_assessment_with_a_live_figure(
    chromium: Browser, written: str, home: Path
) -> None:
    with reading(chromium, written) as reader:
        page = reader.open(EDITOR)
        assert page.inner_text("h1") == say("verdict_empty")
        press(page, say("accept"))
        told(page, say("accepted"))
        expect(page.locator("h1")).to_contain_text(say("verdict_ready_one"))
        _assess(page)
        told(page, say("saved"))
        expect(page.locator("h1")).to_contain_text(say("verdict_because_one"))
    with open_store(None, home) as store, store.read() as connection:
        first, second = texts.blocks(connection, 3)
        assert first.words.proposed and first.who == "redaktör vid kansliet"
        assert second.words.likelihood == "very_likely" and "{{" in second.words.sv
        assert "mycket sannolikt" in second.words.sv and "very likely" in second.words.en
        assert audit.broken(connection) == []


def _assess(page: Page) -> None:
    """Write with the keyboard: a slash finds a figure, the scale and the word follow each other."""
    press(page, say("new"))
    page.locator(".st-key-writing label", has_text=say("kind_assessment")).click()
    sv = page.locator(".st-key-writing textarea").first
    sv.press_sequentially("Det är sannolikt att ")
    sv.press("/")
    expect(page.get_by_label(say("find"))).to_be_focused()
    page.keyboard.type("kontroller riket")
    page.keyboard.press("Enter")
    page.locator("button.insert").first.click()
    expect(sv).to_be_focused()
    token = sv.input_value().removeprefix("Det är sannolikt att ")
    assert token.startswith("{{") and token.endswith("}}")
    en = page.locator(".st-key-writing textarea").nth(1)
    en.fill(f"It is likely that {token}")
    en.press("Control+Enter")
    expect(page.locator(".preview .tok")).to_have_count(2)
    very = words.say("likelihood.very_likely", "sv")
    page.locator(".st-key-writing label", has_text=very).click()
    expect(sv).to_have_value(f"Det är mycket sannolikt att {token}")
    expect(en).to_have_value(f"It is very likely that {token}")
    page.locator(".st-key-writing label", has_text=words.say("confidence.low", "sv")).click()
    expect(page.get_by_label(f"{say('because')} (English)")).to_be_visible()
    press(page, say("save"))


def test_of_two_who_write_at_once_the_second_keeps_what_was_typed(
    chromium: Browser, written: str, home: Path
) -> None:
    made = _elsewhere(home, "Ett.")
    with reading(chromium, written) as reader:
        page = reader.open("/text?lang=sv&role=editor&section=war_crimes")
        press(page, say("rewrite"))
        field = page.locator(".st-key-writing textarea").first
        field.fill("Den andras ord.")
        field.press("Control+Enter")
        expect(page.locator(".preview")).to_contain_text("Den andras ord.")
        _elsewhere(home, "Den förstas ord.", made)
        press(page, say("save"))
        told(page, "Någon annan hann före: ledning")
        expect(page.locator(".tb").first).to_contain_text("Den förstas ord.")
        expect(field).to_have_value("Den andras ord.")
        press(page, say("save"))
        told(page, say("saved"))
        press(page, say("past", n=3))
        versions = page.locator("ol.versions li")
        for order, said in enumerate(("Den andras ord.", "Den förstas ord.", "Ett.")):
            expect(versions.nth(order)).to_contain_text(said)


def _elsewhere(home: Path, sv: str, after: Block | None = None) -> Block:
    """Write a block, or its next version, as somebody else does at the same time."""
    with open_store(None, home) as store:
        source = Source(editions.cells(store, 2), editions.changes(store, 2))
        with store.begin() as connection:
            return texts.write(
                connection, Actor("ledning", Role.management, "pm"), 3, "war_crimes",
                Words("fact", sv, "One."), source, after.block if after else None,
                after.version if after else 0)


def test_a_reviewer_comments_and_reads_and_whoever_may_not_see_drafts_does_not(
    chromium: Browser, written: str
) -> None:
    with reading(chromium, written) as reader:
        page = reader.open("/text?lang=en&role=reviewer&authority=tv&section=war_crimes")
        assert page.get_by_role("button", name=say("rewrite", "en")).count() == 0
        press(page, say("talk", "en", n=0))
        page.get_by_label(say("comment", "en")).fill("Is it so?")
        press(page, say("do_comment", "en"))
        told(page, say("commented", "en"))
        expect(page.locator(".comment")).to_contain_text("Is it so?")
        expect(page.locator("h1")).to_contain_text(say("verdict_comment_one", "en"))
        page = reader.open("/text?lang=sv&role=council_member")
        assert page.locator(".tb").count() == 0 and page.locator(".note").count() == 1


def test_a_decision_is_recorded_with_its_figure_and_settled(
    chromium: Browser, written: str
) -> None:
    with reading(chromium, written) as reader:
        page = reader.open("/decisions?council=mur&lang=sv&role=management")
        _record(reader, page)
        item = page.locator("ol.decided li")
        expect(item).to_contain_text("Gör så.")
        assert "2026K2" in item.locator("dd").first.inner_text()
        page.get_by_text(words.say("recording.settle", "sv"), exact=True).click()
        for lang, text in (("Svenska", "Klart så."), ("English", "Done so.")):
            page.get_by_label(f"{words.say('recording.outcome', 'sv')} ({lang})").fill(text)
        press(page, words.say("recording.do_settle", "sv"))
        told(page, words.say("recording.settled", "sv"))
        expect(page.locator(".since")).to_contain_text("Klara: 1.")
        expect(page.locator(".since")).to_contain_text("Klart så.")


def _record(reader: Reader, page: Page) -> None:
    page.get_by_text(words.say("recording.record", "sv"), exact=True).click()
    for lang, text in (("Svenska", "Gör så."), ("English", "Do so.")):
        page.get_by_label(f"{words.say('recording.text', 'sv')} ({lang})").fill(text)
    find = page.get_by_label(words.say("recording.figure", "sv"))
    find.fill("riskanalyser riket 2026K2")
    find.press("Enter")
    page.get_by_label(say("found")).wait_for()
    press(page, words.say("recording.do_record", "sv"))
    told(page, words.say("recording.recorded", "sv"))
    expect(find.last).to_have_value("")   # the form is drawn anew


def test_the_texts_fit_a_narrow_screen(chromium: Browser, written: str) -> None:
    with reading(chromium, written, width=390, height=844) as reader:
        page = reader.open(EDITOR)
        page.wait_for_selector(".tb")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_press_while_a_run_is_going_on_waits_for_it_and_is_never_lost(
    chromium: Browser, filled: Path, tmp_path: Path
) -> None:
    """Two runs of one reader at once would share what the reader typed and pressed, and the one
    that ends last would undo the other: a press lost, an old word back in its field."""
    own = Path(shutil.copytree(filled, tmp_path / "home"))
    with (serving(own, "tests.journeys.lingering") as address,
          reading(chromium, address) as reader):
        page = reader.open(EDITOR)
        press(page, say("new"))
        fields = page.locator(".st-key-writing textarea")
        fields.first.fill("Första meningen.")
        fields.first.press("Control+Enter")
        expect(page.locator(".preview")).to_contain_text("Första meningen.")
        fields.nth(1).fill("The first sentence.")
        page.keyboard.press("Tab")
        press(page, say("save"))
        told(page, say("saved"))
        expect(page.locator(".tb").first).to_contain_text("Första meningen.")
    assert (own / MOST).read_text() == "1"
