"""The protection page: what two dots mean, the rules, what is proved, and the worked tables.

Here: laying out the words, the edition's policy and proofs, and the tables of ``metrics.worked``.
Not here: any rule or table of its own. It can be read without an edition: then it says the policy
now in force, and nothing is proved.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Any

import streamlit as st

from dashboard import reading
from dashboard.visit import Visit
from data import registers, words
from data.policy import policy
from metrics.worked import RULES, Cell, Chapter, Row, Table, chapters, interval, rule, text

PROOFS = ("intervals", "exact")


def render(visit: Visit) -> None:
    """Show the page; the documents are those of the visit's edition."""
    documents = {name: json.loads(told) for name, told in _documents(visit).items()
                 if name in ("policy", "protection", "attack")}
    rules = documents.get("policy", policy().document())
    proof = documents.get("protection", {})
    st.html(
        f'<h1>{_say(visit, "title")}</h1><p class="lead">{_say(visit, "lead")}</p>'
        f'<div class="two wide"><div class="stack">{_lay(visit)}'
        f'{_proof(visit, proof, documents.get("attack"))}</div><div class="stack">'
        f'{_rules(visit, rules, "policy" in documents)}{_insiders(visit, proof)}</div></div>')
    st.html(_tables(visit))


def _documents(visit: Visit) -> Mapping[str, str]:
    return reading.documents(visit) if visit.edition else {}


def _say(visit: Visit, key: str, **values: object) -> str:
    return escape(words.say(f"method.{key}", visit.lang, **values))


def _of(pair: tuple[str, str], visit: Visit) -> str:
    return escape(pair[words.LANGUAGES.index(visit.lang)])


def _lay(visit: Visit) -> str:
    first, rest, title = (escape(words.say(f"sign.lay_{part}", visit.lang))
                          for part in ("first", "rest", "title"))
    return (f'<section class="blk prose"><h2>{title}</h2><p><b>{first}</b> {rest}</p>'
            f'<p>{_say(visit, "lay_more")}</p></section>')


def _plain(visit: Visit, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]],
           sub: str = "", after: str = "") -> str:
    """Write a block with a table of words; the first column names the row. All is escaped."""
    top = "".join(f'<th scope="col">{_say(visit, h)}</th>' for h in heads)
    body = "".join(
        f'<tr><th scope="row" class="strong">{first}</th>'
        f'{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>' for first, *rest in rows)
    table = f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>" if rows else ""
    said = f'<p class="sub">{sub}</p>' if sub else ""
    return (f'<section class="blk"><h2>{_say(visit, title)}</h2>{said}{table}{after}</section>')


def _rules(visit: Visit, document: Mapping[str, Any], own: bool) -> str:
    said = [rule(name, document, visit.lang) for name in RULES if name in document]
    sub = _say(visit, "rules_sub" if own else "rules_sub_none")
    return _plain(visit, "rules", ("rule", "why"), [[escape(t) for t in pair] for pair in said],
                  sub)


def _proof(visit: Visit, protection: Mapping[str, Any], attack: Mapping[str, Any] | None) -> str:
    """Say which proof holds for which years, and what the attacker did."""
    proof = sorted(protection.get("proof", {}).items())
    rows = [(_years([year for year, _ in same]), _say(visit, f"proof_{kind}"))
            for kind, same in groupby(proof, key=lambda pair: pair[1]) if kind in PROOFS]
    sub = _say(visit, "proof_sub" if rows else "proof_none")
    after = "".join(f'<p class="after">{said}</p>' for said in _attacked(visit, attack))
    return _plain(visit, "proof", ("year", "holds"), rows, sub, after)


def _years(years: Sequence[str]) -> str:
    first, last = escape(years[0]), escape(years[-1])
    return first if first == last else f'<span class="span">{first}–{last}</span>'


