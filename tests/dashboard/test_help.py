"""Help, the catalogue's search and the accessibility statement."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

import pytest

from dashboard.app import NO_EDITION, PAGES
from dashboard.views import about, accessibility, catalogue
from dashboard.views import help as helping
from dashboard.visit import Numbered, Visit, read
from data import words

S2 = Numbered(2, "2026M09", date(2026, 10, 21), "synthetic")
ROW: dict[str, Any] = {
    "indicator": "ht.consent_given", "area": "human_trafficking", "sv": "Samtycke lämnat",
    "en": "Consent given", "definition_sv": "Vuxna som har sagt ja.",
    "definition_en": "Adults who have said yes.", "unit": "persons", "version": 1, "caution": ""}


def look(page: str, lang: str = "sv", **codes: str) -> Visit:
    return read(page, {"lang": lang, **codes}, [S2])


@pytest.mark.parametrize(("asked", "found"), [
    ("", True), ("samtycke", True), ("SAMTYCKE", True), ("consent adults", True),
    ("människohandel ja", True), ("human trafficking", True), ("ht.consent", True),
    ("samtycke kontroll", False), ("<script>", False),
])
def test_a_search_finds_all_its_words_in_names_definitions_and_areas(
    asked: str, found: bool
) -> None:
    assert catalogue.fits(ROW, asked) is found


def test_a_search_is_written_back_escaped_and_carries_the_visit() -> None:
    visit = look("catalogue", "en", q='"><img src=x>', council="nmt", theme="dark")
    form = catalogue._form(visit)
    assert "<img" not in form and 'value="&quot;&gt;&lt;img src=x&gt;"' in form
    for name, value in (("council", "nmt"), ("theme", "dark"), ("lang", "en")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in form
    assert form.count('name="q"') == 1
    assert "<img" not in catalogue._opening(visit, 0, 9)


def written(page: Any, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> str:
    told: list[str] = []
    monkeypatch.setattr(page.st, "html", told.append)
    page.render(visit)
    return unescape("".join(told))


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_statement_holds_what_the_law_asks_for(
    lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How far it reaches, what is lacking and why, when and how it was tested, whom to tell."""
    html = written(accessibility, look("accessibility", lang), monkeypatch)
    for key in ("how_far_text", "lacking_strings", "burden_text", "tested_text", "tell_text",
                "complain_text"):
        assert words.say(f"accessibility.{key}", lang) in html, key
    assert "2018:1937" in html and accessibility.DIGG in html and "2026" in html
    assert "@" not in html   # no address is made up for whoever runs an installation


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_help_shows_only_pages_that_the_reader_may_see(
    lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = written(helping, look("help", lang), monkeypatch)
    deliverer = written(helping, look("help", lang, role="deliverer"), monkeypatch)
    assert "/changed?" in member and "/changed?" not in deliverer
    for sign in ("zero", "protected", "not_applicable", "not_delivered"):
        assert words.say(f"sign.legend_{sign}", lang) in member
    assert words.say("sign.lay_rest", lang) in member
    for term in helping.GLOSSARY:
        assert words.say(f"glossary.{term}_text", lang) in member


def test_the_method_points_to_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = read("about", {"lang": "sv"}, [])
    html = written(about, visit, monkeypatch)
    assert all(f"/{page}?" in html for page in ("catalogue", "method", "quality", "help"))


def test_pages_that_need_no_edition_are_pages() -> None:
    assert set(NO_EDITION) <= set(PAGES)
