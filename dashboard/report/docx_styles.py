"""The look of the Word report: styles, page, header and footer, and what makes a table accessible.

Here: fonts, colours, the running head and foot, fields, row and column settings. Not here: writing
a document (``docx``).
"""

from __future__ import annotations

from typing import Any

from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table as Grid
from docx.text.paragraph import Paragraph

from dashboard.report.document import Document, Table
from dashboard.theme import color
from data import words

FONT = "IBM Plex Sans"
INK, INK2, DATA, LOOK = (color("light", t)[1:].upper() for t in ("ink", "ink2", "a1", "a2"))
RULE = color("light", "rule")[1:].upper()
LEFT, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
LANGS = {"sv": "sv-SE", "en": "en-GB"}
# name, after which, points, semibold, colour, space before and after, kept with the next
_STYLES = (
    ("Normal", "", 10.0, False, INK, 0, 6, False),
    ("Heading 1", "", 20.0, True, INK, 0, 10, True),
    ("Heading 2", "", 12.0, True, DATA, 16, 5, True),
    ("Caption", "", 9.5, True, INK, 8, 3, True),
    ("List Number", "", 10.0, False, INK, 0, 4, False),
    ("Lead", "Normal", 12.0, False, INK, 0, 8, False),
    ("Strong line", "Normal", 10.0, True, INK, 6, 6, False),
    ("Kicker", "Normal", 9.0, False, INK2, 0, 4, True),
    ("Synthetic", "Normal", 9.0, True, LOOK, 0, 8, True),
    ("Source", "Normal", 8.0, False, INK2, 2, 2, False),
    ("Fact", "Normal", 9.5, False, INK, 0, 2, False),
    ("Picture", "Normal", 10.0, False, INK, 0, 2, True),
    ("Table text", "Normal", 9.0, False, INK, 1, 1, False),
)


def lang(document: Document) -> str:
    """Return the language as Word writes it."""
    return LANGS[document.lang]


def set_up(paper: Paper, document: Document) -> None:
    """Set page, styles, language, running head and foot."""
    for name, after, size, strong, ink, above, below, kept in _STYLES:
        style = paper.styles[name] if not after else paper.styles.add_style(
            name, WD_STYLE_TYPE.PARAGRAPH)
        if after:
            style.base_style = paper.styles[after]
        _font(style, size, strong, ink)
        form = style.paragraph_format
        form.space_before, form.space_after = Pt(above), Pt(below)
        form.keep_with_next, form.line_spacing = kept, 1.1
    paper.styles["Fact"].paragraph_format.tab_stops.add_tab_stop(Mm(50))
    _language(paper, lang(document))
    _stand_in(paper)
    _table_style(paper)
    _page(paper, document)


def _font(style: Any, size: float, strong: bool, ink: str) -> None:
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), strong
    style.font.italic, style.font.color.rgb = False, RGBColor.from_string(ink)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        if "Theme" in key:
            del fonts.attrib[key]
    for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(key), FONT)


def _language(paper: Paper, code: str) -> None:
    for holder in paper.styles.element.iter(qn("w:lang")):
        holder.set(qn("w:val"), code)
        holder.set(qn("w:eastAsia"), code)


def _stand_in(paper: Paper) -> None:
    """Name the font that stands in where IBM Plex Sans is not installed."""
    for part in paper.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            entry = (f'<w:font w:name="{FONT}"><w:altName w:val="Segoe UI"/>'
                     '<w:family w:val="swiss"/></w:font></w:fonts>')
            part._blob = part.blob.replace(b"</w:fonts>", entry.encode())


def _table_style(paper: Paper) -> None:
    """Make the style of tables: an ink rule under the head row, hairlines between rows."""
    border = f'w:val="single" w:sz="4" w:space="0" w:color="{RULE}"'
    paper.styles.element.append(parse_xml(
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="LagesbildTable">'
        f'<w:name w:val="Lägesbild table"/><w:basedOn w:val="TableNormal"/>'
        '<w:uiPriority w:val="99"/>'
        f"<w:tblPr><w:tblBorders><w:bottom {border}/><w:insideH {border}/></w:tblBorders>"
        '<w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/>'
        '</w:tblCellMar></w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>'
        "<w:tcPr><w:tcBorders>"
        f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/></w:tcBorders></w:tcPr>'
        "</w:tblStylePr></w:style>"))


def _page(paper: Paper, document: Document) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(25), Mm(25)
    head = section.header.paragraphs[0]
    _tabs(head)
    head.add_run("Lägesbild").bold = True
    head.add_run(f"\t{words.say('label.synthetic', document.lang)}"
                 if document.imprint.synthetic else "")
    _foot(section.footer.paragraphs[0], document)


def _foot(line: Paragraph, document: Document) -> None:
    imprint, lang_ = document.imprint, document.lang
    _tabs(line)
    line.add_run(words.say("report.edition", lang_, label=imprint.label)).bold = True
    said = imprint.sums(lang_)
    line.add_run(f"  {words.say('report.published_at', lang_, day=imprint.published)} · {said}\t")
    field(line, "PAGE", "1")
    line.add_run(" (")
    field(line, "NUMPAGES", "1")
    line.add_run(")")
    line.add_run().add_break()
    line.add_run(words.say("label.not_official", lang_))


def _tabs(line: Paragraph) -> None:
    line.style.font.size = Pt(8)   # type: ignore[union-attr]
    line.style.font.name = FONT   # type: ignore[union-attr]
    stops = line.style.paragraph_format.tab_stops   # type: ignore[union-attr]
    stops.clear_all()
    stops.add_tab_stop(Mm(170), WD_TAB_ALIGNMENT.RIGHT)


def field(line: Paragraph, code: str, shown: str) -> None:
    """Put in a field that Word fills itself, and what it shows until then."""
    simple = OxmlElement("w:fldSimple")
    simple.set(qn("w:instr"), code)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = shown
    run.append(text)
    simple.append(run)
    line._p.append(simple)


def repeat(row: Any) -> None:
    """Mark a row (its element) as the head of its table, repeated on every page."""
    row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def whole(row: Any) -> None:
    """Keep a row (its element) on one page."""
    row.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


def describe(grid: Grid, title: str, more: str) -> None:
    """Give a table the words that a screen reader says of it, and say that its head is a head."""
    about = grid._tbl.tblPr
    look = about.find(qn("w:tblLook"))
    if look is not None:
        about.remove(look)
    about.append(parse_xml(
        f'<w:tblLook {nsdecls("w")} w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
        ' w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'))
    for tag, text in (("w:tblCaption", title), ("w:tblDescription", more or title)):
        said = OxmlElement(tag)
        said.set(qn("w:val"), text)
        about.append(said)


def widths(grid: Grid, table: Table, room: Length) -> list[Length]:
    """Share the width by what columns hold: figures narrow, words wide."""
    grid.autofit = False
    longest = [max([len(row[i].text) for row in table.rows] + [len(head), 5])
               for i, head in enumerate(table.heads)]
    shares = [min(n, 60) ** 0.75 for n in longest]
    made = [Length(int(room * share / sum(shares))) for share in shares]
    for column, wide in zip(grid._tbl.tblGrid.gridCol_lst, made, strict=True):
        column.w = wide
    return made
