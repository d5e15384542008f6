"""The verbs of the workbench: ``decide``, ``erase`` and ``retention``.

Here: doing them for a person at the command line, who says who he or she is. Not here: options
(``dashboard.cli``), the acts themselves (``data``, ``metrics.stewards``).
"""

from __future__ import annotations

from argparse import Namespace
from datetime import date

from dashboard.verbs import installation, open_house, say, wrong
from dashboard.worker import retire
from data import decisions, erasure, retention, words
from data.access import SYSTEM, AccessDenied, Actor, Role
from data.acting import Declined
from metrics import jobs, stewards

KINDS = {"accept": decisions.ACCEPT, "refuse": decisions.REFUSE}


def _steward(options: Namespace) -> Actor:
    name = (options.name or "").strip()
    if not name:
        raise Declined("no_name")
    return Actor(name, Role.steward)


def decide(options: Namespace) -> int:
    """Accept a waiting delivery with a remark, or refuse it."""
    try:
        actor, house = _steward(options), open_house(installation(options))
        made = stewards.decide(
            house, actor, options.delivery, KINDS[options.decision], options.reason,
            remark_sv=options.remark_sv, remark_en=options.remark_en,
            seen=_seen(house, options) if options.change else 0)
    except (AccessDenied, Declined) as why:
        return wrong(options, why.sentence(options.lang))
    text = words.say(f"done.decide_{KINDS[options.decision]}", options.lang)
    say(options, text, {"ok": True, "delivery": options.delivery, "decision": made})
    return 0


def _seen(house: jobs.House, options: Namespace) -> int:
    with house.desk.read() as connection:
        last = decisions.newest(connection, options.delivery)
    return int(last["id"]) if last else 0


def erase(options: Namespace) -> int:
    """Ask for a delivery to be erased, or confirm it as the second person."""
    try:
        actor, house = _steward(options), open_house(installation(options))
        if options.confirm:
            gone = stewards.erase(house, actor, options.delivery)
        else:
            gone = ()
            with house.desk.begin() as connection:
                erasure.ask(connection, actor, options.delivery, options.reason)
    except (AccessDenied, Declined) as why:
        return wrong(options, why.sentence(options.lang))
    text = words.say("done.confirm_erase" if options.confirm else "done.erase", options.lang)
    say(options, text, {"ok": True, "erased": list(gone)})
    return 0


def retention_verb(options: Namespace) -> int:
    """Show how long each kind of record is kept and why; apply it if told to."""
    gone: dict[str, int] = {}
    if options.apply:
        at = installation(options)
        gone = retire(open_house(at), at.inbox, SYSTEM, date.today())
    rows = [{"kind": k.kind, "days": k.days, "name": k.sv if options.lang == "sv" else k.en,
             "why": k.why_sv if options.lang == "sv" else k.why_en} for k in retention.table()]
    say(options, "\n".join(_line(row, gone, options) for row in rows),
        {"ok": True, "kinds": rows, "applied": gone if options.apply else None})
    return 0


def _line(row: dict[str, object], gone: dict[str, int], options: Namespace) -> str:
    kept = int(str(row["days"]))
    days = words.quantity(kept, "days", options.lang) if kept else words.say(
        "kept.always", options.lang)
    text = f"{row['name']}: {days}. {row['why']}"
    if not options.apply or str(row["kind"]) not in gone:
        return text
    return f"{text} {words.say('kept.gone', options.lang, n=gone[str(row['kind'])])}"
