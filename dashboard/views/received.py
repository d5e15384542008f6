"""The files as they came: the refused ones, and the newest of all.

Here: two tables under the board of the deliveries. Not here: the board, the verdict of one file.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import polars as pl

from dashboard.desk_words import kind, mark, name, span, word
from dashboard.visit import Visit
from data import words

LISTED, REFUSED = 20, 7


def sections(visit: Visit, received: pl.DataFrame) -> str:
    """Write both tables as HTML, each row a link to its verdict."""
    return _refused(visit, received) + _list(visit, received)


def _refused(visit: Visit, received: pl.DataFrame) -> str:
    """List the refused files: a newer file may have taken their place on the board."""
    rows = received.filter(pl.col("outcome") == "refused")
    title = escape(words.say("desk.refused_files", visit.lang, n=rows.height))
    return _section(visit, title, rows.head(REFUSED)) if rows.height else ""


def _list(visit: Visit, received: pl.DataFrame) -> str:
    only = visit.authority if visit.role != "deliverer" else ""
    rows = received.filter(pl.col("deliverer") == only) if only else received
    rows = rows.filter(pl.col("contract") == visit.contract) if visit.contract else rows
    title = escape(words.say(
        "desk.list_of" if only else "desk.list", visit.lang, shown=min(LISTED, rows.height),
        of=words.number(rows.height, visit.lang), name=name(visit, only) if only else ""))
    every = (f'<a href="{escape(visit.link(authority=""))}">'
             f'{escape(words.say("desk.every_authority", visit.lang))}</a>' if only else "")
    return _section(visit, title, rows.head(LISTED), every)


def _section(visit: Visit, title: str, rows: pl.DataFrame, beside: str = "") -> str:
    heads = "".join(f'<th scope="col">{escape(words.say(f"desk.{h}", visit.lang))}</th>'
                    for h in ("received", "authority", "kind", "months", "outcome", "in_time"))
    body = "".join(_listed(visit, r) for r in rows.iter_rows(named=True))
    return (f'<section class="blk"><div class="hd"><h2>{title}</h2>'
            f'<span class="src">{beside}</span></div>'
            f'<div class="scroll"><table><thead><tr>{heads}</tr></thead>'
            f"<tbody>{body}</tbody></table></div></section>")


def _listed(visit: Visit, row: Mapping[str, object]) -> str:
    outcome = "withdrawn" if row["withdrawn_on"] else str(row["outcome"])
    late = row["days_late"]
    timely = "–" if late is None else words.say(
        "desk.late" if late else "desk.timely", visit.lang, days=late)
    to = escape(visit.link(delivery=int(str(row["id"]))))
    said = escape(word(visit, outcome))
    return (
        f'<tr><td><a href="{to}">{row["received_on"]}</a></td>'
        f'<td>{escape(name(visit, str(row["deliverer"])))}</td>'
        f'<td>{escape(kind(visit, str(row["contract"])))}</td>'
        f'<td>{escape(span(str(row["months"])))}</td>'
        f'<td><span class="st">{mark(outcome)} {said}</span></td><td>{escape(timely)}</td></tr>'
    )
