"""The API gives what the pages give, to those the pages give it, and never a protected value."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from openapi_spec_validator import validate

from data import registers
from data.access import Role
from data.store import open_store
from tests.dashboard.server_client import Reply, ask, serves
from tests.dashboard.small_edition import MARKS, plain, published, truth

EDITIONS = "/api/v1/editions"
CELLS = f"{EDITIONS}/2/cells"
PATHS = ("/api/v1", "/api/v1/", "/api/v1/openapi.json", EDITIONS, f"{EDITIONS}/2",
         f"{EDITIONS}/2/catalogue", CELLS, f"{EDITIONS}/2/files/csv", "/feeds/editions.atom",
         "/feeds/calendar.ics", "/feeds/deliveries.atom")
# Who is refused what: cells and files hold a whole council, deliveries are the desk's.
OUT, DESK = (CELLS, f"{EDITIONS}/2/files/csv"), ("/feeds/deliveries.atom",)
DENIED: Mapping[str, tuple[str, ...]] = {
    "council_member": DESK, "management": DESK, "editor": DESK, "reviewer": DESK, "steward": (),
    "deliverer": OUT, "method": DESK}
HOSTILE = [
    "indicator=%27%20OR%201=1--", "indicator=../../etc/passwd", "place=%00", "period=2024M13",
    "period=K", "limit=0", "limit=-1", "limit=1e9", "limit=%D9%A1", "limit=99999999999999999999",
    "offset=-1", "offset=x", "format=xml", "level=week", "authority=%F0%9F%92%A3",
    "breakdown=industry:", "area=<script>", "limit=1&limit=2", "format=json&format=csv", "x=1",
    "__proto__=1", "lang=de", "role=operator", "role=admin", "role=management&role=steward",
    "council=nobody", "indicator=" + "a" * 3000, "place=" + ",".join(["SE"] + ["nord"] * 1000),
    "value=1", "sign=protected",
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the small edition, twice."""
    where = tmp_path_factory.mktemp("api")
    published(where, 2)
    return where


