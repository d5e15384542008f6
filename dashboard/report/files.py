"""A report as files: which formats there are, what each file is called, writing them.

Here: the one door to the writers, for the pages and for the command. Not here: any format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from dashboard.report.choice import Choice
from dashboard.report.compose import document
from dashboard.report.document import Document
from dashboard.report.opening import open_edition
from data.access import Actor
from data.store import Store

FORMATS = ("pdf", "docx", "pptx", "xlsx")
TYPES: Mapping[str, str] = MappingProxyType({
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
})
Progress = Callable[[str, int, int], None]


def made(document: Document, kind: str) -> bytes:
    """Write a document in a format. Raises ``KeyError`` on an unknown one.

    A writer is loaded when it is asked for: each brings a library of its own.
    """
    if kind == "pdf":
        from dashboard.report.pdf import pdf as write
    elif kind == "docx":
        from dashboard.report.docx import docx as write
    elif kind == "pptx":
        from dashboard.report.pptx import pptx as write
    elif kind == "xlsx":
        from dashboard.report.xlsx import xlsx as write
    else:
        raise KeyError(kind)
    return write(document)


def files(
    document: Document, formats: Sequence[str], progress: Progress = lambda name, done, of: None
) -> Iterator[tuple[str, bytes]]:
    """Yield each file of a report: its name and its bytes."""
    for done, kind in enumerate(formats):
        progress(kind, done, len(formats))
        yield f"{document.name}.{kind}", made(document, kind)
    progress("", len(formats), len(formats))


def write(
    store: Store, actor: Actor, number: int | str, choice: Choice, formats: Sequence[str],
    out: Path, progress: Progress = lambda name, done, of: None,
) -> list[Path]:
    """Write a report of an edition into a folder and return the files.

    Raises ``AccessDenied``, ``dashboard.report.choice.Unknown`` and ``UnknownEdition``.
    """
    told = document(open_edition(store, actor, number, choice))
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in files(told, formats, progress):
        (out / name).write_bytes(content)
        written.append(out / name)
    return written
