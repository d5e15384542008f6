"""What a reviewer reads beside the changes: own part, quality declaration, comments, the test.

Here: the markup of each, and the forms of comments. Not here: the changes
(``dashboard.views.compared``), the panel (``dashboard.views.review_panel``).
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard import drawing
from dashboard.desk_words import kind, mark, moment
from dashboard.figures import values
from dashboard.models import review as model
from dashboard.models.compared import Key, Line, key_of
from dashboard.review_reading import Opened
from dashboard.views import blocks
from dashboard.views import review_doing as doing
from dashboard.views.review_doing import say
from dashboard.visit import Visit
from data import periods, words
from data.access import Act, can_act
from data.conditions import Move
from data.steps import State, Step, Taken

Row = Mapping[str, Any]


def own_part(visit: Visit, of: Opened, changed: Mapping[Key, Line]) -> str:
    """Write an authority's own part: its newest figures with what changed, and its deliveries.

    ``changed`` holds its changes by figure.
    """
    authority = visit.actor.authority or ""
    cells, came = model.own_cells(of, authority), model.own_deliveries(of, authority)
    title = escape(say(visit, "own_part", authority=model.people(authority, visit.lang)))
    if cells.is_empty() and came.is_empty():
        return (f'<section class="blk"><h2>{title}</h2>'
                f'<p class="note" role="status">{escape(say(visit, "own_nothing"))}</p></section>')
    return (f'<section class="blk own-part"><h2>{title}</h2>'
            f'<p class="sub">{escape(say(visit, "own_about"))}</p>'
            f'{_own_cells(visit, of, list(cells.iter_rows(named=True)), changed)}'
            f'{_own_deliveries(visit, list(came.iter_rows(named=True)))}</section>')


def _own_cells(visit: Visit, of: Opened, rows: list[Row], changed: Mapping[Key, Line]) -> str:
    if not rows:
        return f'<p class="src">{escape(say(visit, "own_no_cells"))}</p>'
    names = dict(of.frames["indicators"].select("indicator", visit.lang).iter_rows())
    heads = "".join(f'<th scope="col"{css}>{escape(say(visit, key))}</th>' for key, css in (
        ("figure", ""), ("period", ""), ("now", ' class="r"'), ("since_before", "")))
    new = frozenset() if of.compared is None else frozenset(
        key_of(r) for r in of.compared.result.new.iter_rows(named=True))
    body = "".join(_own_cell(visit, row, names, _since(visit, row, changed, new)) for row in rows)
    label = escape(say(visit, "own_figures"))
    return (f'<div class="scroll tall" tabindex="0" role="region" aria-label="{label}">'
            f'<table class="own"><caption class="hidden">{label}</caption><thead><tr>{heads}</tr>'
            f"</thead><tbody>{body}</tbody></table></div>")


def _since(visit: Visit, row: Row, changed: Mapping[Key, Line], new: frozenset[Key]) -> str:
    """Say how a figure stands to the edition before: new, unchanged, or what it was and why not."""
    line = changed.get(key_of(row))
    if line is not None:
        return say(visit, "was", before=line.before, reason=line.title)
    return say(visit, "is_new" if key_of(row) in new else "as_before")


def _own_cell(visit: Visit, row: Row, names: Mapping[str, str], since: str) -> str:
    lang = visit.lang
    figure = values.cell(row["value"], row["sign"], row["unit"], lang)
    if row["sign"] == "visible" and row["value"]:
        figure = words.quantity(row["value"], row["unit"], lang)
    return (f'<tr><th scope="row">{escape(names.get(row["indicator"]) or row["indicator"])}</th>'
            f'<td>{escape(periods.label(row["period"], lang))}</td>'
            f'<td class="r">{blocks.dotted(figure, visit.lang)}</td><td>{escape(since)}</td></tr>')


def _own_deliveries(visit: Visit, rows: list[Row]) -> str:
    items = "".join(_own_delivery(visit, row) for row in rows)
    return f'<h3>{escape(say(visit, "own_deliveries"))}</h3><ul class="signs tight">{items}</ul>'


def _own_delivery(visit: Visit, row: Row) -> str:
    outcome = words.say(f"outcome.{row['outcome']}", visit.lang)
    time = words.say(f"review.on_time_{'yes' if row['on_time'] == 'yes' else 'no'}", visit.lang)
    remark = str(row[f"remark_{visit.lang}"] or "")
    under = " · ".join(part for part in (
        str(row["received_on"]), outcome, time, remark) if part)
    return (f"<li>{mark(row['outcome'])}<span><b>{escape(kind(visit, row['contract']))}, "
            f"{escape(row['period'] or '–')}</b><small>{escape(under)}</small></span></li>")


def declared(visit: Visit, of: Opened) -> str:
    """Write the quality declaration in short."""
    found = model.quality(of, visit.lang)
    title = escape(words.say("quality.title", visit.lang))
    if not found:
        body = f'<p class="src">{escape(say(visit, "no_quality"))}</p>'
    else:
        body = '<dl class="summary">' + "".join(
            f"<div><dt>{escape(k)}</dt><dd>{escape(v)}</dd></div>" for k, v in found) + "</dl>"
    return f'<section class="blk"><h2>{title}</h2>{body}</section>'


def tested(visit: Visit, of: Opened) -> str:
    """Write the disclosure test: one sentence, and what was tried, as counts."""
    findings, attacked, counts = model.tried(of)
    hidden, share = model.hidden(of)
    lead = say(visit, "test_said", n=words.number(findings, visit.lang),
               of=words.number(attacked, visit.lang))
    rows = [(say(visit, "test_protected"), words.number(hidden, visit.lang)),
            (say(visit, "test_share"), words.percent(share, visit.lang))]
    rows += [(say(visit, f"test_{key}"), words.number(n, visit.lang)) for key, n in counts]
    body = "".join(f'<tr><th scope="row">{escape(k)}</th><td class="r">{escape(v)}</td></tr>'
                   for k, v in rows)
    made = moment(visit, of.draft.made_at.isoformat())
    to = escape(visit.link("method"))
    return (f'<section class="blk"><div class="hd"><h2>{escape(say(visit, "test"))}</h2>'
            f'<span class="src">{escape(made)}</span></div>'
            f'<p class="big-line">{escape(lead)}</p><table class="kv"><tbody>{body}</tbody></table>'
            f'<p class="src">{escape(say(visit, "test_about"))} '
            f'<a href="{to}">{escape(words.say("page.method", visit.lang))}</a></p></section>')


def comments(visit: Visit, of: Opened) -> None:
    """Show the comments on the whole edition, with the forms to answer and to write one."""
    waits = {t.id for t in of.stands.comments}
    drawing.draw(_comments(visit, of, waits), "review-comments")
    if not can_act(visit.actor, Act.review_edition) or of.stands.state not in (
            State.in_review, State.joint_preparation, State.signed_one, State.draft):
        return
    with st.container(key="talking-form"):
        for one in of.stands.comments:
            _resolve(visit, of, one)
        if of.stands.state is not State.draft:
            _write(visit, of)


def _comments(visit: Visit, of: Opened, waits: set[int]) -> str:
    said = say(visit, "comments_count", n=len(of.comments), open=len(waits)) if of.comments else ""
    items = "".join(_comment(visit, of, one, one.id in waits) for one in of.comments)
    body = f'<ol class="talk">{items}</ol>' if items else (
        f'<p class="src">{escape(say(visit, "no_comments"))}</p>')
    texts = sum(p[0] == "comment" for p in of.stands.texts)
    if texts:
        body += (f'<p class="src"><a href="{escape(visit.link("text"))}">'
                 f'{escape(say(visit, "comments_in_texts", n=texts))}</a></p>')
    return (f'<section class="blk"><div class="hd"><h2>{escape(say(visit, "comments"))}</h2>'
            f'<span class="src">{escape(said)}</span></div>{body}</section>')


def _comment(visit: Visit, of: Opened, one: Taken, waits: bool) -> str:
    answer = of.resolved.get(one.id)
    key = "handed_back" if one.act is Step.hand_back else ""
    head = " · ".join(part for part in (
        one.who, moment(visit, one.at.isoformat()), say(visit, key) if key else "",
        say(visit, "comment_waits") if waits else "") if part)
    under = "" if answer is None else _answered(visit, answer)
    return (f'<li{" class=waits" if waits else ""}><p class="src">{escape(head)}</p>'
            f'<p>{escape(str(one.detail["text"]))}</p>{under}</li>')


def _answered(visit: Visit, answer: Taken) -> str:
    by = say(visit, "resolved_by", who=answer.who, at=moment(visit, answer.at.isoformat()))
    return (f'<blockquote>{escape(str(answer.detail["text"]))} '
            f'<span class="src">{escape(by)}</span></blockquote>')


def _resolve(visit: Visit, of: Opened, one: Taken) -> None:
    short = str(one.detail["text"])
    short = short if len(short) < 48 else short[:45].rstrip() + " …"
    with st.expander(say(visit, "answer_comment", said=short)):
        text = st.text_area(say(visit, "your_answer"), key=f"resolve-{one.id}", height=76)
        if doing.button(visit, of.stands, Step.resolve, say(visit, "do_resolve"),
                        key=f"do-resolve-{one.id}"):
            doing.take(visit, of.stands, Step.resolve, Move(text or "", comment=one.id))


def _write(visit: Visit, of: Opened) -> None:
    text = st.text_area(say(visit, "write_comment"),
                        key=f"comment-{of.stands.stamp}-{len(of.comments)}", height=76)
    if doing.button(visit, of.stands, Step.comment, say(visit, "do_comment")):
        doing.take(visit, of.stands, Step.comment, Move(text or ""))
