"""What readers see of protection in a real Chromium: signs in words, older figures, access."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from dashboard.app import PAGES
from data import registers, words
from data.policy import policy
from tests.journeys.browser import reading

pytestmark = pytest.mark.browser
DOTS = re.compile(r"(?<![.\w])\.\.(?![.\w])")
# The signs of a page that a screen reader would meet bare: in HTML not hidden from it, in a
# drawing without the word in its sentence.
BARE = """word => {
  const found = [], walk = document.createTreeWalker(
    document.querySelector('.st-key-page'), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const at = walk.currentNode.parentElement, drawing = at.closest('svg');
    if (!/(^|\\s)\\.\\.(\\s|$)/.test(walk.currentNode.data)) continue;
    if (drawing) {
      const said = (drawing.getAttribute('aria-label') || '').toLowerCase();
      if (!drawing.closest('[aria-hidden=true]') && !said.includes(word))
        found.push(drawing.getAttribute('aria-label'));
    } else if (walk.currentNode.data.trim() === '..' && !at.closest('.lay-line, .blk table th')) {
      const beside = at.nextElementSibling;
      if (at.getAttribute('aria-hidden') !== 'true' || !beside || !at.title
          || !beside.textContent.toLowerCase().includes(word)) found.push(at.outerHTML);
    }
  }
  return found }"""


def addresses(lang: str, much: str) -> Iterator[str]:
    """Every page, every area with its Swedish and a regional figure, and the kinds of council.

    ``much``: the whole of it; every page and one of each other sort; a few of them.
    """
    last = None if much == "whole" else 1
    for name in PAGES if much != "few" else ("region", "changed"):
        yield f"/{'' if name == 'council' else name}?lang={lang}&role=steward"
    for code in ("rsr_mitt", "payments", "rsr_syd", "mur")[:last]:
        yield f"/?lang={lang}&role=steward&council={code}"
    for area in registers.areas()[:last]:
        yield f"/area?lang={lang}&role=steward&area={area.code}&place=nord"
        yield f"/area?lang={lang}&role=steward&area={area.code}"
    for place in ("mitt", "syd", "22")[:last]:
        yield f"/region?lang={lang}&role=steward&place={place}"


def content(page: Page) -> str:
    return page.inner_text(".st-key-page")


@pytest.mark.parametrize(("lang", "word", "much", "least"), [
    ("sv", "prickad", "each", 4), ("en", "protected", "few", 2),
    *(pytest.param(*each, "whole", 8, marks=pytest.mark.proof)
      for each in (("sv", "prickad"), ("en", "protected")))])
def test_wherever_two_dots_stand_the_sentence_for_everybody_stands_too(
    chromium: Browser, served: str, lang: str, word: str, much: str, least: int
) -> None:
    seen, sentence = 0, words.say("sign.lay_first", lang)
    with reading(chromium, served) as reader:
        for address in addresses(lang, much):
            page = reader.open(address)
            shown = content(page)
            if DOTS.search(shown):
                seen += 1
                assert sentence in shown, address
            assert page.evaluate(BARE, word) == [], address
    assert seen >= least   # the small editions do hide something


@pytest.mark.parametrize(("lang", "said"), [
    ("sv", "från utgåva S-1"), ("en", "as of edition S-1")])
def test_a_figure_of_an_older_edition_is_never_silent(
    chromium: Browser, served: str, lang: str, said: str
) -> None:
    with reading(chromium, served) as reader:
        page = reader.open(f"/?lang={lang}&role=steward")
        assert said in page.inner_text(".opening .lead")
        assert said.lower() in page.inner_text(".card >> nth=0").lower()
        assert page.locator("svg.wide text:text('92*')").count() == 1
        assert f"* {said}" in content(page)
        page = reader.open(f"/region?lang={lang}&role=steward&place=nord")
        assert page.locator(".pair .older").all_inner_texts() == [said, said]
        raised = page.locator("td sup.asof")
        assert set(raised.all_inner_texts()) == {"S-1"} and raised.count() == 2
        assert page.locator("td .hidden", has_text=said).count() == 2
        page = reader.open(f"/area?lang={lang}&role=steward&area=organised_crime")
        drawn = " ".join(page.locator("svg.wide text").all_text_contents())
        assert drawn.count(said) == 3   # a region, a county and a part
        assert said in (page.locator("svg.wide rect title").first.text_content() or "")
        assert words.say("figure.as_of_note", lang) in content(page)
        older = reader.open(f"/area?lang={lang}&role=steward&area=organised_crime&edition=1")
        assert said not in older.content()


@pytest.mark.parametrize("lang", ["sv", pytest.param("en", marks=pytest.mark.proof)])
def test_what_the_council_accepts_of_insiders_is_said_in_its_areas_alone(
    chromium: Browser, served: str, lang: str
) -> None:
    reasons = {area: {"sv": sv, "en": en}[lang] for area, sv, en in policy().insiders}
    with reading(chromium, served) as reader:
        for area in registers.areas():
            shown = content(reader.open(f"/area?lang={lang}&role=steward&area={area.code}"))
            said = words.say("picture.accepted", lang, reason=reasons.get(area.code, ""))
            assert (said in shown) == (area.code in reasons), area.code


@pytest.mark.parametrize(("lang", "said"), [
    ("sv", "Perioder med 2026M08 eller senare månader visas bara för riket"),
    ("en", "Periods with 2026M08 or later months are shown for Sweden only")])
def test_an_unripe_period_is_explained_where_places_are_shown(
    chromium: Browser, served: str, lang: str, said: str
) -> None:
    with reading(chromium, served) as reader:
        for address in (f"/region?lang={lang}&place=vast", f"/?lang={lang}",
                        f"/?lang={lang}&council=rsr_syd",
                        f"/area?lang={lang}&area=organised_crime&place=nord"):
            assert said in content(reader.open(f"{address}&role=steward")), address


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_protection_costs_is_for_stewards_and_people_of_method(
    chromium: Browser, served: str, lang: str
) -> None:
    name = words.say("page.loss", lang)
    with reading(chromium, served) as reader:
        for role in ("steward", "method"):
            page = reader.open(f"/loss?lang={lang}&role={role}")
            assert page.locator(f"nav.wide a[aria-current]:text('{name}')").count() == 1
            for key in ("areas", "levels", "thresholds", "insiders", "merges", "held", "tables"):
                assert words.say(f"loss.{key}_title", lang) in content(page), key
        for role in ("council_member", "management", "deliverer"):
            page = reader.open(f"/loss?lang={lang}&role={role}&authority=fk")
            assert page.locator(f"nav.wide a:text('{name}')").count() == 0
            assert words.say("act.read_loss", lang) in content(page)
            assert page.locator(".st-key-page table, .st-key-page svg").count() == 0


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_page_of_costs_never_tells_a_small_cell_from_its_partner(
    chromium: Browser, served: str, lang: str
) -> None:
    with reading(chromium, served) as reader:
        page = reader.open(f"/loss?lang={lang}&role=method")
        whole = json.dumps([content(page), page.content()]).lower()
        assert not re.search(r"prim[äa]r|sekund[äa]r|secondary", whole)
