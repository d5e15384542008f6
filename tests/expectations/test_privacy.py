"""Promises of the search for personal data: seeds are refused without echo, near misses pass."""

import json
import pickle
import random
from pathlib import Path

import polars as pl
import pytest

from data.deliveries import write
from expectations import privacy
from expectations.run import Checked, check
from tests import frames


def _check_digit(nine: str) -> str:
    total = 0
    for place, digit in enumerate(nine):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def _number(born: str, serial: str = "238") -> str:
    nine = born + serial
    return nine + _check_digit(nine)


PERSON = _number("811218", "987")
COORDINATED = _number("811278", "987")
OLD = _number("190102")
ORGANISATION = _number("556036", "079")
SEEDS = {
    "ten digits": PERSON,
    "with a hyphen": f"{PERSON[:6]}-{PERSON[6:]}",
    "over a hundred": f"{OLD[:6]}+{OLD[6:]}",
    "with a space": f"{PERSON[:6]} {PERSON[6:]}",
    "with a no-break space": f"{PERSON[:6]}\u00a0{PERSON[6:]}",
    "with an en dash": f"{PERSON[:6]}\u2013{PERSON[6:]}",
    "with a century": f"19{PERSON}",
    "with century and hyphen": f"19{PERSON[:6]}-{PERSON[6:]}",
    "as a date and four digits": f"19{PERSON[:2]}-{PERSON[2:4]}-{PERSON[4:6]}-{PERSON[6:]}",
    "inside a key": f"R-19{PERSON[:2]}-{PERSON[2:6]}-{PERSON[6:]}",
    "inside a text": f"se {PERSON[:6]}-{PERSON[6:]} igen",
    "coordination number": COORDINATED,
    "coordination number with hyphen": f"20{COORDINATED[:6]}-{COORDINATED[6:]}",
    "e-mail": "kim.lind@example.org",
    "e-mail in a text": "skriv till kim+ny@post.example.se i dag",
    "mobile": "070-123 45 67",
    "mobile without marks": "0701234567",
    "international": "+46 70 123 45 67",
    "international with zeros": "0046 8 123 456 78",
    "fixed line": "08-123 456 78",
    "organisation": f"{ORGANISATION[:6]}-{ORGANISATION[6:]}",
    "organisation with 16": f"16{ORGANISATION[:6]}-{ORGANISATION[6:]}",
}
NEAR_MISSES = (
    "R-DNR5-9ABC-1234", "C-ABCD-DNR1-2026", "P-0AB1-NR26-DNR7",
    "2026-09-14", "2026-09-14 12:00:00", "20260914", "2026-09-14T08:15:00Z", "2026M09",
    "R-0012-AB12-00X2", "E-1981-ZZ18-9876", "C-0701-2345-6789", "1000000000", "99999999999",
    "811318-9876", "811232-9879", PERSON[:-1] + str((int(PERSON[-1]) + 1) % 10), PERSON[:9],
    PERSON + "1", "SE556036079", "08", "25", "103 000 000", "1 234 567,89", "45.32", "https://a.se/",
    "2008:206", "lag (2008:206)", "2022/23:38", "12-13", "7.5-10.25", "user@host", "@", "0012-3456",
    "10-20-30-40",
)


@pytest.mark.parametrize("kind", SEEDS)
def test_a_personal_form_is_seen(kind: str) -> None:
    assert privacy.kinds(SEEDS[kind])


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_a_near_miss_is_not_taken_for_personal(text: str) -> None:
    assert privacy.kinds(text) == ()


def test_ordinary_keys_are_not_taken_for_personal() -> None:
    chance = random.Random(7)
    signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    keys = ["R-" + "-".join("".join(chance.choices(signs, k=4)) for _ in range(3))
            for _ in range(20_000)]
    assert [key for key in keys if privacy.kinds(key)] == []


def _checked(folder: Path, rows: pl.DataFrame, format: str = "csv", name: str = "f") -> Checked:  # noqa: A002
    clean = frames.clean("payment_errors")
    return check(write(folder, name, clean.manifest, rows, clean.states, format), order=3)  # type: ignore[arg-type]


def _refused_without_echo(checked: Checked, seed: str, log: str, capsys_out: str = "") -> None:
    assert checked.verdict.outcome == "refused"
    assert checked.verdict.personal
    assert checked.delivery is None
    said = "\n".join((*checked.verdict.reasons("sv"), *checked.verdict.reasons("en"), log))
    held = pickle.dumps(checked)
    for part in (seed, seed[-4:]):
        assert part not in said + capsys_out
        assert part.encode() not in held


