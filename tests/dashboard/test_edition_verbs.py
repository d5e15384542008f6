"""The verb edition walks a draft to published; the worker publishes at the minute."""

import json
from pathlib import Path

import pytest

from dashboard import cli
from dashboard.verbs import open_house
from dashboard.worker import Minute
from data import editions, words
from data.home import Home, home
from data.life_tables import DRAFT_FRAME
from data.store import open_store
from tests.data.lives import MINUTE, START, held, signed

EVA, PER = "editor::Eva", "reviewer:pm:Per"


@pytest.fixture
def at(tmp_path: Path) -> Home:
    """A home whose store holds a draft."""
    with open_store(None, tmp_path) as store:
        held(store)
    return home(tmp_path)


def run(capsys: pytest.CaptureFixture[str], at: Home, *given: str) -> tuple[int, str]:
    code = cli.main(["--home", str(at.root), "edition", *given])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_a_step_that_is_not_possible_says_why(
    at: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, at, "sign", "--as", PER) == (
        1, "Utgåva S-1 är ett utkast. Då går det inte att signera den.\n")
    assert "is no actor" in run(capsys, at, "propose", "--as", "Eva", "--lang", "en")[1]
    code, said = run(capsys, at, "status", "--as", EVA)
    assert code == 0 and "Utgåva S-1 är ett utkast." in said
    assert "  föreslå den: möjligt nu" in said and "  signera den: " in said


def test_step_by_step_at_the_command_line(at: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, at, "propose", "--as", EVA) == (0, "Utgåva S-1 är i granskning.\n")
    code, said = run(capsys, at, "prepare", "--as", EVA, "--until", "2126-10-19T12:00",
                     "--lang", "en")
    assert code == 0 and "Saturday 19 October 2126 at 12:00" in said
    assert run(capsys, at, "answer", "approve", "--as", PER)[0] == 0
    assert run(capsys, at, "answer", "dissent", "--as", "reviewer:tv:Tor", "--sv", "Nej.")[0] == 1
    assert run(capsys, at, "answer", "comment", "--as", "reviewer:tv:Tor", "--text", "Se över.")[
        0] == 0
    code, said = run(capsys, at, "sign", "--as", PER)
    assert code == 1 and "Kommentarer som ingen har besvarat: 1" in said
    told = json.loads(run(capsys, at, "hand-back", "--as", PER, "--text", "Rätta.", "--json")[1])
    assert told["state"] == "draft"
    assert "ska publiceras nu" in run(capsys, at, "publish-due")[1]


def test_the_worker_publishes_at_the_minute_and_only_what_was_signed(
    at: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    house = open_house(at)
    signed(house.store)
    minute = Minute(house)
    assert minute.look(START) == 0 and editions.latest(house.store) is None
    assert minute.look(MINUTE) == 1 and minute.look(MINUTE) == 0
    assert editions.verify(house.store, 1) == []


def test_the_worker_leaves_what_was_changed_after_it_was_signed(
    at: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    house = open_house(at)
    signed(house.store)
    with house.store.begin() as connection:
        connection.execute(DRAFT_FRAME.update().values(content=b"x"))
    minute = Minute(house)
    assert [minute.look(MINUTE), minute.look(MINUTE)] == [0, 0]
    assert capsys.readouterr().err == words.say("declined.not_as_signed", "en") + "\n"
    assert editions.latest(house.store) is None
