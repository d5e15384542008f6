"""Every bilingual sentence and number form.

Here: looking a sentence up by key, and writing numbers, shares, money and dates the way each
language does. The sentences stand in ``data/words/*.toml`` as ``key = [Swedish, English]``. Not
here: choosing which sentence to say.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

LANGUAGES = ("sv", "en")
MINUS, HYPHEN, SPACE = "\u2212", "-", "\u00a0"
_LOCALES = {"sv": Locale.parse("sv_SE"), "en": Locale.parse("en_GB")}


class UnknownWord(KeyError):
    """A key that no file of words holds: our own mistake."""


@cache
def _all() -> dict[str, tuple[str, str]]:
    table: dict[str, tuple[str, str]] = {}
    for file in sorted((files("data") / "words").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            _flatten("", tomllib.loads(file.read_text("utf-8")), table)
    return table


def _flatten(prefix: str, values: dict[str, Any], table: dict[str, tuple[str, str]]) -> None:
    for key, value in values.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            _flatten(f"{name}.", value, table)
        elif name in table:
            raise UnknownWord(f"{name} stands twice")
        else:
            swedish, english = value
            table[name] = (swedish, english)


def keys() -> frozenset[str]:
    """Return every key there is."""
    return frozenset(_all())


def say(key: str, lang: str, **values: Any) -> str:
    """Say a sentence in a language, its places filled. Raises ``UnknownWord``."""
    if key not in _all():
        raise UnknownWord(key)
    text = _all()[key][LANGUAGES.index(lang)]
    return text.format(**values) if values else text


def has(key: str) -> bool:
    """Tell whether there is a sentence of that key."""
    return key in _all()


@cache
def _pattern(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def number(value: float, lang: str, decimals: int = 0) -> str:
    """Write a number: 2 473 307 and 5,5 in Swedish, 2,473,307 and 5.5 in English."""
    rounded = round(value, decimals) or 0   # no minus before a zero
    text = format_decimal(rounded, _pattern(decimals), _LOCALES[lang])
    return text.replace("\u202f", SPACE).replace(HYPHEN, MINUS)


def percent(value: float, lang: str, decimals: int = 1) -> str:
    """Write a share given in per cent: 5,5 % and 5.5%."""
    return number(value, lang, decimals) + (f"{SPACE}%" if lang == "sv" else "%")


def signed(value: float, lang: str, decimals: int = 1) -> str:
    """Write a change with its sign; the minus is U+2212."""
    text = number(value, lang, decimals)
    return text if text.startswith(MINUS) or not text.strip("0.,") else f"+{text}"


def signed_percent(value: float, lang: str, decimals: int = 1) -> str:
    """Write a relative change given in per cent, with its sign."""
    return signed(value, lang, decimals) + (f"{SPACE}%" if lang == "sv" else "%")


def money(value: float, lang: str, decimals: int | None = None) -> str:
    """Write SEK in millions: 412 mnkr and SEK 412 m; one decimal under 100 million."""
    millions = value / 1e6
    places = decimals if decimals is not None else int(abs(millions) < 100)
    text = number(millions, lang, places)
    return f"{text}{SPACE}mnkr" if lang == "sv" else f"SEK{SPACE}{text}{SPACE}m"


def quantity(value: float, unit: str, lang: str) -> str:
    """Write a value with its unit: 14 210, 31,8 %, 412 mnkr, 1 dag; a count stands alone."""
    if unit == "percent":
        return percent(value, lang)
    if unit == "SEK":
        return money(value, lang)
    if unit in ("days", "months"):
        return f"{number(value, lang)}{SPACE}{unit_after(value, unit, lang)}"
    return number(value, lang)


def unit_after(value: float, unit: str, lang: str) -> str:
    """Name a unit as it stands after a whole number: dag and day after one, else dagar and days.

    What counts is the number as it is written, so that 1,4 days, written 1, are one day. Raises
    ``UnknownWord``.
    """
    one = abs(round(value)) == 1
    return say(f"unit_one.{unit}" if one else f"unit.{unit}", lang)


def date_text(day: date, lang: str) -> str:
    """Write a day in running text: 23 november 2026."""
    return format_date(day, "d MMMM y", _LOCALES[lang])
