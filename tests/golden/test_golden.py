"""The golden edition: what was published once is made again, file by file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data import editions, life_record
from data.access import SYSTEM
from tests.golden import edition

FILES = sorted(str(p.relative_to(edition.KEPT)) for p in edition.KEPT.rglob("*") if p.is_file())
HASH, LOCK = (edition.HERE / "made_with").read_text("utf-8").splitlines()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, bytes]]:
    """Every file of the edition, made anew."""
    with edition.opened(tmp_path_factory.mktemp("golden")) as store:
        yield edition.made(store)


def test_the_edition_is_what_was_published_and_signed(tmp_path: Path) -> None:
    with edition.opened(tmp_path) as store:
        assert editions.edition(store, 1).hash == HASH
        assert editions.verify(store, 1) == []
        signed = life_record.record(store, SYSTEM, 1).signatures
        assert [s.authority for s in signed] == ["pm", "skv"]
        assert {s.content for s in signed} == {HASH}


def test_every_file_is_made_and_no_other(made: dict[str, bytes]) -> None:
    assert sorted(map(edition.stored, made)) == FILES


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_the_same_byte_for_byte_under_one_lock_else_number_by_number(
    made: dict[str, bytes], name: str
) -> None:
    one = name.removesuffix(".members")
    before, now = (edition.KEPT / name).read_bytes(), edition.kept(one, made[one])
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
