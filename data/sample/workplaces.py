"""Synthetic joint inspections: employers seen again, the July dip, centres that open one by one.

Here: the records as they will have become in the end. Not here: what of them is known when.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from data import contracts
from data.sample.referrals import Made
from data.sample.shapes import Draw, Ints, after, calibration, dates, states

_PARTICIPANTS = ("skv|pm", "pm|miv", "skv|fk", "skv|pm|miv", "af|skv", "jamm|pm")


def inspections(draw: Draw) -> Made:
    """Return all inspection rows (with ``known`` and ``paid``, day numbers) and all states."""
    about, effects = calibration()["inspections"], calibration()["effects"]
    counts = draw.counts(about["levels"])
    july = np.array([m.endswith("M07") for m in draw.months])
    counts = np.where(july, (counts * effects["july"]).astype(int), counts)
    visited = draw.days(counts)
    region = draw.regions(visited.size)
    ready = _open(region, np.repeat(draw.months, counts), effects["akc"])
    kept = ready | draw.chance(0.45, visited.size)   # fewer before a region's centre opened
    return _records(draw, visited[kept], region[kept])


def _open(region: Any, month: Any, since: dict[str, str]) -> Any:
    opened = np.array([since[r] for r in region], dtype="<U7")
    return month >= opened


def _records(draw: Draw, visited: Ints, region: Any) -> Made:
    n, keys = visited.size, draw.keys("I", visited.size)
    pool = draw.keys("E", max(int(n * 0.7), 1))
    made = draw.chance(0.93, n)
    found = made & draw.chance(0.58, n)
    injunction = found & draw.chance(0.45, n)
    prohibition = found & draw.chance(0.19, n)
    fee = found & draw.chance(0.22, n)
    persons = np.where(made, 1 + draw.rng.negative_binomial(2, 0.3, n), 0)
    without = draw.rng.binomial(persons, np.where(draw.chance(0.25, n), 0.22, 0.01))
    stay = draw.rng.binomial(without, 0.45)
    victims = draw.rng.binomial(without, 0.08)
    amount = np.where(fee, (40_000 * draw.rng.lognormal(0, 0.5, n) // 1000 * 1000), 0).astype(int)
    county = draw.counties(region)
    lead = draw.choose(calibration()["inspections"]["leads"], n)
    follow = after(visited, draw.delay(80, n), made & draw.chance(0.4, n))
    frame = pl.DataFrame({
        "record_key": keys, "employer_key": draw.rng.choice(pool, n), "lead": lead,
        "participants": _others(draw, lead), "county": county,
        "industry": draw.choose({
            "construction": 30, "restaurants": 24, "retail": 12, "car_repair": 10,
            "personal_care": 9, "cleaning": 6, "transport": 5, "berries_forestry": 2,
            "not_stated": 2}, n),
        "visited": dates(visited), "persons_checked": persons, "no_right_to_work": without,
        "no_right_to_stay": stay, "potential_victims": victims,
        "deficiency": np.where(found, "yes", "no"), "injunctions": injunction.astype(int),
        "prohibitions": prohibition.astype(int), "sanction_fee": amount,
        "decided_tax": np.zeros(n, int), "recovery": np.zeros(n, int),
        "police_reports": (without > 0).astype(int), "follow_up": ["no"] * n,
    }).cast(dict(contracts.schema(contracts.contract("inspections"))))  # type: ignore[arg-type]
    late = draw.chance(calibration()["effects"]["late"], n)
    known = np.where(late, visited + 12 + draw.delay(18, n, 0.4), visited)
    same = np.zeros(n, np.int64)
    reached = {
        "selected": visited - 20, "inspected": after(visited, same, made),
        "deficiency": after(visited, same, found), "injunction": after(visited, same, injunction),
        "prohibition": after(visited, same, prohibition), "fee": after(visited, same, fee),
        "followed_up": follow}
    return frame.with_columns(known=pl.Series(known)), states(keys, reached)


def _others(draw: Draw, lead: Any) -> list[str]:
    """Return who took part besides the lead."""
    chosen = draw.rng.choice(np.array(_PARTICIPANTS), lead.size)
    return ["|".join(p for p in text.split("|") if p != own) or "fk"
            for text, own in zip(chosen, lead, strict=True)]
