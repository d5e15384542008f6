"""How a value is written beside and inside the drawings.

Here: number and unit, change and interval, axis labels, the order of names. Not here: the words of
a page, or judging a change (it comes judged from the edition).
"""

from __future__ import annotations

from data import words


def plain(value: float, unit: str, lang: str) -> str:
    """Write a value with its unit: 14 210, 31,8 %, 412 mnkr, 86 dagar."""
    return words.quantity(value, unit, lang)


def parted(value: float, unit: str, lang: str) -> tuple[str, str]:
    """Write a value and, apart, the unit that stands small after it ("" for counts)."""
    if unit == "percent":
        return (words.percent(value, lang), "") if lang == "en" else (
            words.number(value, lang, 1), "%")
    if unit == "SEK":
        millions = value / 1e6
        return words.number(millions, lang, int(abs(millions) < 100)), words.say("unit.SEK", lang)
    if unit == "days":
        return words.number(value, lang), words.unit_after(value, unit, lang)
    return words.number(value, lang), ""


def cell(value: float | None, sign: str, unit: str, lang: str) -> str:
    """Write a cell as number or sign; a visible zero of a count is the sign for nothing."""
    if sign != "visible" or value is None:
        return words.say(f"sign.{sign}", lang)
    if value == 0 and unit not in ("percent", "days"):
        return words.say("sign.zero", lang)
    return parted(value, unit, lang)[0]


def axis(value: float, unit: str, lang: str) -> str:
    """Write a tick of an axis."""
    if unit == "SEK":
        millions = value / 1e6
        return words.number(millions, lang, 0 if millions == int(millions) else 1)
    decimals = 0 if value == int(value) else 1
    return words.percent(value, lang, decimals) if unit == "percent" else words.number(
        value, lang, decimals)


def signed(value: float, unit: str, lang: str) -> str:
    """Write a difference with its sign, in the unit of its indicator."""
    if unit == "percent":
        return words.signed(value, lang, 1)
    if unit == "SEK":
        text = words.money(value, lang)
        return f"+{text}" if value > 0 else text
    return words.signed(value, lang, 0)


def interval(low: float, high: float, lang: str) -> str:
    """Write an interval with signed ends: +9,6 till +15,3."""
    ends = words.signed(low, lang, 1), words.signed(high, lang, 1)
    return words.say("figure.interval", lang, low=ends[0], high=ends[1])


def unit_word(unit: str, lang: str) -> str:
    """Name a unit; a unit without a name of its own is a number."""
    key = f"unit.{unit}"
    return words.say(key if words.has(key) else "figure.number", lang)


def alphabetical(text: str) -> str:
    """Give what names are ordered by, as the Swedish alphabet does: å, ä, ö last."""
    return text.lower().translate(str.maketrans("åäö", "{|}"))
