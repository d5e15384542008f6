"""The worked tables of the method hold."""

import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data.policy import policy
from metrics.disclosure.primary import primary

CASES = tomllib.loads((Path(__file__).parent / "primary.toml").read_text("utf-8"))["case"]
COLUMNS = {"rule": pl.String, "sensitive": pl.String, "value": pl.Float64, "rows": pl.Int64,
           "persons": pl.Int64, "employers": pl.Int64, "cases": pl.Int64, "total": pl.Float64,
           "top1": pl.Float64, "top2": pl.Float64, "empty_side": pl.Boolean}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["says"])
def test_primary_rule(case: dict[str, Any]) -> None:
    row = {**dict.fromkeys(COLUMNS), "sensitive": "no", "empty_side": False, **case["cell"]}
    found = primary(pl.DataFrame([row], schema=COLUMNS, orient="row"), policy())
    assert found.to_list() == [case["protected"]], case["says"]
