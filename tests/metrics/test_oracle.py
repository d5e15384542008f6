"""DuckDB counts the same rows from the words of the definitions, and gets the same cells."""

from functools import cache

import duckdb
import polars as pl
import pytest

from data import registers
from data.policy import policy
from metrics.catalogue import catalogue
from metrics.count import count
from metrics.rollup import roll_up
from tests.metrics.build import Built, all_built, parts

UNTIL = "2025M12"
CELL = ["place", "authority", "breakdown", "period"]


@cache
def deliveries() -> dict[str, Built]:
    return all_built(700)


@cache
def exact() -> pl.DataFrame:
    counted = [
        count(name, piece.rows, piece.states)
        for name, whole in deliveries().items() for piece in parts(whole, 3)
    ]
    return roll_up(pl.concat(counted), catalogue(), policy(), UNTIL)


@cache
def database() -> duckdb.DuckDBPyConnection:
    """All rows as the deliverers sent them, with places and periods beside, and their states."""
    connection = duckdb.connect()
    places = pl.DataFrame(
        [(p.code, p.code if p.level == "region" else p.parent,
          "01+09" if p.code in ("01", "09") else p.code if p.level == "county" else None)
         for p in registers.places() if p.level != "SE"],
        schema=["county", "region", "shown"], orient="row")
    connection.register("places", places.to_arrow())
    for name, built in deliveries().items():
        connection.register(f"{name}_sent", built.rows.to_arrow())
        connection.register(f"{name}_states", built.states.to_arrow())
        opened = {"inspections": "visited", "actions": "proposed"}.get(name, "opened")
        connection.execute(f"""
            CREATE VIEW {name} AS SELECT sent.*, p.region, p.shown, 'SE' AS sweden,
                strftime({opened}, '%YM%m') AS month, strftime({opened}, '%Y') AS year,
                strftime({opened}, '%Y') || 'K' || quarter({opened}) AS quarter, reached
            FROM {name}_sent AS sent JOIN places AS p USING (county) LEFT JOIN (
                SELECT record_key, map(list(state), list("date")) AS reached
                FROM {name}_states GROUP BY record_key) USING (record_key)""")
    return connection


LEADS = """referrals WHERE reported_by = 'sender' AND area = 'organised_crime'
    AND kind = 'intelligence_lead' AND reached['lead'] IS NOT NULL"""
CASES = """referrals WHERE reported_by = 'sender' AND area = 'human_trafficking'
    AND kind IN ('coordinator_contact', 'social_services_report')"""
NOTIFIED = "referrals WHERE kind = 'payment_notification' AND reported_by"
SECURITY = """referrals WHERE reported_by = 'sender' AND area = 'security_threats'
    AND kind = 'sapo_referral'"""
MADE = "inspections WHERE reached['inspected'] IS NOT NULL"
WAR = "referrals WHERE reported_by = 'sender' AND area = 'war_crimes'"

