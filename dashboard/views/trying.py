"""Try a file: a deliverer sees what the intake would say of it, and nothing is kept.

Here: the field, the question to the guard and how long an answer is held. Not here: the markup of
an answer (``dashboard.views.trial``), the checks (``expectations``, in a process of their own).
Files are handed over as bytes: they never lie on disk, and go when the answer comes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import streamlit as st

from dashboard import chrome, uploading
from dashboard.asking import Sent
from dashboard.views import trial as answer
from dashboard.visit import Visit
from data import periods, registers, words
from data.access import Act, Role, check_act
from data.contracts import CONTRACTS, contract
from data.drafting import Stated
from data.reading.source import MANIFEST, Given, is_companion
from expectations.trial import Guards, Trial, ask

HELD = 15 * 60   # seconds that an answer is shown
LOOK = 0.2   # seconds between two looks at whether the reader has gone on
KINDS = ["csv", "xlsx", "parquet", "json"]


@dataclass(frozen=True)
class Held:
    """An answer on the open page: the file's name ("" where it is not told) and when it came."""

    trial: Trial
    name: str
    at: float


@st.cache_resource(show_spinner=False)
def guards() -> Guards:
    """Give the guards of this server."""
    return Guards()


@st.cache_resource(show_spinner=False)
def _warmed() -> None:
    """Warm the guards beside the page while a file is being chosen, once."""
    threading.Thread(target=guards().warm, daemon=True).start()


def render(visit: Visit) -> None:
    """Show the field, or the answer. Raises ``AccessDenied``."""
    check_act(visit.actor, Act.try_delivery, authority=visit.actor.authority)
    held = _held(visit)
    with st.container(key="trying"):
        with st.container(key="answer"):
            if held is None:
                _ask(visit)
            else:
                answer.shown(visit, held.trial, held.name, _again)
                _until(held.at)
        with st.container(key="beside"):
            answer.beside(visit, held.trial if held else None)


def _held(visit: Visit) -> Held | None:
    held: Held | None = st.session_state.get("trial")
    if held is not None and time.monotonic() - held.at > HELD:
        _again()
        chrome.note(words.say("try.gone", visit.lang))
        return None
    return held


def _again() -> None:
    """Forget the answer and the files."""
    st.session_state.pop("trial", None)
    st.session_state["tried"] = st.session_state.get("tried", 0) + 1


@st.fragment(run_every=30.0)
def _until(at: float) -> None:
    """Take the answer away when its time is out, also from a page that nobody touches."""
    if time.monotonic() - at > HELD:
        st.rerun()


def _ask(visit: Visit) -> None:
    _warmed()
    lang, turn = visit.lang, st.session_state.get("tried", 0)
    st.html(f"<h1>{words.say('try.title', lang)}</h1>"
            f'<p class="lead">{words.say("try.lead", lang)}</p>{uploading.worded(visit)}')
    with st.container(key="ask"):
        files = st.file_uploader(words.say("try.files", lang), KINDS, accept_multiple_files=True,
                                 key=f"files-{turn}", label_visibility="collapsed")
        st.html(f'<p class="src">{words.say("try.together", lang)}</p>')
        with st.container(key="without"):
            stated = _stated(visit)
        if st.button(words.say("try.start", lang), type="primary", key=f"start-{turn}"):
            _try(visit, files or [], stated)


def _stated(visit: Visit) -> Stated | str:
    """Ask what a file without a manifest is; give the key of a sentence where it is wrong."""
    lang = visit.lang
    asked = " ".join(words.say(f"try.{key}", lang) for key in ("without", "months_help"))
    st.html(f'<p class="sub">{asked}</p>')
    kind = st.selectbox(
        words.say("try.contract", lang), ("", *CONTRACTS), key="stated-contract",
        format_func=lambda each: contract(each).name[words.LANGUAGES.index(lang)] if each
        else words.say("try.from_file", lang))
    authority = st.selectbox(
        words.say("try.deliverer", lang), ("", *_deliverers(visit)), key="stated-deliverer",
        format_func=lambda each: registers.name("authorities", each, lang) if each
        else words.say("try.from_file", lang))
    typed = st.text_input(words.say("try.months", lang), key="stated-months",
                          placeholder=words.say("try.from_file", lang))
    months = tuple(sorted({each for each in typed.replace(",", " ").split() if each}))
    if not all(map(periods.is_month, months)):
        return "check.not_months"
    return Stated(kind, authority, months)


def _deliverers(visit: Visit) -> list[str]:
    """A deliverer tries its own files; a steward anybody's."""
    if visit.role == Role.deliverer and visit.actor.authority:
        return [visit.actor.authority]
    return sorted((a.code for a in registers.authorities() if a.delivers),
                  key=lambda code: registers.name("authorities", code, visit.lang))


def _try(visit: Visit, files: Sequence[Sent], stated: Stated | str) -> None:
    given = together(files)
    if isinstance(stated, str):
        chrome.note(words.say(stated, visit.lang, value=words.say("try.months", visit.lang)))
        return
    if isinstance(given, str):
        chrome.note(words.say(given, visit.lang))
        return
    with st.spinner(words.say("try.working", visit.lang)):
        trial = _waited(partial(_asked, given, stated))
    name = "" if trial.verdict.personal else given.name
    _again()
    st.session_state["trial"] = Held(trial, name, time.monotonic())
    st.rerun()


def _asked(given: Given, stated: Stated) -> Trial:
    size = sum(map(len, given.parts().values()))
    with guards().one() as guard:
        return ask(guard, given, stated, date.today(), None, size)


def _waited(work: Callable[[], Trial]) -> Trial:
    """Wait for an answer that is made beside the run; who goes to another page waits no longer.

    Nobody reads the answer then: it is let go of when it comes.
    """
    beside = ThreadPoolExecutor(1)
    try:
        answer = beside.submit(work)
        while not wait((answer,), LOOK).done:
            st.session_state.get("trial")   # here Streamlit ends the run of a reader who went on
        return answer.result()
    finally:
        beside.shutdown(wait=False)


def together(files: Sequence[Sent]) -> Given | str:
    """Put files dropped together into one delivery, or give the key of a sentence."""
    rows = [each for each in files if not is_companion(Path(each.name))
            and Path(each.name).suffix.lower() != ".json"]
    if len(rows) != 1:
        return "try.many_rows" if rows else "try.no_rows"
    stem, suffix = Path(rows[0].name).stem, Path(rows[0].name).suffix
    known = {f"{stem}.states{suffix}": "states", f"{stem}{MANIFEST}": "manifest"}
    others = [each for each in files if each is not rows[0]]
    if any(each.name not in known for each in others) or len(others) > len(known):
        return "try.strays"
    parts = {known[each.name]: each.getvalue() for each in others}
    return Given(rows[0].name, rows[0].getvalue(), parts.get("states"), parts.get("manifest"))
