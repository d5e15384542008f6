"""A figure at a place or a unit, the same for Sweden, and at those that are like it.

Here: the markup of one such comparison. Not here: choosing it (``dashboard.models``).
"""

from __future__ import annotations

from html import escape

from dashboard.figures.meter import change_word
from dashboard.figures.ranked import Look, ranked_places
from dashboard.figures.spark import multiple
from dashboard.models.book import Book
from dashboard.models.cards import Card
from dashboard.models.region import Pair
from dashboard.views import blocks
from dashboard.visit import Visit

LIKE = Look(width=290, names=104, words=0, step=19)


def pair_html(book: Book, visit: Visit, pair: Pair, here: str = "", like: str = "") -> str:
    """Write a comparison; ``here`` and ``like`` name its first and last part, else the place's."""
    to = escape(visit.link("area", area=pair.area, indicator=pair.here.code))
    head = (f'<h2><a href="{to}">{escape(pair.area_name)}</a></h2>'
            f'<p class="sub">{escape(pair.here.name)}</p>')
    first = _half(book, pair.here, here or book.say("region.here"), f"here-{pair.area}")
    sweden = _half(book, pair.sweden, book.say("region.sweden"), f"se-{pair.area}")
    css = "pair three" if pair.like else "pair"
    drawn = _like(book, pair, like or book.say("region.like"))
    return blocks.figure(book, f'<div class="{css}">{head}{first}{sweden}{drawn}</div>')


def _like(book: Book, pair: Pair, title: str) -> str:
    """Draw the same figure at like places, the place itself in blue."""
    if not pair.like:
        return ""
    drawn = ranked_places(pair.like, pair.like_label, blocks.unique("like", pair.area), look=LIKE,
                          hidden=book.say("figure.protected"), synthetic=book.mark)
    return f'<div class="like"><h3>{escape(f"{title}, {pair.like_sub}")}</h3>{drawn}</div>'


def _half(book: Book, card: Card, title: str, key: str) -> str:
    change = card.change
    word = change_word(change, quiet=True) if change else ""
    size = escape(f"{change.text} {change.interval}".strip()) if change else escape(card.note)
    drawn = multiple(card.points, card.label, blocks.unique(key), book.mark)
    older = f'<p class="older">{escape(card.as_of)}</p>' if card.as_of else ""
    return (f'<div><h3>{escape(title)}</h3>{blocks.small_figure(book, card)}{older}{word}'
            f'<div class="src">{size}</div>{drawn}</div>')
