"""The pictures as Streamlit shows them: each council, area and region, in both languages."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import registers, words
from tests.dashboard.one_page import one_page

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "dashboard" / "script" / "lagesbild.py"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two small editions."""
    where = tmp_path_factory.mktemp("home")
    builder = ROOT / "tests" / "journeys" / "edition.py"
    subprocess.run([sys.executable, str(builder), str(where)], check=True, cwd=ROOT)
    return where


def drawn(home: Path, monkeypatch: pytest.MonkeyPatch, page: str, **codes: str) -> str:
    """Run a page for an address and return what it draws."""
    monkeypatch.setenv("LAGESBILD_HOME", str(home))
    monkeypatch.delenv("LAGESBILD_STORE_URL", raising=False)
    run = AppTest.from_function(one_page, kwargs={"page": page}, default_timeout=60)
    for key, value in codes.items():
        run.query_params[key] = value
    run.run()
    assert not run.exception
    assert words.say("shell.our_fault", "sv") not in "".join(e.proto.body for e in run.get("html"))
    drawings = [e.proto.html_content for e in run.get("bidi_component")]
    frame = ('class="top"', "<footer")   # the page alone is looked at
    return "".join(d for d in drawings if not any(mark in d for mark in frame))


class _Outline(HTMLParser):
    """Collects headings and drawings without a sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.mute: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        if tag == "svg" and not (known.get("aria-label") or known.get("aria-hidden")):
            self.mute.append(str(known))


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("council", [c.code for c in registers.councils()])
def test_a_council_stands_onone_page(
    home: Path, monkeypatch: pytest.MonkeyPatch, council: str, lang: str
) -> None:
    html = drawn(home, monkeypatch, "council", council=council, lang=lang)
    seen = _Outline()
    seen.feed(html)
    assert seen.headings[0] == "h1" and seen.headings.count("h1") == 1
    assert not seen.mute
    assert html.count('class="blk card') == 4
    assert words.say("label.synthetic_short", lang) in html


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("area", [a.code for a in registers.areas()])
def test_an_area_shows_trend_table_and_source(
    home: Path, monkeypatch: pytest.MonkeyPatch, area: str, lang: str
) -> None:
    html = drawn(home, monkeypatch, "area", area=area, lang=lang)
    seen = _Outline()
    seen.feed(html)
    assert not seen.mute
    assert html.count("<h1") == 1
    assert words.say("area.table_title", lang) in html
    assert words.say("sign.lay_title", lang) in html
    assert ("Källa: " if lang == "sv" else "Source: ") in html


@pytest.mark.parametrize("place", ["nord", "syd", "12", "01+09"])
def test_a_region_stands_against_sweden(
    home: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    html = drawn(home, monkeypatch, "region", council="payments", place=place, lang="en")
    assert f"{registers.name('places', place, 'en')} against Sweden" in html


def test_links_within_a_picture_carry_the_visit(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = drawn(home, monkeypatch, "council", council="payments", lang="en", edition="1",
                 theme="dark")
    links = [part.split('"')[0] for part in html.split('href="/')[1:]]
    assert links
    assert all("edition=1" in to and "lang=en" in to and "theme=dark" in to for to in links)


def test_a_regional_council_sees_no_other_region(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = drawn(home, monkeypatch, "area", council="rsr_syd", area="organised_crime", lang="sv")
    assert ">Syd<" in html
    assert ">Nord<" not in html and ">Väst<" not in html


def test_a_regional_council_is_refused_another_region_in_one_sentence(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert drawn(home, monkeypatch, "region", council="rsr_syd", place="nord", lang="sv") == ""


def test_who_is_no_member_reads_the_summary(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    html = drawn(home, monkeypatch, "council", council="payments", role="deliverer",
                 authority="fk", lang="sv")
    assert words.say("council.summary_only", "sv") in html
    assert 'class="blk card' not in html
