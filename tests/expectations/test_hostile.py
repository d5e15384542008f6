"""Promises of the guard: malformed files are refused with a sentence, hostile ones are stopped."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from dashboard.models.findings import parted
from data.deliveries import write
from data.reading.source import Given
from expectations import guarded
from expectations.guard import Guard, Limits, Stopped
from expectations.run import Checked
from expectations.verdict import Verdict
from tests import frames
from tests.expectations import hostile

SMALL, WHOLE = len(hostile.MAKES), 500
WITH_ROWS = {"F-004", "F-005", "F-010", "F-011", "F-021", "F-022", "T-003", "T-004", "T-005",
             "T-006", "P-006"}
UNTIL_NOW = 2.0


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    held = Guard()
    yield held
    held.close()


def _checked(guard: Guard, path: Path) -> Verdict:
    answer = guard.ask("check", {"path": path}, guarded.size(path))
    if isinstance(answer, Stopped):
        return guarded.stopped(answer)
    assert isinstance(answer, Checked) and answer.delivery is None
    return answer.verdict


@pytest.mark.parametrize("count", [SMALL, pytest.param(WHOLE, marks=pytest.mark.proof)])
def test_malformed_files_are_refused_with_what_to_do(
    guard: Guard, tmp_path: Path, count: int, capfd: pytest.CaptureFixture[str]
) -> None:
    if count == WHOLE:
        guard.warm()
    took = []
    for kind, path in hostile.files(tmp_path, count):
        before = {each: each.stat().st_mtime_ns for each in path.parent.iterdir()}
        start = time.monotonic()
        verdict = _checked(guard, path)
        took.append(time.monotonic() - start)
        assert verdict.outcome == "refused" and verdict.faults, kind
        assert not any(fault.rule == "X-002" for fault in verdict.faults), kind
        for fault in verdict.faults:
            for text in (fault.sv, fault.en):
                assert "Traceback" not in text and str(path) not in text and "{" not in text
                assert parted(text)[1], (kind, text)
            assert fault.rule not in WITH_ROWS or ("rad " in fault.sv and "row" in fault.en), kind
        assert before == {each: each.stat().st_mtime_ns for each in path.parent.iterdir()}
    assert capfd.readouterr() == ("", "")
    quick = sorted(took)[int(0.95 * len(took))]
    print(f"95 % of {count} verdicts within {quick:.2f} s, the slowest {max(took):.2f} s")
    assert count == SMALL or quick < UNTIL_NOW


def _clean(folder: Path, contract_id: str = "published_figures") -> Path:
    clean = frames.clean(contract_id)
    return write(folder, contract_id, clean.manifest, clean.rows, clean.states, "csv")


def test_a_file_that_takes_too_long_is_stopped_and_the_next_one_is_read(tmp_path: Path) -> None:
    held = Guard(Limits(seconds=2, seconds_a_megabyte=0, patience=60))
    slow = tmp_path / "slow.csv"
    slow.write_text("a;b\n" + "".join(f"070-{n:07} x yy zz;{n}\n" for n in range(900_000)))
    verdict = _checked(held, slow)
    assert [fault.rule for fault in verdict.faults] == ["X-003"]
    assert "2 sekunder" in verdict.faults[0].sv and "2 seconds" in verdict.faults[0].en
    broken = tmp_path / "broken.csv"
    broken.write_text("x")
    assert [fault.rule for fault in _checked(held, broken).faults] == ["M-001"]
    held.close()


def test_a_file_that_needs_too_much_memory_is_stopped(tmp_path: Path) -> None:
    import polars as pl

    held = Guard(Limits(memory=500 * 1024**2))
    path = tmp_path / "wide.parquet"
    one = pl.Series("c", ["0123456789abcdef" * 4]).new_from_index(0, 1_000_000)
    pl.DataFrame({f"c{n}": one for n in range(90)}).write_parquet(path)
    assert path.stat().st_size < 10**6
    clean = frames.clean("published_figures").manifest
    (tmp_path / "wide.manifest.json").write_text(clean.to_json())
    verdict = _checked(held, path)
    assert [fault.rule for fault in verdict.faults] == ["X-004"]
    held.close()


def test_a_fault_of_ours_is_told_as_such_and_without_its_message() -> None:
    held = Guard()
    answer = held.ask("check", {"unknown": "811218-9876"})
    assert answer == Stopped("X-002")
    held.close()


def test_what_is_guarded_knows_no_address_and_can_write_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAGESBILD_STORE_URL", "postgresql://user:secret@host/db")
    monkeypatch.setenv("LAGESBILD_HOME", str(tmp_path))
    held = Guard()
    held.ask("check", {"path": Path(tmp_path / "gone.csv")})
    assert held._process is not None
    inside = psutil.Process(held._process.pid)
    assert not any("LAGESBILD" in name for name in inside.environ())
    assert not any(each.path.startswith(str(tmp_path)) for each in inside.open_files())
    assert inside.rlimit(psutil.RLIMIT_FSIZE) == (0, 0)
    assert inside.rlimit(psutil.RLIMIT_CORE) == (0, 0)
    assert 0 < inside.rlimit(psutil.RLIMIT_AS)[0] < 64 * 1024**3
    held.close()
    assert not psutil.pid_exists(inside.pid)


def test_the_guarded_process_goes_when_its_owner_is_killed() -> None:
    code = ("from expectations.guard import Guard; import time\n"
            "g = Guard(); g.ask('check', {'path': None}); print(g._process.pid, flush=True)\n"
            "time.sleep(60)")
    owner = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    owner.kill()
    owner.wait()
    owner.stdout.close()
    for _ in range(100):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.1)
    raise AssertionError("still there")


def test_the_intake_and_a_trying_give_the_verdict_of_the_check_itself(tmp_path: Path) -> None:
    path = _clean(tmp_path)
    within = guarded.check(path)
    assert within.verdict.outcome == "accepted" and within.delivery is not None
    assert within.delivery.rows.equals(frames.clean("published_figures").rows)
    given = Given("published_figures.csv", path.read_bytes(), None,
                  path.with_suffix(".manifest.json").read_bytes())
    assert guarded.check(given).verdict == within.verdict
    guarded.guard().close()


STRUCTURE = (
    "import sys; from pathlib import Path; from expectations.run import check\n"
    "found = [check(Path(each)) for each in sys.argv[1:]]\n"
    "assert all(each.verdict.outcome == 'refused' for each in found)\n"
    "loaded = {name.partition('.')[0] for name in sys.modules}\n"
    "sys.exit('great_expectations' in loaded or 'pandas' in loaded)"
)


def test_structure_and_privacy_are_judged_before_great_expectations_is_imported(
    tmp_path: Path,
) -> None:
    """In a process of its own: every malformed file, and one with a personal number in a cell."""
    from tests.expectations import seeds

    paths = [path for _, path in hostile.files(tmp_path, SMALL)]
    paths += [each.path for each in seeds.deliveries(tmp_path, 30)]
    done = subprocess.run([sys.executable, "-c", STRUCTURE, *map(str, paths)], check=False,
                          env={**os.environ}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-600:]


def test_limits_grow_with_the_file() -> None:
    limits = Limits()
    assert limits.cpu(0) == limits.seconds < limits.cpu(10 * 1024**2)
    assert replace(limits, seconds=5).cpu(0) == 5
