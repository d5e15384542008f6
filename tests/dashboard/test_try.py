"""Promises of the page for trying a file: what it says, to whom, and how long it is held."""

from __future__ import annotations

import csv
import io
import time
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import app
from dashboard.models import trying as says
from dashboard.models.findings import findings, parted
from dashboard.views.trying import HELD, Held, together
from dashboard.visit import read
from data import words
from data.faults import fault
from data.reading.source import Given
from expectations.guard import Stopped
from expectations.trial import About, Trial
from expectations.verdict import RuleResult, Verdict, judge, refused
from tests.dashboard.one_page import one_page

BOTH = pytest.mark.parametrize("lang", words.LANGUAGES)
ABOUT = About("csv", 214_000, "referrals", 1, 1834, 21, "semicolon")


def result(rule: str, severity: str = "critical", status: str = "fail") -> RuleResult:
    key = rule.partition("-")[2]
    fails = status == "fail"
    return RuleResult(
        rule=rule, dimension="validity", severity=severity, status=status,  # type: ignore[arg-type]
        failing=2 if fails else 0, of=40, rows=(3, 9) if fails else (),
        columns=("county",) if fails else (), table="rows",
        sv=words.say(f"rule.{key}", "sv"), en=words.say(f"rule.{key}", "en"))


def trial(stops: int, warns: int, passed: int = 3, broken: int = 0) -> Trial:
    found = [*(result(f"REF-{n:03}") for n in range(1, stops + 1)),
             *(result(f"REF-{n:03}", "warning") for n in range(5, 5 + warns)),
             *(result("REF-008", "critical", "error") for _ in range(broken)),
             *(result(f"REF-{n:03}", "critical", "pass") for n in range(30, 30 + passed))]
    return Trial(judge(found), ABOUT)


@BOTH
@pytest.mark.parametrize(("stops", "warns"), [*product((0, 1, 2), repeat=2)])
def test_the_heading_counts_what_stops_and_what_warns(lang: str, stops: int, warns: int) -> None:
    head = says.heading(trial(stops, warns), lang)
    said = {"sv": {1: "ett", 2: "två"}, "en": {1: "one", 2: "two"}}[lang]
    if not stops and not warns:
        assert head.mark == "good" and head.title == words.say("try.would_accept", lang)
        return
    for count, key in ((stops, "stops"), (warns, "warns")):
        expected = {"sv": "en" if count == 1 and key == "warns" else said.get(count),
                    "en": said.get(count)}[lang]
        assert not count or f" {expected} " in f" {head.title.lower()} ", head.title
    assert "{" not in head.title + head.lead and head.title.endswith(".")
    assert "{" not in says.read_as(trial(stops, warns), lang)


@BOTH
def test_each_state_of_the_page_has_its_own_heading(lang: str) -> None:
    trials = {
        "accepted": trial(0, 0), "waits": trial(0, 1), "refused": trial(1, 0),
        "broken": trial(0, 0, broken=1),
        "personal": Trial(refused([fault("P-001", order=1, contract="", place="", at="")],
                                  personal=True), About("csv", 9)),
        "unread": Trial(refused([fault("F-004", "rows", rows=(7,))])),
        "no manifest": Trial(refused([fault("M-001", "manifest")])),
        "limited": Trial(refused([fault("X-003", seconds=20)]), limit=Stopped("X-003", 20)),
        "ours": Trial(refused([fault("X-002")]), limit=Stopped("X-002")),
    }
    heads = {name: says.heading(each, lang) for name, each in trials.items()}
    titles = [head.title for name, head in heads.items() if name != "no manifest"]
    assert len(set(titles)) == len(titles)
    assert heads["limited"].mark == heads["broken"].mark == "broken"
    for each in trials.values():
        assert all(group.findings for group in says.groups(each, lang))


@BOTH
def test_findings_are_numbered_through_both_groups(lang: str) -> None:
    found = says.groups(trial(2, 2), lang)
    assert [(group.weight, group.first, len(group.findings)) for group in found] == [
        ("stops", 1, 2), ("warns", 3, 2)]


