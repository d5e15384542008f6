"""What the pages may ask of the worker: files into its inbox, tasks into their table.

Here: the two forms, and how far the worker has come. Not here: doing any of it
(``dashboard.worker``); the pages never read the vault or run a check.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import streamlit as st

from dashboard import chrome, reading, uploading
from dashboard.visit import Visit
from data import periods, tasks, words
from data.access import AccessDenied, Act, Actor, can_act, check_act
from data.desk import cutoff
from data.home import home
from data.manifest import Manifest, parse

NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,120}$")
MANIFEST = ".manifest.json"
KINDS = ["csv", "parquet", "xlsx", "json"]
AHEAD = 3   # months after the newest edition that may be asked for


class Sent(Protocol):
    """An uploaded file."""

    name: str

    def getvalue(self) -> bytes: ...


@dataclass(frozen=True)
class Refused:
    """Why files were not put into the inbox: the key of a sentence."""

    key: str


def put(inbox: Path, actor: Actor, files: Sequence[Sent]) -> int | Refused:
    """Put deliveries into the inbox, the manifests last; return how many.

    Nothing is written where a name is unusual, a manifest is missing or unreadable, or the actor
    may not deliver for its authority. What the files hold is for the worker to check.
    """
    manifests = [f for f in files if f.name.endswith(MANIFEST)]
    others = [f for f in files if not f.name.endswith(MANIFEST)]
    if not manifests or not others or not all(NAME.match(f.name) for f in files):
        return Refused("asking.names" if manifests and others else "asking.manifest")
    stems = {f.name.removesuffix(MANIFEST) for f in manifests}
    if any(f.name.split(".")[0] not in stems for f in others):
        return Refused("asking.manifest")
    for one in manifests:
        about = parse(one.getvalue())
        if not isinstance(about, Manifest):
            return Refused("asking.manifest")
        check_act(actor, Act.receive_delivery, authority=about.deliverer)
    inbox.mkdir(parents=True, exist_ok=True)
    for file in [*others, *manifests]:
        draft = inbox / f".{file.name}.part"
        draft.write_bytes(file.getvalue())
        draft.replace(inbox / file.name)
    return len(manifests)


def delivery_form(visit: Visit) -> None:
    """Offer to send deliveries, to those who may."""
    own = visit.actor.authority
    if not can_act(visit.actor, Act.receive_delivery, authority=own):
        return
    st.html(f'<section class="blk"><h2>{_say(visit, "send")}</h2>'
            f'<p class="sub">{_say(visit, "send_about")}</p></section>{uploading.worded(visit)}')
    with st.form("send", clear_on_submit=True, border=False):
        files = st.file_uploader(_say(visit, "files"), KINDS, accept_multiple_files=True)
        sent = st.form_submit_button(_say(visit, "send_button"))
    if sent:
        _answer(visit, files or [])


def _answer(visit: Visit, files: Sequence[Sent]) -> None:
    try:
        result = put(home().inbox, visit.actor, files)
    except AccessDenied as denied:
        chrome.note(denied.sentence(visit.lang))
        return
    if isinstance(result, Refused):
        chrome.note(words.say(result.key, visit.lang))
    else:
        chrome.note(_say(visit, "sent", n=result))


def publication_form(visit: Visit) -> None:
    """Offer to ask for an edition, to those who may publish, and show how far the worker is."""
    if not can_act(visit.actor, Act.publish_edition):
        return
    st.html(f'<section class="blk"><h2>{_say(visit, "publish")}</h2>'
            f'<p class="sub">{_say(visit, "publish_about")}</p></section>')
    newest = reading.editions()[0]
    months = periods.span(newest.until, periods.shift(newest.until, AHEAD))
    with st.form("publish", border=False):
        until = st.selectbox(_say(visit, "until"), months)
        sure = st.checkbox(_say(visit, "sure"))
        asked = st.form_submit_button(_say(visit, "publish_button"))
    if asked and not sure:
        chrome.note(_say(visit, "not_sure"))
    if asked and sure and until:
        ask(visit.actor, until, newest.origin == "synthetic")
        chrome.note(_say(visit, "asked"))
    _waiting(visit)


def ask(actor: Actor, until: str, demonstration: bool) -> int:
    """Add a task to publish an edition up to a month; return its number."""
    return tasks.add(reading.store(), actor, "publish", {
        "until": until, "cutoff": cutoff(until).isoformat(),
        "demonstration": demonstration})


@st.fragment(run_every=3.0)
def _waiting(visit: Visit) -> None:
    """Show the newest tasks and how far each has come, anew every three seconds."""
    for task in tasks.recent(reading.store(), 5):
        wanted = json.loads(task.payload).get("until", "")
        step = words.say(f"step.{task.words.replace(' ', '_')}", visit.lang) if task.words else ""
        text = f"{_say(visit, f'state_{task.state}')} · {wanted} {step}"
        if task.state == "running":
            st.progress(min(task.done / max(task.of, 1), 1.0), text)
            continue
        result = json.loads(task.result or "{}")
        said = result.get(visit.lang) or (f"S-{result['edition']}" if "edition" in result else "")
        st.caption(f"{text} {said}")


def _say(visit: Visit, key: str, **values: object) -> str:
    return words.say(f"asking.{key}", visit.lang, **values)
