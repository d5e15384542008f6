"""A first page that has to be one A4: what gives way where tighter setting is not enough.

Here: what is left to another place, in which order, and the sentence that says where it stands.
Not here: how tight a page is set (``pdf``, ``report.typ``), what it says to begin with
(``chapters``). No text of an authority is cut, and no sign is made smaller: where not even
the last step is enough, all is said on two pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from dashboard.report.document import Document, Figure, Listed, Part, Row, Words
from data import words

Give = Callable[[Row, str], Row]


def urgent(listed: Listed, most: int, lang: str) -> tuple[Part, ...]:
    """Keep the first decisions of a list, and say how many more there are and where."""
    left = listed.due - min(most, len(listed.items))
    kept = replace(listed, items=listed.items[:most])
    if left <= 0:
        return (kept,)
    key = "more_decisions_one" if left == 1 else "more_decisions"
    return (kept, Words(words.say(f"one_page.{key}", lang, count=left), "small"))


def leaner(document: Document) -> Iterator[Document]:
    """Yield a document with ever less on its first page: fewer decisions, then places in words
    instead of drawn, then its facts left to the brief report."""
    for give in (_two_decisions, _one_decision, _places_in_words, _facts_elsewhere):
        cover = document.sections[0]
        rows = tuple(give(row, document.lang) for row in cover.rows)
        if rows != cover.rows:
            document = replace(
                document, sections=(replace(cover, rows=rows), *document.sections[1:]))
            yield document


def _two_decisions(row: Row, lang: str) -> Row:
    return _decisions(row, 2, lang)


def _one_decision(row: Row, lang: str) -> Row:
    return _decisions(row, 1, lang)


def _decisions(row: Row, most: int, lang: str) -> Row:
    """Shorten a row's decisions; the sentence of how many more is said anew."""
    listed = next((p for p in row.parts if isinstance(p, Listed)), None)
    if listed is None or len(listed.items) <= most:
        return row
    old = urgent(listed, len(listed.items), lang)
    return replace(row, parts=(*urgent(listed, most, lang),
                               *(p for p in row.parts if p not in old)))


def _places_in_words(row: Row, lang: str) -> Row:
    """Write what a drawing of places says in place of it: its figures and words are the same."""
    if row.question != words.say("report.q_where", lang):
        return row
    return replace(row, parts=tuple(
        Words(f"{p.alt} {p.source}", "small", f"{p.title}.") if isinstance(p, Figure) else p
        for p in row.parts))


def _facts_elsewhere(row: Row, lang: str) -> Row:
    if row.question != words.say("report.text_fact", lang):
        return row
    return replace(row, parts=(Words(words.say("one_page.facts_elsewhere", lang), "small"),))
