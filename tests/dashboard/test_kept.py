"""What is made once for a visit is that visit's alone, and as fresh as what it depends on."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

import pytest

from dashboard import kept as module
from dashboard import reading
from dashboard.kept import kept
from dashboard.visit import Numbered, Visit, read
from data.access import AccessDenied
from data.editions import Edition

S2 = Numbered(2, "2026M09", date(2026, 10, 21), "synthetic")
EDITION = Edition(2, "S-2", "2026M09", date(2026, 10, 12), date(2026, 10, 21), 1, "synthetic", "0",
                  "abc")


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    module._KEPT.clear()
    monkeypatch.setattr(reading, "edition", lambda visit: EDITION)


def visit(**codes: str) -> Visit:
    return read("area", {"lang": "sv", **codes}, [S2])


def test_a_page_is_made_once_for_one_visit() -> None:
    made = itertools.count()
    assert [kept("area", visit(), lambda: next(made)) for _ in range(3)] == [0, 0, 0]


@pytest.mark.parametrize("other", [
    {"role": "steward"}, {"council": "nmt"}, {"place": "nord"}, {"lang": "en"}, {"theme": "dark"},
    {"authority": "fk"}, {"area": "war_crimes"}, {"q": "x"}, {"period": "2025"},
])
def test_nobody_is_shown_what_was_made_for_another_visit(other: dict[str, str]) -> None:
    made = itertools.count()
    assert kept("area", visit(), lambda: next(made)) == 0
    assert kept("area", visit(**other), lambda: next(made)) == 1


def test_another_edition_or_another_decision_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    made = itertools.count()
    assert kept("council", visit(), lambda: next(made), ("one",)) == 0
    assert kept("council", visit(), lambda: next(made), ("one", "two")) == 1
    monkeypatch.setattr(reading, "edition", lambda visit: replace(EDITION, hash="def"))
    assert kept("council", visit(), lambda: next(made), ("one",)) == 2


def test_a_refusal_is_not_kept() -> None:
    def refuse() -> str:
        raise AccessDenied("deliverer", "read_council")

    with pytest.raises(AccessDenied):
        kept("area", visit(), refuse)
    assert kept("area", visit(), lambda: "shown") == "shown"


def test_no_more_is_kept_than_there_is_room_for() -> None:
    for number in range(module.MOST + 20):
        kept("area", visit(), lambda n=number: n, number)
    assert len(module._KEPT) == module.MOST
