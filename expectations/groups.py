"""What a rule is called in a few words, and among which rules it is counted.

Here belong looking up a rule's words by its id, and the groups in which a page counts the rules
that passed. The words stand in words/checks.toml and words/history.toml. Light enough for a page:
neither a frame nor a suite is made here.
"""

from collections.abc import Iterable, Mapping

from data.words import has, say

GROUPS: Mapping[str, frozenset[str]] = {
    "structure": frozenset({"001", "007", "030", "PUB-022", "PUB-025", "PUB-029"}),
    "keys": frozenset({"003", "004", "010", "031", "033", "ACT-022", "PUB-027", "INS-027"}),
    "codes": frozenset({
        "002", "011", "015", "REF-020", "REF-021", "REF-022", "REF-023", "REF-027", "REF-028",
        "REF-057", "INS-028", "INS-029", "PAY-023", "PAY-027", "PAY-028", "PAY-029", "ACT-021",
        "ACT-025", "ACT-027", "PUB-024", "PUB-026", "PUB-050",
    }),
    "dates": frozenset({
        "006", "008", "034", "035", "036", "037", "039", "041", "INS-053", "INS-054", "ACT-024",
        "ACT-026", "PUB-028",
    }),
    "chain": frozenset({
        "032", "038", "042", "REF-026", "REF-054", "REF-055", "REF-056", "INS-023", "INS-024",
        "INS-025", "INS-026", "INS-050", "INS-051", "INS-052", "PAY-024", "PAY-025", "PAY-026",
        "PAY-050", "PAY-053", "PAY-054", "ACT-020", "ACT-023",
    }),
    "sums": frozenset({
        "009", "012", "013", "014", "040", "INS-020", "INS-021", "INS-022", "PUB-051",
    }),
    "amounts": frozenset({
        "005", "016", "017", "REF-029", "PAY-020", "PAY-021", "PAY-022", "PAY-051", "PAY-052",
        "ACT-051", "ACT-052", "PUB-020", "PUB-021", "PUB-023", "PUB-052",
    }),
    "consent": frozenset({
        "REF-024", "REF-025", "REF-050", "REF-051", "REF-052", "REF-053", "REF-058",
    }),
    "freshness": frozenset({"018", "019"}),
    "history": frozenset({"H-001", "H-002", "H-003", "H-004", "H-005"}),
}
"""The groups in the order in which they are shown."""


def worded(rule: str) -> str:
    """Give the key under which a rule has its words: rules of every suite share theirs."""
    kind, _, number = rule.partition("-")
    shared = kind != "H" and ("000" < number < "020" or "030" <= number < "050")
    return number if shared else rule


def title(rule: str, lang: str) -> str:
    """Say in a few words what a rule looks for, "" where no suite has it any longer."""
    key = f"rule_title.{worded(rule)}"
    return say(key, lang) if has(key) else ""


def group(rule: str) -> str:
    """Give the group in which a rule is counted, by its id: structure where no suite has it."""
    return next((name for name, rules in GROUPS.items() if worded(rule) in rules), "structure")


def counted(rules: Iterable[str], lang: str) -> tuple[tuple[str, int], ...]:
    """Count rules by group, in words: (structure, 12), (keys, 4), without empty groups."""
    found = [group(rule) for rule in rules]
    return tuple((say(f"rule_group.{name}", lang), found.count(name))
                 for name in GROUPS if name in found)
