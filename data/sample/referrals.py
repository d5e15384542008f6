"""Synthetic referrals: leads, trafficking, notifications, security threats, war crimes.

Here: the records as they will have become in the end. Not here: what of them is known when
(``data.sample.plan``).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from data import contracts, periods
from data.sample.shapes import EPOCH, Draw, Ints, after, calibration, dates, states

Made = tuple[pl.DataFrame, pl.DataFrame]
RECEIVERS_THAT_DELIVER = ("fk", "csn", "af", "pem", "miv")
_CENTRES = {r: f"ruc_{r}" for r in
            ("nord", "mitt", "bergslagen", "stockholm", "ost", "vast", "syd")}


def referrals(draw: Draw) -> Made:
    """Return all referral rows (with ``known``, a day number) and all states ever reached."""
    parts = [_leads(draw), *_notifications(draw), _trafficking(draw), _security(draw),
             _war_crimes(draw)]
    return (pl.concat([p[0] for p in parts], how="diagonal"),
            pl.concat([p[1] for p in parts]))


def _frame(draw: Draw, opened: Ints, columns: dict[str, Any]) -> pl.DataFrame:
    """Return rows of the contract's columns, the missing ones empty."""
    schema = contracts.schema(contracts.contract("referrals"))
    count = opened.size
    base: dict[str, Any] = {"reported_by": ["sender"] * count, "persons": np.ones(count, np.int64),
                            "opened": dates(opened), "outcome": ["open"] * count}
    whole = {**base, **columns}
    frame = pl.DataFrame({
        n: pl.Series(n, whole[n]).cast(k) if n in whole else pl.Series(n, [None] * count, dtype=k)
        for n, k in schema.items()})
    late = draw.chance(calibration()["effects"]["late"], count)
    known = np.where(late, opened + 12 + draw.delay(18, count, 0.4), opened)
    return frame.with_columns(known=pl.Series(known))


def _leads(draw: Draw) -> Made:
    about = calibration()["leads"]
    counts = {s: draw.counts(v, about["growth"]) for s, v in about["senders"].items()}
    sender = np.concatenate([np.repeat(s, c.sum()) for s, c in counts.items()])
    opened = np.concatenate([draw.days(c) for c in counts.values()])
    n = opened.size
    region, keys = draw.regions(n), draw.keys("R", n)
    nuc = draw.chance(0.08, n)
    case = after(opened, draw.delay(25, n), draw.chance(0.45, n))
    answered = after(opened, draw.delay(34, n), draw.chance(0.86, n))
    frame = _frame(draw, opened, {
        "record_key": keys, "sender": sender, "receiver": np.where(sender == "pm", "skv", "pm"),
        "centre": np.where(nuc, "nuc", [_CENTRES[r] for r in region]),
        "area": ["organised_crime"] * n, "kind": ["intelligence_lead"] * n,
        "county": draw.counties(region),
        "focus": draw.choose({"strategic_person": 34, "actor_or_phenomenon": 41,
                              "vulnerable_area": 22, "not_stated": 3}, n),
        "case_key": _cases(draw, n, 0.25), "persons": 1 + draw.rng.poisson(0.6, n),
    })
    return frame, states(keys, {"lead": opened, "intelligence_case": case, "answered": answered})


