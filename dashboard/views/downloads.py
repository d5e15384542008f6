"""What can be taken out of the edition that is shown: its statistical files, API and feeds.

Here: the block of links, and why there is none. Not here: making the files (``dashboard.api``),
reports for people.
"""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from dashboard import reading
from dashboard.report.export import FORMATS
from dashboard.report.scope import Scope, scope_of
from dashboard.visit import Visit
from data import registers, words
from data.access import AccessDenied, Role


def section(visit: Visit) -> str:
    """Write the block: a link for each format, or one sentence where nothing may be taken out."""
    label = next(e.label for e in reading.editions() if e.number == visit.edition)
    title = _say(visit, "title", label=label)
    return f'<section class="blk" id="files"><h2>{title}</h2>{_body(visit)}</section>'


def _body(visit: Visit) -> str:
    try:
        scope = scope_of(visit.actor)
    except AccessDenied as denied:
        return f'<p class="note" role="status">{escape(denied.sentence(visit.lang))}</p>'
    items = "".join(_item(visit, kind) for kind in FORMATS)
    return (f'<p class="sub">{_about(visit, scope)}</p><ul class="files">{items}</ul>'
            f'<p class="src">{_more(visit)}</p>')


def _say(visit: Visit, key: str, **values: str) -> str:
    return escape(words.say(f"download.{key}", visit.lang, **values))


def _about(visit: Visit, scope: Scope) -> str:
    if scope.whole:
        return _say(visit, "whole")
    return _say(visit, "part", council=registers.council(scope.name).name(visit.lang))


def _who(visit: Visit) -> str:
    said = {"role": visit.role, "lang": visit.lang}
    own = {"council": visit.council} if visit.role == Role.council_member else {}
    return urlencode({**said, **own})


def _item(visit: Visit, kind: str) -> str:
    to = f"/api/v1/editions/{visit.edition}/files/{kind}?{_who(visit)}"
    said = escape(words.say(f"files.format_{kind.replace('-', '_')}", visit.lang))
    return f'<li><a href="{escape(to)}" download>{said}</a></li>'


def _more(visit: Visit) -> str:
    who = _who(visit)
    links = (("api", f"/api/v1/?{who}"), ("describe", f"/api/v1/openapi.json?{who}"),
             ("feed", f"/feeds/editions.atom?{who}"), ("calendar", f"/feeds/calendar.ics?{who}"))
    return " · ".join(f'<a href="{escape(to)}">{_say(visit, key)}</a>' for key, to in links)
