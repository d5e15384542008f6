"""The small file that says what a delivery is: its manifest.

Here belong the manifest as a value, reading it as a closed world and writing it. Whether the rows
agree with it (their number, sums, months and deliverer) is judged by the suites of expectations.
"""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from data.contracts import Contract, contract, contracts
from data.faults import Fault, fault
from data.registers import authorities

ORIGINS = ("synthetic", "real")
MONTH = re.compile(r"20[0-9]{2}M(0[1-9]|1[0-2])")
LARGEST_TOTAL = 10**15
"""Sums stay exact as whole numbers in every engine that reads them."""


@dataclass(frozen=True)
class Manifest:
    """What the deliverer says that a delivery is.

    ``months`` are the months of opening that the delivery replaces whole (2026M09), none for
    published figures. ``totals`` hold the sum of each control total of the contract.
    """

    contract: str
    version: int
    deliverer: str
    months: tuple[str, ...]
    rows: int
    states_rows: int | None
    totals: dict[str, int]
    origin: str
    sent: date

    def to_json(self) -> str:
        """Write the manifest as JSON, fields in a fixed order."""
        fields = asdict(self) | {"months": list(self.months), "sent": self.sent.isoformat()}
        return json.dumps(fields, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def parse(content: bytes) -> Manifest | tuple[Fault, ...]:
    """Read a manifest, or give what is wrong with it."""
    try:
        fields = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return (fault("M-002", "manifest"),)
    if not isinstance(fields, dict):
        return (fault("M-002", "manifest"),)
    faults = _shape(fields) or _meaning(fields)
    if faults:
        return faults
    return Manifest(
        **fields
        | {"months": tuple(fields["months"]), "sent": date.fromisoformat(fields["sent"])}
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a field stands twice")
    return dict(pairs)


def _whole(value: object, largest: int = LARGEST_TOTAL) -> bool:
    return type(value) is int and 0 <= value <= largest


def _months(value: object) -> bool:
    return (
        isinstance(value, list)
        and all(isinstance(month, str) and MONTH.fullmatch(month) for month in value)
        and sorted(set(value)) == value
    )


def _totals(value: object) -> bool:
    return isinstance(value, dict) and all(
        type(total) is int and abs(total) <= LARGEST_TOTAL for total in value.values()
    )


def _day(value: object) -> bool:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


FORMS: dict[str, Callable[[Any], bool]] = {
    "contract": lambda value: isinstance(value, str),
    "version": _whole,
    "deliverer": lambda value: isinstance(value, str),
    "months": _months,
    "rows": _whole,
    "states_rows": lambda value: value is None or _whole(value),
    "totals": _totals,
    "origin": lambda value: value in ORIGINS if isinstance(value, str) else False,
    "sent": _day,
}
"""The fields of a manifest and the form of each: nothing else may stand in it."""


def _shape(fields: dict[str, Any]) -> tuple[Fault, ...]:
    missing = [name for name in FORMS if name not in fields]
    wrong = [name for name, holds in FORMS.items() if name in fields and not holds(fields[name])]
    extra = len(fields.keys() - FORMS.keys())
    return (
        *(fault("M-003", "manifest", field=name) for name in missing),
        *(fault(f"M-004-{name}", "manifest") for name in wrong),
        *((fault("M-005", "manifest", extra=extra),) if extra else ()),
    )


def _meaning(fields: dict[str, Any]) -> tuple[Fault, ...]:
    known = {each.id: each for each in contracts()}
    if fields["contract"] not in known:
        return (fault("M-006", "manifest", contracts=", ".join(known)),)
    agreed = contract(fields["contract"])
    checks = (
        ("M-007", fields["version"] == agreed.version),
        ("M-008", _deliverer_known(fields, agreed)),
        ("M-009" if agreed.month_of else "M-010", bool(fields["months"]) == bool(agreed.month_of)),
        ("M-011", set(fields["totals"]) == set(agreed.control_totals)),
        ("M-012", (fields["states_rows"] is not None) == bool(agreed.chains)),
    )
    return tuple(
        fault(
            rule,
            "manifest",
            contract=agreed.id,
            version=agreed.version,
            totals=", ".join(agreed.control_totals) or "–",
        )
        for rule, holds in checks
        if not holds
    )


def _deliverer_known(fields: dict[str, Any], agreed: Contract) -> bool:
    day = date.fromisoformat(fields["sent"])
    known = {each.code for each in authorities(day) if each.delivers}
    return fields["deliverer"] in known or not (agreed.deliverer or fields["deliverer"])
