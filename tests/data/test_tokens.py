"""Figure tokens: read out of a text, resolved against an edition, and never telling what is hidden.
"""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import tokens, words
from data.tables import FRAMES
from data.tokens import Broken, Source, Status, Token

KEY = {"indicator": "oc.leads", "place": "ost", "authority": "all", "breakdown": "all",
       "period": "2026K3"}
LEADS = Token("oc.leads", "ost", "all", "all", "2026K3")
WORD = Token("oc.leads", "SE", "all", "all", "quarter", change=True)


def cell(value: float | None = 107.0, sign: str = "visible", **more: Any) -> dict[str, Any]:
    return {**dict.fromkeys(FRAMES["cells"]), **KEY, "unit": "leads", "value": value,
            "sign": sign, "status": "final", "as_of": "", **more}


def judged(word: str = "clear_up", **more: Any) -> dict[str, Any]:
    return {**dict.fromkeys(FRAMES["changes"]), "indicator": "oc.leads", "place": "SE",
            "authority": "all", "breakdown": "all", "comparison": "quarter", "period": "2026K3",
            "against": "2025K3", "word": word, **more}


def source(*cells: dict[str, Any], changes: tuple[dict[str, Any], ...] = ()) -> Source:
    return Source(*(pl.DataFrame(list(rows), schema=FRAMES[name])
                    for name, rows in (("cells", cells), ("changes", changes))))


@pytest.mark.parametrize(("written", "read"), [
    ("{{oc.leads|ost|2026K3}}", LEADS), ("{{oc.leads|ost|2026Q3}}", LEADS),
    ("{{ oc.leads | ost | all | all | 2026K3 }}", LEADS),
    ("{{oc.leads|01+09|fk|centre:ruc_ost|2025}}",
     Token("oc.leads", "01+09", "fk", "centre:ruc_ost", "2025")),
    ("{{change:oc.leads|SE|quarter}}", WORD),
    ("{{change:oc.leads|SE|all|all|quarter}}", WORD),
])
def test_a_token_is_read_however_it_is_written(written: str, read: Token) -> None:
    assert tokens.tokens(f"Från {written} till.") == [read]
    assert tokens.tokens(str(read)) == [read]
    assert tokens.canonical(written) == str(read)


@pytest.mark.parametrize("written", [
    "{{}}", "{{oc.leads}}", "{{oc.leads|ost}}", "{{oc.leads|ost|2026K5}}", "{{oc.leads|xx|2025}}",
    "{{change:oc.leads|SE|2025}}", "{{oc.leads|SE|quarter}}", "{{a|ost|b|2025}}",
    "{{oc.leads||2025}}", "{{oc.leads|ost|2025", "oc.leads}}",
])
def test_what_is_no_token_is_said_to_be_none(written: str) -> None:
    assert tokens.broken(f"Från {written}.") and not tokens.tokens(written)


@given(st.text(max_size=60))
def test_a_text_taken_apart_is_the_same_text(text: str) -> None:
    back = "".join(p.text if isinstance(p, Broken) else str(p) for p in tokens.pieces(text))
    assert back == text or tokens.tokens(text)   # only a token may be written shorter


def test_number_unit_and_period_are_written_as_each_language_does() -> None:
    here = source(cell(1204.0), cell(31.84, indicator="oc.share", unit="percent"),
                  cell(412_300_000.0, indicator="oc.money", unit="SEK"))
    text = "{{oc.leads|ost|2026K3}}; {{oc.share|ost|2026K3}}; {{oc.money|ost|2026K3}}"
    assert tokens.plain(text, here, "sv") == (
        "1\u00a0204 (2026K3); 31,8\u00a0% (2026K3); 412\u00a0mnkr (2026K3)")
    assert tokens.plain(text, here, "en") == (
        "1,204 (2026Q3); 31.8% (2026Q3); SEK\u00a0412\u00a0m (2026Q3)")
    one = tokens.resolve(LEADS, here)
    assert (one.unit_word("sv"), one.unit_word("en")) == ("uppslag", "leads")
    assert one.where("sv") == "Öst"


def test_a_figure_of_an_older_edition_says_so_and_a_zero_is_a_number_in_a_sentence() -> None:
    assert "S-1" in tokens.plain(str(LEADS), source(cell(as_of="S-1")), "sv")
    assert tokens.plain(str(LEADS), source(cell(0.0)), "sv").startswith("0 ")


@pytest.mark.parametrize(("now", "then", "status"), [
    (cell(), {"value": 107.0}, Status.current), (cell(), None, Status.current),
    (cell(), {"value": 112.0}, Status.changed),
    (cell(None, "protected"), {"value": 112.0}, Status.protected),
    (cell(None, "not_delivered"), {"value": 112.0}, Status.not_delivered),
    (cell(None, "not_applicable"), {"value": 112.0}, Status.gone),
    (cell(place="syd"), {"value": 112.0}, Status.gone),
])
def test_a_figure_is_current_changed_protected_missing_or_gone(
    now: dict[str, Any], then: dict[str, Any] | None, status: Status
) -> None:
    one = tokens.resolve(LEADS, source(now), then)
    assert one.status is status and one.red is (status is not Status.current)
    assert (one.before("sv") == "112") is (status is Status.changed)


@pytest.mark.parametrize(("now", "same"), [
    (judged(), True), (judged("none"), False), (judged(period="2026K4", against="2025K4"), False)])
def test_a_change_word_is_the_same_while_word_and_both_periods_are(
    now: dict[str, Any], same: bool
) -> None:
    then = {"word": "clear_up", "period": "2026K3", "against": "2025K3"}
    one = tokens.resolve(WORD, source(changes=(now,)), then)
    assert (one.status is Status.current) is same
    assert one.text("sv") == words.say(f"change.{now['word']}", "sv")
    assert one.status in (Status.current, Status.altered)


@given(st.floats(0, 1e9), st.sampled_from(words.LANGUAGES))
def test_a_protected_figure_tells_nothing_of_what_it_was(was: float, lang: str) -> None:
    one = tokens.resolve(LEADS, source(cell(None, "protected")), {"value": was})
    assert (one.was, one.value, one.was_word, one.before(lang)) == (None, None, "", "")
    assert one.text(lang) == ".."


def test_only_what_is_shown_is_remembered() -> None:
    here = source(cell(None, "protected"), cell(5.0, place="syd"), changes=(judged(),))
    text = f"{LEADS} {{{{oc.leads|syd|2026K3}}}} {WORD} {{{{oc.gone|SE|2025}}}}"
    assert tokens.seen(text, here) == {
        "{{oc.leads|syd|2026K3}}": {"value": 5.0},
        str(WORD): {"word": "clear_up", "period": "2026K3", "against": "2025K3"}}


def test_cells_alone_judge_no_change_word() -> None:
    here = Source.of(source(cell()).cells)
    assert tokens.resolve(WORD, here).status is Status.gone
    assert [r.token for r in tokens.red(f"{LEADS} {WORD}", here)] == [WORD]
