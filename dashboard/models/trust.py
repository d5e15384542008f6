"""How far a picture can be trusted: the four measures and the word over them, as they are shown.

Here: reading the edition's trust rows. Not here: judging (it comes judged), any count of rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.models.book import Book, Row
from data import words

MEASURES = ("coverage", "delay", "protected", "checks")


@dataclass(frozen=True)
class Measure:
    """One measure: its name, value and sentence; ``part`` of ``whole`` is drawn, 0 where none."""

    code: str
    name: str
    value: str
    text: str
    part: float = 0.0
    whole: float = 0.0


@dataclass(frozen=True)
class Trust:
    """The word over a picture, why, and the measures."""

    level: str
    word: str
    text: str
    measures: tuple[Measure, ...]


def trust(book: Book, *subjects: str) -> Trust | None:
    """Read the trust of the first subject that has one."""
    rows = {(r["subject"], r["measure"]): r for r in book.trust.iter_rows(named=True)}
    subject = next((s for s in subjects if (s, "overall") in rows), None)
    if subject is None:
        return None
    overall = rows[subject, "overall"]
    measures = tuple(_measure(book, rows[subject, m]) for m in MEASURES if (subject, m) in rows)
    return Trust(overall["word"], book.say(f"trust.{overall['word']}"), overall[book.lang],
                 measures)


def _measure(book: Book, row: Row) -> Measure:
    code = row["measure"]
    part, whole = row["value"] or 0.0, row["of"] or 0.0
    return Measure(code, book.say(f"trusted.{code}"), _value(book, row, part, whole),
                   row[book.lang], part, whole if code != "checks" else 0.0)


def _value(book: Book, row: Row, part: float, whole: float) -> str:
    code = row["measure"]
    if code == "checks":
        return book.say(f"outcome.{row['word']}")
    if code == "delay":
        return words.quantity(part, "months", book.lang)
    if code == "protected" and not part:
        return book.say("trusted.protected_none")
    written = {"value": words.number(part, book.lang), "of": words.number(whole, book.lang)}
    return book.say(f"trusted.{code}_value", **written)
