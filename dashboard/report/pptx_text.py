"""Boxes and text of slides: title, what stands beside a chart, the foot, the notes.

Here: where things stand and how they look. Not here: which slides there are (``pptx``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Inches, Length, Pt

from dashboard.report.document import Document, Table
from dashboard.report.pptx_chart import ink
from data import words

FONT = "IBM Plex Sans"
LANGS = {"sv": MSO_LANGUAGE_ID.SWEDISH, "en": MSO_LANGUAGE_ID.ENGLISH_UK}
Box = tuple[float, float, float, float]   # inches: left, top, width, height
TITLE: Box = (0.6, 0.5, 9.9, 1.2)
LABEL: Box = (10.95, 0.55, 1.78, 0.36)
BODY: Box = (0.6, 1.95, 12.1, 1.05)
UNDER: Box = (0.6, 3.15, 12.1, 3.6)
WHOLE: Box = (0.6, 1.95, 12.1, 4.6)
CAPTION: Box = (0.6, 1.85, 7.0, 0.35)
SIDE: Box = (8.1, 1.95, 4.63, 4.5)
FOOT: Box = (0.6, 6.95, 11.4, 0.32)
NUMBER: Box = (12.1, 6.95, 0.63, 0.32)
MOST_ROWS = 12


def set_up(deck: Any) -> None:
    """Make the slides wide, and the font of the theme ours."""
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    for part in deck.part.package.iter_parts():
        if str(part.partname).startswith("/ppt/theme/"):
            part._blob = part.blob.replace(b'typeface="Calibri"', f'typeface="{FONT}"'.encode())


def new_slide(deck: Any) -> Any:
    """Add a slide with nothing but the place of its title."""
    return deck.slides.add_slide(deck.slide_layouts[5])


def _place(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = map(Inches, box)


def _box(slide: Any, box: Box, name: str) -> Any:
    shape = slide.shapes.add_textbox(*map(Inches, box))
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    return frame


def _run(
    line: Any, said: str, size: float, document: Document, *, bold: bool = False,
    tone: Any = None,
) -> None:
    run = line.add_run()
    run.text = said
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
    run.font.color.rgb = tone or ink("ink")
    run.font.language_id = LANGS[document.lang]


def title(slide: Any, said: str, document: Document) -> None:
    """Write the title, in the place that every reader looks for one."""
    shape = slide.shapes.title
    _place(shape, TITLE)
    frame = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    line = frame.paragraphs[0]
    line.alignment, line.line_spacing = PP_ALIGN.LEFT, 0.95
    size = 28 if len(said) < 90 else 24 if len(said) < 130 else 20
    _run(line, said, size, document, bold=True)


def text(slide: Any, said: str, box: Box, size: float, document: Document,
         bold: bool = False) -> None:
    """Write one line."""
    _run(_box(slide, box, "text").paragraphs[0], said, size, document, bold=bold)


def lines(slide: Any, said: Sequence[str], box: Box, size: float, document: Document) -> None:
    """Write lines under each other; many are written smaller."""
    frame = _box(slide, box, "text")
    fitted = size if sum(map(len, said)) < 900 else size - 3
    for i, one in enumerate(said):
        line = frame.paragraphs[0] if not i else frame.add_paragraph()
        line.space_after = Pt(6)
        _run(line, one, fitted, document)


def caption(slide: Any, name: str, unit: str, document: Document) -> None:
    """Write over a chart what it shows, and its unit in grey."""
    line = _box(slide, CAPTION, "caption").paragraphs[0]
    _run(line, f"{name}  ", 14, document, bold=True)
    _run(line, unit, 14, document, tone=ink("ink2"))


def asides(slide: Any, said: Sequence[tuple[str, str, str]], document: Document) -> None:
    """Write up to three questions with their answers, under a rule each."""
    left, top, width, height = SIDE
    step = height / max(len(said), 3)
    for i, (question, bold, rest) in enumerate(said):
        at = top + i * step
        _rule(slide, left, at, width, i == 0)
        frame = _box(slide, (left, at + 0.12, width, step - 0.2), "answer")
        if question:
            _run(frame.paragraphs[0], question, 13, document, tone=ink("ink2"))
        line = frame.add_paragraph() if question else frame.paragraphs[0]
        size = 18 if len(rest) < 90 else 15 if len(rest) < 170 else 12
        if bold:
            _run(line, f"{bold[:1].upper()}{bold[1:]} ", size, document, bold=True)
        _run(line, rest, size, document)


def _rule(slide: Any, left: float, top: float, width: float, heavy: bool) -> None:
    line = slide.shapes.add_connector(1, *map(Inches, (left, top, left + width, top)))
    line.line.width, line.line.color.rgb = Pt(2 if heavy else 0.75), ink("ink" if heavy else "rule")
    line.name = "rule"
    _plain(line)
    _decoration(line)


def _plain(shape: Any) -> None:
    """Take away the theme's own effects, such as shadows."""
    for style in shape._element.xpath("./p:style"):
        shape._element.remove(style)


