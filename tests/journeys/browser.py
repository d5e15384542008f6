"""A real server on a free port, and a reader whose browser must not complain or ask outside."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

# A library of Streamlit asks at load whether WebAssembly may be used, and does without where not.
PROBE = "policy script-src wasm-eval"
ROOT = Path(__file__).parents[2]


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """Serve the pages of a home and give their address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    known = {**os.environ, "LAGESBILD_HOME": str(home)}
    command = [sys.executable, "-m", "dashboard.server", "--port", str(port)]
    with (home / "server.log").open("w") as log:
        process = subprocess.Popen(command, env=known, cwd=ROOT, stdout=log, stderr=log)
        try:
            answers(f"http://127.0.0.1:{port}/health", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def answers(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers."""
    for _ in range(300):
        assert process.poll() is None, "the server stopped"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not answer")


@dataclass
class Reader:
    """A page that is being read, and everything that went wrong while it was."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Open an address and wait until the whole page stands there."""
        self.page.goto(self.base + path)
        self.page.wait_for_selector("footer.foot", timeout=60_000)
        self.page.wait_for_selector(".st-key-page :is(h1, .note)", timeout=60_000)
        return self.page

    def watch(self) -> None:
        """Note console errors, script errors, broken answers and outside requests."""
        page, seen = self.page, self.complaints

        def note(bad: bool, what: str) -> None:
            if bad:
                seen.append(what)

        page.on("console", lambda m: note(
            m.type == "error" and PROBE not in m.text, f"console {m.text}"))
        page.on("pageerror", lambda e: note(True, f"script {e}"))
        page.on("request", lambda r: note(not self._ours(r.url), f"outside {r.url}"))
        page.on("response", lambda r: note(r.status >= 400, f"{r.status} {r.url}"))

    def _ours(self, url: str) -> bool:
        return url.startswith((f"{self.base}/", f"ws{self.base[4:]}/", "data:", "blob:"))


@contextmanager
def reading(browser: Browser, base: str, width: int = 1440, height: int = 900) -> Iterator[Reader]:
    """Open a page that remembers nothing; nothing may have gone wrong when it is closed.

    What the browser keeps of scripts and typefaces stays, as between two visits.
    """
    context = browser.contexts[0] if browser.contexts else _profile(browser)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    context.new_cdp_session(page).send("Storage.clearDataForOrigin", {
        "origin": base, "storageTypes": "cookies,local_storage,indexeddb"})
    reader = Reader(page, base)
    reader.watch()
    try:
        yield reader
        assert reader.complaints == [], "\n".join(reader.complaints)
    finally:
        page.close()


def _profile(browser: Browser) -> BrowserContext:
    context = browser.new_context(locale="sv-SE")
    context.add_init_script(
        "document.addEventListener('securitypolicyviolation', e => "
        "console.error('policy ' + e.violatedDirective + ' ' + e.blockedURI))")
    return context
