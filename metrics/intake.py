"""One file on its way in: checked, kept and counted in a process; then history and keys, in turn.

Here: what is done with one file, and what is asked of the deliveries before it. Not here: the
order of the whole way (``metrics.jobs``), any check (``expectations``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from data import desk as desks
from data.desk import Desk
from data.manifest import Manifest
from data.vault import Vault
from data.waivers import Waived, holding
from expectations import history, keys
from expectations.guarded import check
from expectations.profile import Profile, profile
from expectations.run import Checked
from expectations.verdict import Verdict, judge, refused
from metrics.catalogue import catalogue
from metrics.count import count
from metrics.touched import touched


@dataclass(frozen=True)
class Sending:
    """One file to receive: its place in the call, and the day it came."""

    path: Path
    order: int
    received_on: date


@dataclass(frozen=True)
class Received:
    """What became of one file: its verdict, and the vault's address where it was kept.

    ``counted`` names the indicators that have finest cells in it; ``delivery`` is its number at
    the desk, once it is written there.
    """

    sending: Sending
    verdict: Verdict
    manifest: Manifest | None
    fingerprint: str | None = None
    profile: Profile | None = None
    counted: frozenset[str] = frozenset()
    delivery: int = 0


def intake(sending: Sending, vault_root: Path, waived: Waived) -> Received:
    """Check, keep and count one file. Refused: nothing of it is kept."""
    checked = _checked(sending, waived)
    if checked.delivery is None:
        return Received(sending, checked.verdict, checked.manifest)
    delivery, vault = checked.delivery, Vault(vault_root)
    fingerprint = vault.keep(delivery.rows, delivery.states, delivery.manifest)
    path = finest(vault, fingerprint, delivery.manifest.contract)
    counted = pl.read_parquet(path, columns=["indicator"])["indicator"].unique()
    return Received(sending, checked.verdict, delivery.manifest, fingerprint, profile(delivery),
                    frozenset(counted))


def _checked(sending: Sending, waived: Waived) -> Checked:
    """Check a file, once more with its waivers where it would not be accepted without them."""
    asked = {"order": sending.order, "received_on": sending.received_on}
    found = check(sending.path, **asked)
    about = found.manifest
    own = waived.get((about.deliverer, about.contract)) if about else None
    if own and found.verdict.outcome != "accepted":
        return check(sending.path, **asked, waived=own)
    return found


def finest(vault: Vault, fingerprint: str, contract: str) -> Path:
    """Return where the finest cells of a delivery lie, counted anew where the catalogue is new."""
    path = vault.derived(fingerprint, f"cells-{catalogue().digest}")
    if not path.exists():
        vault.derive(path, count(contract, vault.rows(fingerprint), vault.states(fingerprint)))
    return path


class Reception:
    """What a new file is held against: earlier deliveries' profiles, keys that count, waivers."""

    def __init__(self, desk: Desk, vault: Vault) -> None:
        self._desk, self._ledger = desk, keys.Ledger(desk, vault)

    def waived(self, on: date) -> Waived:
        """Return the waivers that hold for what comes on a day."""
        with self._desk.read() as connection:
            return holding(connection, on)

    def judged(self, one: Received) -> Received:
        """Judge a file anew with its history, then hold its keys against what counts."""
        if one.fingerprint is None or one.manifest is None or one.profile is None:
            return one
        verdict = self._with_history(one, one.profile)
        if verdict.outcome != "refused":
            counts = verdict.outcome != "waiting"
            fault = self._ledger.check(one.fingerprint, one.manifest, counts)
            verdict = refused([fault]) if fault else verdict
        return replace(one, verdict=verdict)

    def _with_history(self, one: Received, own: Profile) -> Verdict:
        with self._desk.read() as connection:
            known = desks.profiles(connection, own.contract, own.deliverer)
            waived = holding(connection, one.sending.received_on)
        past = [history.PastProfile(Profile.from_json(text), day) for text, day in known]
        found = history.results(own, past)
        if not found:
            return one.verdict
        return judge(sorted((*one.verdict.results, *found), key=lambda r: r.rule),
                     waived.get((own.deliverer, own.contract), frozenset()))


def beside(one: Received) -> desks.Beside:
    """Return what stands beside a verdict at the desk: profile, and the figures it touches."""
    if one.profile is None or one.manifest is None:
        return desks.NOTHING
    found = touched(one.manifest, one.verdict.results, one.counted)
    return desks.Beside(one.profile.to_json(), found)
