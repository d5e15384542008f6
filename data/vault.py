"""The vault: accepted deliveries and exact cells, immutable Parquet, addressed by content.

Here: keeping, finding and reading them. Not here: which of them count (``data.desk``). Only the
worker opens a vault; no page ever does.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

import polars as pl

from data.manifest import Manifest
from data.manifest import parse as parse_manifest


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
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=place.parent))
        rows.write_parquet(draft / "rows.parquet", compression="zstd")
        if states is not None:
            states.write_parquet(draft / "states.parquet", compression="zstd")
        (draft / "manifest.json").write_text(manifest.to_json(), "utf-8")
        _settle(draft)
        try:
            draft.rename(place)
        except OSError:
            if not place.exists():
                raise
            shutil.rmtree(draft)   # somebody kept the same content at the same moment

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
        """Return the manifest of a delivery."""
        read = parse_manifest((self._folder(print_) / "manifest.json").read_bytes())
        if not isinstance(read, Manifest):
            raise ValueError(f"the vault's manifest of {print_} cannot be read")
        return read

    def derived(self, print_: str, name: str) -> Path:
        """Return where something derived from a delivery lies; it can always be made anew."""
        return self.root / "derived" / print_[:2] / f"{print_}-{name}.parquet"

    def derive(self, path: Path, frame: pl.DataFrame) -> None:
        """Write something derived, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}.draft")
        frame.write_parquet(draft, compression="zstd")
        draft.replace(path)


def fingerprint(rows: pl.DataFrame, states: pl.DataFrame | None, manifest: Manifest) -> str:
    """Compute SHA-256 over what a delivery says, whatever file it came in and in any row order."""
    essentials = [
        manifest.contract, manifest.version, manifest.deliverer, list(manifest.months),
        manifest.origin,
    ]
    digest = hashlib.sha256(json.dumps(essentials, ensure_ascii=False).encode())
    for frame in (rows, states):
        if frame is not None:
            ordered = frame.sort(frame.columns, nulls_last=True)
            digest.update(ordered.write_csv(null_value="\\N").encode())
    return digest.hexdigest()


def _settle(folder: Path) -> None:
    for path in folder.iterdir():
        with path.open("rb") as handle:
            os.fsync(handle.fileno())
