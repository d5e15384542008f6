"""What protection means for a page, in words: what waits until it is ripe, what a council accepts.

Here: reading the edition's policy and its account of protection. Not here: protecting, any figure.
"""

from __future__ import annotations

import json
from typing import Any

from dashboard.models.book import Book
from data import periods


def ripening(book: Book) -> str:
    """Say which months are for Sweden only, and when the newest of them opens below Sweden."""
    months = _ripe_months(book)
    if not months:
        return ""
    first, opens = periods.shift(book.until, 1 - months), periods.shift(book.until, months)
    return book.say("picture.ripening", first=periods.label(first, book.lang),
                    last=periods.label(book.until, book.lang),
                    opens=periods.label(opens, book.lang))


def unripe(book: Book, period: str) -> bool:
    """Tell whether a period is for Sweden only as yet."""
    months = _ripe_months(book)
    return bool(months) and periods.months_of(period)[-1] > periods.shift(book.until, -months)


def accepted(book: Book, area: str) -> str:
    """Say what insiders can work out in an area where the council accepts it, else ""."""
    reasons = _read(book, "protection").get("insiders", {}).get("accepted", {})
    if area not in reasons:
        return ""
    return book.say("picture.accepted", reason=reasons[area][book.lang])


def _ripe_months(book: Book) -> int:
    return int(_read(book, "policy").get("ripe_months", 0)) if book.until else 0


def _read(book: Book, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(book.documents.get(name, "{}"))
    return found
