"""The rules of one delivery as rows: outcome, rule, rows, share against its limit, trend, figures.

Here: the groups of rules and their opened row, with examples for those who may see them. Not here:
what a rule's group and limits are (``dashboard.models.desk_rules``). No value of a record is ever
here: an example is a key, a row number and the names of columns.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape

import polars as pl
import streamlit as st

from dashboard import drawing, reading
from dashboard.desk_reading import Opened
from dashboard.desk_words import mark, word
from dashboard.models.desk_rules import Limit, Row, figures, limits, ordered, touching
from dashboard.views.shares import bar, trend
from dashboard.visit import Visit
from data import words
from data.access import AccessDenied
from expectations.groups import counted
from expectations.groups import title as rule_title

NUMBERED, SHOWN = 6, 3
GROUPS = ("stops", "warns", "waived", "informs")


def render(visit: Visit, opened: Opened, parted: Mapping[str, Sequence[Row]]) -> None:
    """Show the rules; those that passed as one line, those that could not run always."""
    if opened.rules.is_empty():
        return
    groups = "".join(_group(visit, opened, part, parted[part]) for part in GROUPS)
    drawing.draw(f'<div class="rules-part">{groups}{_passed(visit, parted["passed"])}'
                 f'{_broken(visit, opened, parted["broken"])}</div>', "rules")
    _download(visit, opened)


def _group(visit: Visit, opened: Opened, part: str, rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    body = "".join(_rule(visit, opened, part, row) for row in ordered(rows, opened.touched))
    title, beside = (escape(words.say(f"desk.{k}", visit.lang)) for k in (part, "most_first"))
    return (f'<section class="blk"><div class="hd"><h2>{title}</h2><span class="src">{beside}'
            f'</span></div><table class="rule"><caption class="hidden">{title}</caption>'
            f"{_heads(visit)}<tbody>{body}</tbody></table></section>")


def _heads(visit: Visit) -> str:
    cells = "".join(
        f'<th scope="col"{" class=r" if h == "rows" else ""}>'
        f'{escape(words.say(f"desk.{h}", visit.lang))}</th>'
        for h in ("outcome", "rule", "rows", "share", "trend", "touches"))
    opens = escape(words.say("desk.opens", visit.lang))
    last = f'<th scope="col"><span class="hidden">{opens}</span></th>'
    return f"<thead><tr>{cells}{last}</tr></thead>"


def _rule(visit: Visit, opened: Opened, part: str, row: Row) -> str:
    lang, rule = visit.lang, str(row["rule"])
    here = visit.rule == rule
    limit = limits(str(opened.row["contract"])).get(rule)
    share, rows = _share(row), words.number(int(str(row["failing"])), lang)
    compared = _history(visit, row)
    title = rule_title(rule, lang) or parts_of(str(row[lang]))[0]
    to = escape(visit.link(rule="" if here else rule))
    dimension = words.say(f"dimension.{row['dimension']}", lang)
    caret = escape(words.say("desk.close_row" if here else "desk.open_row", lang, rule=rule))
    css = ' class="opened"' if here else ""
    return (
        f'<tr{css}><td class="of"><span class="st">{mark(part)} {escape(word(visit, part))}</span>'
        f'</td><td class="say"><a class="plainly" href="{to}">{escape(title)}</a><br>'
        f'<span class="src">{escape(rule)} · {escape(dimension)}</span></td>'
        f'<td class="r big" data-of="{"" if compared else _of(visit, row)}">'
        f'{"" if compared else rows}</td><td class="share">'
        f"{compared or _measured(visit, share, limit)}</td>"
        f'<td class="trend">{trend(visit, opened.trend.get(rule, []), limit)}</td>'
        f"<td>{_touches(visit, opened, rule)}</td>"
        f'<td class="r"><a class="caret" href="{to}" aria-expanded="{str(here).lower()}">'
        f'<span aria-hidden="true">{"▴" if here else "▾"}</span><span class="hidden">{caret}'
        f"</span></a></td></tr>{_detail(visit, opened, row) if here else ''}"
    )


def _measured(visit: Visit, share: float, limit: Limit | None) -> str:
    said = escape(words.percent(100 * share, visit.lang))
    return f'<span class="big">{said}</span>{bar(share, limit)}{_limit_said(visit, limit)}'


def _of(visit: Visit, row: Row) -> str:
    """Write of how many rows, for screens too narrow for column heads."""
    return escape(words.say("desk.of_rows", visit.lang,
                            of=words.number(int(str(row["of"])), visit.lang)))


def _share(row: Row) -> float:
    of = int(str(row["of"]))
    return int(str(row["failing"])) / of if of else 0.0


def parts_of(sentence: str) -> tuple[str, str]:
    """Part a rule's sentence into what is wrong and what to do."""
    first, dot, rest = sentence.partition(". ")
    return first + dot.strip(), rest


def _limit_said(visit: Visit, limit: Limit | None) -> str:
    if limit is None:
        return ""
    if limit.stops is None:
        said = words.say("desk.never_refused", visit.lang)
    elif limit.stops:
        said = words.say("desk.refused_over", visit.lang,
                         share=words.percent(100 * limit.stops, visit.lang, 0))
    else:
        said = words.say("desk.refused_first", visit.lang)
    return f'<span class="src">{escape(said)}</span>'


def _touches(visit: Visit, opened: Opened, rule: str) -> str:
    count = figures(opened.touched, [rule])
    if not count:
        return '<span class="src">–</span>'
    said = words.say("desk.figure" if count == 1 else "desk.figures", visit.lang,
                     n=words.number(count, visit.lang))
    return f'<a href="{escape(visit.link(rule=rule))}">{escape(said)}</a>'


