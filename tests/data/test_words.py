"""Promises of the words: both languages, the same places to fill, numbers as each writes them."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import contracts, registers, words
from data.access import Act, Role

KEYS = sorted(words.keys())
GLOSSARY = Path(__file__).parents[2] / "GLOSSARY.md"
# "underrättelse" and its inflections as a word of its own, not as a part of a compound.
BARE = re.compile(r"\bunderrättelse(n|r|rna|ns|rnas|s)?\b", re.IGNORECASE)
SAID = re.compile(r"2008:206|om felaktiga utbetalningar", re.IGNORECASE)


def raw(key: str, lang: str) -> str:
    return words.say(key, lang)


def shown() -> list[tuple[str, str]]:
    """Every pair that a page may show: words, contracts, codes, states, registers."""
    pairs = [(raw(k, "sv"), raw(k, "en")) for k in KEYS]
    for contract in contracts.contracts():
        pairs += [contract.name, contract.about]
        pairs += [pair for c in contract.columns for pair in (c.label, c.about)]
        pairs += [(c.sv, c.en) for column in contract.columns for c in column.codes()]
    pairs += [(s.sv, s.en) for chain in contracts.chains() for s in chain.states]
    pairs += [(e.sv, e.en) for e in registers.events()]
    return pairs


PLACES = re.compile(r"\{(\w+)")


def test_a_sentence_has_both_languages_and_the_same_places_to_fill() -> None:
    both = {key: (raw(key, "sv"), raw(key, "en")) for key in KEYS}
    assert len(both) > 2000
    assert [k for k, pair in both.items() if not all(pair)] == ["sign.not_delivered"]
    assert {k: pair for k, pair in both.items()
            if set(PLACES.findall(pair[0])) != set(PLACES.findall(pair[1]))} == {}


def test_notification_and_intelligence_are_never_mixed_up() -> None:
    bare = [sv for sv, _ in shown() if BARE.search(sv) and not SAID.search(sv)]
    assert bare == []


def test_the_words_of_official_statistics_are_never_used() -> None:
    for swedish, english in shown():
        assert "sveriges officiella statistik" not in swedish.lower()
        assert "official statistics of sweden" not in english.lower()
    assert words.say("label.not_official", "sv") == (
        "Myndighetsgemensam sammanställning, ej officiell statistik")
    assert words.say("label.not_official", "en") == (
        "Compiled jointly by the authorities, not official statistics")


def test_the_lay_sentence_of_two_dots_is_the_agreed_one() -> None:
    said = f"{words.say('sign.lay_first', 'sv')} {words.say('sign.lay_rest', 'sv')}"
    assert said == (
        "Talet finns men visas inte, för att ingen person eller arbetsgivare ska kunna pekas ut. "
        "Det är inte noll och det saknas inte: det är litet, eller så skulle ett litet tal kunna "
        "räknas fram ur det. Summorna är alltid exakta.")


@pytest.mark.parametrize("sign", ["zero", "protected", "not_applicable", "not_delivered"])
def test_every_sign_stands_in_the_legend(sign: str) -> None:
    assert words.say(f"sign.{sign}", "sv") == words.say(f"sign.{sign}", "en")
    assert all(words.say(f"sign.legend_{sign}", lang) for lang in words.LANGUAGES)


def test_every_role_and_every_act_has_a_name() -> None:
    assert all(words.has(f"role.{role}") for role in Role)
    assert all(words.has(f"act.{act}") for act in Act)


def test_an_unknown_key_is_our_own_mistake() -> None:
    with pytest.raises(words.UnknownWord):
        words.say("nothing.of_the_kind", "sv")
    assert not words.has("nothing.of_the_kind")


@pytest.mark.parametrize(("value", "decimals", "sv", "en"), [
    (2_473_307, 0, "2\u00a0473\u00a0307", "2,473,307"), (1_234, 0, "1\u00a0234", "1,234"),
    (999, 0, "999", "999"), (5.5, 1, "5,5", "5.5"), (-1.1, 1, "\u22121,1", "\u22121.1"),
    (0, 0, "0", "0"), (-0.04, 1, "0,0", "0.0"), (-0.4, 0, "0", "0"),
    (999.96, 1, "1\u00a0000,0", "1,000.0")])
def test_a_number_is_written_as_the_language_does(
    value: float, decimals: int, sv: str, en: str
) -> None:
    assert words.number(value, "sv", decimals) == sv
    assert words.number(value, "en", decimals) == en


@given(st.floats(-1e12, 1e12), st.integers(0, 3), st.sampled_from(words.LANGUAGES))
def test_a_written_number_reads_back(value: float, decimals: int, lang: str) -> None:
    text = words.number(value, lang, decimals)
    assert "-" not in text and "\u202f" not in text
    plain = text.replace("\u2212", "-").replace("\u00a0", "")
    plain = plain.replace(",", "." if lang == "sv" else "")
    assert float(plain) == pytest.approx(value, abs=0.51 * 10**-decimals, rel=1e-9)


@pytest.mark.parametrize(("value", "sv", "en"), [
    (12.4, "+12,4\u00a0%", "+12.4%"), (-5.5, "\u22125,5\u00a0%", "\u22125.5%"),
    (0.0, "0,0\u00a0%", "0.0%"), (-0.01, "0,0\u00a0%", "0.0%")])
def test_a_change_bears_its_sign_and_none_has_none(value: float, sv: str, en: str) -> None:
    assert (words.signed_percent(value, "sv"), words.signed_percent(value, "en")) == (sv, en)


UNITS = sorted(k.removeprefix("unit.") for k in KEYS if k.startswith("unit."))


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_has_a_name_after_one_in_both_languages(unit: str) -> None:
    for lang in words.LANGUAGES:
        one, many = raw(f"unit_one.{unit}", lang), raw(f"unit.{unit}", lang)
        assert words.unit_after(1, unit, lang) == one
        for value in (0, 2, 11, 21, 101):
            assert words.unit_after(value, unit, lang) == many
        assert lang == "sv" or (one == many) == (unit in ("SEK", "percent"))


@pytest.mark.parametrize(("value", "sv", "en"), [
    (1, "1\u00a0dag", "1\u00a0day"), (1.4, "1\u00a0dag", "1\u00a0day"),
    (0.6, "1\u00a0dag", "1\u00a0day"), (-1, "\u22121\u00a0dag", "\u22121\u00a0day"),
    (0, "0\u00a0dagar", "0\u00a0days"), (1.6, "2\u00a0dagar", "2\u00a0days"),
    (21, "21\u00a0dagar", "21\u00a0days")])
def test_one_day_is_a_day(value: float, sv: str, en: str) -> None:
    assert (words.quantity(value, "days", "sv"), words.quantity(value, "days", "en")) == (sv, en)
    assert words.quantity(1, "months", "sv") == "1\u00a0månad"
    assert words.quantity(2, "months", "en") == "2\u00a0months"


def test_money_is_in_millions() -> None:
    assert words.money(412_300_000, "sv") == "412\u00a0mnkr"
    assert words.money(412_300_000, "en") == "SEK\u00a0412\u00a0m"
    assert words.money(9_140_000, "sv") == "9,1\u00a0mnkr"
    assert words.percent(5.5, "sv") == "5,5\u00a0%"
    assert words.percent(5.5, "en") == "5.5%"


def test_a_day_in_running_text() -> None:
    day = date(2026, 11, 23)
    assert words.date_text(day, "sv") == "23 november 2026"
    assert words.date_text(day, "en") == "23 November 2026"
    assert words.say("month.m11", "en") == "November"


def test_the_glossary_has_both_languages_and_one_sentence_each() -> None:
    lines = [x for x in GLOSSARY.read_text("utf-8").splitlines() if x.startswith("| ")]
    terms = [[cell.strip() for cell in x.strip("|").split("|")] for x in lines]
    terms = [t for t in terms if t[0] != "Swedish"]
    assert len(terms) >= 60
    assert all(len(t) == 3 and all(t) for t in terms)
    assert all(t[2].endswith(".") and t[2].count(". ") == 0 for t in terms)
    assert len({t[0] for t in terms}) == len(terms)
