"""What a deliverer has delivered so far, month by month, as its profiles tell it.

Here belong which months are known, how many rows each had when it was first delivered and has now,
and how each delivery changed the ones before it. What is unusual is said in history.py.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data.registers import region_of
from expectations.profile import Profile

UNKNOWN = "00"
"""The region that is not stated."""
Counts = Mapping[str, int]


@dataclass(frozen=True)
class Revision:
    """What a delivery did to months delivered before.

    ``gone`` rows of ``before`` are no longer there, at their place; ``added`` of ``now`` came
    after the month's last delivery. To find the place of a row whose place was not stated is no
    loss.
    """

    gone: int
    before: int
    added: int
    now: int


class Past:
    """The earlier deliveries of one deliverer and one contract, taken in as they came."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self._first: dict[str, Counts] = {}
        self._newest: dict[str, Counts] = {}
        self._digests: dict[str, set[str]] = {}
        self.revisions: list[Revision] = []
        for each in profiles:
            self._take(each)

    def _take(self, profile: Profile) -> None:
        revised = self.revision(profile)
        if revised is not None:
            self.revisions.append(revised)
        if not profile.months:
            self._newest.clear()
        for period in periods(profile):
            counts = profile.counts.get(period, {})
            self._first.setdefault(period, counts)
            self._newest[period] = counts
        for period, digest in profile.digests.items():
            self._digests.setdefault(digest, set()).add(period)

    def unseen(self, profile: Profile) -> list[str]:
        """Give the months of a delivery that come after all that have been delivered."""
        newest = max(self._first, default="")
        return [month for month in profile.months if month > newest]

    def months_before(self, months: list[str]) -> list[str]:
        """Give all known months before some, in order."""
        return sorted(month for month in self._first if month < min(months, default=""))

    def knows(self, month: str) -> bool:
        """Tell whether a month has been delivered."""
        return month in self._first

    def first(self, month: str) -> int:
        """Give the rows of a month as it was first delivered."""
        return sum(self._first[month].values())

    def first_counts(self, month: str) -> Counts:
        """Give the rows by place of a month as it was first delivered."""
        return self._first[month]

    def months_like(self, digest: str) -> set[str]:
        """Give the months that have had the very same rows."""
        return self._digests.get(digest, set())

    def revision(self, profile: Profile) -> Revision | None:
        """Compare a delivery with what stood before, in the periods that both have."""
        both = [(self._newest[period], profile.counts.get(period, {}))
                for period in self._compared(profile)]
        before = sum(sum(old.values()) for old, _ in both)
        if not before:
            return None
        return Revision(
            gone=sum(_gone(old, new) for old, new in both),
            before=before,
            added=sum(max(0, sum(new.values()) - sum(old.values())) for old, new in both),
            now=sum(sum(new.values()) for _, new in both),
        )

    def _compared(self, profile: Profile) -> list[str]:
        """Give the periods to compare: of a stock all that stood, as it is replaced whole."""
        if not profile.months:
            return sorted(self._newest)
        return [month for month in profile.months if month in self._newest]


def periods(profile: Profile) -> list[str]:
    """Give the months that a delivery replaces, or the years of a stock."""
    return list(profile.months) or sorted(profile.counts)


def regions(*counts: Counts) -> dict[str, int]:
    """Add up rows by region."""
    found: dict[str, int] = {}
    for each in counts:
        for code, rows in each.items():
            found[region_of(code)] = found.get(region_of(code), 0) + rows
    return found


def _gone(old: Counts, new: Counts) -> int:
    return sum(max(0, rows - new.get(code, 0)) for code, rows in old.items()
               if not code.endswith(UNKNOWN))
