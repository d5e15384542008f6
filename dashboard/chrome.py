"""The frame of every page: band, edition bar, colophon.

Here: markup that every page shares. Not here: putting it on the page (``dashboard.drawing``), what
a page says, where its figures come from.
Menus are links in ``<details>``, so that the whole frame works with the keyboard, on paper and
without a script, and every choice has an address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from types import MappingProxyType

import streamlit as st

from dashboard import reading
from dashboard.visit import CENTRES, LANGS, ROLES, THEMES, Visit
from data import periods, registers, words
from data.access import Act, Role, can_act
from data.contracts import code_list
from data.editions import Edition

SIGNS = ("zero", "protected", "not_applicable", "not_delivered")
# The menus of the band and their pages, in order; a page that is not here stands under explore.
GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "picture": ("council", "area", "region", "changed", "decisions", "reports"),
    "explore": ("indicator", "chain", "matrix", "published", "compare"),
    "desk": ("deliveries", "try", "text", "review"),
    "method": ("about", "catalogue", "method", "quality", "loss", "editions", "help",
               "accessibility"),
})


def icon(name: str, tone: str = "") -> str:
    """Write a 14 px icon (a file of ``static/icons``); always put a word beside it."""
    return (f'<span class="i {tone}" aria-hidden="true" '
            f'style="--m:url(/assets/icons/{name}.svg)"></span>')


def note(text: str, fault: bool = False) -> None:
    """Say one sentence in the place of a picture; a fault is ours."""
    kind = 'class="note warn" role="alert"' if fault else 'class="note" role="status"'
    st.html(f"<p {kind}>{escape(text)}</p>")


def _menu(label: str, body: str, kind: str = "") -> str:
    arrow = icon("down")
    return (f'<details class="menu {kind}"><summary>{label}{arrow}</summary>'
            f"<div>{body}</div></details>")


def _links(rows: Iterable[tuple[str, str, bool]]) -> str:
    return "".join(
        f'<a href="{escape(to)}"{" aria-current=true" if here else ""}>{escape(text)}</a>'
        for text, to, here in rows
    )


def band(visit: Visit, pages: Sequence[str]) -> str:
    """Write the band on top: mark, menus of pages, and at the right language, look, role."""
    lang = visit.lang
    grouped = grouped_pages(pages)
    label = escape(words.say("shell.pages", lang))
    narrow = f'{icon("menu")} {escape(words.say("shell.menu", lang))}'
    skip = escape(words.say("shell.skip", lang))
    switches, roles = _switches(visit), _roles(visit)
    listed = "".join(_group_list(visit, *one) for one in grouped.items())
    body = f'<nav aria-label="{label}">{listed}</nav><p class="switch">{switches}</p>{roles}'
    return (
        f'<a class="skip" href="#content">{skip}</a><div class="top"><div class="in">'
        f'<a class="mark" href="{escape(visit.link("council"))}">Lägesbild</a>'
        f'<nav class="wide" aria-label="{label}">'
        f'{"".join(_group_menu(visit, *one) for one in grouped.items())}</nav>'
        f'<div class="who wide">{switches}{_role_menu(visit)}</div>'
        f'<details class="menu menu-narrow right"><summary>{narrow}</summary><div>{body}</div>'
        "</details></div></div>"
    )


def grouped_pages(pages: Sequence[str]) -> dict[str, list[str]]:
    """Sort the pages that somebody may see under their menus; an empty menu is left out."""
    named = {page for own in GROUPS.values() for page in own}
    found = {group: [p for p in own if p in pages] for group, own in GROUPS.items()}
    found["explore"] += [p for p in pages if p not in named]
    return {group: own for group, own in found.items() if own}


def _page_links(visit: Visit, pages: Sequence[str]) -> str:
    rows = [(words.say(f"page.{p}", visit.lang), visit.link(p), p == visit.page) for p in pages]
    return _links(rows).replace("aria-current=true", 'aria-current="page"')


def _group_menu(visit: Visit, group: str, pages: Sequence[str]) -> str:
    """Write a menu of the band; the one of the page that is read names it, and is marked."""
    if len(pages) == 1:
        return _page_links(visit, pages)
    name = escape(words.say(f"shell.group_{group}", visit.lang))
    if visit.page not in pages:
        return _menu(name, _page_links(visit, pages))
    here = escape(words.say(f"page.{visit.page}", visit.lang))
    return _menu(f"{name} <b>{here}</b>", _page_links(visit, pages), "here")


def _group_list(visit: Visit, group: str, pages: Sequence[str]) -> str:
    name = escape(words.say(f"shell.group_{group}", visit.lang))
    return f"<p>{name}</p>{_page_links(visit, pages)}"


def _switches(visit: Visit) -> str:
    langs = ((words.say("shell.language", c), visit.link(lang=c), c == visit.lang) for c in LANGS)
    looks = ((words.say(f"shell.{t}", visit.lang), visit.link(theme=t), t == visit.theme)
             for t in THEMES)
    return f"<span>{_either(langs)}</span><span>{_either(looks)}</span>"


def _either(rows: Iterable[tuple[str, str, bool]]) -> str:
    return " / ".join(
        f"<b>{text}</b>" if here else f'<a href="{escape(to)}">{text}</a>'
        for text, to, here in rows
    )


def _role_menu(visit: Visit) -> str:
    if not can_act(visit.actor, Act.choose_role):
        return ""
    who = escape(words.say("shell.role", visit.lang))
    return _menu(f"{who} <b>{escape(_role_name(visit))}</b>", _roles(visit), "right")


def _role_name(visit: Visit) -> str:
    name = words.say(f"role.{visit.role}", visit.lang)
    if visit.role in (Role.reviewer, Role.deliverer) and visit.actor.authority:
        short = {a.code: a.abbr for a in registers.authorities()}
        return f"{name}, {short[visit.actor.authority]}"
    return name


def _roles(visit: Visit) -> str:
    """Write the demonstration's roles; a reviewer and a deliverer are of one authority."""
    if not can_act(visit.actor, Act.choose_role):
        return ""
    lang = visit.lang
    plain = [
        (words.say(f"role.{r}", lang), visit.link(role=str(r), authority=""), r == visit.role)
        for r in ROLES if r not in (Role.reviewer, Role.deliverer)
    ]
    apart = "".join(
        f'<p>{escape(words.say(f"shell.as_{role}", lang))}</p>{_links(_by_authority(visit, role))}'
        for role in (Role.reviewer, Role.deliverer))
    return f'<p>{escape(words.say("shell.demonstration", lang))}</p>{_links(plain)}{apart}'


