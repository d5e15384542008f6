"""The sections of an edition's texts: a summary, and one for each area with the council it is of.

Here: which sections there are, in order, and whose each is. Not here: what is written in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from data import registers, words

SUMMARY = "summary"
FIRST = "joint_initiative"   # the council whose picture is the edition's first page


@dataclass(frozen=True)
class Section:
    """One section: ``area`` is "" for the summary; ``leads`` may own it, the first unless said."""

    code: str
    council: str
    area: str
    leads: tuple[str, ...]
    number: int

    def name(self, lang: str) -> str:
        """Name the section."""
        if not self.area:
            return words.say("text.summary", lang)
        return registers.name("areas", self.area, lang)

    def pair(self) -> tuple[str, str]:
        """Name the section in both languages."""
        return self.name("sv"), self.name("en")


@cache
def sections() -> tuple[Section, ...]:
    """Return every section, the summary first."""
    national = [c for c in registers.councils() if c.place == "SE"]
    of = {area: c for c in reversed(national) for area in c.areas}
    first = registers.council(FIRST)
    made = [Section(SUMMARY, FIRST, "", first.leads, 1)]
    made += [Section(a.code, of[a.code].code, a.code, of[a.code].leads, n)
             for n, a in enumerate(registers.areas(), start=2)]
    return tuple(made)


def section(code: str) -> Section:
    """Return a section. Raises ``KeyError`` where there is none of that code."""
    return {s.code: s for s in sections()}[code]
