"""A deliverer tries files in a real browser: the words, the verdict, and nothing left behind."""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from playwright.sync_api import Browser, Page

from data import words
from data.deliveries import Delivery, write
from tests import frames
from tests.journeys.browser import reading, serving
from tests.journeys.lingering import ANSWER, MOST

pytestmark = pytest.mark.browser
SECRET = "811218-9876"
ADDRESS = "/try?role=deliverer&authority=miv&lang="


def _files(folder: Path, delivery: Delivery, name: str = "remisser") -> list[str]:
    write(folder, name, delivery.manifest, delivery.rows, delivery.states, "csv")
    return [str(each) for each in sorted(folder.iterdir())]


def _start(page: Page, files: list[str], lang: str) -> None:
    page.set_input_files("input[type=file]", files)
    page.wait_for_selector("[data-testid=stFileChip]", timeout=60_000)
    page.wait_for_selector("[data-testid=stFileChipIconSpinner]", state="detached")
    page.wait_for_timeout(500)
    page.get_by_role("button", name=words.say("try.start", lang)).click()


def _try(page: Page, files: list[str], lang: str) -> None:
    _start(page, files, lang)
    page.wait_for_selector(".st-key-readfile", timeout=180_000)
    page.wait_for_selector(".st-key-material button")


def _label(page: Page, selector: str) -> str:
    return page.evaluate("s => document.querySelector(s).getAttribute('aria-label')", selector)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_field_speaks_the_readers_language(chromium: Browser, served: str, lang: str) -> None:
    """The selectors of Streamlit's field are guarded here: they may change with a version."""
    with reading(chromium, served) as reader:
        page = reader.open(ADDRESS + lang)
        page.wait_for_selector("[data-testid=stFileUploaderDropzone] button")
        page.wait_for_timeout(500)
        seen = page.evaluate("""() => {
            const at = (s, p) => getComputedStyle(document.querySelector(s), p).content;
            const field = '[data-testid=stFileUploaderDropzone]';
            const hint = '[data-testid=stFileUploaderDropzoneInstructions]';
            const shown = [...document.querySelectorAll(field + ' *')].filter(
                n => n.checkVisibility() && n.childElementCount === 0
                     && parseFloat(getComputedStyle(n).fontSize) > 0 && n.innerText?.trim());
            return [at(hint, '::before'), at(hint, '::after'), at(field + ' button', '::after'),
                    shown.map(n => n.innerText)];
        }""")
        said = [words.say(f"try.{each}", lang) for each in ("drop", "limits", "choose")]
        assert seen == [*(f'"{each}"' for each in said), []]
        field = "[data-testid=stFileUploaderDropzone]"
        assert _label(page, f"{field} button") == said[2]
        assert _label(page, field).startswith(said[0])


def test_a_file_with_faults_gets_them_numbered_and_as_a_list(
    chromium: Browser, served: str, tmp_path: Path
) -> None:
    clean = frames.clean("referrals")
    about = replace(clean.manifest, totals={"persons": 1})
    unknown = pl.when(pl.int_range(pl.len()) % 3 == 0).then(pl.lit("00")).otherwise("county")
    wrong = replace(clean, manifest=about, rows=clean.rows.with_columns(unknown.alias("county")))
    with reading(chromium, served) as reader:
        page = reader.open(ADDRESS + "sv")
        _try(page, _files(tmp_path, wrong), "sv")
        heading = page.locator("h1").inner_text()
        assert heading == "Filen skulle avvisas. Ett fel måste rättas, en sak är bra att se över."
        assert page.locator(".found li .n").all_inner_texts() == ["1", "2"]
        assert page.locator(".found .do b").all_inner_texts() == ["Gör så här:"] * 2
        assert "40 rader, 21 kolumner" in page.locator(".st-key-readfile").inner_text()
        with page.expect_download() as got:
            page.get_by_role("button", name=words.say("try.list", "sv")).click()
        text = Path(got.value.path()).read_text("utf-8-sig")
        assert [row[0] for row in csv.reader(io.StringIO(text), delimiter=";")][1:] == [
            "REF-012", "REF-028"]
        page.get_by_role("button", name=words.say("try.again", "sv")).click()
        page.wait_for_selector("[data-testid=stFileUploaderDropzone]")
        assert page.locator(".found").count() == 0


def test_a_file_with_personal_data_leaves_no_trace(
    chromium: Browser, served: str, filled: Path, tmp_path: Path
) -> None:
    clean = frames.clean("referrals")
    held = replace(clean, rows=clean.rows.with_columns(pl.lit(SECRET).alias("outcome")))
    with reading(chromium, served) as reader:
        page = reader.open(ADDRESS + "en")
        _try(page, _files(tmp_path, held, "secret-name"), "en")
        assert words.say("try.personal", "en") in page.locator("h1").inner_text()
        html = page.content()
        assert SECRET not in html and "secret-name" not in html
        assert "column outcome" in page.locator(".found").inner_text().lower()
    left = [path for path in filled.rglob("*") if path.is_file()
            and (SECRET.encode() in path.read_bytes() or b"secret-name" in path.read_bytes())]
    assert left == []


def test_who_goes_on_while_a_file_is_tried_does_not_wait_for_it(
    chromium: Browser, filled: Path, tmp_path: Path
) -> None:
    own = Path(shutil.copytree(filled, tmp_path / "home"))
    (sent := tmp_path / "sent").mkdir()
    with serving(own, "tests.journeys.lingering") as address, reading(chromium, address) as reader:
        page = reader.open(ADDRESS + "sv")
        _start(page, _files(sent, frames.clean("referrals")), "sv")
        page.wait_for_selector(f":text('{words.say('try.working', 'sv')}')")
        page.click(f"footer a:text-is('{words.say('page.accessibility', 'sv')}')")
        page.wait_for_selector(f"h1:text-is('{words.say('accessibility.title', 'sv')}')")
        (own / ANSWER).touch()   # until now the file had no answer
    assert (own / MOST).read_text() == "1"


def test_a_template_is_downloaded_and_read(chromium: Browser, served: str) -> None:
    with reading(chromium, served) as reader:
        page = reader.open(ADDRESS + "sv")
        with page.expect_download() as got:
            page.get_by_role("button", name="Mall, Excel").click()
        assert got.value.suggested_filename == "referrals_sv.xlsx"
        path = Path(got.value.path())
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
        assert book.sheetnames == ["rows", "states", "Kodbok"]
