"""One delivery's verdict: what stops, what warns, what passed, with counts but never a value.

Here: the page of one delivery, for the stewards and for whoever delivered it. Not here: the board
(``dashboard.views.deliveries``), judging (``expectations``).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

import polars as pl
import streamlit as st

from dashboard import chrome, reading
from dashboard.desk_words import kind, mark, name, span
from dashboard.visit import Visit
from data import words

Row = Mapping[str, object]
EARLIER, NUMBERED = 8, 6
MARKS = {"stops": ("crossed", "orange"), "warns": ("remark", "orange"),
         "broken": ("ring", "orange")}


def render(visit: Visit) -> None:
    """Show the verdict of the delivery in the address; a sentence where there is none to see."""
    seen = reading.received(visit)
    mine = seen.filter(pl.col("id") == visit.delivery)
    if mine.is_empty():
        st.html(f'<p class="src">{_back(visit)}</p>')
        chrome.note(words.say("desk.no_such", visit.lang))
        return
    row = mine.row(0, named=True)
    rules, faults = reading.verdict(visit, visit.delivery)
    sorted_out = sort_out(rules)
    st.html(
        f'<p class="src">{_back(visit)} / {escape(_name(visit, row))}</p>'
        f"<h1>{escape(heading(row, sorted_out, faults.height, visit.lang))}</h1>"
        f'<p class="lead">{escape(words.say("desk.no_values", visit.lang))}</p>{_facts(visit, row)}'
    )
    ran = rules.height > 0
    left = "".join([
        _faults(visit, faults), *(_group(visit, g, sorted_out[g]) for g in ("stops", "warns")),
        _passed(visit, sorted_out["passed"]),
        _group(visit, "broken", sorted_out["broken"]) if ran else "",
    ])
    st.html(f'<div class="two"><div class="stack">{left}</div><div>{_earlier(visit, seen, row)}'
            "</div></div>")


def _back(visit: Visit) -> str:
    to, said = escape(visit.link(delivery=0)), escape(words.say("page.deliveries", visit.lang))
    return f'<a href="{to}">{said}</a>'


def _name(visit: Visit, row: Row) -> str:
    parts = (name(visit, str(row["deliverer"])),
             kind(visit, str(row["contract"])), span(str(row["months"])))
    return " / ".join(p for p in parts if p != "–")


def sort_out(rules: pl.DataFrame) -> dict[str, list[Row]]:
    """Part the rule results into those that stop, warn, could not run and passed."""
    parted: dict[str, list[Row]] = {"stops": [], "warns": [], "broken": [], "passed": []}
    for row in rules.iter_rows(named=True):
        parted[_part(row)].append(row)
    return parted


def _part(row: Row) -> str:
    if row["status"] == "error":
        return "broken"
    if row["status"] == "pass":
        return "passed"
    return "stops" if row["severity"] == "critical" else "warns"


def heading(row: Row, parted: Mapping[str, Sequence[Row]], faults: int, lang: str) -> str:
    """Say the verdict by the fixed grammar of the verdicts."""
    of = sum(len(rows) for rows in parted.values())
    if row["personal"]:
        return words.say("verdict.personal", lang)
    if faults:
        return words.say("verdict.unread", lang, count=faults)
    keys = {"broken": "verdict.broken", "stops": "verdict.refused", "warns": "verdict.remark"}
    key = next((keys[part] for part in keys if parted[part]), "verdict.accepted")
    return words.say(key, lang, of=of, stops=len(parted["stops"]), warns=len(parted["warns"]),
                     broken=len(parted["broken"]))


def _facts(visit: Visit, row: Row) -> str:
    lang, late = visit.lang, row["days_late"]
    timely = "" if late is None else ", " + words.say(
        "desk.late" if late else "desk.timely", lang, days=late)
    rows = words.number(int(str(row["rows"])), lang) if row["rows"] is not None else "–"
    print_ = str(row["fingerprint"] or "")
    facts = (
        ("authority", name(visit, str(row["deliverer"]))),
        ("kind", kind(visit, str(row["contract"]))),
        ("months", span(str(row["months"]))),
        ("received", f"{row['received_on']}{timely}"), ("rows", rows),
        ("fingerprint", " ".join(print_[i:i + 4] for i in (0, 4, 8)) if print_ else "–"),
    )
    return '<dl class="facts">' + "".join(
        f"<div><dt>{escape(words.say(f'desk.{key}', lang))}</dt><dd>{escape(value)}</dd></div>"
        for key, value in facts) + "</dl>"


def _faults(visit: Visit, faults: pl.DataFrame) -> str:
    if faults.is_empty():
        return ""
    rows = "".join(
        f'<tr><td>{chrome.icon("crossed", "orange")}</td><td><b>{escape(str(f["rule"]))}</b></td>'
        f'<td class="say">{escape(str(f[visit.lang]))}</td></tr>'
        for f in faults.iter_rows(named=True)
    )
    title = escape(words.say("desk.faults", visit.lang))
    return f'<section class="blk"><h2>{title}</h2><table class="rule">{rows}</table></section>'


def _group(visit: Visit, part: str, rows: Sequence[Row]) -> str:
    """Write one group of rules. What could not run is always said, also when it is none."""
    if not rows:
        return _none_broken(visit) if part == "broken" else ""
    ordered = sorted(rows, key=lambda r: (-int(str(r["failing"])), str(r["rule"])))
    heads = "".join(
        f'<th scope="col"{" class=r" if h == "rows" else ""}>'
        f'{escape(words.say(f"desk.{h}", visit.lang))}</th>'
        for h in ("outcome", "rule", "rows", "share"))
    body = "".join(_rule(visit, part, row) for row in ordered)
    title = escape(words.say(f"desk.{part}", visit.lang))
    return (f'<section class="blk"><h2>{title}</h2><table class="rule"><thead><tr>{heads}</tr>'
            f"</thead><tbody>{body}</tbody></table></section>")


def _none_broken(visit: Visit) -> str:
    said, why = (escape(words.say(f"desk.broken_{p}", visit.lang)) for p in ("none", "why"))
    return f'<section class="blk"><h2>{said}</h2><p class="sub">{why}</p></section>'


def _rule(visit: Visit, part: str, row: Row) -> str:
    lang = visit.lang
    failing, of = int(str(row["failing"])), int(str(row["of"]))
    share = 100 * failing / of if of else 0.0
    bar = f'<span class="sharebar"><i style="width:{min(share, 100):.1f}%"></i></span>'
    return (
        f'<tr><td><span class="st">{chrome.icon(*MARKS[part])} '
        f"{escape(words.say(f'desk.one_{part}', lang))}</span></td>"
        f'<td class="say"><b>{escape(str(row[lang]))}</b><br><span class="src">'
        f"{escape(_which(row, lang))}</span></td>"
        f'<td class="r">{words.number(failing, lang)}</td>'
        f"<td>{escape(words.percent(share, lang))}{bar}</td></tr>"
    )


def _which(row: Row, lang: str) -> str:
    """Write rule, kind of rule and the first rows; the deliverer finds the values itself."""
    dimension = words.say(f"dimension.{row['dimension']}", lang)
    rows = [int(r) for r in json.loads(str(row["rows"]))]
    said = f"{row['rule']} · {dimension}"
    if not rows:
        return said
    numbers = ", ".join(words.number(r, lang) for r in rows[:NUMBERED])
    return f"{said} · {words.say('desk.at_rows', lang, rows=numbers)}"


def _passed(visit: Visit, rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    lang = visit.lang
    kinds = Counter(str(r["dimension"]) for r in rows)
    by = " · ".join(f"{words.say(f'dimension.{d}', lang)} {n}" for d, n in sorted(kinds.items()))
    said = escape(words.say("desk.passed", lang, n=len(rows)))
    return (f'<section class="blk"><h2>{chrome.icon("disc", "blue")} {said}</h2>'
            f'<p class="sub">{escape(by)}</p></section>')


def _earlier(visit: Visit, seen: pl.DataFrame, row: Row) -> str:
    """Write the same deliverer's other deliveries of the kind, the newest first."""
    if not row["deliverer"]:
        return ""   # of a file with personal data not even the deliverer is kept
    same = (pl.col("deliverer") == row["deliverer"]) & (pl.col("contract") == row["contract"])
    others = seen.filter(same & (pl.col("id") != row["id"]) & (pl.col("deliverer") != ""))
    if others.is_empty():
        said = escape(words.say("desk.first", visit.lang))
        return f'<section class="blk"><p class="sub">{said}</p></section>'
    body = "".join(_other(visit, r) for r in others.head(EARLIER).iter_rows(named=True))
    title = escape(words.say("desk.earlier", visit.lang))
    return f'<section class="blk"><h2>{title}</h2><table><tbody>{body}</tbody></table></section>'


def _other(visit: Visit, row: Row) -> str:
    outcome = str(row["outcome"])
    to = escape(visit.link(delivery=int(str(row["id"]))))
    said = escape(words.say(f"outcome.{outcome}", visit.lang))
    return (f'<tr><td><a href="{to}">{escape(span(str(row["months"])))}</a></td>'
            f'<td><span class="st">{mark(outcome)} {said}</span></td>'
            f'<td class="r">{row["received_on"]}</td></tr>')
