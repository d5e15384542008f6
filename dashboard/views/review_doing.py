"""Taking a step of an edition's life from a page: the dialogs, the forms, and what came of it.

Here: each step's form or question, the transaction by ``data.signing``, a refusal as a sentence.
Not here: which step is possible (``data.life``: the button asks it), what stands on the page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from html import escape

import streamlit as st

from dashboard import desk_tasks, reading
from dashboard.review_reading import Opened
from dashboard.views.text_doing import tell
from dashboard.visit import Visit
from data import life, registers, seen, signing, words
from data.access import AccessDenied
from data.acting import Refusal
from data.conditions import Move, Standing
from data.moments import SWEDEN, moment, planned
from data.steps import State, Step, Taken

NOON = time(12)
ANSWER_DAYS = 3   # proposed for the answers; the editor may choose another moment


def say(visit: Visit, key: str, **values: object) -> str:
    """Say a sentence of the review."""
    return words.say(f"review.{key}", visit.lang, **values)


def take(visit: Visit, stands: Standing, step: Step, move: Move | None = None) -> None:
    """Take a step and show the page anew with its receipt; a refusal is a sentence."""
    try:
        taken = signing.take(reading.store(), visit.actor, stands.number, step,
                             replace(move or Move(), seen=stands.stamp))
    except (AccessDenied, Refusal) as why:
        tell(wrong=why.sentence(visit.lang))
    else:
        tell(receipt(visit, stands, taken))
    st.rerun()


def receipt(visit: Visit, stands: Standing, taken: Taken) -> str:
    """Say what came of a step."""
    key = {State.signed_one: "sign_one", State.signed: "sign_two"}.get(
        taken.state, str(taken.act)) if taken.act is Step.sign else str(taken.act)
    until = taken.detail.get("until")
    at = datetime.fromisoformat(until) if until else stands.deadline
    who = registers.name("authorities", taken.authority, visit.lang) if taken.authority else ""
    return words.say(f"life.done.{key}", visit.lang, label=stands.label, authority=who,
                     until=said(visit, at))


def said(visit: Visit, at: datetime | None) -> str:
    """Say a moment in words."""
    return moment(at)[words.LANGUAGES.index(visit.lang)]


def button(
    visit: Visit, stands: Standing, step: Step, label: str, primary: bool = False, key: str = ""
) -> bool:
    """Show the button of a step; where it is not possible its reason stands beneath."""
    _, why = life.can_step(stands, visit.actor, step, visit.lang)
    return desk_tasks.pressed(visit, label, why, key=key or f"do-{step}", primary=primary)


def _asked(
    visit: Visit, title: str, lead: str, body: Callable[[], bool], act: str, do: Callable[[], None]
) -> None:
    """Ask once more in a dialog: what follows, what is needed, the act and the way back."""

    @st.dialog(title)
    def question() -> None:
        st.html(f'<p class="lead">{lead}</p>')
        ready = body()
        with st.container(key="dialog-acts", horizontal=True, horizontal_alignment="right"):
            if st.button(say(visit, "cancel"), key="dialog-cancel"):
                st.rerun()
            if st.button(act, key="dialog-do", type="primary", disabled=not ready):
                do()
        if not ready:
            st.html(f'<p class="why">{escape(say(visit, "tick_first"))}</p>')

    question()


def propose(visit: Visit, of: Opened, primary: bool) -> None:
    """Propose the draft for review."""
    label = of.draft.label
    act = say(visit, "do_propose", label=label)
    if button(visit, of.stands, Step.propose, act, primary):
        _asked(visit, say(visit, "ask_propose", label=label), escape(say(visit, "propose_follows")),
               lambda: True, act, lambda: take(visit, of.stands, Step.propose))


def prepare(visit: Visit, of: Opened, primary: bool) -> None:
    """Open the joint preparation until a moment, or move the moment."""
    again = of.stands.deadline is not None
    start = of.stands.deadline or datetime.combine(
        date.today() + timedelta(days=ANSWER_DAYS), NOON, SWEDEN)
    until = _when(visit, "prepare", start)
    act = say(visit, "do_move" if again else "do_prepare")
    if button(visit, of.stands, Step.open_preparation, act, primary):
        take(visit, of.stands, Step.open_preparation, Move(until=until))


def embargo(visit: Visit, of: Opened, primary: bool) -> None:
    """Set the minute of publication."""
    tomorrow = datetime.combine(date.today() + timedelta(days=1), time(8), SWEDEN)
    start = of.stands.minute or max(planned(of.draft.until), tomorrow)
    minute = _when(visit, "embargo", start)
    if button(visit, of.stands, Step.set_embargo, say(visit, "do_embargo"), primary):
        take(visit, of.stands, Step.set_embargo, Move(until=minute))


def _when(visit: Visit, key: str, start: datetime) -> datetime:
    """Ask for a day and a minute in Swedish time."""
    local = start.astimezone(SWEDEN)
    with st.container(key=f"when-{key}", horizontal=True, gap="small"):
        day = st.date_input(say(visit, f"{key}_day"), local.date(), format="YYYY-MM-DD",
                            key=f"day-{key}")
        at = st.time_input(say(visit, f"{key}_time"), local.time().replace(tzinfo=None),
                           step=timedelta(minutes=15), key=f"time-{key}")
    chosen = day if isinstance(day, date) else local.date()
    return datetime.combine(chosen, at or NOON, SWEDEN)


def dissent(visit: Visit, of: Opened) -> None:
    """Let an authority record a dissenting opinion, in both languages."""
    with st.expander(say(visit, "dissent")):
        st.html(f'<p class="src">{escape(say(visit, "dissent_follows"))}</p>')
        fields = [st.text_area(words.say("shell.language", code), key=f"dissent-{code}", height=76)
                  for code in words.LANGUAGES]
        if button(visit, of.stands, Step.dissent, say(visit, "do_dissent")):
            take(visit, of.stands, Step.dissent, Move(sv=fields[0] or "", en=fields[1] or ""))


def hand_back(visit: Visit, of: Opened) -> None:
    """Give the edition back to draft, with a comment."""
    held: dict[str, str] = {}

    def body() -> bool:
        held["text"] = st.text_area(say(visit, "comment"), key="back-text", height=100) or ""
        return True

    if button(visit, of.stands, Step.hand_back, say(visit, "do_hand_back")):
        _asked(visit, say(visit, "ask_hand_back"), escape(say(visit, "hand_back_follows")), body,
               say(visit, "do_hand_back"),
               lambda: take(visit, of.stands, Step.hand_back, Move(held["text"])))


def sign(visit: Visit, of: Opened, unseen: list[str], primary: bool) -> None:
    """Sign for one's authority: what follows, what one has not seen, and the tick."""
    label = of.draft.label
    act = say(visit, "do_sign", label=label)
    if not button(visit, of.stands, Step.sign, act, primary):
        return

    def body() -> bool:
        if unseen:
            st.html(f'<p class="unseen">{_unseen(visit, unseen)}</p>')
        own = registers.name("authorities", visit.actor.authority or "", visit.lang)
        sure = st.checkbox(say(visit, "sign_tick", authority=own), key="sign-tick")
        st.html(_facts(visit, of))
        return sure

    key = "sign_second" if of.stands.signatures else "sign_first"
    at = of.stands.minute or planned(of.draft.until)
    until = said(visit, at) if at > datetime.now(SWEDEN) else say(visit, "minute_later")
    lead = say(visit, key, until=until)
    _asked(visit, say(visit, "ask_sign", label=label), escape(lead), body, act,
           lambda: take(visit, of.stands, Step.sign))


