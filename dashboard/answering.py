"""Answers of the API and the feeds: who asks, what may be asked, refusals, and what is kept.

Here: reading an address strictly, problem details (RFC 9457), entity tags, methods. Not here: what
is answered (``dashboard.api``, ``dashboard.feeds``).

The rules of access are those of the pages: in the demonstration the role stands in the address;
where an edition is real nobody is anybody until a login says so, and nothing is answered. No
cookie, no mark of who reads, no door to other sites.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import reading
from dashboard.visit import LANGS, ROLES, language
from data import registers, words
from data.access import AccessDenied, Actor, Role
from data.editions import Edition

LOG = logging.getLogger(__name__)
READ = ("GET", "HEAD", "OPTIONS")
REFUSED = ("POST", "PUT", "PATCH", "DELETE")
KEPT = "private, no-cache"   # kept by the reader, asked for again: who may read can change
JSON, CSV, PROBLEM = "application/json", "text/csv; charset=utf-8", "application/problem+json"
WHO = ("role", "council", "lang")   # parameters that every address takes
LONGEST = 2000                      # signs of one parameter


class Problem(Exception):
    """What was asked cannot be answered: status, the key of a sentence, its values."""

    def __init__(self, status: int, key: str, **values: object) -> None:
        self.status, self.key, self.values = status, key, values
        super().__init__(key)


@dataclass(frozen=True)
class Asked:
    """One question: path, parameters, who asks, in which language, and where we are."""

    path: str
    inside: Mapping[str, str]
    given: Mapping[str, tuple[str, ...]]
    lang: str
    actor: Actor
    base: str

    def one(self, name: str, otherwise: str = "") -> str:
        """Return a parameter that may stand once."""
        values = self.given.get(name, ())
        if len(values) > 1:
            raise Problem(400, "once", name=name)
        return values[0] if values else otherwise

    def many(self, name: str) -> tuple[str, ...]:
        """Return a parameter that may stand several times, or hold a list with commas."""
        found = (v for text in self.given.get(name, ()) for v in text.split(",") if v)
        return tuple(dict.fromkeys(found))

    def number(self, name: str, otherwise: int, least: int, most: int) -> int:
        """Return a parameter that is a whole number within bounds."""
        text = self.one(name, str(otherwise))
        if not (text.isascii() and text.isdigit() and len(text) < 10
                and least <= int(text) <= most):
            raise Problem(400, "number", name=name, least=least, most=most)
        return int(text)

    def query(self) -> str:
        """Write the question so that the same one always reads the same."""
        return json.dumps([self.path, sorted(self.given.items()), self.lang])


@dataclass(frozen=True)
class Answer:
    """What is answered: bytes, their kind, and headers beside the usual ones."""

    content: bytes
    media: str = JSON
    headers: Mapping[str, str] | None = None
    status: int = 200


Work = Callable[[Asked], Answer]
Tag = Callable[[Asked], str]


def route(path: str, work: Work, takes: Sequence[str] = (), tag: Tag | None = None) -> Route:
    """Make the route of an address. ``takes``: its parameters; ``tag``: names what would be
    answered before it is made, so that who has it already costs nothing."""
    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_answered, request, work, takes, tag)
    return Route(path, endpoint, methods=[*READ, *REFUSED])


def text(value: Any) -> bytes:
    """Write JSON for an answer."""
    return (json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n").encode()


def digest(*parts: str) -> str:
    """Shorten what an entity tag rests on."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _answered(request: Request, work: Work, takes: Sequence[str], tag: Tag | None) -> Response:
    lang = language(request.query_params.get("lang", ""),
                    request.headers.get("accept-language", ""))
    if request.method == "OPTIONS":
        return _response(b"", "text/plain", 204, lang, {"allow": ", ".join(READ)})
    try:
        if request.method not in READ:
            raise Problem(405, "method")
        return _tagged(request, lang, work, takes, tag)
    except Problem as why:
        return _problem(why.status, why.key, lang, words.say(f"api.{why.key}", lang, **why.values))
    except AccessDenied as why:
        return _problem(403, "denied", lang, why.sentence(lang))
    except Exception:   # our own mistake: the trace is ours, the reader gets a sentence
        LOG.exception("api %s", request.url.path)
        return _problem(500, "our_fault", lang, words.say("api.our_fault", lang))


