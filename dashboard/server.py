"""The server of the pages: what is answered, to whom, and with which headers.

Here: the ASGI application, its settings, the shell of every page with language, title and theme,
the policy of what a browser may load, the health address. Not here: any page. Nothing asks the
world outside: not this process, and not the browser.

The settings stand here and not in a file beside the project, so that they hold wherever the
package is installed. Run it with ``python -m dashboard.server``.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import os
import re
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, file_util

from dashboard import api, feeds, reading, theme
from dashboard.app import PAGES
from dashboard.preloading import preloads
from dashboard.visit import language
from data import words

HOST, PORT = "127.0.0.1", 8501
SETTINGS: dict[str, object] = {
    "browser.gatherUsageStats": False,      # else the browser asks data.streamlit.io
    "browser.serverAddress": "localhost",   # else the server asks which address it has
    "client.allowedOrigins": [],            # no page around ours may steer it
    "client.showErrorDetails": "none",      # a trace is ours, never the reader's
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "logger.level": "warning",
    "runner.fastReruns": False,             # else two runs of one reader at once undo each other
    "runner.magicEnabled": False,
    "runner.postScriptGC": False,           # a full collection after every run cost half the time
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableStaticServing": False,    # our own files are under /assets/
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.maxUploadSize": 50,
    "theme.base": "light",
    "theme.font": "IBM Plex Sans, sans-serif",
    "theme.primaryColor": theme.color("light", "a1"),
    "theme.textColor": theme.color("light", "ink"),
    "theme.borderColor": theme.color("light", "axis"),
    "theme.baseFontSize": 14,
    "theme.baseRadius": "2px",
    "theme.showWidgetBorder": True,
}
STREAMLIT_NEEDS = ("/static/", "/media/", "/component/", "/_stcore/stream", "/_stcore/health",
                   "/_stcore/host-config", "/_stcore/upload_file/", "/_stcore/bidi-components/")
OURS = ("/assets/", "/health", "/api/", "/feeds/")
HEADERS = {
    "x-content-type-options": "nosniff", "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


@cache
def _index() -> str:
    return (Path(file_util.get_static_dir()) / "index.html").read_text("utf-8")


@cache
def policy() -> str:
    """Return the content security policy: ourselves alone, and Streamlit's one inline script.

    The hash is taken from the installed page, so it follows the version of Streamlit.
    """
    hashes = (hashlib.sha256(text.encode()).digest() for text in _INLINE.findall(_index()))
    scripts = " ".join(f"'sha256-{base64.b64encode(h).decode()}'" for h in hashes)
    return (
        f"default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; "
        "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


def shell(lang: str, look: str, page: str) -> str:
    """Return Streamlit's page in a language, with our title, stylesheet, font and links."""
    html = re.sub(r'<link\s+rel="(?:preload|shortcut icon|service-desc)"[^>]*>', "", _index())
    html = re.sub(r"<noscript>.*?</noscript>", _no_script(lang), html, flags=re.DOTALL)
    html = re.sub(r'<html lang="[^"]*">', f'<html lang="{lang}" data-theme="{look}">', html)
    name = words.say(f"page.{page}", lang)
    html = re.sub(r"<title>.*?</title>", f"<title>{escape(name)} – Lägesbild</title>", html)
    html = re.sub(r'((?:src|href)=")\./', r"\1/", html)
    return html.replace("</head>", f"{preloads()}{_head(lang)}</head>")


def _no_script(lang: str) -> str:
    return f"<noscript><p>{escape(words.say('shell.no_script', lang))}</p></noscript>"


def _head(lang: str) -> str:
    mark = f"?v={theme.version()}"
    feed = escape(words.say("feed.editions_title", lang))
    return (
        f'<link rel="alternate" type="application/atom+xml" title="{feed}" '
        f'href="/feeds/editions.atom?lang={lang}">'
        '<link rel="icon" type="image/svg+xml" href="/assets/favicon.svg">'
        '<link rel="preload" href="/assets/ibm-plex-sans.woff2" as="font" type="font/woff2" '
        "crossorigin>"
        f'<link rel="stylesheet" href="/assets/lagesbild.css{mark}">'
        f'<script src="/assets/lagesbild.js{mark}"></script>'
        f'<script src="/assets/desk.js{mark}"></script>'
        f'<script src="/assets/uploading.js{mark}"></script>'
        f'<script src="/assets/writing.js{mark}"></script>'
        f'<script src="/assets/review.js{mark}"></script>'
    )


