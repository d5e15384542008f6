"""The pages of the workbench as Streamlit shows them: each role, a delivery, its verdict."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import worker
from dashboard.models.desk_rules import figures, heading, limits, ordered, sort_out
from dashboard.verbs import open_house
from dashboard.views.rule_rows import parts_of
from data import tasks, words
from data.contracts import CONTRACTS
from data.home import home as home_of
from data.store import open_store
from tests.dashboard.one_page import one_page
from tests.journeys.desk_home import build

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "dashboard" / "script" / "lagesbild.py"
WAITING = 2   # the delivery of the home that warns


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a delivery that waits for a decision."""
    where = tmp_path_factory.mktemp("desk")
    build(where)
    return where


def shown(home: Path, monkeypatch: pytest.MonkeyPatch, **codes: str) -> tuple[AppTest, str]:
    """Run the deliveries' page for an address; return the run and all that it says as HTML."""
    monkeypatch.setenv("LAGESBILD_HOME", str(home))
    monkeypatch.delenv("LAGESBILD_STORE_URL", raising=False)
    run = AppTest.from_function(one_page, kwargs={"page": "deliveries"}, default_timeout=60)
    for key, value in codes.items():
        run.query_params[key] = value
    run.run()
    return run, said(run)


def said(run: AppTest) -> str:
    assert not run.exception
    html = [e.proto.body for e in run.get("html")]
    html += [e.proto.html_content for e in run.get("bidi_component")]
    frame = ('class="top"', "<footer")   # the page alone is looked at
    text = "".join(part for part in html if not any(mark in part for mark in frame))
    assert words.say("shell.our_fault", "sv") not in text
    return text


def result(number: int, severity: str, status: str, waived: bool = False) -> dict[str, object]:
    return {"rule": f"R-{number:03}", "dimension": "validity", "severity": severity,
            "status": status, "failing": 1, "of": 9, "rows": "[1]", "sv": "s", "en": "e",
            "waived": waived}


@pytest.mark.parametrize(("warns", "said_sv", "said_en"), [
    (0, "Leveransen är godtagen: alla 4 regler är godkända.",
     "The delivery is accepted: all 4 rules passed."),
    (1, "Leveransen kan godtas med anmärkning: 1 av 4 regler varnar, ingen stoppar.",
     "The delivery can be accepted with a remark: 1 of 4 rules warn, none stops."),
    (2, "Leveransen kan godtas med anmärkning: 2 av 4 regler varnar, ingen stoppar.",
     "The delivery can be accepted with a remark: 2 of 4 rules warn, none stops."),
    (4, "Leveransen kan godtas med anmärkning: 4 av 4 regler varnar, ingen stoppar.",
     "The delivery can be accepted with a remark: 4 of 4 rules warn, none stops."),
])
def test_the_verdict_counts_what_warns(warns: int, said_sv: str, said_en: str) -> None:
    found = pl.DataFrame([result(n, "warning", "fail" if n < warns else "pass") for n in range(4)])
    row = {"personal": False, "outcome": "waiting" if warns else "accepted"}
    assert heading(row, sort_out(found), 0, "sv") == said_sv
    assert heading(row, sort_out(found), 0, "en") == said_en


@pytest.mark.parametrize(("stops", "said"), [
    (1, "Leveransen är avvisad: 1 av 3 regler stoppar."),
    (2, "Leveransen är avvisad: 2 av 3 regler stoppar."),
    (3, "Leveransen är avvisad: 3 av 3 regler stoppar."),
])
def test_the_verdict_counts_what_stops(stops: int, said: str) -> None:
    found = pl.DataFrame([result(n, "critical", "fail" if n < stops else "pass")
                          for n in range(3)])
    assert heading({"personal": False, "outcome": "refused"}, sort_out(found), 0, "sv") == said


def test_a_decision_changes_the_verdict_but_not_what_the_rules_said() -> None:
    parted = sort_out(pl.DataFrame([result(1, "warning", "fail"), result(2, "warning", "pass")]))
    row = {"personal": False}
    accepted = heading({**row, "outcome": "accepted_with_remark"}, parted, 0, "sv")
    refused = heading({**row, "outcome": "refused"}, parted, 0, "sv")
    assert accepted.startswith("Leveransen är godtagen med anmärkning: 1 av 2 regler varnar")
    assert refused == ("Leveransen är avvisad av en datavärd: 1 av 2 regler varnade, ingen "
                       "stoppade.")


def test_a_waived_rule_warns_no_more_and_a_rule_that_could_not_run_holds() -> None:
    waived = sort_out(pl.DataFrame([result(1, "warning", "fail", True)]))
    assert [len(waived[p]) for p in ("waived", "warns")] == [1, 0]
    broken = sort_out(pl.DataFrame([result(1, "warning", "error"), result(2, "warning", "fail")]))
    assert heading({"personal": False, "outcome": "waiting"}, broken, 0, "en").startswith(
        "The delivery is on hold: 1 of 2 rules could not run")


def test_a_figure_is_counted_once_however_many_rules_touch_it() -> None:
    touched = pl.DataFrame({"rule": ["A", "A", "B"], "indicator": ["x", "y", "x"],
                            "figures": [5, 2, 5]})
    assert (figures(touched), figures(touched, ["B"]), figures(touched, ["C"])) == (7, 5, 0)
    rows = [{"rule": r, "failing": 9 if r == "B" else 1} for r in ("B", "A", "C")]
    assert [r["rule"] for r in ordered(rows, touched)] == ["A", "B", "C"]