def _detail(visit: Visit, opened: Opened, row: Row) -> str:
    """Write the opened row: what is wrong and what to do, the examples, the figures touched."""
    lang, rule = visit.lang, str(row["rule"])
    extent = _history(visit, row) or escape(words.say(
        "desk.extent", lang, failing=words.number(int(str(row["failing"])), lang),
        of=words.number(int(str(row["of"])), lang)))
    return (f'<tr class="detail"><td></td><td colspan="6"><p>{extent} '
            f"{escape(str(row[lang]))}</p>{_examples(visit, opened, row)}"
            f"{_indicators(visit, opened, rule)}</td></tr>")


def _history(visit: Visit, row: Row) -> str:
    """Write what a rule of history counted and expected; it is said at the desk only."""
    return escape(str(row.get(f"detail_{visit.lang}") or ""))


def _examples(visit: Visit, opened: Opened, row: Row) -> str:
    """Write the first examples by record key; for others the numbers of the rows."""
    found = of_rule(opened.examples, str(row["rule"]))
    if found.is_empty():
        rows = [words.number(int(r), visit.lang) for r in json.loads(str(row["rows"]))][:NUMBERED]
        said = words.say("desk.at_rows", visit.lang, rows=", ".join(rows)) if rows else ""
        return f'<p class="src">{escape(said)}</p>' if rows else ""
    heads = "".join(f'<th scope="col">{escape(words.say(f"desk.{h}", visit.lang))}</th>'
                    for h in ("record_key", "row", "columns"))
    body = "".join(
        f'<tr><td><code>{escape(str(e["record_key"]))}</code></td>'
        f'<td class="r">{words.number(int(e["row"]), visit.lang)}</td>'
        f'<td>{escape(columns(str(e["columns"])))}</td></tr>'
        for e in found.head(SHOWN).iter_rows(named=True))
    said = words.say("desk.examples_shown", visit.lang, shown=min(SHOWN, found.height),
                     kept=found.height,
                     of=words.number(int(str(row["failing"])), visit.lang))
    return (f'<table class="ex"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'
            f'<p class="src">{escape(said)}</p>')


def of_rule(examples: pl.DataFrame, rule: str) -> pl.DataFrame:
    """Return the examples of one rule."""
    return examples.filter(pl.col("rule") == rule)


def columns(written: str) -> str:
    """Write the columns of an example as the desk keeps them, a JSON list or words."""
    return ", ".join(json.loads(written)) if written.startswith("[") else written


def _indicators(visit: Visit, opened: Opened, rule: str) -> str:
    """List the indicators that the rule touches, by their names in the edition."""
    found = touching(opened.touched, rule)
    if not found:
        return ""
    names = _names(visit)
    rows = "".join(
        f"<li>{escape(names.get(code, code))} <span class=\"src\">{words.number(n, visit.lang)}"
        "</span></li>" for code, n in found)
    title = escape(words.say("desk.touched", visit.lang))
    return f'<p class="sub touched">{title}</p><ul class="touched">{rows}</ul>'


def _names(visit: Visit) -> dict[str, str]:
    if not visit.edition:
        return {}
    try:
        frame = reading.indicators(visit)
    except AccessDenied:
        return {}
    return dict(zip(frame["indicator"], frame[visit.lang], strict=True))


def _passed(visit: Visit, rows: Sequence[Row]) -> str:
    kinds = counted((str(r["rule"]) for r in rows), visit.lang)
    by = " · ".join(f"{kind} {words.number(n, visit.lang)}" for kind, n in kinds)
    said = escape(words.say("desk.passed" if len(rows) != 1 else "desk.passed_one", visit.lang,
                            n=words.number(len(rows), visit.lang)))
    lines = "".join(f"<li><b>{escape(str(r['rule']))}</b> {escape(parts_of(str(r[visit.lang]))[0])}"
                    "</li>" for r in rows)
    show = escape(words.say("desk.show_passed", visit.lang))
    listed = (f'<details class="plain"><summary>{show}</summary><p class="src">'
              f'{escape(words.say("desk.passed_about", visit.lang))}</p><ul class="passed">{lines}'
              "</ul></details>") if rows else ""
    return (f'<div class="more"><span class="st">{mark("passed")} <b>{said}</b></span>'
            f'<span class="src">{escape(by)}</span>{listed}</div>')


def _broken(visit: Visit, opened: Opened, rows: Sequence[Row]) -> str:
    """Write what could not run; always, also when it is none."""
    if rows:
        body = "".join(
            f'<li>{mark("broken")} <b>{escape(str(r["rule"]))}</b> '
            f'{escape(words.say("fault.X-001", visit.lang, rule=r["rule"]))}</li>' for r in rows)
        title = escape(words.say("desk.broken", visit.lang))
        return f'<section class="blk"><h2>{title}</h2><ul class="broken">{body}</ul></section>'
    said, why = (escape(words.say(f"desk.broken_{p}", visit.lang)) for p in ("none", "why"))
    return f'<div class="more"><b>{said}</b><span class="src">{why}</span></div>'


def _download(visit: Visit, opened: Opened) -> None:
    """Offer every kept example of the opened rule as CSV, to those who may read examples."""
    found = of_rule(opened.examples, visit.rule) if visit.rule else pl.DataFrame()
    if found.is_empty():
        return
    listed = found.with_columns(pl.col("columns").map_elements(columns, return_dtype=pl.String))
    st.download_button(
        words.say("desk.download_examples", visit.lang, n=found.height, rule=visit.rule),
        listed.write_csv(separator=";").encode("utf-8-sig"),
        f"{visit.rule}-{opened.id}.csv", "text/csv", on_click="ignore", key="examples")
