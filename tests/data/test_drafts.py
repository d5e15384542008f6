"""A draft is held apart, signed by its content, and published as it was signed or not at all."""

import io
import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import polars as pl
import pytest
import sqlalchemy as sa

from data import drafts, editions, life_record, proving, signing, standing, steps
from data.access import AccessDenied, Actor, Role
from data.acting import Refusal
from data.conditions import Move
from data.life_tables import DRAFT, DRAFT_DOCUMENT, DRAFT_FRAME
from data.proposal import NotComplete
from data.steps import State, Step
from data.store import Store
from data.tables import EDITION, EDITION_ROWS
from tests.data.lives import (
    DELIVERER,
    EDITOR,
    LEAD,
    MINUTE,
    NOTHING,
    SECOND,
    START,
    SYSTEM,
    held,
    prepared,
    published,
    signed,
    step,
    whole,
)

READER = Actor("bo", Role.deliverer, "fk")


def refused(store: Store, actor: Actor, what: Step, move: Move = NOTHING, days: float = 9) -> str:
    with pytest.raises(Refusal) as why:
        step(store, actor, what, move, days)
    return why.value.key


def test_a_draft_is_held_apart_and_read_by_those_who_may(store: Store) -> None:
    made = held(store)
    assert (made.number, made.version, made.label, made.state) == (1, 1, "S-1", "draft")
    for name, frame in whole().frames.items():
        assert drafts.frame(store, EDITOR, 1, name).rows() == frame.rows(), name
    assert drafts.documents(store, EDITOR, 1)["policy"] == "{}"
    assert drafts.newest(store) == made
    with store.read() as connection:
        for table in (*EDITION_ROWS, EDITION):
            assert connection.execute(sa.select(table)).first() is None, table.name
    assert editions.latest(store) is None
    doors = (
        lambda who: drafts.frame(store, who, 1, "cells"),
        lambda who: drafts.documents(store, who, 1),
        lambda who: standing.standing(store, who, 1),
        lambda who: life_record.record(store, who, 1),
        lambda who: life_record.every_step(store, who, 1))
    for role, door in itertools.product((Role.council_member, Role.deliverer), doors):
        with pytest.raises(AccessDenied):
            door(Actor("bo", role, "fk", "nmt"))


def test_a_new_version_replaces_the_one_before_while_it_is_a_draft(store: Store) -> None:
    held(store)
    turned = whole(until="2026M08")
    assert held(store, turned).version == 2
    with store.read() as connection:
        for table in (DRAFT, DRAFT_FRAME, DRAFT_DOCUMENT):
            assert set(connection.execute(sa.select(table.c.version)).scalars()) == {2}
        assert [t.version for t in steps.steps(connection, 1)] == [1, 2]
        assert drafts.content(connection, 1) == turned.hash()
    step(store, EDITOR, Step.propose)
    with pytest.raises(Refusal) as why:
        held(store)
    assert why.value.key == "edition_state"
    with pytest.raises(Refusal):
        drafts.check_free(store, EDITOR)


def test_a_draft_builds_on_the_newest_edition(store: Store) -> None:
    with pytest.raises(NotComplete, match="builds on 4"):
        held(store, whole(4))
    with pytest.raises(AccessDenied):
        drafts.hold(store, READER, whole())


def test_from_draft_to_published_with_the_hash_that_two_signed(store: Store) -> None:
    made = held(store)
    signed(store)
    assert made.number == 1 and signing.due(store, MINUTE - timedelta(seconds=1)) is None
    with pytest.raises(Refusal, match="embargo_holds"):
        signing.publish(store, SYSTEM, 1, MINUTE - timedelta(seconds=1))
    assert signing.due(store, MINUTE) == 1
    edition = signing.publish(store, SYSTEM, 1, MINUTE)
    assert edition.hash == whole().hash() and edition.published_on == MINUTE.date()
    assert editions.verify(store, 1) == [] and drafts.newest(store) is None
    told = life_record.record(store, READER, 1)
    assert [(a.authority, a.answer) for a in told.answers] == [("pm", "silent"), ("tv", "approve")]
    assert [(s.authority, s.who) for s in told.signatures] == [("pm", "per"), ("skv", "siv")]
    assert {s.content for s in told.signatures} == {edition.hash}
    assert told.published_at == MINUTE and told.state == "published"
    anchor = editions.anchor(store, 1)
    with store.read() as connection:
        query = sa.text("SELECT hash FROM audit WHERE id = :id")
        assert connection.execute(query, {"id": anchor.event}).scalar() == anchor.hash


