"""The board: authority by month, each square a mark, every exception with its word beside it.

Here: the table, its filters and legend, and the list of exceptions that narrow screens get. Not
here: what a square is worth (``dashboard.models.desk_board``). One tab stop: the arrow keys move
between the squares (``static/desk.js``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from dashboard.desk_words import STATUSES, day, kind, mark, name, word
from dashboard.figures.values import alphabetical
from dashboard.models import desk_board
from dashboard.models.desk_board import Board, Kind, Square
from dashboard.visit import Visit
from data import desk, words

FILTER = "exceptions"


def section(visit: Visit, board: Board, months: Sequence[str], contracts: Sequence[str]) -> str:
    """Write the board with its filters, its legend and the list for narrow screens."""
    shown = _filtered(board) if visit.view == FILTER else board
    title = escape(words.say("desk.board", visit.lang))
    table = _table(visit, shown, months) if shown else ""
    return (
        f'<section class="blk board-part"><div class="hd"><h2>{title}</h2>'
        f"{_filters(visit, contracts)}</div>{_hidden(visit, board, shown)}"
        f"{_narrow(visit, board)}{table}{_legend(visit)}</section>"
    )


def _filtered(board: Board) -> Board:
    return {who: row for who, row in board.items() if any(s.exception for s in row.values())}


def _hidden(visit: Visit, board: Board, shown: Board) -> str:
    """Say how many authorities the filter hides."""
    if len(shown) == len(board):
        return ""
    among = kind(visit, visit.contract).lower() if visit.contract else words.say(
        "desk.among_all", visit.lang)
    none = "" if shown else words.say("desk.none_among", visit.lang, kind=among) + " "
    hides = len(board) - len(shown)
    said = words.say("desk.hides_one" if hides == 1 else "desk.hides_some", visit.lang, n=hides)
    return f'<p class="sub hides">{escape(none + said)}</p>'


def _filters(visit: Visit, contracts: Sequence[str]) -> str:
    only = visit.view == FILTER
    to = escape(visit.link(view="" if only else FILTER))
    said = escape(words.say("desk.only_exceptions", visit.lang))
    check = (f'<a class="tick" href="{to}" role="checkbox" aria-checked="{str(only).lower()}">'
             f"{said}</a>")
    rows = [("", words.say("desk.all_kinds", visit.lang)),
            *((c, kind(visit, c)) for c in contracts)]
    links = "".join(
        f'<a href="{escape(visit.link(contract=code))}"'
        f'{" aria-current=true" if code == visit.contract else ""}>{escape(text)}</a>'
        for code, text in rows
    )
    kinds = f'<span class="seg">{links}</span>' if len(rows) > 2 else ""
    return f'<div class="filters">{check}{kinds}</div>'


def _table(visit: Visit, board: Board, months: Sequence[str]) -> str:
    ordered = sorted(board, key=lambda who: alphabetical(name(visit, who)))
    first = _first(board, ordered, months)
    body = "".join(_row(visit, who, board[who], months, first) for who in ordered)
    said = words.say("desk.caption", visit.lang, first=months[0], last=months[-1])
    help_ = escape(words.say("desk.keys", visit.lang))
    return (
        f'<div class="scroll board-wide" id="board"><table class="board"><caption class="hidden">'
        f"{escape(said)} {help_}</caption>{_head(visit, months)}<tbody>{body}</tbody></table></div>"
    )


def _first(board: Board, ordered: Sequence[str], months: Sequence[str]) -> tuple[str, str]:
    """Tell which square is the tab stop: the first of the newest month that needs somebody."""
    needing = (w for w in ordered if (s := board[w].get(months[-1])) and s.exception)
    return next(needing, ordered[0]), months[-1]


def _head(visit: Visit, months: Sequence[str]) -> str:
    closed = months[:-1]
    years = "".join(
        f'<th class="y" scope="colgroup" colspan="{sum(m[:4] == y for m in closed)}">{y}</th>'
        for y in dict.fromkeys(m[:4] for m in closed)
    )
    columns = "".join(f'<th scope="col"{_new_year(m)}>{m[4:]}</th>' for m in closed)
    last = desk.deadline(months[-1])
    due = words.say("desk.newest", visit.lang, month=months[-1][4:], day=day(visit, last))
    who, timely = (escape(words.say(f"desk.{w}", visit.lang)) for w in ("authority", "on_time"))
    return (f'<thead><tr><td class="y"></td>{years}<td class="y open"></td><td class="y"></td></tr>'
            f'<tr><th scope="col">{who}</th>{columns}<th scope="col" class="open">{escape(due)}'
            f'</th><th scope="col" class="r">{timely}</th></tr></thead>')


def _new_year(month: str) -> str:
    return ' class="jan"' if month.endswith("M01") else ""


def _row(
    visit: Visit, who: str, row: Mapping[str, Square], months: Sequence[str],
    first: tuple[str, str],
) -> str:
    cells = "".join(_cell(visit, who, row.get(m), m, m == months[-1], (who, m) == first)
                    for m in months)
    good, due = desk_board.timely(row)
    label = escape(name(visit, who))
    if visit.role != "deliverer":
        to = escape(visit.link(authority=who, view=""))
        label = f'<a class="rowhead" tabindex="-1" href="{to}">{label}</a>'
    return f'<tr><th scope="row">{label}</th>{cells}<td class="r">{good}/{due}</td></tr>'


def _cell(
    visit: Visit, who: str, square: Square | None, month: str, newest: bool, first: bool
) -> str:
    stop = f'tabindex="{0 if first else -1}"'
    css = ["open"] if newest else ["jan"] if month.endswith("M01") else []
    if square is None:
        dot, said = (escape(words.say(k, visit.lang))
                     for k in ("sign.not_applicable", "desk.none_expected"))
        return (f'<td{_class(css)}><span class="sq none" {stop}><span aria-hidden="true">{dot}'
                f'</span><span class="hidden">{said}</span></span></td>')
    if newest and square.exception and square.outcome != "asked":
        css.append("warn")
    return f"<td{_class(css)}>{_square(visit, who, square, month, newest, stop)}</td>"


def _class(css: Sequence[str]) -> str:
    return f' class="{" ".join(css)}"' if css else ""


def _square(
    visit: Visit, who: str, square: Square, month: str, newest: bool, stop: str
) -> str:
    inner = mark(square.outcome) + _said(visit, square, newest)
    if len(square.kinds) > 1:
        return (f'<details class="menu square"><summary class="sq" {stop}>{inner}</summary>'
                f"<div>{_kinds(visit, who, square, month)}</div></details>")
    if not square.worst.delivery:
        return f'<span class="sq" {stop}>{inner}</span>'
    to = escape(visit.link(delivery=square.worst.delivery))
    return f'<a class="sq" {stop} href="{to}">{inner}</a>'


def _kinds(visit: Visit, who: str, square: Square, month: str) -> str:
    """Write what an opened square shows: one line a kind."""
    rows = "".join(_kind(visit, k) for k in sorted(square.kinds, key=lambda k: k.contract))
    return (f'<p class="of">{mark(square.outcome)} <b>{escape(name(visit, who))}, '
            f"{month}</b></p><table><tbody>{rows}</tbody></table>")


def _kind(visit: Visit, one: Kind) -> str:
    label = escape(kind(visit, one.contract))
    if one.delivery:
        label = f'<a href="{escape(visit.link(delivery=one.delivery))}">{label}</a>'
    when = day(visit, one.received) if one.received else ""
    late = words.say("desk.late", visit.lang, days=one.late) if one.late else when
    return (f'<tr><td>{label}</td><td><span class="st">{mark(one.outcome)} '
            f'{escape(word(visit, one.outcome))}</span></td><td class="r">{escape(late)}</td></tr>')


def _said(visit: Visit, square: Square, newest: bool) -> str:
    """Write the words beside a mark: the ordinary is silent, every exception has its word."""
    lang, outcome = visit.lang, square.outcome
    needs = " needs" if square.exception and outcome not in ("asked", "withdrawn") else ""
    late = words.say("desk.late", lang, days=square.late) if square.late else ""
    short = word(visit, outcome)
    if newest:
        when = late or (day(visit, square.worst.received) if square.worst.received else "")
        return f'<span class="w{needs}">{escape(short)}</span><span class="d">{escape(when)}</span>'
    if outcome == "accepted" and not late:
        timely = words.say("desk.timely", lang)
        return f'<span class="hidden">{escape(f"{short}, {timely}")}</span>'
    if outcome == "accepted":
        hidden = f'<span class="hidden">{escape(short)}</span>'
        return f'<span class="w">{hidden}{escape(late)}</span>'
    brief = {"accepted_with_remark": "desk.remark", "waiting": "desk.to_decide"}.get(outcome, "")
    beside = words.say(brief, lang) if brief else short
    text = ", ".join(p for p in (beside, late) if p)
    return f'<span class="w{needs}">{escape(text)}</span>'


def _narrow(visit: Visit, board: Board) -> str:
    """Write the exceptions as a list, and the way to the whole table, for narrow screens."""
    rows = "".join(
        _exception(visit, who, month, square)
        for who in sorted(board, key=lambda w: alphabetical(name(visit, w)))
        for month, square in sorted(board[who].items(), reverse=True) if square.exception
    )
    title, whole, none = (escape(words.say(f"desk.{k}", visit.lang))
                          for k in ("exceptions", "whole_table", "no_exceptions"))
    body = f"<ul>{rows}</ul>" if rows else f'<p class="sub">{none}</p>'
    return (f'<div class="board-narrow"><h3>{title}</h3>{body}'
            f'<p><a href="#board">{whole}</a></p></div>')


def _exception(visit: Visit, who: str, month: str, square: Square) -> str:
    label = escape(f"{name(visit, who)}, {month}")
    if square.worst.delivery:
        label = f'<a href="{escape(visit.link(delivery=square.worst.delivery))}">{label}</a>'
    return (f'<li>{mark(square.outcome)}<span>{label}<br><span class="sub">'
            f"{escape(kind(visit, square.worst.contract))}: {escape(word(visit, square.outcome))}"
            "</span></span></li>")


def _legend(visit: Visit) -> str:
    rows = "".join(f'<span class="st">{mark(s)} {escape(word(visit, s))}</span>' for s in STATUSES)
    none, late, about = (escape(words.say(f"desk.{k}", visit.lang))
                         for k in ("none_expected", "late_means", "board_about"))
    return (f'<div class="legend">{rows}<span><b>.</b> {none}</span><span>{late}</span></div>'
            f'<p class="src">{about}</p>')
