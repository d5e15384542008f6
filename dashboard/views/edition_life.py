"""The life of a published edition as anybody may read it: who signed, who answered, who was silent.

Here: its markup, the regional slices that belong to it, and withdrawing it. Not here: reading the
steps (``data.life_record``), the list of editions, the edition in the making.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import chrome, reading
from dashboard.desk_words import moment
from dashboard.views import review_doing as doing
from dashboard.views.text_doing import receipt
from dashboard.visit import Visit
from data import life_record, registers, standing, words
from data.access import Act, can_act
from data.editions import Edition
from data.life_record import Answer, Record
from data.steps import State

MARKS = {"approve": ("disc", "blue"), "comment": ("half", "blue"), "dissent": ("half", "blue"),
         "silent": ("ring", "grey")}


def record(visit: Visit, number: int) -> Record:
    """Read what an edition shows of its life. Raises ``AccessDenied``."""
    return life_record.record(reading.store(), visit.actor, number)


def _say(visit: Visit, key: str, **values: object) -> str:
    return escape(words.say(f"edition_life.{key}", visit.lang, **values))


def section(visit: Visit, edition: Edition) -> str:
    """Write the life of the edition that is shown, and the regional editions within it."""
    life = record(visit, edition.number)
    signed = "".join(
        _item(("disc", "blue"), _name(visit, s.authority),
              f"{_signer(visit, s.who, s.authority)} · {moment(visit, s.at.isoformat())}")
        for s in life.signatures)
    if not signed:
        signed = f'<li><span></span><span>{_say(visit, "no_steps")}</span></li>'
    return (f'<section class="blk"><h2>{_say(visit, "title", label=edition.label)}</h2>'
            f'{withdrawn(visit, life)}<p class="sub">{_when(visit, life)}</p>'
            f'<div class="halves"><div><h3>{_say(visit, "signed")}</h3>'
            f'<ul class="signs">{signed}</ul>{_regional(visit, edition)}</div>'
            f'<div><h3>{_say(visit, "answered")}</h3>{_answers(visit, life)}</div></div></section>')


def withdrawn(visit: Visit, life: Record) -> str:
    """Write the public reason of an edition that is withdrawn, "" where it is not."""
    if life.withdrawn_at is None:
        return ""
    reason = life.withdrawn_sv if visit.lang == "sv" else life.withdrawn_en
    said = _say(visit, "withdrawn", at=moment(visit, life.withdrawn_at.isoformat()))
    return f'<p class="reason-public"><b>{said}</b> {escape(reason)}</p>'


def _when(visit: Visit, life: Record) -> str:
    if life.published_at is None:
        return ""
    return _say(visit, "published", at=doing.said(visit, life.published_at))


def _signer(visit: Visit, who: str, authority: str) -> str:
    """Name who signed; the demonstration's made-up people are named in the language shown."""
    made_up = words.say("edition_life.made_up", "sv",
                        name=registers.name("authorities", authority, "sv"))
    if who != made_up:
        return who
    return words.say("edition_life.made_up", visit.lang, name=_name(visit, authority))


def _name(visit: Visit, code: str) -> str:
    return registers.name("authorities", code, visit.lang) if code else ""


def _item(mark: tuple[str, str], name: str, under: str) -> str:
    small = f"<small>{escape(under)}</small>" if under else ""
    return f"<li>{chrome.icon(*mark)}<span><b>{escape(name)}</b>{small}</span></li>"


def _answers(visit: Visit, life: Record) -> str:
    """List who answered what; who was silent stands in one sentence."""
    if not life.answers:
        return f'<p class="src">{_say(visit, "no_answers")}</p>'
    items = "".join(_answer(visit, a) for a in life.answers if a.answer != "silent")
    silent = ", ".join(_name(visit, a.authority) for a in life.answers if a.answer == "silent")
    quiet = f'<p class="src">{_say(visit, "silent", named=silent)}</p>' if silent else ""
    return f'<ul class="signs tight">{items}</ul>{quiet}'


def _answer(visit: Visit, one: Answer) -> str:
    word = words.say(f"life.answer.{one.answer}", visit.lang)
    text = one.sv if visit.lang == "sv" else one.en
    at = moment(visit, one.at.isoformat()) if one.at else ""
    said = ": ".join(part for part in (word, text) if part)
    return _item(MARKS[one.answer], _name(visit, one.authority), f"{said} · {at}")


def _regional(visit: Visit, edition: Edition) -> str:
    """Name the regional editions: parts of this one, with no figure that is not in it."""
    links = "".join(
        f'<li><a href="{escape(visit.link("region", council=c.code, place=c.place))}">'
        f"{escape(edition.label)}-{escape(c.place)}</a> {escape(c.name(visit.lang))}</li>"
        for c in registers.councils(edition.published_on) if c.place != "SE")
    return (f'<details class="plain"><summary>{_say(visit, "regional")}</summary>'
            f'<p class="src">{_say(visit, "regional_about")}</p>'
            f'<ul class="policy">{links}</ul></details>')


def acts(visit: Visit, edition: Edition) -> None:
    """Let those who may withdraw the edition that is shown, with a public reason."""
    receipt()
    if not can_act(visit.actor, Act.withdraw_edition):
        return
    with reading.store().read() as connection:
        stands = standing.walked(connection, edition.number)
    if stands.state in (State.published, State.superseded):
        with st.container(key="withdrawing"):
            st.html(f'<p class="src">{_say(visit, "withdraw_about")}</p>')
            doing.withdraw(visit, stands)