def test_two_sign_neither_of_them_twice_nor_the_editor(store: Store) -> None:
    held(store)
    prepared(store)
    assert refused(store, LEAD, Step.sign, days=2.5) == "preparation_open"
    assert refused(store, Actor("Eva ", Role.reviewer, "fk"), Step.sign) == "sign_maker"
    step(store, SECOND, Step.sign, days=4)
    assert refused(store, SECOND, Step.sign) == "sign_again"
    assert refused(store, Actor("fia", Role.reviewer, "fk"), Step.sign) == "sign_no_lead"
    assert step(store, LEAD, Step.sign, days=5).state == State.signed


def test_handed_back_its_signatures_lapse_and_the_comment_goes_with_it(store: Store) -> None:
    held(store)
    prepared(store)
    step(store, LEAD, Step.sign, days=4)
    back = step(store, SECOND, Step.hand_back, Move("En rubrik är fel."), 5)
    stands = standing.standing(store, EDITOR, 1)
    assert (stands.state, stands.signatures, stands.answers) == ("draft", (), {})
    assert [c.detail["text"] for c in stands.comments] == ["En rubrik är fel."]
    prepared(store)
    assert refused(store, LEAD, Step.sign) == "comments_open"
    step(store, EDITOR, Step.resolve, Move("Rättad.", comment=back.id), 6)
    assert step(store, LEAD, Step.sign, days=7).state == State.signed_one


def test_an_answer_is_changed_before_the_deadline_and_never_after(store: Store) -> None:
    held(store)
    prepared(store)
    step(store, DELIVERER, Step.approve, days=2.1)
    step(store, DELIVERER, Step.dissent, Move(sv="Nej.", en="No."), 2.2)
    assert refused(store, DELIVERER, Step.approve, days=3) == "answer_late"
    assert refused(store, SECOND, Step.approve, days=2.3) == "not_asked_authority"
    assert standing.standing(store, EDITOR, 1).silent == ("pm",)
    shown = life_record.record(store, EDITOR, 1).answers
    assert [(a.authority, a.answer, a.sv) for a in shown] == [("tv", "dissent", "Nej.")]


def other_cells(connection: sa.Connection) -> bytes:
    """A draft's cells with one figure for all, as bytes that read well."""
    held_ = io.BytesIO()
    drafts.read(connection, 1, "cells").with_columns(value=pl.lit(7.0)).write_parquet(held_)
    return held_.getvalue()


CELLS = DRAFT_FRAME.update().where(DRAFT_FRAME.c.name == "cells")


@pytest.mark.parametrize("spoil", [
    lambda c: c.execute(CELLS.values(content=b"PAR1")),
    lambda c: c.execute(CELLS.values(content=other_cells(c))),
    lambda c: c.execute(CELLS.values(digest="x")),
    lambda c: c.execute(DRAFT_FRAME.delete().where(DRAFT_FRAME.c.name == "notes")),
    lambda c: c.execute(DRAFT_DOCUMENT.update().where(DRAFT_DOCUMENT.c.name == "policy").values(
        text="{ }")),
    lambda c: c.execute(DRAFT.update().values(until="2026M08")),
])
def test_what_is_not_as_it_was_signed_is_not_published(
    store: Store, spoil: Callable[[sa.Connection], object]
) -> None:
    held(store)
    signed(store)
    with store.begin() as connection:
        spoil(connection)
    with pytest.raises(Refusal) as why:
        signing.publish(store, SYSTEM, 1, MINUTE)
    assert why.value.key in ("not_as_signed", "sign_moved") and why.value.sentence("sv")
    assert editions.latest(store) is None


