"""The whole way: from files to an edition, with real parts, on both databases."""

import json
from datetime import date
from importlib import import_module
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from data import deliveries, editions, sample
from data import desk as desks
from data.access import SYSTEM, AccessDenied, Actor
from data.home import home
from data.store import Desk, Store
from data.tables import CELL_KEY
from data.vault import Vault
from metrics import jobs
from metrics.disclosure.problem import Solution
from metrics.refusal import CannotPublish

UNTIL, CUTOFF = "2026M09", date(2026, 10, 12)
SMALL = {"seed": 4, "months": 26, "rows": 30_000}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[jobs.Sending]:
    """A small sample as files: every contract, some deliverers, faults among them."""
    folder = tmp_path_factory.mktemp("files")
    made = [sample.published(), *sample.deliveries(
        **SMALL, authorities=("av", "miv", "csn", "sapo"))]
    return [
        jobs.Sending(deliveries.write(folder, o.name, o.manifest, o.rows, o.states, "parquet"),
                     n, o.received_on)
        for n, o in enumerate(made, start=1)
    ]


@pytest.fixture
def house(store: Store, desk: Desk, tmp_path: Path) -> jobs.House:
    return jobs.House(Vault(home(tmp_path).vault), desk, store)


@pytest.fixture
def received(house: jobs.House, files: list[jobs.Sending]) -> jobs.House:
    jobs.receive(house, SYSTEM, files)
    return house


def publish(house: jobs.House, until: str = UNTIL, cutoff: date = CUTOFF) -> editions.Edition:
    return jobs.publish(house, SYSTEM, until, cutoff, cutoff, demonstration=True)


def cells(house: jobs.House, number: int) -> pl.DataFrame:
    return editions.cells(house.store, number).sort(CELL_KEY)   # a database keeps no order


def test_from_files_to_a_protected_edition(received: jobs.House) -> None:
    edition = publish(received)
    assert edition.label == "S-1" and editions.verify(received.store, 1) == []
    found = cells(received, 1)
    areas = set(found.filter(pl.col("value") > 0)["area"])
    assert {"work_related_crime", "human_trafficking", "incorrect_payments", "security_threats",
            "war_crimes", "resilience", "terrorism_cooperation"} <= areas
    persons = editions.indicators(received.store, 1).filter(
        (pl.col("rule") == "person") & (pl.col("kind") != "share"))
    visible = found.filter(pl.col("sign") == "visible").join(persons, on="indicator", how="semi")
    assert visible.height > 100 and not visible["value"].is_between(1, 4).any()
    assert found.filter(pl.col("sign") == "protected").height > 0
    missing = found.filter((pl.col("indicator") == "ip.suspicions")
                           & (pl.col("authority") == "csn") & (pl.col("period") == "2026M09"))
    assert missing.select("sign", "value").rows() == [("not_delivered", None)]
    assert editions.figures(received.store, 1).height == 156
    words = editions.deliveries(received.store, 1)
    assert "rows" not in words.columns and words.height > 20
    again = publish(received)
    old, new = (cells(received, n).drop("status") for n in (1, 2))
    assert old.equals(new) and again.number == 2


def test_a_refused_file_leaves_only_the_fact(house: jobs.House, files: list[jobs.Sending]) -> None:
    bad = [f for f in files if "unknown_code" in f.path.name]
    assert len(bad) == 1
    result = jobs.receive(house, SYSTEM, bad)[0]
    assert result.verdict.outcome == "refused" and result.fingerprint is None
    assert not list(house.vault.root.rglob("*.parquet"))
    with house.desk.read() as connection:
        frame = desks.deliveries(connection, SYSTEM)
        assert frame["outcome"].to_list() == ["refused"]
        assert desks.counting(connection, CUTOFF) == []


