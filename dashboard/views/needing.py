"""What needs somebody today, what waits for others, and the calendar beside them.

Here: the two lists above the board. Not here: what needs somebody (``dashboard.models.desk_board``)
and which days the calendar holds (``data.calendar``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from dashboard.desk_words import day, kind, mark, name
from dashboard.models.desk_board import Need
from dashboard.views import calendar
from dashboard.visit import Visit
from data import desk, words

MOST, NAMED = 7, 4   # rows until the rest is folded away; names in a sentence


def sections(
    visit: Visit, wanted: Sequence[Need], others: Sequence[Need], month: str, today: date
) -> str:
    """Write what needs somebody beside the calendar."""
    return (f'<div class="two today">{_needs(visit, wanted, others, month, today)}'
            f"{calendar.section(visit, today)}</div>")


def _needs(
    visit: Visit, wanted: Sequence[Need], others: Sequence[Need], month: str, today: date
) -> str:
    own = visit.role == "deliverer"
    title = escape(words.say("desk.own_needs_title" if own else "desk.needs", visit.lang))
    rows = "".join(_need(visit, n, month) for n in wanted[:MOST])
    rest = "".join(_need(visit, n, month) for n in wanted[MOST:])
    body = f'<ul class="todo">{rows}</ul>' if rows else _nothing(visit, today)
    if rest:
        every = escape(words.say("desk.show_all", visit.lang, n=len(wanted)))
        body += (f'<details class="plain"><summary>{every}</summary><ul class="todo">{rest}</ul>'
                 "</details>")
    return (f'<section class="blk needs"><div class="hd"><h2>{title}</h2>'
            f'<span class="src">{len(wanted)}</span></div>{body}{_others(visit, others, month)}'
            "</section>")


def _nothing(visit: Visit, today: date) -> str:
    own = "own_" if visit.role == "deliverer" else ""
    said = words.say(f"desk.{own}nothing_today", visit.lang)
    return f'<p class="empty"><b>{escape(said)}</b> {escape(calendar.next_event(visit, today))}</p>'


def _need(visit: Visit, need: Need, month: str) -> str:
    who = escape(name(visit, need.deliverer))
    return (
        f'<li>{mark(need.sort)}<div><b>{who}</b><br><span class="sub">'
        f'{escape(kind(visit, need.contract))}</span></div><span class="t">'
        f"{escape(_sentence(visit, need, month))}</span>{_act(visit, need)}</li>"
    )


def _sentence(visit: Visit, need: Need, month: str) -> str:
    """Say in one sentence why it stands here, and what there is to do."""
    told = {
        "day": day(visit, desk.deadline(month)), "rule": need.rule,
        "until": day(visit, need.until) if need.until else "",
    }
    own = "own_" if visit.role == "deliverer" else ""
    return words.say(f"desk.{own}need_{need.sort}", visit.lang, **told)


def _act(visit: Visit, need: Need) -> str:
    to = (visit.link(delivery=need.delivery) if need.delivery
          else visit.link(view="waivers") if need.sort == "ending"
          else visit.link(authority=need.deliverer, contract=need.contract))
    said = escape(words.say(f"desk.act_{need.sort}", visit.lang))
    if visit.role == "deliverer":
        said = escape(words.say("desk.open", visit.lang))
    whose = escape(f"{name(visit, need.deliverer)}, {kind(visit, need.contract)}")
    return f'<a class="btn" href="{escape(to)}">{said}<span class="hidden"> {whose}</span></a>'


def _others(visit: Visit, others: Sequence[Need], month: str) -> str:
    """Write who else has to act, as one grey sentence."""
    if not others:
        return ""
    parts = [
        words.say(f"desk.other_{sort}", visit.lang, names=_listed(visit, found),
                  day=day(visit, desk.deadline(month)))
        for sort in ("asked", "expected")
        if (found := [n for n in others if n.sort == sort])
    ]
    lead = escape(words.say("desk.others", visit.lang))
    return (f'<p class="oth">{mark("asked")}<span><b>{lead}</b> {escape(" ".join(parts))}'
            "</span></p>")


def _listed(visit: Visit, needs: Sequence[Need]) -> str:
    names = list(dict.fromkeys(name(visit, n.deliverer) for n in needs))
    if len(names) < 2:
        return "".join(names)
    if len(names) > NAMED:
        more = words.say("extent.more", visit.lang, left=len(names) - NAMED)
        return f"{', '.join(names[:NAMED])} {more}"
    return f"{', '.join(names[:-1])} {words.say('extent.and', visit.lang)} {names[-1]}"
