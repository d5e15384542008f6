"""What a browser fetches ahead: the part of Streamlit that draws our pages, before it is asked for.

Here: which of Streamlit's files that part is made of, read from the installed package. Not here:
the shell that names them (``dashboard.server``). Without it the browser learns of them one after
the other, when the first drawing has come: a second later on a new machine.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from streamlit import file_util

PART = "BidiComponent.*.js"   # every page is drawn by it (``drawing.draw``)
_IMPORT = re.compile(r'(?:from|import)"\./([\w.-]+\.js)"')


@cache
def preloads() -> str:
    """Return links that let the browser fetch the part, except what Streamlit's page names."""
    static = Path(file_util.get_static_dir())
    index = (static / "index.html").read_text("utf-8")
    return "".join(
        f'<link rel="modulepreload" crossorigin href="/static/js/{name}">'
        for name in needed(static / "static" / "js") if name not in index)


def needed(folder: Path) -> list[str]:
    """Return the names of the part's files: itself, and what each of them imports."""
    found = [path.name for path in sorted(folder.glob(PART))]
    for name in found:   # it grows while it is read
        imported = _IMPORT.findall((folder / name).read_text("utf-8"))
        found += [one for one in dict.fromkeys(imported) if one not in found]
    return found
