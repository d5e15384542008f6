"""Great Expectations on Polars: an engine that asks a lazy frame, and makes no pandas copy.

Here belong the engine and the datasource ``add_polars``. Importing this module imports Great
Expectations, which takes seconds: it is imported inside functions only. The metrics themselves
stand in expressions.py. No value of a row is handed on: where the library asks for examples it
gets none.

How it holds together (Great Expectations 1.24, whose minor version is pinned): the provider of a
metric is looked up along the engine's ancestors, so that a subclass of the pandas engine has
every metric by name, and ``resolve_metrics`` alone computes them. What is not known here is an
error result of its expectation, never a detour to pandas.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Literal, cast

import polars as pl
from great_expectations.core.batch import BatchData, BatchMarkers
from great_expectations.datasource.fluent.batch_request import BatchRequest
from great_expectations.datasource.fluent.pandas_datasource import (
    DataFrameAsset,
    _PandasDatasource,
)
from great_expectations.exceptions.exceptions import (
    BatchSpecError,
    InvalidBatchRequestError,
    MetricResolutionError,
)
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine

from expectations.expressions import NotKnown, expression, where
from expectations.load import Load

NO_VALUES = ("unexpected_values", "unexpected_rows", "unexpected_index_list")
"""What would hand values of a delivery on: the library gets none."""


BROKEN = (pl.exceptions.PolarsError, TypeError, ValueError, KeyError)
"""What Polars raises where a metric cannot be computed of a column as it is."""


class LoadData(BatchData):
    """A load beside the engine that judges it, as the library carries a batch."""

    def __init__(self, execution_engine: Any, load: Load) -> None:
        super().__init__(execution_engine)
        self.load = load


class PolarsExecutionEngine(PandasExecutionEngine):
    """Answers the metrics of a suite from a ``Load``, all of one condition in one pass."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._answers: dict[Any, Any] = {}

    def load_batch_data(self, batch_id: str, batch_data: Any) -> None:
        """Take a load as it is."""
        super(PandasExecutionEngine, self).load_batch_data(batch_id, batch_data)

    def get_batch_data_and_markers(self, batch_spec: Any) -> tuple[Any, BatchMarkers]:
        """Hand a load on, uncopied and unread."""
        load = batch_spec.batch_data
        if not isinstance(load, Load):
            raise BatchSpecError("The Polars engine judges loads only")
        batch_spec.batch_data = "load"
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        return LoadData(self, load), BatchMarkers({"ge_load_time": moment})

    def get_domain_records(self, domain_kwargs: dict[str, Any]) -> Any:
        """Refuse: whatever asks for records would work on a copy of the rows."""
        raise NotKnown("The Polars engine gives no records")

    def resolve_metrics(
        self, metrics_to_resolve: Iterable[Any], metrics: Any = None,
        runtime_configuration: Any = None,
    ) -> dict[Any, Any]:
        """Compute metrics. Raises ``MetricResolutionError`` that names the guilty ones alone.

        Those that fail for another reason are named when the library asks for the rest again:
        what has been answered is not computed anew.
        """
        wanted = list(metrics_to_resolve)
        failed: dict[Any, str] = {}
        groups: dict[str, list[Any]] = {}
        for metric in wanted:
            if metric.id not in self._answers:
                groups.setdefault(str(metric.metric_domain_kwargs.get("row_condition")),
                                  []).append(metric)
        for group in groups.values():
            failed |= self._answer(group)
        if failed:
            reason = min(failed.values())
            guilty = [metric for metric in wanted if failed.get(metric.id) == reason]
            raise MetricResolutionError(reason, guilty)
        return {metric.id: self._answers[metric.id] for metric in wanted}

    def _answer(self, group: list[Any]) -> dict[Any, str]:
        """Answer metrics of one row condition into the cache; give what failed, and why."""
        load: Load = cast(LoadData, self.batch_manager.active_batch_data).load
        condition = group[0].metric_domain_kwargs.get("row_condition")
        expressions: dict[Any, pl.Expr] = {}
        failed: dict[Any, str] = {}
        for metric in group:
            try:
                found = self._found(load, metric)
            except (NotKnown, *BROKEN) as why:
                failed[metric.id] = _reason(why)
                continue
            if isinstance(found, pl.Expr):
                expressions[metric.id] = found
            else:
                self._answers[metric.id] = found
        return failed | self._computed(load, expressions, condition)

    def _found(self, load: Load, metric: Any) -> Any:
        """Give an answer that needs no pass over the rows, or the expression that does."""
        name = metric.metric_name
        if name.endswith((".condition", ".map")):
            return None   # what the pandas engine keeps between two metrics
        if name.endswith(NO_VALUES):
            return []
        if name == "table.columns":
            return list(load.schema)
        if name == "table.column_count":
            return len(load.schema)
        if name == "table.column_types":
            return [{"name": column, "type": str(kind)} for column, kind in load.schema.items()]
        return expression(load, name, metric.metric_domain_kwargs, metric.metric_value_kwargs)

    def _computed(
        self, load: Load, expressions: dict[Any, pl.Expr], condition: Any
    ) -> dict[Any, str]:
        """Compute all in one pass; where Polars refuses, each by itself to find the guilty."""
        if not expressions:
            return {}
        try:
            named = {str(place): each for place, each in enumerate(expressions.values())}
            values = load.numbers(named, where(condition) if condition else None).values()
        except (NotKnown, *BROKEN) as why:
            if len(expressions) == 1:
                return dict.fromkeys(expressions, _reason(why))
            alone = [self._computed(load, {key: each}, condition)
                     for key, each in expressions.items()]
            return reduce(or_, alone)
        self._answers.update(zip(expressions, values, strict=True))
        return {}


def _reason(why: Exception) -> str:
    """Say what went wrong; the words of another library may quote a value, its kind may not."""
    return str(why) if isinstance(why, NotKnown) else f"Not computed: {type(why).__name__}"


class LoadAsset(DataFrameAsset):
    """A table of a delivery, given as a load when a suite is run."""

    type: Literal["load"] = "load"   # type: ignore[assignment]

    def build_batch_request(
        self, options: Any = None, batch_slice: Any = None, partitioner: Any = None
    ) -> Any:
        """Ask for the one load there is. Raises ``InvalidBatchRequestError`` without one."""
        request = BatchRequest(datasource_name=self.datasource.name, data_asset_name=self.name,
                               options=options or {})
        self._validate_batch_request(request)
        return request

    def _validate_batch_request(self, batch_request: Any) -> None:
        if not isinstance((batch_request.options or {}).get("dataframe"), Load):
            raise InvalidBatchRequestError("A batch of this asset is a load")


class PolarsDatasource(_PandasDatasource):
    """Loads judged by Polars; defining the class makes ``context.data_sources.add_polars``."""

    asset_types: ClassVar[Any] = [LoadAsset]
    type: Literal["polars"] = "polars"
    assets: list[LoadAsset] = []   # noqa: RUF012 (a field, copied for each datasource)

    @property
    def execution_engine_type(self) -> Any:
        """Give the engine of Polars frames."""
        return PolarsExecutionEngine

    def test_connection(self, test_assets: bool = True) -> None:
        """There is nothing to connect to."""
