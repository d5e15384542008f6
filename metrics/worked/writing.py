"""The method as one text in each language: rules with their numbers, then the worked tables.

Here: Markdown, made of the words, the policy and the tables. Not here: a sentence of its own (they
stand in ``data/words/method.toml`` and in ``chapters``), the page (``dashboard.views.method``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from data import registers, words
from data.policy import policy
from metrics.worked.tables import Cell, Chapter, Row, Table, chapters

# What the policy calls its numbers, in the order of the text; each has a sentence and a reason.
RULES = ("persons", "employers", "cases", "contributors", "p_percent", "merges", "ripe_months",
         "median_from", "p90_from")


def method(lang: str) -> str:
    """Write the method of protection in a language, as Markdown."""
    parts = [
        f"# {_say('text_title', lang)}", f"<!-- {_say('generated', lang)} -->",
        *_lay(lang), *_rules(lang), *_insiders(lang),
        f"## {_say('tables', lang)}", _say("tables_text", lang), _reading(lang),
        *(text for chapter in chapters() for text in _chapter(chapter, lang)),
        f"## {_say('not_claimed', lang)}", _say("not_claimed_text", lang),
    ]
    return "\n\n".join(parts) + "\n"


def rule(name: str, document: Mapping[str, Any], lang: str) -> tuple[str, str]:
    """Say a rule with its number, and its reason. ``document``: the policy of an edition."""
    value = document[name]
    if name == "merges":
        value = ", ".join(registers.name("places", "+".join(group), lang) for group in value)
    elif isinstance(value, float):
        value = words.number(value, lang, 0 if value == int(value) else 1)
    return (words.say(f"method.rule_{name}", lang, value=value),
            words.say(f"method.why_{name}", lang))


def text(cell: Cell, lang: str) -> tuple[str, str]:
    """Write a cell: what is shown of it, and what only the worker knows ("" where all is shown)."""
    exact = "" if cell.exact is None else words.number(cell.exact, lang)
    if cell.sign == "held":
        now = words.say("method.held", lang, edition=cell.as_of, now=exact)
        return words.number(cell.shown or 0, lang), f"({now})"
    if cell.sign == "visible":
        return (exact if cell.exact else words.say("sign.zero", lang)), ""
    shown = {"protected": "sign.protected", "not_applicable": "sign.not_applicable"}
    sign = words.say(shown[cell.sign], lang) if cell.sign in shown else ""
    return sign, f"[{exact}]" if cell.sign == "unpublished" else f"({exact})" if exact else ""


def _say(key: str, lang: str) -> str:
    return words.say(f"method.{key}", lang)


def _lay(lang: str) -> Iterator[str]:
    yield f"## {words.say('sign.lay_title', lang)}"
    yield f"{words.say('sign.lay_first', lang)} {words.say('sign.lay_rest', lang)}"
    yield _say("lay_more", lang)


def _rules(lang: str) -> Iterator[str]:
    yield f"## {_say('rules', lang)}"
    document = policy().document()
    said = (rule(name, document, lang) for name in RULES)
    yield _table([_say("rule", lang), _say("why", lang)], [list(pair) for pair in said])


def _insiders(lang: str) -> Iterator[str]:
    yield f"## {_say('insiders', lang)}"
    yield _say("insiders_text", lang)
    rows = [[registers.name("areas", area, lang), sv if lang == "sv" else en]
            for area, sv, en in policy().insiders]
    yield _table([_say("area", lang), _say("accepted_why", lang)], rows)


def _reading(lang: str) -> str:
    return _say("reading", lang)


def _chapter(chapter: Chapter, lang: str) -> Iterator[str]:
    yield f"### {_of(chapter.title, lang)}"
    yield _of(chapter.says, lang)
    for table in chapter.tables:
        yield f"#### {_of(table.title, lang)}"
        yield _of(table.says, lang)
        heads = [_say("row", lang) if table.kind == "rule" else "",
                 *(_of(c, lang) for c in table.columns)]
        yield _table(heads, [_row(row, lang) for row in table.rows], right=True)
        yield from _outcome(table, lang)


def _row(row: Row, lang: str) -> list[str]:
    return [_of(row.name, lang), *(" ".join(t for t in text(c, lang) if t) for c in row.cells)]


def _outcome(table: Table, lang: str) -> Iterator[str]:
    """Say what could be worked out without the step, and the intervals that there are with it."""
    if table.attack[0]:
        yield f"*{_say('attack', lang)}* {_of(table.attack, lang)}"
    said = [interval(table, one, lang) for one in table.asked.get("intervals", [])]
    if said:
        yield f"*{_say('left', lang)}* {' '.join(said)}"


def interval(table: Table, asked: Mapping[str, Any], lang: str) -> str:
    """Say between what a hidden cell can be, by everything shown."""
    (row, column), (low, high) = asked["cell"], asked["between"]
    name = _of(table.rows[row - 1].name, lang)
    if len(table.columns) > 1:
        name = f"{name}, {_of(table.columns[column - 1], lang)}"
    least = words.number(low, lang)
    if high == float("inf"):
        return words.say("method.at_least", lang, name=name, low=least)
    return words.say("method.between", lang, name=name, low=least, high=words.number(high, lang))


def _of(pair: tuple[str, str], lang: str) -> str:
    return pair[words.LANGUAGES.index(lang)]


def _table(heads: list[str], rows: list[list[str]], right: bool = False) -> str:
    line = ["---", *(("--:" if right else "---") for _ in heads[1:])]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (heads, line, *rows))
