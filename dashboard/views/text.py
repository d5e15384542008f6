"""The texts of the edition in the making: outline, both languages side by side, a block a row.

Here: the order of the page, which block is open, and the acts that need no form. Not here: the form
(``dashboard.views.text_editing``), what is said about a block (``dashboard.views.text_talking``),
markup of texts (``dashboard.views.text_marks``), any rule (``data.texts``).
"""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import chrome, drawing, reading, text_reading
from dashboard.models import text as model
from dashboard.models.text import Row
from dashboard.text_reading import Pen
from dashboard.views import blocks, text_editing, text_marks, text_taking, text_talking
from dashboard.views.text_doing import OPEN, do, receipt, toggle
from dashboard.visit import Visit
from data import registers, texts, words
from data.access import Role
from data.sections import SUMMARY, Section, section, sections
from metrics.proposing import Proposed, proposals


def render(visit: Visit) -> None:
    """Show the texts, one section at a time."""
    pen = text_reading.pen(visit)
    if not pen.frames["cells"].height:
        st.html(f'<h1>{escape(words.say("text.no_figures", visit.lang))}</h1>')
        return
    here = section(visit.section or SUMMARY)
    own = _own(visit, pen)
    left, right = st.columns([216, 1064], gap="large")
    with left, st.container(key="outline"):
        drawing.draw(_outline(visit, pen, here, own), "text-outline")
    with right, st.container(key="texts"):
        _section(visit, pen, here, own[here.code])


def _own(visit: Visit, pen: Pen) -> dict[str, bool]:
    """Tell for each section whether whoever visits is one of those who write there."""
    with reading.store().read() as connection:
        return {s.code: texts.may_write(connection, visit.actor, pen.number, s.code)
                for s in sections()}


def _outline(visit: Visit, pen: Pen, here: Section, own: dict[str, bool]) -> str:
    items = "".join(_entry(visit, entry, here)
                    for entry in model.outline(pen, visit.lang, own))
    title = escape(words.say("text.of_edition", visit.lang, label=pen.label))
    figures = words.say(f"text.figures_{'draft' if pen.drafted else 'before'}", visit.lang,
                        label=pen.figures_of)
    return (f'<nav class="toc" aria-label="{title}"><h2>{title}</h2><ol>{items}</ol>'
            f'<p class="src">{escape(figures)} '
            f"{escape(words.say('text.all_versions', visit.lang))}</p></nav>")


MARKS = {"ready": ("check", "blue"), "needs": ("late", "orange"), "open": ("ring", "grey")}


def _entry(visit: Visit, entry: model.Entry, here: Section) -> str:
    icon = chrome.icon(*MARKS[entry.state])
    now = ' aria-current="page"' if entry.section == here else ""
    to = escape(visit.link(section=entry.section.code))
    name = escape(f"{entry.section.number}. {entry.section.name(visit.lang)}")
    return (f'<li class="is-{entry.state}"><a href="{to}"{now}>{icon}<span>{name}'
            f"<small>{escape(entry.said)}</small></span></a></li>")


def _section(visit: Visit, pen: Pen, here: Section, own: bool) -> None:
    found = model.rows(pen, here.code)
    drawing.draw(_head(visit, pen, here, found), "text-head")
    locked = _why_locked(visit, pen, here) if own else ""
    receipt()
    if visit.role == Role.management and visit.synthetic:
        st.html(_speaks_for(visit, pen))
    if not own or locked:
        text = locked or words.say("text.not_yours", visit.lang, owner=_owner(visit, pen, here))
        st.html(f'<p class="why">{escape(text)}</p>')
    writes = own and not locked
    for row in found:
        _row(visit, pen, row, writes)
    if writes:
        text_taking.offer(visit, pen, here)
        _proposals(visit, pen, here)
        _new(visit, pen, here)
        text_talking.owner(visit, pen, here)


def _speaks_for(visit: Visit, pen: Pen) -> str:
    """Let management in the demonstration choose the authority that it writes for."""
    own = visit.actor.authority or ""
    codes = sorted({*pen.owners.values()} | ({own} if own else set()))
    rows = [(registers.name("authorities", code, visit.lang), visit.link(authority=code),
             code == own) for code in codes]
    nobody = [] if own else [(words.say("text.nobody", visit.lang), visit.link(), True)]
    field = blocks.field(words.say("text.speaks_for", visit.lang), [*nobody, *rows])
    return f'<div class="choose">{field}</div>'


def _owner(visit: Visit, pen: Pen, here: Section) -> str:
    return registers.name("authorities", pen.owners[here.code], visit.lang)


def _why_locked(visit: Visit, pen: Pen, here: Section) -> str:
    with reading.store().read() as connection:
        why = texts.can_write(connection, visit.actor, pen.number, here.code)
    return why.sentence(visit.lang) if why else ""


