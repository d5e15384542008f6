"""What has been done with a delivery, and the deliverer's other deliveries of the kind.

Here: both as HTML, the newest first; the log is only added to. Not here: the audit itself.
"""

from __future__ import annotations

from html import escape

from dashboard.desk_reading import Opened, Row
from dashboard.desk_words import day, mark, moment, word
from dashboard.visit import Visit
from data import words
from data.access import Act

EARLIER = 8


def events(visit: Visit, opened: Opened) -> str:
    """Write the log of a delivery."""
    rows = "".join(_event(visit, opened, r) for r in opened.events.iter_rows(named=True))
    title = escape(words.say("desk.history", visit.lang))
    about = escape(words.say("desk.history_about", visit.lang))
    return (f'<section class="blk"><div class="hd"><h2>{title}</h2><span class="src">{about}'
            f'</span></div><ol class="hist">{rows}</ol></section>')


def _event(visit: Visit, opened: Opened, row: Row) -> str:
    who = str(row["actor"])
    said = words.say("desk.system", visit.lang) if who == "system" else who
    beside = _beside(visit, opened, row)
    more = f'<br><span class="src">{escape(beside)}</span>' if beside else ""
    return (f'<li><span class="src">{escape(moment(visit, str(row["at"])))}</span><span>'
            f"{escape(_what(visit, row))}{more}<br>"
            f'<span class="src">{escape(said)}</span></span></li>')


def _what(visit: Visit, row: Row) -> str:
    """Say an event of the audit in words; its detail is a word of the desk, never a count."""
    act, detail = str(row["act"]), str(row["detail"])
    if act in (Act.receive_delivery, Act.decide_delivery):
        found = "desk.event_received" if act == Act.receive_delivery else "desk.event_decided"
        return words.say(found, visit.lang, outcome=word(visit, detail))
    if words.has(f"desk.event_{act}"):
        return words.say(f"desk.event_{act}", visit.lang, detail=detail)
    return words.say(f"act.{act}", visit.lang) if words.has(f"act.{act}") else act


def _beside(visit: Visit, opened: Opened, row: Row) -> str:
    """Give the reason of a decision: the same moment and outcome."""
    if row["act"] != Act.decide_delivery:
        return ""
    same = [d for d in opened.decisions.iter_rows(named=True)
            if str(d["at"])[:16] == str(row["at"])[:16]]
    return str(same[-1]["reason"]) if same else ""


def earlier(visit: Visit, opened: Opened) -> str:
    """Write the same deliverer's other deliveries of the kind, the newest first."""
    if opened.earlier.is_empty():
        said = escape(words.say("desk.first", visit.lang))
        return f'<section class="blk"><p class="sub">{said}</p></section>'
    heads = "".join(f'<th scope="col"{css}>{escape(words.say(f"desk.{h}", visit.lang))}</th>'
                    for h, css in (("months", ""), ("decision", ""), ("received", ""),
                                   ("rows", ' class="r"'), ("failed", ' class="r"')))
    body = "".join(_other(visit, r) for r in opened.earlier.head(EARLIER).iter_rows(named=True))
    title = escape(words.say("desk.earlier", visit.lang))
    return (f'<section class="blk"><h2>{title}</h2><table><thead><tr>{heads}</tr></thead>'
            f"<tbody>{body}</tbody></table></section>")


def _other(visit: Visit, row: Row) -> str:
    outcome = "withdrawn" if row["withdrawn_on"] else str(row["outcome"])
    to = escape(visit.link(delivery=int(str(row["id"]))))
    months = str(row["first"] or "–")
    if row["last"] != row["first"]:
        months = f"{months}–{row['last']}"
    rows = "–" if row["rows"] is None else words.number(int(str(row["rows"])), visit.lang)
    return (f'<tr><td><a href="{to}">{escape(months)}</a></td><td><span class="st">{mark(outcome)} '
            f'{escape(word(visit, outcome))}</span></td>'
            f'<td>{escape(day(visit, str(row["received_on"]), "d MMM y"))}</td>'
            f'<td class="r">{rows}</td><td class="r">{row["failed"]}</td></tr>')
