"""The editions: number, last month, day, status and content sum of each.

Here: the list with its ways to a comparison and to the one in the making, and in words the
deliveries behind the edition that is shown. Not here: the life of one
(``dashboard.views.edition_life``), comparing two, reviewing one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import polars as pl
import streamlit as st

from dashboard import asking, chrome, drawing, reading
from dashboard.desk_words import kind, mark, name
from dashboard.figures.values import alphabetical
from dashboard.views import downloads, edition_life
from dashboard.visit import Visit
from data import drafts, periods, words
from data.access import Act, can_act
from data.editions import Edition

COLUMNS = ("label", "until", "cutoff", "published", "status", "against", "origin", "hash")
MARKS = {"published": ("disc", "blue"), "superseded": ("ring", "grey"),
         "withdrawn": ("crossed", "orange")}


def render(visit: Visit) -> None:
    """Show every edition, the newest first, then what the visit's own edition rests on."""
    every = reading.editions()
    title = words.say("editions.title", visit.lang, n=len(every), label=every[0].label,
                      until=periods.label(every[0].until, visit.lang))
    lead = words.say("editions.lead", visit.lang)
    shown = next(e for e in every if e.number == visit.edition)
    st.html(f'<h1>{escape(title)}</h1><p class="lead">{escape(lead)}{_making(visit)}</p>'
            f"{_table(visit, every)}")
    drawing.draw(edition_life.section(visit, shown), "edition-life")
    edition_life.acts(visit, shown)
    st.html(downloads.section(visit) + _behind(visit, reading.deliveries(visit)))
    asking.publication_form(visit)


def _making(visit: Visit) -> str:
    """Lead those who read drafts to the one in the making."""
    if not can_act(visit.actor, Act.read_draft):
        return ""
    held = drafts.newest(reading.store())
    if held is None:
        return f' <a href="{escape(visit.link("review"))}">{_say(visit, "make")}</a>'
    state = words.say(f"life.state.{held.state}", visit.lang)
    return (f' <a class="nw" href="{escape(visit.link("review"))}">'
            f'{_say(visit, "making", label=held.label, state=state)}</a>')


def _say(visit: Visit, key: str, **values: str) -> str:
    return escape(words.say(f"editions.{key}", visit.lang, **values))


def _table(visit: Visit, every: Sequence[Edition]) -> str:
    heads = "".join(f'<th scope="col">{_say(visit, c)}</th>' for c in COLUMNS)
    body = "".join(_row(visit, e) for e in every)
    return (f'<section class="blk"><h2>{_say(visit, "all")}</h2><div class="scroll"><table>'
            f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
            f'<p class="src">{_say(visit, "prove")}</p></section>')


def _row(visit: Visit, one: Edition) -> str:
    here = one.number == visit.edition
    shown = f' <span class="src">{_say(visit, "shown")}</span>' if here else ""
    to = escape(visit.link(edition=one.number))
    tone, colour = MARKS[one.status]
    reason = edition_life.withdrawn(visit, edition_life.record(visit, one.number)) if (
        one.status == "withdrawn") else ""
    return (
        f'<tr><th scope="row" class="strong"><a href="{to}">{escape(one.label)}</a>{shown}</th>'
        f"<td>{escape(periods.label(one.until, visit.lang))}</td>"
        f'<td class="nw">{one.cutoff}</td>'
        f'<td class="nw">{one.published_on}</td><td><span class="st">{chrome.icon(tone, colour)} '
        f"{_say(visit, f'status_{one.status}')}</span>{reason}</td><td>{_against(visit, one)}</td>"
        f"<td>{_say(visit, f'origin_{one.origin}')}</td>"
        f"<td><code>{chunked(one.hash)}</code></td></tr>"
    )


def _against(visit: Visit, one: Edition) -> str:
    """Link to the comparison with the edition before, for those who may take figures out."""
    if one.previous is None or not can_act(
            visit.actor, Act.export_edition, council=visit.council):
        return ""
    label = next(e.label for e in reading.editions() if e.number == one.previous)
    to = visit.link("compare", edition=one.number, against=one.previous)
    return f'<a href="{escape(to)}">{_say(visit, "compare", label=label)}</a>'


def chunked(content: str) -> str:
    """Write a hash in groups of eight, so that two can be compared by eye."""
    return " ".join(content[i:i + 8] for i in range(0, len(content), 8))


def _behind(visit: Visit, rows: pl.DataFrame) -> str:
    label = next(e.label for e in reading.editions() if e.number == visit.edition)
    keys = ("desk.authority", "desk.kind", "desk.months", "desk.received", "desk.outcome",
            "editions.remark")
    heads = "".join(
        f'<th scope="col">{escape(words.say(k, visit.lang))}</th>' for k in keys)
    named = sorted(rows.iter_rows(named=True), key=lambda r: (
        alphabetical(name(visit, r["deliverer"])), kind(visit, r["contract"])))
    newest = sorted(named, key=lambda r: str(r["received_on"]), reverse=True)
    body = "".join(_delivery(visit, r) for r in newest)
    return (f'<section class="blk"><h2>{_say(visit, "behind", label=label)}</h2>'
            f'<p class="sub">{_say(visit, "behind_about")}</p>'
            f'<div class="scroll tall" tabindex="0" role="region" '
            f'aria-label="{_say(visit, "behind", label=label)}"><table>'
            f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div></section>")


def _delivery(visit: Visit, row: Mapping[str, str]) -> str:
    remark = row[f"remark_{visit.lang}"] or ""
    if row["share_class"]:
        remark = f"{remark} ({words.say('editions.share_' + row['share_class'], visit.lang)})"
    outcome = escape(words.say(f"outcome.{row['outcome']}", visit.lang))
    return (
        f"<tr><td>{escape(name(visit, row['deliverer']))}</td>"
        f"<td>{escape(kind(visit, row['contract']))}</td>"
        f'<td class="nw">{escape(row["period"] or "–")}</td>'
        f'<td class="nw">{row["received_on"]}</td>'
        f'<td><span class="st">{mark(row["outcome"])} {outcome}</span></td>'
        f"<td>{escape(remark)}</td></tr>"
    )
