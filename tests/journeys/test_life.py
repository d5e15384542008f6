"""One edition from draft to published, by seven roles in a real Chromium, then printed."""

from __future__ import annotations

import io
import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pypdf
import pytest
from playwright.sync_api import Browser, Page

from data import drafts, editions, registers, signing, standing, steps, words
from data.access import SYSTEM, Actor, Role
from data.proposal import Proposal
from data.steps import State
from data.store import Store, open_store
from data.tables import FRAMES
from tests.journeys.accessible import findings
from tests.journeys.browser import Reader, reading, serving

pytestmark = pytest.mark.browser
NUMBER, LABEL = 3, "S-3"
ASKED = ("fk", "pm", "skv", "tv")
SECRET = "Hemlig mening ur den avvikande meningen"


def name(authority: str, lang: str = "sv") -> str:
    return registers.name("authorities", authority, lang)


def drafted(home: Path) -> None:
    """Hold the draft of S-3: S-2 with a few figures moved, of deliveries of four authorities."""
    store = open_store(None, home)
    last = editions.last(store)
    assert last is not None
    frames = {frame: editions.read(store, last.number, frame) for frame in FRAMES}
    lifted = (pl.col("indicator") == "organised_crime.all") & (pl.col("period") == "2025K4")
    frames["cells"] = frames["cells"].with_columns(
        value=pl.when(lifted & (pl.col("sign") == "visible")).then(pl.col("value") + 40).otherwise(
            pl.col("value")))
    row = frames["deliveries"].row(0, named=True)
    frames["deliveries"] = pl.DataFrame(
        [{**row, "deliverer": code, "period": "2025M10–2026M09", "fingerprint": code * 32}
         for code in ASKED], schema=FRAMES["deliveries"])
    whole = Proposal(LABEL, "2026M10", date(2026, 11, 12), date(2026, 11, 23), last.number,
                     "synthetic", "0", frames,
                     {**editions.documents(store, last.number),
                      "attack": json.dumps({"findings": [], "tried": {"open": {"hidden": 12}}})},
                     demonstration=True)
    drafts.hold(store, Actor("redaktör vid kansliet", Role.editor), whole,
                datetime.now(UTC) - timedelta(hours=1), tested=drafts.figures(whole.frames))


