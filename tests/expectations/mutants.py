"""Seeded faults: each changes one thing in a clean delivery, and names the rule it must break.

Here belong the faults. That each is found, and that every rule finds one, is promised in
test_suites.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from data.deliveries import Delivery
from tests import frames

Change = Callable[[Delivery], Delivery]
LONG_AGO = timedelta(days=5 * 365)


def _agreeing(delivery: Delivery, rows: pl.DataFrame, states: pl.DataFrame) -> Delivery:
    """Give changed frames a manifest that agrees with them, so that one thing only is wrong."""
    kept = {name: getattr(delivery.manifest, name) for name in ("months", "sent", "origin")}
    manifest = frames.about(delivery.manifest.contract, rows, states, **kept)
    return replace(delivery, rows=rows, states=states, manifest=manifest)


def put(column: str, value: Any, rows: int | tuple[int, ...] = 0) -> Change:
    """Write a value into a column of some rows."""
    chosen = (rows,) if isinstance(rows, int) else rows
    return lambda d: _agreeing(d, _with(d.rows, column, value, chosen), d.states)


def put_all(column: str, value: Any, rows: tuple[int, ...] = tuple(range(12))) -> Change:
    """Write a value into a column of many rows."""
    return put(column, value, rows)


def put_state(column: str, value: Any, rows: int | tuple[int, ...] = 0) -> Change:
    """Write a value into a column of some states."""
    chosen = (rows,) if isinstance(rows, int) else rows
    return lambda d: _agreeing(d, d.rows, _with(d.states, column, value, chosen))


def _with(frame: pl.DataFrame, column: str, value: Any, rows: tuple[int, ...]) -> pl.DataFrame:
    chosen = pl.int_range(pl.len()).is_in(list(rows))
    cell = pl.lit(value, dtype=frame.schema[column])
    return frame.with_columns(pl.when(chosen).then(cell).otherwise(pl.col(column)).alias(column))


def say(**fields: Any) -> Change:
    """Let the manifest say something else than the rows."""
    return lambda d: replace(d, manifest=replace(d.manifest, **fields))


def total(name: str) -> Change:
    """Let one control total be one too many."""
    return lambda d: say(totals=d.manifest.totals | {name: d.manifest.totals[name] + 1})(d)


def twice(table: str) -> Change:
    """Repeat the first row of a table."""
    def change(d: Delivery) -> Delivery:
        rows = pl.concat([d.rows, d.rows.head(1)]) if table == "rows" else d.rows
        states = pl.concat([d.states, d.states.head(1)]) if table == "states" else d.states
        return _agreeing(d, rows, states)
    return change


def without_state(*states: str) -> Change:
    """Take states away from the record that reaches them first."""
    def change(d: Delivery) -> Delivery:
        record = d.states.filter(pl.col("state") == states[0])["record_key"][0]
        gone = (pl.col("record_key") == record) & pl.col("state").is_in(states)
        return _agreeing(d, d.rows, d.states.filter(~gone))
    return change


def moved(days: timedelta, *, first: bool, rows: int = 1) -> Change:
    """Move some states in time: the first of their chain, or others."""
    def change(d: Delivery) -> Delivery:
        begins = pl.col("state").is_in(
            ["lead", "indication", "sent", "presented", "suspicion", "proposed", "selected"]
        )
        chosen = (begins if first else ~begins)
        chosen = chosen & (chosen.cum_sum() <= rows)
        day = pl.when(chosen).then(pl.col("date") + days).otherwise(pl.col("date")).alias("date")
        return _agreeing(d, d.rows, d.states.with_columns(day))
    return change


def long_ago(*changes: Change) -> Change:
    """Let the delivery be of five years before, its dates and months alike."""
    def change(d: Delivery) -> Delivery:
        day = _day_of(d)
        rows = d.rows.with_columns(pl.col(day) - LONG_AGO)
        states = d.states.with_columns(pl.col("date") - LONG_AGO)
        months = tuple(sorted(set(rows[day].dt.strftime("%YM%m"))))
        d = _agreeing(say(months=months)(d), rows, states)
        for each in changes:
            d = each(d)
        return d
    return change


def many(times: int) -> Change:
    """Repeat the whole delivery under other keys: more rows of the same kind."""
    def change(d: Delivery) -> Delivery:
        def again(frame: pl.DataFrame) -> pl.DataFrame:
            return pl.concat([
                frame.with_columns(pl.col("record_key").str.replace("-0", f"-{n}"))
                for n in range(times)])
        return _agreeing(d, again(d.rows), again(d.states))
    return change


def shifted(days: int) -> Change:
    """Move every date of the rows and the states."""
    by = timedelta(days=days)
    return lambda d: _agreeing(
        d, d.rows.with_columns(pl.col(_day_of(d)) + by),
        d.states.with_columns(pl.col("date") + by))


def _day_of(d: Delivery) -> str:
    return next(name for name in ("opened", "visited", "proposed") if name in d.rows.columns)


def with_state(state: str, rows: int | tuple[int, ...] = 0) -> Change:
    """Let some records reach one state more, on the day of their last."""
    def change(d: Delivery) -> Delivery:
        chosen = (rows,) if isinstance(rows, int) else rows
        keys = d.rows["record_key"].gather(list(chosen))
        last = d.states.group_by("record_key", maintain_order=True).agg(pl.col("date").max())
        more = last.filter(pl.col("record_key").is_in(keys.implode())).select(
            "record_key", pl.lit(state).alias("state"), "date")
        return _agreeing(d, d.rows, pl.concat([d.states, more]))
    return change


def dated(state: str, days: int, rows: int = 1) -> Change:
    """Move the first ``rows`` of one state in time."""
    def change(d: Delivery) -> Delivery:
        chosen = pl.col("state") == state
        chosen = chosen & (chosen.cum_sum() <= rows)
        day = pl.when(chosen).then(pl.col("date") + timedelta(days=days)).otherwise("date")
        return _agreeing(d, d.rows, d.states.with_columns(day.alias("date")))
    return change


def both(*changes: Change) -> Change:
    """Make several changes."""
    def change(d: Delivery) -> Delivery:
        for each in changes:
            d = each(d)
        return d
    return change


REPORTER = {"REF": "receiver", "INS": "lead", "PAY": "payer", "ACT": "owner"}
"""A column of authorities in each contract."""


def _of_manifest(prefix: str) -> dict[str, tuple[str, Change]]:
    return {
        "a row more than the manifest says": (f"{prefix}-009", say(rows=39)),
        "a state more than the manifest says": (f"{prefix}-040", say(states_rows=3)),
        "another month": (f"{prefix}-006", say(months=("2026M07",))),
        "another deliverer": (f"{prefix}-007", say(deliverer="skv")),
        "sent before it happened": (f"{prefix}-008", say(sent=date(2026, 8, 4))),
        "states after it was sent": (f"{prefix}-039", put_state("date", date(2026, 9, 11), 1)),
        "a row fewer than the manifest says": (f"{prefix}-009", say(rows=41)),
        "a state fewer than the manifest says": (f"{prefix}-040", say(states_rows=999)),
        "sent before the month was over": (f"{prefix}-018", say(sent=date(2026, 8, 30))),
        "a month cut off before its end": (f"{prefix}-019", shifted(-2)),
        "a key of digits": (f"{prefix}-010", put("record_key", f"{prefix[0]}-5560-1234-5678")),
        "a key like a case number": (
            f"{prefix}-010", put("record_key", f"{prefix[0]}-2026-0417-AB3X")),
        "many authorities before they existed": (
            f"{prefix}-015", long_ago(put(REPORTER[prefix], "ubm", (0, 1, 2)))),
        "one authority before it existed": (
            f"{prefix}-011", long_ago(put(REPORTER[prefix], "ubm"))),
    }


def _of_states(prefix: str) -> dict[str, tuple[str, Change]]:
    return {
        "a record twice": (f"{prefix}-004", twice("rows")),
        "a state without a day": (f"{prefix}-030", put_state("date", None)),
        "a state without a code": (f"{prefix}-030", put_state("state", None)),
        "a state without a record": (f"{prefix}-030", put_state("record_key", None)),
        "two states in a hundred before the stage they follow": (
            f"{prefix}-036", both(many(3), moved(timedelta(days=-60), first=False, rows=2))),
        "a state of no record": (f"{prefix}-031", put_state("record_key", "R-9999-9999-ZZZZ")),
        "a state of another chain": (f"{prefix}-032", put_state("state", "judgment")),
        "a state twice": (f"{prefix}-033", twice("states")),
        "a stage before the one it follows": (
            f"{prefix}-036", moved(timedelta(days=-60), first=False)),
        "many stages before those they follow": (
            f"{prefix}-037", moved(timedelta(days=-60), first=False, rows=40)),
        "a state three years late": (
            f"{prefix}-041", long_ago(moved(timedelta(days=1200), first=False))),
    }


REFERRALS: dict[str, tuple[str, Change]] = {
    **_of_manifest("REF"),
    **_of_states("REF"),
    "no sender": ("REF-001", put("receiver", None)),
    "an unknown centre": ("REF-002", put("centre", "ruc8")),
    "a key of another form": ("REF-003", put("case_key", "C-12")),
    "no person at all": ("REF-005", put("persons", 0)),
    "more persons than any referral has": ("REF-005", put("persons", 201)),
    "a person too many in the manifest": ("REF-012", total("persons")),
    "a state before the opening": ("REF-034", moved(timedelta(days=-60), first=True)),
    "many states before the opening": ("REF-035", moved(timedelta(days=-60), first=True, rows=40)),
    "a stage left out": ("REF-038", without_state("consent_asked")),
    "a chain that never began": ("REF-042", without_state("lead", "intelligence_case")),
    "focus outside organised crime": ("REF-020", put("focus", "vulnerable_area", 3)),
    "exploitation outside trafficking": ("REF-020", put("exploitation_form", "begging", 4)),
    "a kind of another area": ("REF-021", put("kind", "war_crimes_report", 0)),
    "a notification without channel": ("REF-022", put("channel", None, 3)),
    "a lead without focus": ("REF-022", put("focus", None, 0)),
    "a notification to oneself": ("REF-023", put("receiver", "miv", 3)),
    "consent of a child": ("REF-024", put("consent", "given", 2)),
    "support without consent": ("REF-025", put("consent", "refused", 1)),
    "support and consent not told": ("REF-025", put("consent", None, 1)),
    "an adult at the social services": ("REF-026", put("age_group", "adult", 2)),
    "a withdrawn permit that was none": (
        "REF-027", both(put("permit_type", "none", 1), put("permit_withdrawn", "yes", 1))),
    "places not stated": ("REF-028", put_all("county", "00")),
    "one case with most rows": ("REF-029", put_all("case_key", frames.key("C", 1),
                                                   tuple(range(25)))),
    "an unknown receiver": ("REF-002", put("receiver", "nsa")),
    "an unknown area": ("REF-002", put("area", "espionage")),
    "an unknown county": ("REF-002", put("county", "02")),
    "a county merged in tables only": ("REF-002", put("county", "01+09")),
    "an unknown kind": ("REF-002", put("kind", "letter")),
    "an unknown side": ("REF-002", put("reported_by", "both")),
    "a sex of no list": ("REF-002", put("sex", "other", 1)),
    "an empty outcome": ("REF-001", put("outcome", None)),
    "no opening day": ("REF-001", put("opened", None)),
    "no record key": ("REF-001", put("record_key", None)),
    "a case key of digits": ("REF-010", put("case_key", "C-5560-1234-5678")),
    "a case key in small letters": ("REF-003", put("case_key", "C-0001-ab01-00X1")),
    "a centre before it opened": ("REF-011", long_ago(put("centre", "akc"))),
    "consent outside trafficking": ("REF-020", put("consent", "given", 0)),
    "a permit outside trafficking": ("REF-020", put("permit_type", "work", 5)),
    "a case type outside security": ("REF-020", put("case_type", "residence", 0)),
    "a lead of the wrong area": ("REF-021", put("area", "war_crimes", 0)),
    "a referral without case type": ("REF-022", put("case_type", None, 4)),
    "support refused a child": ("REF-025", put("consent", "not_asked", 1)),
    "a child asked for consent": ("REF-050", with_state("consent_asked", 2)),
    "a child of the adults' chain": ("REF-050", put("age_group", "child", 1)),
    "a coordinator before consent": ("REF-051", dated("coordinator_contacted", -2)),
    "consent that no state knows": ("REF-052", both(
        many(2), without_state("consent_given", "coordinator_contacted"))),
    "refused though given": ("REF-052", both(many(2), put("consent", "refused", 1))),
    "not asked though asked": ("REF-053", put("consent", "not_asked", (1, 7, 13))),
    "consent asked and not told": ("REF-052", put("consent", None, 1)),
    "opened and not opened": ("REF-054", both(
        with_state("investigation_opened", 5), with_state("investigation_not_opened", 5))),
    "an outcome that no state knows": ("REF-055", put("outcome", "investigated", 3)),
    "an investigation that no outcome knows": ("REF-055", with_state("investigated", 3)),
    "many outcomes that no state knows": (
        "REF-056", put("outcome", "investigated", (3, 5, 9, 11))),
    "the security service elsewhere": ("REF-057", put("receiver", "pm", 4)),
    "social services elsewhere": ("REF-057", put("receiver", "jamm", 2)),
    "a prosecutor elsewhere": ("REF-057", put("kind", "prosecutor_report", 5)),
    "support received and not offered": ("REF-058", with_state("support_received", 1)),
    "an opinion before the referral": ("REF-036", dated("opinion", -60)),
    "an objection without an opinion": ("REF-038", both(
        without_state("opinion", "decided"), with_state("objection", 4))),
    "a judgment without prosecution": ("REF-038", with_state("judgment", 5)),
}

INSPECTIONS: dict[str, tuple[str, Change]] = {
    **_of_manifest("INS"),
    **_of_states("INS"),
    "no employer": ("INS-001", put("employer_key", None)),
    "an unknown industry": ("INS-002", put("industry", "fishing")),
    "an unknown participant": ("INS-002", put("participants", "skv|xyz")),
    "an organisation key of another form": ("INS-003", put("employer_key", "E-1")),
    "a negative fee": ("INS-016", put("sanction_fee", -1)),
    "a negative recovery": ("INS-016", put("recovery", -500)),
    "fewer than no persons": ("INS-005", put("persons_checked", -1)),
    "a fee beyond the bounds": ("INS-005", put("sanction_fee", 10_000_001)),
    "persons that do not add up": ("INS-012", total("persons_checked")),
    "fees that do not add up": ("INS-013", total("sanction_fee")),
    "an inspection before its visit": (
        "INS-034", put_state("date", date(2026, 6, 1), 1)),
    "many inspections before their visits": (
        "INS-035", moved(timedelta(days=-20), first=False, rows=40)),
    "a stage left out": ("INS-038", without_state("inspected")),
    "a chain that never began": ("INS-042", without_state("selected")),
    "more without right to work than checked": ("INS-020", put("no_right_to_work", 9)),
    "more without right to stay than checked": ("INS-021", put("no_right_to_stay", 9)),
    "more victims than checked": ("INS-022", put("potential_victims", 9)),
    "a prohibition without deficiency": ("INS-023", put("prohibitions", 1, 1)),
    "an outcome without a visit": ("INS-024", put("persons_checked", 3, 9)),
    "a deficiency that no state knows": ("INS-025", put("deficiency", "yes", 1)),
    "a follow-up that no state knows": ("INS-026", put("follow_up", "yes", 1)),
    "the lead among the participants": ("INS-027", put("participants", "skv|av")),
    "places not stated": ("INS-028", put_all("county", "00")),
    "industries not stated": ("INS-029", put_all("industry", "not_stated")),
    "no day of visit": ("INS-001", put("visited", None)),
    "deficiency not told": ("INS-001", put("deficiency", None)),
    "an unknown answer": ("INS-002", put("follow_up", "maybe")),
    "an unknown county": ("INS-002", put("county", "99")),
    "an employer's organisation number": ("INS-010", put("employer_key", "E-1655-6012-3456")),
    "persons beyond the bounds": ("INS-005", put("persons_checked", 501)),
    "a participant before it existed": ("INS-011", long_ago(put("participants", "ubm|pm"))),
    "a recovery a thousand times the usual": ("INS-017", both(
        put("recovery", 9_000, tuple(n for n in range(40) if n % 10 != 9)),
        put("recovery", 9_000_000, 3))),
    "an injunction without deficiency": ("INS-023", put("injunctions", 1, 1)),
    "a fee without deficiency": ("INS-023", put("sanction_fee", 5_000, 1)),
    "a report without a visit": ("INS-024", put("police_reports", 1, 9)),
    "a deficiency in the states only": ("INS-025", put("deficiency", "no", 0)),
    "a follow-up in the states only": ("INS-026", with_state("followed_up", 1)),
    "many follow-ups in the states only": ("INS-052", with_state("followed_up", (1, 2, 3))),
    "a prohibition that no state knows": ("INS-050", without_state("prohibition")),
    "a fee that no state knows": ("INS-050", without_state("fee")),
    "an injunction that no column knows": ("INS-050", with_state("injunction", 0)),
    "many injunctions that no column knows": ("INS-051", with_state("injunction", (0, 4, 8))),
    "an inspection after its visit": ("INS-053", dated("inspected", 3)),
    "many inspections after their visits": ("INS-054", dated("inspected", 3, 12)),
    "a fee before the deficiency": ("INS-036", dated("fee", -1)),
    "a fee without a deficiency state": ("INS-038", with_state("fee", 1)),
    "an employer of another contract": ("INS-003", put("employer_key", "R-0001-AB01-00X1")),
}

PAYMENT_ERRORS: dict[str, tuple[str, Change]] = {
    **_of_manifest("PAY"),
    **_of_states("PAY"),
    "no benefit": ("PAY-001", put("benefit", None)),
    "an unknown cause": ("PAY-002", put("cause", "greed")),
    "a key of another form": ("PAY-003", put("notification_key", "R-1", 0)),
    "a claim beyond the bounds": ("PAY-005", put("claimed", 50_000_001)),
    "claims that do not add up": ("PAY-012", total("claimed")),
    "repayments that do not add up": ("PAY-013", total("repaid")),
    "prevention that does not add up": ("PAY-014", total("prevented")),
    "a state before the opening": ("PAY-034", moved(timedelta(days=-60), first=True)),
    "many states before the opening": ("PAY-035", moved(timedelta(days=-60), first=True, rows=40)),
    "a stage left out": ("PAY-038", without_state("investigated")),
    "a chain that never began": ("PAY-042", without_state("suspicion")),
    "more repaid than claimed": ("PAY-020", put("repaid", 12_001)),
    "a claim without a changed decision": ("PAY-021", put("claimed", 500, 1)),
    "claims in another unit": ("PAY-022", put_all("claimed", 12_000_000)),
    "a notification without its key": ("PAY-023", put("notification_key", None, 0)),
    "a key without a notification": ("PAY-023", put("notification_key", frames.key("R", 7), 1)),
    "a decision that no state knows": ("PAY-024", put("decision", "unchanged", 2)),
    "a claim that no state knows": ("PAY-025", without_state("claimed")),
    "a police report that no state knows": ("PAY-026", put("police_report", "yes", 1)),
    "places not stated": ("PAY-027", put_all("county", "00")),
    "benefits not stated": ("PAY-028", put_all("benefit", "not_stated")),
    "causes not stated": ("PAY-029", put_all("cause", "not_stated")),
    "no payer": ("PAY-001", put("payer", None)),
    "no decision": ("PAY-001", put("decision", None)),
    "an unknown benefit": ("PAY-002", put("benefit", "lottery")),
    "an unknown origin": ("PAY-002", put("origin", "rumour", 1)),
    "a notification key of digits": ("PAY-010", put("notification_key", "R-5560-1234-5678", 0)),
    "a negative claim": ("PAY-016", put("claimed", -12_000)),
    "a negative repayment": ("PAY-016", put("repaid", -1)),
    "a negative prevention": ("PAY-016", put("prevented", -1)),
    "a prevention beyond the bounds": ("PAY-005", put("prevented", 50_000_001)),
    "a prevention a thousand times the usual": ("PAY-017", put("prevented", 3_000_000)),
    "a claim a thousand times the usual": (
        "PAY-017", both(many(3), put("claimed", 12_000_000))),
    "a repayment without a changed decision": ("PAY-021", put("repaid", 500, 1)),
    "changed in the states only": ("PAY-024", with_state("changed", 5)),
    "decided in the column only": ("PAY-024", without_state("decided", "changed", "claimed",
                                                            "repaid")),
    "a claim of nothing": ("PAY-025", put("claimed", 0)),
    "a police report in the states only": ("PAY-026", with_state("police_reported", 1)),
    "many police reports in the states only": (
        "PAY-050", with_state("police_reported", (1, 2, 3))),
    "prevented as claimed": ("PAY-051", put("prevented", 12_000)),
    "often prevented as claimed": ("PAY-052", put("prevented", 12_000, (0, 3, 6))),
    "a repayment that no state knows": ("PAY-053", without_state("repaid")),
    "a state that no repayment knows": ("PAY-053", put("repaid", 0)),
    "many states that no repayment knows": ("PAY-054", put("repaid", 0, (0, 3, 6))),
    "repaid before it was claimed": ("PAY-036", dated("repaid", -9)),
    "repaid without a claim": ("PAY-038", without_state("claimed")),
}

ACTIONS: dict[str, tuple[str, Change]] = {
    **_of_manifest("ACT"),
    **_of_states("ACT"),
    "no strand": ("ACT-001", put("strand", None)),
    "an unknown council": ("ACT-002", put("council", "board")),
    "a lead key of another form": ("ACT-003", put("lead_keys", "R-0001-AB01-00X1|R-2")),
    "more persons than any outcome has": ("ACT-005", put("persons", 501)),
    "persons that do not add up": ("ACT-012", total("persons")),
    "a state before the proposal": ("ACT-034", moved(timedelta(days=-60), first=True)),
    "many states before the proposal": (
        "ACT-035", moved(timedelta(days=-60), first=True, rows=40)),
    "a stage left out": ("ACT-038", without_state("decided")),
    "a chain that never began": ("ACT-042", without_state("proposed")),
    "persons of an exercise": ("ACT-020", put("persons", 1, 2)),
    "leads of an exercise": ("ACT-021", put("lead_keys", frames.key("R", 1), 2)),
    "a lead twice": (
        "ACT-022", put("lead_keys", f"{frames.key('R', 1)}|{frames.key('R', 1)}")),
    "an outcome before the start": ("ACT-023", without_state("ongoing", "outcome")),
    "due before it was proposed": ("ACT-024", put("due", date(2026, 7, 1), 1)),
    "an area of another council": ("ACT-025", put("council", "war_crimes")),
    "plans without a due date": ("ACT-026", put_all("due", None, tuple(range(1, 40, 4)))),
    "places not stated": ("ACT-027", put_all("county", "00")),
    "no council": ("ACT-001", put("council", None)),
    "no day of proposal": ("ACT-001", put("proposed", None)),
    "an unknown strand": ("ACT-002", put("strand", "hope")),
    "an unknown kind": ("ACT-002", put("kind", "party", 1)),
    "a lead key of digits": ("ACT-010", put("lead_keys", "R-0001-AB01-00X1|R-5560-1234-5678")),
    "a negative tax": ("ACT-016", put("tax_increase", -1)),
    "a negative amount prevented": ("ACT-016", put("prevented", -10)),
    "assets beyond the bounds": ("ACT-005", put("assets_secured", 100_000_001)),
    "a claim a thousand times the usual": (
        "ACT-017", both(many(4), put("recovery_claims", 50_000_000))),
    "an amount of an exercise": ("ACT-020", put("tax_increase", 1, 2)),
    "an amount of a plan": ("ACT-020", put("prevented", 9_000, 1)),
    "leads of a plan": ("ACT-021", put("lead_keys", frames.key("R", 2), 1)),
    "an area of no council": ("ACT-025", put("area", "war_crimes", 3)),
    "prevented as claimed": ("ACT-051", put("prevented", 50_000)),
    "often prevented as claimed": ("ACT-052", put("prevented", 50_000, (0, 4, 8))),
    "completed before it was decided": ("ACT-036", both(
        many(2), dated("ongoing", -2))),
    "an effect of nothing done": ("ACT-038", with_state("effect_followed_up", 1)),
    "a state of no chain": ("ACT-032", with_state("claimed", 0)),
}

PUBLISHED_FIGURES: dict[str, tuple[str, Change]] = {
    "a row more than the manifest says": ("PUB-009", say(rows=4)),
    "no value": ("PUB-001", put("value", None)),
    "an unknown unit": ("PUB-002", put("unit", "furlongs")),
    "a year before the figures": ("PUB-005", put("year", 1999)),
    "bounds in the wrong order": ("PUB-020", put("low", 400.0, 1)),
    "a value outside its interval": ("PUB-021", put("value", 500.0, 1)),
    "one bound only": ("PUB-022", put("high", None, 1)),
    "a negative value": ("PUB-023", put("value", -1.0)),
    "more than all": ("PUB-024", put("unit", "percent")),
    "a source that is no address": ("PUB-025", put("source", "see the annual report")),
    "an address of another kind": ("PUB-025", put("source", "ftp://example.org/x")),
    "words after an address": ("PUB-025", put("source", "https://example.org/x see page 3")),
    "derived in one place only": ("PUB-026", put("qualifier", "derived")),
    "a figure twice": ("PUB-027", twice("rows")),
    "a year to come": ("PUB-028", put("year", 2027)),
    "made-up figures": ("PUB-029", say(origin="synthetic")),
    "no source": ("PUB-001", put("source", None)),
    "no year": ("PUB-001", put("year", None)),
    "an unknown indicator": ("PUB-002", put("indicator", "happiness")),
    "an unknown field": ("PUB-002", put("area", "weather")),
    "an unknown place": ("PUB-002", put("place", "XX")),
    "an unknown kind of source": ("PUB-002", put("source_kind", "rumour")),
    "a year beyond the bounds": ("PUB-005", put("year", 2101)),
    "an interval above its value": ("PUB-021", put("low", 320.0, 1)),
    "the other bound only": ("PUB-022", put("low", None, 1)),
    "an address without end": ("PUB-025", put("source", "https://example.org/" + "x" * 400)),
    "derived as the other kind": ("PUB-026", put("source_kind", "authority", 2)),
    "one indicator in two units": ("PUB-050", put("unit", "hours")),
    "more particularly vulnerable areas than areas": ("PUB-051", both(
        put("indicator", "areas_total"), put("indicator", "areas_particularly_vulnerable", 4),
        put("year", 2018, 4))),
    "a figure in another unit": ("PUB-052", put("value", 306_000.0, 2)),
}

MUTANTS: Mapping[str, Mapping[str, tuple[str, Change]]] = {
    "referrals": REFERRALS, "inspections": INSPECTIONS, "payment_errors": PAYMENT_ERRORS,
    "actions": ACTIONS, "published_figures": PUBLISHED_FIGURES,
}
