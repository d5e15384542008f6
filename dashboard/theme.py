"""The identity as tokens: colours of both themes, and the stylesheet that is made from them.

Here: every colour that a page, a drawing or Plotly may use, and where the rules of the stylesheet
stand (``static/*.css``). Not here: any markup. The contrasts are
worked out with the WCAG 2 formula and tested.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from types import MappingProxyType

THEMES = ("light", "dark")
# frame, pictures, desk, trial, ways in, lists and prose, texts being written
SHEETS = ("lagesbild", "pages", "desk", "trying", "exploring", "lists", "writing", "review")
_NAMES = (
    "paper", "wash", "ink", "ink2", "rule", "axis", "a1", "a2", "r1", "r2", "r3", "r4", "r5",
    "band", "ghost", "focus", "top", "topink", "top2", "hatch", "warnbg", "edge",
)
_LIGHT = ("#ffffff #f1f5f7 #12222d #495a66 #d3dce2 #74838e #0a5688 #b0440a #e3edf4 #b7d1e3 #7cacce "
          "#3576a6 #0b4a78 #dce8f0 #74838e #0a5688 #12222d #ffffff #b9c7d1 #74838e #fdf1e8 #5d6d79")
_DARK = ("#101a21 #18252e #eaf0f4 #aab9c4 #2d3c47 #7f909c #74bcec #f39a5f #1c3342 #264d67 #336c93 "
         "#71b0d8 #c4e1f5 #1f3645 #8697a3 #ffd166 #0a1116 #ffffff #a9b8c3 #8697a3 #2a2119 #8ea0ac")
TOKENS = MappingProxyType({
    "light": MappingProxyType(dict(zip(_NAMES, _LIGHT.split(), strict=True))),
    "dark": MappingProxyType(dict(zip(_NAMES, _DARK.split(), strict=True))),
})


def color(theme: str, token: str) -> str:
    """Return a colour as #rrggbb, for what cannot read CSS variables. Raises ``KeyError``."""
    return TOKENS[theme][token]


def _variables(theme: str) -> str:
    pairs = "".join(f"--{name}:{value};" for name, value in TOKENS[theme].items())
    return f"{{{pairs}color-scheme:{theme}}}"


@cache
def stylesheet() -> str:
    """Return the whole stylesheet: tokens of both themes, then the rules. Print is always light."""
    folder = files("dashboard") / "static"
    rules = "".join((folder / f"{name}.css").read_text("utf-8") for name in SHEETS)
    light, dark = _variables("light"), _variables("dark")
    return (f":root{light}\n:root[data-theme=dark]{dark}\n"
            f"@media print{{:root,:root[data-theme=dark]{light}}}\n{rules}")


@cache
def version() -> str:
    """Return a short content hash, so that a browser never keeps an old stylesheet."""
    return hashlib.sha256(stylesheet().encode()).hexdigest()[:12]
