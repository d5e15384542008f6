"""Promises of reports: each file, read back by another library, has the edition's figures.

Nothing else stands in place of a figure: where one is protected there is the sign.
"""

from __future__ import annotations

import unicodedata
from io import BytesIO
from pathlib import Path

import openpyxl
import pypdf
import pytest

from dashboard.report.choice import Choice
from dashboard.report.document import Chart, Datum, Document, Figure, Table
from dashboard.report.files import FORMATS, made
from data import editions
from data.store import open_store
from tests.dashboard import reported
from tests.dashboard.reported import A, P, W

FULL = {lang: Choice("work_crime", (), ("ost", "05"), "full", lang) for lang in ("sv", "en")}
PAGE = Choice("work_crime", (), (), "page", "sv")
LANGS = ("sv", "en")


def cells(home: Path) -> dict[tuple[str, ...], dict[str, object]]:
    """Every cell of the newest edition, by its key."""
    with open_store(None, home) as store:
        frame = editions.cells(store, editions.edition(store, "latest").number)
    key = ("indicator", "place", "authority", "breakdown", "period")
    return {tuple(row[k] for k in key): row for row in frame.iter_rows(named=True)}


def shown(told: Document) -> list[Datum]:
    return [d for table in told.tables() for d in table.figures() if d.key]


@pytest.mark.parametrize("lang", LANGS)
def test_every_figure_of_a_report_is_the_editions_own(demonstration: Path, lang: str) -> None:
    known, told = cells(demonstration), shown(reported.report(demonstration, FULL[lang]))
    wrong = [d for d in told if (d.value, d.status) != (
        known[d.key]["value"], known[d.key]["status"])]   # type: ignore[index]
    assert len(told) > 300 and wrong == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_protected_figure_is_two_dots_and_nothing_else(
    demonstration: Path, lang: str
) -> None:
    known = cells(demonstration)
    told = [d for d in shown(reported.report(demonstration, FULL[lang]))
            if known[d.key]["sign"] == "protected"]   # type: ignore[index]
    assert told and all((d.text, d.value, d.sign) == ("..", None, "protected") for d in told)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize("lang", LANGS)
def test_the_pdf_is_tagged_named_in_its_language_and_has_every_figure(
    demonstration: Path, lang: str
) -> None:
    told = reported.report(demonstration, FULL[lang])
    read = pypdf.PdfReader(BytesIO(reported.file(demonstration, FULL[lang], "pdf")))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == {"sv": "sv-SE", "en": "en-GB"}[lang]
    assert read.metadata is not None and read.metadata.title == told.title
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    text = _plain("".join(page.extract_text() for page in read.pages))
    printed = [d for p in told.parts() if isinstance(p, Table) for d in p.figures()]
    assert len(printed) > 100 and [d.text for d in printed if _plain(d.text) not in text] == []


