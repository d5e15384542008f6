"""The frame of the pages: addresses, roles, refusals, the desk's squares, the theme."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from html import escape
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import chrome, drawing, theme
from dashboard.app import PAGES, pages_for
from dashboard.views.deliveries import squares_of
from dashboard.views.verdict import heading, sort_out
from dashboard.visit import Numbered, language, read
from data import periods, registers, words

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "dashboard" / "script" / "lagesbild.py"
S1 = Numbered(1, "2026M08", date(2026, 9, 21), "synthetic")
S2 = Numbered(2, "2026M09", date(2026, 10, 21), "synthetic")
REAL = Numbered(3, "2026M10", date(2026, 11, 21), "real")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two small editions and a desk."""
    where = tmp_path_factory.mktemp("home")
    builder = ROOT / "tests" / "journeys" / "edition.py"
    subprocess.run([sys.executable, str(builder), str(where)], check=True, cwd=ROOT)
    return where


def shown(home: Path, monkeypatch: pytest.MonkeyPatch, **codes: str) -> tuple[AppTest, str]:
    """Run the pages for an address; return the run and everything that it wrote as HTML."""
    monkeypatch.setenv("LAGESBILD_HOME", str(home))
    monkeypatch.delenv("LAGESBILD_STORE_URL", raising=False)
    run = AppTest.from_file(str(SCRIPT), default_timeout=60)
    for key, value in codes.items():
        run.query_params[key] = value
    run.run()
    html = [e.proto.body for e in run.get("html")]
    html += [e.proto.html_content for e in run.get("bidi_component")]
    return run, re.sub(r'<span class="nw">(.*?)</span>', r"\1", "\n".join(html))


