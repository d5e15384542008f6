"""The one way to put a drawing on a page, and words that no browser may break.

Here: handing HTML with inline SVG to Streamlit, and keeping what it holds. Not here: strokes
(``dashboard.figures``), the frame of a page (``dashboard.chrome``), what a page says.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from threading import Lock

from streamlit.components.v2 import component
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager

_HELD: dict[str, None] = {}   # names of drawings that Streamlit holds, the oldest first
_MOST, _LOCK = 1024, Lock()   # a page has some four
# The hyphen of an edition's number or of a day. It begins with the hyphen, which is rare: digits
# are everywhere in a page, and looking back from each of them took ten times as long.
_HYPHEN = re.compile(
    r"-(?:(?<=(?<![\w-])S-)\d+(?:-[a-z0-9+]+)?|(?<=(?<![\w-])\d{4}-)\d{2}-\d{2})(?![\w-])")
# What never breaks as it is: drawings, and the words of a row of their own.
_UNBROKEN = ("svg", "summary")
_ROW = re.compile(r' class="(?:st|btn)\b[^>]*>(?:<span class="i [^>]*></span>)?\Z')


def draw(html: str, key: str) -> None:
    """Put HTML with inline SVG on the page, as it is. The caller has escaped what it says.

    ``st.html`` drops every drawing, hence a component without a script. Its name is its content,
    since Streamlit shares a component between all who read: a name alone would give one reader
    another's drawing.
    """
    html, name = _shown(html)
    with _LOCK:
        _HELD.pop(name, None)
        _HELD[name] = None
        while len(_HELD) > _MOST:
            oldest = next(iter(_HELD))
            get_bidi_component_manager().unregister(oldest)
            _HELD.pop(oldest)
    component(name, html=html, isolate_styles=False)(key=key)


@lru_cache(_MOST)
def _shown(html: str) -> tuple[str, str]:
    """Return a drawing as it is shown, and its name: worked out once, since pages are kept."""
    html = whole(html)
    return html, f"drawing-{hashlib.sha256(html.encode()).hexdigest()[:24]}"


def whole(html: str) -> str:
    """Keep an edition's number and a day on one line: a browser may break both at a hyphen.

    Words alone are touched: no tag, and no drawing, where nothing breaks.
    """
    made, done, seen, depth = [], 0, 0, 0
    for hyphen in _HYPHEN.finditer(html):
        at = hyphen.start() - (1 if html[hyphen.start() - 1] == "S" else 4)
        depth += _opened(html, seen, at)
        seen = at
        if depth == 0 and _may_break(html, at):
            made += [html[done:at], '<span class="nw">', html[at:hyphen.end()], "</span>"]
            done = hyphen.end()
    return "".join((*made, html[done:]))


def _opened(html: str, start: int, end: int) -> int:
    """Count how many more drawings and summaries begin than end in a stretch; they nest."""
    return sum(html.count(f"<{tag}", start, end) - html.count(f"</{tag}>", start, end)
               for tag in _UNBROKEN)


def _may_break(html: str, at: int) -> bool:
    """Tell whether a place is among words, and those not of a row that never breaks."""
    begin = html.rfind(">", 0, at) + 1
    if html.rfind("<", 0, at) >= begin:
        return False   # inside a tag
    back = begin
    for _ in range(3):   # an icon may stand between the row's tag and its words
        back = max(html.rfind("<", 0, back), 0)
    return not _ROW.search(html, back, begin)
