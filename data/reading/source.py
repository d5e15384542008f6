"""The bytes of a delivery: its file of rows and what lies beside it.

Here belong names, sizes and what kind of file it is. Nothing is parsed here.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from data.faults import Fault, fault

Format = Literal["csv", "parquet", "xlsx"]
LARGEST_MB = 50
LARGEST_MANIFEST = 64 * 1024
MANIFEST = ".manifest.json"
NATURES = {
    b"PK\x03\x04": "xlsx",
    b"PAR1": "parquet",
    b"\xd0\xcf\x11\xe0": "old",
    b"%PDF": "other",
    b"\x1f\x8b": "other",
    b"\x89PNG": "other",
    b"7z\xbc\xaf": "other",
    b"BZh": "other",
    b"\xfd7zXZ": "other",
    b"(\xb5/\xfd": "other",
}
"""The first bytes of a file and what they make it; anything else is taken as text."""


@dataclass(frozen=True)
class Source:
    """The files of one delivery as they lie on disk. ``states`` is None where none lies there."""

    format: Format
    name: str
    rows: bytes
    states: bytes | None
    manifest: bytes | None

    def parts(self) -> dict[str, bytes]:
        """Give every file that is there, by what it is."""
        named = {"rows": self.rows, "states": self.states, "manifest": self.manifest}
        return {part: content for part, content in named.items() if content is not None}


def is_companion(path: Path) -> bool:
    """Say whether a file only lies beside another one: states or a manifest."""
    return path.name.endswith(MANIFEST) or Path(path.stem).suffix == ".states"


def beside(path: Path) -> tuple[Path, Path]:
    """Give where the states and the manifest of a file of rows lie."""
    return path.with_name(f"{path.stem}.states{path.suffix}"), path.with_name(path.stem + MANIFEST)


def load(path: Path) -> Source | tuple[Fault, ...]:
    """Read the files of a delivery into memory, within the limits of size."""
    if is_companion(path):
        return (fault("F-008"),)
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in get_args(Format):
        return (fault("F-001"),)
    states, manifest = beside(path)
    try:
        if not path.is_file():
            return (fault("F-009"),)
        large = _too_large({"rows": path, "states": states}, LARGEST_MB * 1024 * 1024)
        large |= _too_large({"manifest": manifest}, LARGEST_MANIFEST)
        if large:
            return tuple(fault("F-003", part, limit=LARGEST_MB) for part in sorted(large))
        contents = (path.read_bytes(), _content(states), _content(manifest))
    except (OSError, ValueError):
        return (fault("F-009"),)
    source = Source(_format(suffix), path.name, *contents)
    return _natures(source) or source


def _format(suffix: str) -> Format:
    return next(known for known in get_args(Format) if known == suffix)


def _too_large(paths: dict[str, Path], limit: int) -> set[str]:
    return {part for part, path in paths.items() if path.is_file() and path.stat().st_size > limit}


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _natures(source: Source) -> tuple[Fault, ...]:
    tables = {part: content for part, content in source.parts().items() if part != "manifest"}
    found = (_nature(source.format, part, content) for part, content in tables.items())
    return tuple(each for each in found if each is not None)


def _nature(said: Format, part: str, content: bytes) -> Fault | None:
    if not content:
        return fault("F-007", part)
    start = (kind for magic, kind in NATURES.items() if content.startswith(magic))
    found = next(start, "csv")
    if found == said:
        return None
    if found == "old":
        return fault("F-006", part)
    if found == "other" or (found == "csv" and said != "csv" and b"\x00" in content):
        return fault("F-012" if said != "csv" else "F-001", part)
    return fault("F-002", part, said=f".{said}", found={"csv": "text"}.get(found, found))
