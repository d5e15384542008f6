"""The vault: accepted deliveries and exact cells, immutable Parquet, addressed by content.

Here: keeping, finding and reading them. Not here: which of them count (``data.desk``). Only the
worker opens a vault; no page ever does.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

import polars as pl

from data import canonical
from data.manifest import Manifest
from data.manifest import parse as parse_manifest

READ_ONLY = 0o444


class Vault:
    """A folder of deliveries, one a fingerprint, that never change."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def keep(self, rows: pl.DataFrame, states: pl.DataFrame | None, manifest: Manifest) -> str:
        """Keep a delivery and return its fingerprint; what is there already stays as it is."""
        print_ = fingerprint(rows, states, manifest)
        place = self._folder(print_)
        if not place.exists():
            self._write(place, rows, states, manifest)
        return print_

    def _write(
        self, place: Path, rows: pl.DataFrame, states: pl.DataFrame | None, manifest: Manifest
    ) -> None:
        """Write beside, settle on the disk, then rename: the delivery is there whole or not."""
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=place.parent))
        try:
            rows.write_parquet(draft / "rows.parquet", compression="zstd")
            if states is not None:
                states.write_parquet(draft / "states.parquet", compression="zstd")
            (draft / "manifest.json").write_text(manifest.to_json(), "utf-8")
            for path in (*draft.iterdir(), draft):
                _settle(path)
            draft.rename(place)
        except OSError:
            shutil.rmtree(draft)
            if not place.exists():
                raise
            return   # somebody kept the same content at the same moment
        _settle(place.parent)

    def _folder(self, print_: str) -> Path:
        return self.root / "deliveries" / print_[:2] / print_

    def rows(self, print_: str) -> pl.DataFrame:
        """Return the rows of a delivery, of its contract's schema."""
        return pl.read_parquet(self._folder(print_) / "rows.parquet")

    def states(self, print_: str) -> pl.DataFrame | None:
        """Return the states of a delivery, or None where its contract has none."""
        path = self._folder(print_) / "states.parquet"
        return pl.read_parquet(path) if path.exists() else None

    def manifest(self, print_: str) -> Manifest:
        """Return the manifest of a delivery. Raises ``ValueError`` where it is damaged."""
        read = parse_manifest((self._folder(print_) / "manifest.json").read_bytes())
        if not isinstance(read, Manifest):
            raise ValueError(f"the vault's manifest of {print_} cannot be read")
        return read

    def whole(self, print_: str) -> bool:
        """Tell whether a delivery's content still has the fingerprint that it lies under."""
        return fingerprint(self.rows(print_), self.states(print_), self.manifest(print_)) == print_

    def derived(self, print_: str, name: str) -> Path:
        """Return where something derived from a delivery lies; it can always be made anew."""
        return self.root / "derived" / print_[:2] / f"{print_}-{name}.parquet"

    def derive(self, path: Path, frame: pl.DataFrame) -> None:
        """Write something derived, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}.draft")
        frame.write_parquet(draft, compression="zstd")
        _settle(draft)
        draft.replace(path)


def fingerprint(rows: pl.DataFrame, states: pl.DataFrame | None, manifest: Manifest) -> str:
    """Compute SHA-256 over what a delivery says, whatever file it came in and in any row order.

    The day of sending is no part of it: the same content sent again has the same fingerprint.
    """
    return canonical.digest_of({
        "about": json.dumps([manifest.contract, manifest.version, manifest.deliverer,
                             list(manifest.months), manifest.origin]),
        "rows": canonical.digest(_ordered(rows)),
        "states": "" if states is None else canonical.digest(_ordered(states)),
    })


def _ordered(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(sorted(frame.columns))


def _settle(path: Path) -> None:
    """Wait until a file or a folder is on the disk; a file can only be read from then on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
        if path.is_file():
            os.fchmod(handle, READ_ONLY)
    finally:
        os.close(handle)
