"""The board of the deliveries: what a square is worth, what is expected, who needs somebody."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from dashboard.desk_words import ICONS, STATUSES, spelled
from dashboard.models import desk_board
from dashboard.models.desk_board import Need, squares_of
from dashboard.views import board
from dashboard.visit import Visit, read
from data import periods, words

MONTHS = periods.span("2025M10", "2026M09")
LAST = MONTHS[-1]
RULES = ("passed", "waived", "warns", "stops", "broken", "informs")


def rows(*found: tuple[str, str, str, str, int]) -> pl.DataFrame:
    """The desk's board of who, contract, month, outcome and days late; numbered from 1."""
    return pl.DataFrame(
        [(w, c, m, o, late, n, date(2026, 10, 8), None) for n, (w, c, m, o, late)
         in enumerate(found, 1)],
        schema={"deliverer": pl.String, "contract": pl.String, "month": pl.String,
                "outcome": pl.String, "days_late": pl.Int64, "id": pl.Int64,
                "received_on": pl.Date, "withdrawn_on": pl.Date}, orient="row")


def regular(who: str, *, but: str = "", outcome: str = "accepted") -> list[
        tuple[str, str, str, str, int]]:
    """A delivery a month, all accepted but the newest, which has an outcome or is not there."""
    kept = [m for m in MONTHS if m != but]
    return [(who, "referrals", m, outcome if m == LAST else "accepted", 0) for m in kept]


def visit(lang: str = "sv", role: str = "steward", **codes: str) -> Visit:
    return read("deliveries", {"role": role, "lang": lang, **codes}, [])


@pytest.mark.parametrize(("kinds", "worst"), [
    (("accepted", "accepted_with_remark"), "accepted_with_remark"),
    (("accepted_with_remark", "waiting"), "waiting"), (("waiting", "refused"), "refused"),
])
def test_a_square_shows_the_worst_of_its_kinds_and_keeps_them_all(
    kinds: tuple[str, str], worst: str
) -> None:
    found = squares_of(rows(("fk", "referrals", LAST, kinds[0], 0),
                            ("fk", "payment_errors", LAST, kinds[1], 3)), [LAST])
    assert found["fk"][LAST].outcome == worst
    assert len(found["fk"][LAST].kinds) == 2 and found["fk"][LAST].late == 3


def test_a_delivery_with_a_question_is_with_its_deliverer() -> None:
    one = rows(("fk", "referrals", LAST, "waiting", 0))
    assert squares_of(one, [LAST], asked={1})["fk"][LAST].outcome == "asked"
    assert squares_of(one, [LAST], asked={2})["fk"][LAST].outcome == "waiting"


def test_a_month_is_expected_until_its_last_day_and_missing_after() -> None:
    found, due = rows(*regular("fk", but=LAST)), date(2026, 10, 8)
    for today, outcome in ((due, "expected"), (date(2026, 10, 9), "missing")):
        opened = desk_board.opened(LAST, due, today)
        assert squares_of(found, MONTHS, opened)["fk"][LAST].outcome == outcome


def test_a_quarterly_deliverer_is_expected_at_the_end_of_quarters_only() -> None:
    seldom = [("sapo", "referrals", m, "accepted", 0) for m in MONTHS[2:-1:3]]
    found = squares_of(rows(*seldom), MONTHS)["sapo"]
    assert found[LAST].outcome == "missing"
    assert set(found) == {m for m in MONTHS if int(m[-2:]) % 3 == 0}


def test_what_blocks_the_edition_comes_first() -> None:
    found = squares_of(rows(
        *regular("fk", outcome="refused"), *regular("mv", but=LAST),
        *regular("tv", outcome="waiting"), ("pm", "referrals", "2026M02", "waiting", 0)), MONTHS)
    ending = Need("ending", "av", "inspections", 0, "INS-034", "2026-10-14")
    wanted = desk_board.needs(found, LAST, [ending])
    assert [(n.sort, n.deliverer) for n in wanted] == [
        ("waiting", "pm"), ("waiting", "tv"), ("missing", "mv"), ("ending", "av"),
        ("refused", "fk")]


