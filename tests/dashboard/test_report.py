"""Promises of the choice of a report: who may take out what, and that no text becomes markup."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pypdf
import pytest

from dashboard import cli
from dashboard.report import choice as choices
from dashboard.report.chapters import cover
from dashboard.report.choice import Choice, Unknown
from dashboard.report.compose import clean
from dashboard.report.document import (
    Chart,
    Datum,
    Document,
    Facts,
    Figure,
    Imprint,
    Item,
    Listed,
    Row,
    Section,
    Series,
    Table,
    Words,
    numbered,
)
from dashboard.report.files import FORMATS, made, write
from dashboard.report.opening import open_edition
from dashboard.report.prose import text_rows
from data import registers, words
from data.access import SYSTEM, AccessDenied, Actor, Role
from data.store import open_store
from tests.dashboard import reported
from tests.dashboard.reported import A, P, W

MEMBER = Actor("En ledamot", Role.council_member, council="rsr_ost")
HOSTILE = ('#sys.inputs $x^2$ *fet* [@ref] <label> #{1+1} `kod` // slut',
           '=cmd|"/c calc"!A1', "+1+1", "@SUM(A1)", "<script>alert(1)</script>&amp;",
           "]]> </w:t> {{x}} %s {0}", 'file://\\"quote" \'apostrof\' \\u0000')
PIXEL = ('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" viewBox="0 0 10 10">'
         '<rect width="9" height="9" fill="#0a5688"/></svg>')


def _hostile(text: str) -> Document:
    """A document in which every text is the same hostile one."""
    table = Table(text, text, (text, text), (
        (Datum(text), Datum("..", sign="protected", meaning=text)),
        (Datum(text), Datum("12", 12.0, "visible", "final", mark=text))), text, (text,))
    chart = Chart("bars", (text,), (Series(text, (3.0,), (text,)),))
    figure = Figure(text, text, PIXEL, text, text, table, chart, (text,))
    rows = (Row(text, (Words(text, "lead"), Words(text, bold=text), table, figure,
                       Listed((Item(text, text, text, True),)), Facts(((text, text),)))),)
    section = Section(text, text, rows, text, text, text, ((text, text),), "x")
    imprint = Imprint(text, "0123456789abcdef" * 4, "2026-10-21", "2026M09", True)
    return Document("x", "sv", "brief", text, text, imprint, ((text, text),),
                    numbered((section, section)), (("..", text),), "2026-10-21")


def _squeezed(text: str) -> str:
    return "".join(text.split()).replace("\u00ad", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_text_in_every_file(text: str) -> None:
    told = _hostile(text)
    pages = pypdf.PdfReader(BytesIO(made(told, "pdf"))).pages
    assert _squeezed(text) in _squeezed("".join(p.extract_text() for p in pages))
    word = made(told, "docx")
    assert text in reported.said(reported.tree(word, "word/document.xml"), W)
    assert not reported.names(word, r"word/vba.*|word/embeddings/.*\d+.*")
    shown = [reported.said(s.find(f".//{P}ph[@type='title']/../../.."), A)
             for s, _ in reported.slides(made(told, "pptx"))]
    assert text in shown
    book = openpyxl.load_workbook(BytesIO(made(told, "xlsx")))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    assert text in [c.value for c in cells] and all(c.data_type != "f" for c in cells)


def test_control_signs_and_turned_text_are_taken_out_of_a_whole_document() -> None:
    told: Document = clean(_hostile("a\x00b\x1b[31m\u202egnp\ud800\ufffe å"))
    assert told.title == "a\ufffdb\ufffd[31m\ufffdgnp\ufffd\ufffd å"
    row = told.sections[0].rows[0]
    assert isinstance(row.parts[2], Table) and row.parts[2].rows[0][0].text == told.title
    for kind in FORMATS:
        assert len(made(told, kind)) > 1000


def test_a_regional_councils_member_takes_out_its_own_region_and_no_other(
    demonstration: Path,
) -> None:
    with open_store(None, demonstration) as store:
        told = open_edition(store, MEMBER, "latest", Choice("rsr_ost"))
        others = {"nord", "mitt", "bergslagen", "stockholm", "vast", "syd"}
        assert not set(told.book.cells["place"]) & others
        assert not set(told.book.changes["place"]) & others
        assert "ost" in set(told.book.cells["place"])


@pytest.mark.parametrize("choice", [
    Choice("rsr_nord"), Choice("work_crime"), Choice("rsr_ost", ("resilience",)),
    Choice("rsr_ost", (), ("nord",))])
def test_a_role_without_scope_gets_a_sentence_and_no_file(
    demonstration: Path, tmp_path: Path, choice: Choice
) -> None:
    with (open_store(None, demonstration) as store,
          pytest.raises(AccessDenied) as refused):
        write(store, MEMBER, "latest", choice, ("pdf",), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert refused.value.sentence("sv").endswith(".") and refused.value.sentence("en")


@pytest.mark.parametrize("role", [Role.deliverer, "nobody"])
def test_who_may_not_export_makes_no_report(role: str) -> None:
    with pytest.raises(AccessDenied):
        choices.checked(Actor("x", role, authority="fk"), Choice("payments"))


def test_a_choice_survives_its_address() -> None:
    chosen = Choice("payments", ("resilience", "incorrect_payments"), ("ost", "01+09"),
                    "full", "en")
    assert choices.read("payments", chosen.text(), "sv") == chosen
    assert choices.read("payments", "", "sv") == Choice("payments", length="brief")
    assert choices.read("payments", "x.y.z.w.v", "en") == Choice("payments", lang="en")


def test_what_no_register_holds_is_unknown() -> None:
    for asked in (Choice("nope"), Choice("payments", ("nope",)), Choice("payments", (), ("nope",)),
                  Choice("payments", length="nope")):
        with pytest.raises(Unknown):
            choices.checked(SYSTEM, asked)


def test_areas_come_in_the_registers_order_whatever_was_asked() -> None:
    asked = choices.checked(SYSTEM, Choice("payments", ("resilience", "organised_crime")))
    assert asked.areas == ("organised_crime", "resilience")
    assert choices.checked(SYSTEM, Choice("mur")).areas == registers.council("mur").areas


def test_a_text_shows_the_figure_behind_its_token_and_two_dots_where_it_is_protected(
    demonstration: Path,
) -> None:
    with open_store(None, demonstration) as store:
        told = open_edition(store, SYSTEM, "latest", Choice("work_crime"))
    cells = told.book.cells.filter(told.book.cells["indicator"] == "wc.inspections")
    shown = cells.filter(cells["sign"] == "visible").row(0, named=True)
    hidden = cells.filter(cells["sign"] == "protected").row(0, named=True)
    token = "{{{{wc.inspections|{place}|{authority}|{breakdown}|{period}}}}}".format
    block = {"kind": "fact", "sv": f"Det var {token(**shown)} mot {token(**hidden)}.", "en": "",
             "likelihood": "", "confidence": "low", "because_sv": "Få.", "because_en": "",
             "dissents": [{"authority": "tv", "sv": "Nej.", "en": ""}]}
    section = {"council": "work_crime", "area": "work_related_crime", "owner": "av",
               "blocks": [block]}
    texts = json.dumps({"version": 1, "sections": [section], "numbers": []})
    opened = replace(told, book=replace(told.book, documents={"texts": texts}))
    rows = text_rows(opened, ["work_related_crime"])
    said = [p.text for r in rows for p in r.parts if isinstance(p, Words)]
    assert [r.question for r in rows] == ["Uppgift"] and len(said) == 3
    assert " mot .. " in said[0] and "{{" not in said[0] and said[0] != block["sv"]
    assert text_rows(opened, ["resilience"]) == []


def test_the_summary_of_a_council_stands_first_on_the_reports_first_page(
    demonstration: Path,
) -> None:
    with open_store(None, demonstration) as store:
        told = open_edition(store, SYSTEM, "latest", Choice("joint_initiative"))
    block = {"kind": "fact", "sv": "Läget är stabilt.", "en": "", "likelihood": "",
             "confidence": "", "because_sv": "", "because_en": "",
             "dissents": [{"authority": "tv", "sv": "Vi delar inte bilden.", "en": ""}]}
    texts = json.dumps({"version": 1, "numbers": [], "sections": [
        {"council": "joint_initiative", "area": "", "owner": "pm", "blocks": [block]}]})
    opened = replace(told, book=replace(told.book, documents={"texts": texts}))
    first, *_ = cover(opened, opened.book).rows
    said = [(p.bold, p.text) for p in first.parts if isinstance(p, Words)]
    assert said[:3] == [
        (words.say("text.summary", "sv"), ""), ("", "Läget är stabilt."),
        (words.say("report.text_dissent", "sv", name="Tullverket"), "Vi delar inte bilden.")]
    bare = cover(replace(opened, book=replace(opened.book, documents={})), opened.book).rows[0]
    assert all(getattr(p, "bold", "") != words.say("text.summary", "sv") for p in bare.parts)


def test_the_command_makes_a_report_and_says_what_it_does_not_know(
    demonstration: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*more: str) -> int:
        return cli.main(["--home", str(demonstration), "report", "--out", str(tmp_path), *more])

    label = reported.report(demonstration, Choice("nmt")).imprint.label
    assert run("--council", "nmt", "--length", "page", "--format", "pdf,xlsx", "--lang", "en") == 0
    names = sorted(p.name for p in tmp_path.iterdir())
    assert [n.rpartition(".")[2] for n in names] == ["pdf", "xlsx"]
    assert all(n.startswith(f"lagesbild-{label}-synthetic-nmt-onepage-en.") for n in names)
    for more in (("--council", "nope"), ("--council", "nmt", "--format", "doc"),
                 ("--council", "nmt", "--edition", "99"), ("--council", "nmt", "--areas", "x")):
        capsys.readouterr()
        assert run(*more) == 1
        assert capsys.readouterr().err.strip().endswith(".")


def test_the_day_of_a_report_is_the_day_of_its_edition(demonstration: Path) -> None:
    told = reported.report(demonstration, Choice("nmt", (), (), "page", "sv"))
    assert date.fromisoformat(told.day) and told.imprint.published == told.day
