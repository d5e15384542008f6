"""What the pages choose to show, without a browser: nothing worked out, nothing given away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard.models import area, mine, parts, published, region, source, where
from dashboard.models.book import Book, short
from dashboard.models.cards import card, council_cards, multiples
from dashboard.models.council import council_page, members
from dashboard.models.trust import trust
from data import registers
from tests.dashboard.pictures import MAIN, OTHER, SHARE, SMALL, book, cell, cells, frame, indicator

AT = date(2026, 10, 21)


def test_a_card_shows_the_judged_quarter_not_the_provisional_one() -> None:
    shown = card(book(), book().metas[MAIN])
    assert (shown.number, shown.period) == ("390", "2026K2")
    assert shown.change is not None
    assert (shown.change.word, shown.change.text) == ("clear_up", "+11,4\u00a0%")
    assert shown.against == "mot 2025K2: 350"
    assert shown.points[-1].open and shown.points[-1].label == "2026K3"


def test_a_share_changes_in_percentage_points() -> None:
    change = card(book(), book().metas[SHARE]).change
    assert change is not None
    assert change.text == "−1,1 p.e."
    assert change.interval == "(−2,6 till +0,4)"


def test_few_cases_get_a_difference_and_no_percentage() -> None:
    change = card(book("en"), book().metas[MAIN], "vast").change
    assert change is not None
    assert change.text == "+4"
    assert (change.interval, change.estimate) == ("", None)


def test_a_protected_card_says_so_in_words_and_shows_no_number() -> None:
    shown = card(book(), book().metas[SMALL])
    assert (shown.number, shown.state) == ("..", "protected")
    assert shown.note == book().say("sign.lay_first")
    assert all(p.value is None and p.text == ".." for p in shown.points)


def test_an_indicator_without_cells_says_so() -> None:
    empty = replace(book(), cells=book().cells.clear(), changes=book().changes.clear())
    assert card(empty, book().metas[MAIN]).note == book().say("picture.no_cells")
    other = replace(book(), indicators=book().indicators)
    assert card(other, other.metas[OTHER], "vast").state == "none"


def test_periods_are_written_in_the_language_of_the_visit() -> None:
    assert card(book("en"), book().metas[MAIN]).period == "2026Q2"


def test_a_period_without_a_cell_is_one_not_delivered() -> None:
    rows = [r for r in cells() if not (r["indicator"] == MAIN and r["period"] == "2025K2")]
    points = replace(book(), cells=frame("cells", rows)).points(MAIN, "quarter")
    missing = next(p for p in points if p.period == "2025K2")
    assert (missing.sign, missing.value) == ("not_delivered", None)


def test_a_series_is_new_only_where_the_named_break_changes() -> None:
    rows = [cell(MAIN, q, 5.0, **{"break": "b" if q > "2024K2" else ""})
            for q in ("2024K1", "2024K2", "2024K3", "2024K4")]
    points = replace(book(), cells=frame("cells", rows)).points(MAIN, "quarter")
    assert [p.fresh for p in points] == [False, False, True, False]
    whole = [{**r, "break": "b"} for r in rows]
    points = replace(book(), cells=frame("cells", whole)).points(MAIN, "quarter")
    assert not any(p.fresh for p in points)


def test_a_council_of_one_area_has_its_headlines_as_cards() -> None:
    assert [c.code for c in council_cards(book(), ("organised_crime",), "SE")] == [
        MAIN, SHARE, SMALL]


def test_two_areas_share_the_cards_and_a_region_has_one_of_each_area() -> None:
    both = ("organised_crime", "war_crimes")
    assert [c.code for c in council_cards(book(), both, "SE")] == [MAIN, SHARE, OTHER]
    assert [c.code for c in council_cards(book(), both, "vast")] == [MAIN, OTHER]


def test_the_own_area_comes_first_among_the_multiples() -> None:
    found = multiples(book(), ("war_crimes",))
    assert [(m.card.code, m.own) for m in found] == [(OTHER, True), (MAIN, False)]


@pytest.mark.parametrize("council", registers.councils(AT), ids=lambda c: c.code)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_council_has_a_page(council: registers.Council, lang: str) -> None:
    page = council_page(book(lang), council, AT)
    assert page.sentence.text
    assert page.members.seats == registers.seats(council.code, AT)


def test_a_protected_region_stands_on_the_map_without_a_number() -> None:
    panel = council_page(book(), registers.council("joint_initiative"), AT).panel
    assert panel is not None and panel.map is not None
    north = next(r for r in panel.map.rows if r.code == "nord")
    assert (north.text, north.change) == ("..", None)
    assert next(s for s in panel.map.shapes if s.code == "nord").tone == 0
    assert panel.map.hidden
    assert "Norra" not in panel.map.label and "Prickade: Nord." in panel.map.label


def test_a_council_for_sweden_alone_gets_no_map() -> None:
    panel = council_page(book(), registers.council("war_crimes"), AT).panel
    assert panel is not None
    assert panel.map is None and panel.points


def test_places_are_ordered_by_value_with_protected_and_unstated_last() -> None:
    at = where.at_places(book(), book().metas[MAIN], [*where.REGIONS, "00"])
    assert at is not None
    names = [r.name for r in where.ranked(book(), at)]
    assert names == ["Syd", "Väst", "Öst", "Stockholm", "Bergslagen", "Mitt", "Nord",
                     "Region ej angiven"]


def test_the_map_rests_on_a_settled_period() -> None:
    rows = [*cells(), cell(MAIN, "2026K3", 99.0, "vast", status="provisional")]
    at = where.at_places(replace(book(), cells=frame("cells", rows)), book().metas[MAIN],
                         where.REGIONS)
    assert at is not None and at.period == "2026K2"


def test_every_sign_in_a_table_carries_its_meaning() -> None:
    found = parts.by_authority(book(), book().metas[MAIN])
    assert found is not None
    said = {row[0].text: (row[1].text, bool(row[1].meaning)) for row in found.table}
    assert said == {"Polismyndigheten": ("50", False), "Tullverket": ("–", True),
                    "Skatteverket": ("..", True)}


def test_only_what_an_authority_has_published_itself_is_a_reference_point() -> None:
    shown = published.published(book(), ["organised_crime"])
    assert [f.name for f in shown] == ["Uppslag authority"]
    assert shown[0].text.startswith("cirka 1")
    assert (shown[0].source, shown[0].href) == ("polisen.se", "https://www.polisen.se/x")
    beside = published.beside(book(), book().metas[MAIN], "quarter")
    assert [(p.year, p.value) for p in beside] == [("2024", 350.0)]


def test_a_source_that_is_no_web_address_is_not_a_link() -> None:
    rows = book().figures.with_columns(source=book().figures["source"].str.replace(
        "https", "javascript"))
    assert published.published(replace(book(), figures=rows), ["organised_crime"])[0].href == ""


def test_a_member_without_a_name_is_never_guessed() -> None:
    mur = members(registers.council("mur"), AT, "sv")
    assert mur.seats > len(mur.names)
    assert any("inte" in note for note in mur.unconfirmed)


def test_trust_is_read_and_never_worked_out() -> None:
    found = trust(book(), "council:joint_initiative")
    assert found is not None
    assert (found.level, found.word) == ("medium", "Medel tillit")
    assert [m.value for m in found.measures] == [
        "11 av 12 myndigheter", "2\u00a0månader", "3 av 40 tal", "godtagen med anmärkning"]
    assert trust(book(), "council:nobody") is None


def test_an_area_offers_its_cards_first_and_no_complements() -> None:
    assert [m.code for m in area.choices(book(), "organised_crime")] == [MAIN, SHARE, SMALL]
    assert area.chosen(book(), "war_crimes", MAIN) == book().metas[OTHER]


def test_the_table_behind_an_area_shows_each_cell_as_it_is() -> None:
    page = area.area_page(book(), book().metas[MAIN])
    rows = {row[0].text: [c.text for c in row[1:]] for row in page.behind.rows}
    assert page.behind.heads[1:3] == ("2026K3", "2026K2")
    assert rows["Riket"][:2] == ["400", "390"]
    assert rows["Nord"][:2] == ["", ".."]
    assert page.behind.rows[1][1].meaning == book().say("meaning.not_published")


def test_places_and_parts_are_shown_at_the_period_that_is_asked_for() -> None:
    asked = area.area_page(book(), book().metas[MAIN], period="2025K1").places[0]
    assert "2025K1" in asked.sub
    unknown = area.area_page(book(), book().metas[MAIN], period="2019K1").places[0]
    assert "2026K2" in unknown.sub


def test_a_whole_series_that_is_protected_says_so() -> None:
    page = area.area_page(book(), book().metas[SMALL])
    assert page.when.empty == book().say("picture.all_protected")


def test_a_region_is_compared_with_sweden_at_the_same_level() -> None:
    rows = [*cells(), cell(MAIN, "2025", 1400.0), cell(MAIN, "2025", 140.0, "03")]
    page = region.region_page(replace(book(), cells=frame("cells", rows)), "03")
    pair = next(p for p in page.pairs if p.here.code == MAIN)
    assert (pair.here.period, pair.sweden.period) == ("2025", "2025")
    assert pair.sweden.number == "1\u00a0400"


def test_the_source_names_who_has_delivered_and_never_how_much() -> None:
    line = source.source_line(book(), book().metas[MAIN], "2026K2", "final")
    assert line == "Källa: PM (syntetiska). 2026K2, utgåva S-1, slutlig."
    assert len(source.deliveries_table(book(), book().metas[MAIN])[0]) == 3


def test_real_data_are_not_called_synthetic() -> None:
    real = replace(book(), synthetic=False)
    assert real.mark == ""
    assert "syntet" not in source.source_line(real, real.metas[MAIN], "2026K2", "final").lower()


@pytest.mark.parametrize(("name", "said"), [
    ("Stockholms och Gotlands län", "Stockholm och Gotland"), ("Skåne län", "Skåne"),
    ("Västra Götalands län", "Västra Götaland"), ("Uppsala county", "Uppsala"), ("Öst", "Öst"),
])
def test_a_county_is_named_short_beside_a_bar(name: str, said: str) -> None:
    assert short(name) == said


def with_centres(lang: str = "sv") -> Book:
    """Open the made-up book with leads by intelligence centre, one of them protected."""
    rows = [cell(MAIN, "2025", v, breakdown=f"centre:{c}")
            for c, v in (("ruc_vast", 30.0), ("nuc", 12.0), ("ruc_nord", None))]
    named = [{"dimension": "breakdown", "code": f"centre:{c}", "sv": sv, "en": sv} for c, sv in (
        ("ruc_vast", "RUC Väst"), ("nuc", "NUC"), ("ruc_nord", "RUC Nord"))]
    return book(lang, cells=frame("cells", [*cells(), *rows]), codes=frame("codes", named))


def test_a_region_stands_beside_like_places_with_itself_marked() -> None:
    page = region.region_page(book(), "vast", list(where.REGIONS))
    pair = next(p for p in page.pairs if p.here.code == MAIN)
    assert len(pair.like) == 7
    assert [r.name for r in pair.like if not r.quiet] == ["Väst"]
    assert next(r for r in pair.like if r.name == "Nord").value is None
    assert pair.like_sub == pair.here.period


def test_who_reads_one_region_only_sees_no_other_beside_it() -> None:
    page = region.region_page(book(), "vast", ["vast"])
    assert all(not p.like for p in page.pairs)
    assert page.like == book().say("region.like_none")


def test_a_county_is_compared_with_the_counties_of_its_region() -> None:
    assert region.like_places("14") == ["13", "14"]
    assert region.like_places("syd") == list(where.REGIONS)


def test_the_national_centre_is_a_unit_beside_the_regional_ones() -> None:
    for place in ("vast", "14"):
        found = region.region_page(with_centres(), place).centres
        assert found is not None
        assert [r.name for r in found.rows] == ["RUC Väst", "NUC", "RUC Nord"]
        assert [r.name for r in found.rows if not r.quiet] == ["RUC Väst", "NUC"]
        assert found.rows[-1].value is None
    assert region.region_page(book(), "vast").centres is None


OVERDUE = "rs.overdue"


def own(*rows: dict[str, Any], lang: str = "sv") -> Book:
    """Open the made-up book with an authority's cells and the promises of the plan."""
    about = [indicator(MAIN, 1, tables="SE+region:quarter SE:year:authority"),
             indicator(OTHER, 1), indicator(OVERDUE, 4, area="resilience", kind="stock",
                                            tables="SE:quarter:authority")]
    return book(lang, cells=frame("cells", [*cells(), *rows]), indicators=frame(
        "indicators", about))


