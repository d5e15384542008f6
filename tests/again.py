"""Try once more, in a process of its own, what failed in the browser because it waited in vain.

A browser on a machine that others use too is left standing now and then, and a press or a frame is
lost. A test that stands on its own feet passes the second time, and the run says that it did not
the first; whatever fails twice, fails otherwise than by waiting, or is no journey, fails the run.

    python -m tests.again RUN.xml        the JUnit report of the run that failed
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

JOURNEYS = "tests.journeys."
MOST = 3   # more than so many is no accident
WAITED = re.compile(r"\b[Tt]imeout (of )?\d+ ?ms\b")


def waited(report: Path) -> list[str]:
    """Return the tests to try again, [] where the run has failed for good."""
    try:
        cases = [*ElementTree.parse(report).iter("testcase")]
    except (OSError, ElementTree.ParseError):   # the run never came to its report
        return []
    wrong = [(case, fault) for case in cases for fault in case if fault.tag in ("failure", "error")]
    found = [_named(case) for case, fault in wrong if fault.tag == "failure"
             and case.get("classname", "").startswith(JOURNEYS)
             and WAITED.search(fault.get("message", ""))]
    return found if len(found) == len(wrong) <= MOST else []


def _named(case: ElementTree.Element) -> str:
    return f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"


def main(report: str) -> int:
    """Try again what waited in vain; return how the run ends."""
    again = waited(Path(report))
    if not again:
        return 1
    print("Waited in vain, tried once more:", *again, sep="\n  ", flush=True)
    code = subprocess.call([sys.executable, "-m", "pytest", *again])
    if code == 0:
        print("Passed at the second try only:", *again, sep="\n  ")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
