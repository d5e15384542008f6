"""The form in which a block is written: both languages, figures to pick, scales, preview.

Here: the fields, what binds them to each other, saving. Not here: what may stand in a text
(``data.texts``), markup (``dashboard.views.text_marks``). Whatever is typed stays in the session
until it is saved, also when somebody else was first.
"""

from __future__ import annotations

from collections.abc import Collection
from html import escape

import streamlit as st

from dashboard import chrome, drawing, reading
from dashboard.models import text as model
from dashboard.text_reading import Pen
from dashboard.views import text_marks
from dashboard.views.text_doing import OPEN, do, tell
from dashboard.visit import Visit
from data import prose, texts, tokens, words
from data.access import AccessDenied
from data.acting import Declined
from data.sections import Section
from data.texts import Block, Words

FIELDS = ("kind", "sv", "en", "likelihood", "confidence", "because_sv", "because_en", "proposed")


def begin(here: Section, block: Block | None, said: Words, masked: Collection[str] = ()) -> None:
    """Fill the fields of a form before it is shown; what tells a protected figure is not."""
    key = _key(here, block)
    for name in FIELDS:
        st.session_state[f"{key}-{name}"] = prose.without(getattr(said, name), masked)
    st.session_state[f"{key}-base"] = block.version if block else 0


def form(visit: Visit, pen: Pen, here: Section, block: Block | None) -> None:
    """Show the form of a block, or of a new one."""
    key, lang = _key(here, block), visit.lang
    if f"{key}-base" not in st.session_state:
        masked = pen.masked.get(block.block, ()) if block else ()
        begin(here, block, block.words if block else Words("fact"), masked)
    _keep(key)
    with st.container(key="writing"):
        st.radio(_say(visit, "kind"), texts.KINDS, key=f"{key}-kind", horizontal=True,
                 format_func=lambda k: words.say(f"text.kind_{k}", lang))
        st.html(f'<p class="sub">{_say(visit, "field_help")}</p>')
        for code, column in zip(words.LANGUAGES, st.columns(2, gap="large"), strict=True):
            column.text_area(words.say("shell.language", code), key=f"{key}-{code}", height=150,
                             on_change=_hear, args=(key, code))
        if st.session_state[f"{key}-kind"] == "assessment":
            _scales(visit, key)
        _figures(visit, pen, here, key)
        said = _said(key)
        _preview(visit, pen, said, block)
        _save(visit, pen, here, block, key, said)


def _keep(key: str) -> None:
    """Keep what is typed where a field is not shown: Streamlit forgets it otherwise."""
    for name in FIELDS:
        st.session_state[f"{key}-{name}"] = st.session_state.get(f"{key}-{name}", "") or ""


def _scales(visit: Visit, key: str) -> None:
    lang = visit.lang
    likely, sure = st.columns([3, 2], gap="large")
    with likely:
        st.radio(_say(visit, "likelihood"), ("", *prose.LIKELIHOODS), key=f"{key}-likelihood",
                 horizontal=True, on_change=_bind, args=(key,),
                 format_func=lambda c: _likelihood(c, lang))
    with sure:
        st.radio(_say(visit, "confidence"), ("", *prose.CONFIDENCES), key=f"{key}-confidence",
                 horizontal=True, format_func=lambda c: words.say(
                     f"confidence.{c}", lang) if c else words.say("text.not_chosen", lang))
    if st.session_state[f"{key}-confidence"] in ("low", "medium"):
        for code, column in zip(words.LANGUAGES, st.columns(2, gap="large"), strict=True):
            label = f"{_say(visit, 'because')} ({words.say('shell.language', code)})"
            column.text_area(label, key=f"{key}-because_{code}", height=76)


def _likelihood(code: str, lang: str) -> str:
    if not code:
        return words.say("text.not_chosen", lang)
    return f"{words.say(f'likelihood.{code}', lang)} ({model.meaning(code, lang)})"


def _bind(key: str) -> None:
    """A word chosen on the scale takes the place of the one in each text."""
    for name, lang in ((f"{key}-{lang}", lang) for lang in words.LANGUAGES):
        if name in st.session_state:
            st.session_state[name] = prose.bound(
                st.session_state[name], lang, st.session_state[f"{key}-likelihood"])


def _hear(key: str, lang: str) -> None:
    """A word written in the text is the one on the scale; a field closed meanwhile says none."""
    spoken = prose.spoken(st.session_state.get(f"{key}-{lang}", ""), lang)
    if spoken and st.session_state.get(f"{key}-kind") == "assessment":
        st.session_state[f"{key}-likelihood"] = spoken


