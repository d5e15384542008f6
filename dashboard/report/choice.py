"""What a report is asked to hold: council, areas, places, length, language.

Here: the choice, its form in an address, and what an actor may choose. Not here: reading the
edition (``dashboard.report.opening``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data import registers, words
from data.access import AccessDenied, Act, Actor, Role, can_act, check_act
from data.registers import Council

LENGTHS = ("page", "brief", "full")
MOST_PLACES = 30


class Unknown(ValueError):
    """The choice names something that the registers do not hold; the text is what was asked."""


@dataclass(frozen=True)
class Choice:
    """What is asked for. Without areas: the council's own; without places: no chapter of places."""

    council: str
    areas: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    length: str = "brief"
    lang: str = "sv"

    @property
    def of(self) -> Council:
        """The council's row of the register."""
        return registers.council(self.council)

    def text(self) -> str:
        """Write areas, places, length and language as one part of an address."""
        return ".".join((self.length, ",".join(self.areas), ",".join(self.places), self.lang))


def read(council: str, text: str, lang: str) -> Choice:
    """Read a choice from an address; what is missing or unknown is as if nothing was asked."""
    length, areas, places, asked = [*text.split("."), "", "", "", ""][:4]
    known = {a.code for a in registers.areas()}
    offered = {p.code for p in registers.places()} - {"SE"}
    return Choice(
        council, tuple(dict.fromkeys(a for a in areas.split(",") if a in known)),
        tuple(dict.fromkeys(p for p in places.split(",") if p in offered))[:MOST_PLACES],
        length if length in LENGTHS else "brief", asked if asked in words.LANGUAGES else lang)


def checked(actor: Actor, choice: Choice) -> Choice:
    """Fill in what was left open, and check that the actor may have it.

    Raises ``Unknown``, and ``AccessDenied`` where a council, area or place is beyond the role.
    """
    if choice.council not in {c.code for c in registers.councils()}:
        raise Unknown(choice.council)
    known = ({a.code for a in registers.areas()}, {p.code for p in registers.places()}, LENGTHS)
    for asked, codes in zip((choice.areas, choice.places, (choice.length,)), known, strict=True):
        for code in asked:
            if code not in codes:
                raise Unknown(code)
    check_act(actor, Act.export_edition, council=choice.council, place=choice.of.place)
    beyond = set(choice.areas) - set(areas_for(actor, choice.council))
    beyond |= {p for p in choice.places if p not in places_for(actor, choice.council)}
    if beyond:
        raise AccessDenied(str(actor.role), str(Act.export_edition))
    areas = choice.areas or choice.of.areas
    return Choice(choice.council, tuple(a.code for a in registers.areas() if a.code in areas),
                  tuple(p for p in choice.places if p != "SE"), choice.length, choice.lang)


def areas_for(actor: Actor, council: str) -> list[str]:
    """List the areas that an actor may take out: a council's member its council's own."""
    own = registers.council(council).areas
    every = [a.code for a in registers.areas()]
    return [a for a in every if a in own] if actor.role == Role.council_member else every


def places_for(actor: Actor, council: str) -> list[str]:
    """List the places that an actor may take out, Sweden first."""
    codes = [p.code for p in registers.places() if p.published and not p.code.endswith("00")]
    return readable(actor, council, codes)


def readable(actor: Actor, council: str, places: Sequence[str]) -> list[str]:
    """Keep the places whose cells an actor reads: a regional council's member its own region."""
    return [p for p in places if can_act(actor, Act.export_edition, council=council, place=p)]
