"""Recording a decision of a council with its figure, and settling one: the forms.

Here: the fields, what follows before each button, doing it. Not here: what may be recorded or
settled (``data.council_decisions``), how decisions are shown (``dashboard.views.decisions``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from html import escape

import sqlalchemy as sa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import reading
from dashboard.models import text as model
from dashboard.models.text import Found
from dashboard.views.text_doing import do, turn
from dashboard.visit import Visit
from data import council_decisions, registers, words
from data.council_decisions import LONGEST, NEXT, Decision, Draft, Rests

USUAL = timedelta(days=60)   # until a decision is due, unless the writer says otherwise


def forms(visit: Visit, listed: Sequence[Decision], on: date) -> None:
    """Show the two forms to whoever writes the council's decisions."""
    with st.container(key="recording"):
        with st.expander(_say(visit, "record")):
            _record(visit, on)
        still = [one for one in listed if one.open]
        if still:
            with st.expander(_say(visit, "settle")):
                _settle(visit, still, on)


def _record(visit: Visit, on: date) -> None:
    status = st.radio(_say(visit, "status"), council_decisions.FIRST[::-1], horizontal=True,
                      format_func=lambda s: _say(visit, f"is_{s}"), key=_key("record", "status"))
    sv, en = _texts(visit, "record", "text")
    codes = sorted((a.code for a in registers.authorities(on)),
                   key=lambda c: registers.name("authorities", c, visit.lang))
    who, made, due = st.columns(3, gap="large")
    owner = who.selectbox(_say(visit, "owner"), codes, key=_key("record", "owner"),
                          format_func=lambda c: registers.name("authorities", c, visit.lang))
    made_on = _day(made, _say(visit, "made_on"), on, _key("record", "made"))
    due_on = _day(due, _say(visit, "due_on"), on + USUAL, _key("record", "due"))
    figure = _figure(visit)
    st.html(f'<p class="call">{escape(_say(visit, "follows"))}</p>')
    if not st.button(_say(visit, "do_record"), key="do-record", type="primary",
                     disabled=figure is None):
        if figure is None:
            st.html(f'<p class="why">{escape(_say(visit, "no_figure"))}</p>')
        return
    if figure is not None:
        token = figure.token
        rests = Rests(visit.edition, *token.key)
        draft = Draft(visit.council, str(owner), sv, en, made_on, due_on, rests,
                      "synthetic" if visit.synthetic else "real", str(status))
        do(visit.lang, lambda c: council_decisions.record(c, visit.actor, draft),
           _say(visit, "recorded"), form="record")


def _texts(visit: Visit, form: str, key: str) -> tuple[str, str]:
    """Ask for a text in both languages."""
    said = []
    for code, column in zip(words.LANGUAGES, st.columns(2, gap="large"), strict=True):
        label = f"{_say(visit, key)} ({words.say('shell.language', code)})"
        said.append(column.text_area(label, key=_key(form, f"{key}-{code}"), height=100,
                                     max_chars=LONGEST))
    return said[0], said[1]


def _figure(visit: Visit) -> Found | None:
    """Let the writer find the figure that the decision rests on, as it looks in this edition."""
    asked = st.text_input(_say(visit, "figure"), key=_key("record", "find"),
                          placeholder=words.say("text.find_example", visit.lang))
    if not asked:
        return None
    frames = {name: getattr(reading, name)(visit)
              for name in ("cells", "changes", "indicators", "codes")}
    found = [f for f in model.search(frames, asked, visit.lang, visit.area) if not f.token.change]
    if not found:
        st.html(f'<p class="src" role="status">{escape(words.say("text.find_none", visit.lang))}'
                "</p>")
        return None
    return st.radio(words.say("text.found", visit.lang), found, key=_key("record", "figure"),
                    format_func=lambda f: _written(visit, f))


def _written(visit: Visit, one: Found) -> str:
    return (f"{one.resolved.text(visit.lang)} · {one.name}, {one.where}, "
            f"{one.resolved.when(visit.lang)}")


def _settle(visit: Visit, still: Sequence[Decision], on: date) -> None:
    names = {d.number: d.sv if visit.lang == "sv" else d.en for d in still}
    number = st.selectbox(_say(visit, "which"), list(names), format_func=names.__getitem__,
                          key=_key("settle", "which"))
    one = next((d for d in still if d.number == number), None)
    if one is None:
        return
    to = st.radio(_say(visit, "to"), NEXT[one.status], horizontal=True, key=_key("settle", "to"),
                  format_func=lambda s: _say(visit, f"to_{s}"))
    sv, en = _texts(visit, "settle", "outcome") if to and not NEXT[to] else ("", "")
    day = _day(st.container(), _say(visit, "settled_on"), max(on, one.since), _key("settle", "day"))
    st.html(f'<p class="call">{escape(_say(visit, "settle_follows"))}</p>')
    if to and st.button(_say(visit, "do_settle"), key="do-settle"):
        do(visit.lang, _settling(visit, one.number, to, day, sv, en),
           _say(visit, "settled"), form="settle")


def _settling(
    visit: Visit, number: int, to: str, day: date, sv: str, en: str
) -> Callable[[sa.Connection], None]:
    return lambda c: council_decisions.settle(c, visit.actor, number, to, day, sv, en)


def _day(place: DeltaGenerator, label: str, value: date, key: str) -> date:
    chosen = place.date_input(label, value, format="YYYY-MM-DD", key=key)
    return chosen if isinstance(chosen, date) else value


def _key(form: str, name: str) -> str:
    return f"{form}-{name}-{turn(form)}"


def _say(visit: Visit, key: str) -> str:
    return words.say(f"recording.{key}", visit.lang)