def _figures(visit: Visit, pen: Pen, here: Section, key: str) -> None:
    """Let the writer find a figure; pressing it puts its token where the text was left."""
    asked = st.text_input(_say(visit, "find"), key=f"{key}-find", placeholder=_say(
        visit, "find_example"))
    found = model.search(pen.frames, asked, visit.lang, here.area)
    missing = _missing(pen, _said(key), visit)
    if asked and not found:
        st.html(f'<p class="src" role="status">{escape(_say(visit, "find_none"))}</p>')
    if found or missing:
        drawing.draw(f'<div class="fitting">{_list(visit, found)}{missing}</div>', f"{key}-found")


def _list(visit: Visit, found: list[model.Found]) -> str:
    items = "".join(
        f'<li><button type="button" class="insert" data-token="{escape(str(f.token))}">'
        f"<b>{escape(f.resolved.text(visit.lang))}</b><span>{escape(f.name)}</span>"
        f"<small>{escape(f.where)}, {escape(f.resolved.when(visit.lang))}</small></button></li>"
        for f in found)
    return f'<ul aria-label="{escape(_say(visit, "found"))}">{items}</ul>' if found else ""


def _missing(pen: Pen, said: Words, visit: Visit) -> str:
    """Offer the figures that stand in the one language and not in the other."""
    sv, en = ({str(t): t for t in tokens.tokens(text)} for text in (said.sv, said.en))
    if not (said.sv and said.en) or sv.keys() == en.keys():
        return ""
    odd = [t for mark, t in {**sv, **en}.items() if (mark in sv) != (mark in en)]
    items = "".join(
        f'<li><button type="button" class="insert" data-token="{escape(str(t))}"><b>'
        f"{escape(tokens.resolve(t, pen.source).text(visit.lang))}</b><span></span><small>"
        f"{escape(tokens.resolve(t, pen.source).when(visit.lang))}</small></button></li>"
        for t in odd)
    return f'<p class="src">{escape(_say(visit, "differs"))}</p><ul>{items}</ul>'


def _said(key: str) -> Words:
    return Words(**{name: st.session_state.get(f"{key}-{name}") or "" for name in FIELDS})


def _preview(visit: Visit, pen: Pen, said: Words, block: Block | None) -> None:
    if not (said.sv or said.en):
        return
    masked = tuple(pen.masked.get(block.block, ())) if block else ()
    loose = [n for n in prose.loose(said.whole) if n not in masked]
    html = text_marks.pair(visit, said, pen.source, block.seen if block else None, loose, masked)
    drawing.draw(f'<div class="preview"><h4>{escape(_say(visit, "preview"))}</h4>{html}</div>',
                 "text-preview")
    if loose:
        said_ = words.say("text.loose", visit.lang, said=", ".join(loose))
        st.html(f'<p class="wrong">{chrome.icon("remark", "orange")}<span>{escape(said_)}'
                "</span></p>")


def _save(visit: Visit, pen: Pen, here: Section, block: Block | None, key: str,
          said: Words) -> None:
    with st.container(key="saving", horizontal=True, gap="small"):
        save = st.button(_say(visit, "save"), key="save-text", type="primary")
        leave = st.button(_say(visit, "leave"), key="leave-text")
        gone = block is not None and st.button(_say(visit, "remove"), key="remove-text")
    if leave:
        _close(key)
        st.rerun()
    if save:
        _write(visit, pen, here, block, key, said)
    if gone and block is not None:
        do(visit.lang, lambda c: texts.remove(c, visit.actor, block.block, block.version),
           _say(visit, "removed"))


def _write(visit: Visit, pen: Pen, here: Section, block: Block | None, key: str,
           said: Words) -> None:
    base = int(st.session_state[f"{key}-base"])
    try:
        with reading.store().begin() as connection:
            texts.write(connection, visit.actor, pen.number, here.code, said, pen.source,
                        block.block if block else None, base)
    except (Declined, AccessDenied) as why:
        if isinstance(why, Declined) and why.key == "text_moved" and block is not None:
            st.session_state[f"{key}-base"] = block.version   # the next save follows knowingly
        tell(wrong=why.sentence(visit.lang))
        st.rerun()
    _close(key)
    tell(_say(visit, "saved"))
    st.rerun()


def _close(key: str) -> None:
    for name in (*FIELDS, "base", "find"):
        st.session_state.pop(f"{key}-{name}", None)
    st.session_state[OPEN] = None


def _key(here: Section, block: Block | None) -> str:
    return f"edit-{here.code}-{block.block if block else 'new'}"


def _say(visit: Visit, key: str) -> str:
    return words.say(f"text.{key}", visit.lang)
