"""Promises of reading and writing: one typed frame of every format, a sentence for each fault."""

import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import polars as pl
import pytest

from data.deliveries import Delivery, Refused, read, write
from data.manifest import Manifest, parse
from data.reading import source, table
from tests import frames

FORMATS = ("csv", "csv-comma", "parquet", "xlsx")


def _written(folder: Path, contract_id: str, format_: str) -> Path:
    clean = frames.clean(contract_id)
    return write(folder / format_, contract_id, clean.manifest, clean.rows, clean.states,
                 format_)  # type: ignore[arg-type]


@pytest.mark.parametrize("contract_id", frames.CONTRACTS)
@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_gives_the_same_frames(
    tmp_path: Path, contract_id: str, format_: str
) -> None:
    clean = frames.clean(contract_id)
    found = read(_written(tmp_path, contract_id, format_))
    assert isinstance(found, Delivery), found
    assert found.rows.schema == clean.rows.schema
    assert found.rows.equals(clean.rows)
    assert found.states.equals(clean.states)
    assert found.manifest == clean.manifest


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_delivery_gives_the_same_bytes(tmp_path: Path, format_: str) -> None:
    once = _written(tmp_path / "once", "actions", format_)
    again = _written(tmp_path / "again", "actions", format_)
    for path in once.parent.iterdir():
        assert path.read_bytes() == (again.parent / path.name).read_bytes()


def test_another_library_reads_the_same_workbook(tmp_path: Path) -> None:
    path = _written(tmp_path, "payment_errors", "xlsx")
    sheet = openpyxl.load_workbook(path, read_only=True)["rows"]
    values = list(sheet.iter_rows(values_only=True))
    rows = frames.clean("payment_errors").rows
    assert values[0] == tuple(rows.columns)
    assert sum(row[rows.columns.index("claimed")] for row in values[1:]) == rows["claimed"].sum()
    assert values[1][rows.columns.index("opened")].date() == rows["opened"][0]


@pytest.mark.parametrize("format_", ["csv", "parquet"])
def test_another_library_reads_the_same_table(tmp_path: Path, format_: str) -> None:
    path = _written(tmp_path, "inspections", format_)
    reader = "read_parquet" if format_ == "parquet" else "read_csv"
    asked = f"select count(*), sum(persons_checked), max(visited) from {reader}('{path}')"
    found = duckdb.sql(asked).fetchall()[0]
    rows = frames.clean("inspections").rows
    assert found == (rows.height, rows["persons_checked"].sum(), rows["visited"].max())


def test_a_byte_order_mark_is_not_a_part_of_the_first_heading(tmp_path: Path) -> None:
    path = _written(tmp_path, "actions", "csv")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert isinstance(read(path), Delivery)


def test_columns_may_come_in_any_order(tmp_path: Path) -> None:
    clean = frames.clean("actions")
    turned = clean.rows.select(reversed(clean.rows.columns))
    found = read(write(tmp_path, "a", clean.manifest, turned, clean.states, "csv-comma"))
    assert isinstance(found, Delivery) and found.rows.equals(clean.rows)


def test_a_workbook_never_holds_a_formula(tmp_path: Path) -> None:
    clean = frames.clean("actions")
    hostile = clean.rows.with_columns(pl.lit('=HYPERLINK("x")').alias("strand"))
    path = write(tmp_path, "a", clean.manifest, hostile, clean.states, "xlsx")
    cell = openpyxl.load_workbook(path)["rows"].cell(2, hostile.columns.index("strand") + 1)
    assert cell.data_type == "s"


def _text(path: Path, change: Callable[[str], str]) -> Path:
    path.write_text(change(path.read_text("utf-8")), "utf-8", newline="")
    return path


def _frame(folder: Path, change: Callable[[pl.DataFrame], pl.DataFrame], format_: str) -> Path:
    clean = frames.clean("payment_errors")
    return write(folder, "f", clean.manifest, change(clean.rows), clean.states,
                 format_)  # type: ignore[arg-type]


def _in_csv(change: Callable[[str], str]) -> Callable[[Path], Path]:
    return lambda folder: _text(_written(folder, "payment_errors", "csv"), change)