def _decoration(shape: Any) -> None:
    """Say to screen readers that a shape carries nothing."""
    about = shape._element.xpath(".//p:cNvPr")[0]
    about.append(parse_xml(
        f'<a:extLst {nsdecls("a")}><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}">'
        '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative"'
        ' val="1"/></a:ext></a:extLst>'))


def frame(slide: Any, document: Document, number: int) -> None:
    """Write what every slide carries: synthetic or not, edition, hash, number."""
    imprint, lang = document.imprint, document.lang
    if imprint.synthetic:
        _label(slide, words.say("label.synthetic", lang), document)
    _rule(slide, FOOT[0], FOOT[1] - 0.1, 12.13, False)
    said = " · ".join((
        words.say("report.published_at", lang, day=imprint.published),
        imprint.sums(lang),
        words.say("label.not_official", lang)))
    line = _box(slide, FOOT, "footer").paragraphs[0]
    edition = words.say("report.edition", lang, label=imprint.label)
    _run(line, f"Lägesbild, {edition[:1].lower()}{edition[1:]}", 10, document, bold=True)
    _run(line, f" · {said}", 10, document, tone=ink("ink2"))
    page = _box(slide, NUMBER, "slide number").paragraphs[0]
    page.alignment = PP_ALIGN.RIGHT
    page._p.append(parse_xml(
        f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
        f'<a:rPr lang="{document.lang}" sz="1000" b="1"/><a:t>{number}</a:t></a:fld>'))


def _label(slide: Any, said: str, document: Document) -> None:
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(Inches, LABEL))
    shape.name = "label"
    shape.fill.background()
    _plain(shape)
    shape.line.color.rgb, shape.line.width = ink("a2"), Pt(1.25)
    frame_ = shape.text_frame
    frame_.margin_top = frame_.margin_bottom = 0
    frame_.vertical_anchor = MSO_ANCHOR.MIDDLE
    line = frame_.paragraphs[0]
    line.alignment = PP_ALIGN.CENTER
    _run(line, said, 12, document, bold=True, tone=ink("a2"))


def table(slide: Any, part: Table, document: Document) -> None:
    """Write a table as a table of the slide, with its head row as a head."""
    rows = part.rows[:MOST_ROWS]
    shape = slide.shapes.add_table(len(rows) + 1, len(part.heads), *map(Inches, WHOLE))
    shape.name = part.title
    shape._element.nvGraphicFramePr.cNvPr.set("descr", part.title)
    grid = shape.table
    grid.first_row, grid.horz_banding = True, False
    longest = [max([len(r[i].text) for r in rows] + [len(h), 6]) ** 0.75
               for i, h in enumerate(part.heads)]
    for i, share in enumerate(longest):
        grid.columns[i].width = Length(int(Inches(WHOLE[2]) * share / sum(longest)))
    size = 12 if sum(len(d.text) for r in rows for d in r) < 1200 else 10
    for y, line in enumerate([part.heads, *([d.text for d in r] for r in rows)]):
        for x, said in enumerate(line):
            cell = grid.cell(y, x)
            cell.fill.background()
            _run(cell.text_frame.paragraphs[0], said, size, document, bold=y == 0)


def notes(slide: Any, said: str) -> None:
    """Write the notes of a slide."""
    slide.notes_slide.notes_text_frame.text = said
