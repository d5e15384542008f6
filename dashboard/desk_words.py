"""How a row of the intake desk is named and marked on a page.

Here: names of deliverers and kinds, months and moments as text, the mark of each status. Not here:
any page.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from dashboard import chrome
from dashboard.visit import Visit
from data import registers, words
from data.contracts import contract

ICONS = {"accepted": ("disc", "blue"), "accepted_with_remark": ("half", "blue"),
         "waiting": ("diamond", "orange"), "refused": ("crossed", "orange"),
         "missing": ("square", "orange"), "asked": ("ring", "grey"), "expected": ("ring", "grey"),
         "withdrawn": ("cross", "grey"), "ending": ("remark", "orange"),
         "passed": ("disc", "blue"), "waived": ("half", "blue"), "warns": ("remark", "orange"),
         "stops": ("crossed", "orange"), "broken": ("hexagon", "orange"),
         "informs": ("ring", "grey")}
STATUSES = ("accepted", "accepted_with_remark", "waiting", "refused", "missing", "asked",
            "expected", "withdrawn")
SPELLED = 12   # counts up to here are spelled out in a heading


def mark(status: str) -> str:
    """Write the mark of a status; its word stands beside it or is hidden text."""
    return chrome.icon(*ICONS[status])


def word(visit: Visit, status: str) -> str:
    """Name a status: of a delivery, or of a rule."""
    return words.say(f"desk.is_{status}", visit.lang)


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


def spelled(visit: Visit, count: int) -> str:
    """Write a count as a heading does: in letters up to twelve."""
    if 0 < count <= SPELLED:
        return words.say(f"desk.count_{count}", visit.lang)
    return words.number(count, visit.lang)


def month_name(visit: Visit, month: str) -> str:
    """Name a month without its year."""
    return words.say(f"month.m{month[-2:]}", visit.lang)


def day(visit: Visit, on: date | str, pattern: str = "d MMM") -> str:
    """Write a day shortly: 8 okt, 8 Oct."""
    when = date.fromisoformat(on[:10]) if isinstance(on, str) else on
    text = str(format_date(when, pattern, {"sv": "sv_SE", "en": "en_GB"}[visit.lang]))
    return text.replace(".", "")   # abbreviated months carry one in Swedish


def moment(visit: Visit, at: str) -> str:
    """Write a moment of the audit as day and time in Sweden: 12 okt 09.14."""
    when = datetime.fromisoformat(at).astimezone(ZoneInfo("Europe/Stockholm"))
    return f"{day(visit, when.date())} {when:{'%H.%M' if visit.lang == 'sv' else '%H:%M'}}"