def _by_authority(visit: Visit, role: Role) -> list[tuple[str, str, bool]]:
    return [
        (a.name(visit.lang), visit.link(role=str(role), authority=a.code),
         visit.role == role and visit.actor.authority == a.code)
        for a in sorted(registers.authorities(), key=lambda a: a.name(visit.lang)) if a.delivers]


def edition_bar(visit: Visit, edition: Edition | None, editions: Sequence[Edition]) -> str:
    """Write the bar under the band: council, edition, when it was published, synthetic or not."""
    council = registers.council(visit.council)
    choice = _menu(escape(council.name(visit.lang)), _councils(visit))
    parts = [f'<span class="pick">{choice}</span>']
    if edition and visit.page != "review":   # that page is about one that is not published
        parts += [_edition_menu(visit, edition, editions), _published(visit, edition)]
    parts.append('<span class="sp"></span>')
    if visit.synthetic and edition:
        parts.append(f'<span class="syn">{escape(words.say("label.synthetic", visit.lang))}</span>')
    return f'<div class="bar"><div class="in">{"".join(parts)}</div></div>'


def _councils(visit: Visit) -> str:
    lang, page = visit.lang, "area" if visit.page == "area" else "council"
    national = [c for c in registers.councils() if c.place == "SE"]
    regional = [c for c in registers.councils() if c.place != "SE"]

    def rows(of: Sequence[registers.Council]) -> str:
        return _links((c.name(lang), visit.link(page, council=c.code, place=c.place),
                       c.code == visit.council) for c in of)

    return (rows(national) + f'<p>{escape(words.say("shell.regional", lang))}</p>' + rows(regional)
            + _national(visit))


