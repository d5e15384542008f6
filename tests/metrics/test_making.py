"""Counted once, the same deliveries are protected many ways, in this process or beside it."""

from dataclasses import replace

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data.policy import policy
from metrics import making
from metrics.catalogue import catalogue
from metrics.count import count
from metrics.loss import ways
from metrics.making import Making
from metrics.refusal import CannotPublish
from tests.metrics.build import all_built


@pytest.fixture(scope="module")
def made() -> Making:
    finest = [count(name, one.rows, one.states) for name, one in all_built(400).items()]
    return Making(pl.concat(finest), catalogue(), policy(), "2025M12")


def under(made: Making, monkeypatch: pytest.MonkeyPatch, many: int) -> list[pl.DataFrame]:
    monkeypatch.setattr(making, "MANY", many)
    with made.under_each(ways(policy())[:3]) as answers:
        return answers()


def test_beside_each_policy_gives_what_it_gives_in_this_process(
    made: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = under(made, monkeypatch, 10**9)
    beside = under(made, monkeypatch, 0)
    for one, other in zip(here, beside, strict=True):
        assert_frame_equal(one, other)
    assert {"01+09"} & set(here[1]["place"]) and not {"01+09"} & set(here[0]["place"])


def test_equations_kept_from_one_policy_to_the_next_change_nothing(made: Making) -> None:
    rules = replace(policy(), persons=10)
    kept = made.counted
    kept.protected(policy())
    assert kept.systems
    anew = replace(kept, systems={})
    assert_frame_equal(kept.protected(rules).cells, anew.protected(rules).cells)


def test_where_the_edition_fails_what_was_begun_beside_it_is_let_go(
    made: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "MANY", 0)
    with pytest.raises(CannotPublish), made.under_each(ways(policy())):
        raise CannotPublish("unprotected", why="")
