"""Small random deliveries of the four counted contracts, for tests of counting and rolling up.

Here belong rows that keep the contracts' promises but are otherwise arbitrary: the tests compare
two ways of counting them, so only variety matters. Nothing here is calibrated.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

import polars as pl

from data.contracts import chain, contract, schema, states_schema

COUNTIES = ("01", "09", "03", "08", "12", "14", "25", "syd00", "nord00", "00")
FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)
Reached = list[tuple[str, str, date]]


class Built(NamedTuple):
    """The two tables of a delivery."""

    rows: pl.DataFrame
    states: pl.DataFrame


def built(contract_id: str, size: int, seed: int = 1) -> Built:
    """Make ``size`` records of a contract, spread over two years, with the states they reached."""
    chance = Random(f"{contract_id}-{seed}")
    rows: list[dict[str, Any]] = []
    states: Reached = []
    for number in range(size):
        row, chain_id = MAKERS[contract_id](chance, number)
        rows.append(row)
        if chain_id:
            states += _walked(chance, row["record_key"], _opened(contract_id, row), chain_id)
    agreed = contract(contract_id)
    return Built(
        pl.DataFrame(rows, schema=schema(agreed), orient="row"),
        pl.DataFrame(states, schema=states_schema(), orient="row"),
    )


def all_built(size: int, seed: int = 1) -> dict[str, Built]:
    """Make one delivery of each counted contract."""
    return {name: built(name, size, seed) for name in MAKERS}


def _opened(contract_id: str, row: dict[str, Any]) -> date:
    day: date = row[contract(contract_id).month_of]
    return day


def _walked(chance: Random, record: str, opened: date, chain_id: str) -> Reached:
    """Walk the chain: a state is reached only where its parent is, and never before it."""
    days: dict[str, date] = {}
    for state in chain(chain_id).states:
        if not state.parent:
            days[state.code] = opened
        elif state.parent in days and chance.random() < 0.7:
            days[state.code] = days[state.parent] + timedelta(days=chance.randrange(0, 150))
    return [(record, state, day) for state, day in days.items()]


def _key(prefix: str, number: int) -> str:
    return f"{prefix}-{number:04}-AB{number % 100:02}-00X{number % 10}"


def _day(chance: Random) -> date:
    return FIRST + timedelta(days=chance.randrange((LAST - FIRST).days + 1))


def _maybe(chance: Random, codes: Sequence[str]) -> str | None:
    return chance.choice(codes) if chance.random() < 0.8 else None


REFERRALS: tuple[tuple[str, str, str], ...] = (
    ("organised_crime", "intelligence_lead", "organised_crime_leads"),
    ("human_trafficking", "coordinator_contact", "human_trafficking"),
    ("human_trafficking", "social_services_report", "human_trafficking"),
    ("incorrect_payments", "payment_notification", "payment_notifications"),
    ("security_threats", "sapo_referral", "security_threats"),
    ("war_crimes", "war_crimes_report", "war_crimes"),
    ("war_crimes", "prosecutor_report", "war_crimes"),
)


def _referral(chance: Random, number: int) -> tuple[dict[str, Any], str]:
    area, kind, chain_id = chance.choice(REFERRALS)
    sender = chance.choice(("miv", "fk", "af", "skv"))
    trafficking = area == "human_trafficking"
    row = {
        "record_key": _key("R", number),
        "reported_by": "receiver" if chance.random() < 0.3 else "sender",
        "sender": sender,
        "receiver": chance.choice([a for a in ("pm", "csn", "fk") if a != sender]),
        "area": area, "kind": kind,
        "focus": _maybe(chance, ("strategic_person", "vulnerable_area"))
        if area == "organised_crime" else None,
        "case_type": _maybe(chance, ("residence", "citizenship"))
        if area == "security_threats" else None,
        "exploitation_form": _maybe(chance, ("forced_labour", "sexual")) if trafficking else None,
        "permit_type": _maybe(chance, ("work", "asylum", "none")) if trafficking else None,
        "permit_withdrawn": _maybe(chance, ("yes", "no")) if trafficking else None,
        "age_group": _maybe(chance, ("adult", "child")), "sex": _maybe(chance, ("woman", "man")),
        "channel": chance.choice(("electronic", "paper", "other"))
        if kind == "payment_notification" else None,
        "case_key": _key("C", chance.randrange(40)) if chance.random() < 0.6 else None,
        "county": chance.choice(COUNTIES), "persons": chance.randrange(1, 9),
        "opened": _day(chance), "outcome": "open",
    }
    return row, chain_id


def _inspection(chance: Random, number: int) -> tuple[dict[str, Any], str]:
    persons = chance.randrange(0, 40)
    row = {
        "record_key": _key("I", number), "employer_key": _key("E", chance.randrange(25)),
        "lead": chance.choice(("av", "pm", "skv")),
        "participants": _maybe(chance, ("skv|pm", "av", "fk|skv")),
        "county": chance.choice(COUNTIES),
        "industry": chance.choice(("construction", "cleaning", "not_stated")),
        "visited": _day(chance), "persons_checked": persons,
        "no_right_to_work": chance.randrange(0, persons + 1),
        "no_right_to_stay": chance.randrange(0, persons + 1),
        "potential_victims": chance.randrange(0, persons + 1) if chance.random() < 0.2 else 0,
        "deficiency": "yes", "injunctions": 0, "prohibitions": 1,
        "sanction_fee": chance.choice((0, 20_000, 45_000)),
        "decided_tax": chance.choice((0, 9_000)), "recovery": chance.choice((0, 7_000)),
        "police_reports": chance.choice((0, 0, 1, 2)), "follow_up": "no",
    }
    return row, "work_related_crime"


def _payment_error(chance: Random, number: int) -> tuple[dict[str, Any], str]:
    claimed = chance.choice((0, 4_000, 12_000, 3_000_000_000))   # over 32 bits on purpose
    row = {
        "record_key": _key("P", number), "payer": chance.choice(("fk", "csn", "pem")),
        "origin": chance.choice(("own_control", "tip", "selection_hit")), "notification_key": None,
        "benefit": chance.choice(("housing_allowance", "pension", "not_stated")),
        "county": chance.choice(COUNTIES), "opened": _day(chance), "decision": "changed",
        "cause": chance.choice(("applicant", "employer")), "claimed": claimed,
        "repaid": claimed // chance.randrange(1, 5), "prevented": chance.choice((0, 3_000)),
        "police_report": "no",
    }
    return row, "incorrect_payments"


ACTIONS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("joint_initiative", "organised_crime", ("operation",), "organised_crime"),
    ("mur", "resilience", ("plan_action", "risk_analysis", "weakness"), "resilience"),
    ("counter_terrorism", "terrorism_cooperation", ("exercise", "plan_action"),
     "terrorism_cooperation"),
)


def _action(chance: Random, number: int) -> tuple[dict[str, Any], str]:
    council, area, kinds, chain_id = chance.choice(ACTIONS)
    kind, proposed = chance.choice(kinds), _day(chance)
    worth = int(kind == "operation") * chance.choice((0, 50_000, 80_000))
    row = {
        "record_key": _key("A", number), "council": council,
        "owner": chance.choice(("fk", "pm", "sapo")), "area": area,
        "strand": chance.choice(("prevent", "avert")), "kind": kind, "lead_keys": None,
        "county": chance.choice(COUNTIES), "persons": 0, "recovery_claims": worth,
        "tax_increase": worth, "assets_secured": worth, "prevented": worth, "proposed": proposed,
        "due": proposed + timedelta(days=chance.randrange(30, 400))
        if chance.random() < 0.8 else None,
    }
    return row, chain_id


Maker = Callable[[Random, int], tuple[dict[str, Any], str]]
MAKERS: dict[str, Maker] = {
    "referrals": _referral, "inspections": _inspection, "payment_errors": _payment_error,
    "actions": _action,
}


def parts(delivery: Built, pieces: int) -> Iterator[Built]:
    """Cut a delivery into several, as authorities and months would."""
    for piece in range(pieces):
        rows = delivery.rows.gather_every(pieces, piece)
        states = delivery.states.filter(pl.col("record_key").is_in(rows["record_key"].implode()))
        yield Built(rows, states)
