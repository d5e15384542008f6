"""The answer to a tried file, and the material that stands beside it.

Here: the markup. Not here: choosing words (``dashboard.models.trying``), asking for an answer
(``dashboard.views.trying``).
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from dashboard import chrome
from dashboard.models import trying as says
from dashboard.models.findings import Finding
from dashboard.visit import Visit
from data import words
from data.contracts import CONTRACTS, contract
from data.templates import written
from expectations.trial import Trial

COMMAND = "lagesbild check {name} --lang {lang}"
MATERIAL = (("template_xlsx", "{id}_{lang}.xlsx"), ("template_csv", "{id}_{lang}.csv"),
            ("template_states", "{id}_{lang}.states.csv"),
            ("template_manifest", "{id}_{lang}.manifest.json"),
            ("codebook", "{id}_{lang}_codebook.csv"), ("contract_doc", "{id}_{lang}_contract.html"))


def shown(visit: Visit, trial: Trial, name: str, again: Callable[[], None]) -> None:
    """Show the verdict, how the file was read, and all that is to be mended or looked at."""
    lang, head = visit.lang, says.heading(trial, visit.lang)
    icon = chrome.icon(*says.MARKS[head.mark]) if head.mark else ""
    lead = f'<p class="lead">{escape(head.lead)}</p>' if head.lead else ""
    st.html(f"<h1>{icon}{escape(head.title)}</h1>{lead}")
    with st.container(key="readfile"):
        named = escape(name or words.say("try.the_file", lang))
        st.html(f'<b>{named}</b><span class="src">{escape(says.read_as(trial, lang))}</span>')
        st.button(words.say("try.again", lang), on_click=again, key="again")
    st.html(_kept(lang) + "".join(_group(each, lang) for each in says.groups(trial, lang))
            + _after(head.after, lang, bool(trial.verdict.faults)) + _untried(trial, lang))
    _downloads(trial, lang)


def _kept(lang: str) -> str:
    bold, rest = (escape(words.say(f"try.{key}", lang)) for key in ("nothing_kept", "memory"))
    return f'<p class="kept">{chrome.icon("disc", "blue")}<span><b>{bold}</b> {rest}</span></p>'


def _group(group: says.Group, lang: str) -> str:
    items = "".join(_item(number, each, lang)
                    for number, each in enumerate(group.findings, group.first))
    return (f'<section class="blk found"><div class="hd"><h2>{escape(group.title)}</h2>'
            f'<span class="src">{escape(group.beside)}</span></div><ol>{items}</ol></section>')


def _item(number: int, found: Finding, lang: str) -> str:
    saw = f'<p class="saw">{escape(found.seen)}</p>' if found.seen else ""
    do = escape(words.say("try.do", lang))
    remedy = f'<p class="do own"><b>{do}</b> {escape(found.remedy)}</p>' if found.remedy else ""
    columns = ", ".join(f"<code>{escape(each)}</code>" for each in found.columns)
    named = f"{escape(words.say('try.column', lang))} {columns}" if columns else ""
    at = (escape(found.rule), named, escape(says.where(found, lang)))
    return (f'<li><span class="n">{number}</span><div><h3>{chrome.icon(*says.MARKS[found.weight])}'
            f"<span>{escape(found.wrong)}</span></h3>{saw}{remedy}"
            f'<p class="src">{" · ".join(each for each in at if each)}</p></div></li>')


def _after(text: str, lang: str, plain: bool) -> str:
    """Say what comes next: for an accepted file what to do, for a stopped one what became of it."""
    if not text:
        return ""
    if plain:
        return f'<p class="src after">{escape(text)}</p>'
    do = escape(words.say("try.do", lang))
    return (f'<section class="blk found"><p class="do own"><b>{do}</b> {escape(text)}</p>'
            "</section>")


def _untried(trial: Trial, lang: str) -> str:
    if not trial.verdict.results:
        return ""
    rows = "".join(f"<li>{escape(words.say(f'untried.{each}', lang))}</li>"
                   for each in trial.not_tried)
    title = escape(words.say("untried.title", lang))
    return f'<section class="blk untried"><h2>{title}</h2><ul>{rows}</ul></section>'


def _downloads(trial: Trial, lang: str) -> None:
    with st.container(key="mend"):
        if says.groups(trial, lang):
            st.download_button(words.say("try.list", lang), says.listed(trial, lang),
                               f"lagesbild_check_{lang}.csv", "text/csv", type="primary",
                               on_click="ignore", key="list")
            st.html(f'<p class="src">{escape(words.say("try.list_about", lang))}</p>')
        if trial.manifest is not None:
            st.download_button(words.say("try.draft", lang), trial.manifest,
                               "draft.manifest.json", "application/json", on_click="ignore",
                               key="draft")


def beside(visit: Visit, trial: Trial | None) -> None:
    """Show the material of a kind of delivery, and what is good to know."""
    with st.container(key="material"):
        _material(visit, trial)
    lang = visit.lang
    command = COMMAND.format(name="FIL.csv" if lang == "sv" else "FILE.csv", lang=lang)
    st.html(_section(lang, "offline", "offline_about")
            .replace("</section>", f'<p class="cmd"><code>{escape(command)}</code></p></section>')
            + _section(lang, "personal_title", "personal_text")
            + _section(lang, "ready", "ready_text"))


def _section(lang: str, title: str, text: str) -> str:
    head, body = (escape(words.say(f"try.{key}", lang)) for key in (title, text))
    return f'<section class="blk"><h2>{head}</h2><p class="sub">{body}</p></section>'


def _material(visit: Visit, trial: Trial | None) -> None:
    """Offer template, code book and contract of the kind that was tried or is chosen."""
    lang = visit.lang
    tried = trial.about.contract if trial and trial.about else ""
    first = CONTRACTS.index(tried or visit.contract or CONTRACTS[0])
    st.html(f'<section class="blk"><h2>{escape(words.say("try.material", lang))}</h2></section>')
    chosen = st.selectbox(
        words.say("try.contract", lang), CONTRACTS, index=first, key=f"material-{tried}",
        label_visibility="collapsed",
        format_func=lambda each: contract(each).name[words.LANGUAGES.index(lang)])
    files = written(chosen, lang)
    for key, pattern in MATERIAL:
        name = pattern.format(id=chosen, lang=lang)
        if name in files:
            said = words.say(f"try.{key}", lang, version=contract(chosen).version)
            label = f"{said}, {says.size(len(files[name]), lang)}"
            st.download_button(label, files[name], name, on_click="ignore", key=f"get-{key}",
                               width="stretch")
