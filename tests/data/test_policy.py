"""Promises of the policy: one place, a reason beside every number, and the agreed rules."""

import re
from importlib.resources import files

import pytest

from data import registers
from data.policy import policy

LINES = (files("data") / "policy.toml").read_text("utf-8").splitlines()
VALUES = [x for x in LINES if re.match(r"\w+ *=", x)]


@pytest.mark.parametrize("line", VALUES)
def test_every_value_has_its_reason_beside_it(line: str) -> None:
    value, _, reason = line.partition("#")
    assert value.strip() and len(reason.split()) >= 4


def test_the_agreed_rules_of_protection_are_in_force() -> None:
    rules = policy()
    assert (rules.persons, rules.employers, rules.cases) == (5, 3, 3)
    assert (rules.contributors, rules.p_percent) == (3, 10)
    assert (rules.median_from, rules.p90_from) == (10, 50)


def test_the_agreed_limits_of_the_change_words_are_in_force() -> None:
    assert (policy().clear_percent, policy().percent_from) == (10, 30)


def test_every_value_of_the_file_reaches_whoever_asks() -> None:
    texts = 2 * len(policy().insiders)   # each accepted area has its reason in both languages
    assert len(policy().document()) - 1 + texts == len(VALUES)


def test_the_places_merged_by_the_policy_stand_in_the_register() -> None:
    for group in policy().merges:
        merged = registers.place("+".join(group))
        assert {registers.region_of(code) for code in group} == {merged.parent}
        assert merged.published
        assert not any(registers.place(code).published for code in group)


def test_the_policy_cannot_be_changed_while_running() -> None:
    with pytest.raises(AttributeError):
        policy().persons = 1  # type: ignore[misc]
