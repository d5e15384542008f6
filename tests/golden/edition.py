"""The golden edition: one small synthetic edition, and every file that is made of it.

    python -m tests.golden.edition      # make the files anew, after looking at what changed

``frames/`` and ``documents.json`` are the edition as it was published once; they are never made
anew. ``files/`` is what each format makes of it. Files that are archives are kept as the digests of
their members, since the same content may be compressed in more than one way.
"""

from __future__ import annotations

import hashlib
import io
import json
import platform
import re
import sys
import tempfile
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pypdf
from lxml import etree

from dashboard.report import export, files
from dashboard.report.choice import Choice
from data import editions
from data.access import SYSTEM
from data.store import Store, open_store
from data.tables import FRAMES

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


def frames() -> dict[str, pl.DataFrame]:
    """Read the frames of the edition."""
    return {name: pl.read_parquet(HERE / "frames" / f"{name}.parquet") for name in FRAMES}


def publish(store: Store) -> editions.Edition:
    """Publish the edition in an empty store."""
    return editions.publish(store, SYSTEM, editions.Proposal(
        label="S-1", until="2026M09", cutoff=date(2026, 10, 12), published_on=date(2026, 10, 21),
        previous=None, origin="synthetic", code_version="golden", frames=frames(),
        documents=json.loads((HERE / "documents.json").read_text("utf-8")), demonstration=True))


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
    with tempfile.TemporaryDirectory() as folder, open_store(None, Path(folder)) as store:
        about = publish(store)
        for path in KEPT.rglob("*"):
            if path.is_file():
                path.unlink()
        for name, content in made(store).items():
            target = KEPT / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(kept(name, content))
    (HERE / "made_with").write_text(f"{about.hash}\n{lock()}\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
