"""The frames of a delivery with what the rules need to know beside its own columns.

Here belong the joins between rows, states and chains. Added columns start with "#", so that none
can meet a column of a contract. No rule is judged here.
"""

from dataclasses import dataclass

import polars as pl

from data.contracts import Contract, chain, states_schema

OF_WHICH = {
    "police_reported_aliens_act": "police_reported_crimes",
    "areas_particularly_vulnerable": "areas_total",
    "workplaces_persons_illegally_present": "police_workplaces_visited",
    "workplaces_no_right_to_work": "police_workplaces_visited",
    "regional_coordinators_labour": "regional_coordinators_suspected",
    "regional_coordinators_sexual": "regional_coordinators_suspected",
    "pensionsmyndigheten_police_reports": "pensionsmyndigheten_control_investigations",
    "fk_housing_allowance_measures": "fk_housing_allowance_closed_investigations",
    "fk_housing_allowance_police_reports": "fk_housing_allowance_closed_investigations",
    "objections_asylum": "referrals_asylum",
    "objections_citizenship": "objections_total",
    "objections_residence": "objections_total",
    "objections_quota_refugees": "objections_total",
    "reports_by_migration_agency": "reports_to_police_war_crimes_unit",
}
"""Published indicators that are part of another: by their definitions, never more than it."""
BESIDE = {
    "#known": pl.Boolean(), "#opened": pl.Date(), "#of_chain": pl.Boolean(),
    "#first": pl.Boolean(), "#parent_there": pl.Boolean(), "#parent_date": pl.Date(),
}
"""What is known of a state: its record and its opening, its place in the chain, its parent."""


@dataclass(frozen=True)
class Laid:
    """A table as it came, and with what the rules need beside it; both in the order of the file."""

    own: pl.LazyFrame
    beside: pl.LazyFrame


def prepared(agreed: Contract, rows: pl.LazyFrame, states: pl.LazyFrame) -> dict[str, Laid]:
    """Lay out rows and states with the columns that rules ask for beside the contract's own."""
    rows = rows.with_columns(
        (pl.col(total).fill_null(0)).alias(f"total_{total}") for total in agreed.control_totals
    )
    if not agreed.chains:
        return {"rows": Laid(rows, _wholes(rows))}
    placed = _placed(_records(agreed, rows), states, _chains(agreed))
    return {"rows": Laid(rows, _begun(agreed, rows, placed)), "states": Laid(states, placed)}


def _area(agreed: Contract) -> pl.Expr:
    by_area = any(column.name == "area" for column in agreed.columns)
    return pl.col("area") if by_area else pl.lit(chain(agreed.chains[0]).area).alias("area")


def _chains(agreed: Contract) -> pl.LazyFrame:
    states = [
        (each.area, state.code, state.parent)
        for each in map(chain, agreed.chains)
        for state in each.states
    ]
    return pl.LazyFrame(states, schema=["area", "state", "#parent"], orient="row")


def _records(agreed: Contract, rows: pl.LazyFrame) -> pl.LazyFrame:
    records = rows.select("record_key", pl.col(agreed.month_of).alias("#opened"), _area(agreed))
    return records.unique("record_key", keep="first").with_columns(pl.lit(True).alias("#known"))


def _placed(
    records: pl.LazyFrame, states: pl.LazyFrame, chains: pl.LazyFrame
) -> pl.LazyFrame:
    """Put beside each state its record, its place in the record's chain and its parent's date."""
    reached = states.group_by("record_key", "state").agg(pl.col("date").min())
    parents = reached.rename({"state": "#parent", "date": "#parent_date"})
    found = parents.with_columns(pl.lit(True).alias("#found"))
    placed = _beside(states, records, ["record_key"])
    placed = _beside(placed, chains, ["area", "state"])
    placed = _beside(placed, found, ["record_key", "#parent"])
    return placed.with_columns(
        pl.col("#known").is_not_null(),
        (pl.col("#parent").is_not_null() | pl.col("#known").is_null()).alias("#of_chain"),
        (pl.col("#parent") == "").fill_null(False).alias("#first"),
        (pl.col("#found").is_not_null() | (pl.col("#parent").fill_null("") == "")).alias(
            "#parent_there"
        ),
    ).select(*states_schema(), *BESIDE)


def _begun(agreed: Contract, rows: pl.LazyFrame, states: pl.LazyFrame) -> pl.LazyFrame:
    """Say of each row whether its chain has begun, and which states it has reached.

    A receiver repeats the sender's key; the states may stay with the sender's own row.
    """
    without = _area(agreed).is_in([chain(each).area for each in agreed.chains]).not_()
    sent = any(column.name == "reported_by" for column in agreed.columns)
    repeated = pl.col("reported_by") == "receiver" if sent else pl.lit(False)
    reached = states.group_by("record_key").agg(
        pl.col("state").alias("#states"), pl.col("#first").any().alias("#begun"))
    begun = pl.col("#begun").fill_null(False) | without | repeated
    return _beside(rows, reached, ["record_key"]).with_columns(
        begun.alias("#begun"), pl.col("#states").fill_null([]))


def _beside(left: pl.LazyFrame, right: pl.LazyFrame, on: list[str]) -> pl.LazyFrame:
    """Keep every row of the left table, in its order."""
    return left.join(right, on=on, how="left", maintain_order="left")


def _wholes(figures: pl.LazyFrame) -> pl.LazyFrame:
    """Put beside each published figure the whole that it is a part of, where both stand.

    Of several figures for the whole, and of an interval, the largest counts.
    """
    same = ["year", "part", "place"]
    largest = pl.max_horizontal("value", "high").max().alias("#whole")
    wholes = figures.group_by("indicator", *same).agg(largest).rename({"indicator": "#of"})
    of = pl.col("indicator").replace_strict(OF_WHICH, default=None, return_dtype=pl.String)
    return _beside(figures.with_columns(of.alias("#of")), wholes, ["#of", *same]).drop("#of")
