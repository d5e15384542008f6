"""A report as slides: the title is the sentence, the chart is native and can be edited.

Here: which slides there are and what stands on each. Not here: charts (``pptx_chart``), boxes and
text (``pptx_text``), what is said. The notes of a slide carry its source, definition, coverage,
signs and the sentence in the other language.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from pptx import Presentation

from dashboard.report import pptx_text as put
from dashboard.report.document import Document, Figure, Listed, Section, Table, Words
from dashboard.report.packing import packed
from dashboard.report.pptx_chart import add_chart
from data import words

PER_SECTION = {"page": 1, "brief": 2, "full": 40}
ASIDES = 3


def pptx(document: Document) -> bytes:
    """Write a document as PPTX; the same document gives the same bytes."""
    deck = Presentation()
    put.set_up(deck)
    about = deck.core_properties
    about.title, about.author, about.language = document.title, "Lägesbild", document.lang
    about.last_modified_by, about.revision, about.identifier = "Lägesbild", 1, document.imprint.hash
    about.created = about.modified = datetime.fromisoformat(document.day)
    for number, make in enumerate(_slides(document), start=1):
        slide = put.new_slide(deck)
        make(slide)
        put.frame(slide, document, number)
    out = BytesIO()
    deck.save(out)
    return packed(out.getvalue(), document.day)


def _slides(document: Document) -> Iterator[Any]:
    """Yield what fills each slide, in order."""
    if document.length != "page":
        yield lambda slide: _front(slide, document)
    for section in document.sections:
        figures = _chosen(section, PER_SECTION[document.length])
        for i, figure in enumerate(figures):
            yield _charted(document, section, figure, i == 0)
        if not figures and _worth(section):
            yield lambda slide, section=section: _said(slide, document, section)


def _worth(section: Section) -> bool:
    """Tell whether a chapter without a chart has more than a line to say."""
    return section.code == "method" or any(
        isinstance(p, Table) for r in section.rows for p in r.parts)


def _chosen(section: Section, most: int) -> list[Figure]:
    """Choose the figures of a chapter's slides: places first, as bars with before and now."""
    found = [p for r in section.rows for p in r.parts if isinstance(p, Figure) and p.chart]
    compared = [f for f in found if f.chart and len(f.chart.series) > 1 and f.chart.kind == "bars"]
    ordered = [*compared[:1], *(f for f in found if f not in compared[:1])]
    return ordered[:most]


def _front(slide: Any, document: Document) -> None:
    put.title(slide, document.about, document)
    put.text(slide, document.sections[0].title, put.BODY, 22, document, bold=True)
    lines = [f"{label}: {said}" for label, said in document.facts]
    put.lines(slide, lines, put.UNDER, 16, document)
    put.notes(slide, "\n".join([document.title, *lines, _other(document, document.sections[0])]))


def _charted(document: Document, section: Section, figure: Figure, first: bool) -> Any:
    def make(slide: Any) -> None:
        put.title(slide, section.title if first else figure.title, document)
        put.caption(slide, figure.title if first else section.kicker, figure.unit, document)
        add_chart(slide, figure, document.lang)
        put.asides(slide, _asides(document, section) if first else _beside(figure), document)
        put.notes(slide, _noted(document, section, figure))
    return make


def _asides(document: Document, section: Section) -> list[tuple[str, str, str]]:
    """Answer three questions beside a chart: a question, what is semibold, the rest."""
    found: list[tuple[str, str, str]] = []
    key = words.say("report.key_title", document.lang)
    for row in section.rows:
        for part in row.parts:
            if isinstance(part, Table) and part.title == key:
                name, _, now, change = part.rows[0][:4]
                found.append((words.say("report.slide_much", document.lang),
                              change.text, f"{name.text}, {part.heads[2]}: {now.text}"))
            elif isinstance(part, Listed):
                found.append((row.question, "", part.items[0].text))
            elif isinstance(part, Words) and part.look == "body" and row.question:
                found.append((row.question, part.bold, "" if part.bold else part.text))
    return _one_each(found)[:ASIDES]


def _one_each(found: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Put together what answers the same question."""
    made: dict[str, tuple[str, str, str]] = {}
    for question, bold, text in found:
        old = made.get(question, (question, "", ""))
        made[question] = (question, old[1] or bold, " ".join(t for t in (old[2], text) if t))
    return list(made.values())


def _beside(figure: Figure) -> list[tuple[str, str, str]]:
    return [("", "", text) for text in figure.notes[:ASIDES]]


def _said(slide: Any, document: Document, section: Section) -> None:
    """Write a chapter without a chart: what is said in words, or its first table as a table."""
    put.title(slide, section.title, document)
    table = next((p for r in section.rows for p in r.parts if isinstance(p, Table)), None)
    if table is not None and section.code != "method":
        put.table(slide, table, document)
        put.notes(slide, _noted(document, section, table))
        return
    texts = [f"{p.bold} {p.text}".strip() for r in section.rows for p in r.parts
             if isinstance(p, Words)]
    signs = [f"{sign}  {meaning}" for sign, meaning in document.signs]
    put.lines(slide, [*texts[:4], *signs], put.WHOLE, 16, document)
    put.notes(slide, "\n".join([*texts, _other(document, section)]))


def _noted(document: Document, section: Section, part: Figure | Table) -> str:
    """Write the notes of a slide."""
    signs = "; ".join(f"{sign} {meaning}" for sign, meaning in document.signs)
    said = [("source", part.source), ("definition", section.definition),
            ("coverage", section.coverage), ("signs", signs),
            ("alt", part.alt if isinstance(part, Figure) else "")]
    lines = [words.say(f"report.note_{key}", document.lang, text=text)
             for key, text in said if text]
    lines += [*part.notes, words.say("label.not_official", document.lang)]
    return "\n".join([*lines, _other(document, section)])


def _other(document: Document, section: Section) -> str:
    return words.say("report.note_other", document.lang, text=section.other or section.title)
