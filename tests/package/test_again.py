"""What failed by waiting in the browser is tried once more; nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import again

SLOW = "Error: Page.wait_for_selector: Timeout 90000ms exceeded."
EXPECTED = "AssertionError: Locator expected to have value\nExpect with timeout 90000ms"


def report(folder: Path, *faults: tuple[str, str, str]) -> Path:
    cases = "".join(
        f'<testcase classname="{room}" name="test_it"><{tag} message="{message}"/></testcase>'
        for room, tag, message in faults)
    made = folder / "run.xml"
    made.write_text(f'<testsuites><testsuite><testcase classname="tests.data.test_a" name="b"/>'
                    f"{cases}</testsuite></testsuites>")
    return made


def test_what_waited_in_vain_is_tried_once_more(tmp_path: Path) -> None:
    made = report(tmp_path, ("tests.journeys.test_a", "failure", SLOW),
                  ("tests.journeys.test_b", "failure", EXPECTED))
    assert again.waited(made) == ["tests/journeys/test_a.py::test_it",
                                  "tests/journeys/test_b.py::test_it"]


@pytest.mark.parametrize("fault", [
    ("tests.journeys.test_a", "failure", "assert 1 == 2"),
    ("tests.journeys.test_a", "error", SLOW),
    ("tests.metrics.test_a", "failure", SLOW),
])
def test_whatever_else_fails_fails_the_run(tmp_path: Path, fault: tuple[str, str, str]) -> None:
    waiting = ("tests.journeys.test_b", "failure", SLOW)
    assert again.waited(report(tmp_path, waiting, fault)) == []
    assert again.main(str(report(tmp_path, waiting, fault))) == 1


def test_many_that_wait_are_no_accident_and_a_run_without_report_failed(tmp_path: Path) -> None:
    many = [(f"tests.journeys.test_{n}", "failure", SLOW) for n in range(again.MOST + 1)]
    assert again.waited(report(tmp_path, *many)) == []
    assert len(again.waited(report(tmp_path, *many[1:]))) == again.MOST
    assert again.main(str(tmp_path / "none.xml")) == 1
    (tmp_path / "cut.xml").write_text("<testsuites><testsui")
    assert again.waited(tmp_path / "cut.xml") == []
    assert again.waited(report(tmp_path)) == []


@pytest.mark.parametrize(("body", "ends"), [("assert True", 0), ("assert False", 1)])
def test_the_second_try_tells_how_the_run_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
    body: str, ends: int,
) -> None:
    room = tmp_path / "tests" / "journeys"
    room.mkdir(parents=True)
    (room / "test_a.py").write_text(f"def test_it() -> None:\n    {body}\n")
    monkeypatch.chdir(tmp_path)
    made = report(tmp_path, ("tests.journeys.test_a", "failure", SLOW))
    assert again.main(str(made)) == ends
    said = capfd.readouterr().out
    assert "tried once more" in said
    assert ("Passed at the second try only" in said) is (ends == 0)
