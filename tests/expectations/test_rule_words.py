"""Promises of the words of rules: both languages, what to do, no count and no value."""

import inspect
import re
from collections.abc import Callable
from typing import get_type_hints

import pytest

from data import contracts, words
from expectations import history, run
from expectations.groups import GROUPS, counted, group, title, worded
from expectations.rule import Rule
from expectations.verdict import Example, RuleResult
from tests import frames

RULES: dict[str, Rule] = {
    rule.id: rule
    for contract_id in frames.CONTRACTS
    for rule in run.SUITES[contract_id](frames.clean(contract_id).manifest)
}
IDS = sorted([*RULES, *history.KINDS])
VERBS = {
    "sv": ("Fyll", "Välj", "Gör", "Ta", "Byt", "Rätta", "Flytta", "Lägg", "Kontrollera", "Lämna",
           "Behåll", "Töm", "Skriv", "Märk", "Räkna"),
    "en": ("Fill", "Choose", "Make", "Remove", "Replace", "Correct", "Move", "Add", "Check",
           "Deliver", "Keep", "Empty", "Write", "Mark", "Count", "Repeat"),
}
"""What a remedy may begin with: something that one can do to a file."""
NAMED = {"2008:206", "0", "100"}
"""An act, what to write where there is nothing, and all of a share: none of them a count."""


def sentence(rule: str, lang: str) -> str:
    about = RULES[rule].about if rule in RULES else ""
    return words.say(f"rule.{worded(rule)}", lang, column=about)


def faults(lang: str, wrong: Callable[[str], bool]) -> dict[str, str]:
    """Return the sentences of which something is wrong, by their rule."""
    said = {rule: sentence(rule, lang) for rule in IDS}
    assert len(said) > 100
    return {rule: text for rule, text in said.items() if wrong(text)}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_rule_says_what_is_wrong_and_what_to_do(lang: str) -> None:
    """The fault comes before the remedy, and both are there."""
    def wrong(said: str) -> bool:
        parts = [part.strip() for part in re.split(r"(?<=[.:;]) ", said)]
        acts = [part for part in parts[1:]
                if part.split()[0].strip(",.:").capitalize() in VERBS[lang]]
        return not (len(parts) >= 2 and said.endswith(".") and acts
                    and parts[0].split()[0] not in VERBS[lang])

    assert faults(lang, wrong) == {}
    assert wrong("Fyll i kolumnen.") and wrong("Kolumnen är tom.")


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_no_sentence_of_a_rule_holds_a_count(lang: str) -> None:
    """What follows a figure into an edition holds no count."""
    assert faults(lang, lambda said: not set(re.findall(r"[0-9][0-9:]*", said)) <= NAMED) == {}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_no_sentence_of_a_rule_blames(lang: str) -> None:
    blame = ("ogiltig", "invalid", "fel av er", "ni har", "slarv", "must not", "illegal")
    assert faults(lang, lambda said: any(word in said.lower() for word in blame)) == {}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_rule_has_a_short_title_and_a_group(lang: str) -> None:
    titles = {rule: title(rule, lang) for rule in IDS}
    assert {rule: said for rule, said in titles.items()
            if not 3 < len(said) <= 50 or said.endswith(".")} == {}
    assert [rule for rule in IDS if worded(rule) not in GROUPS[group(rule)]] == []


def test_a_rule_of_an_older_suite_is_still_counted() -> None:
    assert (title("REF-999", "sv"), group("REF-999")) == ("", "structure")


def test_every_group_and_every_title_belongs_to_some_rule() -> None:
    own = {worded(rule) for rule in IDS}
    grouped = [rule for rules in GROUPS.values() for rule in rules]
    assert sorted(grouped) == sorted(own)
    for prefix in ("rule.", "rule_title."):
        said = {key.removeprefix(prefix) for key in sorted(words.keys()) if key.startswith(prefix)}
        assert said == own


def test_rules_are_counted_by_group_in_a_fixed_order() -> None:
    rules = ["REF-001", "REF-034", "REF-035", "H-001", "REF-050", "REF-019"]
    assert counted(rules, "sv") == (
        ("struktur", 1), ("datum", 2), ("samtycke", 1), ("aktualitet", 1), ("historik", 1))
    assert counted([], "en") == ()


def test_a_sentence_is_made_of_a_rule_and_a_language_and_nothing_else() -> None:
    """No cell can come into a sentence: nothing that has seen one is asked for it."""
    for said in (Rule.sentence, Rule.title):
        assert list(inspect.signature(said).parameters) == ["self", "lang"]
    names = {column.name for c in contracts.contracts() for column in c.columns}
    for rule in RULES.values():
        assert rule.about in names | {""}
        assert set(rule.parts) <= names | {"record_key", "state", "date"}


def test_a_result_has_no_place_for_the_value_of_a_cell() -> None:
    allowed = {
        "rule", "dimension", "severity", "status", "failing", "of", "rows", "columns", "table",
        "sv", "en", "waived", "examples", "detail_sv", "detail_en",
    }
    assert set(get_type_hints(RuleResult)) == allowed
    assert set(get_type_hints(Example)) == {"record_key", "row", "columns"}