def _unseen(visit: Visit, unseen: list[str]) -> str:
    named = "; ".join(unseen[:3])
    key = {1: "unseen_one"}.get(len(unseen), "unseen_many" if len(unseen) > 3 else "unseen_few")
    return escape(say(visit, key, named=named, n=words.number(len(unseen), visit.lang)))


def _facts(visit: Visit, of: Opened) -> str:
    rows = ((say(visit, "edition"), escape(say(
        visit, "sign_facts", label=of.draft.label, blocks=len(of.blocks),
        n=words.number(of.frames["cells"].height, visit.lang)))),
        (say(visit, "content_sum"), f"<code>{short_sum(of.stands.content)}</code>"))
    body = "".join(f'<tr><th scope="row">{escape(k)}</th><td>{v}</td></tr>' for k, v in rows)
    return f'<table class="kv"><tbody>{body}</tbody></table>'


def short_sum(content: str) -> str:
    """Write the first sixteen signs of a hash in groups of four."""
    return " ".join(content[i:i + 4] for i in range(0, 16, 4))


def withdraw(visit: Visit, stands: Standing, key: str = "do-withdraw") -> None:
    """Withdraw an edition with a public reason in both languages."""
    held: dict[str, str] = {}

    def body() -> bool:
        for code in words.LANGUAGES:
            held[code] = st.text_area(
                say(visit, "withdraw_reason", language=words.say("shell.language", code)),
                key=f"{key}-{code}", height=76) or ""
        return st.checkbox(say(visit, "withdraw_tick", label=stands.label), key=f"{key}-sure")

    act = say(visit, "do_withdraw", label=stands.label)
    if button(visit, stands, Step.withdraw, act, key=key):
        _asked(visit, say(visit, "ask_withdraw", label=stands.label),
               escape(say(visit, "withdraw_follows")), body, act,
               lambda: take(visit, stands, Step.withdraw, Move(sv=held["sv"], en=held["en"])))


def mark(visit: Visit, number: int, changes: list[str], shown: bool) -> str:
    """Mark changes as seen or not; return why it was not done, "" where it was."""
    try:
        with reading.store().begin() as connection:
            seen.mark(connection, visit.actor, number, changes, shown)
    except (AccessDenied, Refusal) as why:
        return why.sentence(visit.lang)
    return ""
