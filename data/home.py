"""Where one installation keeps its things: databases, vault, inbox.

Here: the folder's layout and the addresses. Not here: opening any of them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DEFAULT = ".lagesbild"


@dataclass(frozen=True)
class Home:
    """One installation's folder, and the store's address where it is not SQLite inside it."""

    root: Path
    store_url: str | None = None

    @property
    def vault(self) -> Path:
        """Accepted deliveries and exact cells. Only the worker reads it."""
        return self.root / "vault"

    @property
    def inbox(self) -> Path:
        """Files waiting for the worker. The dashboard may only write here."""
        return self.root / "inbox"

    @property
    def sample(self) -> Path:
        """The synthetic deliveries of the demonstration, as files."""
        return self.root / "sample-synthetic"

    def make(self) -> Home:
        """Make the folders that do not exist yet."""
        for folder in (self.root, self.vault, self.inbox):
            folder.mkdir(parents=True, exist_ok=True)
        return self


def home(root: str | Path | None = None, store_url: str | None = None) -> Home:
    """Find the home: as given, else by LAGESBILD_HOME and LAGESBILD_STORE_URL, else the default."""
    chosen = root or os.environ.get("LAGESBILD_HOME") or DEFAULT
    address = store_url or os.environ.get("LAGESBILD_STORE_URL") or None
    where = "" if os.path.isabs(chosen) else os.getcwd()
    return Home(_resolved(str(chosen), where), address)


@lru_cache(64)   # a page asks some ten times, and each time walks the whole path
def _resolved(chosen: str, where: str) -> Path:
    return (Path(where) / Path(chosen).expanduser()).resolve()
