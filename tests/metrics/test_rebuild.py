"""A rebuild replays the deliveries in order and gives the same editions, byte for byte.

Each run is a process of its own, with another time zone, locale, number of threads and order of
rows; what they share are the deliveries that were kept, and the code.
"""

import json
import os
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from data import deliveries, sample
from data.access import SYSTEM, Actor, Role
from data.decisions import ACCEPT
from data.home import home
from data.store import open_desk, open_store
from data.vault import Vault
from metrics import jobs, stewards

REBUILD = textwrap.dedent("""
    import json, sys
    from dataclasses import replace
    from datetime import date
    from pathlib import Path
    import polars as pl
    from data.access import SYSTEM
    from data.home import home
    from data.store import open_desk, open_store
    from data.vault import Vault
    from metrics import jobs

    received, own, seed = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    gather = jobs.gather

    def shuffled(house, cutoff):
        found = gather(house, cutoff)
        rows = found.contributions.collect().sample(fraction=1, shuffle=True, seed=seed)
        words = found.words.sample(fraction=1, shuffle=True, seed=seed)
        return replace(found, contributions=rows.lazy(), words=words)

    if seed:
        jobs.gather = shuffled
    house = jobs.House(
        Vault(home(received).vault), open_desk(None, received), open_store(None, own))
    made = [jobs.publish(house, SYSTEM, until, cutoff, day, demonstration=True)
            for until, cutoff, day in (
                ("2026M08", date(2026, 9, 12), date(2026, 9, 21)),
                ("2026M09", date(2026, 10, 12), date(2026, 10, 21 + seed)))[:int(sys.argv[4])]]
    print(json.dumps([one.hash for one in made]))
""")
RUNS = [   # the order of rows, and the surroundings
    (0, {"TZ": "UTC", "LC_ALL": "C", "POLARS_MAX_THREADS": "1"}),
    (1, {"TZ": "Pacific/Kiritimati", "LC_ALL": "sv_SE.UTF-8", "POLARS_MAX_THREADS": "2"}),
    (2, {"TZ": "America/Los_Angeles", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}),
]


def received(at: Path, authorities: tuple[str, ...]) -> Path:
    """Make a home into which the files of some deliverers have come."""
    here, folder = home(at / "received"), at / "files"
    folder.mkdir()
    made = sample.deliveries(seed=4, months=24, rows=4_000, authorities=authorities)
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
        [sys.executable, "-c", REBUILD, str(received), str(own), str(seed), str(editions)],
        stdout=subprocess.PIPE, check=True, text=True,
        env={**os.environ, **around, "PYTHONPATH": str(Path(__file__).parents[2])})
    hashes: list[str] = json.loads(done.stdout.splitlines()[-1])
    return hashes


@pytest.mark.parametrize(("authorities", "runs", "editions"), [
    (("sapo",), RUNS[:2], 1),
    pytest.param(("av", "sapo"), RUNS, 2, marks=pytest.mark.proof),
])
def test_a_rebuild_gives_the_same_editions_wherever_it_is_made(
    tmp_path: Path, authorities: tuple[str, ...], runs: list[tuple[int, dict[str, str]]],
    editions: int,
) -> None:
    come = received(tmp_path, authorities)
    made = [rebuilt(come, tmp_path / str(seed), seed, around, editions) for seed, around in runs]
    assert all(one == made[0] for one in made)
    assert len(set(made[0])) == editions
