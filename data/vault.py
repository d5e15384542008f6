"""The vault: accepted deliveries and exact cells, immutable Parquet, addressed by content.

Here: keeping, finding, reading and destroying them. Not here: which of them count
(``data.desk``). Only the worker opens a vault; no page ever does.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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
        mark = self.root / "unsettled" / place.name   # until the desk knows of it
        mark.parent.mkdir(exist_ok=True)
        mark.touch()
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

    def has(self, print_: str) -> bool:
        """Tell whether a delivery's content is here."""
        return self._folder(print_).exists()

    def destroy(self, print_: str) -> None:
        """Delete a delivery's content and all that was derived from it.

        The content is out of reach at once; what a stopped deletion left behind goes too.
        """
        place = self._folder(print_)
        leaving = place.with_name(f".leaving-{print_}")
        if place.exists():
            place.rename(leaving)
            _settle(place.parent)
        for path in self.root.glob(f"derived/{print_[:2]}/{print_}-*"):
            path.unlink()
        if leaving.exists():
            shutil.rmtree(leaving)
            _settle(place.parent)

    def unsettled(self) -> tuple[str, ...]:
        """Return what was kept and is not yet written at the desk, in order."""
        return tuple(sorted(path.name for path in (self.root / "unsettled").glob("*")))

    def settle(self, print_: str) -> None:
        """Say that the desk knows a content, or that it is gone."""
        (self.root / "unsettled" / print_).unlink(missing_ok=True)

    @contextmanager
    def used(self, alone: bool = False) -> Iterator[bool]:
        """Hold the vault while receiving or reading, or ``alone`` to delete from it.

        Waits for whoever deletes; gives False, at once, where somebody else holds it and one
        wanted it alone.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ".held").open("a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
            except BlockingIOError:
                yield False
                return
            yield True

    def clear_drafts(self, before: float) -> None:
        """Delete what writings and deletions stopped midway left behind before a moment."""
        for path in (*self.root.glob("deliveries/??/.*"), *self.root.glob("derived/??/*.draft")):
            if path.stat().st_mtime < before:
                shutil.rmtree(path) if path.is_dir() else path.unlink()

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
