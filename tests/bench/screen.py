"""Times the pages in a real browser beside the same page in Dash, in one run.

    make bench-screen
    .venv/bin/python -m tests.bench.screen --home .lagesbild --times 15

Cold load (a new profile each time), change of place and change of page: from the click until the
page has not moved for a while, counted to its last movement. Then sixty readers at once, each
asking for another place every three seconds, over the protocol of each server without a browser:
from the question until the whole answer is there. The peer is installed into an environment that
is thrown away. Aims: a place change faster than Dash (150 ms at the median), a cold load under
2 s without Plotly and under 6 s with it, sixty readers with a 95th percentile under 300 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from dashboard.report.export import tables
from data import editions
from data.store import open_store
from tests.bench.checks import LOCK
from tests.bench.screen_load import dash_reader, own_reader, together
from tests.journeys.browser import serving
from tests.journeys.conftest import ARGUMENTS, CHROMIUM

PEER = Path(__file__).with_name("screen_peer.py")
PLACES = ("nord", "mitt", "bergslagen", "stockholm", "ost", "vast", "syd")
AREA = "/area?role=management&lang=sv&area=organised_crime&indicator=oc.leads"
_MOVES = """async ([root, selector]) => {
  const began = performance.now(); let last = null;
  const seen = new MutationObserver(() => { last = performance.now(); });
  seen.observe(document.querySelector(root), {subtree: true, childList: true, characterData: true});
  document.querySelector(selector).click();
  while (last === null || performance.now() - last < 400) {
    if (performance.now() - began > 20000) return null;
    await new Promise(done => setTimeout(done, 20));
  }
  seen.disconnect();
  return last - began;
}"""


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, default=Path(".lagesbild"))
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--readers", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        python = _installed(Path(folder))
        _cells(options.home, Path(folder))
        with serving(options.home) as own, _dash(python, Path(folder)) as dash:
            told = _watched(own, dash, options.times)
            for name, reader, base in (("own", own_reader, own), ("dash", dash_reader, dash)):
                told[f"{name} {options.readers} readers"] = asyncio.run(
                    together(reader, base, options.readers))
    _table(told)


def _watched(own: str, dash: str, times: int) -> dict[str, list[float]]:
    """Time both in a real browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        told = _own(browser, own, times) | _peer(browser, dash, times)
        browser.close()
    return told


def _own(browser: Browser, base: str, times: int) -> dict[str, list[float]]:
    """Time our pages: without Plotly (the area) and with it (the indicator)."""
    plain = f"{base}{AREA}"
    exploring = plain.replace("/area", "/indicator")
    ready = ".st-key-page h1"
    places = [f'.st-key-page a[href*="place={p}"][href*="indicator="], '
              f'a[href*="place={p}"][href*="area=organised_crime"]' for p in PLACES]
    pages = ['header a[href^="/changed"], nav a[href^="/changed"]',
             'header a[href^="/area"], nav a[href^="/area"]']
    return {
        "own cold load": _cold(browser, plain, ready, times),
        "own cold load, Plotly": _cold(browser, exploring, f"{ready} , .js-plotly-plot", times,
                                       also=".js-plotly-plot .main-svg"),
        "own place": _clicks(browser, plain, ready, "body", places, times),
        "own page": _clicks(browser, plain, ready, "body", pages, times),
    }


def _peer(browser: Browser, base: str, times: int) -> dict[str, list[float]]:
    """Time the peer's page."""
    ready = "#content .main-svg"
    places = [f"#to-{p}" for p in PLACES]
    return {
        "dash cold load": _cold(browser, base, ready, times),
        "dash place": _clicks(browser, base, ready, "#content", places, times),
        "dash page": _clicks(browser, base, ready, "#content", ["#page-1", "#page-0"], times),
    }


def _cold(
    browser: Browser, address: str, ready: str, times: int, also: str | None = None
) -> list[float]:
    took = []
    for _ in range(times):
        with _page(browser) as page:
            began = time.perf_counter()
            page.goto(address)
            page.wait_for_selector(ready)
            if also:
                page.wait_for_selector(also)
            took.append(1000 * (time.perf_counter() - began))
    return took


def _clicks(
    browser: Browser, address: str, ready: str, root: str, selectors: list[str], times: int
) -> list[float]:
    with _page(browser) as page:
        page.goto(address)
        page.wait_for_selector(ready)
        page.wait_for_timeout(2000)
        asked = itertools.islice(itertools.cycle(selectors), times + len(selectors))
        took = [page.evaluate(_MOVES, [root, selector]) for selector in asked]
    if None in took:
        raise SystemExit(f"nothing moved: {address}")
    return took[len(selectors):]   # the first round warms both


@contextmanager
def _page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="sv-SE")
    try:
        yield context.new_page()
    finally:
        context.close()


def _installed(folder: Path) -> Path:
    """Install the peer into an environment beside the project's."""
    subprocess.run([sys.executable, "-m", "venv", folder / "peer"], check=True)
    python = folder / "peer" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "--disable-pip-version-check", "-q", "install",
                    "--require-hashes", "-r", LOCK], check=True)
    return python


def _cells(home: Path, folder: Path) -> None:
    with open_store(None, home) as store:
        newest = editions.latest(store)
        if newest is None:
            raise SystemExit(f"{home} holds no edition: run `make demo` first")
        levels = editions.cells(store, newest.number)
        tables(store, newest.number)["cells"].join(
            levels.select("indicator", "place", "authority", "breakdown", "period",
                          "period_level"),
            on=["indicator", "place", "authority", "breakdown", "period"],
        ).write_parquet(folder / "cells.parquet")


@contextmanager
def _dash(python: Path, folder: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([python, PEER, folder, str(port)])
    base = f"http://127.0.0.1:{port}"
    try:
        _answers(base, process.poll)
        yield base
    finally:
        process.terminate()
        process.wait(20)


def _answers(base: str, ended: Callable[[], int | None]) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(base, timeout=5):
                return
        except OSError:
            if ended() is not None:
                raise SystemExit("the peer stopped") from None
            time.sleep(0.2)
    raise SystemExit("the peer did not answer")


def _table(told: dict[str, list[float]]) -> None:
    print(f"{'milliseconds':34}{'median':>9}{'p95':>9}{'of Dash':>9}")
    for name, took in told.items():
        middle = statistics.median(took)
        late = statistics.quantiles(took, n=20)[-1]
        peer = told.get(name.replace("own", "dash").partition(",")[0])
        ratio = f"{middle / statistics.median(peer):9.2f}" if peer and "own" in name else ""
        print(f"{name:34}{middle:9.0f}{late:9.0f}{ratio}")


if __name__ == "__main__":
    main()
