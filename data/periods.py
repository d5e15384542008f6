"""Month, quarter and year as codes: 2026M09, 2026K3, 2026.

Here: what belongs to what, neighbours, the same period last year, how a code is shown. Not here:
anything about data. A quarter is written K in codes and in Swedish, Q in English.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

Level = Literal["month", "quarter", "year"]
_FORM = re.compile(r"([0-9]{4})(?:(M)(0[1-9]|1[0-2])|(K)([1-4]))?")


@lru_cache(maxsize=4096)
def _parts(code: str) -> tuple[int, str, int]:
    found = _FORM.fullmatch(code)
    if not found:
        raise ValueError(f"no period: {code!r}")
    year = int(found[1])
    if found[2]:
        return year, "M", int(found[3])
    return (year, "K", int(found[5])) if found[4] else (year, "", 0)


def is_period(code: str) -> bool:
    """Tell whether ``code`` is a month, quarter or year."""
    return bool(_FORM.fullmatch(code))


def is_month(code: str) -> bool:
    """Tell whether ``code`` is a month."""
    return is_period(code) and level(code) == "month"


def level(code: str) -> Level:
    """Tell the level of a period. Raises ``ValueError`` where it is none."""
    levels: dict[str, Level] = {"M": "month", "K": "quarter", "": "year"}
    return levels[_parts(code)[1]]


def month(year: int, number: int) -> str:
    """Write a month; ``number`` may run outside 1–12."""
    years, index = divmod(number - 1, 12)
    return f"{year + years}M{index + 1:02d}"


def month_of(day: date) -> str:
    """Return the month that a day lies in."""
    return f"{day.year}M{day.month:02d}"


def months_of(code: str) -> tuple[str, ...]:
    """Return the months of a period, in order."""
    year, kind, number = _parts(code)
    if kind == "M":
        return (code,)
    first, count = (3 * number - 2, 3) if kind == "K" else (1, 12)
    return tuple(month(year, first + i) for i in range(count))


def quarter_of(code: str) -> str:
    """Return the quarter of a month. Raises ``ValueError`` where it is no month."""
    year, kind, number = _parts(code)
    if kind != "M":
        raise ValueError(f"no month: {code!r}")
    return f"{year}K{(number + 2) // 3}"


def year_of(code: str) -> str:
    """Return the year of a period."""
    return code[:4]


def shift(code: str, steps: int) -> str:
    """Return the period of the same level ``steps`` later."""
    year, kind, number = _parts(code)
    if kind == "M":
        return month(year, number + steps)
    if kind == "K":
        years, index = divmod(number - 1 + steps, 4)
        return f"{year + years}K{index + 1}"
    return str(year + steps)


def previous(code: str) -> str:
    """Return the period before."""
    return shift(code, -1)


def year_before(code: str) -> str:
    """Return the same period a year before."""
    return f"{int(code[:4]) - 1}{code[4:]}"


def span(first: str, last: str) -> list[str]:
    """List the periods from ``first`` to ``last``, both included, empty where first is later.

    Raises ``ValueError`` where the two are not of one level.
    """
    if level(first) != level(last):
        raise ValueError(f"{first!r} and {last!r} are not of one level")
    codes, code = [], first
    while _parts(code) <= _parts(last):
        codes.append(code)
        code = shift(code, 1)
    return codes


def first_day(code: str) -> date:
    """Return the first day of a period."""
    year, _, number = _parts(months_of(code)[0])
    return date(year, number, 1)


def last_day(code: str) -> date:
    """Return the last day of a period."""
    return first_day(shift(months_of(code)[-1], 1)) - timedelta(days=1)


def label(code: str, lang: str) -> str:
    """Show a code: 2026K3 in Swedish, 2026Q3 in English."""
    return code.replace("K", "Q") if lang == "en" else code
