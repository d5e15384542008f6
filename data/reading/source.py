"""The bytes of a delivery: its file of rows and what lies beside it.

Here belong names, sizes and what kind of file it is, whether the bytes lie on disk or were handed
over. Nothing is parsed here.
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
class Given:
    """The files of one delivery as bytes, wherever they came from.

    ``name`` is the name of the file of rows. ``states`` and ``manifest`` are None where there are
    none.
    """

    name: str
    rows: bytes
    states: bytes | None = None
    manifest: bytes | None = None

    def parts(self) -> dict[str, bytes]:
        """Give every file that is there, by what it is."""
        named = {"rows": self.rows, "states": self.states, "manifest": self.manifest}
        return {part: content for part, content in named.items() if content is not None}


@dataclass(frozen=True, kw_only=True)
class Source(Given):
    """The files of one delivery within the limits of size, and what kind of file they are."""

    format: Format


def is_companion(path: Path) -> bool:
    """Say whether a file only lies beside another one: states or a manifest."""
    return path.name.endswith(MANIFEST) or Path(path.stem).suffix == ".states"


def beside(path: Path) -> tuple[Path, Path]:
    """Give where the states and the manifest of a file of rows lie."""
    return path.with_name(f"{path.stem}.states{path.suffix}"), path.with_name(path.stem + MANIFEST)


def load(target: Path | Given) -> Source | tuple[Fault, ...]:
    """Read the files of a delivery into memory, or take those given, within the limits of size."""
    path = Path(Path(target.name).name) if isinstance(target, Given) else target
    if is_companion(path):
        return (fault("F-008"),)
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in get_args(Format):
        return (fault("F-001"),)
    given = target if isinstance(target, Given) else _from_disk(path)
    if not isinstance(given, Given):
        return given
    if large := _too_large({part: len(content) for part, content in given.parts().items()}):
        return large
    source = Source(given.name, given.rows, given.states, given.manifest, format=_format(suffix))
    return _natures(source) or source


def _from_disk(path: Path) -> Given | tuple[Fault, ...]:
    states, manifest = beside(path)
    try:
        if not path.is_file():
            return (fault("F-009"),)
        lying = {"rows": path, "states": states, "manifest": manifest}
        sizes = {part: each.stat().st_size for part, each in lying.items() if each.is_file()}
        if large := _too_large(sizes):
            return large
        return Given(path.name, path.read_bytes(), _content(states), _content(manifest))
    except (OSError, ValueError):
        return (fault("F-009"),)


def _format(suffix: str) -> Format:
    return next(known for known in get_args(Format) if known == suffix)


def _too_large(sizes: dict[str, int]) -> tuple[Fault, ...]:
    limits = {"manifest": LARGEST_MANIFEST}
    large = (part for part in sorted(sizes)
             if sizes[part] > limits.get(part, LARGEST_MB * 1024 * 1024))
    return tuple(fault("F-023" if part == "manifest" else "F-003", part, limit=LARGEST_MB)
                 for part in large)


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
