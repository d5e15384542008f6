"""What is said about a block of text: comments, numbers to approve, dissents; its versions; owners.

Here: the parts that open under a block, and who owns a section. Not here: whether somebody may
(``data.remarks``: the very checks that would refuse), the form of the text itself.
"""

from __future__ import annotations

from functools import partial
from html import escape

import sqlalchemy as sa
import streamlit as st

from dashboard import drawing, text_reading
from dashboard.desk_words import moment
from dashboard.models.text import Row
from dashboard.text_reading import Pen
from dashboard.views import text_marks
from dashboard.views.text_doing import do, turn
from dashboard.visit import Visit
from data import registers, remarks, texts, words
from data.access import Act, can_act
from data.remarks import Remark
from data.sections import Section
from data.texts import Block


def panel(visit: Visit, pen: Pen, row: Row) -> None:
    """Show the comments on a block, the numbers that wait for approval, and the dissents."""
    with st.container(key="talking"):
        _comments(visit, pen, row)
        _numbers(visit, row)
        _dissent(visit, pen, row)


def _speaks(visit: Visit, pen: Pen, row: Row) -> bool:
    own = pen.owners[row.block.section]
    return can_act(visit.actor, Act.review_edition) or can_act(
        visit.actor, Act.write_text, authority=own)


def _comments(visit: Visit, pen: Pen, row: Row) -> None:
    said = [r for r in pen.said if r.block == row.block.block and r.kind == "comment"]
    waits, speaks = {r.number for r in row.comments}, _speaks(visit, pen, row)
    if not said:
        st.html(f'<p class="src">{escape(_say(visit, "comments_none"))}</p>')
    for one in said:
        html = _comment(visit, pen, row, one, one.number in waits)
        drawing.draw(html, f"text-comment-{one.number}")
        key = "resolve" if one.number in waits else "reopen"
        if speaks and st.button(_say(visit, key), key=f"{key}-{one.number}"):
            done = "resolved" if key == "resolve" else "reopened"
            do(visit.lang, partial(_settle, visit, one.number, key), _say(visit, done), False)
    if not speaks:
        return
    key = f"comment-on-{row.block.block}-{turn('comment')}"
    text = st.text_area(_say(visit, "comment"), key=key, height=76)
    if st.button(_say(visit, "do_comment"), key="do-comment"):
        do(visit.lang, lambda c: remarks.comment(c, visit.actor, row.block.block, text),
           _say(visit, "commented"), close=False, form="comment")


def _settle(visit: Visit, number: int, key: str, connection: sa.Connection) -> None:
    remarks.settle(connection, visit.actor, number, key == "resolve")


def _approve(visit: Visit, block: int, number: str, connection: sa.Connection) -> None:
    remarks.approve(connection, visit.actor, block, number)


def _comment(visit: Visit, pen: Pen, row: Row, one: Remark, waits: bool) -> str:
    body = text_marks.paragraph(one.said, pen.source, visit.lang, masked=tuple(row.masked))
    status = words.say(f"text.comment_{'waits' if waits else 'done'}", visit.lang)
    who = registers.name("authorities", one.authority, visit.lang) if one.authority else one.who
    line = f"{who}, {moment(visit, one.at)} · {status}"
    return (f'<div class="comment{" waits" if waits else ""}"><p>{body}</p>'
            f'<p class="src">{escape(line)}</p></div>')


def _numbers(visit: Visit, row: Row) -> None:
    """Offer each number that is written by hand to whoever may approve it."""
    if not row.loose or not can_act(visit.actor, Act.review_edition):
        return
    st.html(f'<p class="src">{escape(_say(visit, "approve_about"))}</p>')
    for number in row.loose:
        if number not in row.masked and st.button(
                words.say("text.approve", visit.lang, said=number), key=f"approve-{number}"):
            do(visit.lang, partial(_approve, visit, row.block.block, number),
               words.say("text.approved", visit.lang, said=number), False)


def _dissent(visit: Visit, pen: Pen, row: Row) -> None:
    own = visit.actor.authority or ""
    if not remarks.may_dissent(visit.actor, own):
        return
    last = next((r for r in row.dissents if r.authority == own), None)
    who = registers.name("authorities", own, visit.lang)
    with st.expander(words.say("text.dissent_of", visit.lang, who=who)):
        fields = {}
        for code, column in zip(words.LANGUAGES, st.columns(2, gap="large"), strict=True):
            fields[code] = column.text_area(
                words.say("shell.language", code), getattr(last, code) if last else "",
                key=f"dissent-{code}-{row.block.block}", height=100)
        if st.button(_say(visit, "do_dissent"), key="do-dissent"):
            do(visit.lang, lambda c: remarks.dissent(
                c, visit.actor, row.block.block, own, fields["sv"], fields["en"]),
               _say(visit, "dissented"), close=False)


def past(visit: Visit, pen: Pen, row: Row, writes: bool) -> None:
    """Show every version of a block, the newest first, and take it back one step."""
    known = text_reading.versions(row.block.block)
    html = "".join(_version(visit, pen, row, one) for one in reversed(known))
    drawing.draw(f'<ol class="versions">{html}</ol>', f"text-past-{row.block.block}")
    if writes and row.block.version > 1 and st.button(
            _say(visit, "undo"), key=f"undo-{row.block.block}"):
        do(visit.lang, lambda c: texts.undo(c, visit.actor, row.block.block, row.block.version),
           _say(visit, "undone"))


def _version(visit: Visit, pen: Pen, row: Row, one: Block) -> str:
    """Write an older version with its figures as they are now: the past tells no other."""
    line = words.say("text.version", visit.lang, n=one.version, who=one.who,
                     at=moment(visit, one.at))
    pair = text_marks.pair(visit, one.words, pen.source, masked=tuple(row.masked))
    return f'<li><p class="src">{escape(line)}</p>{pair}</li>'


def owner(visit: Visit, pen: Pen, here: Section) -> None:
    """Let the secretariat name the authority that owns a section."""
    if not can_act(visit.actor, Act.write_text):
        return
    codes = sorted((a.code for a in registers.authorities()),
                   key=lambda code: registers.name("authorities", code, visit.lang))
    with st.container(key="owner"):
        chosen = st.selectbox(
            _say(visit, "owner"), codes, codes.index(pen.owners[here.code]),
            format_func=lambda c: registers.name("authorities", c, visit.lang),
            key=f"owner-{here.code}")
        if chosen and chosen != pen.owners[here.code] and st.button(
                _say(visit, "assign"), key="assign"):
            do(visit.lang, lambda c: texts.assign(
                c, visit.actor, pen.number, here.code, chosen), _say(visit, "assigned"))


def _say(visit: Visit, key: str) -> str:
    return words.say(f"text.{key}", visit.lang)
