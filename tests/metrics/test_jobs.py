"""The whole way: from files to an edition, with real parts, on both databases."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from data import deliveries, destruction, editions, erasure, sample, waivers
from data import desk as desks
from data.access import SYSTEM, AccessDenied, Actor, Role
from data.acting import Declined
from data.decisions import ACCEPT, REFUSE
from data.home import home
from data.store import Desk, Store, open_desk, open_store
from data.tables import CELL_KEY, DELIVERY, DESK, EXAMPLE, PROFILE, RULE_RESULT, TOUCH
from data.vault import Vault
from expectations.verdict import RuleResult
from metrics import jobs, stewards
from metrics.disclosure.problem import Solution
from metrics.refusal import CannotPublish
from metrics.touched import touched

UNTIL, CUTOFF = "2026M09", date(2026, 10, 12)
STEWARD, SECOND = Actor("siv", Role.steward), Actor("ulf", Role.steward)
OF = {"rows": 30_000, "months": 36, "authorities": ("av", "csn", "miv", "sapo", "tv")}
FEW = 8   # deliveries of inspections that are enough where the way matters, not what it tells


@pytest.fixture(scope="module")
def files(demonstration: Path) -> list[jobs.Sending]:
    """The demonstration's files as they came: every contract, faults among them."""
    made = [sample.published(), *sample.deliveries(**OF)]
    at = {p.name.partition(".")[0]: p for p in home(demonstration).sample.iterdir()
          if ".manifest" not in p.name and ".states" not in p.name}
    return [jobs.Sending(at[one.name], n, one.received_on) for n, one in enumerate(made, start=1)]


def inspections(files: list[jobs.Sending], *, of: str = "") -> list[jobs.Sending]:
    return [f for f in files if f"synthetic-av-inspections{of}" in f.path.name]


@pytest.fixture
def house(store: Store, desk: Desk, tmp_path: Path) -> jobs.House:
    return jobs.House(Vault(home(tmp_path).vault), desk, store)


@pytest.fixture
def received(house: jobs.House, demonstration: Path) -> jobs.House:
    """What the demonstration has received, for each test, copied in both databases."""
    shutil.copytree(home(demonstration).vault, house.vault.root, dirs_exist_ok=True)
    with (open_desk(None, demonstration) as source, source.read() as read,
          house.desk.begin() as write):
        for table in DESK.sorted_tables:
            rows = [dict(row) for row in read.execute(sa.select(table)).mappings()]
            if rows:
                write.execute(table.insert(), rows)
            if rows and "id" in table.c and house.desk.engine.dialect.name == "postgresql":
                write.execute(sa.text(
                    f"SELECT setval(pg_get_serial_sequence('desk.{table.name}', 'id'), "
                    f"{max(row['id'] for row in rows)})") if table.name != "audit"
                    else sa.text("SELECT 1"))
    return house


def publish(house: jobs.House, until: str = UNTIL, cutoff: date = CUTOFF) -> editions.Edition:
    return jobs.publish(house, SYSTEM, until, cutoff, cutoff, demonstration=True)


def cells(house: jobs.House, number: int) -> pl.DataFrame:
    return cells_of(house.store, number)


def cells_of(store: Store, number: int) -> pl.DataFrame:
    return editions.cells(store, number).sort(CELL_KEY)   # a database keeps no order


def test_from_files_to_a_protected_edition(demonstration: Path) -> None:
    """The demonstration went the whole way by the command; what it published is looked at here."""
    with open_store(None, demonstration) as store:
        assert [e.label for e in editions.editions(store)] == ["S-1", "S-2"]
        assert editions.verify(store, 1) == editions.verify(store, 2) == []
        found, figures = editions.cells(store, 2), editions.figures(store, 2)
        about, words = editions.indicators(store, 2), editions.deliveries(store, 2)
    areas = set(found.filter(pl.col("value") > 0)["area"])
    assert {"work_related_crime", "human_trafficking", "incorrect_payments", "security_threats",
            "war_crimes", "resilience", "terrorism_cooperation"} <= areas
    persons = about.filter((pl.col("rule") == "person") & (pl.col("kind") != "share"))
    visible = found.filter(pl.col("sign") == "visible").join(persons, on="indicator", how="semi")
    assert visible.height > 100 and not visible["value"].is_between(1, 4).any()
    assert found.filter(pl.col("sign") == "protected").height > 0
    missing = found.filter((pl.col("indicator") == "ip.suspicions")
                           & (pl.col("authority") == "csn") & (pl.col("period") == "2026M09"))
    assert missing.select("sign", "value").rows() == [("not_delivered", None)]
    assert figures.height == 156
    assert "rows" not in words.columns and words.height > 20


