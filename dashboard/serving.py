"""Serve the pages and keep the worker running beside them.

Here: the two processes and what each may know. The pages' process gets the store's and the desk's
addresses and the inbox, never the vault's. Not here: the ASGI application (``dashboard.server``).
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from data import words
from data.home import Home

LOOK = {"council": "", "area": "area", "region": "region", "deliveries": "deliveries"}


def serve(at: Home, host: str, port: int, lang: str, worker: bool = True) -> int:
    """Serve until stopped, by the keyboard or by SIGTERM; both processes end with this one.

    Returns 1 where the port is taken or the server fails.
    """
    at.make()
    if _taken(host, port):
        print(words.say("cli.port_taken", lang, port=port), file=sys.stderr)
        return 1
    print(welcome(f"http://{host}:{port}", lang), flush=True)
    signal.signal(signal.SIGTERM, _stop)
    try:
        with _worker(at) if worker else _nobody(), _beside(_pages(at, host, port), at) as pages:
            return pages.wait()
    except KeyboardInterrupt:
        return 0


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def _beside(command: list[str], at: Home) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=_environment(at))
    try:
        yield process
    finally:
        process.terminate()
        process.wait(10)


def welcome(address: str, lang: str) -> str:
    """Say where the pages are and what to look at first."""
    lines = [words.say("cli.serving", lang, address=address), words.say("cli.look_first", lang)]
    for page, path in LOOK.items():
        lines.append(f"  {address}/{path:<12} {words.say(f'cli.look_{page}', lang)}")
    return "\n".join(lines)


def _taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0


def _pages(at: Home, host: str, port: int) -> list[str]:
    return [sys.executable, "-m", "dashboard.server", "--host", host, "--port", str(port)]


def _environment(at: Home) -> dict[str, str]:
    known = {**os.environ, "LAGESBILD_HOME": str(at.root)}
    if at.store_url:
        known["LAGESBILD_STORE_URL"] = at.store_url
    return known


@contextmanager
def _worker(at: Home) -> Iterator[None]:
    command = [sys.executable, "-m", "dashboard.cli", "work", "--home", str(at.root)]
    if at.store_url:
        command += ["--store-url", at.store_url]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def _nobody() -> Iterator[None]:
    yield
