"""Which corrections an edition tells: of what the one before counted, in words, never a count."""

from __future__ import annotations

import json

import pytest

from data import corrections
from data.store import Desk
from tests.data.workbench import FAILING, ROWS, SECOND, STEWARD, VERDICTS, At

OLD, NEW = frozenset({"a" * 64, "c" * 64}), frozenset({"b" * 64, "c" * 64})
REASON = "Uppgiftslämnaren byter system."


@pytest.fixture
def at(desk: Desk) -> At:
    """A desk with an accepted delivery and a decided correction of it, and one only proposed."""
    opened = At(desk)
    number = opened.give("a", verdict=VERDICTS["accepted"])
    for _ in range(2):
        opened.do(corrections.record, STEWARD, number, "Fel län.", "Wrong county.", REASON,
                  figures=FAILING)
    opened.do(corrections.settle, SECOND, 1, "decided", REASON)
    return opened


def test_a_correction_is_told_where_the_edition_before_counted_what_was_wrong(at: At) -> None:
    told = at.do(corrections.told, OLD, NEW)
    assert told == [{"number": 1, "deliverer": "fk", "contract": "referrals",
                     "months": ["2026M08"], "sv": "Fel län.", "en": "Wrong county."}]
    for number in (FAILING, ROWS):   # no count of the desk leaves with it
        assert str(number) not in json.dumps(told)
    assert at.do(corrections.told, NEW, NEW) == []   # what was never in an edition
    assert at.do(corrections.told, OLD, OLD) == []   # what still counts


def test_an_edition_that_is_built_again_tells_the_same(at: At) -> None:
    first = at.do(corrections.told, OLD, NEW)
    at.do(corrections.applied, "S-2", NEW)
    assert at.do(corrections.told, OLD, NEW) == first
