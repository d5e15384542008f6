"""The golden edition: one small synthetic edition, and every file that is made of it.

    python -m tests.golden.edition      # make the files anew, after looking at what changed

``store.db`` is the store in which the edition was drafted, prepared, signed and published once; it
is never made anew, so that an old store stays readable. ``files/`` is what each format makes of it.
Files that are archives are kept as the digests of their members, since the same content may be
compressed in more than one way, and the numbers that a reader meets in them.
"""

from __future__ import annotations

import hashlib
import io
import platform
import re
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

import polars as pl
import pypdf
from lxml import etree

from dashboard.report import export, files
from dashboard.report.choice import Choice
from data import editions
from data.access import SYSTEM
from data.store import Store, open_store

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
KEPT = HERE / "files"
REPORTS = {
    lang: Choice("joint_initiative", length="full", lang=lang) for lang in ("sv", "en")}
_READ = re.compile(r"word/document\.xml|ppt/(slides|charts)/[^/]*\.xml"
                   r"|xl/(worksheets/.*|sharedStrings\.)xml")
_NUMBER, _HASHES = re.compile(r"[0-9][0-9.,]*"), re.compile(r"[0-9a-f]{8,}")
ARCHIVES = (".docx", ".pptx", ".xlsx", ".zip")


def lock() -> str:
    """Name what the bytes depend on beside the edition: the pinned libraries and the machine."""
    pinned = (ROOT / "requirements.lock").read_bytes()
    return f"{hashlib.sha256(pinned).hexdigest()} {platform.machine()}"


def opened(folder: Path) -> Store:
    """Open a copy of the store that the edition was published in; newer tables are added to it."""
    shutil.copyfile(HERE / "store.db", folder / "store.db")
    return open_store(None, folder)


def made(store: Store) -> dict[str, bytes]:
    """Make every file of the edition, by path."""
    said = export.Output(store, 1).files(export.FORMATS)
    for choice in REPORTS.values():
        with tempfile.TemporaryDirectory() as folder:
            for path in files.write(store, SYSTEM, 1, choice, files.FORMATS, Path(folder)):
                said[f"reports/{path.name}"] = path.read_bytes()
    return said


def kept(name: str, content: bytes) -> bytes:
    """Return what is kept of a file: itself, or of an archive the digests of its members and the
    numbers that a reader meets in it."""
    if not name.endswith(ARCHIVES):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        rows = [f"{hashlib.sha256(archive.read(m)).hexdigest()}  {m}"
                for m in sorted(archive.namelist())]
        said = [text for m in sorted(archive.namelist()) if _READ.match(m)
                for text in etree.fromstring(archive.read(m)).itertext() if _NUMBER.search(text)]
    return "\n".join([*rows, "numbers:", *said, ""]).encode()


def stored(name: str) -> str:
    """Name what is kept of a file."""
    return f"{name}.members" if name.endswith(ARCHIVES) else name


def numbers(name: str, content: bytes) -> list[str]:
    """Return every number of a kept file, in its order."""
    if name.endswith(".parquet"):
        return _NUMBER.findall(pl.read_parquet(io.BytesIO(content)).write_csv())
    if name.endswith(".pdf"):
        read = pypdf.PdfReader(io.BytesIO(content))
        return _NUMBER.findall(_HASHES.sub("", "".join(p.extract_text() for p in read.pages)))
    text = content.decode("utf-8-sig", "replace").rpartition("numbers:\n")[2]
    return _NUMBER.findall(_HASHES.sub("", text))


def main() -> int:
    """Write the files anew."""
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as store:
        about = editions.edition(store, 1)
        for path in KEPT.rglob("*"):
            if path.is_file():
                path.unlink()
        for name, content in made(store).items():
            target = KEPT / stored(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(kept(name, content))
    (HERE / "made_with").write_text(f"{about.hash}\n{lock()}\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
