"""The pages write to the inbox and the task table, and nowhere else; the worker does the rest."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboard import asking
from dashboard.asking import Refused, put
from dashboard.worker import waiting
from data import deliveries, tasks
from data.access import AccessDenied, Actor
from data.store import open_store
from tests.frames import clean

STEWARD = Actor("eva", "steward")


@dataclass(frozen=True)
class Sent:
    name: str
    content: bytes

    def getvalue(self) -> bytes:
        return self.content


def files(folder: Path, name: str = "delivery") -> list[Sent]:
    one = clean("payment_errors")
    deliveries.write(folder, name, one.manifest, one.rows, one.states, "csv")
    return [Sent(p.name, p.read_bytes()) for p in sorted(folder.iterdir())]


def test_a_delivery_goes_whole_into_the_inbox(tmp_path: Path) -> None:
    sent = files(tmp_path / "own")
    assert put(tmp_path / "inbox", STEWARD, sent) == 1
    assert {p.name for p in (tmp_path / "inbox").iterdir()} == {f.name for f in sent}
    assert [p.name for p in waiting(tmp_path / "inbox")] == ["delivery.csv"]


@pytest.mark.parametrize("change", [
    lambda f: [x for x in f if "manifest" not in x.name],
    lambda f: [x for x in f if "manifest" in x.name],
    lambda f: [Sent(f"../{x.name}", x.content) for x in f],
    lambda f: [Sent(x.name, b"{") if "manifest" in x.name else x for x in f],
    lambda f: [*f, Sent("other.csv", b"a")],
])
def test_what_is_not_a_delivery_leaves_the_inbox_empty(tmp_path: Path, change) -> None:
    result = put(tmp_path / "inbox", STEWARD, change(files(tmp_path / "own")))
    assert isinstance(result, Refused)
    assert not (tmp_path / "inbox").exists()


def test_an_authority_sends_only_its_own(tmp_path: Path) -> None:
    sent = files(tmp_path / "own")
    with pytest.raises(AccessDenied):
        put(tmp_path / "inbox", Actor("bo", "deliverer", "skv"), sent)
    assert put(tmp_path / "inbox", Actor("bo", "deliverer", "fk"), sent) == 1


def test_an_edition_is_asked_for_by_those_who_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(None, tmp_path) as store:
        monkeypatch.setattr(asking.reading, "store", lambda: store)
        with pytest.raises(AccessDenied):
            asking.ask(STEWARD, "2026M09", True)
        number = asking.ask(Actor("anna", "management"), "2026M09", True)
        task = tasks.claim(store)
        assert task and task.id == number
        assert json.loads(task.payload) == {
            "until": "2026M09", "cutoff": "2026-10-12", "demonstration": True}
