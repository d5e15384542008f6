"""The golden edition: what was published once is made again, file by file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data.store import open_store
from tests.golden import edition

FILES = sorted(str(p.relative_to(edition.KEPT)) for p in edition.KEPT.rglob("*") if p.is_file())
HASH, LOCK = (edition.HERE / "made_with").read_text("utf-8").splitlines()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, bytes]]:
    """Every file of the edition, made anew."""
    with open_store(None, tmp_path_factory.mktemp("golden")) as store:
        assert edition.publish(store).hash == HASH
        yield edition.made(store)


def test_every_file_is_made_and_no_other(made: dict[str, bytes]) -> None:
    assert sorted(made) == FILES


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_the_same_byte_for_byte_under_one_lock_else_number_by_number(
    made: dict[str, bytes], name: str
) -> None:
    before, now = (edition.KEPT / name).read_bytes(), edition.kept(name, made[name])
    if edition.lock() == LOCK:
        assert now == before
    assert edition.numbers(name, now) == edition.numbers(name, before)


def test_a_changed_number_is_seen() -> None:
    before = (edition.KEPT / "cells.csv").read_bytes()
    found = edition.numbers("cells.csv", before)
    changed = before.replace(b",visible,", b"1,visible,", 1)
    assert changed != before and edition.numbers("cells.csv", changed) != found
    assert all(len(edition.numbers(n, (edition.KEPT / n).read_bytes())) > 100
               for n in FILES if n.startswith("reports/"))
