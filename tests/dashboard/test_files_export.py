"""Whose files, in which bytes: scope, names, the same bytes everywhere, and the verb."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from dashboard import cli
from dashboard.report.export import FORMATS, Output, export
from dashboard.report.scope import WHOLE, Scope, council_scope, scope_of
from data import registers
from data.access import SYSTEM, AccessDenied, Actor, Role
from data.editions import cells
from data.store import open_store
from tests.dashboard.px_reader import read
from tests.dashboard.small_edition import published
from tests.dashboard.test_files_cubes import gathered

ROOT = Path(__file__).parents[2]
EXPORT = """
import sys
from pathlib import Path
from dashboard.report.export import FORMATS, export
from data.access import SYSTEM
from data.store import open_store
export(open_store(None, Path(sys.argv[1])), SYSTEM, 1, Path(sys.argv[2]), FORMATS)
"""
NATIONAL, REGIONAL = "work_crime", "rsr_nord"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the small edition."""
    where = tmp_path_factory.mktemp("home")
    published(where)
    return where


def sums(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sorted(folder.rglob("*")) if p.is_file()}


def member(council: str) -> Actor:
    return Actor("m", Role.council_member, council=council)


def test_the_same_bytes_whatever_time_zone_locale_threads_or_hash_seed(
    home: Path, tmp_path: Path
) -> None:
    found = []
    for n, own in enumerate((
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "POLARS_MAX_THREADS": "1",
         "PYTHONHASHSEED": "1"},
        {"TZ": "America/Anchorage", "LANG": "sv_SE.UTF-8", "POLARS_MAX_THREADS": "4",
         "PYTHONHASHSEED": "2"},
    )):
        out = tmp_path / str(n)
        subprocess.run([sys.executable, "-c", EXPORT, str(home), str(out)], check=True, cwd=ROOT,
                       env={**os.environ, "PYTHONPATH": str(ROOT), **own})
        found.append(sums(out))
    assert found[0] == found[1] and len(found[0]) > 20


def test_every_file_says_synthetic_and_every_edition_its_hash(home: Path, tmp_path: Path) -> None:
    with open_store(None, home) as store:
        paths = export(store, SYSTEM, 1, tmp_path, FORMATS)
        content = Output(store, 1).edition.hash.encode()
    for path in paths:
        held = path.read_bytes()
        plain = path.suffix == ".csv" and path.parent.name in ("csvw", tmp_path.name)
        assert plain or b"ynteti" in held or b"synthetic" in held, path
        assert plain or path.name.endswith("structure.xml") or content in held, path
        assert path.parent == tmp_path or "synthetic" in path.name or (
            path.name == "csv-metadata.json"), path
    told = json.loads((tmp_path / "edition-S-1-synthetic.json").read_text())
    assert all(told["files"].get(name) == total for name, total in sums(tmp_path).items()
               if name in told["files"]) and len(told["files"]) == len(paths) - 2


def test_a_real_edition_is_nowhere_called_synthetic(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    published(home, origin="real")
    with open_store(None, home) as store:
        for path in export(store, SYSTEM, 1, tmp_path / "out", FORMATS):
            assert b"ynteti" not in path.read_bytes() and "ynt" not in path.name, path


def test_a_members_files_are_its_councils_part_and_no_more(home: Path) -> None:
    with open_store(None, home) as store:
        whole = cells(store, 1)
        for council, places in ((NATIONAL, {"SE", "nord", "syd", "01+09"}),
                                (REGIONAL, {"SE", "nord"})):
            made = Output(store, 1, scope_of(member(council)))
            part = made.tables["cells"]
            assert set(part["area"]) <= set(registers.council(council).areas)
            assert set(part["place"]) == places
            assert part.join(whole, on=part.columns, how="anti", nulls_equal=True).is_empty()
            spots = gathered([read(c).spots("CODES") for c in made.files(["px"]).values()])
            assert len(spots) == part.height
            there = set(part.select(pl.concat_str(
                "indicator", "place", "authority", "breakdown", "period", separator="|")
                .alias("c"))["c"])
            assert set(made.tables["relations"]["cell"]) <= there
            assert all(f"-{council}-" in name for name in made.files(["px"]))


def test_a_relation_is_kept_whole_or_not_at_all(home: Path) -> None:
    with open_store(None, home) as store:
        kept = Output(store, 1, Scope(("work_related_crime",), ("SE",), "x"))
        gone = Output(store, 1, Scope(("organised_crime",), None, "x"))
    assert kept.tables["relations"].height == 3 and gone.tables["relations"].is_empty()


@pytest.mark.parametrize("role", list(Role))
def test_who_may_take_out_what(role: Role) -> None:
    if role is Role.deliverer:
        with pytest.raises(AccessDenied):
            scope_of(Actor("x", role, authority="fk"))
    elif role is Role.council_member:
        assert scope_of(member(NATIONAL)).areas == tuple(registers.council(NATIONAL).areas)
        with pytest.raises(AccessDenied):
            scope_of(Actor("x", role))
        with pytest.raises(AccessDenied):
            council_scope(member(NATIONAL), "war_crimes")
    else:
        assert scope_of(Actor("x", role)) == WHOLE


def test_the_verb_writes_what_is_named_and_teaches_where_it_is_not(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*more: str) -> int:
        return cli.main(["--home", str(home), "export", "--out", str(tmp_path / "out"), *more])

    assert run("--format", "px,json-stat", "--format", "csvw") == 0
    assert {p.name for p in (tmp_path / "out").iterdir() if p.is_dir()} == {
        "px", "json-stat", "csvw"}
    assert run("--format", "all") == 0
    assert run("--format", "sas", "--lang", "en") == 1
    assert "There is no format sas. There are csv, parquet, px," in capsys.readouterr().err
