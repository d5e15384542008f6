"""What a browser fetches ahead is what the installed Streamlit draws our pages with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.preloading import needed, preloads
from dashboard.server import shell


def test_the_page_names_the_part_that_draws_before_it_is_asked_for() -> None:
    named = re.findall(r'modulepreload" crossorigin href="/static/js/([^"]+)"', shell(
        "sv", "light", "area"))
    assert any(name.startswith("BidiComponent.") for name in named)
    assert len(named) == len(set(named)), "nothing is named twice"


def test_every_file_that_is_fetched_ahead_is_installed() -> None:
    from streamlit import file_util

    static = Path(file_util.get_static_dir())
    files = re.findall(r'href="/static/js/([^"]+)"', preloads())
    assert files and all((static / "static" / "js" / name).is_file() for name in files)


@pytest.mark.parametrize(("text", "found"), [
    ('import{a}from"./b.js";import"./c.js";', ["BidiComponent.x.js", "b.js", "c.js"]),
    ("import(`./later.js`)", ["BidiComponent.x.js"]),
])
def test_what_a_file_imports_is_needed_and_what_it_may_load_later_is_not(
    tmp_path: Path, text: str, found: list[str]
) -> None:
    (tmp_path / "BidiComponent.x.js").write_text(text, "utf-8")
    (tmp_path / "b.js").write_text('import"./c.js";import"./BidiComponent.x.js"', "utf-8")
    (tmp_path / "c.js").write_text("", "utf-8")
    assert needed(tmp_path) == found
