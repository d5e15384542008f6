"""Sent and received: what one authority says it sent against what the other says it got.

Here: the pairs that differ first, their lag, and the query list of one pair as a file. Not here:
comparing (the worker does it), which rows a visit may see (``data.workbench``).
"""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from dashboard import chrome, desk_reading
from dashboard.desk_reading import Row
from dashboard.desk_words import name
from dashboard.visit import Visit
from data import words
from data.access import Act, can_act

LISTED = 24


def render(visit: Visit) -> None:
    """Show the reconciliation of all pairs that the visit may see."""
    found = desk_reading.reconciled(visit)
    differing = found.filter(pl.col("sent") != pl.col("received"))
    pairs = found.select("sender", "receiver").unique().height
    apart = differing.select("sender", "receiver").unique().height
    st.html(_heading(visit, pairs, apart))
    if found.height:
        st.html(_table(visit, found))
        _queries(visit, found)


def _heading(visit: Visit, pairs: int, apart: int) -> str:
    key = "none" if not pairs else "differ" if apart else "agree"
    said = _say(visit, f"title_{key}", pairs=pairs, apart=apart)
    return f'<h1>{escape(said)}</h1><p class="lead">{escape(_say(visit, "lead"))}</p>'


def _table(visit: Visit, found: pl.DataFrame) -> str:
    worst = found.with_columns(apart=(pl.col("sent") - pl.col("received")).abs()).sort(
        ["month", "apart"], descending=[True, True], maintain_order=True)
    heads = "".join(
        f'<th scope="col"{" class=r" if h in ("sent", "received", "both", "lag") else ""}>'
        f"{escape(_say(visit, h))}</th>"
        for h in ("month", "sender", "receiver", "sent", "received", "both", "lag", "says"))
    body = "".join(_row(visit, r) for r in worst.head(LISTED).iter_rows(named=True))
    title = escape(_say(visit, "pairs", shown=min(LISTED, found.height), of=found.height))
    return (f'<section class="blk"><h2>{title}</h2><div class="scroll"><table><caption '
            f'class="hidden">{title}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody>'
            "</table></div></section>")


def _row(visit: Visit, row: Row) -> str:
    sent, received = int(str(row["sent"])), int(str(row["received"]))
    same = sent == received
    icon = chrome.icon("disc", "blue") if same else chrome.icon("diamond", "orange")
    said = _say(visit, "same") if same else _say(
        visit, "more_sent" if sent > received else "more_received",
        n=words.number(abs(sent - received), visit.lang))
    days = row["lag_days"]
    lag = "–" if days is None else words.number(float(str(days)), visit.lang, 1)
    numbers = "".join(f'<td class="r">{words.number(int(str(row[c])), visit.lang)}</td>'
                      for c in ("sent", "received", "both"))
    return (f'<tr><td>{row["month"]}</td><td>{escape(name(visit, str(row["sender"])))}</td>'
            f'<td>{escape(name(visit, str(row["receiver"])))}</td>{numbers}<td class="r">{lag}</td>'
            f'<td><span class="st">{icon} {escape(said)}</span></td></tr>')


def _queries(visit: Visit, found: pl.DataFrame) -> None:
    """Offer the query list of a pair, record keys only, to the two and to stewards."""
    if not can_act(visit.actor, Act.read_examples, authority=desk_reading.own(visit)):
        return
    pairs = sorted({(str(r["sender"]), str(r["receiver"])) for r in found.iter_rows(named=True)
                    if r["both"] < max(r["sent"], r["received"])},
                   key=lambda p: (name(visit, p[0]), name(visit, p[1])))
    if not pairs:
        return
    st.html(f'<section class="blk"><h2>{escape(_say(visit, "queries"))}</h2><p class="sub">'
            f'{escape(_say(visit, "queries_about"))}</p></section>')
    with st.container(key="queries"):
        pair = st.selectbox(_say(visit, "pair"), pairs, key="pair", format_func=lambda p: _say(
            visit, "from_to", sender=name(visit, p[0]), receiver=name(visit, p[1])))
        if pair:
            _download(visit, pair)


def _download(visit: Visit, pair: tuple[str, str]) -> None:
    rows = desk_reading.unmatched(visit, pair)
    if rows.is_empty():
        chrome.note(_say(visit, "no_queries"))
        return
    st.download_button(
        _say(visit, "download", n=rows.height),
        rows.write_csv(separator=";").encode("utf-8-sig"),
        f"{pair[0]}-{pair[1]}.csv", "text/csv", on_click="ignore", key="queries_file")


def _say(visit: Visit, key: str, **values: object) -> str:
    return words.say(f"reconciling.{key}", visit.lang, **values)
