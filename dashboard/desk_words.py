"""How a row of the intake desk is named and marked on a page.

Here: names of deliverers and kinds, months as text, the mark of an outcome. Not here: any page.
"""

from __future__ import annotations

from dashboard import chrome
from dashboard.visit import Visit
from data import registers, words
from data.contracts import contract

ICONS = {"accepted": ("disc", "blue"), "accepted_with_remark": ("half", "blue"),
         "refused": ("crossed", "orange"), "missing": ("square", "orange"),
         "withdrawn": ("ring", "grey")}


def mark(outcome: str) -> str:
    """Write the mark of an outcome; its word stands beside it or is hidden text."""
    return chrome.icon(*ICONS[outcome])


def name(visit: Visit, authority: str) -> str:
    """Name a deliverer; a file with personal data names none."""
    if not authority:
        return words.say("desk.unknown_deliverer", visit.lang)
    return registers.name("authorities", authority, visit.lang)


def kind(visit: Visit, contract_id: str) -> str:
    """Name a kind of delivery."""
    return contract(contract_id).name[0 if visit.lang == "sv" else 1] if contract_id else "–"


def span(months: str) -> str:
    """Write the months of a delivery as one or as first–last."""
    found = months.split()
    return f"{found[0]}–{found[-1]}" if len(found) > 1 else months or "–"
