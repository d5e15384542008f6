"""The panel beside an edition in the making: who has answered and signed, and one's own acts.

Here: which acts are offered to whom in which state, and the lists above them. Not here: the forms
(``dashboard.views.review_doing``), whether an act is possible (``data.life``).
"""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import chrome, drawing
from dashboard.desk_words import moment
from dashboard.models import review as model
from dashboard.models.review import Answered, Condition
from dashboard.review_reading import Opened
from dashboard.views import review_doing as doing
from dashboard.views.review_doing import say, short_sum
from dashboard.visit import Visit
from data import words
from data.access import Act, Role, can_act
from data.steps import State, Step, Taken

MARKS = {"ok": ("disc", "blue"), "stops": ("crossed", "orange"), "warns": ("remark", "orange"),
         "approve": ("disc", "blue"), "comment": ("half", "blue"), "dissent": ("half", "blue"),
         "silent": ("ring", "grey"), "": ("ring", "grey"), "own": ("diamond", "orange")}
PREPARED = (State.joint_preparation, State.signed_one, State.signed, State.embargoed)


def panel(visit: Visit, of: Opened, unseen: list[str]) -> None:
    """Show who has answered and signed, the conditions, and the acts of whoever visits."""
    with st.container(key="deciding"):
        drawing.draw(_signatures(visit, of), "review-signatures")
        if of.stands.state not in (State.signed, State.embargoed):
            drawing.draw(_conditions(visit, model.before_signing(
                of, len(unseen), visit.lang)), "review-conditions")
        _acts(visit, of, unseen)
        if of.stands.state in PREPARED:
            drawing.draw(_answers(visit, of), "review-answers")
        st.html(f'<p class="sum">{escape(say(visit, "content_sum"))} '
                f'<code class="sum">{short_sum(of.stands.content)}</code><br>'
                f'{escape(say(visit, "content_follows"))}</p>')


def _item(mark: str, name: str, under: str, css: str = "") -> str:
    small = f"<small>{escape(under)}</small>" if under else ""
    kind = f' class="{css}"' if css else ""
    return f"<li{kind}>{chrome.icon(*MARKS[mark])}<span><b>{escape(name)}</b>{small}</span></li>"


def _signatures(visit: Visit, of: Opened) -> str:
    """List who proposed, who has signed, and the signatures that are missing."""
    stands = of.stands
    proposed = [t for t in of.steps if t.act is Step.propose]
    items = [_item("ok", say(visit, "proposed"), _line(visit, proposed[-1]))] if (
        proposed and stands.state is not State.draft) else []
    items += [_item("ok", model.people(s.authority, visit.lang), _line(visit, s))
              for s in stands.signatures]
    for n in range(len(stands.signatures), 2):
        lead = not {s.authority for s in stands.signatures} & stands.leads
        items.append(_item("", say(visit, f"signature_{n + 1}"),
                           _leads(visit, of) if n == 1 and lead else ""))
    return (f'<h2>{escape(say(visit, "signatures"))}</h2>'
            f'<ul class="signs">{"".join(items)}</ul>')


def _leads(visit: Visit, of: Opened) -> str:
    named = ", ".join(model.people(code, visit.lang) for code in sorted(of.stands.leads))
    return say(visit, "one_leads", leads=named)


def _line(visit: Visit, taken: Taken) -> str:
    return f"{taken.who} · {moment(visit, taken.at.isoformat())}"


def _answers(visit: Visit, of: Opened) -> str:
    """List one's own answer and those that are given; the rest wait in one sentence."""
    every = model.answers(of, visit.actor, visit.lang)
    until = doing.said(visit, of.stands.deadline)
    items = "".join(_answer(visit, of, one) for one in every if one.own or one.answer)
    rest = ", ".join(model.people(one.authority, visit.lang) for one in every
                     if not (one.own or one.answer))
    over = of.stands.state is not State.joint_preparation
    quiet = say(visit, "silent_were" if over else "waits_for", named=rest) if rest else ""
    return (f'<h3>{escape(say(visit, "preparation"))}</h3>'
            f'<p class="src">{escape(say(visit, "answers_until", until=until))}</p>'
            f'<ul class="signs tight">{items}</ul><p class="src">{escape(quiet)}</p>')


def _answer(visit: Visit, of: Opened, one: Answered) -> str:
    over = of.stands.state is not State.joint_preparation
    waits = one.own and not one.answer and not over
    word = words.say(f"life.answer.{one.answer or 'silent'}", visit.lang) if (
        one.answer or over) else say(visit, "waits_you" if waits else "waits")
    if one.at is not None:
        word = f"{word} · {moment(visit, one.at.isoformat())}"
    if one.said and one.answer == "dissent":
        word = f"{word}: {one.said}"
    mark = "own" if waits else one.answer
    return _item(mark, model.people(one.authority, visit.lang), word, "own" if one.own else "")


def _conditions(visit: Visit, found: list[Condition]) -> str:
    items = "".join(f"<li>{chrome.icon(*MARKS[c.kind])}<span>{escape(c.said)}</span></li>"
                    for c in found)
    return (f'<h3>{escape(say(visit, "before_signing"))}</h3>'
            f'<ul class="conditions">{items}</ul>')


def _acts(visit: Visit, of: Opened, unseen: list[str]) -> None:
    """Offer the acts of the state to those who may take them; one filled button at most."""
    if can_act(visit.actor, Act.draft_edition):
        _editing(visit, of)
    if visit.role == Role.reviewer:
        _reviewing(visit, of, unseen)
    if can_act(visit.actor, Act.review_edition) and of.stands.state in (
            State.in_review, State.joint_preparation, State.signed_one):
        doing.hand_back(visit, of)
    if can_act(visit.actor, Act.withdraw_edition) and of.stands.state in (
            State.signed, State.embargoed):
        doing.withdraw(visit, of.stands)
    if not can_act(visit.actor, Act.review_edition):
        st.html(f'<p class="why">{escape(say(visit, "you_read"))}</p>')


def _editing(visit: Visit, of: Opened) -> None:
    state = of.stands.state
    if state is State.draft:
        doing.propose(visit, of, True)
    elif state is State.in_review:
        doing.prepare(visit, of, True)
    elif state is State.joint_preparation:
        with st.expander(say(visit, "move_deadline")):
            doing.prepare(visit, of, False)
    elif state in (State.signed, State.embargoed):
        doing.embargo(visit, of, state is State.signed)


def _reviewing(visit: Visit, of: Opened, unseen: list[str]) -> None:
    """A reviewer answers while answers are taken, and then signs where its authority may."""
    own, stands = visit.actor.authority or "", of.stands
    answers = stands.state is State.joint_preparation and own in stands.asked
    waits = answers and own in stands.silent
    if not own:
        st.html(f'<p class="why">{escape(say(visit, "no_authority"))}</p>')
        return
    if answers:
        if waits:
            st.html(f'<p class="call">{escape(say(visit, "answer_follows"))}</p>')
        if doing.button(visit, stands, Step.approve, say(
                visit, "do_approve", authority=model.people(own, visit.lang)), waits):
            doing.take(visit, stands, Step.approve)
        doing.dissent(visit, of)
    if own in stands.members and stands.state not in (State.signed, State.embargoed):
        doing.sign(visit, of, unseen, not waits)
