"""A visit: what the address says, as codes, checked against the registers and the edition.

Here: reading the address, ignoring what is unknown (with a sentence, never a trace) and writing
links that carry the visit on. Not here: reading an edition (``dashboard.reading``), any markup.

The address holds codes only, so a link means the same in both languages and when a name changes.
In the demonstration it also holds the role; where an edition is real nobody is anybody until a
login says so, and the visit has a role that may do nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from data import periods, registers, words
from data.access import Actor, Role
from data.sections import sections

LANGS = ("sv", "en")
THEMES = ("light", "dark")
ROLES = (Role.council_member, Role.management, Role.editor, Role.reviewer, Role.steward,
         Role.deliverer, Role.method)
NOBODY = Actor("", "nobody")
_ORDER = ("edition", "against", "council", "area", "place", "centre", "indicator", "period",
          "authority", "contract", "delivery", "rule", "view", "section", "q", "choice", "role",
          "theme", "lang")
VIEWS = ("exceptions", "corrections", "reconciliation", "waivers", "retention")   # of the desk
CENTRES = ("nuc",)   # units beside the regions that have a page of their own
LONGEST = 60   # signs of a search
_CHOICE = re.compile(r"[a-z0-9_,.+]{1,400}")
_RULE = re.compile(r"[A-Z]{1,4}-[0-9]{3}")
_KEPT = {"edition", "council", "area", "place", "period", "role", "theme", "lang", "authority"}


@dataclass(frozen=True)
class Numbered:
    """What a visit must know of an edition: number, last month, day, origin of its data."""

    number: int
    until: str
    published_on: date
    origin: str


@dataclass(frozen=True)
class Visit:
    """One look at one page: who, in which language, at which edition, area, place and period.

    ``edition`` is 0 where nothing is published. ``indicator``, ``period``, ``authority`` and
    ``contract`` are "" and ``delivery`` is 0 where the address says nothing; so are the ``centre``
    (a national unit that a region's page shows), the open ``rule`` of a delivery, the ``view`` (of
    the desk, or the one area that a list is kept to), the ``section`` of the texts, the ``choice``
    of a report (``dashboard.report.choice``) and the words searched for, ``q``. ``against`` is the
    edition to compare with, 0 for the one before.
    ``ignored`` holds a sentence for each part of the address that was unknown.
    """

    page: str
    lang: str
    theme: str
    actor: Actor
    edition: int
    until: str
    origin: str
    council: str
    area: str
    place: str = "SE"
    centre: str = ""
    indicator: str = ""
    period: str = ""
    authority: str = ""
    contract: str = ""
    delivery: int = 0
    rule: str = ""
    view: str = ""
    section: str = ""
    choice: str = ""
    q: str = ""
    against: int = 0
    ignored: tuple[str, ...] = ()

    @property
    def role(self) -> str:
        """The role of whoever visits."""
        return str(self.actor.role)

    @property
    def synthetic(self) -> bool:
        """Whether the edition is made of synthetic data, or there is none yet."""
        return self.origin != "real"

    def link(self, page: str | None = None, **changes: str | int) -> str:
        """Write the address of a page with this visit's codes, some of them changed.

        Another council starts at its own first area; another area or page forgets the indicator;
        another page forgets the delivery, another delivery the open rule and the view, another
        place the centre.
        """
        to = self.page if page is None else page
        said = {**self._said(to), **_forgotten(changes), **{k: str(v) for k, v in changes.items()}}
        query = {key: said[key] for key in _ORDER if said.get(key)}
        return f"/{'' if to == 'council' else to}?{urlencode(query)}"

    def _said(self, page: str) -> dict[str, str]:
        said = {
            "edition": str(self.edition or ""), "against": str(self.against or ""),
            "council": self.council, "area": self.area,
            "place": "" if self.place == "SE" else self.place, "centre": self.centre,
            "indicator": self.indicator, "period": self.period, "authority": self.authority,
            "contract": self.contract,
            "delivery": str(self.delivery or ""), "rule": self.rule, "view": self.view,
            "section": self.section, "choice": self.choice,
            "q": self.q,
            "role": self.role,
            "theme": "" if self.theme == "light" else self.theme, "lang": self.lang,
        }
        return said if page == self.page else {k: v for k, v in said.items() if k in _KEPT}


def _forgotten(changes: Mapping[str, str | int]) -> dict[str, str]:
    if "council" in changes:
        return {"area": "", "indicator": ""}
    if "delivery" in changes:
        return {"rule": "", "view": ""}
    if "place" in changes:
        return {"centre": ""}
    return {"indicator": ""} if "area" in changes else {}


def language(asked: str, accepted: str = "") -> str:
    """Choose the language: the address's, else the browser's English, else Swedish."""
    if asked in LANGS:
        return asked
    first = accepted.lower().split(",")[0].strip()
    return "en" if first.startswith("en") else "sv"


def read(
    page: str, address: Mapping[str, str], editions: Sequence[Numbered],
    indicators: Callable[[int], Collection[str]] = lambda number: (),
) -> Visit:
    """Make the visit that an address asks for. Unknown parts are ignored and said.

    ``editions`` newest first; ``indicators`` gives the codes of an edition.
    """
    asked = _Asked(address, language(address.get("lang", "")))
    lang = asked.code("lang", LANGS, "sv")
    edition = _edition(asked, editions)
    at = edition.published_on if edition else None
    council = asked.code("council", [c.code for c in registers.councils(at)], "joint_initiative")
    area = asked.code(
        "area", [a.code for a in registers.areas()], registers.council(council).areas[0])
    authority = asked.code("authority", [a.code for a in registers.authorities()], "")
    demonstration = edition is None or edition.origin != "real"
    visit = Visit(
        page=page, lang=lang, theme=asked.code("theme", THEMES, "light"),
        actor=_actor(asked, council, authority) if demonstration else NOBODY,
        edition=edition.number if edition else 0, until=edition.until if edition else "",
        origin=edition.origin if edition else "", council=council, area=area,
        place=asked.code("place", [p.code for p in registers.places()], "SE"),
        centre=asked.code("centre", CENTRES, ""),
        indicator=asked.code("indicator", indicators(edition.number) if edition else (), ""),
        period=asked.fitting("period", _is_period), authority=authority,
        contract=asked.code("contract", _contracts(), ""),
        delivery=int(asked.fitting("delivery", _is_number) or 0),
        rule=asked.fitting("rule", lambda text: bool(_RULE.fullmatch(text))),
        view=asked.code("view", [*VIEWS, *(a.code for a in registers.areas())], ""),
        section=asked.code("section", [s.code for s in sections()], ""),
        choice=asked.fitting("choice", lambda text: bool(_CHOICE.fullmatch(text))),
        q=asked.fitting("q", _is_search),
        against=int(asked.code("against", [str(e.number) for e in editions], "") or 0),
    )
    return replace(visit, ignored=tuple(asked.ignored))


def _contracts() -> list[str]:
    from data.contracts import contracts

    return [c.id for c in contracts()]


def _is_period(text: str) -> bool:
    try:
        periods.level(text)
    except ValueError:
        return False
    return True


def _is_search(text: str) -> bool:
    return len(text) <= LONGEST and text.isprintable()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _edition(asked: _Asked, editions: Sequence[Numbered]) -> Numbered | None:
    by_number = {str(e.number): e for e in editions}
    newest = str(editions[0].number) if editions else ""
    return by_number.get(asked.code("edition", list(by_number), newest))


def _actor(asked: _Asked, council: str, authority: str) -> Actor:
    role = Role(asked.code("role", [str(r) for r in ROLES], str(Role.council_member)))
    name = words.say(f"role.{role}", "sv")
    if role is Role.council_member:
        return Actor(name, role, council=council)
    if role is Role.reviewer and authority:   # two of them sign: they are two people
        name = f"{name}, {registers.name('authorities', authority, 'sv')}"
    return Actor(name, role, authority=authority or None)


class _Asked:
    """The address while it is being read: what was asked for, and what had to be ignored."""

    def __init__(self, address: Mapping[str, str], lang: str) -> None:
        self._address, self._lang = address, lang
        self.ignored: list[str] = []

    def code(self, key: str, known: Collection[str], otherwise: str) -> str:
        return self._take(key, lambda text: text in known) or otherwise

    def fitting(self, key: str, fits: Callable[[str], bool]) -> str:
        return self._take(key, fits)

    def _take(self, key: str, fits: Callable[[str], bool]) -> str:
        text = self._address.get(key, "")
        if not text or fits(text):
            return text
        thing = words.say(f"address.{key}", self._lang)
        self.ignored.append(words.say("address.ignored", self._lang, thing=thing))
        return ""
