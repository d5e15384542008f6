"""A report put together: from an opened edition to one neutral document.

Here: which chapters a length has, the imprint, the name of the file. Not here: what a chapter says
(``chapters``, ``backmatter``), how a file is written (``pdf``, ``docx``, ``pptx``, ``xlsx``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from dashboard.models.book import Book
from dashboard.models.trust import trust
from dashboard.report import backmatter, chapters
from dashboard.report.document import Document, Imprint, Part, Section, numbered
from dashboard.report.opening import Opened
from data import periods, registers, words

SIGNS = ("zero", "protected", "not_applicable", "not_delivered")
_ODD = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
                  r"|[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def document(opened: Opened) -> Document:
    """Make the document of an opened edition; the same edition and choice give the same one."""
    book, choice, edition = opened.book, opened.choice, opened.edition
    other = replace(book, lang=chapters.OTHER[book.lang])
    made = Document(
        file_name(opened), book.lang, choice.length, "",
        book.say("report.heading", council=choice.of.name(book.lang)), _imprint(opened),
        tuple(_facts(opened)), numbered(tuple(_sections(opened, other))),
        tuple((book.say(f"sign.{s}") or "¹", book.say(f"sign.legend_{s}")) for s in SIGNS),
        edition.published_on.isoformat())
    title = f"{made.about}. {book.say('report.edition', label=edition.label)}"
    cleaned: Document = clean(replace(made, title=title))
    return cleaned


def clean(value: Any) -> Any:
    """Take out of every text what no file format can hold: control signs and turned direction."""
    if isinstance(value, str):
        return _ODD.sub("\ufffd", unicodedata.normalize("NFC", value))
    if isinstance(value, tuple):
        return tuple(clean(v) for v in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: clean(getattr(value, f.name)) for f in fields(value)})
    return value


def _sections(opened: Opened, other: Book) -> Iterator[Section]:
    choice = opened.choice
    first = chapters.cover(opened, other)
    yield first
    if choice.length == "page":
        return
    for code in choice.areas:
        if made := chapters.area(opened, other, code):
            yield _unsaid(opened.book, other, made, first) if len(choice.areas) == 1 else made
    for code in choice.places:
        yield chapters.place(opened, other, code)
    if decided := backmatter.follow_up(opened, other):
        yield decided
    yield backmatter.reading(opened, other)


def _unsaid(book: Book, other: Book, section: Section, first: Section) -> Section:
    """Take out of the only area's chapter what the cover has said already."""
    told = {_told(p) for r in first.rows for p in r.parts}
    rows = (replace(r, parts=tuple(p for p in r.parts if _told(p) not in told))
            for r in section.rows)
    return replace(section, title=book.say("report.more_about", area=section.kicker),
                   rows=tuple(r for r in rows if r.parts),
                   other=other.say("report.more_about", area=_area_name(other, section.code)))


def _told(part: Part) -> tuple[str, str]:
    return type(part).__name__, getattr(part, "title", "") or repr(part)


def _area_name(book: Book, code: str) -> str:
    return registers.name("areas", code, book.lang)


def _imprint(opened: Opened) -> Imprint:
    edition, book = opened.edition, opened.book
    return Imprint(edition.label, edition.hash, edition.published_on.isoformat(),
                   periods.label(edition.until, book.lang), book.synthetic, opened.signed,
                   opened.anchor.hash)


def _facts(opened: Opened) -> Iterator[tuple[str, str]]:
    """What stands beside the first chapter: edition, day, month, coverage, protection, signers."""
    book, edition = opened.book, opened.edition
    council = opened.choice.of
    label = edition.label
    if edition.previous:
        before = label.replace(str(edition.number), str(edition.previous))
        label = book.say("report.fact_replaces", label=label, before=before)
    yield book.say("report.fact_edition"), label
    yield (book.say("report.fact_published"), words.date_text(edition.published_on, book.lang))
    yield book.say("report.fact_until"), periods.label(edition.until, book.lang)
    found = trust(book, f"council:{council.code}", *(f"area:{a}" for a in council.areas))
    if found:
        told = {m.code: m.value for m in found.measures}
        for code, key in (("coverage", "fact_coverage"), ("protected", "fact_protected")):
            if code in told:
                yield book.say(f"report.{key}"), told[code]
        yield book.say("report.fact_trust"), found.word
    yield (book.say("report.fact_signed"),
           "; ".join(opened.signed) or book.say("report.unsigned"))


def file_name(opened: Opened) -> str:
    """Name the files without their ending: synthetic where it is, in the report's language."""
    book, choice = opened.book, opened.choice
    mark = book.say("report.file_mark") if book.synthetic else ""
    length = book.say(f"report.file_{choice.length}")
    return f"lagesbild-{opened.edition.label}{mark}-{choice.council}-{length}-{book.lang}"