def test_an_authority_sees_its_own_years_with_every_sign() -> None:
    rows = [cell(MAIN, y, v, authority="skv") for y, v in (("2023", 7.0), ("2024", 0.0))]
    found = mine.mine(own(*rows), ("organised_crime",), "skv")
    assert found is not None
    assert found.heads[1:] == ("2023", "2024", "2025")
    assert [c.text for c in found.rows[0][1:]] == ["7", "–", ".."]
    assert found.rows[0][3].meaning == own().say("meaning.protected")


def test_an_authority_is_told_of_its_overdue_promises_and_of_none() -> None:
    late = cell(OVERDUE, "2026K2", 3.0, authority="skv")
    for value, said, some in ((3.0, "3 löften i planen är försenade, 2026K2.", True),
                              (1.0, "Ett löfte i planen är försenat, 2026K2.", True),
                              (0.0, "Inget löfte i planen är försenat, 2026K2.", False)):
        found = mine.mine(own({**late, "value": value}), ("war_crimes",), "skv")
        assert found is not None and found.overdue == mine.Overdue(said, some)
        assert found.rows == ()
    hidden = mine.mine(own({**late, "value": None, "sign": "protected"}), ("war_crimes",), "skv")
    assert hidden is not None and hidden.overdue is not None and not hidden.overdue.some
    assert "visas inte" in hidden.overdue.text