def _cases(draw: Draw, count: int, share: float) -> list[str | None]:
    """Return case keys: some records share a case of two or three, the rest have none."""
    some = draw.chance(share, count)
    keys = draw.keys("C", count // 2 + 1)
    number = np.cumsum(some) // 2
    return [keys[number[i]] if some[i] else None for i in range(count)]


def _notifications(draw: Draw) -> list[Made]:
    about = calibration()["notifications"]
    counts = {s: draw.counts(v, about["growth"]) for s, v in about["senders"].items()}
    for sender, rise in calibration()["effects"]["sender_rise"].items():
        later = np.array([m >= "2025M10" for m in draw.months])
        counts[sender] = np.where(later, (counts[sender] * rise).astype(int), counts[sender])
    start = np.array([m >= "2024M01" for m in draw.months])
    counts["ubm"] = np.where(start, counts["ubm"], 0)
    sender = np.concatenate([np.repeat(s, c.sum()) for s, c in counts.items()])
    opened = np.concatenate([draw.days(c) for c in counts.values()])
    receiver = draw.choose(about["receivers"], opened.size)
    other = sender != receiver
    sender, opened, receiver = sender[other], opened[other], receiver[other]
    region = draw.regions(opened.size, {})
    west = (region == "vast") & (opened >= _day("2025M10"))
    rise = calibration()["effects"]["west_rise"] - 1
    extra = np.flatnonzero(west & draw.chance(rise, opened.size))
    take = np.concatenate([np.arange(opened.size), extra])
    return _both_ends(draw, sender[take], receiver[take], opened[take], region[take])


def _day(month: str) -> int:
    return (periods.first_day(month) - EPOCH).days


def _both_ends(
    draw: Draw, sender: Any, receiver: Any, opened: Ints, region: Any
) -> list[Made]:
    """Return the sender's rows, and the receiver's own rows of the same keys."""
    n, keys = opened.size, draw.keys("R", opened.size)
    years = (opened - opened.min(initial=opened.max(initial=0))) / 365.25
    received = after(opened, draw.delay(3, n), draw.chance(0.985, n))
    assessed = after(received, draw.delay(24, n), draw.chance(0.93, n))
    investigated = after(assessed, draw.delay(14, n), draw.chance(0.42, n))
    electronic = draw.rng.random(n) < np.clip(0.35 + 0.075 * years, 0, 0.9)
    columns = {
        "record_key": keys, "sender": sender, "receiver": receiver,
        "area": ["incorrect_payments"] * n, "kind": ["payment_notification"] * n,
        "county": draw.counties(region),
        "channel": np.where(electronic, "electronic", draw.choose({"paper": 3, "other": 1}, n)),
    }
    sent = _frame(draw, opened, columns)
    reached = states(keys, {"sent": opened, "received": received, "assessed": assessed,
                            "investigated": investigated})
    arrives = np.isin(receiver, RECEIVERS_THAT_DELIVER) & (received >= 0) & draw.chance(0.97, n)
    got = sent.filter(pl.Series(arrives)).with_columns(
        reported_by=pl.lit("receiver"), known=pl.Series(received[arrives] + 1))
    return [(sent, reached), (got, reached.clear())]


def _trafficking(draw: Draw) -> Made:
    effects = calibration()["effects"]
    counts = draw.counts(calibration()["human_trafficking"]["levels"])
    opened = draw.days(counts)
    month = np.repeat([int(m[5:]) for m in draw.months], counts)
    berries = np.isin(month, (7, 8, 9, 10))
    region = draw.regions(opened.size)
    northern = draw.regions(opened.size, {"nord": effects["berries"] * 2})
    region = np.where(berries, northern, region)
    opened, region, cluster = _with_clusters(draw, opened, region)
    n, keys = opened.size, draw.keys("R", opened.size)
    child = draw.chance(0.08, n) & (cluster == "")
    adult = ~child
    asked = after(opened, draw.delay(5, n), adult & draw.chance(0.82, n))
    given = after(asked, draw.delay(2, n), draw.chance(0.63, n))
    coordinator = after(given, draw.delay(6, n), draw.chance(0.94, n))
    offered = after(coordinator, draw.delay(5, n), draw.chance(0.9, n))
    received = after(offered, draw.delay(7, n), draw.chance(0.7, n))
    permit = draw.choose({"work": 46, "asylum": 24, "family": 12, "study": 6, "none": 9,
                          "not_stated": 3}, n)
    withdrawn = np.isin(permit, ("work", "asylum", "family", "study")) & draw.chance(0.14, n)
    frame = _frame(draw, opened, {
        "record_key": keys, "sender": np.where(draw.chance(0.86, n), "miv", "pm"),
        "receiver": np.where(child, "social", "jamm"), "area": ["human_trafficking"] * n,
        "kind": np.where(child, "social_services_report", "coordinator_contact"),
        "exploitation_form": np.where(
            _seasonal(berries, n, cluster) & draw.chance(0.7, n), "forced_labour",
            draw.choose({"forced_labour": 44, "sexual": 38, "begging": 5, "criminal_activity": 7,
                         "forced_marriage": 3, "not_stated": 3}, n)),
        "permit_type": permit, "permit_withdrawn": np.where(withdrawn, "yes", "no"),
        "age_group": np.where(child, "child", "adult"),
        "sex": draw.choose({"woman": 46, "man": 52, "not_stated": 2}, n),
        "consent": [None if c else "not_asked" for c in child],
        "case_key": [c or None for c in cluster], "county": draw.counties(region),
    })
    social = after(opened, draw.delay(2, n), child & draw.chance(0.95, n))
    report = after(opened, draw.delay(4, n), draw.chance(0.72, n))
    return frame, states(keys, {
        "indication": opened, "police_report": report, "consent_asked": asked,
        "consent_given": given, "coordinator_contacted": coordinator, "support_offered": offered,
        "support_received": received, "social_services": social})


def _seasonal(berries: Any, count: int, cluster: Any) -> Any:
    """Tell which records come of the berry season or of a large case."""
    long = np.zeros(count, dtype=bool)
    long[: berries.size] = berries
    return long | (cluster != "")


def _with_clusters(draw: Draw, opened: Ints, region: Any) -> tuple[Ints, Any, Any]:
    """Add the one large case a year, in the north in August; it shares a case key."""
    size = max(int(calibration()["effects"]["cluster"] * draw.scale), 0)
    starts = [m for m in draw.months if m.endswith("M08")]
    keys = draw.keys("C", len(starts))
    case = np.concatenate([np.repeat("", opened.size),
                           *(np.repeat(k, size) for k in keys)]).astype("<U16")
    extra = [_day(m) + draw.rng.integers(0, 20, size) for m in starts]
    return (np.concatenate([opened, *extra]), np.concatenate(
        [region, *(np.repeat("nord", size) for _ in starts)]), case)


def _security(draw: Draw) -> Made:
    opened = draw.days(draw.counts(calibration()["security_threats"]["levels"]))
    n, keys = opened.size, draw.keys("R", opened.size)
    referred = after(opened, draw.delay(9, n), draw.chance(0.93, n))
    opinion = after(referred, draw.delay(70, n), draw.chance(0.96, n))
    decided = after(opinion, draw.delay(30, n), draw.chance(0.9, n))
    frame = _frame(draw, opened, {
        "record_key": keys, "sender": ["miv"] * n, "receiver": ["sapo"] * n,
        "area": ["security_threats"] * n, "kind": ["sapo_referral"] * n,
        "case_type": draw.choose({"residence": 31, "citizenship": 61, "quota_refugee": 7,
                                  "not_stated": 1}, n),
        "county": ["00"] * n, "case_key": _cases(draw, n, 0.08)})
    frame = frame.with_columns(county=pl.Series(draw.counties(draw.regions(n))))
    return frame, states(keys, {
        "presented": opened, "referred": referred, "opinion": opinion,
        "objection": after(opinion, np.zeros(n, np.int64), draw.chance(0.19, n)),
        "decided": decided,
        "impediment": after(decided, draw.delay(10, n), draw.chance(0.07, n))})


def _war_crimes(draw: Draw) -> Made:
    opened = draw.days(draw.counts(calibration()["war_crimes"]["levels"]))
    n, keys = opened.size, draw.keys("R", opened.size)
    police = draw.chance(0.84, n)
    report = after(opened, draw.delay(6, n), draw.chance(0.95, n))
    inv = draw.chance(0.28, n)
    opened_inv = after(report, draw.delay(60, n), inv)
    prosecution = after(opened_inv, draw.delay(240, n, 0.3), draw.chance(0.16, n))
    frame = _frame(draw, opened, {
        "record_key": keys, "sender": np.where(draw.chance(0.88, n), "miv", "pm"),
        "receiver": np.where(police, "pm", "am"), "area": ["war_crimes"] * n,
        "kind": np.where(police, "war_crimes_report", "prosecutor_report"),
        "county": draw.counties(draw.regions(n))})
    own = pl.when(pl.col("sender") == "pm")   # the police reports to a prosecutor
    frame = frame.with_columns(
        receiver=own.then(pl.lit("am")).otherwise(pl.col("receiver")),
        kind=own.then(pl.lit("prosecutor_report")).otherwise(pl.col("kind")))
    return frame, states(keys, {
        "suspicion": opened, "report": report, "investigation_opened": opened_inv,
        "investigation_not_opened": after(report, draw.delay(50, n), ~inv & draw.chance(0.9, n)),
        "prosecution": prosecution,
        "judgment": after(prosecution, draw.delay(150, n, 0.3), draw.chance(0.8, n))})