def _national(visit: Visit) -> str:
    """Lead to the national units, for those who may read what is behind the council's summary."""
    if not can_act(visit.actor, Act.read_council, council=visit.council, place="SE"):
        return ""
    rows = _links((c.name(visit.lang), visit.link("region", centre=c.code), c.code == visit.centre)
                  for c in code_list("centre") if c.code in CENTRES)
    return f'<p>{escape(words.say("centres.menu", visit.lang))}</p>{rows}'


def _edition_menu(visit: Visit, edition: Edition, editions: Sequence[Edition]) -> str:
    rows = [(edition_name(e, visit.lang), visit.link(edition=e.number), e.number == edition.number)
            for e in editions]
    return _menu(escape(edition_name(edition, visit.lang)), _links(rows), "narrow-left")


def edition_name(edition: Edition, lang: str) -> str:
    """Name an edition: its label and its last month."""
    until = periods.label(edition.until, lang)
    return words.say("shell.edition", lang, label=edition.label, until=until)


def _published(visit: Visit, edition: Edition) -> str:
    said = words.say("shell.published", visit.lang, day=edition.published_on.isoformat())
    return f'<span class="st">{icon("check")}{escape(said)}</span>'


def ignored(visit: Visit) -> str:
    """Write what of the address was ignored, a sentence each."""
    rows = "".join(f'<p class="note warn" role="status">{escape(s)}</p>' for s in visit.ignored)
    return f'<div class="notes">{rows}</div>' if rows else ""


def colophon(visit: Visit, edition: Edition | None) -> str:
    """Write the foot: all four signs, the edition, its hash, what these figures are not."""
    lang = visit.lang
    signs = "".join(_sign(s, lang) for s in SIGNS)
    shown = None if visit.page == "review" else edition
    said = "".join(f"<span>{part}</span>" for part in [*_imprint(visit, shown), _help(visit)])
    return (f'<footer class="foot"><div class="in"><div class="legend">{signs}</div>'
            f'<div class="colo">{said}</div></div></footer>')


def _help(visit: Visit) -> str:
    """Link to help and to the accessibility statement, which has to be found from every page."""
    return " · ".join(
        f'<a href="{escape(visit.link(page))}">{escape(words.say(f"page.{page}", visit.lang))}</a>'
        for page in ("help", "accessibility"))


def _sign(sign: str, lang: str) -> str:
    mark = escape(words.say(f"sign.{sign}", lang))
    bold = f"<b>{mark}</b> " if mark else ""   # not delivered is an empty cell
    return f"<span>{bold}{escape(words.say(f'sign.legend_{sign}', lang))}</span>"


def _anchored(visit: Visit, edition: Edition) -> str:
    """Write the audit's newest event when the edition came: who keeps it sees a cut log by it."""
    at = reading.anchor(edition)
    said = escape(words.say("shell.anchor", visit.lang, event=at.event))
    shown = " ".join(at.hash[i:i + 4] for i in range(0, 8, 4))
    return f'{said} <code title="{escape(at.hash)}">{shown} … {at.hash[-4:]}</code>'


def _imprint(visit: Visit, edition: Edition | None) -> list[str]:
    last = escape(words.say("label.not_official", visit.lang))
    if edition is None:
        return [last]
    shown = " ".join(edition.hash[i:i + 4] for i in range(0, 12, 4))
    synthetic = [escape(words.say("label.synthetic", visit.lang))] if visit.synthetic else []
    return [
        escape(edition_name(edition, visit.lang)),
        f'<span class="st">{icon("check")}'
        f'{escape(words.say("shell.is_published", visit.lang))}</span>',
        f'SHA-256 <code title="{escape(edition.hash)}">{shown} … {edition.hash[-4:]}</code>',
        _anchored(visit, edition),
        *synthetic, last,
    ]
