"""What an attack answers: what was tried, how much, and what was found.

Here: findings and their sentences as values. Not here: finding anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

Progress = Callable[[str, int, int], None]


class AttackFailed(RuntimeError):
    """The attacker could not tell: that is no clean bill."""


@dataclass(frozen=True, order=True)
class Finding:
    """Something that may not leave the house. ``cell`` is its key, ``kind`` the weakness."""

    kind: str
    cell: str
    sv: str
    en: str


@dataclass(frozen=True)
class Tried:
    """One thing that was tried: its name, and how much of it as (what, how many)."""

    name: str
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Note:
    """What was not tried, or was left out, and why."""

    name: str
    cell: str
    sv: str
    en: str


@dataclass(frozen=True)
class Report:
    """All findings, in order of kind and cell, after all that was tried."""

    findings: tuple[Finding, ...]
    tried: tuple[Tried, ...]
    notes: tuple[Note, ...] = ()

    @property
    def kinds(self) -> set[str]:
        """Name the kinds of weakness that were found."""
        return {f.kind for f in self.findings}

    def document(self) -> dict[str, Any]:
        """Return the report as plain values: the same publication, the same values."""
        return {"findings": [asdict(f) for f in self.findings],
                "tried": {t.name: dict(t.counts) for t in self.tried},
                "notes": [asdict(n) for n in self.notes]}


_SAID = {
    "fixed": ("Ett skyddat tal kan räknas fram exakt", "A protected figure can be worked out"),
    "single": ("Ett skyddat tal kan bara vara ett enda", "A protected figure can only be one"),
    "zero": ("Ett skyddat tal kan bara vara noll", "A protected figure can only be zero"),
    "narrow": ("Ett skyddat tal kan bara vara litet, och ringas in",
               "A protected figure can only be small, and is narrowed"),
    "close": ("Ett skyddat belopp kan räknas fram nästan exakt",
              "A protected amount can be worked out almost exactly"),
    "integral": ("Ett skyddat antal kan räknas fram eftersom det är helt",
                 "A protected count can be worked out because it is whole"),
    "sum": ("En visad summa stämmer inte med sina delar", "A shown sum differs from its parts"),
    "small": ("Ett litet antal visas", "A small count is shown"),
    "primary": ("Ett tal visas som regeln skyddar", "A figure is shown that the rule protects"),
    "share": ("En andel visas fast en del är skyddad", "A share is shown and a part protected"),
    "apart": ("Antal och belopp av samma slag skyddas inte tillsammans",
              "Count and amount of one kind are not protected together"),
    "value": ("Ett värde följer med ett skyddat tal", "A protected figure carries its value"),
    "insider": ("En deltagande myndighet kan räkna fram en annans skyddade tal",
                "An authority that takes part can work out a protected figure of another"),
    "others": ("En deltagande myndighet ser att de andra tillsammans är få",
               "An authority that takes part sees that all others together are few"),
    "outside": ("Ett skyddat tal kan räknas fram med en uppgift som redan är publicerad",
                "A protected figure can be worked out with one that is published elsewhere"),
    "moved": ("Ett tal har ändrats så litet att ändringen pekar ut några få",
              "A figure has changed by so little that the change tells of a few"),
    "moved_together": ("Skyddade tal har tillsammans ändrats så litet att det pekar ut några få",
                       "Protected figures have together changed so little that it tells of a few"),
    "reopened": ("Ett tal som en tidigare utgåva skyddade visas",
                 "A figure is shown that an earlier edition protected"),
    "withdrawn": ("Ett tal som en tidigare utgåva visade är skyddat",
                  "A figure is protected that an earlier edition showed"),
    "editions": ("Ett skyddat tal kan räknas fram ur två utgåvor tillsammans",
                 "A protected figure can be worked out from two editions together"),
    "expected": ("Ett väntat tal står bredvid ett som inte är synligt och preliminärt",
                 "An expected value stands beside one that is not visible and provisional"),
    "grid": ("Ett väntat tal är inte avrundat som intervallets bredd föreskriver",
             "An expected value is not rounded as the width of its interval prescribes"),
    "pattern": ("Ett väntat tal följer inte av det synliga och det gemensamma mönstret",
                "An expected value does not follow from what is visible and the common pattern"),
    "reason": ("En ändring är uppdelad på ett sätt som inte följer av synliga tal",
               "A change is split in a way that does not follow from visible figures"),
}
_NOTED = {
    "figures": ("Uppgifter som är kända utifrån prövades inte: de är verkliga, och talen här är "
                "syntetiska", "Figures known from outside were not tried: they are real, and the "
                "figures here are synthetic"),
    "no_figures": ("Uppgifter som är kända utifrån prövades inte: här finns inga",
                   "Figures known from outside were not tried: there are none here"),
    "differs": ("En uppgift som är känd utifrån lades åt sidan: den räknas på ett annat sätt",
                "A figure known from outside was put aside: it is counted in another way"),
    "no_books": ("Deltagande myndigheter prövades med det som visas, inte med egna böcker",
                 "Authorities that take part were tried with what is shown, not with their own "
                 "books"),
    "negative": ("Belopp här kan vara under noll; de prövades så",
                 "Amounts here may be below zero, and were tried so"),
}


def found(kind: str, cells: Iterable[str]) -> list[Finding]:
    """Return one finding a cell, with its sentences."""
    sv, en = _SAID[kind]
    return [Finding(kind, cell, f"{sv}: {cell}.", f"{en}: {cell}.") for cell in cells]


def noted(name: str, cell: str = "") -> Note:
    """Return a note with its sentences."""
    sv, en = (f"{text}: {cell}." if cell else f"{text}." for text in _NOTED[name])
    return Note(name, cell, sv, en)
