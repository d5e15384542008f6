"""The catalogue: every indicator of the edition with its definition, and a search among them.

Here: searching and laying out. Not here: any figure. The search is a form that asks for an
address (``?q=``), so that a search can be sent to somebody else and needs no script.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import polars as pl

from dashboard import chrome, drawing, reading
from dashboard.figures import values
from dashboard.visit import LONGEST, Visit
from data import registers, words

Row = Mapping[str, Any]


def render(visit: Visit) -> None:
    """Show the indicators that the search finds, by area; all of them where nothing is asked."""
    rows = reading.indicators(visit) if visit.edition else None
    if rows is None:
        chrome.note(_say(visit, "none_yet"))
        return
    own = rows.filter(~pl.col("indicator").str.ends_with(".not"))   # complements: in the export
    whole = list(own.iter_rows(named=True))
    found = [r for r in whole if fits(r, visit.q)]
    areas = [a.code for a in registers.areas()]
    listed = "".join(_area(visit, a, [r for r in found if r["area"] == a]) for a in areas)
    drawing.draw(f'<div class="picture">{_opening(visit, len(found), len(whole))}{_form(visit)}'
                 f"{listed}</div>", "catalogue")


def fits(row: Row, asked: str) -> bool:
    """Tell whether an indicator has every word of a search in its names, definitions or area."""
    area = " ".join(registers.name("areas", row["area"], lang) for lang in words.LANGUAGES)
    told = " ".join(str(row[c] or "") for c in ("indicator", "sv", "en", "definition_sv",
                                                "definition_en"))
    text = f"{told} {area}".casefold()
    return all(word in text for word in asked.casefold().split())


def _say(visit: Visit, key: str, **values: object) -> str:
    return words.say(f"catalogue.{key}", visit.lang, **values)


def _opening(visit: Visit, found: int, of: int) -> str:
    said = _say(visit, "title", n=of)
    if visit.q:
        said = _say(visit, "found" if found else "found_none", n=found, of=of, q=visit.q)
    return (f'<div class="opening"><h1>{escape(said)}</h1>'
            f'<p class="lead">{escape(_say(visit, "lead"))}</p></div>')


def _form(visit: Visit) -> str:
    """Write the search: a field, a button, and the codes of the visit carried along."""
    address = urlsplit(visit.link(q=""))
    kept = "".join(f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">'
                   for k, v in parse_qsl(address.query))
    clear = f'<a href="{escape(visit.link(q=""))}">{escape(_say(visit, "clear"))}</a>' if (
        visit.q) else ""
    return (f'<form class="search" role="search" method="get" action="{escape(address.path)}">'
            f'<label for="catalogue-q">{escape(_say(visit, "search"))}</label>'
            f'<input id="catalogue-q" type="search" name="q" maxlength="{LONGEST}" '
            f'value="{escape(visit.q)}" autocomplete="off">{kept}'
            f'<button class="btn pri" type="submit">{escape(_say(visit, "button"))}</button>{clear}'
            "</form>")


def _area(visit: Visit, area: str, rows: list[Row]) -> str:
    if not rows:
        return ""
    name = escape(registers.name("areas", area, visit.lang))
    heads = "".join(f'<th scope="col">{escape(words.say(f"about.{c}", visit.lang))}</th>'
                    for c in ("indicator", "unit", "definition", "version"))
    body = "".join(_indicator(visit, r) for r in rows)
    return (f'<section class="blk"><h2>{name}</h2><div class="scroll" tabindex="0" role="region" '
            f'aria-label="{name}"><table class="catalogue"><caption class="hidden">{name}</caption>'
            f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div></section>")


def _indicator(visit: Visit, row: Row) -> str:
    lang = visit.lang
    to = escape(visit.link("area", area=row["area"], indicator=row["indicator"]))
    caution = row["caution"] or ""
    care = f'<div class="sub">{escape(words.say(f"caution.{caution}", lang))}</div>' if (
        caution) else ""
    return (f'<tr><th scope="row" class="strong"><a href="{to}">{escape(row[lang])}</a></th>'
            f"<td>{escape(values.unit_word(row['unit'], lang))}</td>"
            f"<td>{escape(row[f'definition_{lang}'] or '')}{care}</td>"
            f"<td>{row['version']}</td></tr>")
