"""Tables as HTML: every figure has one behind it, with every sign.

Here: markup of heads and cells. Not here: writing values (``values``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Cell:
    """A cell of a table: what it shows, and what a sign means to who cannot see it.

    ``mark`` stands raised after the text, the edition of a value of an older one, and ``meaning``
    says it in words.
    """

    text: str
    meaning: str = ""
    strong: bool = False
    href: str = ""
    left: bool = False
    mark: str = ""


def table_html(caption: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Write a table; the first column names the row, the others are right-aligned."""
    first, *rest = heads
    top = f'<th scope="col">{escape(first)}</th>' + "".join(
        f'<th scope="col" class="{"" if _left(rows, i) else "r"}">{escape(h)}</th>'
        for i, h in enumerate(rest, start=1)
    )
    body = "".join(f"<tr>{_head(row[0])}{''.join(map(_data, row[1:]))}</tr>" for row in rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _left(rows: Sequence[Sequence[Cell]], column: int) -> bool:
    return bool(rows) and all(row[column].left for row in rows)


def raised(mark: str, meaning: str) -> str:
    """Write a raised mark after a value, and to who cannot see it what it means; "" for none."""
    if not mark:
        return ""
    return (f'<sup class="asof" aria-hidden="true" title="{escape(meaning)}">{escape(mark)}</sup>'
            f'<span class="hidden">, {escape(meaning)}</span>')


def _words(cell: Cell) -> str:
    if cell.mark:
        return escape(cell.text) + raised(cell.mark, cell.meaning)
    if cell.meaning:
        meaning = escape(cell.meaning)
        return (f'<span aria-hidden="true" title="{meaning}">{escape(cell.text)}</span>'
                f'<span class="hidden">{meaning}</span>')
    return f'<a href="{escape(cell.href)}">{escape(cell.text)}</a>' if cell.href else escape(
        cell.text)


def _head(cell: Cell) -> str:
    css = ' class="strong"' if cell.strong else ""
    return f'<th scope="row"{css}>{_words(cell)}</th>'


def _data(cell: Cell) -> str:
    css = "" if cell.left else "r"
    words = f"<b>{_words(cell)}</b>" if cell.strong else _words(cell)
    return f'<td class="{css}">{words}</td>'