def test_every_sentence_of_the_checks_says_what_to_do_in_both_languages() -> None:
    every = words.keys()
    keys = [key for key in every if key.startswith(("fault.", "rule."))]
    assert len(keys) > 120
    for key, lang in product(keys, words.LANGUAGES):
        wrong, remedy = parted(words.say(key, lang))
        assert wrong and remedy and remedy[0].isupper(), (key, lang)
        assert not wrong.endswith(" "), key


@BOTH
def test_the_list_has_rules_and_rows_and_nothing_else(lang: str) -> None:
    text = says.listed(trial(1, 1), lang).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if lang == "sv" else ","))
    assert rows[0] == ["rule", "outcome", "columns", "table", "failing", "of", "rows", "wrong",
                       "do"]
    assert [row[0] for row in rows[1:]] == ["REF-001", "REF-005"]
    assert rows[1][6] in ("rad 3 och 9", "rows 3 and 9")


@dataclass(frozen=True)
class File:
    name: str
    content: bytes = b"x"

    def getvalue(self) -> bytes:
        return self.content


def test_files_dropped_together_are_one_delivery() -> None:
    rows, states = File("a.csv", b"1"), File("a.states.csv", b"2")
    manifest = File("a.manifest.json", b"3")
    assert together([manifest, states, rows]) == Given("a.csv", b"1", b"2", b"3")
    assert together([rows]) == Given("a.csv", b"1")
    assert together([]) == together([manifest]) == "try.no_rows"
    assert together([rows, File("b.csv")]) == "try.many_rows"
    assert together([rows, File("b.manifest.json")]) == "try.strays"


@pytest.mark.parametrize(("role", "may"), [
    ("deliverer", True), ("steward", True), ("council_member", False), ("management", False)])
def test_who_may_try_sees_the_page(role: str, may: bool) -> None:
    visit = read("try", {"role": role, "authority": "fk"}, [])
    assert ("try" in app.pages_for(visit)) is may


def _shown(home: Path, monkeypatch: pytest.MonkeyPatch, held: Held | None) -> AppTest:
    monkeypatch.setenv("LAGESBILD_HOME", str(home))
    monkeypatch.delenv("LAGESBILD_STORE_URL", raising=False)
    from dashboard.views import trying

    monkeypatch.setattr(trying, "_warmed", lambda: None)   # a browser's test warms the real one
    page = AppTest.from_function(one_page, kwargs={"page": "try"}, default_timeout=60)
    page.query_params.update({"role": "deliverer", "authority": "fk", "lang": "sv"})
    if held is not None:
        page.session_state["trial"] = held
    page.run()
    assert not page.exception
    return page


def _html(page: AppTest) -> str:
    return "".join(each.proto.body for each in page.get("html"))


def test_an_answer_is_shown_and_goes_with_a_new_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _shown(tmp_path, monkeypatch, Held(trial(1, 1), "remisser.csv", time.monotonic()))
    html = _html(page)
    assert "Filen skulle avvisas" in html and "remisser.csv" in html
    assert html.count("Gör så här:") == len(findings(trial(1, 1).verdict, "sv")) == 2
    page.button(key="again").click().run()
    assert "trial" not in page.session_state
    assert words.say("try.title", "sv") in _html(page)


def test_an_answer_is_gone_after_a_quarter_of_an_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Held(trial(1, 0), "remisser.csv", time.monotonic() - HELD - 1)
    page = _shown(tmp_path, monkeypatch, old)
    assert "trial" not in page.session_state and "remisser.csv" not in _html(page)
    assert words.say("try.gone", "sv") in _html(page)


def test_an_answer_is_escaped_and_a_personal_file_is_not_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "<img src=x onerror=alert(1)>.csv"
    page = _shown(tmp_path, monkeypatch, Held(trial(1, 0), name, time.monotonic()))
    assert "<img" not in _html(page)


def test_an_outcome_that_no_rule_explains_is_no_heading_of_acceptance() -> None:
    empty = Trial(Verdict("refused", faults=(fault("F-007", "rows"),)), ABOUT)
    assert says.heading(empty, "sv").mark == "stops"
    assert says.heading(replace(empty, about=None), "en").mark == "stops"
