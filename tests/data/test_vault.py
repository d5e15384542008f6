"""The vault: one content one fingerprint, kept whole or not at all, and never changed."""

import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data.deliveries import Delivery, Written, read, write
from data.vault import Vault, fingerprint
from tests.frames import CONTRACTS, clean

FORMS: tuple[Written, ...] = ("csv", "csv-comma", "parquet", "xlsx")


def print_of(delivery: Delivery) -> str:
    return fingerprint(delivery.rows, delivery.states, delivery.manifest)


@pytest.mark.parametrize("contract", CONTRACTS)
def test_the_same_content_has_one_fingerprint_in_every_format(
    contract: str, tmp_path: Path
) -> None:
    delivery = clean(contract)
    found = set()
    for form in FORMS:
        path = write(
            tmp_path / form, "d", delivery.manifest, delivery.rows, delivery.states, form)
        back = read(path)
        assert isinstance(back, Delivery)
        found.add(print_of(back))
    assert found == {print_of(delivery)}


def test_order_of_rows_and_day_of_sending_do_not_change_a_fingerprint() -> None:
    one = clean("referrals")
    other = Delivery(replace(one.manifest, sent=date(2026, 9, 11)),
                     one.rows.sample(fraction=1, shuffle=True, seed=4), one.states.reverse())
    assert print_of(other) == print_of(one)


def test_whatever_else_differs_changes_a_fingerprint() -> None:
    one = clean("referrals")
    persons = pl.when(pl.int_range(pl.len()) == 3).then(9).otherwise("persons").alias("persons")
    others = (
        replace(one, rows=one.rows.with_columns(persons.cast(pl.Int64))),
        replace(one, rows=one.rows.tail(-1)),
        replace(one, states=one.states.tail(-1)),
        replace(one, manifest=replace(one.manifest, months=("2026M07",))),
        replace(one, manifest=replace(one.manifest, deliverer="pm")),
        replace(one, manifest=replace(one.manifest, origin="real")),
    )
    assert len({print_of(one), *map(print_of, others)}) == len(others) + 1


def test_what_is_kept_reads_back_typed_and_is_never_written_again(tmp_path: Path) -> None:
    vault, one = Vault(tmp_path), clean("inspections")
    kept = vault.keep(one.rows, one.states, one.manifest)
    states = vault.states(kept)
    assert vault.rows(kept).equals(one.rows) and vault.manifest(kept) == one.manifest
    assert states is not None and states.equals(one.states)
    files = [p for p in (tmp_path / "deliveries").rglob("*") if p.is_file()]
    before = {p: (p.stat().st_ino, p.stat().st_mtime_ns) for p in files}
    assert len(files) == 3 and {p.stat().st_mode & 0o777 for p in files} == {0o444}
    assert vault.keep(one.rows.reverse(), one.states, one.manifest) == kept
    assert {p: (p.stat().st_ino, p.stat().st_mtime_ns) for p in files} == before


def test_a_changed_value_in_the_vault_is_found(tmp_path: Path) -> None:
    vault, one = Vault(tmp_path), clean("referrals")
    kept = vault.keep(one.rows, one.states, one.manifest)
    assert vault.whole(kept)
    path = next((tmp_path / "deliveries").rglob("rows.parquet"))
    path.unlink()
    one.rows.with_columns(pl.col("persons") + 1).write_parquet(path)
    assert not vault.whole(kept)


def test_what_is_derived_can_be_made_anew(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    path = vault.derived("ab" + "0" * 62, "cells-1")
    for value in (1, 2):
        vault.derive(path, pl.DataFrame({"n": [value]}))
    assert pl.read_parquet(path)["n"].to_list() == [2]
    assert [p.name for p in path.parent.iterdir()] == [path.name]


CRASH = textwrap.dedent("""
    import sys
    from pathlib import Path
    import polars as pl
    from data.vault import Vault
    from tests.frames import clean
    vault, one = Vault(Path(sys.argv[1])), clean("referrals")
    print("go", flush=True)
    for number in range(100_000):
        vault.keep(one.rows.with_columns(persons=pl.lit(number)), one.states, one.manifest)
""")


def test_a_kill_leaves_only_whole_deliveries(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", CRASH, str(tmp_path)], stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])})
    assert process.stdout and process.stdout.readline() == b"go\n"
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.5)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    kept = [p.name for p in (tmp_path / "deliveries").glob("??/*") if not p.name.startswith(".")]
    assert kept and all(Vault(tmp_path).whole(print_) for print_ in kept[-20:])
