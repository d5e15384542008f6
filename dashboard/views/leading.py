"""Links from one figure to the page that tells all about it.

Here: the markup of such a link. Not here: addresses (``dashboard.visit``).
"""

from __future__ import annotations

from html import escape

from dashboard.models.book import Book
from dashboard.visit import Visit


def all_about(book: Book, visit: Visit, code: str) -> str:
    """Lead to the page of an indicator."""
    to = escape(visit.link("indicator", area=book.metas[code].area, indicator=code))
    return f' <a href="{to}">{escape(book.say("indicator.open"))}</a>'
