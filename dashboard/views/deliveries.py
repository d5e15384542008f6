"""The deliveries: who has delivered what for which month, and what needs somebody.

Here: the board of authority and month, and what stands out. Not here: the files as they came
(``dashboard.views.received``), one delivery's verdict (``dashboard.views.verdict``). Only stewards
read it all; a deliverer reads its own rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import polars as pl
import streamlit as st

from dashboard import asking, chrome, reading
from dashboard.desk_words import kind, mark, name
from dashboard.views import received, verdict
from dashboard.visit import Visit
from data import periods, words
from data.access import Role

WORST = ("refused", "missing", "withdrawn", "accepted_with_remark", "accepted")
NEEDS = ("refused", "missing")
MONTHS, URGENT = 12, 7
REGULAR = 6   # of twelve months: from here a month without a delivery is a missing one


@dataclass(frozen=True)
class Square:
    """One authority and month on the board: the worst of its kinds."""

    outcome: str
    contract: str
    delivery: int
    late: int
    received: str


def render(visit: Visit) -> None:
    """Show the board, or the verdict of the delivery that the address names."""
    if visit.delivery:
        verdict.render(visit)
        return
    rows = reading.board(visit)
    rows_received = reading.received(visit)
    if rows.is_empty():
        chrome.note(words.say("desk.nothing", visit.lang))
    else:
        _board(visit, rows)
    if rows_received.height:
        st.html(received.sections(visit, rows_received))
    asking.delivery_form(visit)


def _board(visit: Visit, rows: pl.DataFrame) -> None:
    last = str(rows["month"].max())
    months = periods.span(periods.shift(last, 1 - MONTHS), last)
    chosen = rows.filter(pl.col("contract") == visit.contract) if visit.contract else rows
    squares = squares_of(chosen.filter(pl.col("month").is_in(months)), months)
    urgent = _urgent(squares, last)
    st.html(_heading(visit, squares, last, len(urgent))
            + _needs(visit, urgent) + _table(visit, squares, months, sorted(set(rows["contract"]))))


def squares_of(rows: pl.DataFrame, months: Sequence[str]) -> dict[str, dict[str, Square]]:
    """Fold the board to one square an authority and month, the worst of its kinds.

    Where a kind is delivered most months, a month without it is missing; else nothing is expected.
    """
    board: dict[str, dict[str, Square]] = {}
    for (who, of), group in rows.group_by(["deliverer", "contract"], maintain_order=True):
        found = {r["month"]: _square(r) for r in group.iter_rows(named=True)}
        missing = {m: Square("missing", str(of), 0, 0, "") for m in months if m not in found}
        expected = found | missing if len(found) >= REGULAR else found
        row = board.setdefault(str(who), {})
        for month, square in expected.items():
            row[month] = _worst(row.get(month), square)
    return board


def _square(row: Mapping[str, object]) -> Square:
    outcome = "withdrawn" if row["withdrawn_on"] else str(row["outcome"])
    late = row["days_late"]
    return Square(outcome, str(row["contract"]), int(str(row["id"])),
                  late if isinstance(late, int) else 0, str(row["received_on"]))


def _worst(one: Square | None, other: Square) -> Square:
    if one is None:
        return other
    return min(one, other, key=lambda s: (WORST.index(s.outcome), -s.late))


def _urgent(board: Mapping[str, Mapping[str, Square]], month: str) -> list[tuple[str, Square]]:
    found = [(who, row[month]) for who, row in board.items() if month in row]
    found = [(who, s) for who, s in found if s.outcome in NEEDS]
    return sorted(found, key=lambda f: (WORST.index(f[1].outcome), f[0]))


def _heading(
    visit: Visit, board: Mapping[str, Mapping[str, Square]], month: str, urgent: int
) -> str:
    own = visit.role == Role.deliverer
    said = _own_state(visit, month, urgent) if own else _state(visit, board, month, urgent)
    return (f'<h1>{escape(said)}</h1>'
            f'<p class="lead">{escape(words.say("desk.lead", visit.lang))}</p>')


def _state(
    visit: Visit, board: Mapping[str, Mapping[str, Square]], month: str, urgent: int
) -> str:
    expected = [row[month] for row in board.values() if month in row]
    done = sum(s.outcome not in NEEDS for s in expected)
    first = words.say("desk.done", visit.lang, month=month, done=done, of=len(expected))
    key = {0: "desk.needs_none", 1: "desk.needs_one"}.get(urgent, "desk.needs_some")
    return f"{first} {words.say(key, visit.lang, n=urgent)}"


def _own_state(visit: Visit, month: str, urgent: int) -> str:
    return words.say("desk.own_needs" if urgent else "desk.own_done", visit.lang, month=month)


def _needs(visit: Visit, urgent: Sequence[tuple[str, Square]]) -> str:
    if not urgent:
        return ""
    rows = "".join(_need(visit, who, square) for who, square in urgent[:URGENT])
    title = escape(words.say("desk.needs", visit.lang))
    return (f'<section class="blk needs"><h2>{title}</h2><table><tbody>{rows}</tbody></table>'
            "</section>")


def _need(visit: Visit, who: str, square: Square) -> str:
    said = escape(words.say(f"desk.need_{square.outcome}", visit.lang))
    act = _open(visit, who, square.delivery) if square.delivery else ""
    return (f'<tr><th scope="row" class="strong">{mark(square.outcome)} {escape(name(visit, who))}'
            f'<br><span class="sub">{escape(kind(visit, square.contract))}</span></th>'
            f'<td>{said}</td><td class="r">{act}</td></tr>')


def _open(visit: Visit, who: str, delivery: int) -> str:
    said = escape(words.say("desk.open", visit.lang))
    return (f'<a class="btn" href="{escape(visit.link(delivery=delivery))}">{said}'
            f'<span class="hidden"> {escape(name(visit, who))}</span></a>')


def _table(
    visit: Visit, board: Mapping[str, Mapping[str, Square]], months: Sequence[str],
    contracts: Iterable[str],
) -> str:
    ordered = sorted(board, key=lambda who: name(visit, who))
    body = "".join(_row(visit, who, board[who], months) for who in ordered)
    title, about = (escape(words.say(f"desk.board{part}", visit.lang)) for part in ("", "_about"))
    return (
        f'<section class="blk"><div class="hd"><h2>{title}</h2>{_filters(visit, contracts)}</div>'
        f'<div class="scroll"><table class="board"><caption class="hidden">{title}</caption>'
        f"{_head(visit, months)}<tbody>{body}</tbody></table></div>"
        f'{_legend(visit)}<p class="src">{about}</p></section>'
    )


def _filters(visit: Visit, contracts: Iterable[str]) -> str:
    every = ("", words.say("desk.all_kinds", visit.lang))
    rows = [every, *((c, kind(visit, c)) for c in contracts)]
    links = "".join(
        f'<a class="btn" href="{escape(visit.link(contract=code))}"'
        f'{" aria-current=true" if code == visit.contract else ""}>{escape(text)}</a>'
        for code, text in rows
    )
    return f'<div class="filters">{links}</div>'


def _head(visit: Visit, months: Sequence[str]) -> str:
    years = "".join(
        f'<th class="y" scope="colgroup" colspan="{sum(m[:4] == y for m in months)}">{y}</th>'
        for y in dict.fromkeys(m[:4] for m in months)
    )
    columns = "".join(f'<th scope="col">{m[4:]}</th>' for m in months[:-1])
    due = escape(words.say("desk.newest", visit.lang, month=months[-1][4:]))
    who, timely = (escape(words.say(f"desk.{w}", visit.lang)) for w in ("authority", "on_time"))
    return (f'<thead><tr><th class="y"></th>{years}<th class="y"></th></tr><tr>'
            f'<th scope="col">{who}</th>{columns}<th scope="col" class="open">{due}</th>'
            f'<th scope="col" class="r">{timely}</th></tr></thead>')


def _row(visit: Visit, who: str, row: Mapping[str, Square], months: Sequence[str]) -> str:
    cells = "".join(_cell(visit, row.get(m), m == months[-1]) for m in months)
    came = [s for s in row.values() if s.outcome not in NEEDS]
    timely = sum(s.late == 0 for s in came)
    to = escape(visit.link(authority=who)) if visit.role != "deliverer" else ""
    label = f'<a href="{to}">{escape(name(visit, who))}</a>' if to else escape(name(visit, who))
    return (f'<tr><th scope="row">{label}</th>{cells}'
            f'<td class="r">{timely}/{len(row)}</td></tr>')


def _cell(visit: Visit, square: Square | None, newest: bool) -> str:
    shade = ' class="open"' if newest else ""
    if square is None:
        return f"<td{shade}>{escape(words.say('sign.not_applicable', visit.lang))}</td>"
    if newest and square.outcome in NEEDS:
        shade = ' class="open warn"'
    inner = mark(square.outcome) + _said(visit, square, newest)
    if not square.delivery:
        return f'<td{shade}><span class="sq">{inner}</span></td>'
    to = escape(visit.link(delivery=square.delivery))
    return f'<td{shade}><a class="sq" href="{to}">{inner}</a></td>'


def _said(visit: Visit, square: Square, newest: bool) -> str:
    """Write the words beside a mark: the ordinary is silent, every exception has its word."""
    lang, needs = visit.lang, " needs" if square.outcome in NEEDS else ""
    late = words.say("desk.late", lang, days=square.late) if square.late else ""
    short = words.say(f"outcome.{square.outcome}" if newest or needs else "desk.remark", lang)
    if newest:
        when = late or square.received[5:]
        return f'<span class="w{needs}">{escape(short)}</span><span class="w">{escape(when)}</span>'
    if square.outcome == "accepted" and not late:
        return f'<span class="hidden">{escape(words.say("outcome.accepted", lang))}</span>'
    parts = [late] if square.outcome == "accepted" else [short, late]
    return f'<span class="w{needs}">{escape(", ".join(p for p in parts if p))}</span>'


def _legend(visit: Visit) -> str:
    rows = "".join(
        f'<span class="st">{mark(o)} {escape(words.say(f"outcome.{o}", visit.lang))}</span>'
        for o in ("accepted", "accepted_with_remark", "refused", "missing", "withdrawn")
    )
    none = escape(words.say("desk.none_expected", visit.lang))
    return f'<div class="legend">{rows}<span><b>.</b> {none}</span></div>'
