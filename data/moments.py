"""Moments as they are kept and said: kept in UTC, said in Swedish time, published at eight.

Here: the minute an edition is planned to be published, and moments in words. Not here: days of the
calendar (``data.calendar``).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from data.calendar import publication_day

SWEDEN = ZoneInfo("Europe/Stockholm")
EIGHT = time(8)   # before the working day: all read it at the same minute
_PATTERNS = {"sv": ("sv_SE", "EEEE d MMMM y HH.mm"), "en": ("en_GB", "EEEE d MMMM y 'at' HH:mm")}


def planned(until: str) -> datetime:
    """Return the minute when the picture up to a month is planned to be published, in UTC."""
    return at_eight(publication_day(until))


def at_eight(day: date) -> datetime:
    """Return eight o'clock in Sweden of a day, in UTC."""
    return datetime.combine(day, EIGHT, SWEDEN).astimezone(UTC)


def day_of(at: datetime) -> date:
    """Return the day of a moment in Sweden."""
    return at.astimezone(SWEDEN).date()


def moment(at: datetime | None) -> tuple[str, str]:
    """Say a moment in Swedish and English: onsdag 21 oktober 2026 08.00; "" where there is none."""
    if at is None:
        return "", ""
    swedish, english = (
        str(format_datetime(at.astimezone(SWEDEN), pattern, locale=locale))
        for locale, pattern in _PATTERNS.values())
    return swedish, english