def test_a_disclosure_test_of_other_figures_stops_it(store: Store) -> None:
    drafts.hold(store, EDITOR, whole(), START, tested="of something else")
    assert refused(store, EDITOR, Step.propose) == "test_older"
    found = whole(documents={"attack": '{"findings": [{}]}'})
    held(store, found)
    assert refused(store, EDITOR, Step.propose) == "test_found"
    held(store, whole(documents={}))
    assert refused(store, EDITOR, Step.propose) == "test_found", "none was made"


def test_the_texts_are_signed_with_it(store: Store) -> None:
    said = ["first"]
    texts = standing.Texts(lambda *_: (), lambda *_: {"alf"}, lambda *_: said[0])

    def sign(actor: Actor, days: int) -> None:
        signing.take(store, actor, 1, Step.sign, at=START + timedelta(days=days), texts=texts)

    held(store)
    prepared(store)
    with pytest.raises(Refusal, match="sign_author"):
        sign(Actor("alf", Role.reviewer, "fk"), 4)
    sign(LEAD, 4)
    said[0] = "another"
    with pytest.raises(Refusal, match="sign_moved"):
        sign(SECOND, 5)
    said[0] = "first"
    sign(SECOND, 5)
    step(store, EDITOR, Step.set_embargo, Move(until=MINUTE), 6)
    signing.publish(store, SYSTEM, 1, MINUTE)
    assert editions.documents(store, 1)["texts"] == "first" and editions.verify(store, 1) == []


def test_withdrawn_it_is_read_and_marked_and_the_one_before_stands_again(store: Store) -> None:
    published(store)
    published(store, 1)
    assert [e.status for e in editions.editions(store)] == ["superseded", "published"]
    gone = Move(sv="Fel underlag.", en="Wrong data.")
    step(store, EDITOR, Step.withdraw, gone, 10, 2)
    assert [e.status for e in editions.editions(store)] == ["published", "withdrawn"]
    latest, last = editions.latest(store), editions.last(store)
    assert latest and last and (latest.number, last.number) == (1, 2)
    assert editions.edition(store, "latest").number == 1 and editions.cells(store, 2).height == 4
    told = life_record.record(store, READER, 2)
    assert (told.withdrawn_sv, told.withdrawn_en) == ("Fel underlag.", "Wrong data.")
    assert published(store, 2).label == "S-3"
    assert [e.status for e in editions.editions(store)] == ["superseded", "withdrawn", "published"]
    assert [editions.verify(store, n) for n in (1, 2, 3)] == [[], [], []]


def test_withdrawn_before_its_minute_its_number_is_used_again(store: Store) -> None:
    held(store)
    signed(store)
    step(store, EDITOR, Step.withdraw, Move(sv="Fel.", en="Wrong."), 7)
    assert signing.due(store, MINUTE) is None
    assert held(store).version == 2
    signed(store)
    assert signing.publish(store, SYSTEM, 1, MINUTE).status == "published"
    assert life_record.record(store, READER, 1).withdrawn_sv == ""


def test_real_data_are_never_published_past_their_signatures(store: Store) -> None:
    frames = {**whole().frames}
    frames["cells"] = frames["cells"].with_columns(origin=pl.lit("real"))
    with pytest.raises(NotComplete, match="two have signed"):
        editions.publish(store, SYSTEM, whole(origin="real", label="1", frames=frames))


def test_of_two_who_act_at_once_each_is_told_what_came_first(store: Store) -> None:
    held(store)
    prepared(store)
    stamp = standing.standing(store, EDITOR, 1).stamp

    def sign(actor: Actor) -> str:
        try:
            return str(step(store, actor, Step.sign, Move(seen=stamp), 4).state)
        except Refusal as why:
            return why.key

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(sign, (LEAD, SECOND))) == ["edition_moved", "signed_one"]


def test_a_refused_step_leaves_nothing_behind(store: Store) -> None:
    held(store)
    with store.read() as connection:
        before = steps.steps(connection, 1)
    for what in (Step.sign, Step.approve, Step.set_embargo, Step.withdraw):
        with pytest.raises((Refusal, AccessDenied)):
            step(store, LEAD, what)
    for what in signing.ELSEWHERE:
        with pytest.raises(ValueError, match="own"):
            step(store, SYSTEM, what)
    with store.read() as connection:
        assert steps.steps(connection, 1) == before
        assert proving.signatures(before) == ()
