"""Times the checks of a large load beside what others do with the same load, in one run.

    make bench-checks
    .venv/bin/python -m tests.bench.checks --rows 10000000

Every contender judges the same Parquet (payment errors, synthetic, with seeded faults) by the
same simple checks, in a process of its own, and must find the same faults. Our own way is the
real rules of the suite through Great Expectations on our engine. pandera and pointblank are
installed into an environment that is thrown away, from ``requirements-bench.lock``; the product
needs neither. The aims: at most 1.5 times the CPU of bare Polars, a third of Great Expectations
on pandas, and at ten million rows no more memory than bare Polars. The search for personal data
is timed apart, on at most a million rows, which is all that a file may hold.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench import checks_load
from tests.bench.checks_peers import __file__ as peers

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements-bench.lock"
MILLION = 1_000_000
WITHOUT = {"pandera": "totals, rows", "pointblank": "totals"}
"""What a contender has no word for, and was not asked."""
AIMS = {"bare": 1.5, "gx_pandas": 1 / 3}


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=MILLION)
    parser.add_argument("--no-peers", action="store_true", help="nothing is installed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path, checks, _ = checks_load.write(Path(folder), options.rows)
        count = len(json.loads(checks.read_text("utf-8")))
        print(f"{options.rows} rows (synthetic), {count} checks, {path.stat().st_size >> 20} MiB")
        took = {name: _run(_project(name), name, path, checks)
                for name in ("bare", "own", "engine", "gx_pandas")}
        if not options.no_peers:
            python = _installed(Path(folder))
            took |= {name: _run([python, peers], name, path, checks)
                     for name in ("pandera", "pointblank")}
        _table(took, options.rows)
        _personal(Path(folder), min(options.rows, MILLION))


def _project(name: str) -> list[str]:
    module = "peers" if name in ("bare", "gx_pandas") else "own"
    return [sys.executable, "-m", f"tests.bench.checks_{module}"]


def _installed(folder: Path) -> str:
    """Install the peers into an environment beside the load."""
    subprocess.run([sys.executable, "-m", "venv", folder / "peers"], check=True)
    python = str(folder / "peers" / "bin" / "python")
    subprocess.run([python, "-m", "pip", "--disable-pip-version-check", "-q", "install",
                    "--require-hashes", "-r", LOCK], check=True)
    return python


def _run(command: list[str], name: str, path: Path, checks: Path) -> dict[str, Any]:
    """Run one contender in a process of its own and read what it took."""
    print(f"  {name} …", file=sys.stderr, flush=True)
    done = subprocess.run([*command, name, str(path), str(checks)], cwd=ROOT, check=True,
                          stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _table(took: dict[str, dict[str, Any]], rows: int) -> None:
    own, expected = took["own"], took["bare"]["found"]
    print(f"{'':<12}{'CPU s':>8}{'s/M rows':>10}{'of own':>8}{'wall s':>8}{'peak MiB':>10}  found")
    for name, one in took.items():
        beside = f"  (not asked: {WITHOUT[name]})" if name in WITHOUT else ""
        print(f"{name:<12}{one['cpu']:8.2f}{one['cpu'] / rows * MILLION:10.2f}"
              f"{one['cpu'] / own['cpu']:8.2f}{one['wall']:8.1f}{one['peak']:10.0f}"
              f"  {one['found']}{beside}")
    for name, aim in AIMS.items():
        ratio = own["cpu"] / took[name]["cpu"]
        print(f"CPU of our own way is {ratio:.2f} of {name} (aim {aim:.2f}): "
              f"{'met' if ratio <= aim else 'NOT met'}")
    ratio = own["peak"] / took["bare"]["peak"]
    print(f"Peak memory of our own way is {ratio:.2f} of bare Polars (aim 1.00 at 10 M rows)")
    unlike = [name for name, one in took.items() if one["found"] != expected]
    if unlike:
        sys.exit(f"{', '.join(unlike)} found other faults than bare Polars")


def _personal(folder: Path, rows: int) -> None:
    path, checks, _ = checks_load.write(folder, rows)
    one = _run(_project("personal"), "personal", path, checks)
    print(f"Search for personal data: {one['cpu'] / rows * MILLION:.2f} s CPU a million rows, "
          f"{one['peak']:.0f} MiB, {one['found']} found")


if __name__ == "__main__":
    main()
