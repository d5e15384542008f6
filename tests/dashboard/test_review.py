"""Comparing and reviewing as pages say it: verdicts, lines, what is kept to whom, the workbook."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import fastexcel
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import comparing, review_reading
from dashboard.comparing import Compared, Side
from dashboard.models import compared as model
from dashboard.models import review
from dashboard.models.compared import Wish
from dashboard.report.comparison import workbook
from dashboard.review_reading import Opened
from dashboard.views import compared as markup
from dashboard.visit import Numbered, Visit, read
from data import drafts, editions, life, signing, words
from data.access import AccessDenied, Actor, Role
from data.conditions import Move, Standing
from data.steps import State, Step
from data.store import open_store
from metrics.compare import REASONS, compare
from tests.dashboard.one_page import one_page
from tests.journeys.edition import build
from tests.journeys.test_life import drafted
from tests.metrics.test_compare import CORRECTED, RESENT, cell, edition, shaped

S3 = Numbered(3, "2026M09", date(2026, 10, 21), "synthetic")
S2 = replace(S3, number=2, until="2026M08")
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def look(role: str = "management", page: str = "compare", **more: str) -> Visit:
    return read(page, {"role": role, "lang": "sv", **more}, [S3, S2])


def found(*moved: tuple[float | None, float | None], told: str = "") -> Compared:
    """A comparison of as many years as there are pairs; a None is protected."""
    def side(end: int) -> dict[str, pl.DataFrame]:
        cells = [cell(pair[end], period=f"{2010 + n}",
                      sign="visible" if pair[end] is not None else "protected")
                 for n, pair in enumerate(moved)]
        return edition(*cells, prints=RESENT if end else None)

    frames = {**side(1), "codes": shaped("codes", [])}
    frames["indicators"] = frames["indicators"].with_columns(sv=pl.lit("Uppslag"),
                                                             en=pl.lit("Leads"))
    corrections = {one["number"]: (one["sv"], one["en"]) for one in json.loads(told or "[]")}
    return Compared(Side(2, "S-2", "2026M08", "x"), Side(3, "S-3", "2026M09", "y"),
                    compare(side(0), side(1), 30, told), frames, corrections)


@pytest.mark.parametrize(("pairs", "said"), [
    ([(100, 100), (50, 50)], "Inget har ändrats sedan utgåva S-2. Alla 2 siffror är desamma."),
    ([(100, 90), (50, 50)], "En av 2 siffror har ändrats sedan utgåva S-2. "
                            "Ändringen har ett skäl."),
    ([(100, 90), (50, 60), (1, 1)], "2 av 3 siffror har ändrats sedan utgåva S-2. "
                                    "Varje ändring har ett skäl."),
    ([(100, 90), (50, 60)], "2 av 2 siffror har ändrats sedan utgåva S-2. "
                            "Varje ändring har ett skäl."),
])
def test_the_verdict_counts_none_one_some_and_all(
    pairs: list[tuple[float, float]], said: str
) -> None:
    assert model.verdict(found(*pairs), "sv") == said
    assert model.verdict(None, "sv") == words.say("compare.first", "sv")


def test_figures_that_the_texts_name_stand_first() -> None:
    one = found((100, 90), (100, 10), (40, 41))
    key = ("leads", "SE", "all", "all", "2012")
    lines = model.lines(one, "sv", {key: ("Text 2, stycke 1",)})
    assert [line.period for line in lines] == ["2012", "2011", "2010"]   # then the largest
    assert lines[0].named and lines[0].percent == "+2,5\u00a0%"


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_protected_figure_is_told_nowhere(lang: str) -> None:
    one = found((777, None), (None, 888), (999, 999))
    visit = look(lang=lang)
    html = markup.table(visit, one, model.kept(model.lines(one, lang), Wish()), frozenset(), True)
    book = workbook(("S-2", "S-3"), one.result, {}, {}, lang, True)
    sheet = fastexcel.read_excel(book).load_sheet(1).to_polars()
    for number in ("777", "888"):   # one side of each is shown, its difference never
        assert html.count(number) == 1
    assert sheet[words.say("compare.col_difference", lang)].null_count() == 2
    assert words.say("sign.protected", lang) in html
    rows = model.lines(one, lang)
    assert {line.difference for line in rows} == {""} and {line.percent for line in rows} == {""}
    assert {line.reason for line in rows} == {"protection"}


def test_a_correction_is_told_by_its_number_and_words_in_both_languages() -> None:
    told = CORRECTED.replace("2026M05", "2014M05")
    one = found((100, 90), told=told)
    assert one.result.counts["late"] == 1   # no delivery of those months came anew
    frames = edition(cell(90), prints=RESENT)
    result = compare(edition(cell()), frames, 30, CORRECTED)
    line = model.lines(replace(one, result=result, corrections={7: ("Dubbla.", "Double.")}), "en")
    assert (line[0].title, line[0].detail) == ("Correction 7", "Double.")


def test_the_address_keeps_the_list_to_what_it_says() -> None:
    one = found((100, 90), (None, 50), (10, 11))
    every = model.lines(one, "sv")
    assert len(model.kept(every, Wish.read("protection")).lines) == 1
    seen = frozenset(line.name for line in every[:2])
    assert len(model.kept(every, Wish.read("unseen"), marked=seen).lines) == 1
    assert model.kept(every, Wish.read("own"), own="pm").lines == ()
    wish = Wish.read("late,all,p3,nonsense,p<b>")
    assert (wish.reasons, wish.whole, wish.page) == (frozenset({"late"}), True, 3)
    assert Wish.read(wish.write(page=3)) == wish
    assert Wish.read("") == Wish()


def test_the_reasons_always_stand_in_the_same_order_zero_ones_too() -> None:
    html = markup.bar(look(), found((100, 90)), Wish(), lambda choice: f"?{choice}")
    places = [html.index(words.say(f"compare.reason_{r}", "sv") + "</") for r in REASONS]
    assert places == sorted(places)


def test_the_workbook_says_what_the_comparison_says_and_no_formula_is_in_it() -> None:
    one = found((100, 90), (50, 60), (None, 7), (None, None))
    args = (("S-2", "S-3"), one.result, {"leads": "=1+1"}, one.corrections, "sv", True)
    content = workbook(*args)
    assert content == workbook(*args)   # the same comparison, the same bytes
    book = fastexcel.read_excel(content)
    sheet = book.load_sheet_by_name("Ändringar").to_polars()
    for column, said in (("before", "Utgåva S-2"), ("after", "Utgåva S-3"),
                         ("difference", "Skillnad")):
        assert sheet[said].cast(pl.Float64).to_list() == one.result.changed[column].to_list()
    assert sheet["Indikator"].to_list() == ["=1+1"] * 3
    about = book.load_sheet(0, header_row=None).to_polars()
    assert words.say("label.synthetic", "sv") in about.to_series(0).to_list()
    with ZipFile(io.BytesIO(content)) as parts:
        sheets = [parts.read(n) for n in parts.namelist() if "/worksheets/" in n]
    assert len(sheets) == 5 and not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two small editions."""
    where = tmp_path_factory.mktemp("bare")
    build(where)
    return where