@pytest.fixture(autouse=True)
def _served(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with serves(home, monkeypatch):
        yield


def key(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(row[k] for k in ("indicator", "place", "authority", "breakdown", "period"))


def pages(first: str) -> list[dict[str, Any]]:
    """Read every page by its next link."""
    found: list[dict[str, Any]] = []
    path: str | None = first
    while path:
        reply = ask(path)
        assert reply.status == 200, reply.text
        said = reply.json()
        assert (reply.headers.get("link", "") != "") == bool(said["next"])
        found += said["cells"]
        path = said["next"]
    return found


def said(rows: list[dict[str, Any]]) -> dict[tuple[str, ...], str]:
    return {key(r): plain(r["value"]) if r["sign"] == "visible" else MARKS[r["sign"]]
            for r in rows}


def test_all_pages_together_say_what_the_edition_says(home: Path) -> None:
    with open_store(None, home) as store:
        told = truth(store, 2)
    rows = pages(f"{CELLS}?role=management&limit=3")
    assert said(rows) == told and len(rows) == len(told)
    assert all((r["value"] is None) == (r["sign"] != "visible") for r in rows)
    assert {r["mark"] for r in rows} == {"", "–", "..", "."}


def test_csv_and_json_stat_say_the_same(home: Path) -> None:
    with open_store(None, home) as store:
        told = truth(store, 2)
    text = ask(f"{CELLS}?role=management&format=csv").text
    rows = [{**r, "value": float(r["value"]) if r["value"] else None}
            for r in csv.DictReader(io.StringIO(text, newline=""))]
    assert said(rows) == told
    stat = ask(f"{CELLS}?role=management&format=json-stat&lang=en").json()
    assert stat["class"] == "collection" and "Synthetic" in stat["label"]
    found = {}
    for one in stat["link"]["item"]:
        lists = [one["dimension"][a]["category"]["index"] for a in one["id"]]
        for at, spot in enumerate(itertools.product(*lists)):
            value = one["value"][at]
            found[spot] = plain(value) if value is not None else one["status"][str(at)]
    assert {k: v for k, v in found.items() if v != "...."} == told
    one = ask(f"{CELLS}?role=management&format=json-stat&indicator=oc.amount").json()
    assert one["class"] == "dataset" and one["dimension"]["indicator"]["category"]["index"] == [
        "oc.amount"]


@pytest.mark.parametrize(("query", "name", "wanted"), [
    ("indicator=oc.amount", "indicator", {"oc.amount"}),
    ("indicator=oc.amount,wc.share", "indicator", {"oc.amount", "wc.share"}),
    ("indicator=oc.amount&indicator=wc.share", "indicator", {"oc.amount", "wc.share"}),
    ("place=nord", "place", {"nord"}), ("place=01%2B09", "place", {"01+09"}),
    ("authority=av", "authority", {"av"}), ("period=2025K4", "period", {"2025K4"}),
    ("breakdown=industry:construction", "breakdown", {"industry:construction"}),
    ("level=month", "period", {"2025M12"}), ("area=organised_crime", "area", {"organised_crime"}),
])
def test_a_filter_gives_those_and_only_those(query: str, name: str, wanted: set[str]) -> None:
    rows = pages(f"{CELLS}?role=management&{query}")
    assert {r[name] for r in rows} == wanted
    every = pages(f"{CELLS}?role=management")
    assert len(rows) == sum(r[name] in wanted for r in every)


@pytest.mark.parametrize("query", HOSTILE)
def test_what_cannot_be_asked_gets_a_sentence_and_no_trace(query: str) -> None:
    for lang in ("sv", "en"):
        reply = ask(f"{CELLS}?role=management&{query}" if "role=" not in query else
                    f"{CELLS}?{query}", accept_language=lang)
        assert reply.status == 400, reply.text
        assert reply.headers["content-type"] == "application/problem+json"
        told = reply.json()
        assert set(told) == {"type", "title", "status", "detail"} and told["status"] == 400
        assert told["detail"].endswith(".") and "Traceback" not in reply.text
        assert "script" not in reply.text and "passwd" not in reply.text
        assert "lang=" in query or reply.headers["content-language"] == lang


@pytest.mark.parametrize("path", [
    "/api", "/api/", "/api/v2/editions", "/api/v1/nothing", f"{EDITIONS}/9", f"{EDITIONS}/x/cells",
    f"{EDITIONS}/-1", f"{EDITIONS}/2/files/sas", "/api/v1/../../server.py", "/feeds/", "/feeds/x",
    f"{EDITIONS}/02", f"{EDITIONS}/2/cells/1",
])
def test_what_is_not_there_is_said_not_to_be(path: str) -> None:
    reply = ask(f"{path}?role=management")
    assert reply.status == 404 and "Traceback" not in reply.text


@pytest.mark.parametrize(("role", "path"), list(itertools.product(DENIED, PATHS)))
def test_every_role_gets_what_its_pages_give_it(role: str, path: str) -> None:
    more = "&authority=fk" if (role, path) == ("deliverer", DESK[0]) else ""
    reply = ask(f"{path}?role={role}&lang=en{more}")
    if path in DENIED[role]:
        assert reply.status == 403 and "may not" in reply.json()["detail"]
    else:
        assert reply.status == 200, reply.text


def test_the_table_above_holds_every_role_that_an_address_may_name() -> None:
    assert set(DENIED) == {str(r) for r in Role} - {"operator"}


def test_a_member_reads_its_councils_areas_and_places_and_no_others() -> None:
    for council in registers.councils():
        rows = pages(f"{CELLS}?council={council.code}")
        assert {r["area"] for r in rows} <= set(council.areas)
        own = {"SE", council.place}
        assert council.place == "SE" or {r["place"] for r in rows} <= own | {"01+09"}
    north = "council=rsr_nord"
    assert {r["place"] for r in pages(f"{CELLS}?{north}")} == {"SE", "nord"}
    for query in ("place=syd", "place=01%2B09", "area=war_crimes", "place=nord,syd"):
        assert ask(f"{CELLS}?{north}&{query}").status == 403
    assert ask(f"{CELLS}?council=war_crimes&indicator=oc.amount").status == 403


def test_a_real_edition_answers_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published(tmp_path, origin="real")
    monkeypatch.setenv("LAGESBILD_HOME", str(tmp_path))
    st.cache_resource.clear()
    for path in (*PATHS, EDITIONS.replace("editions", "nothing"), f"{EDITIONS}/latest"):
        for role in DENIED:
            reply = ask(f"{path.replace('/2', '/1')}?role={role}")
            assert reply.status == 401 and "www-authenticate" in reply.headers
            assert "inloggning" in reply.json()["detail"] and "2473307" not in reply.text


@pytest.mark.parametrize("path", PATHS)
def test_it_only_reads_keeps_no_cookie_and_opens_no_door(path: str) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        reply = ask(f"{path}?role=steward", method)
        assert reply.status == 405 and reply.headers["allow"] == "GET, HEAD, OPTIONS"
    assert ask(f"{path}?role=steward", "OPTIONS").status == 204
    assert ask(f"{path}?role=steward", "HEAD").status == 200
    reply = ask(f"{path}?role=steward", origin="http://evil.example")
    assert not [h for h in reply.headers if h.startswith("access-control") or h == "set-cookie"]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("path", PATHS)
def test_what_is_unchanged_is_not_sent_again(path: str) -> None:
    first = ask(f"{path}?role=steward")
    tag = first.headers["etag"]
    for held in (tag, tag.removeprefix("W/"), f'"x", {tag}', "*"):
        again = ask(f"{path}?role=steward", if_none_match=held)
        assert again.status == 304 and again.content == b"" and again.headers["etag"] == tag
    assert ask(f"{path}?role=steward", if_none_match='"x"').status == 200
    assert ask(f"{path}?role=steward").content == first.content


def test_the_tag_follows_the_edition_the_question_and_who_asks() -> None:
    tags = [ask(f"{EDITIONS}/{n}/cells?{query}").headers["etag"] for n in (1, 2) for query in (
        "role=management", "role=steward", "role=management&limit=2", "council=rsr_nord",
        "role=management&lang=en")]
    assert len(set(tags)) == len(tags)
    turned = ask(f"{CELLS}?limit=2&role=management").headers["etag"]
    assert turned == ask(f"{CELLS}?role=management&limit=2").headers["etag"]


def test_latest_leads_to_a_number() -> None:
    reply = ask(f"{EDITIONS}/latest/cells?role=management&indicator=oc.amount")
    assert reply.status == 307 and reply.headers["cache-control"] == "no-store"
    assert reply.headers["location"] == f"{CELLS}?role=management&indicator=oc.amount"
    assert ask(reply.headers["location"]).status == 200


def test_the_description_is_valid_and_every_address_of_it_answers() -> None:
    for lang in ("sv", "en"):
        told = ask(f"/api/v1/openapi.json?lang={lang}").json()
        validate(told)
        assert told["openapi"] == "3.1.0"
        for path in told["paths"]:
            where = path.replace("{number}", "2").replace("{kind}", "csv")
            assert ask(f"{where}?role=management").status == 200


def test_the_description_lists_every_parameter_that_is_taken() -> None:
    told = ask("/api/v1/openapi.json").json()["paths"][f"{EDITIONS}/{{number}}/cells"]["get"]
    known = {p["name"] for p in told["parameters"] if p["in"] == "query"}
    refusal = ask(f"{CELLS}?role=management&nix=1").json()["detail"]
    assert all(name in refusal for name in known)


def test_links_of_the_index_and_of_editions_carry_who_asks() -> None:
    for path in ("/api/v1/", EDITIONS):
        text = ask(f"{path}?role=method&lang=en").text
        links = [part.split('"')[0] for part in text.split('"/api/v1')[1:]]
        assert links and all("role=method" in x and "lang=en" in x for x in links)


def archive(reply: Reply) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(reply.content)) as held:
        return {n: held.read(n) for n in held.namelist()}


def test_files_come_whole_to_some_and_as_the_councils_part_to_members() -> None:
    whole = ask(f"{EDITIONS}/2/files/sdmx-csv?role=management")
    part = ask(f"{EDITIONS}/2/files/sdmx-csv?council=rsr_nord")
    assert "S-2-synthetic-sdmx-csv.zip" in whole.headers["content-disposition"]
    assert "S-2-synthetic-rsr_nord-sdmx-csv.zip" in part.headers["content-disposition"]
    text = archive(part)["S-2-synthetic-rsr_nord.csv"].decode()
    assert ",nord," in text and ",syd," not in text
    assert ",syd," in archive(whole)["S-2-synthetic.csv"].decode()


def test_the_catalogue_record_says_the_sum_of_what_the_server_gives() -> None:
    (record,) = (json.loads(c) for n, c in archive(
        ask(f"{EDITIONS}/2/files/dcat?role=management")).items() if n.endswith("dcat.jsonld"))
    found = {d["dcat:downloadURL"]["@id"]: d["spdx:checksum"]["spdx:checksumValue"]
             for d in record["@graph"] if d["@type"] == "dcat:Distribution"}
    assert len(found) == 6
    for path, total in found.items():
        content = ask(f"{path}?role=management").content
        assert hashlib.sha256(content).hexdigest() == total, path
