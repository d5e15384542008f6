"""Sent and received: gaps only where two visible figures say so, and every sign in words."""

from __future__ import annotations

import re
from typing import Any

import polars as pl

from dashboard.figures.matrix import matrix_html
from dashboard.models.book import Book
from dashboard.models.matrix import MatrixPage, areas, codes, matrix_page
from tests.dashboard.pictures import cell, frame, indicator

SENT, GOT, CAME, DAYS = "ip.sent", "ip.got", "ip.came", "ip.days"
AREA = "incorrect_payments"


def catalogue() -> pl.DataFrame:
    own = {"area": AREA}
    return frame("indicators", [
        indicator(SENT, 1, **own, tables="SE:year:authority*receiver", state="sent"),
        indicator(GOT, 0, **own, tables="SE:year:authority*sender"),
        indicator(CAME, 0, **own, tables="SE:year:authority", state="received"),
        indicator(DAYS, 0, **own, kind="median", unit="days", denominator=CAME),
        indicator("war.all", 1, area="war_crimes", tables="SE:year")])


def sent(who: str, to: str, value: float | None, **more: Any) -> dict[str, Any]:
    split = f"receiver:{to}" if to else "all"
    return cell(SENT, "2025", value, authority=who, breakdown=split, **more)


def got(who: str, of: str, value: float | None, **more: Any) -> dict[str, Any]:
    split = f"sender:{of}" if of else "all"
    return cell(GOT, "2025", value, authority=who, breakdown=split, **more)


def cells() -> list[dict[str, Any]]:
    """Skatteverket lacks 60 of 400 at FK; AF lacks four; Pensionsmyndigheten is protected."""
    return [
        sent("skv", "", 777), sent("skv", "fk", 400), sent("skv", "pem", None),
        sent("skv", "akassa", 30), sent("af", "", 105), sent("af", "fk", 100),
        sent("af", "pem", 0.0), sent("af", "akassa", 9), sent("fk", "", 50),
        sent("fk", "fk", 0.0), sent("fk", "pem", 40), sent("fk", "akassa", 10),
        sent("all", "", 931), sent("all", "fk", 500), sent("all", "pem", None),
        sent("all", "akassa", 49),
        got("fk", "skv", 340), got("fk", "af", 96), got("fk", "", 436), got("all", "csn", 17),
        got("fk", "csn", 17), got("pem", "", 80), got("pem", "skv", 44), got("pem", "fk", None),
        cell(CAME, "2025", 770, authority="skv"), cell(CAME, "2025", 900, authority="all"),
        cell(DAYS, "2025", 6, authority="skv", unit="days"),
        cell(DAYS, "2025", None, authority="af", unit="days"),
        cell(DAYS, "2025", 5, authority="all", unit="days"),
    ]


def page(lang: str = "sv", rows: list[dict[str, Any]] | None = None) -> MatrixPage:
    book = Book(lang, frame("cells", rows or cells()), catalogue(), edition="S-1")
    found = matrix_page(book, AREA)
    assert found is not None
    return found


def box(of: MatrixPage, name: str, column: str) -> Any:
    at = [short for short, _ in of.grid.heads].index(column)
    return next(line for line in of.grid.lines if line.name.startswith(name)).boxes[at]


def test_a_gap_is_said_where_more_is_missing_than_the_sender_reckons_with() -> None:
    shown = page()
    assert [(p.sender, p.receiver, p.missing, p.share) for p in shown.pairs] == [
        ("Skatteverket", "Försäkringskassan", "60", "15\u00a0%")]
    late = box(shown, "Skatteverket", "FK")
    assert (late.state, late.text, late.under) == ("late", "400", "340 mottaget")
    assert "15" in late.share
    assert shown.title.startswith("Ett par")


def test_a_small_gap_has_no_share_since_it_is_itself_a_small_figure() -> None:
    rows = [r for r in cells() if r["breakdown"] != "sender:af"] + [got("fk", "af", 88)]
    expected = [r for r in rows if r["indicator"] != CAME]
    assert box(page(), "Arbetsförmedlingen", "FK").share == ""
    assert box(page(rows=expected), "Arbetsförmedlingen", "FK").share != ""   # twelve are missing
    assert box(page(rows=rows), "Arbetsförmedlingen", "FK").share != ""


def test_what_the_sender_knows_has_not_arrived_is_expected() -> None:
    rows = [r for r in cells() if r["indicator"] != CAME]
    rows += [cell(CAME, "2025", 660, authority="skv")]   # it knows that 15 per cent has not
    assert page(rows=rows).pairs == ()


def test_a_protected_end_is_never_compared() -> None:
    shown = page()
    assert box(shown, "Skatteverket", "PeM").state == "hatched"
    assert box(shown, "Skatteverket", "PeM").under == ""
    assert box(shown, "Försäkringskassan", "PeM").under == "mottaget prickat"
    assert box(shown, "Försäkringskassan", "PeM").share == ""


def test_figures_of_two_editions_are_not_compared() -> None:
    rows = [{**r, "as_of": "S-0"} if r["breakdown"] == "sender:skv" else r for r in cells()]
    assert page(rows=rows).pairs == ()


def test_totals_are_read_and_never_added() -> None:
    shown = page()
    total = next(x for x in shown.grid.lines if x.name == "Skatteverket").total
    assert total.text == "777"   # the edition says so; the boxes make less
    at = [short for short, _ in shown.grid.heads].index("PeM")
    assert shown.grid.foot.boxes[at].state == "hatched"
    assert shown.grid.foot.total.text == "931"


def test_who_has_not_delivered_is_said_and_not_estimated() -> None:
    shown = page()
    absent = next(x for x in shown.grid.lines if x.name.startswith("Centrala"))
    assert absent.boxes == () and "17" in absent.absent
    assert any("Arbetslöshetskassor" in n for n in shown.notes)
    assert box(shown, "Skatteverket", "a-kassa").state == "open"


def test_nobody_notifies_itself_and_nothing_sent_is_a_sign() -> None:
    shown = page("en")
    assert box(shown, "Social Insurance", "FK").text == "."
    assert box(shown, "Public Employment", "PeM").text == "–"


def test_it_is_a_table_that_can_be_heard() -> None:
    html = matrix_html(page().grid)
    assert html.count("<caption") == 1 and 'tabindex="0"' in html
    assert not re.search(r"<th(?![^>]*scope=)", html.replace("<thead", ""))
    assert 'class="hidden">prickad: talet finns men visas inte' in html
    assert html.count('scope="row"') == len(page().grid.lines) + 1


def test_days_are_those_published_by_sender() -> None:
    waits = page().waits
    assert waits is not None
    assert [(r.name, r.text) for r in waits.rows] == [
        ("Skatteverket", "6"), ("Arbetsförmedlingen", "..")]
    assert waits.reference == (5.0, "Riket 5\u00a0dagar")


def test_only_areas_with_a_published_matrix_have_one() -> None:
    assert areas(catalogue()) == [AREA]
    assert set(codes(catalogue(), AREA)) == {SENT, GOT, CAME, DAYS}
    book = Book("sv", frame("cells", cells()), catalogue())
    assert matrix_page(book, "war_crimes") is None
