"""Make a report: choose what it holds, see what it will hold, fetch the files.

Here: the choice and its address, the contents, making the files and handing them out. Not here:
what a report says or how a file is written (``dashboard.report``).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from dashboard import chrome, drawing, reading
from dashboard.models import reports as model
from dashboard.report import choice as choices
from dashboard.report.choice import Choice
from dashboard.report.document import Document
from dashboard.report.files import FORMATS, TYPES, made
from dashboard.views import blocks
from dashboard.visit import Visit
from data import registers, words
from data.access import Act, check_act
from data.editions import Edition

KEPT = "reports-made"   # the files of the open page: (what was asked, name -> bytes)


def render(visit: Visit) -> None:
    """Show the page. Raises ``AccessDenied``."""
    council = registers.council(visit.council)
    check_act(visit.actor, Act.export_edition, council=council.code, place=council.place)
    edition = reading.edition(visit)
    if edition is None:
        return
    title, lead = (_say(visit, key, label=edition.label) for key in ("title", "lead"))
    drawing.draw(blocks.picture(f'<div><h1>{title}</h1><p class="lead">{lead}</p></div>'),
                 "reports-top")
    left, right = st.columns([5, 6], gap="large")
    with left:
        chosen = _choose(visit)
        formats = _formats(visit)
    with right:
        _result(visit, edition, chosen, formats)


def _say(visit: Visit, key: str, **values: Any) -> str:
    return escape(words.say(f"reports.{key}", visit.lang, **values))


def _word(visit: Visit, key: str) -> str:
    return words.say(f"reports.{key}", visit.lang)


def _choose(visit: Visit) -> Choice:
    """Offer the choice, beginning with what the address says, and keep the address with it."""
    asked = choices.read(visit.council, visit.choice, visit.lang)
    own = registers.council(visit.council)
    drawing.draw(f'<div class="choose">{blocks.field(_word(visit, "council"), _councils(visit))}'
                 "</div>", "reports-council")
    areas = _ticked(visit, "area", choices.areas_for(visit.actor, visit.council), "areas",
                    asked.areas or own.areas)
    offered = [p for p in choices.places_for(visit.actor, visit.council) if p != "SE"]
    with st.expander(_word(visit, "places"), expanded=bool(asked.places)):
        places = _ticked(visit, "place", offered, "places", asked.places)
    length = st.radio(
        _word(visit, "length"), choices.LENGTHS, choices.LENGTHS.index(asked.length),
        format_func=lambda code: words.say(f"report.length_{code}", visit.lang),
        captions=[_word(visit, f"length_{code}_about") for code in choices.LENGTHS],
        key="report-length")
    lang = st.radio(
        _word(visit, "language"), words.LANGUAGES, words.LANGUAGES.index(asked.lang),
        format_func=lambda code: _word(visit, f"language_{code}"), horizontal=True,
        key=f"report-lang-{visit.lang}")
    chosen = Choice(visit.council, tuple(areas), tuple(places), length or "brief", lang or "sv")
    if st.query_params.get("choice") != chosen.text():
        st.query_params["choice"] = chosen.text()
    return chosen


def _ticked(
    visit: Visit, kind: str, offered: Sequence[str], words_of: str, first: Sequence[str]
) -> list[str]:
    """Offer areas or places as boxes to tick; a list would speak English to screen readers."""
    label = "" if kind == "place" else f'<p class="field-label">{_say(visit, words_of)}</p>'
    st.html(f'{label}<p class="src">{_say(visit, f"{words_of}_about")}</p>')
    with st.container(key=f"report-ticks-{kind}"):
        return [code for code in offered if st.checkbox(
            registers.name(words_of, code, visit.lang), code in first,
            key=f"report-{kind}-{visit.council}-{code.replace('+', '-')}")]


def _councils(visit: Visit) -> list[tuple[str, str, bool]]:
    """Link to every council that the role may take out."""
    return [(c.name(visit.lang), visit.link(council=c.code, place=c.place, choice=""),
             c.code == visit.council) for c in model.councils(visit.actor)]


def _formats(visit: Visit) -> list[str]:
    st.html(f'<p class="field-label" id="report-formats">{_say(visit, "formats")}</p>')
    picked = []
    for kind in FORMATS:
        name, about = (_word(visit, f"format_{kind}{end}") for end in ("", "_about"))
        picked.append(st.checkbox(f"{name} – {about}", kind == "pdf", key=f"report-{kind}"))
    return [kind for kind, on in zip(FORMATS, picked, strict=True) if on]


def _result(visit: Visit, edition: Edition, chosen: Choice, formats: Sequence[str]) -> None:
    """Show what the report will hold, the button, and the files once they are made."""
    if not chosen.areas:
        chrome.note(_word(visit, "no_area"))
        return
    with st.spinner(_word(visit, "reading")):
        told = model.document_for(visit, edition.number, chosen)
    drawing.draw(_contents(visit, told), "reports-contents")
    if not formats:
        chrome.note(_word(visit, "no_format"))
        return
    about = words.say("reports.make_about", visit.lang, label=edition.label)
    st.html(f'<p class="src">{escape(about)}</p>')
    asked = (told.name, chosen.text(), told.imprint.hash, tuple(formats))
    if st.button(_word(visit, "make"), type="primary", key="report-make"):
        st.session_state[KEPT] = (asked, _make(visit, told, formats))
    kept = st.session_state.get(KEPT)
    if kept and kept[0] == asked:
        _hand_out(visit, kept[1])
    st.html(f'<p class="src">{_say(visit, "link")}</p>')


def _make(visit: Visit, told: Document, formats: Sequence[str]) -> dict[str, bytes]:
    """Make the files, each with its name on the way."""
    bar, found = st.progress(0.0), {}
    for done, kind in enumerate(formats):
        name = _word(visit, f"format_{kind}")
        bar.progress(done / len(formats), words.say("reports.making", visit.lang, name=name))
        found[f"{told.name}.{kind}"] = made(told, kind)
    bar.empty()
    return found


def _hand_out(visit: Visit, files: dict[str, bytes]) -> None:
    size = model.size(sum(map(len, files.values())), visit.lang)
    key = "done_one" if len(files) == 1 else "done"
    said = words.say(f"reports.{key}", visit.lang, n=len(files), size=size)
    st.html(f'<p class="receipt" role="status">{chrome.icon("check")}'
            f"<span>{escape(said)}</span></p>")
    for name, content in files.items():
        kind = name.rpartition(".")[2]
        st.download_button(words.say("reports.download", visit.lang, name=name), content, name,
                           TYPES[kind], key=f"fetch-{kind}", on_click="ignore")


def _contents(visit: Visit, told: Document) -> str:
    """Write what the report will hold: every chapter with its first sentence and its questions."""
    figures, tables = model.counted(told)
    rows = "".join(
        f'<li><span class="src">{escape(s.kicker)}</span><br><b>{escape(s.title)}</b><br>'
        f'<span class="src">{escape(model.questions(s))}</span></li>' for s in told.sections)
    sub = words.say("reports.holds_sub", visit.lang, sections=len(told.sections), figures=figures,
                    tables=tables)
    return blocks.block(f'<h2>{_say(visit, "holds")}</h2>', blocks.sub(sub),
                        f'<ol class="holds" lang="{told.lang}">{rows}</ol>')