FLOWS: dict[str, tuple[str, str, str, str, str, str]] = {
    # what it promises: indicator, place, authority, breakdown, period and what is counted of what
    "leads by focus": (
        "oc.leads", "region", "'all'", "'focus:' || coalesce(focus, 'not_stated')", "year",
        f"count(*) FROM {LEADS}"),
    "leads by sender": ("oc.leads", "sweden", "sender", "'all'", "year", f"count(*) FROM {LEADS}"),
    "leads answered": (
        "oc.leads_answered", "region", "'all'", "'all'", "year",
        f"count(*) FROM {LEADS} AND reached['answered'] IS NOT NULL"),
    "inspections by month and region": (
        "wc.inspections", "region", "'all'", "'all'", "month", f"count(*) FROM {MADE}"),
    "inspections by quarter and county": (
        "wc.inspections", "shown", "'all'", "'all'", "quarter", f"count(*) FROM {MADE}"),
    "inspections by industry": (
        "wc.inspections", "region", "'all'", "'industry:' || industry", "year",
        f"count(*) FROM {MADE}"),
    "employers count once": (
        "wc.employers", "region", "'all'", "'all'", "quarter",
        f"count(DISTINCT employer_key) FROM {MADE}"),
    "inspections that each took part in": (
        "wc.participation", "sweden", "who", "'all'", "year",
        """count(*) FROM (SELECT DISTINCT record_key, sweden, year, unnest(
            string_split(lead || coalesce('|' || participants, ''), '|')) AS who
            FROM inspections WHERE reached['inspected'] IS NOT NULL)"""),
    "persons checked": (
        "wc.persons_checked", "sweden", "'all'", "'all'", "year",
        f"sum(persons_checked) FROM {MADE}"),
    "with right to work": (
        "wc.no_right_to_work.not", "region", "'all'", "'all'", "year",
        f"sum(persons_checked - no_right_to_work) FROM {MADE}"),
    "sanction fees": (
        "wc.fee_amount", "region", "'all'", "'all'", "year",
        "sum(sanction_fee) FROM inspections"
        " WHERE reached['fee'] IS NOT NULL AND sanction_fee > 0"),
    "notifications from each to each": (
        "ip.notifications", "sweden", "sender", "'receiver:' || receiver", "year",
        f"count(*) FROM {NOTIFIED} = 'sender'"),
    "notifications by month and sender": (
        "ip.notifications", "sweden", "sender", "'all'", "month",
        f"count(*) FROM {NOTIFIED} = 'sender'"),
    "the other half of the matrix": (
        "ip.notifications_received", "sweden", "receiver", "'sender:' || sender", "year",
        f"count(*) FROM {NOTIFIED} = 'receiver'"),
    "payment errors by quarter and county": (
        "ip.suspicions", "shown", "'all'", "'all'", "quarter", "count(*) FROM payment_errors"),
    "payment errors decided": (
        "ip.decided", "shown", "'all'", "'all'", "year",
        "count(*) FROM payment_errors WHERE reached['decided'] IS NOT NULL"),
    "decided and not changed": (
        "ip.changed.not", "region", "'all'", "'all'", "quarter",
        "count(*) FROM payment_errors WHERE reached['decided'] IS NOT NULL"
        " AND reached['changed'] IS NULL"),
    "recovery claims over 32 bits": (
        "ip.claim_amount", "region", "'all'", "'all'", "year",
        "sum(claimed) FROM payment_errors"
        " WHERE reached['claimed'] IS NOT NULL"),
    "consent given": (
        "ht.consent_given", "region", "'all'", "'all'", "year",
        f"count(*) FROM {CASES} AND reached['consent_given'] IS NOT NULL"),
    "permits withdrawn by type": (
        "ht.permits_withdrawn", "sweden", "'all'", "'permit_type:' || permit_type", "year",
        f"count(*) FROM {CASES} AND permit_type IN ('work', 'asylum', 'family', 'study')"
        " AND permit_withdrawn = 'yes'"),
    "objections by case type": (
        "st.objections", "sweden", "'all'", "'case_type:' || coalesce(case_type, 'not_stated')",
        "year",
        f"count(*) FROM {SECURITY} AND reached['objection'] IS NOT NULL"),
    "actions on time": (
        "tc.on_time", "sweden", "owner", "'all'", "quarter",
        "count(*) FROM actions WHERE area = 'terrorism_cooperation'"
        " AND reached['completed'] <= due"),
    "electronic notifications": (
        "rs.electronic", "sweden", "sender", "'all'", "quarter",
        f"count(*) FROM {NOTIFIED} = 'sender' AND channel = 'electronic'"),
    "war-crimes reports of the Migration Agency": (
        "wr.from_miv", "sweden", "'all'", "'all'", "year",
        f"count(*) FROM {WAR} AND sender = 'miv'"
        " AND reached['report'] IS NOT NULL"),
}


def asked(sql: str) -> pl.DataFrame:
    frame = database().sql(sql).pl().with_columns(pl.col("value").cast(pl.Float64))
    return frame.filter(pl.col("place").is_not_null())   # "region not stated" is no county


def counted(indicator: str, like: pl.DataFrame, column: str = "value") -> pl.DataFrame:
    """The cells of the roll-up at the levels that the oracle answered, without the zeros."""
    period, breakdown = like["period"][0], like["breakdown"][0].split(":")[0]
    level = "region" if set(like["place"]) - {"SE"} else "SE"
    level = "county" if set(like["place"]) & {"12", "01+09"} else level
    return exact().filter(
        (pl.col("indicator") == indicator) & (pl.col("place_level") == level)
        & (pl.col("period").str.len_chars() == len(period)) & (pl.col("value") > 0)
        & ((pl.col("authority") == "all") == (like["authority"][0] == "all"))
        & (pl.col("breakdown").str.split(":").list.first() == breakdown)
    ).select(*CELL, pl.col(column).cast(pl.Float64).alias("value"))


