"""The contenders of the benchmark of the checks: each judges the same Parquet in its own idiom.

Run as ``python checks_peers.py NAME ROWS CHECKS``, in an environment that has the contender; it
prints one line of JSON. Nothing of the project is imported, since the peers' environment has
none of it. Seconds are CPU of load and judging, without import; memory is the process's peak.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import polars as pl

Checks = list[dict[str, Any]]


def bare(path: str, checks: Checks) -> int:
    """Judge with Polars alone, as one would write it: one streaming select over the file."""
    frame = pl.scan_parquet(path)
    asked = {str(place): _fails(check) for place, check in enumerate(checks)}
    return int(sum(frame.select(**asked).collect(engine="streaming").row(0)))


def _fails(check: dict[str, Any]) -> pl.Expr:
    column = pl.col(check["column"]) if check["column"] else pl.len()
    if check["kind"] == "unique":
        return (column.is_duplicated() & column.is_not_null()).sum()
    ways: dict[str, Callable[[], pl.Expr]] = {
        "filled": lambda: column.is_null().sum(),
        "listed": lambda: (~column.is_in(check["codes"])).sum(),
        "formed": lambda: (~column.str.contains(check["form"])).sum(),
        "bounded": lambda: (~column.is_between(check["low"], check["high"])).sum(),
        "at_most": lambda: (column > pl.col(check["whole"])).sum(),
        "rows": lambda: (column != check["rows"]).cast(pl.UInt32),
        "total": lambda: (column.sum() != check["total"]).cast(pl.UInt32),
    }
    return ways[check["kind"]]()


def gx_pandas(path: str, checks: Checks) -> int:
    """Judge with Great Expectations on its own pandas engine."""
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    asset = context.data_sources.add_pandas("load").add_dataframe_asset("load")
    frame = pl.read_parquet(path).to_pandas()
    return _checkpoint(context, asset, frame, [_expectation(check) for check in checks])


def _checkpoint(context: Any, asset: Any, given: Any, expectations: list[Any]) -> int:
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    suite = context.suites.add(gx.ExpectationSuite(name="all", expectations=expectations))
    batch = asset.add_batch_definition_whole_dataframe("all")
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(name="all", data=batch, suite=suite))
    run = context.checkpoints.add(gx.Checkpoint(
        name="all", validation_definitions=[definition], result_format="BASIC"))
    found = run.run(batch_parameters={"dataframe": given})
    results = [each for one in found.run_results.values() for each in one.results]
    return sum(each.result.get("unexpected_count", int(not each.success)) for each in results)


def _expectation(check: dict[str, Any]) -> Any:
    import great_expectations.expectations as gxe

    column = {"column": check["column"]}
    ways: dict[str, Callable[[], Any]] = {
        "unique": lambda: gxe.ExpectColumnValuesToBeUnique(**column),
        "filled": lambda: gxe.ExpectColumnValuesToNotBeNull(**column),
        "listed": lambda: gxe.ExpectColumnValuesToBeInSet(**column, value_set=check["codes"]),
        "formed": lambda: gxe.ExpectColumnValuesToMatchRegex(**column, regex=check["form"]),
        "bounded": lambda: gxe.ExpectColumnValuesToBeBetween(
            **column, min_value=check["low"], max_value=check["high"]),
        "at_most": lambda: gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A=check["whole"], column_B=check["column"], or_equal=True,
            ignore_row_if="either_value_is_missing"),
        "rows": lambda: gxe.ExpectTableRowCountToEqual(value=check["rows"]),
        "total": lambda: gxe.ExpectColumnSumToBeBetween(
            **column, min_value=check["total"], max_value=check["total"]),
    }
    return ways[check["kind"]]()


def pandera(path: str, checks: Checks) -> int:
    """Judge with pandera's Polars schemas; totals and rows it has no word for."""
    import pandera.polars as pa

    columns: dict[str, dict[str, Any]] = {}
    for check in checks:
        if check["kind"] in ("rows", "total", "at_most"):
            continue
        about = columns.setdefault(check["column"], {"nullable": True, "checks": []})
        if check["kind"] == "filled":
            about["nullable"] = False
        elif check["kind"] == "unique":
            about["unique"] = True
        else:
            about["checks"].append(_pandera(pa, check))
    pairs = [check for check in checks if check["kind"] == "at_most"]
    whole = [pa.Check(lambda data, pair=pair: data.lazyframe.select(
        pl.col(pair["column"]) <= pl.col(pair["whole"]))) for pair in pairs]
    schema = pa.DataFrameSchema(
        {name: pa.Column(**about) for name, about in columns.items()}, checks=whole)
    try:
        schema.validate(pl.read_parquet(path), lazy=True)
    except pa.errors.SchemaErrors as found:
        return int(found.failure_cases.height)
    return 0


def _pandera(pa: Any, check: dict[str, Any]) -> Any:
    if check["kind"] == "listed":
        return pa.Check.isin(check["codes"])
    if check["kind"] == "formed":
        return pa.Check.str_matches(check["form"])
    return pa.Check.in_range(check["low"], check["high"])


def pointblank(path: str, checks: Checks) -> int:
    """Judge with pointblank; totals it has no word for."""
    import pointblank as pb

    plan = pb.Validate(data=pl.read_parquet(path))
    for check in checks:
        plan = _pointblank(pb, plan, check)
    found = plan.interrogate(collect_extracts=False).n_failed()
    return int(sum(found.values()))


def _pointblank(pb: Any, plan: Any, check: dict[str, Any]) -> Any:
    name = check["column"]
    known = {"columns": name, "pre": lambda frame: frame.filter(pl.col(name).is_not_null())}
    ways: dict[str, Callable[[], Any]] = {
        "unique": lambda: plan.rows_distinct(columns_subset=[name]),
        "filled": lambda: plan.col_vals_not_null(columns=name),
        "listed": lambda: plan.col_vals_in_set(**known, set=check["codes"]),
        "formed": lambda: plan.col_vals_regex(**known, pattern=check["form"]),
        "bounded": lambda: plan.col_vals_between(
            **known, left=check["low"], right=check["high"]),
        "at_most": lambda: plan.col_vals_le(columns=name, value=pb.col(check["whole"])),
        "rows": lambda: plan.row_count_match(count=check["rows"]),
        "total": lambda: plan,
    }
    return ways[check["kind"]]()


WAYS = {"bare": bare, "gx_pandas": gx_pandas, "pandera": pandera, "pointblank": pointblank}
NEEDED = {"gx_pandas": "great_expectations.expectations", "pandera": "pandera.polars",
          "pointblank": "pointblank"}


def measured(way: Callable[[str, Checks], int], path: str, checks: Checks) -> dict[str, float]:
    """Run one way and give what it found and took."""
    before, wall = time.process_time(), time.perf_counter()
    found = way(path, checks)
    return {"found": found, "cpu": time.process_time() - before,
            "wall": time.perf_counter() - wall,
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main(ways: dict[str, Callable[[str, Checks], int]], needed: dict[str, str]) -> None:
    """Import what a way needs, run it and print what it took."""
    name, path, checks = sys.argv[1:4]
    if name in needed:
        __import__(needed[name])
    with open(checks, encoding="utf-8") as file:
        asked = json.load(file)
    print(json.dumps(measured(ways[name], path, asked)))


if __name__ == "__main__":
    main(WAYS, NEEDED)