def _cell(column: str, value: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        place = pl.int_range(pl.len()) == 2
        cell = pl.when(place).then(pl.lit(value)).otherwise(pl.col(column).cast(pl.String))
        return _frame(folder, lambda rows: rows.with_columns(cell.alias(column)), "csv-comma")
    return make


def _bytes(change: Callable[[bytes], bytes], format_: str = "csv") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = _written(folder, "payment_errors", format_)
        path.write_bytes(change(path.read_bytes()))
        return path
    return make


def _named(suffix: str, format_: str = "csv") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = _written(folder, "payment_errors", format_)
        for each in (".states", ""):
            beside = path.with_name(f"{path.stem}{each}{path.suffix}")
            if beside.exists():
                beside.rename(beside.with_suffix(suffix))
        return path.with_suffix(suffix)
    return make


def _without(beside: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = _written(folder, "payment_errors", "csv")
        (path.parent / f"payment_errors{beside}").unlink()
        return path
    return make


def _manifest(**fields: Any) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = _written(folder, "payment_errors", "csv")
        beside = path.parent / "payment_errors.manifest.json"
        beside.write_text(json.dumps(json.loads(beside.read_text()) | fields))
        return path
    return make


def _manifest_text(text: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = _written(folder, "payment_errors", "csv")
        (path.parent / "payment_errors.manifest.json").write_text(text)
        return path
    return make


def _book(change: Callable[[Any], None]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = _written(folder, "payment_errors", "xlsx")
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
        return path
    return make


def _zip(*members: tuple[str, bytes]) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        buffer = io.BytesIO(content)
        with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
            for name, inside in members:
                package.writestr(name, inside)
        return buffer.getvalue()
    return change


def _far_cell(book: Any) -> None:
    book["rows"]["XFD1048576"] = 1


def _rename_sheet(book: Any) -> None:
    book["rows"].title = "Blad1"


def _published_with_states(folder: Path) -> Path:
    path = _written(folder, "published_figures", "csv")
    (path.parent / "published_figures.states.csv").write_text("record_key;state;date\n")
    return path


def _both_marks(folder: Path) -> Path:
    path = _written(folder, "published_figures", "csv")
    return _text(path, lambda text: text.replace("305,5", "305.5"))


def _typed(column: str, kind: Any) -> Callable[[Path], Path]:
    return lambda folder: _frame(
        folder, lambda rows: rows.with_columns(pl.col(column).cast(kind)), "parquet")


MALFORMED: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "no file": ("F-009", lambda folder: folder / "gone.csv"),
    "a folder": ("F-009", lambda folder: (folder / "d.csv").mkdir() or folder / "d.csv"),
    "another format": ("F-001", _named(".ods")),
    "no extension": ("F-001", _named("")),
    "the manifest itself": (
        "F-008", lambda folder: _written(folder, "actions", "csv").with_name(
            "actions.manifest.json")),
    "the states alone": (
        "F-008", lambda folder: _written(folder, "actions", "csv").with_name("actions.states.csv")),
    "an Excel file named csv": ("F-002", _named(".csv", "xlsx")),
    "a Parquet file named csv": ("F-002", _named(".csv", "parquet")),
    "a csv file named xlsx": ("F-002", _named(".xlsx", "csv")),
    "a csv file named parquet": ("F-002", _named(".parquet", "csv")),
    "a packed file named csv": ("F-001", _bytes(gzip.compress)),
    "locked by a password": ("F-006", _bytes(lambda c: b"\xd0\xcf\x11\xe0" + c, "xlsx")),
    "empty": ("F-007", _bytes(lambda c: b"")),
    "only blanks": ("F-007", _bytes(lambda c: b"  \r\n\r\n")),
    "too large": ("F-003", _bytes(lambda c: b"x" * (source.LARGEST_MB * 1024 * 1024 + 1))),
    "latin-1": ("F-005", _bytes(lambda c: c.replace(b"applicant", b"s\xf6kande"))),
    "utf-16": ("F-005", _bytes(lambda c: c.decode().encode("utf-16"))),
    "null bytes": ("F-022", _bytes(lambda c: c.replace(b";fk;", b";f\x00k;"))),
    "cut in the middle of a line": ("F-004", _bytes(lambda c: c[:-30])),
    "a line with too many values": ("F-004", _in_csv(lambda t: t.replace(";fk;", ";fk;;", 1))),
    "broken quotes": ("F-010", _in_csv(lambda t: t.replace(";fk;", ';"fk;', 1))),
    "text after a quote": ("F-010", _in_csv(lambda t: t.replace(";fk;", ';"f"k;', 1))),
    "a line break in a cell": ("F-011", _in_csv(lambda t: t.replace(";fk;", ';"f\nk";', 1))),
    "an empty line": ("F-021", _in_csv(lambda t: t.replace("\nP-0003", "\n\nP-0003"))),
    "no heading row": ("T-008", _in_csv(lambda t: t.split("\n", 1)[1])),
    "a million columns": ("F-018", _bytes(lambda c: b"a;" * 10**6 + b"\n" + b"1;" * 10**6)),
    "a missing column": ("T-001", lambda f: _frame(f, lambda r: r.drop("county"), "csv")),
    "an extra column": (
        "T-002", lambda f: _frame(f, lambda r: r.with_columns(notes=pl.lit("x")), "csv")),
    "a column twice": (
        "T-007", _in_csv(lambda t: t.replace("police_report", "county", 1))),
    "text where a number stands": ("T-003", _cell("claimed", "många")),
    "a unit after a number": ("T-003", _cell("claimed", "12000 kr")),
    "a decimal in a whole number": ("T-003", _cell("claimed", "12.5")),
    "a number beyond all numbers": ("T-003", _cell("claimed", "1e308")),
    "not a number": ("T-003", _cell("claimed", "NaN")),
    "a day that does not exist": ("T-004", _cell("opened", "2026-02-30")),
    "a day the other way around": ("T-004", _cell("opened", "14/09/2026")),
    "a moment for a day": ("T-004", _cell("opened", "2026-09-14T10:00")),
    "both decimal marks": ("T-006", _both_marks),
    "a wrong Parquet type": ("T-009", _typed("county", pl.Categorical)),
    "fractions in a Parquet file": ("T-009", _typed("claimed", pl.Float64)),
    "moments in a Parquet file": ("T-009", _typed("opened", pl.Datetime)),
    "a damaged Parquet file": ("F-012", _bytes(lambda c: c[:200] + c[-200:], "parquet")),
    "a truncated Parquet file": ("F-012", _bytes(lambda c: c[:-9], "parquet")),
    "a truncated workbook": ("F-012", _bytes(lambda c: c[:-300], "xlsx")),
    "a zip in disguise": ("F-012", _bytes(lambda c: b"PK\x03\x04" + b"x" * 500, "xlsx")),
    "a zip bomb": ("F-013", _bytes(_zip(("xl/media/a.xml", b"0" * 10**8)), "xlsx")),
    "macros": ("F-014", _bytes(_zip(("xl/vbaProject.bin", b"x")), "xlsx")),
    "a member with a path": ("F-014", _bytes(_zip(("../../etc/x.xml", b"x")), "xlsx")),
    "a cell in the far corner": ("F-018", _book(_far_cell)),
    "an extra sheet": ("F-016", _book(lambda book: book.create_sheet("notes"))),
    "another sheet name": ("F-015", _book(_rename_sheet)),
    "an empty sheet": ("F-007", _book(lambda book: book["rows"].delete_rows(1, 100))),
    "an empty row in a sheet": ("F-021", _book(lambda book: book["rows"].insert_rows(5))),
    "no states": ("F-019", _without(".states.csv")),
    "states where there are none": ("F-020", _published_with_states),
    "no manifest": ("M-001", _without(".manifest.json")),
    "a manifest that is not JSON": ("M-002", _manifest_text("contract: x")),
    "a manifest that is a list": ("M-002", _manifest_text("[]")),
    "a field twice in the manifest": ("M-002", _manifest_text('{"rows": 1, "rows": 2}')),
    "a manifest without fields": ("M-003", _manifest_text("{}")),
    "a number of rows as text": ("M-004-rows", _manifest(rows="40")),
    "rows that are true": ("M-004-rows", _manifest(rows=True)),
    "a month that does not exist": ("M-004-months", _manifest(months=["2026M13"])),
    "months out of order": ("M-004-months", _manifest(months=["2026M08", "2026M07"])),
    "a day sent that does not exist": ("M-004-sent", _manifest(sent="2026-02-30")),
    "an origin of its own": ("M-004-origin", _manifest(origin="dream")),
    "totals with fractions": ("M-004-totals", _manifest(totals={"claimed": 1.5})),
    "free text in the manifest": ("M-005", _manifest(comment="hej")),
    "an unknown contract": ("M-006", _manifest(contract="parking_fines")),
    "another version": ("M-007", _manifest(version=2)),
    "an unknown deliverer": ("M-008", _manifest(deliverer="nsa")),
    "a deliverer that only receives": ("M-008", _manifest(deliverer="akassa")),
    "no months": ("M-009", _manifest(months=[])),
    "other totals": ("M-011", _manifest(totals={"persons": 1})),
    "states that are not counted": ("M-012", _manifest(states_rows=None)),
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_wrong_file_gets_a_sentence_in_both_languages(tmp_path: Path, kind: str) -> None:
    rule, make = MALFORMED[kind]
    found = read(make(tmp_path))
    assert isinstance(found, Refused)
    assert rule in [each.rule for each in found.faults]
    for each in found.faults:
        for text in (each.sv, each.en):
            assert text.count(". ") >= 1 and text.endswith(".")
            assert "Traceback" not in text and str(tmp_path) not in text and "{" not in text


def test_a_sentence_never_repeats_what_stands_in_the_file(tmp_path: Path) -> None:
    secret = "HEMLIGT"
    makes = (
        _cell("claimed", secret), _cell("opened", secret), _in_csv(lambda t: f"{secret};{t}"),
        _manifest(contract=secret), _manifest(deliverer=secret), _manifest(**{secret: 1}),
        _book(lambda book: book.create_sheet(secret)),
        lambda f: _frame(f, lambda r: r.with_columns(pl.lit("x").alias(secret)), "csv"),
    )
    for number, make in enumerate(makes):
        found = read(make(tmp_path / str(number)))
        assert isinstance(found, Refused)
        assert not any(secret in each.sv + each.en + each.where for each in found.faults)


def test_rows_are_numbered_as_the_deliverer_sees_them(tmp_path: Path) -> None:
    found = read(_cell("claimed", "x")(tmp_path))
    assert isinstance(found, Refused)
    assert "(rad 4)" in found.faults[0].sv and "(row 4)" in found.faults[0].en


def test_only_the_first_row_numbers_are_listed(tmp_path: Path) -> None:
    text = pl.lit("x").alias("claimed")
    found = read(_frame(tmp_path, lambda rows: rows.with_columns(text), "csv"))
    assert isinstance(found, Refused)
    assert "2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 30 more" in found.faults[0].en


@pytest.mark.parametrize("format_", FORMATS)
def test_no_cut_or_flipped_byte_makes_a_reader_raise(tmp_path: Path, format_: str) -> None:
    chance = random.Random(3)
    path = _written(tmp_path, "published_figures", format_)
    whole = path.read_bytes()
    for number in range(120):
        place = chance.randrange(len(whole))
        flipped = whole[:place] + bytes([chance.randrange(256)]) + whole[place + 1:]
        path.write_bytes(whole[:place] if number % 2 else flipped)
        assert isinstance(read(path), Delivery | Refused)


def test_no_manifest_makes_its_reader_raise() -> None:
    chance = random.Random(5)
    whole = frames.clean("referrals").manifest.to_json().encode()
    for _ in range(400):
        place = chance.randrange(len(whole))
        content = whole[:place] + bytes([chance.randrange(256)]) + whole[place + 1:]
        found = parse(content)
        assert isinstance(found, Manifest) or all(each.sv for each in found)


def test_a_manifest_reads_back_as_it_was_written() -> None:
    for contract_id in frames.CONTRACTS:
        manifest = frames.clean(contract_id).manifest
        assert parse(manifest.to_json().encode()) == manifest


def test_a_table_longer_than_any_delivery_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "LARGEST_ROWS", 30)
    for format_ in FORMATS:
        found = read(_written(tmp_path, "payment_errors", format_))
        assert isinstance(found, Refused)
        assert {each.rule for each in found.faults} == {"F-017"}
