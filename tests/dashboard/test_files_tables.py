"""SDMX-CSV, CSVW, Parquet and DCAT are read back by others, and say what the edition says."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import csvw
import polars as pl
import pyarrow.parquet as pq
import pytest
import sdmx
from rdflib import RDF, Graph, Namespace, URIRef

from dashboard.report import dcat
from dashboard.report.export import FORMATS, Output
from dashboard.report.sdmx import identifier
from data.store import open_store
from tests.dashboard import small_edition
from tests.dashboard.small_edition import MARKS, plain, published

DCAT, DCT = Namespace("http://www.w3.org/ns/dcat#"), Namespace("http://purl.org/dc/terms/")
SPDX, FOAF = Namespace("http://spdx.org/rdf/terms#"), Namespace("http://xmlns.com/foaf/0.1/")
Told = Mapping[tuple[str, ...], str]
DIMENSIONS = ("INDICATOR", "REF_AREA", "AUTHORITY", "BREAKDOWN", "TIME_PERIOD")
CODED = {"Q": "..", "M": ".", "L": "..."}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Output]:
    """The files of the small edition."""
    home = tmp_path_factory.mktemp("files")
    published(home)
    with open_store(None, home) as store:
        yield Output(store, 1)


@pytest.fixture(scope="module")
def told(output: Output) -> Told:
    """What each cell says."""
    return small_edition.said(output.tables["cells"])


def written(output: Output, folder: Path, kind: str) -> Path:
    for name, content in output.files([kind]).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return folder / kind


def as_sdmx(key: tuple[str, ...]) -> tuple[str, ...]:
    time = key[-1].replace("K", "-Q").replace("M", "-")
    return (*map(identifier, key[:-1]), time)


def test_sdmx_says_what_the_edition_says_by_its_own_structure(
    output: Output, told: Told, tmp_path: Path
) -> None:
    folder = written(output, tmp_path, "sdmx-csv")
    structures = sdmx.read_sdmx(folder / "S-1-synthetic-structure.xml")
    assert structures.header.test and structures.header.id == "S-1-synthetic"
    found = sdmx.read_sdmx(folder / "S-1-synthetic.csv", structure=structures.structure["EDITION"])
    said: dict[tuple[str, ...], str] = {}
    for one in found.data[0].obs:
        status = one.attached_attribute["OBS_STATUS"].value
        key = tuple(str(one.key[d].value) for d in DIMENSIONS)
        said[key] = CODED.get(status) or plain(float(one.value))
        assert (one.value == "") == (status in CODED)
    assert said == {as_sdmx(k): v for k, v in told.items()}


def rows(output: Output) -> list[dict[str, str]]:
    content = output.files(["sdmx-csv"])["sdmx-csv/S-1-synthetic.csv"]
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_every_protected_observation_is_n_and_no_code_tells_primary_from_secondary(
    output: Output, told: Told
) -> None:
    found = rows(output)
    assert {r["CONF_STATUS"] for r in found} == {"N", "F"}
    for row in found:
        assert (row["CONF_STATUS"] == "N") == (row["OBS_STATUS"] == "Q")
        assert row["CONF_STATUS"] != "N" or row["OBS_VALUE"] == ""
    assert sum(r["CONF_STATUS"] == "N" for r in found) == list(told.values()).count("..") > 0


def test_sdmx_says_status_break_origin_edition_and_hash_of_each(output: Output) -> None:
    found = rows(output)
    by = {(r["INDICATOR"], r["REF_AREA"], r["AUTHORITY"], r["TIME_PERIOD"]): r for r in found}
    assert by["wc-inspections", "SE", "all", "2025-Q4"]["OBS_STATUS"] == "P"
    assert by["wc-inspections", "SE", "all", "2024"]["OBS_STATUS"] == "B"
    assert by["wc-inspections", "SE", "all", "2024"]["STATUS"] == "revised"
    assert by["wc-inspections", "nord", "all", "2024"]["OBS_STATUS"] == "L"
    assert by["wc-inspections", "syd", "all", "2024"]["OBS_STATUS"] == "M"
    assert {(r["STRUCTURE"], r["STRUCTURE_ID"], r["ACTION"], r["ORIGIN"], r["EDITION"],
             r["EDITION_HASH"]) for r in found} == {
        ("dataflow", "LAGESBILD:EDITION(1.0.0)", "I", "synthetic", "S-1", output.edition.hash)}


def test_every_code_of_sdmx_stands_in_a_code_list_in_both_languages(
    output: Output, tmp_path: Path
) -> None:
    folder = written(output, tmp_path, "sdmx-csv")
    lists = sdmx.read_sdmx(folder / "S-1-synthetic-structure.xml").codelist
    for column in ("FREQ", *DIMENSIONS[:-1], "OBS_STATUS", "CONF_STATUS"):
        known = lists[f"CL_{column}"]
        assert {r[column] for r in rows(output)} <= set(known.items)
        assert all(set(code.name.localizations) == {"sv", "en"} for code in known)


def test_no_two_codes_become_one_in_sdmx(output: Output) -> None:
    for column in ("indicator", "place", "authority", "breakdown"):
        codes = output.tables["cells"][column].unique().to_list()
        assert len({identifier(c) for c in codes}) == len(codes)


def test_csvw_is_valid_whole_and_says_what_the_edition_says(
    output: Output, told: Told, tmp_path: Path
) -> None:
    folder = written(output, tmp_path, "csvw")
    assert csvw.CSVW(str(folder / "csv-metadata.json"), validate=True).is_valid
    group = csvw.TableGroup.from_file(folder / "csv-metadata.json")
    group.check_referential_integrity()
    cells = group.read()["S-1-synthetic-cells.csv"]
    found = {tuple(r[k] for k in ("indicator", "place", "authority", "breakdown", "period")):
             plain(r["value"]) if r["sign"] == "visible" else MARKS[r["sign"]] for r in cells}
    assert found == told
    assert all((r["value"] is None) == (r["sign"] != "visible") for r in cells)


def test_csvw_notices_a_code_without_a_row_in_its_list(output: Output, tmp_path: Path) -> None:
    folder = written(output, tmp_path, "csvw")
    path = folder / "S-1-synthetic-places.csv"
    path.write_text("".join(x for x in path.read_text().splitlines(True) if "nord" not in x))
    with pytest.raises(ValueError, match="nord"):
        csvw.TableGroup.from_file(folder / "csv-metadata.json").check_referential_integrity()


def test_csvw_names_its_columns_in_both_languages_and_tells_its_edition(output: Output) -> None:
    told = json.loads(output.files(["csvw"])["csvw/csv-metadata.json"])
    columns = told["tables"][0]["tableSchema"]["columns"]
    assert [c["titles"]["sv"][-1] for c in columns][:3] == ["indikator", "område", "plats"]
    assert [c["titles"]["en"][-1] for c in columns][:3] == ["indicator", "area", "place"]
    assert told["dc:identifier"] == output.edition.hash and told["dc:type"] == "synthetic"


def test_parquet_says_what_the_edition_says_and_which_edition_it_is(
    output: Output, told: Told
) -> None:
    for name, content in output.files(["parquet"]).items():
        marks = pq.read_metadata(io.BytesIO(content)).metadata
        assert (marks[b"edition"], marks[b"origin"]) == (b"S-1", b"synthetic"), name
        assert marks[b"hash"].decode() == output.edition.hash
        assert "ej officiell statistik" in marks[b"note"].decode()
    cells = pl.from_arrow(pq.read_table(io.BytesIO(output.files(["parquet"])["cells.parquet"])))
    assert isinstance(cells, pl.DataFrame) and small_edition.said(cells) == told


def graph(output: Output, who: dcat.Publisher = dcat.Publisher()) -> Graph:  # noqa: B008
    archives = {f: output.archive(f) for f in ("px", "csv")}
    content = dcat.record(output.edition, archives, who)
    return Graph().parse(data=content, format="json-ld", publicID="http://example.invalid/")


def test_dcat_describes_the_dataset_in_both_languages(output: Output) -> None:
    found = graph(output)
    (dataset,) = found.subjects(RDF.type, DCAT.Dataset)
    for wanted in (DCT.title, DCT.description):
        assert {o.language for o in found.objects(dataset, wanted)} == {"sv", "en"}  # type: ignore[attr-defined]
    assert all("Syntetiska" in o or "Synthetic" in o for o in found.objects(dataset, DCT.title))
    assert str(found.value(dataset, DCT.issued)) == "2026-01-21"
    assert {p for p in (DCT.publisher, DCT.accrualPeriodicity, DCT.accessRights, DCAT.theme,
                        DCAT.landingPage, DCT.language, DCAT.distribution, DCT.spatial)
            if not list(found.objects(dataset, p))} == set()
    check = found.value(dataset, SPDX.checksum)
    assert str(found.value(check, SPDX.checksumValue)) == output.edition.hash


def test_dcat_gives_each_distribution_an_address_and_the_sum_of_what_is_there(
    output: Output
) -> None:
    found = graph(output)
    (dataset,) = found.subjects(RDF.type, DCAT.Dataset)
    said = {}
    for one in found.objects(dataset, DCAT.distribution):
        assert isinstance(found.value(one, DCAT.mediaType), URIRef)
        check = found.value(one, SPDX.checksum)
        said[str(found.value(one, DCAT.downloadURL))] = str(
            found.value(check, SPDX.checksumValue))
    assert said == {
        f"http://example.invalid/api/v1/editions/1/files/{f}":
        hashlib.sha256(output.archive(f)).hexdigest() for f in ("px", "csv")}


def test_dcat_makes_nothing_up_about_who_publishes(output: Output) -> None:
    bare = graph(output)
    assert not list(bare.subject_objects(DCAT.contactPoint))
    said = graph(output, dcat.Publisher("Kansliet", "fraga@example.se", "https://example.se"))
    (agent,) = set(said.objects(None, FOAF.name))
    assert str(agent) == "Kansliet"
    assert list(said.subject_objects(DCAT.contactPoint))
    assert str(next(said.objects(None, DCAT.landingPage))).startswith("https://example.se/")


def test_the_whole_record_names_every_format(output: Output) -> None:
    (content,) = output.files(["dcat"]).values()
    found = Graph().parse(data=content, format="json-ld")
    assert {str(o) for o in found.objects(None, DCT["format"])} == set(FORMATS) - {"dcat"}


def test_an_archive_holds_the_files_with_their_sums_and_the_same_bytes(output: Output) -> None:
    first = output.archive("px")
    assert output.archive("px") == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        said = json.loads(archive.read("edition-S-1-synthetic.json"))
        held = {n: hashlib.sha256(archive.read(n)).hexdigest() for n in archive.namelist()}
    assert said["files"] == {n: s for n, s in held.items() if n.endswith(".px")}
    assert said["hash"] == output.edition.hash and said["origin"] == "synthetic"
