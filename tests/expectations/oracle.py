"""The same expectations through Great Expectations' own pandas engine and through ours.

Here belongs running them and what of their results must agree. The promises stand in
test_engine.py.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

import great_expectations as gx
import polars as pl

from expectations.load import Load
from expectations.run import _context

AGREED = ("element_count", "unexpected_count", "missing_count", "observed_value")


def asked(
    engine: str, frame: pl.DataFrame, expectations: Iterable[Any],
    parameters: Mapping[str, int] | None = None,
) -> dict[str, dict[str, Any]]:
    """Judge a frame by ``pandas`` or ``polars``; give what each expectation found, by its name."""
    context = _context()
    if engine == "polars":
        asset = context.data_sources.add_polars("load").add_load_asset("load")
        given: Any = Load(frame)
    else:
        asset = context.data_sources.add_pandas("load").add_dataframe_asset("load")
        given = frame.to_pandas()
    suite = context.suites.add(
        gx.ExpectationSuite(name="suite", expectations=[copy(each) for each in expectations]))
    definition = context.validation_definitions.add(gx.ValidationDefinition(
        name="all", data=asset.add_batch_definition_whole_dataframe("all"), suite=suite))
    found = definition.run(batch_parameters={"dataframe": given}, result_format="BASIC",
                           expectation_parameters=dict(parameters or {}))
    return {each.expectation_config.meta["rule"]: _told(each) for each in found.results}


def _told(result: Any) -> dict[str, Any]:
    info = result.exception_info or {}
    raised = [info] if "raised_exception" in info else list(info.values())
    errors = [each["exception_message"] for each in raised if each.get("raised_exception")]
    counts = {name: _plain(result.result.get(name)) for name in AGREED}
    return {"success": result.success, "errors": errors, **counts,
            "examples": list(result.result.get("partial_unexpected_list", []))}


def _plain(value: Any) -> Any:
    """Give numbers as Python has them, and what is not a number as none."""
    plain = value.item() if hasattr(value, "item") else value
    return None if plain != plain else plain


def agreed(found: Mapping[str, Any]) -> dict[str, Any]:
    """Give the part of a result that both engines must tell alike."""
    return {"success": found["success"], **{name: found[name] for name in AGREED}}