def test_the_frame_stands_without_a_trace(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run, html = shown(home, monkeypatch, lang="sv")
    assert not run.exception
    assert "Utgåva S-2, till och med 2026M09" in html
    assert 'aria-current="page">Rådet</a>' in html
    for sign in ("zero", "protected", "not_applicable", "not_delivered"):
        assert escape(words.say(f"sign.legend_{sign}", "sv")) in html
    assert words.say("label.not_official", "sv") in html
    assert words.say("label.synthetic", "sv") in html


def test_an_older_edition_is_read_by_its_number(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, html = shown(home, monkeypatch, lang="en", edition="1")
    assert "Edition S-1, until 2026M08" in html


def test_every_link_carries_the_visit(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, html = shown(home, monkeypatch, lang="en", edition="1", council="payments", theme="dark")
    pages = re.search(r"<nav.*?</nav>", html, re.DOTALL)
    assert pages is not None
    for link in re.findall(r'href="([^"]*)"', pages.group()):
        for code in ("edition=1", "council=payments", "theme=dark", "lang=en"):
            assert code in link


def test_an_address_means_the_same_in_both_languages() -> None:
    codes = {"edition": "1", "council": "nmt", "area": "human_trafficking", "place": "syd",
             "period": "2026K2", "theme": "dark"}
    swedish = read("area", {**codes, "lang": "sv"}, [S2, S1])
    english = read("area", {**codes, "lang": "en"}, [S2, S1])
    assert swedish.link(lang="en") == english.link()
    assert english.ignored == ()


def test_a_link_of_a_visit_reads_back_as_the_same_visit() -> None:
    codes = {"edition": "1", "council": "nmt", "area": "human_trafficking", "place": "syd",
             "indicator": "x", "period": "2025", "role": "deliverer", "authority": "fk",
             "theme": "dark", "lang": "en"}
    visit = read("area", codes, [S2, S1], lambda number: {"x"})
    address = dict(pair.split("=") for pair in visit.link().partition("?")[2].split("&"))
    assert read("area", address, [S2, S1], lambda number: {"x"}) == visit


def test_another_council_starts_at_its_own_area() -> None:
    visit = read("area", {"council": "nmt", "area": "human_trafficking"}, [S2])
    assert "area=" not in visit.link(council="payments")
    assert read("area", {"council": "payments"}, [S2]).area == "incorrect_payments"


@pytest.mark.parametrize("code", ["", "zz", "<b>", "9" * 40, "2026K9", "åå", "\u0000", "²"])
@pytest.mark.parametrize("key", ["edition", "council", "area", "place", "indicator", "period",
                                 "authority", "contract", "delivery", "role", "theme", "lang"])
def test_an_unknown_code_is_said_and_never_echoed(key: str, code: str) -> None:
    visit = read("area", {key: code}, [S2, S1], lambda number: {"x"})
    assert len(visit.ignored) == bool(code)
    assert all(code not in sentence for sentence in visit.ignored if code)


def test_a_real_edition_gives_nobody_a_role() -> None:
    visit = read("council", {"role": "steward"}, [REAL])
    assert visit.role == "nobody" and pages_for(visit) == []


@pytest.mark.parametrize(("role", "hidden"), [
    ("council_member", {"deliveries", "loss", "try", "text", "review"}),
    ("management", {"deliveries", "loss", "try"}),
    ("deliverer", {"deliveries", "loss", "changed", "decisions", "text", "review", "reports",
                   "compare"}), ("method", {"deliveries"}),
    ("steward", set()),
])
def test_what_a_role_may_not_do_is_not_there(role: str, hidden: set[str]) -> None:
    kept = set(PAGES) - set(pages_for(read("council", {"role": role}, [S2])))
    assert kept == hidden


def test_every_page_stands_in_one_menu_of_the_band() -> None:
    listed = [page for own in chrome.GROUPS.values() for page in own]
    assert len(listed) == len(set(listed))
    assert set(PAGES) <= set(listed)
    found = chrome.grouped_pages(["council", "method", "new"])
    assert found == {"picture": ["council"], "explore": ["new"], "method": ["method"]}


@pytest.mark.parametrize("role", ["council_member", "management", "steward", "deliverer"])
def test_the_menus_hold_the_pages_of_a_role_and_no_other(role: str) -> None:
    visit = read("council", {"role": role, "authority": "fk"}, [S2])
    band = chrome.band(visit, pages_for(visit))
    wide, narrow = re.findall(r"<nav.*?</nav>", band, re.DOTALL)
    for nav in (wide, narrow):
        pages = {to.partition("?")[0].strip("/") for to in re.findall(r'href="([^"]*)"', nav)}
        assert pages == {"" if page == "council" else page for page in pages_for(visit)}


def test_a_search_is_kept_as_asked_and_forgotten_on_another_page() -> None:
    visit = read("catalogue", {"q": "samtycke & vård"}, [S2])
    assert "q=samtycke+%26+v%C3%A5rd" in visit.link(lang="en")
    assert "q=" not in visit.link("help")
    assert read("catalogue", {"q": "x" * 61}, [S2]).q == ""
    assert len(read("catalogue", {"q": "a\u0000b"}, [S2]).ignored) == 1


def test_a_deliverer_sees_the_deliveries_only_as_an_authority() -> None:
    nobody = read("council", {"role": "deliverer"}, [S2])
    someone = read("council", {"role": "deliverer", "authority": "fk"}, [S2])
    assert "deliveries" not in pages_for(nobody)
    assert "deliveries" in pages_for(someone)


def test_the_browsers_language_is_asked_only_where_the_address_is_silent() -> None:
    assert language("sv", "en-GB") == "sv"
    assert language("", "en-GB,sv;q=0.8") == "en"
    assert language("", "de") == "sv"
    assert language("zz", "") == "sv"


def rows(*found: tuple[str, str, str, str, int]) -> pl.DataFrame:
    return pl.DataFrame(
        [(w, c, m, o, late, n, date(2026, 10, 8), None) for n, (w, c, m, o, late)
         in enumerate(found, 1)],
        schema={"deliverer": pl.String, "contract": pl.String, "month": pl.String,
                "outcome": pl.String, "days_late": pl.Int64, "id": pl.Int64,
                "received_on": pl.Date, "withdrawn_on": pl.Date}, orient="row")


def test_a_square_shows_the_worst_of_an_authoritys_kinds() -> None:
    board = squares_of(rows(("fk", "referrals", "2026M09", "accepted", 0),
                            ("fk", "payment_errors", "2026M09", "refused", 0)), ["2026M09"])
    assert board["fk"]["2026M09"].outcome == "refused"


def test_a_month_is_missing_only_where_a_delivery_was_expected() -> None:
    months = periods.span("2025M10", "2026M09")
    regular = [("fk", "referrals", m, "accepted", 0) for m in months[:-1]]
    seldom = [("sapo", "actions", m, "accepted", 0) for m in months[::3]]
    board = squares_of(rows(*regular, *seldom), months)
    assert board["fk"]["2026M09"].outcome == "missing"
    assert "2026M09" not in board["sapo"]


def result(rule: str, severity: str, status: str) -> dict[str, object]:
    return {"rule": rule, "dimension": "validity", "severity": severity, "status": status,
            "failing": 1, "of": 9, "rows": "[1]", "sv": "s", "en": "e"}


@pytest.mark.parametrize(("results", "said"), [
    ([("critical", "pass")], "The delivery is accepted"),
    ([("warning", "fail"), ("critical", "pass")], "accepted with a remark: 1 of 2"),
    ([("warning", "fail"), ("critical", "fail")], "refused: 1 of 2 rules stop"),
    ([("critical", "error"), ("critical", "fail")], "1 of 2 rules could not run"),
])
def test_the_heading_of_a_delivery_is_its_verdict(
    results: list[tuple[str, str]], said: str
) -> None:
    frame = pl.DataFrame([result(f"R-{n}", s, o) for n, (s, o) in enumerate(results)])
    assert said in heading({"personal": False}, sort_out(frame), 0, "en")


def test_a_refusal_for_personal_data_says_that_nothing_is_kept() -> None:
    assert "Nothing of it is kept" in heading({"personal": True}, sort_out(pl.DataFrame()), 3, "en")


def luminance(color: str) -> float:
    parts = [int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", theme.THEMES)
def test_text_has_the_contrast_that_the_identity_promises(look: str) -> None:
    for surface in ("paper", "wash", "warnbg"):
        for text in ("ink", "ink2", "a1", "a2"):
            assert contrast(theme.color(look, text), theme.color(look, surface)) >= 4.5
        for mark in ("ghost", "axis", "hatch", "edge", "focus"):
            assert contrast(theme.color(look, mark), theme.color(look, surface)) >= 3
    assert contrast(theme.color(look, "top2"), theme.color(look, "top")) >= 4.5


def test_every_council_of_the_register_has_an_address() -> None:
    for council in registers.councils():
        assert read("council", {"council": council.code}, [S2]).ignored == ()


LOADED_TWICE = """
import runpy, sys, collections
import dashboard.server
from streamlit.testing.v1 import AppTest
AppTest.from_file({script!r}, default_timeout=60).run()
files = collections.Counter(
    m.__file__ for n, m in list(sys.modules.items())
    if getattr(m, "__file__", None) and {root!r} in m.__file__ and ".venv" not in m.__file__
    and n != "__main__")
print([f for f, n in files.items() if n > 1])
print([n for n in sys.modules if n.split(".")[0] == "great_expectations"
       or n in ("data.vault", "metrics.jobs", "expectations.run")])
"""


def test_the_pages_load_no_module_twice_and_neither_checks_nor_vault(home: Path) -> None:
    code = LOADED_TWICE.format(script=str(SCRIPT), root=str(ROOT))
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT,
        env={"LAGESBILD_HOME": str(home), "PATH": "/usr/bin"})
    assert done.stdout.splitlines()[-2:] == ["[]", "[]"]


@pytest.mark.parametrize(("html", "made"), [
    ("<h2>Sedan utgåva S-3</h2>", '<h2>Sedan utgåva <span class="nw">S-3</span></h2>'),
    ("<p>S-12-vast, 2026-10-21.</p>",
     '<p><span class="nw">S-12-vast</span>, <span class="nw">2026-10-21</span>.</p>'),
    ('<a href="/?x=S-3" title="S-3">x</a>', '<a href="/?x=S-3" title="S-3">x</a>'),
    ("<svg><text>S-3</text></svg>", "<svg><text>S-3</text></svg>"),
    ("<svg><svg></svg><text>S-3</text></svg>S-3",
     '<svg><svg></svg><text>S-3</text></svg><span class="nw">S-3</span>'),
    ('<span class="st"><span class="i " aria-hidden="true"></span>Den 2026-10-21</span> S-3',
     '<span class="st"><span class="i " aria-hidden="true"></span>Den 2026-10-21</span> '
     '<span class="nw">S-3</span>'),
    ("<summary>Utgåva S-3, till</summary>", "<summary>Utgåva S-3, till</summary>"),
    ("<p>lagesbild-S-3-syntetiskt AS-3</p>", "<p>lagesbild-S-3-syntetiskt AS-3</p>")])
def test_an_edition_and_a_day_never_break_at_their_hyphens(html: str, made: str) -> None:
    assert drawing.whole(html) == made
