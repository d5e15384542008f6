"""Published by the authorities: their own figures on a council's areas, each with its source.

Here: only what an authority or the Government has published (``dashboard.models.published``).
Not here: our own series, press and derived figures (the method page has those, with their kind).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from dashboard import drawing
from dashboard.models.book import Book
from dashboard.models.published import PublishedFigure, published
from dashboard.views import blocks, opened
from dashboard.visit import Visit
from data import registers


def render(visit: Visit) -> None:
    """Show the published figures of every area of the visit's council."""
    book = opened.book(visit, opened.main_cells(visit, []))
    areas = registers.council(visit.council).areas
    found = {area: published(book, [area]) for area in areas}
    blocks_of = "".join(_area(book, area, figures) for area, figures in found.items())
    drawing.draw(blocks.picture(_opening(book, found), blocks_of, _others(book, visit)),
                 "published")


def _opening(book: Book, found: dict[str, list[PublishedFigure]]) -> str:
    count = sum(map(len, found.values()))
    lead = book.say("published.lead", n=count) if count else book.say("published.lead_none")
    real = f' <span class="caution">{escape(book.say("published.real"))}</span>' if (
        book.synthetic and count) else ""
    return (f'<div class="opening"><h1>{escape(book.say("published.title"))}</h1>'
            f'<p class="lead">{escape(lead)}{real}</p></div>')


def _area(book: Book, area: str, figures: Sequence[PublishedFigure]) -> str:
    head = blocks.heading(book.say("published.area"), registers.name("areas", area, book.lang))
    if not figures:
        return blocks.block(head, f'<p class="note">{escape(book.say("published.none"))}</p>')
    ordered = sorted(figures, key=lambda f: f.name)   # newest first within a name: stable
    body = "".join(_row(f, again) for f, again in zip(
        ordered, _repeats([f.name for f in ordered]), strict=True))
    heads = "".join(f'<th scope="col"{css}>{escape(book.say(f"published.{key}"))}</th>'
                    for key, css in (("what", ""), ("year", ""), ("figure", ' class="r"'),
                                     ("source", "")))
    name = escape(f'{book.say("published.area")}: {registers.name("areas", area, book.lang)}')
    return blocks.block(
        head, blocks.sub(_span(book, figures)),
        f'<div class="scroll" tabindex="0" role="region" aria-label="{name}">'
        f'<table class="real"><caption class="hidden">{name}</caption><thead><tr>{heads}</tr>'
        f"</thead><tbody>{body}</tbody></table></div>")


def _repeats(names: Sequence[str]) -> list[bool]:
    return [i > 0 and names[i - 1] == name for i, name in enumerate(names)]


def _span(book: Book, figures: Sequence[PublishedFigure]) -> str:
    years = sorted(int(f.year) for f in figures)
    if years[0] == years[-1]:
        return book.say("published.count_year", n=len(figures), first=years[0])
    return book.say("published.count", n=len(figures), first=years[0], last=years[-1])


def _row(figure: PublishedFigure, again: bool) -> str:
    """Write a row; a name that stands above is not written again, only said."""
    name = escape(figure.name)
    said = f'<span class="hidden">{name}</span>' if again else name
    source = escape(figure.source)
    if figure.href:
        source = f'<a href="{escape(figure.href)}" rel="noopener noreferrer">{source}</a>'
    css = "again" if again else "first"
    return (f'<tr class="{css}"><th scope="row" class="strong">{said}</th>'
            f'<td>{escape(figure.year)}</td><td class="r"><b>{escape(figure.text)}</b></td>'
            f"<td>{source}</td></tr>")


def _others(book: Book, visit: Visit) -> str:
    to = escape(visit.link("about"))
    link = f' <a href="{to}">{escape(book.say("page.about"))}</a>'
    return blocks.source(book.say("published.others"), link)
