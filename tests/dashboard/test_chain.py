"""A chain: shares of visible figures alone, and no cohort called ripe before its time."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dashboard import visit
from dashboard.figures.cohorts import cohort_table
from dashboard.figures.icons import DRAWN
from dashboard.models.book import Book
from dashboard.models.chain import ChainPage, chain_pages, codes
from dashboard.models.changed import KINDS
from dashboard.models.cohorts import Chain
from dashboard.models.queues import queues
from dashboard.views.chain import _place
from data import words
from metrics.change import Limits
from metrics.comparable import Ripe
from metrics.steps import steps
from tests.dashboard.pictures import cell, frame, indicator

AREA, CHAIN = "incorrect_payments", "incorrect_payments"
STATES = ("suspicion", "investigated", "decided", "changed", "police_reported")
POLICY = json.dumps({"step_quarters": 2, "percent_from": 30})
COHORTS = ("2024K1", "2025K1", "2025K4", "2026K1")
REACHED = {"suspicion": 200.0, "investigated": 180.0, "decided": 150.0, "changed": 50.0,
           "police_reported": 40.0}


def code(state: str) -> str:
    return f"ip.{state}"


def catalogue(*more: dict[str, Any]) -> Any:
    return frame("indicators", [
        *(indicator(code(s), int(s == "suspicion"), area=AREA, chain=CHAIN, state=s)
          for s in STATES), *more])


def cells() -> list[dict[str, Any]]:
    rows = [cell(code(s), q, v) for s, v in REACHED.items() for q in COHORTS]
    rows += [cell(code(s), "2025", 4 * v) for s, v in REACHED.items()]
    return rows


def page(rows: list[dict[str, Any]] | None = None, *more: dict[str, Any]) -> ChainPage:
    book = Book("sv", frame("cells", rows or cells()), catalogue(*more), until="2026M06",
                edition="S-1", documents={"policy": POLICY})
    return chain_pages(book, AREA)[0]


def share(of: ChainPage, period: str, state: str) -> Any:
    order = ["investigated", "decided", "changed", "police_reported"]
    return next(r for r in of.rows if r.period == period).shares[order.index(state)]


def test_the_longest_branch_is_the_chain_and_the_others_stand_beside() -> None:
    shown = page()
    assert [s.name for s in shown.steps] == ["Misstanke", "Utredd", "Beslutad", "Ändrat beslut"]
    assert [s.name for s in shown.beside] == ["Polisanmäld"]
    assert (shown.beside[0].text, shown.beside[0].under) == ("160", "22\u00a0% av utredd")


@pytest.mark.parametrize(("period", "state", "ripe"), [
    ("2025K4", "investigated", True),    # two quarters have passed since its last day
    ("2026K1", "investigated", False),   # one has
    ("2025K4", "decided", False),        # a second step takes two more
    ("2025K1", "decided", True), ("2025K1", "changed", False), ("2024K1", "changed", True),
])
def test_a_cohort_is_ripe_when_each_step_has_had_its_time(
    period: str, state: str, ripe: bool
) -> None:
    assert share(page(), period, state).ripe is ripe


def test_published_days_decide_where_there_are_any() -> None:
    days = indicator("ip.p90", 0, area=AREA, kind="p90", unit="days", denominator=code("decided"))
    rows = [*cells(), cell("ip.p90", "2024", 100.0), cell("ip.p90", "2025", 60.0)]
    shown = page(rows, days)
    assert share(shown, "2025K4", "decided").ripe       # 181 days have passed
    assert not share(shown, "2026K1", "decided").ripe   # 91 have; the longest settled year counts
    assert any("100\u00a0dagar" in rule for rule in shown.rules)


def test_a_provisional_figure_is_never_ripe() -> None:
    rows = [{**r, "status": "provisional"} if r["period"] == "2024K1" else r for r in cells()]
    assert not share(page(rows), "2024K1", "investigated").ripe


def test_a_share_needs_both_of_its_figures() -> None:
    rows = [r if (r["indicator"], r["period"]) != (code("suspicion"), "2025K1") else cell(
        code("suspicion"), "2025K1", None) for r in cells()]
    shown = page(rows)
    assert share(shown, "2025K1", "decided").text == "150"
    assert share(shown, "2025K1", "decided").part is None
    assert share(shown, "2024K1", "decided").text == "75\u00a0%"


def test_a_protected_step_is_a_sign_and_no_bar() -> None:
    rows = [r if (r["indicator"], r["period"]) != (code("decided"), "2025") else cell(
        code("decided"), "2025", None) for r in cells()]
    shown = page(rows)
    assert [(s.value, s.text) for s in shown.steps][2:] == [(None, ".."), (200.0, "200")]
    assert shown.steps[3].under == ""   # a share of what is hidden would tell it
    assert "prickad" in shown.label and "600" not in shown.label


def test_few_cases_are_written_as_counts() -> None:
    rows = [{**r, "value": r["value"] / 10} if r["period"] == "2025K1" else r for r in cells()]
    found = share(page(rows), "2025K1", "investigated")
    assert (found.text, found.part) == ("18 av 20", None)


def test_the_sentence_rests_on_a_ripe_step_that_is_shown() -> None:
    assert page().sentence == (
        "Fall ip.suspicion 2025: 90\u00a0% har nått steget utredd, 720 av 800.")


def test_the_cohort_table_hatches_what_is_not_ripe_and_says_so() -> None:
    shown = page()
    html = cohort_table("x", ("Öppnad", "Antal", *shown.heads[1:]),
                        [(r.period, r.number, r.shares) for r in shown.rows], 1, "ej mogen")
    row = html.partition("2026K1")[2].partition("</tr>")[0]
    assert row.count('class="cell un') == 4 and row.count("ej mogen") == 4
    assert "ej mogen" not in html.partition("2024K1")[2].partition("</tr>")[0]
    assert 'class="cell r5"' in html and "c2 aside" in html


def test_days_of_another_areas_measure_belong_to_the_step_that_they_end_at() -> None:
    days = indicator("rs.days", 1, area="resilience", kind="median", unit="days",
                     denominator=code("decided"))
    assert "rs.days" in codes(catalogue(days), AREA)
    rows = [*cells(), cell("rs.days", "2025", 12.0, authority="fk", unit="days"),
            cell("rs.days", "2025", 10.0, unit="days")]
    waits = page(rows, days).waits
    assert [(w.by, [r.text for r in w.rows]) for w in waits] == [("authority", ["12"])]


def test_an_area_without_a_chain_has_no_page() -> None:
    book = Book("sv", frame("cells", cells()), catalogue(), until="2026M06")
    assert chain_pages(book, "war_crimes") == []


PLACED = json.dumps({"percent": 90, "chains": {CHAIN: {
    s: {"quarters": q, "from": "dates" if s != "changed" else "policy"}
    for s, q in {"investigated": 1, "decided": 3, "changed": 4, "police_reported": 0}.items()}}})


def region(place: str = "syd", **reached: float | None) -> list[dict[str, Any]]:
    """Cells of a region by year: as in Sweden at a fifth of it, but for what is said."""
    return [cell(code(s), "2025", reached.get(s, 160 * v / 200), place)
            for s, v in REACHED.items()]


def placed(rows: list[dict[str, Any]], place: str = "syd", lang: str = "sv") -> ChainPage:
    shown, about = frame("cells", [*cells(), *rows]), catalogue()
    quarters = {code(s): r["quarters"] for s, r in json.loads(PLACED)["chains"][CHAIN].items()}
    book = Book(lang, shown, about, until="2026M09", edition="S-1",
                documents={"policy": POLICY, "ripening": PLACED},
                signals=steps(shown, about, Ripe("2026M09", quarters), Limits()))
    return chain_pages(book, AREA, "", place)[0]


def judged(of: ChainPage) -> dict[str, tuple[str, str, str]]:
    assert of.against is not None
    return {r[0].text: (r[1].text, r[2].text, r[4].text) for r in of.against.rows}


def test_the_document_of_the_edition_decides_what_is_ripe() -> None:
    shown = placed(region(), "SE")
    assert share(shown, "2026K1", "investigated").ripe       # two quarters, one is enough
    assert not share(shown, "2026K1", "decided").ripe        # three are asked for
    assert share(shown, "2025K4", "decided").ripe
    assert any("utredd 1, beslutad 3, polisanmäld 0" in r for r in shown.rules)
    assert any("ändrat beslut 4" in r and "Antagna" in r for r in shown.rules)


def test_a_figure_of_an_older_edition_is_no_riper_than_it_was_then() -> None:
    rows = [{**r, "as_of": "S-0"} if r["period"] == "2025K4" else r for r in cells()]
    book = Book("sv", frame("cells", rows), catalogue(), until="2026M09",
                documents={"policy": POLICY, "ripening": PLACED})
    held = Chain(book, CHAIN, "SE", {"S-0": "2026M06", "S-1": "2026M09"})
    assert Chain(book, CHAIN).ripe("decided", "2025K4")
    assert not held.ripe("decided", "2025K4")


def test_a_region_is_shown_by_year_with_sweden_under_each_cohort() -> None:
    shown = placed(region())
    assert (shown.place, shown.level) == ("syd", "year")
    assert [(r.period, r.quiet) for r in shown.rows] == [("2025", False), ("riket 2025", True)]
    assert [s.beside for s in shown.steps][:2] == ["", "riket 90\u00a0%"]
    assert shown.steps[1].sweden == pytest.approx(160 * 0.9)


def test_a_step_where_fewer_go_on_than_in_the_rest_of_sweden_is_named() -> None:
    shown = placed(region(investigated=110.0, decided=92.0, police_reported=25.0))
    found = judged(shown)
    assert found["Utredd"] == ("69\u00a0%", "90\u00a0%", "klart färre")
    assert found["Beslutad"][2] == "ingen klar skillnad"
    assert found["Ändrat beslut"][2] == "ej mogen: jämförs inte"
    assert shown.sentence == ("Syd, öppnade 2025: klart färre än i riket går vidare till steget "
                              "utredd, 69\u00a0% mot 90\u00a0%.")


def test_chance_alone_is_no_difference() -> None:
    shown = placed(region(investigated=141.0))
    assert judged(shown)["Utredd"][2] == "ingen klar skillnad"
    assert shown.sentence.endswith("inget moget steg skiljer sig mer från riket än slumpen ger.")


def test_a_protected_step_of_a_region_is_a_sign_and_gives_nothing_away() -> None:
    shown = placed(region(investigated=None), lang="en")
    found = judged(shown)
    assert found["Investigated"] == ("..", "90%", "protected: not compared")
    assert found["Decided"][0] == ".." and found["Decided"][2] == "protected: not compared"
    assert shown.steps[1].value is None and shown.steps[2].under == ""
    assert shown.rows[0].shares[0].sign == "protected"


def test_too_few_cases_get_no_per_cent_and_no_word() -> None:
    rows = [cell(code(s), "2025", v / 10, "syd") for s, v in REACHED.items()]
    found = judged(placed(rows))
    assert found["Utredd"] == ("18 av 20", "90\u00a0%", "för få för att bedömas")


def test_a_state_that_no_region_has_says_so() -> None:
    rows = [r for r in region() if r["indicator"] != code("police_reported")]
    shown = placed(rows)
    assert shown.beside[0].under == "redovisas inte per region"
    assert judged(shown)["Polisanmäld"][2] == "redovisas inte per region"


def test_a_chain_without_figures_by_region_has_no_page_there() -> None:
    book = Book("sv", frame("cells", cells()), catalogue(), until="2026M09")
    assert chain_pages(book, AREA, "", "syd") == [] and chain_pages(book, AREA)


def test_an_edition_that_judged_no_steps_tells_no_difference_either() -> None:
    book = Book("sv", frame("cells", [*cells(), *region(investigated=110.0)]), catalogue(),
                until="2026M09", documents={"policy": POLICY, "ripening": PLACED})
    against = chain_pages(book, AREA, "", "syd")[0].against
    assert against is not None and not any(against.sure)
    assert {(r[3].text, r[4].text) for r in against.rows} == {("", "kan inte jämföras")}


def test_days_in_the_region_stand_beside_swedens() -> None:
    days = indicator("ip.days", 0, area=AREA, kind="median", unit="days",
                     denominator=code("decided"))
    rows = [*cells(), *region(), cell("ip.days", "2025", 81.0, unit="days"),
            cell("ip.days", "2025", 94.0, "syd", unit="days"),
            cell("ip.days", "2025", None, "nord", unit="days")]
    book = Book("sv", frame("cells", rows), catalogue(days), until="2026M09",
                documents={"policy": POLICY, "ripening": PLACED})
    shown = chain_pages(book, AREA, "", "syd")[0]
    assert shown.against is not None and shown.against.days
    told = {r[0].text: [c.text for c in r[5:]] for r in shown.against.rows}
    assert told["Beslutad"] == ["94", "81"] and told["Utredd"] == ["", ""]
    assert [(r.name, r.strong, r.text) for r in shown.waits[0].rows] == [
        ("Syd", True, "94"), ("Nord", False, "..")]


def test_whose_cases_have_not_gone_on_is_told_from_two_figures_that_are_shown() -> None:
    rows = [*cells()] + [
        cell(code(s), "2025", v, authority=who) for who, s, v in (
            ("fk", "suspicion", 300.0), ("fk", "investigated", 180.0),
            ("csn", "suspicion", 90.0), ("csn", "investigated", 80.0),
            ("af", "suspicion", 60.0), ("af", "investigated", None),
            ("fk", "decided", 170.0))]
    book = Book("sv", frame("cells", rows), catalogue(), until="2026M09",
                documents={"policy": POLICY, "ripening": PLACED})
    found = queues(Chain(book, CHAIN), "2025")
    assert found is not None
    assert [tuple(c.text for c in r) for r in found.rows] == [
        ("Utredd", "Försäkringskassan", "300", "120", "40\u00a0%", "mogen"),
        ("Utredd", "Centrala studiestödsnämnden", "90", "10", "11\u00a0%", "mogen"),
        ("Beslutad", "Försäkringskassan", "180", "10", "6\u00a0%", "mogen"),
        ("Utredd", "Arbetsförmedlingen", "60", "..", "", "mogen")]
    assert queues(Chain(book, CHAIN), "2024") is None


@pytest.mark.parametrize(("asked", "shown"), [
    ("", "SE"), ("syd", "syd"), ("12", "syd"), ("syd00", "syd"), ("00", "SE")])
def test_a_county_leads_to_the_chain_of_its_region(asked: str, shown: str) -> None:
    address = {"place": asked} if asked else {}
    assert _place(visit.read("chain", address, [])) == shown


def test_the_word_of_a_period_that_is_not_ripe_is_said_wherever_words_are() -> None:
    for lang in words.LANGUAGES:
        assert words.say("change.unripe", lang) == words.say("chain.unripe", lang)
    assert all(words.has(k) for k in ("sentence.unripe", "changed.unripe", "changed.unripe_sub"))
    assert "unripe" in DRAWN and "unripe" in KINDS
