"""The last chapters: decisions and their follow-up, definitions, deliveries, how to read a report.

Here: what stands behind the pictures. Not here: the pictures (``dashboard.report.chapters``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby

from dashboard.models.book import Book
from dashboard.models.decisions import figures, rows
from dashboard.models.protection import ripening
from dashboard.report import tables
from dashboard.report.document import Datum, Facts, Row, Section, Table, Words
from dashboard.report.opening import Opened
from data import registers, words
from data.council_decisions import Decision
from metrics.quality import DIMENSIONS


def follow_up(opened: Opened, other: Book) -> Section | None:
    """Say how the council's decisions stand, each beside the figure that it rests on."""
    if not opened.decisions:
        return None
    book, day = opened.book, opened.edition.published_on
    listed = rows(opened.decisions, day, book.lang)
    by_number = {d.number: d for d in opened.decisions}
    lines = tuple(_decision(opened, by_number[r.number], r.text, r.word, r.who, r.outcome)
                  for r in listed)
    heads = tuple(book.say(f"report.col_{k}") for k in ("decision", "state", "who", "then",
                                                        "today"))
    noted = (book.say("decisions.synthetic"),) if book.synthetic else ()
    table = Table(book.say("report.decisions_table"), "", heads, lines,
                  book.say("decisions.lead", day=day.isoformat()), noted, wide=(1, 2, 3, 4))
    late, still = (sum(r.state == "late" for r in listed), sum(r.open for r in listed))
    return Section(book.say("page.decisions"), _title(book.lang, late, still),
                   (Row(book.say("report.q_follow"), (table,)),), _title(other.lang, late, still),
                   code="decisions")


def _title(lang: str, late: int, still: int) -> str:
    if not still:
        key = "title_closed"
    elif not late:
        key = "title_open_one" if still == 1 else "title_open"
    else:
        key = "title_late_only" if still == 1 else "title_late_one" if late == 1 else "title_late"
    return words.say(f"decisions.{key}", lang, late=late, open=still)


def _decision(
    opened: Opened, one: Decision, text: str, word: str, who: str, outcome: str
) -> tuple[Datum, ...]:
    found = figures(opened.book, one.rests, opened.then)
    then, now = (found.then, found.now) if found else ("", "")
    name = f"{found.name}: " if found else ""
    said = f"{text} {outcome}".strip()
    return (Datum(said), Datum(word, left=True), Datum(who, left=True),
            Datum(f"{name}{then}", left=True), Datum(now, left=True))


def reading(opened: Opened, other: Book) -> Section:
    """Say what the figures are and count, how good they are, which signs and which edition."""
    book, full = opened.book, opened.choice.length == "full"
    rest = tuple(_counted(opened)) if full else ()
    method = (Words(book.say("report.method")), Words(book.say("report.not_measured")),
              *((Words(t),) if (t := ripening(book)) else ()))
    legend = Facts(tuple((book.say(f"sign.{s}") or "¹", book.say(f"sign.legend_{s}"))
                         for s in ("zero", "protected", "not_applicable", "not_delivered")))
    return Section(
        book.say("report.about_method"), book.say("report.about_method_title"),
        (Row(book.say("report.q_what"), method), *rest,
         Row(book.say("report.q_signs"), (legend, Words(
             f"{book.say('sign.lay_first')} {book.say('sign.lay_rest')}", "small"))),
         Row(book.say("report.q_edition"), (edition_facts(opened),
                                            Words(book.say("label.not_official"), "strong")))),
        other.say("report.about_method_title"), code="method")


def edition_facts(opened: Opened) -> Facts:
    """Say which edition a report is of, its whole hash and who signed it."""
    book, edition = opened.book, opened.edition
    signed = "; ".join(opened.signed) or book.say("report.unsigned")
    return Facts((
        (book.say("report.fact_edition"), edition.label),
        (book.say("report.fact_published"), edition.published_on.isoformat()),
        (book.say("report.fact_signed"), signed),
        *((book.say(f"report.answer_{kind}"), ", ".join(names))
          for kind, names in opened.prepared.items()),
        (book.say("report.fact_hash"), _grouped(edition.hash)),
        (book.say("report.fact_anchor", event=opened.anchor.event), _grouped(opened.anchor.hash))))


def _grouped(digest: str) -> str:
    return " ".join(digest[i:i + 4] for i in range(0, 64, 4))


def _counted(opened: Opened) -> Iterator[Row]:
    book, areas = opened.book, opened.choice.areas
    metas = [m for a in areas for m in book.headlines(a)]
    yield Row(book.say("report.q_counted"), (tables.definitions(book, metas),))
    said = json.loads(book.documents.get("quality", "[]"))
    for code in areas:
        own = sorted((s for s in said if s["area"] == code),
                     key=lambda s: DIMENSIONS.index(s["dimension"]))
        if own:
            pairs = tuple(
                (Datum(book.say(f"quality.{dimension}")),
                 Datum(" ".join(s[book.lang] for s in same), left=True))
                for dimension, same in groupby(own, key=lambda s: s["dimension"]))
            heads = tuple(book.say(f"quality.{k}") for k in ("criterion", "statement"))
            name = registers.name("areas", code, book.lang)
            yield Row(book.say("report.q_quality"), (Table(
                f"{book.say('quality.title')}: {name}", "", heads, pairs, wide=(1,)),))
    behind = tables.behind_figures(book, metas)
    if behind:
        yield Row(book.say("report.q_behind"), (behind,))
