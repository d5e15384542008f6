"""Office files packed anew, so that the same report gives the same bytes.

Here: a fixed time on every part of a ZIP file, and on what a part says of when it was made. Not
here: what the parts hold. The libraries write the clock into them.
"""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def packed(content: bytes, day: str) -> bytes:
    """Pack a file anew: parts in their order, all dated ``day`` (YYYY-MM-DD), nested files too."""
    at = date.fromisoformat(day)
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = ZipInfo(name, (at.year, at.month, at.day, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, _part(name, old.read(name), day))
    return out.getvalue()


def _part(name: str, content: bytes, day: str) -> bytes:
    if name.endswith(".xlsx"):
        return packed(content, day)
    if name == "docProps/core.xml":
        return _TIMES.sub(rb"\g<1>" + f"{day}T00:00:00Z".encode() + rb"\g<2>", content)
    return content