def test_without_an_authority_in_the_address_there_is_no_part() -> None:
    page = council_page(own(), registers.council("joint_initiative"), AT)
    assert page.mine is None
    assert "skv" in dict(page.members.codes)


def test_beside_the_sentence_stands_whether_its_change_is_real() -> None:
    changed = {"indicator": MAIN, "place": "SE", "authority": "all", "breakdown": "all",
               "comparison": "quarter", "period": "2026K2", "against": "2025K2"}
    parts = [{**changed, "part": "reporting", "value": 10.0, "word": "skv"},
             {**changed, "part": "other", "value": 30.0, "word": ""}]
    told = council_page(book(reasons=frame("reasons", parts)),
                        registers.council("joint_initiative"), AT).sentence
    assert told.real == "Är det verkligt? Ja, till större delen: +30 är kvar av +40."
    assert council_page(book(), registers.council("joint_initiative"), AT).sentence.real == ""


@pytest.mark.parametrize(("lang", "said"), [("sv", "myndighet"), ("en", "authority")])
def test_a_table_by_authority_is_headed_in_the_language_shown(lang: str, said: str) -> None:
    assert parts.dimension_name(book(lang), "authority") == said


def test_in_the_table_of_a_region_a_share_an_amount_and_days_have_their_unit() -> None:
    rows = [cell(MAIN, "2025", 50.0, p) for p in ("SE", "syd")]
    for code, unit, value in (("a.share", "percent", 71.4), ("a.sum", "SEK", 2.2e6),
                              ("a.days", "days", 35.0)):
        rows += [cell(code, "2025", value, p, unit=unit, area="organised_crime")
                 for p in ("SE", "syd")]
    about = [indicator(MAIN, 1), *(indicator(f"a.{c}", n, unit=u, area="organised_crime")
             for n, (c, u) in enumerate((("share", "percent"), ("sum", "SEK"), ("days", "days")),
                                        start=2))]
    found = Book("en", frame("cells", rows), frame("indicators", about), until="2026M06")
    names = {r[0].text for r in region._rows(found, "syd")}
    assert {"Cases a.share, per cent", "Cases a.sum, SEK m", "Cases a.days, days"} <= names
    assert not any(n.endswith("cases") for n in names)
