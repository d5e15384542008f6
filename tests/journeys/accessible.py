"""What axe-core finds on a page, as short sentences.

Here: which rules are asked, which findings count, and the addresses at which every page has
something to show. Not here: opening pages (``browser``).
"""

from __future__ import annotations

import json
from collections.abc import Container
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

from dashboard.models.remaining import REMAINING

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COUNTED = ("serious", "critical")
# Rules that Streamlit's own elements break, with no handle for us: what the statement tells.
STREAMLIT = REMAINING
# Who opens a page, and with which codes it shows the most.
ADDRESSES = {
    "council": "role=management", "area": "role=management", "region": "role=management&place=nord",
    "changed": "role=management", "decisions": "role=management",
    "indicator": "role=management", "chain": "role=management",
    "matrix": "role=management&area=incorrect_payments&council=payments",
    "published": "role=management", "deliveries": "role=steward", "try": "role=steward",
    "about": "role=management", "catalogue": "role=management", "method": "role=method",
    "quality": "role=management", "loss": "role=method", "editions": "role=management",
    "help": "role=management", "accessibility": "role=management",
    "text": "role=editor", "reports": "role=management", "review": "role=editor",
    "compare": "role=management",
}


def findings(
    page: Page, least: tuple[str, ...] = COUNTED, passed: Container[str] = STREAMLIT
) -> list[str]:
    """Run axe on the page as it stands and return a sentence for each finding that counts.

    ``passed`` are the rules that are passed by.
    """
    page.evaluate(AXE.read_text("utf-8"))   # not a script element: the policy would refuse it
    asked = json.dumps({"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
    told: dict[str, Any] = page.evaluate(f"axe.run(document, {asked})")
    return [
        f"{found['impact']} {found['id']}: {found['help']}: {node['html'][:160]}"
        for found in told["violations"] if found["impact"] in least
        for node in found["nodes"][:3] if found["id"] not in passed
    ]