def test_a_resent_corrected_or_withdrawn_delivery_counts_once(
    house: jobs.House, files: list[jobs.Sending], tmp_path: Path
) -> None:
    own = [f for f in files if "synthetic-av-inspections" in f.path.name]
    jobs.receive(house, SYSTEM, own)
    publish(house)
    twice = [jobs.Sending(f.path, f.order, f.received_on) for f in own]
    jobs.receive(house, SYSTEM, twice)
    publish(house)
    assert cells(house, 1).drop("status").equals(cells(house, 2).drop("status"))
    before = _total(house, 2)
    newest = own[-1]
    one = deliveries.read(newest.path)
    assert isinstance(one, deliveries.Delivery)
    months = len(one.manifest.months)
    fewer = one.rows.head(1)
    about = json.loads(one.manifest.to_json())
    assert one.states is not None
    states = one.states.join(fewer, on="record_key", how="semi")
    manifest = one.manifest.__class__(**{
        **one.manifest.__dict__, "rows": 1, "states_rows": states.height,
        "totals": {k: int(fewer[k].sum()) for k in about["totals"]}})
    path = deliveries.write(tmp_path, "corrected", manifest, fewer, states, "csv")
    assert jobs.receive(house, SYSTEM, [jobs.Sending(path, 1, CUTOFF)])[0].fingerprint
    publish(house)
    assert months and _total(house, 3) < before


def _total(house: jobs.House, number: int) -> float:
    found = cells(house, number).filter(
        (pl.col("indicator") == "wc.inspections") & (pl.col("place") == "SE")
        & (pl.col("period_level") == "quarter") & (pl.col("authority") == "all")
        & (pl.col("breakdown") == "all"))
    return float(found["value"].sum())


def test_a_withdrawn_delivery_counts_no_more(
    house: jobs.House, files: list[jobs.Sending]
) -> None:
    own = [f for f in files if "synthetic-av-inspections" in f.path.name]
    jobs.receive(house, SYSTEM, own)
    with house.desk.begin() as connection:
        number = desks.deliveries(connection, SYSTEM)["id"].max()
        desks.withdraw(connection, SYSTEM, int(number), CUTOFF)  # type: ignore[arg-type]
    with house.desk.read() as connection:
        months = {m for c in desks.counting(connection, CUTOFF) for m in c.months}
        before = {m for c in desks.counting(connection, date(2026, 10, 11)) for m in c.months}
    assert months < before


def test_one_record_stands_in_one_month_of_one_deliverer(
    house: jobs.House, files: list[jobs.Sending], tmp_path: Path
) -> None:
    """The same keys, sent once more as another month's, are refused whole."""
    own = [f for f in files if "synthetic-av-inspections-2026M0" in f.path.name][:1]
    jobs.receive(house, SYSTEM, own)
    one = deliveries.read(own[0].path)
    assert isinstance(one, deliveries.Delivery) and one.states is not None
    year = {"visited": pl.col("visited").dt.offset_by("-1y")}
    months = tuple(f"{int(m[:4]) - 1}{m[4:]}" for m in one.manifest.months)
    moved = one.rows.with_columns(**year)
    states = one.states.with_columns(date=pl.col("date").dt.offset_by("-1y"))
    manifest = one.manifest.__class__(**{**one.manifest.__dict__, "months": months})
    path = deliveries.write(tmp_path, "moved", manifest, moved, states, "csv")
    result = jobs.receive(house, SYSTEM, [jobs.Sending(path, 1, CUTOFF)])[0]
    assert result.verdict.outcome == "refused"
    assert [f.rule for f in result.verdict.faults] == ["KEY-001"]


def test_nothing_is_published_without_leave_or_deliveries(house: jobs.House) -> None:
    with pytest.raises(AccessDenied):
        jobs.publish(house, Actor("anna", "steward"), UNTIL, CUTOFF, CUTOFF)
    with pytest.raises(CannotPublish) as refused:
        publish(house)
    assert "godtagna" in refused.value.sentence("sv")
    with house.store.read() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM edition")).scalar() == 0


def test_synthetic_deliveries_stay_in_demonstration_mode(received: jobs.House) -> None:
    with pytest.raises(CannotPublish) as refused:
        jobs.publish(received, SYSTEM, UNTIL, CUTOFF, CUTOFF)
    assert refused.value.key == "synthetic"


def test_no_edition_where_the_attacker_finds_anything(
    received: jobs.House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protection is made blind on purpose: the attacker must stop the edition."""
    module = import_module("metrics.disclosure.protect")
    monkeypatch.setattr(module, "solve", lambda problem, *_: Solution(problem.untold))
    with pytest.raises(CannotPublish) as refused:
        publish(received)
    assert refused.value.key == "attacked"
    assert editions.latest(received.store) is None