def _tagged(
    request: Request, lang: str, work: Work, takes: Sequence[str], tag: Tag | None
) -> Response:
    asked = _asked(request, lang, takes)
    known = f'W/"{tag(asked)}"' if tag else ""   # weak: what is sent may be packed
    if known and _has(request, known):
        return _unchanged(known, lang)
    answer = work(asked)
    if answer.status != 200:
        return _response(answer.content, answer.media, answer.status, lang, answer.headers)
    known = known or f'W/"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
    if _has(request, known):
        return _unchanged(known, lang)
    return _response(answer.content, answer.media, 200, lang,
                     {"etag": known, "cache-control": KEPT, **(answer.headers or {})})


def _has(request: Request, tag: str) -> bool:
    held = [t.strip().removeprefix("W/") for t in
            request.headers.get("if-none-match", "").split(",")]
    return tag.removeprefix("W/") in held or "*" in held


def _unchanged(tag: str, lang: str) -> Response:
    return _response(b"", "", 304, lang, {"etag": tag, "cache-control": KEPT})


def _response(
    content: bytes, media: str, status: int, lang: str, headers: Mapping[str, str] | None = None
) -> Response:
    said = {"content-language": lang, "vary": "accept-language", **(headers or {})}
    return Response(content, status, said, media or None)


def _problem(status: int, key: str, lang: str, detail: str) -> Response:
    title = words.say(f"api.title_{status}", lang)
    said = {"type": f"urn:lagesbild:problem:{key}", "title": title, "status": status,
            "detail": detail}
    more = {"allow": ", ".join(READ)} if status == 405 else {}
    more |= {"www-authenticate": "Lagesbild"} if status == 401 else {}
    return _response(text(said), PROBLEM, status, lang, {"cache-control": "no-store", **more})


def _asked(request: Request, lang: str, takes: Sequence[str]) -> Asked:
    given: dict[str, tuple[str, ...]] = {}
    for name, value in request.query_params.multi_items():
        if name not in (*WHO, *takes):
            raise Problem(400, "parameter", known=", ".join(sorted((*WHO, *takes))))
        if len(value) > LONGEST:
            raise Problem(400, "long", name=name, most=LONGEST)
        given[name] = (*given.get(name, ()), value)
    if given.get("lang", ("sv",))[-1] not in LANGS:
        raise Problem(400, "code", name="lang")
    inside = {k: str(v) for k, v in request.path_params.items()}
    bare = Asked(request.url.path, inside, given, lang, Actor("", "nobody"),
                 str(request.base_url).rstrip("/"))
    return Asked(bare.path, inside, given, lang, _actor(bare), bare.base)


def _actor(asked: Asked) -> Actor:
    """Tell who asks: in the demonstration as the address says, else nobody."""
    if any(e.origin == "real" for e in reading.editions()):
        raise Problem(401, "no_login")
    role, council = asked.one("role", str(Role.council_member)), asked.one(
        "council", "joint_initiative")
    if role not in [str(r) for r in ROLES]:
        raise Problem(400, "code", name="role")
    if council not in [c.code for c in registers.councils()]:
        raise Problem(400, "code", name="council")
    name = words.say(f"role.{role}", "sv")
    if role == Role.council_member:
        return Actor(name, role, council=council)
    own = asked.one("authority") if role in (Role.deliverer, Role.reviewer) else ""
    return Actor(name, role, authority=own or None)


def edition_of(asked: Asked) -> Edition:
    """Find the edition that an address names by number. Raises ``Problem``."""
    wanted = asked.inside.get("number", "")
    found = next((e for e in reading.editions() if str(e.number) == wanted), None)
    if found is None:
        raise Problem(404, "no_edition")
    return found
