"""Look at every page: a picture and what axe-core finds, by language, theme and width.

``python -m tests.screens --home .lagesbild --out screens`` (``make screens``). Exits 1 where axe
finds something serious, a page is wider than its window, or the browser complains.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from dashboard.app import PAGES
from tests.journeys.accessible import ADDRESSES, COUNTED, findings
from tests.journeys.browser import reading, serving
from tests.journeys.conftest import ARGUMENTS, CHROMIUM

SIZES = {"wide": (1440, 900), "narrow": (390, 844)}
TALL = """Math.max(...[document.documentElement, ...document.querySelectorAll('.stMain')]
    .map(one => one.scrollHeight))"""
TALLEST = 12_000   # px: a picture that can still be opened
LEAST = {"serious": COUNTED, "all": ("minor", "moderate", *COUNTED)}


def looks(args: argparse.Namespace) -> Iterator[tuple[str, str, str, str]]:
    """Yield page, language, theme and width of every picture that is asked for."""
    yield from itertools.product(args.pages, args.langs, args.themes, args.sizes)


def look(
    browser: Browser, base: str, page: str, lang: str, theme: str, size: str, out: Path | None,
    least: tuple[str, ...],
) -> list[str]:
    """Open a page, keep its picture, and return what is wrong with it."""
    width, height = SIZES[size]
    query = f"{ADDRESSES.get(page, 'role=management')}&lang={lang}&theme={theme}"
    wrong: list[str] = []
    try:
        with reading(browser, base, width, height) as reader:
            shown = reader.open(f"/{page}?{query}")
            shown.wait_for_timeout(600)
            wrong += findings(shown, least)
            real = shown.evaluate("document.documentElement.scrollWidth")
            if real > width:
                wrong.append(f"the page is {real} px wide in a window of {width}")
            if out:
                _whole(shown, width).screenshot(path=out / f"{page}-{lang}-{theme}-{size}.png")
    except AssertionError as complaint:
        wrong.append(str(complaint))
    return wrong


def _whole(page: Page, width: int) -> Page:
    """Make the window as tall as what is in it: the page scrolls within itself."""
    page.set_viewport_size({"width": width, "height": min(page.evaluate(TALL), TALLEST)})
    page.wait_for_timeout(300)
    return page


def main() -> int:
    """Read the command line, look, and say what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.screens", description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(".lagesbild"))
    parser.add_argument("--out", type=Path, default=Path("screens"))
    parser.add_argument("--pages", nargs="*", default=list(PAGES))
    parser.add_argument("--langs", nargs="*", default=["sv", "en"])
    parser.add_argument("--themes", nargs="*", default=["light", "dark"])
    parser.add_argument("--sizes", nargs="*", default=list(SIZES))
    parser.add_argument("--least", choices=LEAST, default="serious", help="which findings count")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    bad = 0
    with serving(args.home) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for one in looks(args):
            wrong = look(browser, base, *one, args.out, LEAST[args.least])
            bad += bool(wrong)
            print(" ".join(one), "" if wrong else "ok", *(f"\n    {w}" for w in wrong), flush=True)
        browser.close()
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
