"""One small clean delivery of each contract, for any test that needs one.

Here belong rows that every rule lets through, each area and chain among them. Faults are made in
the tests, by changing what these give.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl

from data.contracts import contract, schema, states_schema
from data.deliveries import Delivery, Manifest

SENT = date(2026, 9, 10)
OPENED = date(2026, 8, 3)
COUNTIES = ("01", "03", "08", "12", "14", "25", "syd00", "09")
EACH = 40
"""Rows in a delivery: enough for the rules that judge a share."""
CONTRACTS = ("referrals", "inspections", "payment_errors", "actions", "published_figures")


def clean(contract_id: str) -> Delivery:
    """Give a delivery of a contract that passes every rule without a remark."""
    rows, states = MAKERS[contract_id]()
    return built(contract_id, rows, states)


def built(
    contract_id: str, rows: Iterable[Mapping[str, Any]], states: Iterable[tuple[Any, ...]],
    **manifest: Any,
) -> Delivery:
    """Make a delivery of any rows and states, with a manifest that agrees with them."""
    agreed = contract(contract_id)
    frame = pl.DataFrame(list(rows), schema=schema(agreed), orient="row")
    reached = pl.DataFrame(list(states), schema=states_schema(), orient="row")
    return Delivery(about(contract_id, frame, reached, **manifest), frame, reached)


def about(
    contract_id: str, rows: pl.DataFrame, states: pl.DataFrame, **changes: Any
) -> Manifest:
    """Give the manifest of a delivery's frames."""
    agreed = contract(contract_id)
    totals = {name: int(rows[name].fill_null(0).sum()) for name in agreed.control_totals}
    fields: dict[str, Any] = {
        "contract": contract_id,
        "version": agreed.version,
        "deliverer": DELIVERERS[contract_id],
        "months": ("2026M08",) if agreed.month_of else (),
        "rows": rows.height,
        "states_rows": states.height if agreed.chains else None,
        "totals": totals,
        "origin": "synthetic" if agreed.month_of else "real",
        "sent": SENT,
    }
    return Manifest(**fields | changes)




def key(prefix: str, number: int) -> str:
    """Give an opaque key of the fixed form."""
    return f"{prefix}-{number:04}-AB{number % 100:02}-00X{number % 10}"


def _day(number: int) -> date:
    return OPENED + timedelta(days=number % 20)


def _reached(prefix: str, number: int, *states: str) -> list[tuple[str, str, date]]:
    """Give states one day apart, the first on the day of opening."""
    first = _day(number)
    return [(key(prefix, number), state, first + timedelta(days=step))
            for step, state in enumerate(states)]


REFERRAL_KINDS: tuple[tuple[str, str, tuple[str, ...], dict[str, Any]], ...] = (
    ("organised_crime", "intelligence_lead", ("lead", "intelligence_case"),
     {"focus": "strategic_person", "centre": "ruc_syd", "receiver": "pm"}),
    ("human_trafficking", "coordinator_contact",
     ("indication", "consent_asked", "consent_given", "coordinator_contacted"),
     {"exploitation_form": "forced_labour", "permit_type": "work", "permit_withdrawn": "no",
      "age_group": "adult", "sex": "man", "consent": "given", "receiver": "jamm"}),
    ("human_trafficking", "social_services_report", ("indication", "social_services"),
     {"exploitation_form": "not_stated", "permit_type": "asylum", "permit_withdrawn": "no",
      "age_group": "child", "sex": "woman", "receiver": "social"}),
    ("incorrect_payments", "payment_notification", ("sent", "received", "assessed"),
     {"channel": "electronic", "receiver": "fk"}),
    ("security_threats", "sapo_referral", ("presented", "referred", "opinion", "decided"),
     {"case_type": "residence", "receiver": "sapo"}),
    ("war_crimes", "war_crimes_report", ("suspicion", "report"), {"receiver": "pm"}),
)


