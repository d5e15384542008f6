"""The command: its help teaches, its exit codes hold, its JSON is for machines."""

import csv
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import duckdb
import pytest

from dashboard import cli
from data.store import open_desk
from tests.data.workbench import At

VERBS = ("demo", "sample", "check", "receive", "work", "publish", "export", "attack", "verify",
         "edition", "decide", "erase", "retention", "serve")


@pytest.fixture(scope="module")
def built(demonstration: Path) -> Path:
    """A small demonstration: two editions over the whole way."""
    return demonstration


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = cli.main(list(words))
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize("verb", VERBS)
def test_help_teaches_each_verb(capsys: pytest.CaptureFixture[str], verb: str) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main([verb, "--help"])
    said = capsys.readouterr().out
    assert stop.value.code == 0
    assert all(w in said for w in ("Example:", "--json", "--home", f"lagesbild {verb}"))


@pytest.mark.parametrize("words", [[], ["fly"], ["export"], ["demo", "--rows", "many"]])
def test_wrong_use_is_exit_code_two(words: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(words)
    assert stop.value.code == 2


def test_verify_tells_of_every_edition(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(run(capsys, "--home", str(built), "verify", "--json")[1])
    assert told == {"ok": True, "editions": {"1": [], "2": []}}


def test_export_shows_no_small_count_and_every_shown_sum_adds_up(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "--home", str(built), "export", "--out", str(tmp_path), "--json")
    assert code == 0
    assert {"cells.csv", "cells.parquet", "codes.csv", "indicators.csv", "relations.csv"} <= set(
        json.loads(out)["files"])
    rows = list(csv.DictReader((tmp_path / "cells.csv").open(encoding="utf-8")))
    assert rows and {r["origin"] for r in rows} == {"synthetic"}
    rule = {r["indicator"]: r for r in csv.DictReader(
        (tmp_path / "indicators.csv").open(encoding="utf-8"))}
    for row in rows:
        if row["sign"] != "visible":
            assert row["value"] == ""
        elif rule[row["indicator"]]["rule"] == "person":
            assert not 1 <= float(row["value"]) <= 4, row
    assert _regions_add_up([r for r in rows if not r["as_of"]], rule) > 20   # held: an older figure
    other = duckdb.sql(f"SELECT count(*) FROM '{tmp_path}/cells.parquet'").fetchall()
    assert other == [(len(rows),)]


def _regions_add_up(rows: list[dict[str, str]], rule: dict[str, dict[str, str]]) -> int:
    """Add the regions of every total whose parts are all shown; return how many were added."""
    regions = {"nord", "mitt", "bergslagen", "stockholm", "ost", "vast", "syd", "00"}
    parts: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for r in rows:
        if "place" in rule[r["indicator"]]["adds"].split(","):
            key = (r["indicator"], r["authority"], r["breakdown"], r["period"])
            parts[key][r["place"]] = r["value"]
    checked = 0
    for own in parts.values():
        if regions <= set(own) and all(own[p] for p in (*regions, "SE")):
            assert sum(float(own[p]) for p in regions) == float(own["SE"])
            checked += 1
    return checked


def test_an_edition_and_its_export_are_attacked_with_all_before_them(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(built)]
    for number in ("1", "2"):
        assert run(capsys, *home, "export", "--edition", number, "--out",
                   str(tmp_path / number), "--format", "csv")[0] == 0
    code, out, err = run(capsys, *home, "attack", "--lang", "en")
    assert code == 0 and "Earlier editions together with this one: 1;" in out, out
    assert out.splitlines()[-1] == "Nothing protected could be worked out or narrowed."
    assert "attack" in err and "attack" not in out.splitlines()[-1]
    code, out, _ = run(capsys, "attack", "--folder", str(tmp_path / "2"), "--earlier",
                       str(tmp_path / "1"), "--json")
    stored = json.loads(run(capsys, *home, "attack", "--json")[1])
    told = json.loads(out)
    assert code == 0 and told["ok"] and told["tried"] == stored["tried"]
    _show_a_protected_cell(tmp_path / "2" / "cells.csv")
    code, out, _ = run(capsys, "attack", "--folder", str(tmp_path / "2"))
    assert code == 1 and "\n! Ett litet antal visas: " in out and "Svagheter: " in out


def _show_a_protected_cell(path: Path) -> None:
    """Write 3 where a figure of persons is protected."""
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    one = next(r for r in rows if r["sign"] == "protected"
               and r["indicator"].startswith("oc.leads") and "share" not in r["indicator"])
    one |= {"sign": "visible", "value": "3.0"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every deliverer's files, as somebody who tries the command would write them."""
    out = tmp_path_factory.mktemp("sampled")
    assert cli.main(["sample", "--out", str(out), "--rows", "20000", "--months", "24",
                     "--json"]) == 0
    return out


@pytest.mark.parametrize(("fault", "lang", "said"), [
    ("wrong_sum", "en", "control total"), ("wrong_sum", "sv", "Kontrollsumman"),
    ("unknown_code", "en", "Codes are not in the contract"),
    ("missing_column", "sv", "strand"), ("personal_number", "en", "personal"),
    ("chain_order", "en", "without the stage before"),
])
def test_check_refuses_each_faulty_sample_with_a_sentence(
    sampled: Path, capsys: pytest.CaptureFixture[str], fault: str, lang: str, said: str
) -> None:
    file = next(p for p in sorted(sampled.iterdir())
                if fault in p.name and ".states" not in p.name and "manifest" not in p.name)
    code, out, err = run(capsys, "check", str(file), "--lang", lang)
    assert code == 1 and said in out and "Traceback" not in out + err
    assert "191212121212" not in out + err


def test_check_lets_a_clean_file_pass(
    sampled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = next(sampled.glob("*av-inspections-2026M08.csv"))
    assert run(capsys, "check", str(file), "--json")[0] == 0


def test_what_is_missing_gets_a_sentence_and_exit_code_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(tmp_path)]
    for words, said in (
        (["verify"], "ingen utgåva"), (["export", "--out", str(tmp_path / "x")], "ingen utgåva"),
        (["publish", "--until", "september"], "ingen månad"),
        (["publish", "--until", "2026M09"], "inga godtagna"),
        (["export", "--edition", "nio", "--out", "x"], "ingen utgåva"),
        (["attack"], "ingen utgåva"), (["attack", "--folder", str(tmp_path)], "cells.csv saknas"),
        (["check", str(tmp_path / "nothing.csv")], "1."),
    ):
        code, out, err = run(capsys, *home, *words)
        assert code == 1 and said in (out + err) and "Traceback" not in out + err, words


def test_the_worker_takes_what_lies_in_the_inbox(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    source = built / "sample-synthetic"
    for part in source.glob("synthetic-av-inspections-2024.*"):
        (inbox / part.name).write_bytes(part.read_bytes())
    code, out, _ = run(capsys, "--home", str(tmp_path), "work", "--once", "--json")
    assert (code, json.loads(out)["tasks"]) == (0, 1)
    assert not list(inbox.iterdir())


def test_a_delivery_is_decided_and_erased_at_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(tmp_path)]
    with open_desk(None, tmp_path) as desk:
        number = At(desk).give("a")
    act, reason = ["decide", str(number), "accept", "--as", "Siv"], ["--reason", "Stämmer."]
    for words, said in (
        ([*act, "--as", " ", *reason], "Namn saknas"), (act, "Skäl saknas"),
        ([*act, "--reason", "14 rader"], "innehåller ett tal"),
        (["decide", "99", "accept", "--as", "Siv", *reason], "ingen leverans"),
        (["erase", str(number), "--confirm", "--as", "Ulf"], "Ingen har begärt"),
        (["erase", str(number), "--as", "Siv"], "Skäl saknas"),
    ):
        code, out, err = run(capsys, *home, *words)
        assert code == 1 and said in err and "Traceback" not in out + err, words
    assert run(capsys, *home, "erase", str(number), *reason, "--as", "Siv")[0] == 0
    assert "kan inte själv" in run(
        capsys, *home, "erase", str(number), "--confirm", "--as", "siv")[2]
    code, out, _ = run(capsys, *home, "erase", str(number), "--confirm", "--as", "Ulf", "--json")
    assert code == 0 and json.loads(out)["erased"] == [number]
    assert "utplånat" in run(capsys, *home, *act, *reason)[2]


def test_the_retention_table_is_shown_and_applied(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(tmp_path)]
    code, out, _ = run(capsys, *home, "retention", "--lang", "en")
    assert code == 0 and "Record keys as examples of faults: 90\u00a0days." in out
    assert "Audit of who did what: kept always." in out
    told = json.loads(run(capsys, *home, "retention", "--apply", "--json")[1])
    assert told["applied"]["tasks"] == 0 and len(told["kinds"]) == 13


def test_the_command_is_installed() -> None:
    command = Path(sys.executable).with_name("lagesbild")
    answer = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert answer.stdout.startswith("lagesbild 0.")