def _alts(node: object, found: list[str]) -> list[str]:
    """Collect the alternative texts of the tree of tags."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            _alts(child, found)
    elif isinstance(node, dict):
        if node.get("/S") == "/Figure":
            found.append(str(node.get("/Alt", "")))
        if "/K" in node:
            _alts(node["/K"], found)
    return found


def test_every_figure_of_the_pdf_is_said_in_words(demonstration: Path) -> None:
    told = reported.report(demonstration, FULL["sv"])
    read = pypdf.PdfReader(BytesIO(reported.file(demonstration, FULL["sv"], "pdf")))
    alts = _alts(read.trailer["/Root"]["/StructTreeRoot"], [])
    assert len(list(told.figures())) >= 4
    assert [_plain(f.alt) for f in told.figures()] == [_plain(a) for a in alts]
    for figure in told.figures():
        said = _plain(figure.alt)
        unsaid = [d for d in figure.table.figures() if _plain(d.text or d.meaning) not in said]
        assert len(figure.alt) > 40 and unsaid == []


@pytest.mark.parametrize("kind", FORMATS)
def test_every_page_bears_edition_hash_and_that_it_is_synthetic(
    demonstration: Path, kind: str
) -> None:
    told, content = (reported.report(demonstration, FULL["sv"]),
                     reported.file(demonstration, FULL["sv"], kind))
    wanted = (told.imprint.sums(told.lang), told.imprint.label, "yntetiska data")
    if kind == "pdf":
        pages = [p.extract_text() for p in pypdf.PdfReader(BytesIO(content)).pages]
    elif kind == "docx":
        head, foot = (reported.said(reported.tree(content, f"word/{part}1.xml"), W)
                      for part in ("header", "footer"))
        pages = [head + foot]
    elif kind == "pptx":
        pages = [reported.said(slide, A) for slide, _ in reported.slides(content)]
    else:
        book = openpyxl.load_workbook(BytesIO(content))
        pages = [str(sheet.oddFooter.left.text) for sheet in book]
        wanted = (told.imprint.sums(told.lang), told.imprint.label, "yntetiska data")
    assert pages and all(_plain(w) in _plain(page) for page in pages for w in wanted)
    if kind != "xlsx":
        assert all("ej officiell statistik" in " ".join(page.split()) for page in pages)
    assert "-syntetisk-" in told.name


@pytest.mark.parametrize("lang", LANGS)
def test_the_word_document_has_every_cell_of_every_table(demonstration: Path, lang: str) -> None:
    told = reported.report(demonstration, FULL[lang])
    content = reported.file(demonstration, FULL[lang], "docx")
    tables = [p for p in told.parts() if isinstance(p, Table)]
    assert reported.docx_tables(content) == [
        [list(t.heads), *([d.text for d in row] for row in t.rows)] for t in tables]


def test_the_word_document_is_built_of_styles_captions_and_heads(demonstration: Path) -> None:
    told = reported.report(demonstration, FULL["sv"])
    content = reported.file(demonstration, FULL["sv"], "docx")
    body = reported.tree(content, "word/document.xml")
    styles = [s.get(f"{W}val") for s in body.iter(f"{W}pStyle")]
    assert styles.count("Heading1") == len(told.sections) and "Heading2" in styles
    fields = [f.get(f"{W}instr") for f in body.iter(f"{W}fldSimple")]
    numbered = [p for p in told.parts() if isinstance(p, Table | Figure)]
    assert len(fields) == len(numbered) and all(f.startswith("SEQ ") for f in fields)
    tables = list(body.iter(f"{W}tbl"))
    assert tables and all(t.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None for t in tables)
    assert all(t.find(f"{W}tblPr/{W}tblCaption") is not None for t in tables)
    wp = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
    assert [d.get("descr") for d in body.iter(f"{wp}docPr")] == [f.alt for f in told.figures()]
    langs = {e.get(f"{W}val") for e in reported.tree(content, "word/styles.xml").iter(f"{W}lang")}
    assert langs == {"sv-SE"}
    assert told.title in etree_text(content)


def etree_text(content: bytes) -> str:
    return "".join(reported.tree(content, "docProps/core.xml").itertext())


def test_every_slide_has_a_title_and_notes_in_the_other_language_too(demonstration: Path) -> None:
    told = reported.report(demonstration, FULL["sv"])
    content = reported.file(demonstration, FULL["sv"], "pptx")
    assert told.title in etree_text(content)
    for slide, notes in reported.slides(content):
        titles = [s for s in slide.iter(f"{P}sp") if s.find(f".//{P}ph[@type='title']") is not None]
        assert len(titles) == 1 and reported.said(titles[0], A).strip()
        assert "English: " in notes
        assert all(f.find(f".//{P}cNvPr").get("descr") for f in slide.iter(f"{P}graphicFrame"))
        assert {r.get("lang") for r in slide.iter(f"{A}rPr")} <= {"sv-SE", "sv", None}


def test_what_stands_beside_a_chart_is_the_first_key_figure(demonstration: Path) -> None:
    told = reported.report(demonstration, FULL["sv"])
    content = reported.file(demonstration, FULL["sv"], "pptx")
    said = [[reported.said(s, A) for s in slide.iter(f"{P}sp")
             if s.find(f"{P}nvSpPr/{P}cNvPr").get("name") == "answer"]
            for slide, _ in reported.slides(content)]
    much = [box for boxes in said for box in boxes if box.startswith("Hur mycket?")]
    keys = [t.rows[0] for t in told.tables() if t.title == "Nyckeltal"]
    lines = {f"{row[0].text}, " for row in keys}
    assert much and all(any(line in box for line in lines) for box in much)
    assert any(keys[0][2].text in box and keys[0][3].text.lower() in box.lower() for box in much)


def _drawn(chart: Chart) -> list[tuple[list[str], list[float | None]]]:
    most = 14 if chart.kind == "bars" else len(chart.categories)
    return [(list(chart.categories[:most]), [None if v is None else v / chart.divisor
                                             for v in s.values[:most]]) for s in chart.series]


def test_every_chart_has_the_figures_and_no_point_where_one_is_protected(
    demonstration: Path,
) -> None:
    told = reported.report(demonstration, FULL["sv"])
    content = reported.file(demonstration, FULL["sv"], "pptx")
    known = [_drawn(f.chart) for f in told.figures() if f.chart]
    found = list(reported.charts(content))
    assert len(found) > 3 and all(one in known for one in found)
    values = [v for one in found for _, series in one for v in series if v is not None]
    edition = {float(str(c["value"])) for c in cells(demonstration).values()
               if c["value"] is not None}
    assert set(values) <= edition | {v / 1e6 for v in edition}
    assert any(v is None for one in found for _, series in one for v in series)


def test_the_workbook_has_every_figure_as_a_number_with_sign_and_status(
    demonstration: Path,
) -> None:
    told = reported.report(demonstration, FULL["sv"])
    book = openpyxl.load_workbook(BytesIO(reported.file(demonstration, FULL["sv"], "xlsx")))
    tables = list(told.tables())
    sheets = [book[n] for n in book.sheetnames if n.startswith(("Tabell", "Figur"))]
    assert len(sheets) == len(tables)
    checked = 0
    for sheet, table in zip(sheets, tables, strict=True):
        heads = [c.value for c in sheet[6]]
        assert sheet.freeze_panes == "B7" and heads[-1] == "Ursprung"
        for row, data in zip(sheet.iter_rows(min_row=7), table.rows, strict=True):
            written = {h: c.value for h, c in zip(heads, row, strict=True)}
            assert written["Ursprung"] == "syntetiskt"
            for head, datum in zip(table.heads, data, strict=True):
                if datum.figure and datum.value is not None:
                    assert written[head] == datum.value and written[f"{head} status"]
                    checked += 1
                elif datum.figure:
                    assert written[head] is None and (written[f"{head} tecken"] or "") == datum.text
    assert checked > 300
    assert not any(c.data_type == "f" for sheet in book for row in sheet.iter_rows() for c in row)
    assert book.properties.title == told.title


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_choice_gives_the_same_bytes(demonstration: Path, kind: str) -> None:
    told = reported.report(demonstration, PAGE)
    assert made(told, kind) == made(told, kind)


@pytest.mark.parametrize("council", ["work_crime", "rsr_ost", "nmt", "counter_terrorism"])
@pytest.mark.parametrize("lang", LANGS)
def test_a_report_of_one_page_is_one_page(demonstration: Path, council: str, lang: str) -> None:
    content = reported.file(demonstration, Choice(council, (), (), "page", lang), "pdf")
    assert len(pypdf.PdfReader(BytesIO(content)).pages) == 1


def test_no_chart_carries_more_than_it_shows(demonstration: Path) -> None:
    """A chart's own workbook is a file that anybody can open."""
    content = reported.file(demonstration, FULL["sv"], "pptx")
    edition = {float(str(c["value"])) for c in cells(demonstration).values()
               if c["value"] is not None}
    whole = edition | {value / 1e6 for value in edition}
    for name in reported.names(content, r"ppt/embeddings/.*\d+\.xlsx"):
        with reported.ZipFile(BytesIO(content)) as parts:
            book = openpyxl.load_workbook(BytesIO(parts.read(name)))
        found = [c.value for row in book.active.iter_rows() for c in row]
        assert {v for v in found if isinstance(v, int | float)} <= whole
