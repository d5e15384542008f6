"""Promises of ``lagesbild check``: the intake's own verdict, offline, and nothing kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dashboard import cli
from data.contracts import contract
from data.deliveries import Delivery, write
from data.manifest import Manifest, parse
from expectations.run import check
from tests import frames


def written(folder: Path, delivery: Delivery, name: str = "f") -> Path:
    return write(folder, name, delivery.manifest, delivery.rows, delivery.states, "csv")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    try:
        code = cli.main(["check", *words])
    except SystemExit as left:
        code = int(str(left.code))
    out = capsys.readouterr()
    return code, out.out, out.err


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_it_says_what_the_intake_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    clean = frames.clean("payment_errors")
    path = written(tmp_path, replace(clean, rows=clean.rows.drop("county")))
    verdict = check(path).verdict
    code, out, err = run(capsys, str(path), "--lang", lang)
    assert code == 1 and not err
    assert out.splitlines()[0] == f"1. {verdict.heading(lang)}"
    assert all(f"   - {reason}" in out for reason in verdict.reasons(lang))
    assert out.splitlines()[-1] == {"sv": "Inget är sparat.", "en": "Nothing is kept."}[lang]


def test_a_clean_file_is_accepted_with_what_was_not_tried(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, frames.clean("published_figures"))
    before = {each: each.read_bytes() for each in tmp_path.iterdir()}
    code, out, _ = run(capsys, str(path), "--json")
    told = json.loads(out)
    assert code == 0 and told["ok"] and told["files"][0]["outcome"] == "accepted"
    assert [each.split(":")[0].split(" ")[0] for each in told["not_tried"]] == [
        "KEY-001", "H-001", "Undantag"]
    assert told["kept"] is False and told["read_as"]["rows"] == 5
    assert set(told["rules"].values()) == {"pass"}
    assert before == {each: each.read_bytes() for each in tmp_path.iterdir()}


def test_without_a_manifest_it_refuses_and_tells_of_the_draft(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, frames.clean("actions"))
    path.with_name("f.manifest.json").unlink()
    code, out, _ = run(capsys, str(path), "--lang", "en")
    assert code == 1 and "M-001" in out and "--draft-manifest" in out
    assert not path.with_name("f.manifest.json").exists()


@pytest.mark.parametrize("contract_id", ["referrals", "inspections"])
def test_a_draft_is_the_manifest_that_the_file_should_have_had(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], contract_id: str
) -> None:
    clean = frames.clean(contract_id)
    path = written(tmp_path, clean)
    beside = path.with_name("f.manifest.json")
    beside.unlink()
    code, out, _ = run(capsys, str(path), "--draft-manifest", "--json")
    told = json.loads(out)
    assert code == 0 and "f.manifest.json" in told["draft"]
    assert any("utkast" in each for each in told["not_tried"])
    drafted = parse(beside.read_bytes())
    assert isinstance(drafted, Manifest)
    same = replace(drafted, origin=clean.manifest.origin, sent=clean.manifest.sent)
    assert same == clean.manifest
    code, _, err = run(capsys, str(path), "--draft-manifest")
    assert code == 2 and "f.manifest.json" in err


def test_what_is_said_on_the_command_line_is_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, frames.clean("payment_errors"))
    path.with_name("f.manifest.json").unlink()
    code, out, _ = run(capsys, str(path), "--months", "2026M08", "--json")
    assert code == 0 and json.loads(out)["draft"] == ""
    assert not path.with_name("f.manifest.json").exists()
    code, out, _ = run(capsys, str(path), "--months", "2026M07", "--json")
    assert code == 1 and json.loads(out)["rules"]["PAY-006"] == "fail"


def test_no_draft_is_made_of_a_file_with_personal_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clean = frames.clean("payment_errors")
    secret = "811218-9876"
    path = written(tmp_path, replace(clean, rows=clean.rows.with_columns(
        benefit=pl.lit(secret))))
    path.with_name("f.manifest.json").unlink()
    code, out, err = run(capsys, str(path), "--draft-manifest", "--json")
    told = json.loads(out)
    assert code == 1 and told["personal"] and secret not in out + err
    assert told["read_as"]["contract"] == "" and told["read_as"]["rows"] is None
    assert not path.with_name("f.manifest.json").exists()


def test_a_file_of_no_known_kind_asks_for_its_contract(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "f.csv").write_text("a;b\n1;2\n")
    code, out, _ = run(capsys, str(tmp_path / "f.csv"), "--draft-manifest", "--json")
    told = json.loads(out)["findings"]
    assert code == 1 and told[0]["rule"] == "M-014" and "referrals" in told[0]["remedy"]


def _a_month_before(delivery: Delivery, months: int) -> Delivery:
    """Give the same rows some months earlier."""
    moved = delivery.rows.with_columns(
        pl.col(contract("payment_errors").month_of).dt.offset_by(f"-{months}mo"))
    states = delivery.states.with_columns(pl.col("date").dt.offset_by(f"-{months}mo"))
    about = replace(delivery.manifest, months=(f"2026M{8 - months:02}",),
                    sent=date(2026, 9 - months, 10))
    return replace(delivery, rows=moved, states=states, manifest=about)


def test_own_earlier_files_are_compared_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clean = frames.clean("payment_errors")
    path, earlier = written(tmp_path / "now", clean), tmp_path / "earlier"
    for months in (1, 2, 3):
        written(earlier, _a_month_before(clean, months), f"m{months}")
    (earlier / "other.csv").write_text("x")
    code, out, _ = run(capsys, str(path), "--earlier", str(earlier), "--json")
    told = json.loads(out)
    assert code == 1 and told["rules"]["H-003"] == "fail" and told["compared_with"] == 3
    assert not any("H-001" in each for each in told["not_tried"])
    code, out, _ = run(capsys, str(path), "--earlier", str(earlier), "--lang", "en")
    assert "3 earlier files" in out and "1 files in the folder" in out


@pytest.mark.parametrize("words", [
    ("--months", "september"), ("--earlier", "/no/such/folder"), ("--contract", "parking"),
    ("--deliverer", "nsa")])
def test_wrong_use_is_exit_code_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    path = written(tmp_path, frames.clean("payment_errors"))
    code, out, err = run(capsys, str(path), *words)
    assert code == 2 and not out and err and "Traceback" not in err


def test_the_help_tells_of_manifest_limits_and_exit_codes(
    capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0
    for said in ("--draft-manifest", "--earlier", "Exit code 0", "nothing of", "never over one"):
        assert said in out