def _referrals() -> tuple[list[dict[str, Any]], list[tuple[str, str, date]]]:
    rows: list[dict[str, Any]] = []
    states: list[tuple[str, str, date]] = []
    for number in range(EACH):
        area, kind, reached, own = REFERRAL_KINDS[number % len(REFERRAL_KINDS)]
        rows.append({
            "record_key": key("R", number), "reported_by": "sender", "sender": "miv",
            "area": area, "kind": kind, "case_key": key("C", number // 2),
            "county": COUNTIES[number % len(COUNTIES)], "persons": 1 + number % 3,
            "opened": _day(number), "outcome": "open", **own,
        })
        states += _reached("R", number, *reached)
    return rows, states


def _inspections() -> tuple[list[dict[str, Any]], list[tuple[str, str, date]]]:
    rows: list[dict[str, Any]] = []
    states: list[tuple[str, str, date]] = []
    for number in range(EACH):
        wrong, only_selected = number % 4 == 0, number % 10 == 9
        rows.append({
            "record_key": key("I", number), "employer_key": key("E", number // 3), "lead": "av",
            "participants": "skv|pm", "county": COUNTIES[number % len(COUNTIES)],
            "industry": ("construction", "restaurants", "cleaning")[number % 3],
            "visited": _day(number), "persons_checked": 0 if only_selected else 5 + number % 7,
            "no_right_to_work": 2 if wrong else 0, "no_right_to_stay": 1 if wrong else 0,
            "potential_victims": 0, "deficiency": "yes" if wrong else "no",
            "injunctions": 0, "prohibitions": int(wrong), "sanction_fee": 20_000 if wrong else 0,
            "decided_tax": 0, "recovery": 0, "police_reports": 0, "follow_up": "no",
        })
        states += _inspected(number, wrong, only_selected)
    return rows, states


def _inspected(number: int, wrong: bool, only_selected: bool) -> list[tuple[str, str, date]]:
    record, day = key("I", number), _day(number)
    selected = [(record, "selected", day - timedelta(days=30))]
    if only_selected:
        return selected
    found = ["deficiency", "prohibition", "fee"] if wrong else []
    return selected + [(record, state, day) for state in ["inspected", *found]]


def _payment_errors() -> tuple[list[dict[str, Any]], list[tuple[str, str, date]]]:
    rows: list[dict[str, Any]] = []
    states: list[tuple[str, str, date]] = []
    for number in range(EACH):
        changed, told = number % 3 == 0, number % 5 == 0
        decision = "changed" if changed else ("pending", "unchanged")[number % 2]
        rows.append({
            "record_key": key("P", number), "payer": "fk",
            "origin": "notification" if told else "own_control",
            "notification_key": key("R", number) if told else None,
            "benefit": ("housing_allowance", "sickness_benefit")[number % 2],
            "county": COUNTIES[number % len(COUNTIES)], "opened": _day(number),
            "decision": decision, "cause": "applicant", "claimed": 12_000 if changed else 0,
            "repaid": 4_000 if changed else 0, "prevented": 3_000, "police_report": "no",
        })
        decided = {"changed": ("decided", "changed", "claimed", "repaid"),
                   "unchanged": ("decided",)}
        states += _reached("P", number, "suspicion", "investigated", *decided.get(decision, ()))
    return rows, states


ACTION_KINDS: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("joint_initiative", "organised_crime", "operation", "strategic_person",
     ("proposed", "decided", "ongoing", "outcome")),
    ("mur", "resilience", "plan_action", "risk_analysis", ("proposed", "decided")),
    ("counter_terrorism", "terrorism_cooperation", "exercise", "prevent", ("proposed",)),
    ("payments", "incorrect_payments", "weakness", "information_exchange", ()),
)


def _actions() -> tuple[list[dict[str, Any]], list[tuple[str, str, date]]]:
    rows: list[dict[str, Any]] = []
    states: list[tuple[str, str, date]] = []
    for number in range(EACH):
        council, area, kind, strand, reached = ACTION_KINDS[number % len(ACTION_KINDS)]
        operation = kind == "operation"
        rows.append({
            "record_key": key("A", number), "council": council, "owner": "fk", "area": area,
            "strand": strand, "kind": kind,
            "lead_keys": f"{key('R', number)}|{key('R', number + 1)}" if operation else None,
            "county": COUNTIES[number % len(COUNTIES)], "persons": 3 * operation,
            "recovery_claims": 50_000 * operation, "tax_increase": 0, "assets_secured": 0,
            "prevented": 10_000 * operation, "proposed": _day(number),
            "due": date(2027, 3, 1) if kind == "plan_action" else None,
        })
        states += _reached("A", number, *reached)
    return rows, states


def _published() -> tuple[list[dict[str, Any]], list[tuple[str, str, date]]]:
    base = {
        "area": "organised_crime", "indicator": "prison_years_sentenced", "unit": "years",
        "qualifier": "exact", "part": "whole_year", "place": "SE", "low": None, "high": None,
        "source": "https://www.regeringen.se/pressmeddelanden/2022/03/redovisning/",
        "source_kind": "authority",
    }
    rows = [base | {"year": 2018 + number, "value": 304.5 + number} for number in range(5)]
    rows[1] |= {"low": 250.0, "high": 350.0, "qualifier": "about"}
    rows[2] |= {"qualifier": "derived", "source_kind": "derived"}
    return rows, []


MAKERS = {
    "referrals": _referrals, "inspections": _inspections, "payment_errors": _payment_errors,
    "actions": _actions, "published_figures": _published,
}
DELIVERERS = {
    "referrals": "miv", "inspections": "av", "payment_errors": "fk", "actions": "fk",
    "published_figures": "",
}
