"""A real server on a free port, and a reader whose browser must not complain or ask outside."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

# A library of Streamlit asks at load whether WebAssembly may be used, and does without where not.
PROBE = "policy script-src wasm-eval"
ROOT = Path(__file__).parents[2]
PATIENCE = 90_000   # ms: a machine that others use too stands still now and then
LAST = 15   # lines of the server's log
expect.set_options(timeout=PATIENCE)
_logs: dict[str, Path] = {}   # of each address that is served


@contextmanager
def serving(home: Path, module: str = "dashboard.server") -> Iterator[str]:
    """Serve the pages of a home and give their address. ``module`` is what is run."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    known = {**os.environ, "LAGESBILD_HOME": str(home)}
    command = [sys.executable, "-m", module, "--port", str(port)]
    _logs[f"http://127.0.0.1:{port}"] = home / "server.log"
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
        self.page.wait_for_selector("footer.foot")
        self.page.wait_for_selector(".st-key-page :is(h1, .note)")
        return self.page

    def watch(self) -> Callable[[], None]:
        """Note console errors, script errors, broken answers and outside requests.

        Returns what ends it.
        """
        page, seen = self.page, self.complaints

        def note(bad: bool, what: str) -> None:
            if bad:
                seen.append(what)

        listeners: dict[Any, Callable[[Any], None]] = {
            "console": lambda m: note(
                m.type == "error" and PROBE not in m.text, f"console {m.text}"),
            "pageerror": lambda e: note(True, f"script {e}"),
            "request": lambda r: note(not self._ours(r.url), f"outside {r.url}"),
            "response": lambda r: note(r.status >= 400, f"{r.status} {r.url}")}
        for event, heard in listeners.items():
            page.on(event, heard)

        def end() -> None:
            for event, heard in listeners.items():
                page.remove_listener(event, heard)

        return end

    def _ours(self, url: str) -> bool:
        return url.startswith((f"{self.base}/", f"ws{self.base[4:]}/", "data:", "blob:"))


@contextmanager
def reading(browser: Browser, base: str, width: int = 1440, height: int = 900) -> Iterator[Reader]:
    """Read in a tab that remembers nothing; nothing may have gone wrong when it is left.

    What the browser has compiled of the scripts stays, as between two visits: a new tab costs four
    times as much. A tab in which something went wrong is closed.
    """
    page = _tab(browser)
    page.set_viewport_size({"width": width, "height": height})
    reader = Reader(page, base)
    end = reader.watch()
    try:
        yield reader
        assert reader.complaints == [], "\n".join(reader.complaints)
        end()
        _forget(page, base)
    except BaseException as wrong:
        wrong.add_note(_stood(reader))
        page.close()
        raise


def _stood(reader: Reader) -> str:
    """Tell what stood on the page when something went wrong: what it said, where the focus was."""
    try:
        seen = reader.page.evaluate("""() => ({
            address: location.href, at: document.activeElement?.outerHTML.slice(0, 200),
            said: [...document.querySelectorAll('h1, .receipt, .wrong, .note, [role=dialog]')]
                .map((e) => e.innerText.slice(0, 200)),
            fields: [...document.querySelectorAll('input, textarea')]
                .map((e) => [e.closest("[class*='st-key-']")?.className.match(/st-key-\\S+/)[0],
                             e.value])})""")
    except Error as gone:
        seen = f"the page is gone: {gone.message}"
    log = _logs.get(reader.base)
    said = log.read_text().splitlines()[-LAST:] if log and log.exists() else []
    return "\n".join((f"on the page: {seen}", f"complaints: {reader.complaints}",
                      "the server's last words:", *said))


_idle: list[Page] = []


def _tab(browser: Browser) -> Page:
    """Take a tab that is idle, else open one."""
    _idle[:] = [p for p in _idle if p.context.browser is browser and not p.is_closed()]
    return _idle.pop() if _idle else (
        browser.contexts[0] if browser.contexts else _profile(browser)).new_page()


def _forget(page: Page, base: str) -> None:
    """Leave a tab as it came."""
    page.emulate_media(media="null", color_scheme="null", reduced_motion="null")
    page.mouse.move(0, 0)
    page.goto("about:blank")
    page.context.new_cdp_session(page).send("Storage.clearDataForOrigin", {
        "origin": base, "storageTypes": "cookies,local_storage,session_storage,indexeddb"})
    _idle.append(page)


def _profile(browser: Browser) -> BrowserContext:
    context = browser.new_context(locale="sv-SE")
    context.set_default_timeout(PATIENCE)
    context.add_init_script(
        "document.addEventListener('securitypolicyviolation', e => "
        "console.error('policy ' + e.violatedDirective + ' ' + e.blockedURI))")
    return context
