"""A regional council takes out nothing that tells of another region, by whatever door."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from dashboard import comparing
from dashboard.report import export
from dashboard.report.scope import council_scope
from data.access import Actor, Role
from data.regional import slice_of, within
from data.store import open_store
from tests.dashboard import small_edition
from tests.dashboard.server_client import ask, serves

NORD = Actor("n", Role.council_member, council="rsr_nord")
OWN, OTHER = "centre:ruc_nord", "centre:ruc_syd"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home whose edition splits Sweden's figure by intelligence centre."""
    plain = list(small_edition.rows())
    split = [(small_edition.WC, "SE", "all", b, "2025", 20.0, "visible", "final", "", "")
             for b in (OWN, OTHER)]
    monkeypatch.setattr(small_edition, "rows", lambda: iter([*plain, *split]))
    small_edition.published(tmp_path)
    with serves(tmp_path, monkeypatch):
        yield tmp_path


def _told(breakdowns: pl.Series) -> set[str]:
    return {b for b in breakdowns if b.startswith("centre:")}


def test_no_file_of_an_export_holds_another_regions_centre(home: Path) -> None:
    with open_store(None, home) as store:
        output = export.Output(store, 1, council_scope(NORD, "rsr_nord"))
        files = output.files(export.FORMATS)
        whole = export.Output(store, 1).files(["csv"])
    cells = pl.read_csv(io.BytesIO(files["cells.csv"]))
    assert _told(cells["breakdown"]) == {OWN}
    assert OTHER.encode() in whole["cells.csv"]
    sdmx = next(c for name, c in files.items() if name.startswith("sdmx-csv/") and ".csv" in name)
    assert b"ruc_syd" not in sdmx


def test_the_api_answers_with_no_other_regions_centre(home: Path) -> None:
    for who, told in (("council=rsr_nord", {OWN}), ("role=management", {OWN, OTHER})):
        reply = ask(f"/api/v1/editions/1/cells?{who}&format=json")
        found = {c["breakdown"] for c in json.loads(reply.text)["cells"]}
        assert {b for b in found if b.startswith("centre:")} == told


def test_a_comparison_and_a_regional_edition_hold_no_other_regions_centre(home: Path) -> None:
    frames = small_edition.frames()
    assert _told(frames["cells"]["breakdown"]) == {OWN, OTHER}
    cut = comparing._cut(frames, council_scope(NORD, "rsr_nord"))
    assert _told(cut["cells"]["breakdown"]) == {OWN}
    assert _told(slice_of(frames, "rsr_nord")["cells"]["breakdown"]) == {OWN}
    everywhere = frames["cells"]["place"].unique().to_list()
    assert within(frames["cells"], [*everywhere, "syd"]).height == within(
        frames["cells"], everywhere).height