@pytest.mark.parametrize("contract", CONTRACTS)
def test_limits_are_those_of_the_suites(contract: str) -> None:
    found = limits(contract)
    assert found
    for rule, limit in found.items():
        if rule.endswith("-034"):
            assert (limit.fails, limit.stops) == (0.0, 0.05)
        assert limit.stops is None or limit.fails <= limit.stops < 1


def test_a_rules_sentence_parts_into_what_is_wrong_and_what_to_do() -> None:
    assert parts_of("Svaret är fel. Rätta datumet.") == ("Svaret är fel.", "Rätta datumet.")
    assert parts_of("Svaret är fel") == ("Svaret är fel", "")


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_steward_sees_what_needs_somebody(
    home: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    _, html = shown(home, monkeypatch, role="steward", lang=lang)
    assert words.say("desk.needs_one", lang) in html
    assert words.say("desk.act_waiting", lang) in html and 'class="board"' in html
    assert html.count('tabindex="0"') == 1


@pytest.mark.parametrize("view", ["corrections", "reconciliation", "waivers", "retention"])
@pytest.mark.parametrize("role", ["steward", "deliverer"])
def test_every_part_of_the_desk_opens_for_those_who_may(
    home: Path, monkeypatch: pytest.MonkeyPatch, view: str, role: str
) -> None:
    _, html = shown(home, monkeypatch, role=role, authority="fk", view=view, lang="en")
    assert html.count("<h1") == 1 and "may not" not in html


@pytest.mark.parametrize("view", ["", "corrections", "reconciliation", "waivers", "retention"])
@pytest.mark.parametrize("role", ["council_member", "management", "method"])
def test_others_are_refused_with_a_sentence(
    home: Path, monkeypatch: pytest.MonkeyPatch, role: str, view: str
) -> None:
    _, html = shown(home, monkeypatch, role=role, view=view, lang="sv", delivery=str(WAITING))
    assert "får inte läsa leveranserna" in html
    assert "<table" not in html and "PAY-034" not in html


def test_a_deliverer_sees_only_its_own_rows(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, own = shown(home, monkeypatch, role="deliverer", authority="fk", lang="sv")
    board = own.partition("<table class=\"board\"")[2]
    assert "Försäkringskassan" in board and "Arbetsmiljöverket" not in board
    _, other = shown(home, monkeypatch, role="deliverer", authority="av", lang="sv",
                     delivery=str(WAITING))
    assert words.say("desk.no_such", "sv") in other


def test_a_delivery_shows_rule_share_limit_and_examples_but_no_value(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, html = shown(home, monkeypatch, role="steward", lang="sv", delivery=str(WAITING),
                    rule="PAY-034")
    assert "Leveransen kan godtas med anmärkning: 1 av" in html
    assert "PAY-034" in html and "avvisas över 5" in html
    key, row = _desk(home, "select record_key, row from rule_example")[0]
    assert key in html and f">{row}</td>" in html
    values = _values(home)
    assert values
    assert [v for v in values if v in html] == []


def _desk(home: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(home / "desk.db") as connection:
        return connection.execute(query).fetchall()


def _values(home: Path) -> set[str]:
    """Values of the failing row that no code list, number of a page or day of delivery shares."""
    lines = (home / "sent" / "d2.csv").read_text("utf-8-sig").splitlines()
    cells = {c for line in lines[1:] for c in line.split(";")}
    return {c for c in cells if c.count("-") == 2 and c[:2] == "20" and c != "2026-09-10"}


def test_a_deliverer_reads_the_examples_of_its_own_and_decides_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, html = shown(home, monkeypatch, role="deliverer", authority="fk", lang="en",
                    delivery=str(WAITING), rule="PAY-034")
    assert "Record key" in html
    assert words.say("desk.your_decision", "en") not in html


def test_a_steward_accepts_by_a_task_and_the_worker_does_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the form over the task table and the worker to the receipt, then the change."""
    build(tmp_path)
    run, html = shown(tmp_path, monkeypatch, role="steward", lang="sv", delivery=str(WAITING))
    run.button(key="accept").click().run()
    assert words.say("declined.no_reason", "sv") in said(run)
    run.text_area(key=f"reason-{WAITING}").input("Det är 14 rader.")
    run.button(key="accept").click().run()
    assert words.say("declined.a_number", "sv") in said(run)
    run.text_area(key=f"reason-{WAITING}").input("Andelen är låg.")
    run.button(key="accept").click().run()
    assert words.say("desk.task_decide", "sv") in said(run)
    with open_store(None, tmp_path) as store:
        payload = json.loads(tasks.recent(store, 1)[0].payload)
    assert payload["decision"] == "accept_with_remark" and payload["seen"] == 0
    assert worker.run(open_house(home_of(str(tmp_path), None)), tmp_path / "inbox", once=True) == 1
    run.run()
    html = said(run)
    assert words.say("desk.receipt_accepted_with_remark", "sv") in html
    assert "Andelen är låg." in html
    run.button(key="change").click().run()
    assert words.say("desk.change_about", "sv") in said(run)
    assert _desk(tmp_path, "select kind from decision") == [("accept_with_remark",)]


def test_a_steward_of_the_same_authority_does_not_decide(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, html = shown(home, monkeypatch, role="steward", authority="fk", lang="sv",
                      delivery=str(WAITING))
    assert not [b for b in run.button if b.key == "accept"]
    assert words.say("desk.your_decision", "sv") not in html


def test_a_button_that_may_not_be_pressed_has_its_reason_beneath(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The accepted delivery of the home: nothing to decide, by the check that would refuse."""
    _, html = shown(home, monkeypatch, role="steward", lang="en", delivery="1")
    assert words.say("declined.nothing_to_decide", "en") in html