def _attacked(visit: Visit, attack: Mapping[str, Any] | None) -> Iterator[str]:
    if attack is None:
        return
    findings = attack.get("findings", [])
    if findings:
        yield _say(visit, "attacked_found", n=len(findings))
        return
    tried = [words.say(f"tried.{name}", visit.lang) for name in attack.get("tried", {})
             if words.has(f"tried.{name}")]
    yield f'<b>{_say(visit, "attacked")}</b> ' + (
        _say(visit, "attacked_what", what="; ".join(tried)) if tried else "")


def _insiders(visit: Visit, protection: Mapping[str, Any]) -> str:
    accepted = protection.get("insiders", {}).get("accepted")
    if accepted is None:
        accepted = {area: {"sv": sv, "en": en} for area, sv, en in policy().insiders}
    rows = [(escape(registers.name("areas", area, visit.lang)), escape(said[visit.lang]))
            for area, said in sorted(accepted.items())]
    return _plain(visit, "insiders", ("area", "accepted_why"), rows, _say(visit, "insiders_text"))


def _tables(visit: Visit) -> str:
    told = "".join(_chapter(visit, chapter) for chapter in chapters())
    return (f'<section class="blk" id="worked"><h2>{_say(visit, "tables")}</h2>'
            f'<p class="lead">{_say(visit, "tables_text")} {_say(visit, "reading")}</p></section>'
            f'{told}<section class="blk prose"><h2>{_say(visit, "not_claimed")}</h2>'
            f'<p>{_say(visit, "not_claimed_text")}</p></section>')


def _chapter(visit: Visit, chapter: Chapter) -> str:
    told = "".join(_table(visit, table) for table in chapter.tables)
    return (f'<section class="blk"><h2>{_of(chapter.title, visit)}</h2>'
            f'<p class="sub">{_of(chapter.says, visit)}</p>'
            f'<div class="worked">{told}</div></section>')


def _table(visit: Visit, table: Table) -> str:
    """Write a worked table: what it shows, and under it what the step does."""
    first = f'<th scope="col">{_say(visit, "row")}</th>' if table.kind == "rule" else "<td></td>"
    heads = first + "".join(f'<th scope="col" class="r">{_of(c, visit)}</th>'
                            for c in table.columns)
    rows = "".join(_row(visit, row) for row in table.rows)
    title = _of(table.title, visit)
    return (
        f'<div class="one of-{table.kind}"><h3>{title}</h3>'
        f'<p class="sub">{_of(table.says, visit)}</p>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{title}">'
        f'<table><caption class="hidden">{title}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
        f"{_outcome(visit, table)}</div>")


def _row(visit: Visit, row: Row) -> str:
    cells = "".join(_cell(visit, cell) for cell in row.cells)
    return f'<tr><th scope="row">{_of(row.name, visit)}</th>{cells}</tr>'


def _cell(visit: Visit, cell: Cell) -> str:
    """Write what is shown of a cell, and small beside it what only the worker knows."""
    shown, known = (escape(t) for t in text(cell, visit.lang))
    small = f' <span class="known-only">{known}</span>' if known else ""
    if cell.sign == "protected":
        meaning = escape(words.say("meaning.protected", visit.lang))
        shown = (f'<b aria-hidden="true" title="{meaning}">{shown}</b>'
                 f'<span class="hidden">{meaning}</span>')
    css = {"protected": " hatched", "held": " kept"}.get(cell.sign, "")
    inner = f"<span>{shown}{small}</span>" if css else f"{shown}{small}"
    return f'<td class="r{css}">{inner}</td>'


def _outcome(visit: Visit, table: Table) -> str:
    parts = []
    if table.attack[0]:
        parts.append(f'<b>{_say(visit, "attack")}</b> {_of(table.attack, visit)}')
    told = [interval(table, one, visit.lang) for one in table.asked.get("intervals", [])]
    if told:
        parts.append(f'<b>{_say(visit, "left")}</b> {escape(" ".join(told))}')
    return "".join(f'<p class="src">{part}</p>' for part in parts)