def same(found: pl.DataFrame, expected: pl.DataFrame) -> None:
    below = set(expected["place"]) != {"SE"}
    last = {4: "2024", 6: "2025K3", 7: "2025M10"}[len(expected["period"][0])]
    if below:   # the newest months, and what touches them, are shown for Sweden only
        expected = expected.filter(pl.col("period") <= last)
    expected = expected.filter(pl.col("value") > 0).select(*CELL, "value")
    assert expected.height > 0
    assert found.sort(CELL).equals(expected.sort(CELL))


@pytest.mark.parametrize("promise", FLOWS)
def test_the_database_counts_the_same(promise: str) -> None:
    indicator, place, authority, breakdown, period, what = FLOWS[promise]
    value, source = what.split(" FROM ", 1)
    expected = asked(f"""
        SELECT {place} AS place, {authority} AS authority, {breakdown} AS breakdown,
            {period} AS period, {value} AS value
        FROM {source} GROUP BY 1, 2, 3, 4""")
    same(counted(indicator, expected), expected)


STOCKS = {
    "intelligence cases open at the end of the quarter": (
        "oc.cases_open", "region", "referrals WHERE reported_by = 'sender' AND"
        " area = 'organised_crime' AND kind = 'intelligence_lead'",
        "reached['intelligence_case']", "reached['answered']", "quarter"),
    "operations ongoing at the end of the year": (
        "oc.operations_open", "region", "actions WHERE"
        " area = 'organised_crime' AND kind = 'operation'",
        "reached['ongoing']", "reached['closed']", "year"),
    "plan actions overdue at the end of the quarter": (
        "rs.overdue", "owner", "actions WHERE area = 'resilience' AND kind <> 'weakness'",
        "due", "reached['completed']", "quarter"),
}


@pytest.mark.parametrize("promise", STOCKS)
def test_the_database_sees_the_same_open_at_each_end(promise: str) -> None:
    indicator, by, records, start, end, level = STOCKS[promise]
    step = "3 MONTH" if level == "quarter" else "1 YEAR"
    code = "strftime(d, '%Y') || 'K' || quarter(d)" if level == "quarter" else "strftime(d, '%Y')"
    place, authority = (by, "'all'") if by == "region" else ("'SE'", by)
    expected = asked(f"""
        WITH ends AS (
            SELECT CAST(e + INTERVAL {step} - INTERVAL 1 DAY AS DATE) AS d
            FROM range(TIMESTAMP '2024-01-01', TIMESTAMP '2026-01-01', INTERVAL {step}) AS t(e))
        SELECT {place} AS place, {authority} AS authority, 'all' AS breakdown, {code} AS period,
            count(*) AS value
        FROM ends, {records} AND {start} <= d AND ({end} IS NULL OR {end} > d)
        GROUP BY 1, 2, 3, 4""")
    same(counted(indicator, expected), expected)


def test_the_largest_contributors_are_the_largest_employers() -> None:
    expected = asked(f"""
        WITH of_each AS (
            SELECT region AS place, year AS period, employer_key, sum(persons_checked) AS persons
            FROM {MADE} AND persons_checked > 0 GROUP BY 1, 2, 3)
        SELECT place, 'all' AS authority, 'all' AS breakdown, period, count(*) AS value,
            max(persons) AS top1, coalesce(list_sort(list(persons), 'DESC')[2], 0) AS top2
        FROM of_each GROUP BY ALL""").filter(pl.col("period") <= "2024").sort(CELL)
    found = exact().filter(
        (pl.col("indicator") == "wc.persons_checked") & (pl.col("place_level") == "region")
        & (pl.col("period_level") == "year") & (pl.col("value") > 0)).sort(CELL)
    assert found["employers"].to_list() == expected["value"].to_list()
    assert found["top1"].to_list() == expected["top1"].to_list()
    assert found["top2"].to_list() == expected["top2"].to_list()


def test_records_without_a_case_key_are_cases_of_their_own() -> None:
    expected = asked(f"""
        SELECT region AS place, 'all' AS authority, 'all' AS breakdown, year AS period,
            count(DISTINCT case_key) + count(*) FILTER (case_key IS NULL) AS value
        FROM {LEADS} GROUP BY 1, 2, 3, 4""")
    same(counted("oc.leads", expected, "cases"), expected)