def _head(visit: Visit, pen: Pen, here: Section, found: list[Row]) -> str:
    lang = visit.lang
    line = words.say("text.line", lang, number=here.number, section=here.name(lang),
                     owner=_owner(visit, pen, here))
    count = {code: sum(bool(getattr(r.block.words, code)) for r in found) for code in ("sv", "en")}
    heads = "".join(
        f"<div><b>{escape(words.say('shell.language', code))}</b><span>"
        f"{escape(words.say('text.count', lang, n=count[code], of=len(found)))}</span></div>"
        for code in ("sv", "en")) if found else ""
    return (f'<p class="sub">{escape(line)}</p><h1>{escape(model.verdict(found, lang))}</h1>'
            f'<div class="pair heads">{heads}</div>')


def _row(visit: Visit, pen: Pen, row: Row, writes: bool) -> None:
    number = row.block.block
    part = st.session_state.get(OPEN) or ("", 0)
    opened = part[1] == number
    with st.container(key=f"block-{'open-' if opened else ''}{number}"):
        drawing.draw(text_marks.block(visit, row, pen.source), f"text-block-{number}")
        _buttons(visit, pen, row, writes)
        if opened and part[0] == "edit" and writes:
            text_editing.form(visit, pen, section(row.block.section), row.block)
        if opened and part[0] == "talk":
            text_talking.panel(visit, pen, row)
        if opened and part[0] == "past":
            text_talking.past(visit, pen, row, writes)


def _buttons(visit: Visit, pen: Pen, row: Row, writes: bool) -> None:
    block, lang = row.block, visit.lang
    close = words.say("text.close", lang)
    with st.container(key=f"acts-{block.block}", horizontal=True, gap="small"):
        if writes and row.usable and st.button(_use_label(row, lang), key=f"use-{block.block}",
                                               type="primary"):
            said = words.say("text.used", lang, now=", ".join(r.text(lang) for r in row.red))
            do(lang, lambda c: texts.use(
                c, visit.actor, block.block, block.version, pen.source), said)
        if writes:
            text_taking.read(visit, row)
            toggle("edit", block.block, words.say("text.rewrite", lang), close)
        talk = words.say("text.talk", lang, n=len(row.comments))
        toggle("talk", block.block, talk, close)
        toggle("past", block.block, words.say("text.past", lang, n=block.version), close)
        if writes and block.position > 1 and st.button(
                words.say("text.up", lang), key=f"up-{block.block}"):
            do(visit.lang, lambda c: texts.move(c, visit.actor, block.block, block.version),
               words.say("text.moved", lang))


def _use_label(row: Row, lang: str) -> str:
    if len(row.red) > 1:
        return words.say("text.use_all", lang)
    return words.say("text.use_one", lang, now=row.red[0].text(lang))


def _proposals(visit: Visit, pen: Pen, here: Section) -> None:
    taken = frozenset(b.words.proposed for b in pen.of(here.code) if b.words.proposed)
    made = proposals(pen.frames["changes"], pen.frames["indicators"], here.area, taken)
    if not made:
        return
    with st.container(key="proposals"):
        st.html(f'<h2>{escape(words.say("text.proposals", visit.lang))}</h2>'
                f'<p class="src">{escape(words.say("text.proposals_about", visit.lang))}</p>')
        for one in made:
            _proposal(visit, pen, here, one)


def _proposal(visit: Visit, pen: Pen, here: Section, one: Proposed) -> None:
    said = texts.Words("fact", one.sv, one.en, proposed=one.key)
    drawing.draw(f'<article class="tb proposed">{text_marks.pair(visit, said, pen.source)}'
                 "</article>", f"text-{one.key}")
    with st.container(key=f"offer-{one.key.replace(':', '-').replace('.', '-')}", horizontal=True,
                      gap="small"):
        if st.button(words.say("text.accept", visit.lang), key=f"accept-{one.key}"):
            do(visit.lang, lambda c: texts.write(
                c, visit.actor, pen.number, here.code, said, pen.source),
               words.say("text.accepted", visit.lang))
        if st.button(words.say("text.rewrite_first", visit.lang), key=f"rewrite-{one.key}"):
            text_editing.begin(here, None, said)
            st.session_state[OPEN] = ("new", 0)
            st.rerun()


def _new(visit: Visit, pen: Pen, here: Section) -> None:
    """Offer a new block, or show its form."""
    if st.session_state.get(OPEN) == ("new", 0):
        with st.container(key="block-open-new"):
            text_editing.form(visit, pen, here, None)
    elif st.button(words.say("text.new", visit.lang), key="new-block"):
        st.session_state[OPEN] = ("new", 0)
        st.rerun()


