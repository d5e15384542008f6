"""Promise: two hundred deliveries with personal data leave no trace, wherever it is hidden."""

import logging
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.access import SYSTEM
from data.store import open_desk, open_store
from data.vault import Vault
from expectations import privacy
from expectations.run import check
from metrics import jobs
from tests.expectations import seeds

DAY = seeds.frames.SENT
SMALL, WHOLE = 40, 200


def _all_pairs(folder: Path) -> list[seeds.Seeded]:
    return seeds.deliveries(folder, len(seeds.KINDS) * len(seeds.PLACES))


@pytest.mark.parametrize("kind", seeds.KINDS)
def test_every_kind_is_seen_as_a_cell(kind: str) -> None:
    import random

    for number in range(200):
        seed = seeds.KINDS[kind](random.Random(number))
        assert privacy.kinds(seed, cell=True), seed


@pytest.mark.parametrize("place", seeds.PLACES)
def test_every_place_is_searched(tmp_path: Path, place: str) -> None:
    import random

    for number, kind in enumerate(("twelve digits", "e-mail", "fixed line", "prosecutor")):
        seed = seeds.KINDS[kind](random.Random(number))
        path = seeds.PLACES[place](tmp_path, f"f{number}", seed)
        checked = check(path)
        assert checked.verdict.personal, (place, kind)
        assert not seeds.traces(pickle.dumps(checked), seed)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[jobs.House]:
    home = tmp_path / "home"
    home.mkdir()
    with open_desk(None, home) as desk, open_store(None, home) as store:
        yield jobs.House(Vault(home / "vault"), desk, store)


@pytest.mark.parametrize("count", [SMALL, pytest.param(WHOLE, marks=pytest.mark.proof)])
def test_seeded_deliveries_are_all_refused_and_leave_no_trace(
    house: jobs.House, tmp_path: Path, count: int, caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    sent = tmp_path / "sent"
    sent.mkdir()
    made = seeds.deliveries(sent, count)
    with caplog.at_level(logging.DEBUG):
        results = jobs.receive(house, SYSTEM, [
            jobs.Sending(each.path, order, DAY) for order, each in enumerate(made, 1)])
    assert len(results) == count
    for each, result in zip(made, results, strict=True):
        assert result.verdict.outcome == "refused", (each.kind, each.place)
        assert result.verdict.personal, (each.kind, each.place)
        assert result.fingerprint is None
    said = "\n".join("\n".join((*r.verdict.reasons("sv"), *r.verdict.reasons("en")))
                     for r in results)
    output = capfd.readouterr()
    told = f"{said}{caplog.text}{output.out}{output.err}".encode()
    left = {path: path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file()}
    assert any(path.suffix == ".db" for path in left)
    assert not any((tmp_path / "home" / "vault").rglob("*.parquet"))
    for each in made:
        assert not seeds.traces(told, each.seed), (each.kind, each.place)
        found = [path.name for path, content in left.items() if seeds.traces(content, each.seed)]
        assert not found, (each.kind, each.place)
        assert each.path.name not in said
