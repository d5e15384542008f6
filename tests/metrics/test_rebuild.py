"""A rebuild replays the deliveries in order and gives the same editions, byte for byte.

Each run is a process of its own, with another time zone, locale, number of threads and order of
rows; what they share are the deliveries that were kept, and the code.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from data import deliveries, sample
from data.access import SYSTEM, Actor, Role
from data.decisions import ACCEPT
from data.home import home
from data.store import open_desk, open_store
from data.vault import Vault
from metrics import jobs, stewards
from metrics.propose import Evidence

WHEN = (("2026M08", date(2026, 9, 12), date(2026, 9, 21)),
        ("2026M09", date(2026, 10, 12), date(2026, 10, 21)))


def replayed(received: Path, own: Path, seed: int, count: int) -> list[str]:
    """Publish so many editions of what was received, into a store of their own."""
    with pytest.MonkeyPatch.context() as patch:
        if seed:
            patch.setattr(jobs, "gather", partial(_shuffled, jobs.gather, seed))
        with open_desk(None, received) as desk, open_store(None, own) as store:
            house = jobs.House(Vault(home(received).vault), desk, store)
            return [jobs.publish(house, SYSTEM, until, cutoff, day, demonstration=True).hash
                    for until, cutoff, day in WHEN[:count]]


def _shuffled(gather: Callable[..., Evidence], seed: int, *given: Any) -> Evidence:
    """Give what counts in another order of rows."""
    found = gather(*given)
    assert found.contributions is not None
    rows = found.contributions.collect().sample(fraction=1, shuffle=True, seed=seed)
    words = found.words.sample(fraction=1, shuffle=True, seed=seed)
    return replace(found, contributions=rows.lazy(), words=words)


SCRIPT = """
import json, sys
from pathlib import Path
from tests.metrics.test_rebuild import replayed
print(json.dumps(replayed(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))))
"""
RUNS = [   # the order of rows, and the surroundings
    (1, {"TZ": "Pacific/Kiritimati", "LC_ALL": "sv_SE.UTF-8", "POLARS_MAX_THREADS": "3"}),
    (2, {"TZ": "America/Los_Angeles", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7",
         "POLARS_MAX_THREADS": "1"}),
]


def received(at: Path, authorities: tuple[str, ...]) -> Path:
    """Make a home into which the files of some deliverers have come."""
    here, folder = home(at / "received"), at / "files"
    folder.mkdir()
    made = sample.deliveries(seed=4, months=16, rows=4_000, authorities=authorities)
    with open_store(None, here.root) as store, open_desk(None, here.root) as desk:
        house = jobs.House(Vault(here.vault), desk, store)
        sendings = [jobs.Sending(deliveries.write(
            folder, one.name, one.manifest, one.rows, one.states, "parquet"), n, one.received_on)
            for n, one in enumerate(made, start=1)]
        for one in jobs.receive(house, SYSTEM, sendings):
            if one.verdict.outcome == "waiting" and not one.verdict.on_hold:
                stewards.decide(
                    house, Actor("siv", Role.steward), one.delivery, ACCEPT, "Stämmer.",
                    at=datetime.combine(one.sending.received_on, time(12), UTC))
    return here.root


def rebuilt(
    received: Path, own: Path, seed: int, around: dict[str, str], editions: int
) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(received), str(own), str(seed), str(editions)],
        stdout=subprocess.PIPE, check=True, text=True,
        env={**os.environ, **around, "PYTHONPATH": str(Path(__file__).parents[2])})
    hashes: list[str] = json.loads(done.stdout.splitlines()[-1])
    return hashes


@pytest.mark.parametrize(("authorities", "runs", "editions"), [
    (("sapo",), RUNS[:1], 1),
    pytest.param(("av", "sapo"), RUNS, 2, marks=pytest.mark.proof),
])
def test_a_rebuild_gives_the_same_editions_wherever_it_is_made(
    tmp_path: Path, authorities: tuple[str, ...], runs: list[tuple[int, dict[str, str]]],
    editions: int,
) -> None:
    come = received(tmp_path, authorities)
    here = replayed(come, tmp_path / "here", 0, editions)
    made = [rebuilt(come, tmp_path / str(seed), seed, around, editions) for seed, around in runs]
    assert made == [here] * len(runs) and len(set(here)) == editions
