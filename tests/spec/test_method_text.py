"""The method's text is what the worked tables and the policy say, in both languages."""

from dataclasses import fields
from pathlib import Path

import pytest

from data import words
from data.policy import Policy
from metrics.worked import method, tables
from metrics.worked.writing import RULES

DOCS = Path(__file__).parents[2] / "docs"
ELSEWHERE = {"insiders", "clear_percent", "percent_from", "judge_from", "small_under",
             "delivery_day", "cutoff_days", "publication_day", "apart_percent",
             "held_percent", "step_quarters"}   # said with change, calendar, loss


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_committed_text_is_what_the_tool_writes(lang: str) -> None:
    committed = (DOCS / f"method.{lang}.md").read_text("utf-8")
    assert committed == method(lang), "run: python tools/write_method.py"


def test_every_number_of_protection_is_said_with_its_reason() -> None:
    protecting = {f.name for f in fields(Policy)} - ELSEWHERE
    assert set(RULES) == protecting
    assert all(words.has(f"method.{part}_{name}") for part in ("rule", "why") for name in RULES)


@pytest.mark.parametrize("at", range(len(words.LANGUAGES)))
def test_every_table_stands_in_the_text(at: int) -> None:
    text = method(words.LANGUAGES[at])
    assert all(f"#### {table.title[at]}\n" in text for table in tables())
    assert ".. (3)" in text and "| None |" not in text
