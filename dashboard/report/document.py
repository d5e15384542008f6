"""A report as values: headings, sentences, tables, figures, decisions, and what it was made from.

Here: the shape that every writer of reports takes, and numbering. Not here: choosing what is said
(``dashboard.report.compose``), any file format. Nothing here is markup: a writer puts every text in
as text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from data import words

Key: TypeAlias = tuple[str, str, str, str, str]
"""Of a cell: indicator, place, authority, breakdown, period."""
Look = Literal["lead", "body", "small", "strong"]


@dataclass(frozen=True)
class Datum:
    """A cell of a table as it is written.

    ``sign`` is "" where it is words and no figure; ``value`` is None unless the sign is visible.
    ``meaning`` says a sign in words; ``mark`` is the older edition that the value is of.
    """

    text: str
    value: float | None = None
    sign: str = ""
    status: str = ""
    unit: str = ""
    meaning: str = ""
    mark: str = ""
    key: Key | None = None
    strong: bool = False
    left: bool = False

    @property
    def figure(self) -> bool:
        """Whether it is a cell of the edition."""
        return self.sign != ""


@dataclass(frozen=True)
class Words:
    """A paragraph. ``bold`` stands first in it, semibold."""

    text: str
    look: Look = "body"
    bold: str = ""


@dataclass(frozen=True)
class Table:
    """A table with its title, unit, source and notes; the first column names the row."""

    title: str
    unit: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Datum, ...], ...]
    source: str = ""
    notes: tuple[str, ...] = ()
    number: int = 0
    wide: tuple[int, ...] = ()   # columns of running words

    def figures(self) -> Iterator[Datum]:
        """Yield the cells of the edition that it shows."""
        return (d for row in self.rows for d in row if d.figure)


@dataclass(frozen=True)
class Series:
    """One series of a chart: a value is None where no figure is shown."""

    name: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """What a native chart draws: bars lying down, or a line. ``marked`` are the sure categories."""

    kind: Literal["bars", "line"]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    marked: tuple[int, ...] = ()
    open: tuple[int, ...] = ()   # categories that are provisional
    form: str = "#,##0"   # how a spreadsheet writes its numbers
    divisor: float = 1.0


@dataclass(frozen=True)
class Figure:
    """A drawing with the sentence that says it, and the data behind it."""

    title: str
    unit: str
    svg: str
    alt: str
    source: str
    table: Table
    chart: Chart | None = None
    notes: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True)
class Item:
    """One of a list, such as a decision: what, how far, and beside it who and when."""

    text: str
    state: str = ""
    who: str = ""
    late: bool = False


@dataclass(frozen=True)
class Listed:
    """A numbered list of decisions: the most urgent of ``due``, which is how many there are."""

    items: tuple[Item, ...]
    due: int = 0


@dataclass(frozen=True)
class Facts:
    """Labels with what they say, in columns."""

    pairs: tuple[tuple[str, str], ...]


Part: TypeAlias = Words | Table | Figure | Listed | Facts


@dataclass(frozen=True)
class Row:
    """One question and what answers it."""

    question: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Section:
    """A chapter: its first words are a sentence. ``other`` is that sentence in the other language.

    ``definition`` and ``coverage`` are what a slide's notes say of it.
    """

    kicker: str
    title: str
    rows: tuple[Row, ...]
    other: str = ""
    definition: str = ""
    coverage: str = ""
    measures: tuple[tuple[str, str], ...] = ()   # name and definition of what it shows
    code: str = ""


@dataclass(frozen=True)
class Imprint:
    """Which edition a report is of: what stands in every footer. ``signed`` is who signed it,
    ``anchor`` the hash of the audit's newest event when it came."""

    label: str
    hash: str
    published: str
    until: str
    synthetic: bool
    signed: tuple[str, ...] = ()
    anchor: str = ""

    def sums(self, lang: str) -> str:
        """Write the first signs of the content hash and of the anchor, in fours."""
        short = (" ".join(h[i:i + 4] for i in range(0, 16, 4)) for h in (self.hash, self.anchor))
        return words.say("report.sums", lang, **dict(zip(("hash", "anchor"), short, strict=True)))


@dataclass(frozen=True)
class Document:
    """A whole report. ``facts`` stand beside the first chapter; ``signs`` are the legend."""

    name: str
    lang: str
    length: str
    title: str
    about: str
    imprint: Imprint
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    signs: tuple[tuple[str, str], ...]
    day: str = ""   # of publication, YYYY-MM-DD: the only date that a file carries

    def parts(self) -> Iterator[Part]:
        """Yield every part in order."""
        return (p for s in self.sections for r in s.rows for p in r.parts)

    def tables(self) -> Iterator[Table]:
        """Yield every table in order: a figure's own is the one behind it."""
        for part in self.parts():
            if isinstance(part, Table):
                yield part
            elif isinstance(part, Figure):
                yield part.table

    def figures(self) -> Iterator[Figure]:
        """Yield every drawing in order."""
        return (p for p in self.parts() if isinstance(p, Figure))


def numbered(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Number figures and tables through the whole report, each kind by itself."""
    count = {Figure: 0, Table: 0}

    def number(part: Part) -> Part:
        if not isinstance(part, Figure | Table):
            return part
        count[type(part)] += 1
        return replace(part, number=count[type(part)])

    return tuple(
        replace(s, rows=tuple(replace(r, parts=tuple(map(number, r.parts))) for r in s.rows))
        for s in sections)