@pytest.mark.parametrize(("outcomes", "done"), [
    ((), (0, 0)), (("waiting",), (0, 1)), (("accepted", "refused"), (1, 2)),
    (("accepted", "accepted_with_remark"), (2, 2)),
])
def test_done_counts_the_authorities_whose_month_is_accepted(
    outcomes: tuple[str, ...], done: tuple[int, int]
) -> None:
    found = squares_of(rows(*((f"a{n}", "referrals", LAST, o, 0)
                              for n, o in enumerate(outcomes))), [LAST])
    assert desk_board.done(found, LAST) == done


def test_late_and_missing_months_are_not_in_time() -> None:
    found = squares_of(rows(("fk", "referrals", MONTHS[0], "accepted", 2),
                            *(("fk", "referrals", m, "accepted", 0) for m in MONTHS[1:-1])),
                       MONTHS)
    assert desk_board.timely(found["fk"]) == (10, 12)


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("status", [*STATUSES, *RULES])
def test_every_status_has_a_mark_and_a_word_in_both_languages(status: str, lang: str) -> None:
    icon, tone = ICONS[status]
    assert (words.say(f"desk.is_{status}", lang), icon, tone) != ("", "", "")
    needs = status in desk_board.NEEDS or status in ("warns", "stops", "broken")
    assert (tone == "orange") == needs


def test_shape_and_word_tell_the_orange_statuses_apart_without_colour() -> None:
    orange = [ICONS[s][0] for s in STATUSES if ICONS[s][1] == "orange"]
    assert len(set(orange)) == len(orange)


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("outcome", STATUSES)
def test_every_square_says_its_status_in_words(outcome: str, lang: str) -> None:
    """Seen or hidden: nobody has to know what a mark means."""
    sort = {"asked": "waiting", "expected": "accepted", "missing": "accepted",
            "withdrawn": "accepted"}.get(outcome, outcome)
    absent = LAST if outcome in ("expected", "missing") else ""
    found = rows(*regular("fk", outcome=sort, but=absent))
    if outcome == "withdrawn":
        found = found.with_columns(withdrawn_on=pl.when(pl.col("month") == LAST).then(
            pl.lit(date(2026, 10, 9))))
    opened = LAST if outcome == "expected" else "9999M12"
    whole = squares_of(found, MONTHS, opened, {12} if outcome == "asked" else ())
    html = board.section(visit(lang), whole, MONTHS, ["referrals"])
    newest = html.rpartition('class="open')[2].partition("</td>")[0]
    assert words.say(f"desk.is_{outcome}", lang) in newest


def test_the_board_has_one_tab_stop_and_it_is_what_needs_somebody() -> None:
    whole = squares_of(rows(*regular("fk"), *regular("mv", outcome="waiting")), MONTHS)
    html = board.section(visit(), whole, MONTHS, ["referrals"])
    assert html.count('tabindex="0"') == 1
    assert "att besluta" in html.partition('tabindex="0"')[2].partition("</td>")[0]


def test_the_filter_hides_those_without_exceptions_and_says_how_many() -> None:
    whole = squares_of(rows(*regular("fk"), *regular("tv", outcome="waiting")), MONTHS)
    html = board.section(visit(view="exceptions"), whole, MONTHS, ["referrals"])
    assert "En myndighet utan avvikelser visas inte." in html
    body = html.partition('class="board"')[2]
    assert "Tullverket" in body and "Försäkringskassan" not in body
    none = squares_of(rows(*regular("fk")), MONTHS)
    html = board.section(visit("en", view="exceptions"), none, MONTHS, ["referrals"])
    assert "No exceptions among the deliveries. One authority without exceptions" in html


def test_rows_stand_in_the_order_of_the_swedish_alphabet() -> None:
    whole = squares_of(rows(*regular("am"), *regular("av"), *regular("tv")), MONTHS)
    html = board.section(visit(), whole, MONTHS, ["referrals"]).partition("<tbody>")[2]
    order = [html.index(n) for n in ("Arbetsmiljöverket", "Tullverket", "Åklagarmyndigheten")]
    assert order == sorted(order)


def test_a_count_in_a_heading_is_spelled_out_up_to_twelve() -> None:
    assert [spelled(visit("sv"), n) for n in (1, 4, 12, 13)] == ["en", "fyra", "tolv", "13"]
    assert spelled(visit("en"), 2) == "two"
