"""Any two editions compared: what changed, why, how large the revisions are, what is new.

Here: the page and its choice of editions. Not here: the markup of a comparison
(``dashboard.views.compared``), comparing (``metrics.compare``).
"""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from dashboard import chrome, comparing, drawing, reading
from dashboard.comparing import Compared
from dashboard.models import compared as model
from dashboard.models.compared import Wish
from dashboard.report.comparison import workbook
from dashboard.views import compared as markup
from dashboard.visit import Visit
from data import words
from data.editions import Edition

CARRIED = ("council", "role", "authority", "theme", "lang")   # of the visit, in the form


def render(visit: Visit) -> None:
    """Show the comparison of the visit's edition with another: the one before, unless said."""
    every = reading.editions()
    after = next(e for e in every if e.number == visit.edition)
    before = _before(visit, every, after)
    if before is None:
        st.html(f'<h1>{escape(model.verdict(None, visit.lang))}</h1>'
                f'<p class="lead">{markup.say(visit, "first_lead")}</p>')
        return
    earlier, later = sorted((before, after), key=lambda e: e.number)
    found = comparing.compared(visit, comparing.side_of(earlier), comparing.side_of(later))
    wish = Wish.read(visit.choice)
    drawing.draw(_head(visit, found, every), "compare-head")
    drawing.draw(_changes(visit, found, wish), "compare-changes")
    download(visit, found)
    drawing.draw(_rest(visit, found), "compare-rest")


def _before(visit: Visit, every: tuple[Edition, ...], after: Edition) -> Edition | None:
    wanted = visit.against or after.previous
    return next((e for e in every if e.number == wanted and e.number != after.number), None)


def _head(visit: Visit, found: Compared, every: tuple[Edition, ...]) -> str:
    lead = markup.say(visit, "lead")
    return (f'<p class="crumb"><a href="{escape(visit.link("editions"))}">'
            f'{escape(words.say("page.editions", visit.lang))}</a> / '
            f'{markup.say(visit, "crumb", before=found.before.label, after=found.after.label)}</p>'
            f"<h1>{markup.unbroken(model.verdict(found, visit.lang), found)}</h1>"
            f'<p class="lead">{lead}</p>{_choice(visit, found, every)}')


def _choice(visit: Visit, found: Compared, every: tuple[Edition, ...]) -> str:
    """Write a plain form: which two editions; it leads to an address."""
    said = {"council": visit.council, "role": visit.role, "authority": visit.authority,
            "theme": visit.theme, "lang": visit.lang}
    hidden = "".join(f'<input type="hidden" name="{k}" value="{escape(said[k])}">'
                     for k in CARRIED if said[k])
    fields = "".join(_select(visit, name, chosen, every) for name, chosen in (
        ("against", found.before.number), ("edition", found.after.number)))
    return (f'<form class="pair" action="/compare" method="get">{hidden}{fields}'
            f'<button class="btn" type="submit">{markup.say(visit, "do")}</button></form>')


def _select(visit: Visit, name: str, chosen: int, every: tuple[Edition, ...]) -> str:
    options = "".join(
        f'<option value="{e.number}"{" selected" if e.number == chosen else ""}>'
        f"{escape(chrome.edition_name(e, visit.lang))}</option>" for e in every)
    return (f'<label><span>{markup.say(visit, f"choose_{name}")}</span>'
            f'<select name="{name}">{options}</select></label>')


def _changes(visit: Visit, found: Compared, wish: Wish) -> str:
    def link(choice: str) -> str:
        return visit.link(choice=choice)

    every = model.lines(found, visit.lang)
    shown = model.kept(every, wish)
    title = markup.say(visit, "title", label=found.before.label)
    body = markup.table(visit, found, shown) if shown.lines else markup.none(visit, found)
    return (f'<section class="blk changed-part"><div class="hd"><h2>{title}</h2></div>'
            f'{markup.bar(visit, found, wish, link)}{body}'
            f"{markup.under(visit, shown, wish, link) if every else ''}</section>")


def _rest(visit: Visit, found: Compared) -> str:
    parts = (("sizes", markup.sizes(visit, found)), ("added", markup.added(visit, found)),
             ("policy", markup.revision_policy(visit)))
    return "".join(
        f'<section class="blk"><h2>{markup.say(visit, f"{key}_title")}</h2>'
        f'<p class="sub">{markup.say(visit, f"{key}_about")}</p>{body}</section>'
        for key, body in parts)


def download(visit: Visit, found: Compared) -> None:
    """Offer the whole comparison as a workbook, made when it is asked for."""
    labels = (found.before.label, found.after.label)
    with st.container(key="comparison-file"):
        st.download_button(
            words.say("compare.excel", visit.lang), partial(_bytes, visit, found),
            f"lagesbild-{labels[0]}-{labels[1]}.xlsx".lower(),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            key="comparison-xlsx", on_click="ignore")


def _bytes(visit: Visit, found: Compared) -> bytes:
    about = found.frames["indicators"].select("indicator", visit.lang)
    return workbook((found.before.label, found.after.label), found.result,
                    dict(about.iter_rows()), found.corrections, visit.lang, visit.synthetic)
