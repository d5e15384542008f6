"""Management chooses a report, sees what it will hold and fetches it, in a real Chromium."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Page

from data import words
from tests.journeys.browser import reading

pytestmark = pytest.mark.browser
AS = "role=management&council=work_crime"


def _ready(page: Page) -> None:
    page.wait_for_selector("ol.holds", timeout=60_000)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_report_is_chosen_looked_at_and_fetched(
    chromium: Browser, served: str, lang: str
) -> None:
    with reading(chromium, served) as reader:
        page = reader.open(f"/reports?{AS}&lang={lang}&choice=page.work_related_crime..{lang}")
        _ready(page)
        assert page.locator("ol.holds li").count() == 1
        page.get_by_role("button", name=words.say("reports.make", lang)).click()
        fetch = page.locator("[data-testid=stDownloadButton] button").first
        fetch.wait_for(timeout=60_000)
        with page.expect_download() as fetched:
            fetch.click()
        mark = words.say("report.file_mark", lang)
        assert fetched.value.suggested_filename.startswith(f"lagesbild-S-2{mark}-work_crime-")
        content = Path(fetched.value.path()).read_bytes()
        read = pypdf.PdfReader(BytesIO(content))
        assert len(read.pages) == 1 and read.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert words.say("label.synthetic", lang) in read.pages[0].extract_text()


def test_a_choice_has_an_address_and_the_keyboard_is_enough(
    chromium: Browser, served: str
) -> None:
    with reading(chromium, served) as reader:
        page = reader.open(f"/reports?{AS}&lang=sv")
        _ready(page)
        assert "choice=brief.work_related_crime..sv" in page.url.replace("%2C", ",")
        box = page.get_by_role("checkbox", name="Krigsbrott")
        box.focus()
        page.keyboard.press("Space")
        page.wait_for_url("**choice=brief.work_related_crime*war_crimes*", timeout=60_000)
        page.locator("ol.holds li").nth(3).wait_for(timeout=60_000)
        page = reader.open(page.url.removeprefix(served))
        _ready(page)
        assert page.get_by_role("checkbox", name="Krigsbrott").is_checked()


def test_on_a_narrow_screen_nothing_is_wider_than_it(chromium: Browser, served: str) -> None:
    with reading(chromium, served, 390, 844) as reader:
        page = reader.open(f"/reports?{AS}&lang=sv&theme=dark")
        _ready(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_deliverer_gets_no_report(chromium: Browser, served: str) -> None:
    with reading(chromium, served) as reader:
        page = reader.open("/reports?role=deliverer&authority=fk&council=payments&lang=sv")
        assert page.locator("ol.holds").count() == 0
        assert words.say("act.export_edition", "sv") in page.inner_text(".st-key-page .note")
