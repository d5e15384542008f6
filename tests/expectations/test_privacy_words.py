"""Promises of what is told: an unlisted value by length and kind only, near misses not at all."""

import csv
import dataclasses
import pickle
import random
import time
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args, get_type_hints

import polars as pl
import pytest

from data.contracts import chains, contracts
from data.deliveries import write
from data.faults import Fault
from expectations import privacy
from expectations.run import Checked, check
from expectations.unlisted import shape
from expectations.verdict import Example, RuleResult, Verdict
from tests import frames

NEAR = (
    "2026-09-14", "20260914", "2026M09", "2026-09", "2026-09-14T08:15:00Z", "25", "01",
    "103 000 000",
    "1 234 567,89", "45.32", "1000000000", "99999999999", "-12000", "12 000 kr", "R-0012-AB12-00X2",
    "E-1981-ZZ18-9876", "C-0701-2345-6789", "A-1234-5678-9012|R-0001-0002-0003", "12-13",
    "7.5-10.25", "2008:206", "lag (2008:206)", "2022/23:38", "2023/24", "1995/1996", "SE556036079",
    "user@host", "@", "0012-3456", "10-20-30-40", "SNI 43", "K-2026", "ruc_syd", "F2-26",
    "https://www.regeringen.se/pressmeddelanden/2022/03/redovisning/",
    "https://example.org/nyheter/2026/10345/",
)


@pytest.mark.parametrize("text", NEAR)
def test_a_near_miss_passes_as_a_cell(text: str) -> None:
    assert privacy.kinds(text, cell=True) == ()


def test_no_code_state_or_published_source_is_taken_for_personal() -> None:
    codes = [code.code for each in contracts() for column in each.columns
             for code in column.codes()]
    states = [state.code for chain in chains() for state in chain.states]
    table = files("data") / "registers" / "published_figures.csv"
    with table.open(encoding="utf-8") as file:  # type: ignore[call-arg]
        sources = [value for row in csv.DictReader(file) for name, value in row.items()
                   if name in ("source", "url") and value]
    assert len(codes) > 200 and states and sources
    assert [each for each in (*codes, *states, *sources) if privacy.kinds(each, cell=True)] == []


def test_amounts_and_control_totals_by_chance_are_not_taken_for_personal() -> None:
    chance = random.Random(11)
    amounts = [str(chance.randint(-10**9 + 1, 10**9 - 1)) for _ in range(20_000)]
    assert [each for each in amounts if privacy.kinds(each, cell=True)] == []


@pytest.mark.parametrize("name", [
    "fk-payment_errors-2026M09.csv", "av-202609-01.xlsx", "remisser september 2026.csv",
    "synthetic-av-inspections-2026-08-rattad.parquet", "MIV_20260914.csv"])
def test_an_ordinary_file_name_passes(name: str) -> None:
    assert privacy.kinds(name.replace("_", " "), name=True) == ()


@pytest.mark.parametrize(("value", "sv", "en"), [
    ("RUC8XX9YY", "9 tecken, bokstäver och siffror", "9 characters, letters and digits"),
    ("abc", "3 tecken, bokstäver", "3 characters, letters"),
    ("a-1", "3 tecken, bokstäver, siffror och andra tecken",
     "3 characters, letters, digits and other signs")])
def test_a_value_is_described_by_length_and_kind(value: str, sv: str, en: str) -> None:
    assert (shape(value, "sv"), shape(value, "en")) == (sv, en)


def _with(folder: Path, value: str) -> Checked:
    clean = frames.clean("payment_errors")
    at = pl.int_range(pl.len()) == 3
    rows = clean.rows.with_columns(
        pl.when(at).then(pl.lit(value)).otherwise("benefit").alias("benefit"))
    return check(write(folder, "f", clean.manifest, rows, clean.states, "csv"))


def test_an_unlisted_value_is_described_and_never_shown(tmp_path: Path) -> None:
    checked = _with(tmp_path, "KIMLIND99")
    failed = {each.rule: each for each in checked.verdict.failed()}
    assert "9 tecken, bokstäver och siffror" in failed["PAY-002"].reason("sv")
    assert "9 characters, letters and digits" in failed["PAY-002"].reason("en")
    assert b"KIMLIND" not in pickle.dumps(replace(checked, delivery=None))


def test_a_name_of_two_words_is_free_text(tmp_path: Path) -> None:
    checked = _with(tmp_path, "Kim Lind")
    assert [each.rule for each in checked.verdict.faults] == ["P-006"]
    assert checked.verdict.personal
    assert b"Lind" not in pickle.dumps(checked)


def test_a_huge_cell_is_free_text_and_is_not_read_through(tmp_path: Path) -> None:
    checked = _with(tmp_path, "x" * 50_000)
    assert [each.rule for each in checked.verdict.faults] == ["P-006"]


HELD: dict[type, set[Any]] = {
    Fault: {str}, Example: {str, int}, RuleResult: {str, int, bool, Example},
    Verdict: {str, bool, RuleResult, Fault},
}


@pytest.mark.parametrize("kind", HELD)
def test_what_a_verdict_is_made_of_has_no_place_for_a_value(kind: type) -> None:
    """Only words of ours, numbers and keys: no object, frame, list of values or raw result."""
    found = {leaf for field in dataclasses.fields(kind)
             for leaf in _leaves(get_type_hints(kind)[field.name])}
    assert found <= HELD[kind]


def _leaves(hint: Any) -> set[Any]:
    inner = get_args(hint)
    if not inner:
        return {hint} - {...}
    if all(isinstance(each, str) for each in inner):
        return {str}
    return set().union(*(_leaves(each) for each in inner if each is not ...))


@pytest.mark.parametrize("part", [
    "x", "1", "0", "@", "a@", "a.", "070 ", "dnr ", "dnr:", "2026/", "AM-", "12-", "a b ", "å",
    "1 2", "+46 ", "<c ", "&#64;", "08-1 "])
def test_a_long_text_is_read_through_in_time_that_grows_with_it(part: str) -> None:
    """No form may look back and forth: a text ten times as long takes about ten times as long."""
    def took(length: int) -> float:
        start = time.process_time()
        privacy.kinds(part * (length // len(part)))
        return time.process_time() - start

    assert took(400_000) < 30 * took(40_000) + 0.2
