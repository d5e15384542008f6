"""Asking the server's own routes behind its own guard without a network: one question, one answer.

Here: the smallest client there is. Not here: any expectation. Streamlit, which a process may start
only once, is left out; the journeys ask the whole server.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware

from dashboard import api, feeds
from dashboard.server import Guard

APPLICATION = Starlette(routes=[*api.routes(), *feeds.routes()],
                        middleware=[Middleware(Guard, hosts={"localhost"})])
HOST = "localhost:8501"


@dataclass(frozen=True)
class Reply:
    """An answer: status, headers with small letters, bytes."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """The answer as text."""
        return self.content.decode()

    def json(self) -> Any:
        """The answer as JSON."""
        return json.loads(self.content)


@contextmanager
def serves(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the environment name a home, and nothing be kept of another."""
    monkeypatch.setenv("LAGESBILD_HOME", str(home))
    monkeypatch.delenv("LAGESBILD_STORE_URL", raising=False)
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def ask(path: str, method: str = "GET", **headers: str) -> Reply:
    """Ask the application of whatever home the environment names."""
    asked = _ask(path, method, {k.replace("_", "-"): v for k, v in headers.items()})
    with ThreadPoolExecutor(1) as aside:   # a browser's own loop may be running in this thread
        return aside.submit(asyncio.run, asked).result()


async def _ask(path: str, method: str, headers: dict[str, str]) -> Reply:
    parts = urlsplit(path)
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": unquote(parts.path), "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(), "root_path": "", "client": ("127.0.0.1", 1),
        "server": ("localhost", 8501),
        "headers": [(k.encode(), v.encode()) for k, v in {"host": HOST, **headers}.items()]}
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await APPLICATION(scope, receive, send)
    first = sent[0]
    known = {k.decode().lower(): v.decode() for k, v in first["headers"]}
    return Reply(first["status"], known, b"".join(m.get("body", b"") for m in sent[1:]))