@pytest.fixture(scope="module")
def home(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of its own, with a draft held."""
    own = tmp_path_factory.mktemp("life") / "home"
    shutil.copytree(filled, own)
    drafted(own)
    return own


@pytest.fixture(scope="module")
def base(home: Path) -> Iterator[str]:
    """A server over it."""
    with serving(home) as where:
        yield where


def go(
    reader: Reader, role: str, page: str = "review", authority: str = "", more: str = ""
) -> Page:
    who = f"&authority={authority}" if authority else ""
    return reader.open(f"/{page}?role={role}{who}&lang=sv{more}")


def press(page: Page, key: str) -> None:
    page.click(f".st-key-{key} button:not(:disabled)")


def said(page: Page, text: str) -> None:
    page.wait_for_selector(f".receipt:has-text('{text}')")


def stands(home: Path) -> State:
    with open_store(None, home).read() as connection:
        return steps.state(connection, NUMBER)


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_nothing_of_a_draft_is_seen_by_those_who_do_not_read_drafts(
    chromium: Browser, base: str
) -> None:
    with reading(chromium, base) as reader:
        for role, authority in (("council_member", ""), ("deliverer", "fk")):
            page = go(reader, role, authority=authority)
            assert page.locator("ol.life, table.changes, .st-key-deciding").count() == 0
            assert LABEL not in page.inner_text("body")
            page = go(reader, role, "editions", authority)
            assert LABEL not in page.inner_text("body")
            page = reader.open(f"/?role={role}&authority={authority}&edition={NUMBER}&lang=sv")
            assert words.say("address.edition", "sv") in page.inner_text(".notes")
    for role in ("council_member", "deliverer", "management", "editor", "nobody", ""):
        who = f"?role={role}&council=joint_initiative&authority=fk&lang=sv"
        for path in (f"editions/{NUMBER}", f"editions/{NUMBER}/cells",
                     f"editions/{NUMBER}/files/csv"):
            assert status(f"{base}/api/v1/{path}{who}") in (400, 401, 403, 404), (role, path)


def test_an_edition_goes_from_draft_to_published_and_is_printed(
    chromium: Browser, base: str, home: Path
) -> None:
    with reading(chromium, base) as reader:
        _written(reader)
        _prepared(reader, home)
        _answered(reader)
        _looked_at(reader)
        _signed(reader, home)
        _published(reader, home)
        _read(reader)


def _written(reader: Reader) -> None:
    """Management accepts a sentence that the statistics propose."""
    page = go(reader, "management", "text", "pm", "&section=organised_crime")
    page.click(".st-key-proposals [class*=st-key-accept-] button")
    said(page, words.say("text.accepted", "sv"))


def _prepared(reader: Reader, home: Path) -> None:
    """The editor proposes the draft and opens the joint preparation."""
    page = go(reader, "editor")
    assert page.inner_text("h1").startswith("8 av ")
    press(page, "do-propose")
    page.wait_for_selector("[role=dialog]")
    press(page, "dialog-do")
    said(page, words.say("life.done.propose", "sv", label=LABEL))
    assert stands(home) is State.in_review
    press(page, "do-open_preparation")
    said(page, words.say("life.done.open_preparation", "sv", label=LABEL, until="")[:40])
    assert stands(home) is State.joint_preparation


def _answered(reader: Reader) -> None:
    """Three authorities answer, a fourth dissents; a comment is dealt with."""
    for code in ("pm", "skv"):
        page = go(reader, "reviewer", authority=code)
        assert name(code) in page.inner_text(".own-part h2")
        assert page.locator(".st-key-do-sign button").is_disabled()
        press(page, "do-approve")
        said(page, words.say("life.done.approve", "sv", label=LABEL, authority=name(code)))
    page = go(reader, "reviewer", authority="tv")
    page.click(f"details:has-text('{words.say('review.dissent', 'sv')}') summary")
    page.fill(".st-key-dissent-sv textarea", SECRET)
    page.fill(".st-key-dissent-en textarea", "A dissent of the customs authority")
    page.keyboard.press("Tab")
    press(page, "do-dissent")
    said(page, words.say("life.done.dissent", "sv", label=LABEL, authority=name("tv")))
    page = go(reader, "reviewer", authority="fk")
    page.fill("[class*=st-key-comment-] textarea", "Varför ändras fjärde kvartalet?")
    page.keyboard.press("Tab")
    press(page, "do-comment")
    said(page, words.say("life.done.comment", "sv", label=LABEL))
    page = go(reader, "editor")
    page.click(".st-key-talking-form details summary")
    page.fill("[class*=st-key-resolve-] textarea", "Myndigheterna lämnade månaderna på nytt.")
    page.keyboard.press("Tab")
    page.click("[class*=st-key-do-resolve-] button")
    said(page, words.say("life.done.resolve", "sv"))


def _looked_at(reader: Reader) -> None:
    """A steward reads, and is offered nothing to do."""
    page = go(reader, "steward")
    assert page.locator("ol.life").count() == 1
    assert page.locator(".st-key-deciding button").count() == 0
    assert page.locator("input.seen").count() == 0


def _signed(reader: Reader, home: Path) -> None:
    """Two reviewers sign: one has ticked every change, the other is told what it has not seen."""
    page = go(reader, "reviewer", authority="pm")
    boxes = page.locator("input.seen")
    for n in range(2):   # two quick ticks: both are kept
        boxes.nth(n).check()
    page.wait_for_selector(f".hd:has-text('{words.say('review.seen_of', 'sv', n=2, of=8)}')")
    press(page, "see-all")
    said(page, words.say("review.saw_all", "sv", n=6))
    assert findings(page) == []
    _sign(page, "pm", unseen=False)
    said(page, words.say("life.done.sign_one", "sv", label=LABEL))
    page = go(reader, "reviewer", authority="pm")
    assert words.say("declined.sign_again", "sv") in page.inner_text(".st-key-deciding")
    page = go(reader, "reviewer", authority="skv")
    _sign(page, "skv", unseen=True)
    said(page, words.say("life.done.sign_two", "sv", label=LABEL))
    assert stands(home) is State.signed


def _sign(page: Page, authority: str, unseen: bool) -> None:
    press(page, "do-sign")
    dialog = page.locator("[role=dialog]")
    dialog.wait_for()
    assert dialog.locator(".unseen").count() == unseen
    assert page.locator(".st-key-dialog-do button").is_disabled()   # until it is ticked
    dialog.get_by_text(words.say("review.sign_tick", "sv", authority=name(authority))).click()
    press(page, "dialog-do")


def _published(reader: Reader, home: Path) -> None:
    """The editor sets the minute; when it comes the worker publishes."""
    page = go(reader, "editor")
    press(page, "do-set_embargo")
    said(page, words.say("life.done.set_embargo", "sv", label=LABEL, until="").rstrip(" ."))
    store: Store = open_store(None, home)
    with store.read() as connection:
        minute = standing.walked(connection, NUMBER).minute
    assert minute is not None and signing.due(store, minute - timedelta(minutes=1)) is None
    edition = signing.publish(store, SYSTEM, NUMBER, minute)
    assert edition.label == LABEL and editions.verify(store, NUMBER) == []
    assert drafts.newest(store) is None


def _read(reader: Reader) -> None:
    """A council's member reads who signed and who dissented, and prints it."""
    reader.page.wait_for_timeout(5_200)   # the pages see a new edition within five seconds
    page = go(reader, "council_member", "editions", more=f"&edition={NUMBER}")
    body = page.inner_text("body")
    assert SECRET in body and name("pm") in body and name("skv") in body
    page = go(reader, "editor")
    assert page.inner_text("h1") == words.say("review.nothing", "sv")
    page = go(reader, "council_member", "editions", more=f"&edition={NUMBER}")
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = " ".join(" ".join(sheet.extract_text().split()) for sheet in paper.pages)
    for wanted in (LABEL, name("pm"), name("skv"), SECRET, words.say("label.synthetic", "sv"),
                   words.say("label.not_official", "sv")):
        assert wanted in text, wanted
    width, height = (float(side) for side in paper.pages[0].mediabox[2:])
    assert width > height


def test_an_edition_is_withdrawn_with_a_reason_that_all_read(
    chromium: Browser, base: str, home: Path
) -> None:
    with reading(chromium, base) as reader:
        page = go(reader, "editor", "editions", more="&edition=1")
        press(page, "do-withdraw")
        page.wait_for_selector("[role=dialog]")
        for code, text in (("sv", "Fel folkmängd användes."), ("en", "The wrong population.")):
            page.fill(f".st-key-do-withdraw-{code} textarea", text)
            page.keyboard.press("Tab")
        page.locator(".st-key-do-withdraw-sure label").click()
        press(page, "dialog-do")
        said(page, words.say("life.done.withdraw", "sv", label="S-1"))
        page.wait_for_timeout(5_200)
        page = go(reader, "council_member", "editions", more="&edition=1")
        assert "Fel folkmängd användes." in page.inner_text(".reason-public >> nth=0")

