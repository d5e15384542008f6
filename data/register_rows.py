"""The rows that the registers hold, as values.

Here: what a row of each register says. Not here: reading the files and asking them
(``data.registers``). ``confirmed`` is false where no public source was found for a row: such a row
is shown as not confirmed, and its ``source`` names what speaks for it, "" where nothing does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


def _between(at: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= at) and (last is None or at <= last)


@dataclass(frozen=True)
class Code:
    """A code with its names and the days between which it holds."""

    code: str
    sv: str
    en: str
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, at: date) -> bool:
        """Tell whether the code holds on a day."""
        return _between(at, self.valid_from, self.valid_to)

    def name(self, lang: str) -> str:
        """Return the name in a language."""
        return self.en if lang == "en" else self.sv


@dataclass(frozen=True)
class Authority(Code):
    """An authority. ``delivers`` is false for those who only receive."""

    abbr: str = ""
    delivers: bool = True
    confirmed: bool = True
    source: str = ""


@dataclass(frozen=True)
class Council(Code):
    """A cooperation council, its areas in order, who leads it, and the place that it is for."""

    areas: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    place: str = "SE"
    confirmed: bool = True
    source: str = ""
    note_sv: str = ""
    note_en: str = ""

    @property
    def lead(self) -> str:
        """The authority that leads it, "" where several do so each for itself."""
        return self.leads[0] if len(self.leads) == 1 else ""


@dataclass(frozen=True)
class Place(Code):
    """A place: Sweden, a police region, a county, or a "not stated" child of one."""

    level: str = "SE"
    parent: str = ""
    published: bool = True


@dataclass(frozen=True)
class Member:
    """A member of a council for some days.

    ``authority`` is "" where the name is not confirmed; the row then stands for ``seats`` members
    and its note says what is known. ``part``: payer, notifier or receiver, else "".
    """

    council: str
    authority: str
    part: str
    seats: int
    valid_from: date | None
    valid_to: date | None
    confirmed: bool
    source: str
    note_sv: str
    note_en: str

    def holds(self, at: date) -> bool:
        """Tell whether the membership holds on a day."""
        return _between(at, self.valid_from, self.valid_to)


@dataclass(frozen=True)
class Unit:
    """How many units of a kind (RUC, AKC, network authorities) there were for some days."""

    kind: str
    sv: str
    en: str
    count: int
    valid_from: date | None
    valid_to: date | None
    confirmed: bool
    source: str
    note_sv: str
    note_en: str

    def holds(self, at: date) -> bool:
        """Tell whether the number holds on a day."""
        return _between(at, self.valid_from, self.valid_to)


@dataclass(frozen=True)
class Event:
    """Something that a series must be read with: a break, a law, an opened centre.

    ``since`` is a month, or a year where no month is known. ``indicators`` and ``levels`` are
    empty where the event concerns all indicators of the area, all place levels.
    """

    code: str
    kind: str
    area: str
    place: str
    since: str
    sv: str
    en: str
    confirmed: bool
    source: str
    indicators: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    note_sv: str = ""
    note_en: str = ""


@dataclass(frozen=True)
class Population:
    """How many lived at a place on a day, and what the number rests on."""

    place: str
    at: date
    population: int
    basis: str
    confirmed: bool
    source: str


@dataclass(frozen=True)
class PublishedIndicator(Code):
    """What a published figure measures, with what the source says of its definition."""

    note_sv: str = ""
    note_en: str = ""
