"""A report as a Word document: real styles, captions that count themselves, accessible tables.

Here: headings, paragraphs, tables and pictures of a neutral document as Word has them. Not here:
what is said; the styles (``docx_styles``). Pictures are the same drawings as in the PDF.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from docx import Document as new_document
from docx.document import Document as Paper
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from dashboard.report import docx_styles as styles
from dashboard.report.document import (
    Datum,
    Document,
    Facts,
    Figure,
    Listed,
    Part,
    Row,
    Table,
    Words,
)
from dashboard.report.packing import packed
from dashboard.report.pdf import pictures
from data import words

WIDTH = Mm(170)
LOOKS = {"lead": "Lead", "body": "Normal", "small": "Source", "strong": "Strong line"}


def docx(document: Document) -> bytes:
    """Write a document as DOCX; the same document gives the same bytes."""
    paper = new_document()
    styles.set_up(paper, document)
    _properties(paper, document)
    drawn = dict(zip((f.number for f in document.figures()),
                     pictures([f.svg for f in document.figures()]), strict=True))
    writer = _Writer(paper, document, drawn)
    writer.front()
    for i, section in enumerate(document.sections):
        if i:
            writer.line(section.kicker, "Kicker").paragraph_format.page_break_before = True
        writer.line(section.title, "Heading 1")
        if not i:
            writer.part(Facts(document.facts))
        for row in section.rows:
            writer.row(row)
    out = BytesIO()
    paper.save(out)
    return packed(out.getvalue(), document.day)


def _properties(paper: Paper, document: Document) -> None:
    about = paper.core_properties
    about.title, about.author, about.language = document.title, "Lägesbild", styles.lang(document)
    about.subject = words.say("report.edition", document.lang, label=document.imprint.label)
    about.comments = words.say("label.synthetic" if document.imprint.synthetic
                               else "label.not_official", document.lang)
    about.identifier, about.keywords = document.imprint.hash, ""
    about.created = about.modified = datetime.fromisoformat(document.day)
    about.last_modified_by, about.revision = "Lägesbild", 1


class _Writer:
    """The document while it is being written."""

    def __init__(self, paper: Paper, document: Document, drawn: dict[int, bytes]) -> None:
        self._paper, self._document, self._drawn = paper, document, drawn
        self._ids = {style.name: style.style_id for style in paper.styles}

    def line(self, text: str, style: str) -> Paragraph:
        """Write a paragraph in a style; the library would look its name up for each one."""
        made = self._paper.add_paragraph(text)
        made._p.style = self._ids[style]
        return made

    def front(self) -> None:
        """Write the line over the first heading: what this is, and that it is synthetic."""
        self.line(self._document.about, "Kicker")
        if self._document.imprint.synthetic:
            self.line(words.say("label.synthetic", self._document.lang), "Synthetic")

    def row(self, row: Row) -> None:
        """Write one question and what answers it."""
        if row.question:
            self.line(row.question, "Heading 2")
        for part in row.parts:
            self.part(part)

    def part(self, part: Part) -> None:
        """Write one part."""
        if isinstance(part, Words):
            self._words(part)
        elif isinstance(part, Table):
            self._table(part)
        elif isinstance(part, Figure):
            self._figure(part)
        elif isinstance(part, Listed):
            self._list(part)
        else:
            self._facts(part)

    def _words(self, part: Words) -> None:
        line = self.line("", LOOKS[part.look])
        if part.bold:
            line.add_run(f"{part.bold} ").bold = True
        line.add_run(part.text)

    def _list(self, part: Listed) -> None:
        for item in part.items:
            line = self.line(f"{item.text} ", "List Number")
            state = line.add_run(f"{item.state}. ")
            state.font.color.rgb = RGBColor.from_string(styles.LOOK if item.late else styles.INK2)
            line.add_run(f"{item.who}.").font.color.rgb = RGBColor.from_string(styles.INK2)

    def _facts(self, part: Facts) -> None:
        for label, said in part.pairs:
            line = self.line("", "Fact")
            line.add_run(f"{label}\t").font.color.rgb = RGBColor.from_string(styles.INK2)
            line.add_run(said)

    def _caption(self, kind: str, part: Table | Figure) -> None:
        """Write a caption with a number that Word counts itself."""
        said = words.say(f"report.{kind}_number", self._document.lang, number="")
        line = self.line(f"{said.strip()} ", "Caption")
        styles.field(line, f"SEQ {said.strip()} \\* ARABIC", str(part.number))
        line.add_run(f" {part.title}")
        if part.unit:
            unit = line.add_run(f"  {part.unit}")
            unit.bold, unit.font.color.rgb = False, RGBColor.from_string(styles.INK2)

    def _under(self, part: Table | Figure) -> None:
        for text in (part.source, *part.notes):
            if text:
                self.line(text, "Source")

    def _figure(self, part: Figure) -> None:
        self._caption("figure", part)
        line = self.line("", "Picture")
        shape = line.add_run().add_picture(BytesIO(self._drawn[part.number]), width=Mm(150))
        described = shape._inline.docPr
        described.set("descr", part.alt)
        described.set("title", part.title)
        described.set("name", f"figure-{part.number}")
        self._under(part)

    def _table(self, part: Table) -> None:
        self._caption("table", part)
        grid = self._paper.add_table(1 + len(part.rows), len(part.heads))
        grid._tbl.tblPr.style = "LagesbildTable"
        styles.describe(grid, part.title, part.unit)
        wide = styles.widths(grid, part, WIDTH)
        sides = [i == 0 or all(row[i].left for row in part.rows) for i in range(len(part.heads))]
        lines = [tuple(map(Datum, part.heads)), *part.rows]
        for tr, data in zip(grid._tbl.tr_lst, lines, strict=True):
            for tc, datum, width, left in zip(tr.tc_lst, data, wide, sides, strict=True):
                tc.width = width
                _fill(Paragraph(tc.p_lst[0], grid), datum, left)
            styles.whole(tr)
        styles.repeat(grid._tbl.tr_lst[0])
        self._under(part)


def _fill(line: Paragraph, datum: Datum, left: bool) -> None:
    line._p.style = "Tabletext"   # by its id: by its name it is looked up for every cell
    line.alignment = styles.LEFT if left else styles.RIGHT
    run = line.add_run(datum.text)
    run.bold = datum.strong or None
    if datum.mark:
        mark = line.add_run(datum.mark)
        mark.font.superscript, mark.font.size = True, Pt(8)