@pytest.mark.parametrize(
    "migrated", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_the_same_files_give_the_same_edition_on_the_other_database(
    received: jobs.House, demonstration: Path
) -> None:
    with open_store(None, demonstration) as store:
        told, there = editions.edition(store, 1), cells_of(store, 1)
    here = jobs.publish(received, SYSTEM, told.until, told.cutoff, told.published_on,
                        demonstration=True)
    assert cells(received, 1).equals(there)
    assert (here.label, here.hash) == (told.label, told.hash)
    assert editions.verify(received.store, 1) == []


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
    own = inspections(files)[-FEW:]
    jobs.receive(house, SYSTEM, own)
    publish(house)
    twice = [jobs.Sending(f.path, f.order, f.received_on) for f in own]
    jobs.receive(house, SYSTEM, twice)
    publish(house)
    assert cells(house, 1).drop("status").equals(cells(house, 2).drop("status"))
    before, counted = _total(house, 2), _counted(house)
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
    fallen = jobs.receive(house, SYSTEM, [jobs.Sending(path, 1, CUTOFF)])[0]
    assert fallen.fingerprint and fallen.verdict.outcome == "waiting"   # such a fall is asked about
    stewards.decide(house, STEWARD, fallen.delivery, ACCEPT, "Stämmer.",
                    at=datetime.combine(CUTOFF, time(12), UTC))
    publish(house)
    # A fall to a few is not told: the figures are lower, or held as of the edition before.
    held = cells(house, 3).filter((pl.col("indicator") == "wc.inspections")
                                  & (pl.col("as_of") == "S-2"))
    assert months and (_total(house, 3) < before or held.height)
    assert _counted(house) < counted


def _counted(house: jobs.House) -> int:
    """Count exactly the inspections of all that counts: what a correction must lower."""
    found = jobs.gather(house, CUTOFF).contributions
    assert found is not None
    own = found.filter(pl.col("indicator") == "wc.inspections").collect()
    return int(own["rows"].sum())


def _total(house: jobs.House, number: int) -> float:
    found = cells(house, number).filter(
        (pl.col("indicator") == "wc.inspections") & (pl.col("place") == "SE")
        & (pl.col("period_level") == "quarter") & (pl.col("authority") == "all")
        & (pl.col("breakdown") == "all"))
    return float(found["value"].sum())


def test_a_withdrawn_delivery_counts_no_more(
    house: jobs.House, files: list[jobs.Sending]
) -> None:
    jobs.receive(house, SYSTEM, inspections(files)[-FEW:])
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
    own = inspections(files, of="-2026M0")[:1]
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
    kept = list(house.vault.root.rglob("rows.parquet"))
    assert len(kept) == 1 and house.vault.unsettled() == (), "nothing of it lies in the vault"


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
    house: jobs.House, files: list[jobs.Sending], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protection is made blind on purpose: the attacker must stop the edition."""
    jobs.receive(house, SYSTEM, inspections(files)[-FEW:])
    module = import_module("metrics.disclosure.protect")
    monkeypatch.setattr(module, "solve", lambda problem, *_: Solution(problem.untold))
    with pytest.raises(CannotPublish) as refused:
        publish(house)
    assert refused.value.key == "attacked"
    assert editions.latest(house.store) is None


def warned(files: list[jobs.Sending], folder: Path, order: int = 0) -> jobs.Sending:
    """Write an inspection delivery anew, so that one of its rules warns: unknown counties."""
    one = deliveries.read(inspections(files, of="-2026M0")[order].path)
    assert isinstance(one, deliveries.Delivery)
    rows = one.rows.with_columns(county=pl.lit("00"))
    path = deliveries.write(folder, f"warned-{order}", one.manifest, rows, one.states, "csv")
    return jobs.Sending(path, 1, CUTOFF)


def content(house: jobs.House) -> list[Path]:
    return list(house.vault.root.rglob("*.parquet"))


def test_a_warning_waits_with_what_the_steward_needs(
    house: jobs.House, files: list[jobs.Sending], tmp_path: Path
) -> None:
    one = jobs.receive(house, SYSTEM, [warned(files, tmp_path)])[0]
    assert one.verdict.outcome == "waiting" and one.fingerprint and house.vault.unsettled() == ()
    with house.desk.read() as connection:
        assert desks.counting(connection, CUTOFF) == []
        for table in (PROFILE, EXAMPLE, TOUCH):
            assert connection.execute(sa.select(table)).first() is not None, table.name
        touched = connection.execute(sa.select(TOUCH.c.indicator, TOUCH.c.figures)).all()
    assert dict(touched)["wc.inspections"] >= 2, "its quarter and its year, at least"
    assert all(indicator.startswith("wc.") for indicator, _ in touched)


def test_accepted_it_counts_refused_it_is_gone_from_the_vault(
    house: jobs.House, files: list[jobs.Sending], tmp_path: Path
) -> None:
    first, second = jobs.receive(
        house, SYSTEM, [warned(files, tmp_path), warned(files, tmp_path, 1)])
    stewards.decide(house, STEWARD, first.delivery, ACCEPT, "Stämmer.")
    before = len(content(house))
    stewards.decide(house, STEWARD, second.delivery, REFUSE, "Fel uttag.")
    assert 0 < len(content(house)) < before and not house.vault.has(str(second.fingerprint))
    with house.desk.read() as connection:
        counts = desks.counting(connection, CUTOFF)
        assert [c.fingerprint for c in counts] == [first.fingerprint]
        assert destruction.doomed(connection) == () and desks.unaudited(connection) == []


def test_keys_that_count_elsewhere_by_now_are_not_accepted(
    house: jobs.House, files: list[jobs.Sending], tmp_path: Path
) -> None:
    """Two deliveries with the same keys wait; once one counts, the other cannot."""
    sent = warned(files, tmp_path)
    one = deliveries.read(sent.path)
    assert isinstance(one, deliveries.Delivery) and one.states is not None
    back = {"visited": pl.col("visited").dt.offset_by("-1y")}
    months = tuple(f"{int(m[:4]) - 1}{m[4:]}" for m in one.manifest.months)
    path = deliveries.write(
        tmp_path, "moved", replace(one.manifest, months=months), one.rows.with_columns(**back),
        one.states.with_columns(date=pl.col("date").dt.offset_by("-1y")), "csv")
    first, second = jobs.receive(house, SYSTEM, [sent, jobs.Sending(path, 2, CUTOFF)])
    assert {first.verdict.outcome, second.verdict.outcome} == {"waiting"}
    stewards.decide(house, STEWARD, second.delivery, ACCEPT, "Stämmer.")
    with pytest.raises(Declined, match="keys_taken"):
        stewards.decide(house, STEWARD, first.delivery, ACCEPT, "Stämmer.")


def test_a_waived_rule_lets_the_next_sending_in_with_a_remark(
    house: jobs.House, files: list[jobs.Sending], tmp_path: Path
) -> None:
    sent = warned(files, tmp_path)
    last = CUTOFF + timedelta(days=30)
    over = replace(sent, received_on=last + timedelta(days=1))
    first = jobs.receive(house, SYSTEM, [over])[0]
    rules = [r.rule for r in first.verdict.results if r.status == "fail"]
    with house.desk.begin() as connection:
        for rule in rules:
            waivers.waive(connection, STEWARD, first.delivery, rule, last, "Byte.",
                          datetime.combine(CUTOFF, time(9), UTC))
    assert jobs.receive(house, SYSTEM, [over])[0].verdict.outcome == "waiting"
    second = jobs.receive(house, SYSTEM, [replace(sent, received_on=last)])[0]
    assert second.verdict.outcome == "accepted_with_remark"
    with house.desk.read() as connection:
        query = sa.select(RULE_RESULT.c.rule).where(
            RULE_RESULT.c.delivery == second.delivery, RULE_RESULT.c.waived)
        assert set(connection.execute(query).scalars()) <= set(rules)
        first_row = sa.select(DELIVERY.c.outcome).where(DELIVERY.c.id == first.delivery)
        assert connection.execute(first_row).scalar() == "waiting"


def test_what_a_stopped_receipt_or_deletion_left_is_swept_away(
    house: jobs.House, files: list[jobs.Sending], tmp_path: Path
) -> None:
    """Killed between vault and desk, between desk and vault, or in the middle of deleting."""
    one = jobs.receive(house, SYSTEM, [warned(files, tmp_path)])[0]
    print_ = str(one.fingerprint)
    other = deliveries.read(warned(files, tmp_path, 1).path)
    assert isinstance(other, deliveries.Delivery)
    left = house.vault.keep(other.rows, other.states, other.manifest)   # and never written
    assert house.vault.unsettled() == (left,) and house.vault.has(left)
    assert jobs.sweep(house) == 1 and not house.vault.has(left) and house.vault.has(print_)
    with house.desk.begin() as connection:   # the desk let go, and nobody swept
        erasure.let_go(connection, SYSTEM, one.delivery, "erase_delivery")  # type: ignore[arg-type]
    folder = next(house.vault.root.glob(f"deliveries/*/{print_}"))
    folder.rename(folder.with_name(f".leaving-{print_}"))   # and a deletion was killed midway
    assert jobs.sweep(house) == 1 and content(house) == [] and jobs.sweep(house) == 0
    with house.desk.read() as connection:
        assert desks.unaudited(connection) == []


def test_nothing_is_deleted_while_somebody_uses_the_vault(
    house: jobs.House, files: list[jobs.Sending], tmp_path: Path
) -> None:
    one = jobs.receive(house, SYSTEM, [warned(files, tmp_path)])[0]
    with house.vault.used():
        stewards.decide(house, STEWARD, one.delivery, REFUSE, "Fel uttag.")
        assert house.vault.has(str(one.fingerprint))
    assert jobs.sweep(house) == 1 and not house.vault.has(str(one.fingerprint))


def test_what_is_erased_is_not_counted_in_the_next_edition(received: jobs.House) -> None:
    with received.desk.read() as connection:
        query = sa.select(DELIVERY.c.id, DELIVERY.c.fingerprint).where(
            DELIVERY.c.deliverer == "av", DELIVERY.c.contract == "inspections",
            DELIVERY.c.fingerprint.is_not(None)).order_by(DELIVERY.c.id.desc())
        number, print_ = connection.execute(query).first() or (0, "")
        covered = {(c.contract, c.deliverer, m) for c in desks.counting(connection, CUTOFF)
                   for m in c.months}
    with received.desk.begin() as connection:
        erasure.ask(connection, STEWARD, number, "Fel fil.")
    assert number in stewards.erase(received, SECOND, number)
    assert not list(received.vault.root.rglob(f"*{print_}*")), "nor its finest cells"
    evidence = jobs.gather(received, CUTOFF)
    assert evidence.covered < covered and print_ not in set(evidence.words["fingerprint"])
    with received.desk.read() as connection:
        assert connection.execute(sa.select(EXAMPLE).where(
            EXAMPLE.c.delivery == number)).first() is None


def test_no_count_or_key_of_the_desk_is_in_the_store(received: jobs.House) -> None:
    """Unusual numbers are seeded at the desk; an edition is proposed of it, and none follows."""
    canaries = ("7310489", "9062717")
    with received.desk.begin() as connection:
        connection.execute(RULE_RESULT.update().values(failing=7_310_489, of=9_062_717))
    with received.desk.read() as connection:
        keys = list(connection.execute(sa.select(EXAMPLE.c.record_key)).scalars())
    said = jobs.gather(received, CUTOFF).words.write_csv()
    assert not any(canary in said for canary in (*canaries, *keys))


def test_a_rule_of_the_whole_delivery_touches_every_figure() -> None:
    whole = RuleResult("INS-090", "accuracy", "warning", "fail", 1, 1, (), (), "rows", "S.", "E.")
    about = sample.deliveries(**{**OF, "authorities": ("av",)})
    manifest = next(o.manifest for o in about if o.manifest.contract == "inspections")
    counted = frozenset({"wc.inspections"})
    one = replace(manifest, months=("2026M08",))
    two = replace(manifest, months=("2026M06", "2026M07"))
    figures = {m.months: touched(m, [whole], counted)[0].figures for m in (one, two)}
    assert figures[two.months] == figures[one.months] + 1, "two quarters of one year"
    assert touched(one, [replace(whole, columns=("no_such",))], counted) == ()
    assert touched(one, [replace(whole, status="pass")], counted) == ()
