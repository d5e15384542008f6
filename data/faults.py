"""One clear sentence about what is wrong with a file, in both languages.

Here belong the fault as a value and the wording of row numbers. Which faults there are stands in
words/checks.toml; who finds them stands in data.manifest, data.reading and expectations. A fault
names columns, rows and codes of our own lists, never a value, a name or a heading from the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from data.words import number, say

PARTS = ("rows", "states", "manifest")
SHOWN_ROWS = 10
"""Row numbers listed in a sentence; the rest are counted."""


@dataclass(frozen=True)
class Fault:
    """What is wrong, where, and what to do. ``where`` is a column or a part of the delivery."""

    rule: str
    where: str
    sv: str
    en: str

    def text(self, lang: str) -> str:
        """Give the sentence in one language."""
        return self.sv if lang == "sv" else self.en


def fault(
    rule: str, where: str = "", *, rows: Sequence[int] = (), count: int | None = None,
    **values: str | int,
) -> Fault:
    """Make the fault ``rule`` with its sentences from words/checks.toml.

    ``rows`` are the row numbers concerned, ``count`` how many there are in all when ``rows`` is
    only the first of them. Whole numbers among ``values`` are written by each language's rules.
    """
    total = len(rows) if count is None else count
    texts = {
        lang: say(
            f"fault.{rule}",
            lang,
            where=say(f"part.{where}", lang) if where in PARTS else where,
            rows=rows_text(rows, lang, total),
            count=number(total, lang),
            **{name: _written(value, lang) for name, value in values.items()},
        )
        for lang in ("sv", "en")
    }
    return Fault(rule, where, **texts)


def rows_text(rows: Sequence[int], lang: str, total: int | None = None) -> str:
    """Write row numbers as one reads them: "rad 3, 5 och 7 till"."""
    if not rows:
        return ""
    shown = [str(row) for row in rows[:SHOWN_ROWS]]
    left = (len(rows) if total is None else total) - len(shown)
    word = say("extent.row" if len(shown) + left == 1 else "extent.rows", lang)
    if left > 0:
        return f"{word} {', '.join(shown)} {say('extent.more', lang, left=number(left, lang))}"
    if len(shown) == 1:
        return f"{word} {shown[0]}"
    return f"{word} {', '.join(shown[:-1])} {say('extent.and', lang)} {shown[-1]}"


def _written(value: str | int, lang: str) -> str:
    return value if isinstance(value, str) else number(value, lang)
