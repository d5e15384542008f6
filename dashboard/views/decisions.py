"""The decisions of a council: what is asked for, overdue and due, and what came of the rest.

Here: laying out what ``dashboard.models.decisions`` has chosen; ``due_html`` is what the council's
own page opens with. Not here: any choice of decisions or figures, writing one
(``dashboard.views.recording``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import polars as pl

from dashboard import chrome, drawing, reading
from dashboard.models.book import Book, Row
from dashboard.models.decisions import DecisionRow, Figures, Then, due, figures, rows, since
from dashboard.views import blocks, opened, recording
from dashboard.views.text_doing import receipt
from dashboard.visit import Visit
from data import registers, words
from data.access import Act, can_act
from data.council_decisions import Decision, Rests
from data.editions import Edition

MOST = 3
ICONS = {"asked": ("diamond", "orange"), "late": ("late", "orange"), "soon": ("ring", ""),
         "later": ("ring", "grey"), "done": ("check", "blue"), "dropped": ("cross", "grey")}


def render(visit: Visit) -> None:
    """Show the decisions of the visit's council as they stand, or stood at an older edition."""
    edition = reading.edition(visit)
    if edition is None:
        return
    on = reading.decision_day(visit)
    listed = reading.council_decisions(visit, on)
    codes = sorted({one.rests.indicator for one in listed})
    book = opened.book(visit, reading.cells(visit, indicators=codes))
    made = rows(listed, on, visit.lang)
    known = {one.number: one for one in listed}
    beside = {row.number: figures(book, known[row.number].rests, _then(visit)) for row in made}
    receipt()
    drawing.draw(_page(book, visit, made, beside, on, _since(book, visit, listed, edition, on)),
                 "decisions")
    if can_act(visit.actor, Act.write_decision, council=visit.council):
        recording.forms(visit, listed, on)


def _since(book: Book, visit: Visit, listed: Sequence[Decision], edition: Edition,
           on: date) -> str:
    """Open with what has come of the decisions since the edition before, in words."""
    if not listed:
        return ""
    before = next((e for e in reading.editions() if e.number == edition.previous), None)
    if before is None:
        return blocks.block(f"<h2><em>{escape(book.say('since.question'))}</em></h2>",
                            f'<p class="src">{escape(book.say("since.first"))}</p>')
    found = since(listed, before.published_on, on)
    counts = [book.say(f"since.{key}", n=len(getattr(found, key)))
              for key in ("done", "dropped", "late", "made") if getattr(found, key)]
    head = blocks.heading(book.say("since.question"), book.say("since.title", label=before.label))
    said = " ".join(counts) or book.say("since.none")
    told = "".join(f"<li>{_outcome(book, one)}</li>" for one in found.told)
    return blocks.block(head, f'<p class="lead">{escape(said)}</p>',
                        f'<ul class="read">{told}</ul>' if told else "", css="since")


def _outcome(book: Book, one: Decision) -> str:
    text, outcome = (one.sv, one.outcome_sv) if book.lang == "sv" else (one.en, one.outcome_en)
    who = registers.name("authorities", one.owner, book.lang)
    return f"<b>{escape(text)}</b> {escape(outcome)} <span class=\"src\">{escape(who)}</span>"


def _then(visit: Visit) -> Then:
    """Read a cell from the edition that a decision names."""
    def read(rests: Rests) -> tuple[str, Row | None]:
        label, cells = reading.older_cells(visit, rests.edition, rests.indicator)
        if not can_act(visit.actor, Act.read_council, council=visit.council, place=rests.place):
            return label, None
        own = cells.filter(pl.all_horizontal(
            pl.col(name) == value for name, value in zip(Rests._fields[1:], rests[1:],
                                                         strict=True)))
        return label, own.row(0, named=True) if own.height else None
    return read


def _page(book: Book, visit: Visit, made: Sequence[DecisionRow],
          beside: dict[int, Figures | None], on: date, opens: str = "") -> str:
    parts = "".join(
        _block(book, visit, key, [r for r in made if r.open is (key == "open")], beside)
        for key in ("open", "closed"))
    return blocks.picture(_opening(book, made, on), opens, parts)


