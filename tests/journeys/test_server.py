"""What the server answers, to whom, and with which headers."""

from __future__ import annotations

import http.client
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from tests.journeys.browser import ROOT, answers

WEBSOCKET = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
             "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}


def ask(
    base: str, path: str, headers: dict[str, str] | None = None, method: str = "GET"
) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=30)
    connection.request(method, path, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read().decode("utf-8", "replace") if answer.status != 101 else ""
    connection.close()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, body


def test_every_answer_has_the_policy_and_the_headers(served: str) -> None:
    for path in ("/?lang=sv&edition=2", "/assets/lagesbild.js", "/_stcore/health", "/nowhere"):
        _, headers, _ = ask(served, path)
        policy = headers["content-security-policy"]
        scripts = next(p for p in policy.split(";") if p.strip().startswith("script-src"))
        assert "unsafe" not in scripts and "http" not in policy
        assert "object-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "server" not in headers


@pytest.mark.parametrize("path", [
    "/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/index.html",
    "/_stcore/script-health-check", "/assets/../server.py", "/assets/%2e%2e/server.py",
])
def test_what_nobody_needs_is_closed(served: str, path: str) -> None:
    assert ask(served, path)[0] in (400, 404)


def test_a_strange_host_is_turned_away(served: str) -> None:
    assert ask(served, "/?lang=sv", {"Host": "evil.example"})[0] == 421
    assert ask(served, "/health", {"Host": "evil.example:80"})[0] == 421


def test_a_websocket_needs_our_own_origin(served: str) -> None:
    stream = "/_stcore/stream"
    assert ask(served, stream, {**WEBSOCKET, "Origin": served})[0] == 101
    assert ask(served, stream, WEBSOCKET)[0] == 403
    assert ask(served, stream, {**WEBSOCKET, "Origin": "http://evil.example"})[0] == 403


def test_the_health_address_says_only_that_all_is_well(served: str) -> None:
    assert ask(served, "/health")[0::2] == (200, '{"status":"ok"}')


def test_an_address_without_edition_is_completed_with_the_newest(served: str) -> None:
    status, headers, _ = ask(served, "/area?area=war_crimes", {"Accept-Language": "en-GB"})
    assert status == 307
    assert headers["location"] == "/area?area=war_crimes&lang=en&edition=2"


def test_the_page_itself_is_in_the_language_of_the_address(served: str) -> None:
    for lang, title in (("sv", "Utgåvor – Lägesbild"), ("en", "Editions – Lägesbild")):
        _, _, body = ask(served, f"/editions?lang={lang}&edition=2&theme=dark")
        assert f'<html lang="{lang}" data-theme="dark">' in body
        assert f"<title>{title}</title>" in body
        assert "Streamlit app can also offer" not in body


def test_the_page_names_nothing_outside_itself(served: str) -> None:
    _, _, body = ask(served, "/?lang=sv&edition=2")
    shown = re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)
    assert re.findall(r'(?:src|href)="(?!/)[^"]*"', shown) == []
    assert "http" not in shown


def test_the_code_of_the_address_is_never_put_into_the_page(served: str) -> None:
    _, _, body = ask(served, "/?lang=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&edition=2")
    assert "alert(1)" not in body and '<html lang="sv"' in body


def test_both_processes_end_with_the_one_that_started_them(filled: Path, tmp_path: Path) -> None:
    home = shutil.copytree(filled, tmp_path / "home")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "dashboard.cli", "--home", str(home), "serve", "--port",
               str(port)]
    serving = psutil.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        answers(f"http://127.0.0.1:{port}/health", serving)
        beside = serving.children(recursive=True)
        assert len(beside) >= 2
    finally:
        serving.send_signal(signal.SIGTERM)
    assert serving.wait(30) == 0
    assert psutil.wait_procs(beside, 10)[1] == []