async def _page(request: Request) -> Response:
    """Answer with the shell; an address without edition or language is first completed."""
    asked = request.query_params
    lang = language(asked.get("lang", ""), request.headers.get("accept-language", ""))
    missing = {} if asked.get("lang") else {"lang": lang}
    if not asked.get("edition"):
        newest = await run_in_threadpool(_newest)
        missing |= {"edition": str(newest)} if newest else {}
    if missing:
        query = urlencode([*asked.multi_items(), *missing.items()])
        return RedirectResponse(f"{request.url.path}?{query}", 307, {"cache-control": "no-store"})
    if request.url.path.strip("/") == "council":   # Streamlit knows its first page by "/" alone
        return RedirectResponse(f"/?{request.url.query}", 307)
    look = "dark" if asked.get("theme") == "dark" else "light"
    html = shell(lang, look, request.url.path.strip("/") or "council")
    return HTMLResponse(html, headers={"cache-control": "no-cache"})


def _newest() -> int:
    return next((e.number for e in reading.editions()), 0)


async def _health(request: Request) -> Response:
    """Say whether the store can be read, and nothing else."""
    try:
        await run_in_threadpool(_newest)
    except Exception:   # whatever is wrong, the answer is the same: not well
        return JSONResponse({"status": "store unreachable"}, 503)
    return JSONResponse({"status": "ok"})


async def _style(request: Request) -> Response:
    return PlainTextResponse(theme.stylesheet(), media_type="text/css", headers={
        "cache-control": "public, max-age=31536000, immutable"})


def _missing(lang: str) -> str:
    title, text, back = (words.say(f"shell.missing_{p}", lang) for p in ("title", "text", "back"))
    return (f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
            '<link rel="stylesheet" href="/assets/lagesbild.css"></head><body class="stApp">'
            f'<main class="notes"><h1>{title}</h1><p class="lead">{text}</p>'
            f'<p><a href="/?lang={lang}">{back}</a></p></main></body></html>')


class Guard:
    """Closes what nobody needs, knows its own names, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self._app, self._hosts = app, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refusal = self._refuse(scope)
        answer = refusal or self._app
        await answer(scope, receive, send if scope["type"] == "websocket" else _headed(send))

    def _refuse(self, scope: Scope) -> Response | _Closed | None:
        headers, path = Headers(scope=scope), scope["path"]
        host = headers.get("host", "").rsplit(":", 1)[0].strip("[]").lower()
        strange = host not in self._hosts
        if scope["type"] == "websocket":
            return _Closed() if strange or "origin" not in headers else None
        if strange:
            return PlainTextResponse("unknown host", 421)
        if path.strip("/") in ("", *PAGES) or path.startswith((*STREAMLIT_NEEDS, *OURS)):
            return None
        lang = language("", headers.get("accept-language", ""))
        return HTMLResponse(_missing(lang), 404)


class _Closed:
    """Refuses a websocket: from a strange host, or from something that is not a browser."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.close", "code": 1008})


def _headed(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in {**HEADERS, "content-security-policy": policy()}.items():
                headers[name] = value
        await send(message)
    return sending


def application(hosts: Iterable[str] = ()) -> st.App:
    """Make the ASGI application. ``hosts``: the names that it answers to, beside this machine's."""
    for key, value in SETTINGS.items():
        config.set_option(key, value)
    static = str(files("dashboard") / "static")
    routes = [
        *(Route(f"/{'' if page == 'council' else page}", _page) for page in PAGES),
        Route("/council", _page),
        Route("/health", _health), Route("/assets/lagesbild.css", _style),
        *api.routes(), *feeds.routes(), Mount("/assets", StaticFiles(directory=static)),
    ]
    known = {"localhost", "127.0.0.1", "::1", *hosts}
    script = str(files("dashboard") / "script" / "lagesbild.py")
    return st.App(script, routes=routes, middleware=[Middleware(Guard, hosts=known)])


def serve(home: str, store_url: str | None, host: str, port: int) -> None:
    """Serve the pages until stopped."""
    os.environ["LAGESBILD_HOME"] = home
    if store_url:
        os.environ["LAGESBILD_STORE_URL"] = store_url
    config.set_option("server.port", port)
    config.set_option("server.address", host)
    uvicorn.run(
        application([host]), host=host, port=port, log_level="warning", access_log=False,
        server_header=False, ws="websockets-sansio", ws_max_size=50 * 2**20,
    )


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m dashboard.server", description=__doc__)
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, default=PORT)
    chosen = parser.parse_args()
    serve(os.environ.get("LAGESBILD_HOME", ".lagesbild"), os.environ.get("LAGESBILD_STORE_URL"),
          chosen.host, chosen.port)


if __name__ == "__main__":
    main()
