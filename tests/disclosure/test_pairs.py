"""The editions of the demonstration, each successive pair, attacked by what both have published."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from dashboard import cli
from data import editions
from data.store import open_store
from tests.proofs.cubes import Key
from tests.proofs.published import KEY, Edition, Frames, share_held, told_together


def published(home: Path) -> dict[str, Frames]:
    """Read the frames of every edition, the oldest first."""
    with open_store(None, home) as store:
        every = sorted(editions.editions(store), key=lambda e: e.number)
        return {e.label: {"cells": editions.cells(store, e.number),
                          "indicators": editions.indicators(store, e.number),
                          "codes": editions.codes(store, e.number)} for e in every}


def attacked(frames: dict[str, Frames]) -> None:
    """Attack each pair; the sums that are used must hold wherever all of them are shown."""
    for old, new in pairwise([Edition(label, own) for label, own in frames.items()]):
        whole_sums = [(w, parts) for w, parts in new.sums() if {w, *parts} <= new.current]
        assert len(whole_sums) > 300
        assert all(new.figure[w] == sum(new.figure[p] for p in parts) for w, parts in whole_sums)
        assert told_together(old, new) == []


def reported(frames: dict[str, Frames]) -> float:
    """Print what is held by level and year, and return the share of all visible cells."""
    label, own = list(frames.items())[-1]
    levels: dict[Key, tuple[str, str]] = {tuple(r[:5]): (r[5], r[6]) for r in own["cells"].select(
        *KEY, "place_level", "period_level").iter_rows()}
    found = share_held(Edition(label, own), levels)
    for at, (held, visible) in sorted(found.items()):
        if held:
            print(*at, f"{held} of {visible} visible cells held")
    return sum(h for h, _ in found.values()) / sum(v for _, v in found.values())


def test_the_demonstrations_editions_tell_nothing_together(demonstration: Path) -> None:
    frames = published(demonstration)
    assert list(frames) == ["S-1", "S-2"]
    attacked(frames)
    assert reported(frames) < 0.05


def test_a_difference_planted_in_the_demonstration_is_found(demonstration: Path) -> None:
    """One more case in a visible count of persons, and it stands out."""
    frames = published(demonstration)
    old, new = (Edition(label, own) for label, own in frames.items())
    key = next(k for k in sorted(old.current & new.current)
               if new.about[k[0]]["rule"] == "person" and new.figure[k] == old.figure[k] > 0)
    here = pl.all_horizontal(pl.col(n) == v for n, v in zip(KEY, key, strict=True))
    cells = frames["S-2"]["cells"].with_columns(
        value=pl.when(here).then(pl.col("value") + 1).otherwise("value"))
    found = told_together(old, Edition("S-2", {**frames["S-2"], "cells": cells}))
    assert ("difference", key) in {(f.kind, f.key) for f in found}


@pytest.mark.proof
def test_a_larger_demonstration_of_four_editions_tells_nothing_together(tmp_path: Path) -> None:
    assert cli.main(["--home", str(tmp_path), "demo", "--no-serve", "--rows", "60000",
                     "--editions", "4", "--json"]) == 0
    frames = published(tmp_path)
    attacked(frames)
    print(f"{reported(frames):.2%} of all visible cells held")
