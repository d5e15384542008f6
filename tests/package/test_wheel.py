"""The built wheel, installed elsewhere, builds the demonstration with nothing of the checkout."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from dashboard import cli
from data import editions
from data.store import open_store

SMALL = ("demo", "--no-serve", "--rows", "2000", "--months", "14", "--editions", "1",
         "--authorities", "av,sapo", "--seed", "1", "--json")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the pinned backend, asking no index."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-build-isolation", "--no-deps",
         "--no-index", "-w", str(out), str(ROOT)], check=True)
    return next(out.glob("lagesbild-*.whl"))


def test_the_wheel_holds_what_the_rooms_need(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("data/registers", "data/contracts", "data/words", "data/sample",
                   "metrics/indicators", "metrics/worked", "dashboard/static", "dashboard/figures"):
        kept = {str(p.relative_to(ROOT)) for p in (ROOT / folder).rglob("*")
                if p.is_file() and p.suffix in (".toml", ".csv", ".css", ".json", ".woff2", ".js")}
        assert kept and kept <= names, folder
    assert any(n.startswith("data/migrations/store/0001") for n in names)
    assert not any(n.startswith(("tests/", "tools/")) for n in names)


def test_installed_elsewhere_it_builds_the_demonstration_as_here(
    wheel: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fresh environment that sees this one's libraries, but not its checkout.

    The same seed gives the same edition there as here, by its hash.
    """
    venv.create(tmp_path / "env", with_pip=False)
    site = next((tmp_path / "env").glob("lib/python*/site-packages"))
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    libraries = next(p for p in sys.path if p.endswith("site-packages"))
    (site / "libraries.pth").write_text(f"import sys; sys.path.append({libraries!r})\n")
    python = tmp_path / "env" / "bin" / "python"
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LAGESBILD"))}
    done = subprocess.run(
        [python, "-m", "dashboard.cli", "--home", str(tmp_path / "home"), *SMALL],
        capture_output=True, text=True, cwd=tmp_path, env=clean, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    there = json.loads(done.stdout)["editions"][0]
    assert there["label"] == "S-1"
    where = subprocess.run(
        [python, "-c", "import data, metrics; print(data.__file__)"],
        capture_output=True, text=True, cwd=tmp_path, env=clean, check=True)
    assert str(tmp_path) in where.stdout
    assert cli.main(["--home", str(tmp_path / "here"), *SMALL]) == 0
    here = json.loads(capsys.readouterr().out)["editions"][0]
    with open_store(None, tmp_path / "here") as store:
        assert here["hash"] == there["hash"] == editions.edition(store, 1).hash
