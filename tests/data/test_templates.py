"""Promises of the templates: filled in they are deliveries, and they say what the contract says."""

import io
import json
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from dashboard import cli
from data import codebook, templates, words
from data.contracts import chain, contract
from data.deliveries import Delivery, Manifest, Refused, read
from data.manifest import parse
from tests import frames

BOTH = pytest.mark.parametrize("lang", words.LANGUAGES)
EACH = pytest.mark.parametrize("contract_id", frames.CONTRACTS)


def _book(contract_id: str, lang: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(templates.workbook(contract_id, lang)))


def _filled(book: openpyxl.Workbook, delivery: Delivery) -> openpyxl.Workbook:
    for name, frame in (("rows", delivery.rows), ("states", delivery.states)):
        if name in book.sheetnames:
            for number, row in enumerate(frame.iter_rows(), 2):
                for place, value in enumerate(row, 1):
                    book[name].cell(number, place, value)
    return book


def _saved(folder: Path, book: openpyxl.Workbook, manifest: Manifest) -> Path:
    path = folder / "filled.xlsx"
    book.save(path)
    path.with_name("filled.manifest.json").write_text(manifest.to_json(), "utf-8")
    return path


@BOTH
@EACH
def test_a_filled_template_is_a_delivery_with_its_code_book_still_in_it(
    tmp_path: Path, contract_id: str, lang: str
) -> None:
    clean = frames.clean(contract_id)
    found = read(_saved(tmp_path, _filled(_book(contract_id, lang), clean), clean.manifest))
    assert isinstance(found, Delivery), found
    assert found.rows.equals(clean.rows) and found.states.equals(clean.states)


@BOTH
@EACH
def test_another_library_reads_the_headings_and_every_code(contract_id: str, lang: str) -> None:
    of, book = contract(contract_id), _book(contract_id, lang)
    sheets = ["rows", *(["states"] if of.chains else []), codebook.SHEETS[lang]]
    assert book.sheetnames == sheets
    assert [cell.value for cell in book["rows"][1]] == [c.name for c in of.columns]
    codes = {(row[0], row[4]) for row in book[codebook.SHEETS[lang]].values if row[4]}
    wanted = {(c.name, code.code) for c in of.columns for code in c.codes()}
    wanted |= {("state", s.code) for each in of.chains for s in chain(each).states}
    assert {each for each in codes if each[0] != of_heading(lang)} == wanted


def of_heading(lang: str) -> str:
    return words.say("template.column", lang)


@EACH
def test_the_list_of_a_column_holds_its_own_codes_and_no_other(contract_id: str) -> None:
    book, of = _book(contract_id, "sv"), contract(contract_id)
    sheet = book["Kodbok"]
    for rule in book["rows"].data_validations.dataValidation:
        column = book["rows"].cell(1, next(rule.sqref.ranges.__iter__()).min_col).value
        source = rule.formula1.partition("!")[2].replace("$", "")
        held = [cell.value for (cell,) in sheet[source]]
        assert held == [code.code for code in of.column(column).codes()]


def test_a_changed_code_book_is_an_extra_sheet(tmp_path: Path) -> None:
    clean = frames.clean("actions")
    book = _filled(_book("actions", "sv"), clean)
    book["Kodbok"]["A2"] = "anteckning"
    found = read(_saved(tmp_path, book, clean.manifest))
    assert isinstance(found, Refused) and [f.rule for f in found.faults] == ["F-016"]


def test_a_county_keeps_its_zero(tmp_path: Path) -> None:
    sheet = _book("referrals", "sv")["rows"]
    place = [cell.value for cell in sheet[1]].index("county")
    letter = openpyxl.utils.get_column_letter(place + 1)
    assert sheet.column_dimensions[letter].number_format == "@"


@BOTH
@EACH
def test_filled_csv_is_a_delivery(tmp_path: Path, contract_id: str, lang: str) -> None:
    clean = frames.clean(contract_id)
    for name, content in templates.written(contract_id, lang).items():
        (tmp_path / name).write_bytes(content)
    path = tmp_path / f"{contract_id}_{lang}.csv"
    _append(path, clean.rows, lang)
    if contract(contract_id).chains:
        _append(path.with_suffix(".states.csv"), clean.states, lang)
    about = json.loads(path.with_suffix(".manifest.json").read_text("utf-8"))
    said = json.loads(clean.manifest.to_json())
    assert {k for k in about if about[k] != said[k]} <= {
        "deliverer", "months", "rows", "states_rows", "totals", "origin", "sent"}
    path.with_suffix(".manifest.json").write_text(json.dumps(about | said), "utf-8")
    found = read(path)
    assert isinstance(found, Delivery) and found.rows.equals(clean.rows), found


def _append(path: Path, frame: pl.DataFrame, lang: str) -> None:
    swedish = lang == "sv"
    with path.open("ab") as file:
        frame.write_csv(file, include_header=False, separator=";" if swedish else ",",
                        decimal_comma=swedish)


@BOTH
@EACH
def test_the_contract_reads_as_one_document(contract_id: str, lang: str) -> None:
    html, of = codebook.document(contract_id, lang), contract(contract_id)
    assert f'<html lang="{lang}">' in html and html.count("<h1>") == 1
    assert words.say("template.no_free_text", lang) in html.replace("&#x27;", "'")
    assert all(f">{c.name}</th>" in html for c in of.columns)
    other = "en" if lang == "sv" else "sv"
    assert words.say("template.meaning", other) not in html


def test_the_same_template_is_the_same_bytes() -> None:
    assert templates.workbook("referrals", "sv") == templates.workbook("referrals", "sv")


def test_the_manifest_of_a_template_lacks_only_what_the_deliverer_knows() -> None:
    of = contract("referrals")
    found = parse(templates.manifest(of))
    assert {each.rule for each in found} == {"M-004-sent"}  # type: ignore[union-attr]
    filled = json.loads(templates.manifest(of)) | {
        "sent": "2026-09-10", "deliverer": "miv", "months": ["2026M08"]}
    assert isinstance(parse(json.dumps(filled).encode()), Manifest)


def test_the_command_writes_them_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "t"
    assert cli.main(["template", "--out", str(out), "--lang", "en", "--json"]) == 0
    named = json.loads(capsys.readouterr().out)["files"]
    assert sorted(named) == sorted(p.name for p in out.iterdir()) and len(named) == 29
    assert cli.main(["template", "--contract", "actions", "--out", str(out)]) == 0
    assert "6 filer" in capsys.readouterr().out
    (tmp_path / "file").write_text("x")
    assert cli.main(["template", "--out", str(tmp_path / "file")]) == 1
    assert "Kontrollera" in capsys.readouterr().err