@pytest.fixture(scope="module")
def home(bare: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two small editions and a draft of the third."""
    where = tmp_path_factory.mktemp("review") / "home"
    shutil.copytree(bare, where)
    drafted(where)
    return where


@pytest.fixture
def at(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LAGESBILD_HOME", str(home))
    monkeypatch.delenv("LAGESBILD_STORE_URL", raising=False)
    return home


def sides() -> tuple[Side, Side]:
    from dashboard import reading

    newest, before = reading.editions()[:2]
    return comparing.side_of(before), comparing.side_of(newest)


def test_a_council_gets_its_own_part_of_a_comparison(at: Path) -> None:
    whole = comparing.compared(look(), *sides())
    part = comparing.compared(look("council_member", council="payments"), *sides())
    west = comparing.compared(look("council_member", council="oc_vast"), *sides())
    areas = {"incorrect_payments"}
    for frame in (part.result.changed, part.result.new):
        assert set(frame["area"]) <= areas
    assert 0 < part.result.compared < whole.result.compared
    assert set(west.result.new["place"]) <= {"SE", "vast", "13", "14"} and west.result.new.height


@pytest.mark.parametrize("role", ["council_member", "deliverer"])
def test_a_draft_is_compared_for_those_who_read_drafts_alone(at: Path, role: str) -> None:
    held = drafts.newest(open_store(None, at))
    assert held is not None
    visit = look(role, authority="fk")
    with pytest.raises(AccessDenied):
        comparing.compared(visit, sides()[1], comparing.draft_side(held))
    with pytest.raises(AccessDenied):
        review_reading.opened(visit)


def opened(role: str = "reviewer", authority: str = "fk") -> Opened:
    of = review_reading.opened(look(role, "review", authority=authority))
    assert of is not None
    return of


def test_the_draft_is_opened_with_what_changed_and_ones_own_part(at: Path) -> None:
    of = opened()
    assert of.compared is not None and of.compared.result.changed.height == 8
    assert of.compared.result.counts["late"] == 8
    assert review.own_deliveries(of, "fk")["deliverer"].to_list() == ["fk"]
    findings, attacked, _ = review.tried(of)
    assert (findings, attacked) == (0, 12)


def standing_of(of: Opened, **changed: object) -> Opened:
    return replace(of, stands=replace(of.stands, **changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(("changed", "stopping"), [
    ({}, 0), ({"tested": False}, 1), ({"findings": 2}, 1),
    ({"texts": (("no_en", {"section": ("A", "A"), "number": 2}),)}, 1),
    ({"texts": (("number", {"section": ("A", "A"), "number": 2, "said": "14"}),)}, 1),
    ({"deadline": None}, 1),
])
def test_each_condition_stands_with_the_sentence_that_would_refuse(
    at: Path, changed: dict[str, object], stopping: int
) -> None:
    base = standing_of(opened(), tested=True, findings=0, texts=(), comments=(), asked=("fk",),
                       deadline=NOW - timedelta(days=9), state=State.joint_preparation)
    for lang in words.LANGUAGES:
        conditions = review.before_signing(standing_of(base, **changed), 3, lang)
        assert [c.kind for c in conditions].count("stops") == stopping
        assert conditions[-1].kind == "warns"   # what is not seen only warns
        assert all(c.said for c in conditions)
        assert review.before_signing(base, 0, lang)[-1].kind == "ok"


@pytest.mark.parametrize("state", [s for s in State if s is not State.none])
@pytest.mark.parametrize("role", list(Role))
def test_every_button_that_says_no_has_its_sentence(state: State, role: Role) -> None:
    stands = Standing(3, "S-3", state=state, members=frozenset({"fk"}))
    for step in Step:
        for lang in words.LANGUAGES:
            possible, why = life.can_step(stands, Actor("x", role, "fk"), step, lang)
            assert possible == (why == "")


def run(page: str, **codes: str) -> AppTest:
    shown = AppTest.from_function(one_page, kwargs={"page": page}, default_timeout=60)
    for key, value in codes.items():
        shown.query_params[key] = value
    return shown.run()


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_pages_draw_for_everybody_who_may_see_them(at: Path, lang: str) -> None:
    for page, role, more in (
            ("review", "editor", {}), ("review", "steward", {}), ("review", "reviewer", {}),
            ("review", "reviewer", {"authority": "tv"}), ("compare", "method", {"edition": "1"}),
            ("compare", "council_member", {"edition": "2", "choice": "late,all,p2"})):
        shown = run(page, role=role, lang=lang, **more)
        told = "".join(e.proto.body for e in shown.get("html"))
        assert not shown.exception and words.say("shell.our_fault", lang) not in told, (page, role)


def test_where_no_draft_is_held_the_page_says_so_and_the_editor_can_ask_for_one(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAGESBILD_HOME", str(bare))
    shown = run("review", role="editor", lang="sv")
    assert words.say("review.nothing", "sv") in "".join(
        e.proto.body for e in shown.get("html"))
    shown.button(key="do-draft").click().run()
    assert not shown.exception
    shown = run("review", role="management", lang="sv")
    assert not shown.get("button")


def test_a_signed_draft_shows_who_signed_and_takes_no_more_marks(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "home"
    shutil.copytree(home, own)
    monkeypatch.setenv("LAGESBILD_HOME", str(own))
    store, editor = open_store(None, own), Actor("eva", Role.editor)
    start = datetime.now(UTC) - timedelta(minutes=50)
    signing.take(store, editor, 3, Step.propose, Move(), start)
    signing.take(store, editor, 3, Step.open_preparation,
                 Move(until=start + timedelta(minutes=5)), start)
    for who, code in (("per", "pm"), ("siv", "skv")):
        signing.take(store, Actor(who, Role.reviewer, code), 3, Step.sign, Move(),
                     start + timedelta(minutes=9))
    shown = run("review", role="reviewer", authority="pm", lang="sv")
    assert not shown.exception
    drawn = "".join(e.proto.html_content for e in shown.get("bidi_component"))
    assert "input" not in drawn and "per ·" in drawn and "siv ·" in drawn
    assert editions.last(store).number == 2  # type: ignore[union-attr]


def test_a_workbook_without_changes_has_all_its_sheets() -> None:
    content = workbook(("S-2", "S-3"), found((100, 100)).result, {}, {}, "en", False)
    assert fastexcel.read_excel(content).sheet_names == [
        words.say(f"compare.sheet_{name}", "en")
        for name in ("about", "changes", "new", "gone", "sizes")]