@pytest.mark.parametrize("format", ["csv", "csv-comma", "parquet", "xlsx"])
@pytest.mark.parametrize("kind", SEEDS)
def test_a_seed_in_a_cell_refuses_the_file_without_echo(
    tmp_path: Path, kind: str, format: str, caplog: pytest.LogCaptureFixture  # noqa: A002
) -> None:
    seed = SEEDS[kind]
    rows = frames.clean("payment_errors").rows
    cell = pl.when(pl.int_range(pl.len()) == 4).then(pl.lit(seed)).otherwise(pl.col("benefit"))
    checked = _checked(tmp_path, rows.with_columns(cell.alias("benefit")), format)
    _refused_without_echo(checked, seed, caplog.text)
    first = 5 if format == "parquet" else 6
    sentence = checked.verdict.faults[0].en
    assert sentence.startswith("File 3 (payment_errors): column benefit holds")
    assert f"(row {first})" in sentence


def test_a_seed_in_an_extra_column_is_found_before_the_column(tmp_path: Path) -> None:
    rows = frames.clean("payment_errors").rows
    checked = _checked(tmp_path, rows.with_columns(pl.lit(SEEDS["with a hyphen"]).alias("notes")))
    _refused_without_echo(checked, SEEDS["with a hyphen"], "")
    assert "column number 14" in checked.verdict.faults[0].en


@pytest.mark.parametrize("format", ["csv", "parquet", "xlsx"])
def test_a_seed_in_a_heading_is_found(tmp_path: Path, format: str) -> None:  # noqa: A002
    seed = SEEDS["e-mail"]
    rows = frames.clean("payment_errors").rows.rename({"benefit": seed})
    _refused_without_echo(_checked(tmp_path, rows, format), seed, "")


@pytest.mark.parametrize("format", ["csv", "parquet", "xlsx"])
def test_a_seed_in_the_file_name_is_found(tmp_path: Path, format: str) -> None:  # noqa: A002
    seed = SEEDS["with a hyphen"]
    checked = _checked(tmp_path, frames.clean("payment_errors").rows, format, f"uttag_{seed}")
    _refused_without_echo(checked, seed, "")


def test_a_seed_in_the_manifest_is_found(tmp_path: Path) -> None:
    clean = frames.clean("payment_errors")
    path = write(tmp_path, "f", clean.manifest, clean.rows, clean.states, "csv")
    beside = tmp_path / "f.manifest.json"
    beside.write_text(json.dumps(json.loads(beside.read_text()) | {"contact": SEEDS["e-mail"]}))
    _refused_without_echo(check(path), SEEDS["e-mail"], "")


def test_a_control_total_is_not_taken_for_personal(tmp_path: Path) -> None:
    clean = frames.clean("payment_errors")
    path = write(tmp_path, "f", clean.manifest, clean.rows, clean.states, "csv")
    beside = tmp_path / "f.manifest.json"
    fields = json.loads(beside.read_text())
    fields["totals"]["prevented"] = int(PERSON)
    beside.write_text(json.dumps(fields))
    verdict = check(path).verdict
    assert not verdict.personal
    assert [each.rule for each in verdict.failed()] == ["PAY-014"]


def test_a_seed_in_a_sheet_name_a_comment_or_a_property_is_found(tmp_path: Path) -> None:
    import openpyxl
    from openpyxl.comments import Comment

    clean = frames.clean("payment_errors")
    seed = SEEDS["with a hyphen"]
    for place in ("sheet", "comment", "property"):
        path = write(tmp_path, place, clean.manifest, clean.rows, clean.states, "xlsx")
        book = openpyxl.load_workbook(path)
        if place == "sheet":
            book.create_sheet(seed)
        elif place == "comment":
            book["rows"]["A1"].comment = Comment(seed, "x")
        else:
            book.properties.creator = SEEDS["e-mail"]
        book.save(path)
        assert check(path).verdict.personal, place


def test_a_seed_in_a_column_of_whole_numbers_is_found(tmp_path: Path) -> None:
    rows = frames.clean("payment_errors").rows.with_columns(pl.lit(int(PERSON)).alias("claimed"))
    for format_ in ("csv", "parquet", "xlsx"):
        assert _checked(tmp_path, rows, format_).verdict.personal


def test_an_organisation_number_without_hyphen_is_found_in_a_key(tmp_path: Path) -> None:
    rows = frames.clean("payment_errors").rows
    checked = _checked(tmp_path, rows.with_columns(pl.lit(ORGANISATION).alias("notification_key")))
    assert [each.rule for each in checked.verdict.faults] == ["P-004"]
    _refused_without_echo(checked, ORGANISATION, "")


def test_a_file_too_broken_to_unpack_is_searched_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_text(f"a;b\n1;2;3\n{PERSON};x\n")
    _refused_without_echo(check(path), PERSON, "")
    path.write_bytes(f"å;{PERSON}".encode("utf-16"))
    _refused_without_echo(check(path), PERSON, "")
