"""What protection costs, for stewards and people of method: the sentence, then six questions.

Here: laying out what ``dashboard.models.loss`` has written. Not here: any share or judgement.
"""

from __future__ import annotations

import json
from html import escape

from dashboard import chrome, drawing, reading
from dashboard.figures.ranked import Look, ranked_places
from dashboard.figures.table import table_html
from dashboard.models.loss import LossPage, Part, loss_page
from dashboard.views import blocks
from dashboard.visit import Visit
from data import words
from data.access import Act, check_act

WIDE, NARROW = Look(width=640, names=236, words=0), Look(width=358, names=170, words=0)


def render(visit: Visit) -> None:
    """Show what protection costs. Raises ``AccessDenied``."""
    check_act(visit.actor, Act.read_loss)
    edition, text = reading.edition(visit), reading.documents(visit).get("loss")
    if edition is None or text is None:
        chrome.note(words.say("loss.nothing", visit.lang))
        return
    page = loss_page(json.loads(text), edition.label, visit.lang)
    drawing.draw(_page(visit, page), "loss")


def _page(visit: Visit, page: LossPage) -> str:
    left = "".join(_part(visit, p) for p in (page.areas, page.levels, page.held))
    right = "".join(_part(visit, p) for p in (page.thresholds, page.insiders, page.merges))
    tables = blocks.block(
        blocks.heading(page.tables.question, page.tables.title),
        f'<div class="tall">{_table(page.tables)}</div>')
    return blocks.picture(
        f'<div><h1>{escape(page.sentence)}</h1><p class="lead">{escape(page.lead)}</p></div>',
        f'<div class="placerow"><div class="stack2">{left}</div>'
        f'<div class="stack2">{right}</div></div>', tables)


def _part(visit: Visit, part: Part) -> str:
    """Write a block: a picture has its table beside the title, a table alone stands open."""
    said = "".join(f'<p class="say">{escape(s)}</p>' for s in part.said)
    head = blocks.heading(part.question, part.title)
    if part.bars:
        table = blocks.tab(words.say("picture.table", visit.lang), _table(part))
        return blocks.block(head, blocks.sub(part.sub, table), _bars(visit, part), said,
                            blocks.source(part.note))
    below = _table(part) if part.table else ""
    return blocks.block(head, said, below, blocks.source(part.note), css="slim")


def _table(part: Part) -> str:
    return table_html(part.sub, part.heads, part.table)


def _bars(visit: Visit, part: Part) -> str:
    if not part.bars:
        return ""
    mark = words.say("label.synthetic_short", visit.lang) if visit.synthetic else ""
    return "".join(
        ranked_places(part.bars, part.label, blocks.unique("loss", part.title, css),
                      synthetic=mark, look=look, css=css)
        for look, css in ((WIDE, "wide"), (NARROW, "narrow")))
