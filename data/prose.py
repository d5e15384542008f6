"""Words and numbers of a text that are not tokens: what was written by hand.

Here: finding numbers that no figure stands behind, the five words of likelihood and what they mean.
Not here: figure tokens (``data.tokens``), the texts themselves (``data.texts``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

import polars as pl

from data import words
from data.acting import NAMED
from data.tokens import MARK

# Words and limits are our proposal, after the yardstick that British analysts publish.
LIKELIHOODS = ("unlikely", "less_likely", "possible", "likely", "very_likely")
LIMITS = MappingProxyType({"unlikely": (0, 15), "less_likely": (15, 40), "possible": (40, 60),
                           "likely": (60, 85), "very_likely": (85, 100)})
CONFIDENCES = ("low", "medium", "high")
EVERYDAY = "possible"   # also an everyday word: it binds a text, and disturbs no other
# Laws and sections, quarters in words: they count nothing.
_MORE = (r"\b\d+\s*(?:kap\.|§)|§\s*\d+|\b\d{4}[:/]\d+\b|\b[KQ][1-4]\b"
         r"|\b(?:kvartal|quarter)\s+[1-4]\b")
# A digit after a capital letter is part of a name: K3, RUC8.
_NUMBER = re.compile(r"(?<![A-ZÅÄÖ])[0-9](?:[0-9.,\u00a0\u202f ]*[0-9])?", re.ASCII)
_END = re.compile(r"(?<=[.!?])\s+")


class Cited(NamedTuple):
    """A figure that an authority has published itself, as a text may cite it: number and year."""

    value: float
    year: int


@cache
def _harmless() -> re.Pattern[str]:
    """Years, dates, periods and laws; a year that is followed by a unit is a number like others."""
    units = {w for u in ("cases", "persons", "employers", "workplaces", "inspections", "actions",
                         "operations", "reports", "referrals", "opinions", "leads", "days",
                         "decisions") for lang in words.LANGUAGES
             for w in (words.say(f"unit.{u}", lang),)}
    counted = "|".join(sorted((re.escape(u) for u in units), key=len, reverse=True))
    year = rf"\b20\d\d\b(?!\s*(?:%|{counted}|fall|procent|per cent|miljon|million|mnkr|kr))"
    return re.compile(f"{NAMED}|{_MORE}|{year}", re.IGNORECASE)


def loose(text: str, cited: Iterable[Cited] = ()) -> list[str]:
    """Return the numbers of a text, as written, that no figure stands behind; each once.

    Harmless are dates, periods and laws, and a published figure in a sentence that names its year.
    """
    known = tuple(cited)
    found = [n for sentence in _END.split(MARK.sub(" ", text)) for n in _loose(sentence, known)]
    return list(dict.fromkeys(found))


def _loose(sentence: str, cited: Collection[Cited]) -> list[str]:
    years = {int(y) for y in re.findall(r"\b20\d\d\b", sentence)}
    numbers = _NUMBER.findall(_harmless().sub(" ", sentence))
    allowed = {one.value for one in cited if one.year in years}
    return [n for n in numbers if not _values(n) & allowed]


def _values(written: str) -> set[float]:
    """Read a written number the Swedish and the English way."""
    bare = re.sub(r"[\u00a0\u202f ]", "", written)
    found = set()
    for text in (bare.replace(".", "").replace(",", "."), bare.replace(",", "")):
        try:
            found.add(float(text))
        except ValueError:
            continue
    return found


def cited(figures: pl.DataFrame, area: str) -> tuple[Cited, ...]:
    """Return what the authorities have published of an area themselves, fit to be cited."""
    own = figures.filter((pl.col("area") == area) & (pl.col("source_kind") == "authority")
                         & pl.col("value").is_not_null() & pl.col("year").is_not_null())
    return tuple(Cited(*row) for row in own.select("value", "year").unique().rows())


def without(text: str, numbers: Iterable[str]) -> str:
    """Return a text with some written numbers as two dots: what is protected is not told."""
    for number in sorted(numbers, key=len, reverse=True):
        spaced = r"[\u00a0\u202f ]".join(map(re.escape, re.split(r"[\u00a0\u202f ]", number)))
        text = re.sub(rf"(?<![\d.,]){spaced}(?![\d]|[.,]\d)", "(..)", text)
    return text


def forms(value: float) -> set[str]:
    """Write a value every way that a hand might: 1 046, 1,046, 1046, 31,8, 31.8, and millions."""
    made = {words.number(v, lang, d) for v in (value, value / 1e6) for lang in words.LANGUAGES
            for d in (0, 1) if round(v, d) == round(v, 3)}
    return made | {re.sub(r"[\u00a0,](?=\d{3})", "", m) for m in made}


@cache
def _likelihood(lang: str) -> re.Pattern[str]:
    said = sorted((words.say(f"likelihood.{c}", lang) for c in LIKELIHOODS), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, said))})(?!\w)", re.IGNORECASE)


def likelihoods(text: str, lang: str) -> list[str]:
    """Return the likelihood words of a text as codes, in order."""
    codes = {words.say(f"likelihood.{c}", lang): c for c in LIKELIHOODS}
    return [codes[m.lower()] for m in _likelihood(lang).findall(text)]


def spoken(text: str, lang: str) -> str:
    """Return the one likelihood that a text speaks of, "" where it is none or several.

    The everyday word counts only where it stands alone.
    """
    found = set(likelihoods(text, lang))
    found = found - {EVERYDAY} or found
    return found.pop() if len(found) == 1 else ""


def bound(text: str, lang: str, to: str) -> str:
    """Return a text with its likelihood word changed to another; the text as it is without any."""
    now = spoken(text, lang)
    if not now or not to:
        return text
    old = re.escape(words.say(f"likelihood.{now}", lang))
    new = words.say(f"likelihood.{to}", lang)

    def put(found: re.Match[str]) -> str:
        return new.capitalize() if found.group()[0].isupper() else new

    return _likelihood(lang).sub(
        lambda m: put(m) if re.fullmatch(old, m.group(), re.IGNORECASE) else m.group(), text)
