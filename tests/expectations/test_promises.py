"""Promises of the door to Great Expectations: late import, no network, values only."""

import pickle
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data.deliveries import write
from expectations import run
from tests import frames

ROOMS = "import data.deliveries, expectations.run, expectations.privacy, expectations.verdict"


def _path(folder: Path, contract_id: str = "referrals", **changes: Any) -> Path:
    clean = frames.clean(contract_id)
    manifest = replace(clean.manifest, **changes)
    return write(folder, contract_id, manifest, clean.rows, clean.states, "csv")


DASHBOARD = "import dashboard.cli, dashboard.server, dashboard.reading, dashboard.worker"


@pytest.mark.parametrize("rooms", [ROOMS, DASHBOARD])
def test_importing_a_room_does_not_import_great_expectations(rooms: str) -> None:
    code = f"{rooms}, sys; sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_checking_makes_no_call_to_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[object] = []

    def refuse(*target: object, **_: object) -> None:
        calls.append(target)
        raise OSError("no network")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "create_connection", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    assert run.check(_path(tmp_path)).verdict.outcome == "accepted"
    assert calls == []


def test_checking_writes_nothing_to_the_screen(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run.check(_path(tmp_path))
    run.check(_path(tmp_path, rows=3))
    assert capfd.readouterr() == ("", "")


def test_what_was_checked_travels_between_processes(tmp_path: Path) -> None:
    checked = run.check(_path(tmp_path))
    again = pickle.loads(pickle.dumps(checked))
    assert again.verdict == checked.verdict
    assert checked.delivery is not None
    assert again.delivery.rows.equals(checked.delivery.rows)
    assert again.delivery.states.equals(checked.delivery.states)


def test_a_refused_delivery_is_not_handed_on(tmp_path: Path) -> None:
    checked = run.check(_path(tmp_path, rows=3))
    assert checked.verdict.outcome == "refused"
    assert checked.delivery is None
    assert checked.manifest is not None and checked.manifest.rows == 3


def test_a_fault_of_ours_refuses_with_a_sentence_and_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(manifest: object) -> None:
        raise KeyError("a value from the file")

    monkeypatch.setitem(run.SUITES, "referrals", fail)  # type: ignore[arg-type]
    checked = run.check(_path(tmp_path))
    assert checked.verdict.outcome == "refused"
    assert [each.rule for each in checked.verdict.faults] == ["X-002"]
    assert "value from the file" not in caplog.text + "".join(checked.verdict.reasons("en"))


def test_a_verdict_begins_with_one_sentence_in_each_language(tmp_path: Path) -> None:
    accepted = run.check(_path(tmp_path)).verdict
    assert accepted.heading("sv").startswith("Leveransen är godtagen: alla 47 regler")
    refused = run.check(_path(tmp_path, rows=3)).verdict
    assert refused.heading("en") == "The delivery is refused: 1 of 47 rules stop."
    assert refused.reasons("en") == (
        "REF-009: The number of rows is not the manifest's. "
        "Repeat the extract or correct the manifest.",
    )


def test_order_and_share_are_kept_of_every_result(tmp_path: Path) -> None:
    results = run.check(_path(tmp_path)).verdict.results
    assert [each.rule for each in results] == sorted(each.rule for each in results)
    assert {each.share for each in results} == {0.0}


def test_threads_never_judge_each_others_deliveries() -> None:
    clean = frames.clean("published_figures")
    wrong = replace(clean, manifest=replace(clean.manifest, rows=4))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(run.judged, [clean, wrong] * 8))
    assert [each.outcome for each in found] == ["accepted", "refused"] * 8
