"""An attacker that could not find anything would be no attacker."""

from pathlib import Path

import polars as pl
import pytest

from data.policy import policy
from metrics.attack import attack, read_folder
from metrics.disclosure import protect
from tests.disclosure.tables import PLACES, by_place, exact, indicators, published


def safe() -> dict[str, pl.DataFrame]:
    rows = by_place({"22": 3, "23": 30, "24": 12, "07": 40, "08": 50, "12": 60})
    result = protect(exact(rows), indicators(), PLACES, policy())
    return published(result.cells, indicators(), result.relations)


def changed(place: str, **values: object) -> dict[str, pl.DataFrame]:
    frames = safe()
    at = pl.col("place") == place
    return {**frames, "cells": frames["cells"].with_columns(
        *(pl.when(at).then(pl.lit(v)).otherwise(pl.col(k)).alias(k) for k, v in values.items()))}


def test_a_safe_publication_gives_nothing_away() -> None:
    assert attack(safe()).findings == ()


@pytest.mark.parametrize(("place", "values", "kind"), [
    ("24", {"sign": "visible", "value": 12.0}, "fixed"),
    ("22", {"value": 3.0}, "value"),
    ("08", {"value": 51.0}, "sum"),
    ("08", {"sign": "protected", "value": None}, "fixed"),
])
def test_planted_faults_are_found(place: str, values: dict[str, object], kind: str) -> None:
    assert kind in attack(changed(place, **values)).kinds


def test_a_small_count_in_the_open_is_found() -> None:
    frames = safe()
    cells = exact(by_place({"22": 3, "23": 30, "24": 12})).with_columns(sign=pl.lit("visible"))
    assert "small" in attack({**frames, "cells": cells}).kinds


def test_hidden_cells_that_can_only_be_zero_are_found() -> None:
    frames = safe()
    hidden = pl.col("place").is_in(["22", "23"])
    cells = exact(by_place({"22": 0, "23": 0, "24": 12})).with_columns(
        sign=pl.when(hidden).then(pl.lit("protected")).otherwise(pl.lit("visible")),
        value=pl.when(~hidden).then("value"))
    assert {f.cell for f in attack({**frames, "cells": cells}).findings if f.kind == "zero"} == {
        "i|22|all|all|2025", "i|23|all|all|2025"}


def test_an_exported_folder_is_attacked_by_its_files_alone(tmp_path: Path) -> None:
    for frames, found in ((safe(), 0), (changed("24", sign="visible", value=12.0), 1)):
        for name, frame in frames.items():
            frame.write_csv(tmp_path / f"{name}.csv")
        assert len(attack(read_folder(tmp_path)).findings) == found
