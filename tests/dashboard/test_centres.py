"""The national intelligence centre as a unit: its address, its figure, who may read whose."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from dashboard import chrome
from dashboard.models.book import Book
from dashboard.models.centres import centre_page, counts_by, short
from dashboard.views import centre
from dashboard.visit import Numbered, Visit, read
from data import words
from data.regional import places_of, within
from tests.dashboard.pictures import MAIN, book, cell, cells, frame

NAMES = {"ruc_vast": "RUC Väst", "ruc_nord": "RUC Nord",
         "nuc": "Nationellt underrättelsecentrum (NUC)", "akc": "Center (AKC)"}


def with_centres(lang: str = "sv", nuc: float | None = 12.0) -> Book:
    rows = [cell(MAIN, year, value, breakdown=f"centre:{code}")
            for year, found in (("2024", (30.0, 21.0, 14.0, 0.0)),
                                ("2025", (33.0, None, nuc, 0.0)))
            for code, value in zip(NAMES, found, strict=True)]
    named = [{"dimension": "breakdown", "code": f"centre:{c}", "sv": n, "en": n}
             for c, n in NAMES.items()]
    return book(lang, cells=frame("cells", [*cells(), *rows]), codes=frame("codes", named))


def look(lang: str = "sv", **codes: str) -> Visit:
    return read("region", {"lang": lang, **codes},
                [Numbered(2, "2026M09", date(2026, 10, 21), "synthetic")])


def test_the_national_centre_has_an_address_that_survives_a_change_of_language() -> None:
    visit = look(centre="nuc", council="rsr_vast")
    assert visit.centre == "nuc" and not visit.ignored
    assert "centre=nuc" in visit.link(lang="en")
    assert read("region", {"centre": "ruc_nord"}, []).ignored


def test_another_place_or_page_forgets_the_centre() -> None:
    visit = look(centre="nuc")
    assert "centre" not in visit.link(place="vast")
    assert "centre" not in visit.link("area") and "centre" not in visit.link("council")


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_centre_stands_beside_like_units_and_sweden(lang: str) -> None:
    page = centre_page(with_centres(lang), "nuc")
    assert page.here is not None and page.sweden is not None
    assert (page.here.number, page.here.period) == ("12", "2025")
    assert [p.value for p in page.here.points] == [14.0, 12.0]
    assert [r.name for r in page.like if not r.quiet] == ["NUC"]
    assert {r.name for r in page.like} == {"RUC Väst", "RUC Nord", "NUC"}   # no zero beside them
    assert "NUC" in page.sentence and "2025" in page.sentence
    assert [c.text for row in page.table for c in row if row[0].text == NAMES["nuc"]] == [
        NAMES["nuc"], "12", "14"]
    html = centre.page_html(with_centres(lang), look(lang, centre="nuc"), page, False)
    assert words.say("centres.about", lang) in html


def test_a_protected_centre_shows_no_number() -> None:
    page = centre_page(with_centres(nuc=None), "nuc")
    assert page.here is not None
    assert page.here.number == "14"   # the newest that is shown
    gone = with_centres(nuc=None)
    hidden = gone.cells.with_columns(
        sign=pl.when(pl.col("breakdown") == "centre:nuc").then(pl.lit("protected")).otherwise(
            pl.col("sign")),
        value=pl.when(pl.col("breakdown") == "centre:nuc").then(None).otherwise(pl.col("value")))
    page = centre_page(book("sv", cells=hidden, codes=gone.codes), "nuc")
    assert page.here is not None and page.here.state == "protected"
    assert page.here.number == words.say("sign.protected", "sv")
    assert "14" not in page.sentence


def test_a_regional_council_reads_the_national_centre_and_its_own() -> None:
    whole = with_centres()
    own = within(whole.cells, places_of("rsr_vast"))
    page = centre_page(book("sv", cells=own, codes=whole.codes), "nuc")
    assert {r.name for r in page.like} == {"RUC Väst", "NUC"}
    assert all("Nord" not in c.text for row in page.table for c in row)


def test_an_edition_without_centres_says_so() -> None:
    page = centre_page(book(), "nuc")
    assert page.here is None and page.sentence == words.say("centres.none", "sv")


def test_the_centre_is_reached_from_the_menu_and_from_a_council_that_has_it() -> None:
    assert "centre=nuc" in chrome._councils(look())
    denied = read("region", {"role": "deliverer", "authority": "fk"}, [])
    assert "centre=nuc" not in chrome._councils(denied)
    made = with_centres()
    parted = book("sv", cells=made.cells, codes=made.codes, indicators=made.indicators.with_columns(
        tables=pl.when(pl.col("indicator") == MAIN).then(pl.lit("SE:year:centre")).otherwise(
            pl.col("tables"))))
    area = parted.metas[MAIN].area
    assert counts_by(parted, (area,)) and not counts_by(parted, ("war_crimes",))
    assert "centre=nuc" in centre.from_council(parted, look(), (area,))
    assert centre.from_council(parted, look(), ("war_crimes",)) == ""


def test_a_long_name_is_shortened_to_its_letters() -> None:
    assert short(NAMES["nuc"]) == "NUC" and short("RUC Väst") == "RUC Väst"