def _opening(book: Book, made: Sequence[DecisionRow], on: date) -> str:
    """Say how many are open and overdue, and as of which day."""
    count = sum(r.open for r in made)
    late = sum(r.state == "late" for r in made)
    title = book.say(f"decisions.title_{_verdict(len(made), count, late)}", open=count, late=late)
    key = "lead_today" if on == date.today() else "lead"   # a past day is an edition's
    lead = book.say(f"decisions.{key}", day=words.date_text(on, book.lang)) if made else (
        book.say("decisions.lead_none"))
    made_up = f' <span class="caution">{escape(book.say("decisions.synthetic"))}</span>' if (
        book.synthetic and made) else ""
    return (f'<div class="opening"><h1>{escape(title)}</h1>'
            f'<p class="lead">{escape(lead)}{made_up}</p></div>')


def _verdict(made: int, count: int, late: int) -> str:
    """Choose the sentence: nothing, all closed, none overdue, one or some overdue."""
    if not count:
        return "closed" if made else "none"
    if not late:
        return "open_one" if count == 1 else "open"
    return "late_only" if count == 1 else "late_one" if late == 1 else "late"


def _block(book: Book, visit: Visit, key: str, made: Sequence[DecisionRow],
           beside: dict[int, Figures | None]) -> str:
    if not made:
        return ""
    head = blocks.heading(book.say(f"decisions.{key}"), book.say(f"decisions.{key}_title"))
    items = "".join(_item(book, visit, row, beside.get(row.number)) for row in made)
    return blocks.figure(book, head, f'<ol class="decided">{items}</ol>')


def _item(book: Book, visit: Visit, row: DecisionRow, figure: Figures | None) -> str:
    outcome = f'<p class="outcome">{escape(row.outcome)}</p>' if row.outcome else ""
    return (f'<li class="is-{row.state}"><div class="how">{_status(row)}</div>'
            f'<div><h3>{escape(row.text)}</h3><div class="sub">{escape(row.who)}</div>{outcome}'
            f"</div>{_figures(book, visit, figure)}</li>")


def _status(row: DecisionRow) -> str:
    """Write how far a decision is: never a colour or an icon without its word."""
    name, tone = ICONS[row.state]
    loud = " look" if row.state == "late" else ""
    return f'<span class="st{loud}">{chrome.icon(name, tone)}{escape(row.word)}</span>'


def _figures(book: Book, visit: Visit, figure: Figures | None) -> str:
    if figure is None:
        return "<div></div>"
    to = escape(visit.link("area", area=figure.area, indicator=figure.code, place=figure.place,
                           period=""))
    pairs = "".join(f"<dt>{escape(book.say(f'decisions.{key}'))}</dt><dd>{escape(said)}</dd>"
                    for key, said in (("then", figure.then), ("now", figure.now)))
    return (f'<div class="figs"><a href="{to}">{escape(figure.name)}</a><dl>{pairs}</dl></div>')


def due_html(book: Book, visit: Visit, listed: Sequence[Decision], on: date) -> str:
    """Write what a council opens with: asked for, overdue and due decisions; "" for none.

    The ``MOST`` most urgent ones; the link beneath leads to all.
    """
    made = due(listed, on, book.lang)
    if not made:
        return ""
    head = blocks.heading(book.say("page.decisions"), book.say("decisions.due_title"))
    items = "".join(
        f'<li class="is-{row.state}">{_status(row)}<div class="t">{escape(row.text)}</div>'
        f'<div class="sub">{escape(row.who)}</div></li>' for row in made[:MOST])
    link = f'<a href="{escape(visit.link("decisions"))}">{escape(book.say("decisions.all"))}</a>'
    made_up = blocks.sub(book.say("decisions.synthetic")) if book.synthetic else ""
    return blocks.block(head, made_up, f'<ol class="due">{items}</ol><p class="src">{link}</p>')
