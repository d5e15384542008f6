"""Assessment texts: only added to, bound to figures, never accepted by themselves."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from data import audit, remarks, texts
from data.access import AccessDenied, Actor, Role
from data.acting import Declined
from data.life_tables import EDITION_STEP
from data.steps import State
from data.store import Store
from data.tables import AUDIT, EDITION, FRAMES
from data.text_tables import BLOCK, OWNER, REMARK
from data.texts import Block, Words
from data.tokens import Source
from tests.data.test_tokens import cell, judged, source
from tests.tampering import undone

EDITOR = Actor("redaktör", Role.editor)
POLICE = Actor("ledning", Role.management, "pm")
REVIEWER = Actor("granskare", Role.reviewer, "tv")
TOKEN = "{{oc.leads|ost|2026K3}}"
NUMBER, HERE = 2, "organised_crime"
FACT = Words("fact", f"Från {TOKEN}.", f"From {TOKEN}.")
SURE = Words("assessment", "Det är sannolikt.", "It is likely.", "likely", "high")
THEN, NOW = source(cell(112.0)), source(cell(107.0))
GUARDED = source(cell(None, "protected"))


@pytest.fixture
def filled(store: Store) -> Store:
    """A store in which edition 1 stands: edition 2 is in the making."""
    with store.begin() as connection:
        connection.execute(EDITION.insert().values(
            number=1, label="S-1", until="2026M07", cutoff=date(2026, 8, 12),
            published_on=date(2026, 8, 21), origin="synthetic", code_version="0", hash="0"))
    return store


def write(store: Store, said: Words = FACT, actor: Actor = EDITOR, figures: Source = THEN,
          block: Block | None = None, section: str = HERE) -> Block:
    with store.begin() as connection:
        return texts.write(connection, actor, NUMBER, section, said, figures,
                           block.block if block else None, block.version if block else 0)


def problems(store: Store, figures: Source = THEN, **more: Any) -> list[str]:
    with store.read() as connection:
        found = texts.problems(connection, NUMBER, figures, **more)
    assert all(texts.sentence(p, lang) for p in found for lang in ("sv", "en"))
    return [key for key, _ in found]


def sentences(store: Store, figures: Source) -> str:
    with store.read() as connection:
        found = texts.problems(connection, NUMBER, figures)
    return " ".join(texts.sentence(p, lang) for p in found for lang in ("sv", "en"))


def step(connection: sa.Connection, state: State) -> None:
    blank = {c.name: "" for c in EDITION_STEP.c}
    connection.execute(EDITION_STEP.insert().values(
        **{**blank, "id": 1, "edition": NUMBER, "version": 1, "state": str(state)}))


def test_a_block_is_read_as_it_was_written_for_the_edition_in_the_making(filled: Store) -> None:
    made = write(filled)
    with filled.read() as connection:
        assert texts.making(connection) == NUMBER
        assert texts.blocks(connection, NUMBER) == (made,)
        assert texts.blocks(connection, NUMBER, "resilience") == ()
        assert texts.authors(connection, NUMBER) == {"redaktör"}
    assert (made.words, made.version, made.seen) == (FACT, 1, {TOKEN: {"value": 112.0}})


def test_every_version_stays_and_the_newest_stands(filled: Store) -> None:
    first = write(filled)
    second = write(filled, replace(FACT, sv="Annat."), POLICE, block=first)
    with filled.read() as connection:
        assert [v.words.sv for v in texts.versions(connection, first.block)] == [
            FACT.sv, "Annat."]
        assert texts.blocks(connection, NUMBER) == (second,)
        assert texts.authors(connection, NUMBER) == {"redaktör", "ledning"}


def test_the_second_of_two_writers_gets_a_sentence_and_nothing_is_lost(filled: Store) -> None:
    first = write(filled)
    write(filled, replace(FACT, sv="Den enas."), POLICE, block=first)
    with pytest.raises(Declined) as why:
        write(filled, replace(FACT, sv="Den andras."), block=first)
    assert why.value.key == "text_moved" and "ledning" in why.value.sentence("sv")
    with filled.read() as connection:
        known = texts.versions(connection, first.block)
        assert [v.words.sv for v in known] == [FACT.sv, "Den enas."]
        assert connection.execute(sa.select(sa.func.count()).select_from(AUDIT)).scalar() == 2
    assert write(filled, replace(FACT, sv="Den andras."), block=known[-1]).version == 3


def test_the_secretariat_writes_everywhere_and_management_in_its_own_sections(
    filled: Store
) -> None:
    may = {Role.editor: (True, True), Role.management: (True, False)}
    with undone(filled) as connection:
        for role in Role:
            for who, allowed in zip(("pm", "fk"), may.get(role, (False, False)), strict=True):
                if allowed:
                    texts.write(connection, Actor("a", role, who), NUMBER, HERE, FACT, THEN)
                else:
                    with pytest.raises(AccessDenied):
                        texts.write(connection, Actor("a", role, who), NUMBER, HERE, FACT, THEN)


def test_a_section_can_be_given_to_another_authority(filled: Store) -> None:
    with filled.begin() as connection:
        texts.assign(connection, EDITOR, NUMBER, HERE, "fk")
    with pytest.raises(AccessDenied):
        write(filled, actor=POLICE)
    assert write(filled, actor=Actor("b", Role.management, "fk")).version == 1
    with pytest.raises(Declined), filled.begin() as connection:
        texts.assign(connection, EDITOR, NUMBER, HERE, "nobody")


def test_words_are_locked_unless_the_edition_is_a_draft(filled: Store) -> None:
    made = write(filled)
    acts = (lambda c: texts.write(c, EDITOR, NUMBER, HERE, FACT, THEN),
            lambda c: texts.use(c, EDITOR, made.block, 1, NOW),
            lambda c: texts.remove(c, EDITOR, made.block, 1),
            lambda c: texts.assign(c, EDITOR, NUMBER, HERE, "fk"))
    for state in State:
        with undone(filled) as connection:
            step(connection, state)
            if state in (State.none, State.draft):
                assert texts.can_write(connection, EDITOR, NUMBER, HERE) is None
                acts[0](connection)
                continue
            for act in acts:
                with pytest.raises(Declined) as why:
                    act(connection)
                assert why.value.key == "text_locked" and why.value.sentence("en")
            assert texts.can_write(connection, EDITOR, NUMBER, HERE) is not None


def test_a_published_editions_texts_are_locked(filled: Store) -> None:
    with pytest.raises(Declined), filled.begin() as connection:
        texts.write(connection, EDITOR, 1, HERE, FACT, THEN)


WRONG = (
    (Words("fact"), "text_empty"), (Words("gossip", "Så."), "text_kind"),
    (replace(SURE, likelihood="certain"), "text_kind"), (Words("fact", "x" * 3001), "too_long"),
    (Words("fact", "Från {{oc.leads|ost}}."), "text_token"),
    (Words("fact", "Från {{oc."), "text_token"))


def test_words_that_cannot_stand_are_declined_and_leave_nothing(filled: Store) -> None:
    for said, key in WRONG:
        with pytest.raises(Declined) as why:
            write(filled, said)
        assert why.value.key == key and all(why.value.sentence(lang) for lang in ("sv", "en"))
    with filled.read() as connection:
        for table in (BLOCK, AUDIT):
            assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() == 0


def test_a_changed_figure_is_accepted_by_nobody_but_whoever_says_so(filled: Store) -> None:
    made = write(filled)
    assert problems(filled, THEN) == []
    assert problems(filled, NOW) == ["red"]
    mended = replace(FACT, sv=f"Rättat stavfel, från {TOKEN}.")
    again = write(filled, mended, figures=NOW, block=made)
    assert again.seen == {TOKEN: {"value": 112.0}} and problems(filled, NOW) == ["red"]
    with filled.begin() as connection:
        texts.use(connection, EDITOR, made.block, 2, NOW)
    assert problems(filled, NOW) == []
    with filled.begin() as connection:
        texts.undo(connection, EDITOR, made.block, 3)
    assert problems(filled, NOW) == ["red"]


def test_undo_brings_back_the_version_before_and_a_removed_block(filled: Store) -> None:
    made = write(filled)
    with filled.begin() as connection:
        with pytest.raises(Declined):
            texts.undo(connection, EDITOR, made.block, 1)
        texts.remove(connection, EDITOR, made.block, 1)
        assert texts.blocks(connection, NUMBER) == ()
        back = texts.undo(connection, EDITOR, made.block, 2)
        assert back.words == FACT and texts.blocks(connection, NUMBER) == (back,)


def test_blocks_change_places(filled: Store) -> None:
    first, second = write(filled), write(filled, SURE)
    with filled.begin() as connection:
        texts.move(connection, EDITOR, second.block, 1)
        assert [b.block for b in texts.blocks(connection, NUMBER)] == [second.block, first.block]


STOPS = (
    (FACT, []), (SURE, []), (replace(FACT, en=""), ["no_en"]), (replace(FACT, sv=""), ["no_sv"]),
    (replace(FACT, en="From there."), ["differs"]), (Words("fact", "14.", "14."), ["number"]),
    (Words("fact", "Det är sannolikt.", "It is so."), ["fact"]),
    (replace(SURE, likelihood=""), ["likelihood"]),
    (replace(SURE, likelihood="possible"), ["likelihood"]),
    (replace(SURE, en="It is so."), ["likelihood"]),
    (replace(SURE, en="It is unlikely."), ["likelihood"]),
    (replace(SURE, confidence=""), ["confidence"]),
    (replace(SURE, confidence="medium"), ["because"]),
    (replace(SURE, confidence="low", because_sv="Få svar."), ["because"]),
    (replace(SURE, confidence="low", because_sv="Få svar.", because_en="Few answers."), []),
    (Words("fact", "Från {{oc.gone|SE|2025}}.", "From {{oc.gone|SE|2025}}."), ["red"]))


def test_what_stops_a_review_is_said(filled: Store) -> None:
    for said, expected in STOPS:
        with undone(filled) as connection:
            texts.write(connection, EDITOR, NUMBER, HERE, said, THEN)
            found = texts.problems(connection, NUMBER, THEN)
        assert [key for key, _ in found] == expected, said
        assert all(texts.sentence(p, lang) for p in found for lang in ("sv", "en"))


def test_a_changed_word_of_change_stops_the_review(filled: Store) -> None:
    word = "{{change:oc.leads|SE|quarter}}"
    rose, fell = source(changes=(judged(),)), source(changes=(judged("clear_down"),))
    write(filled, Words("fact", f"En {word}.", f"A {word}."), figures=rose)
    assert (problems(filled, rose), problems(filled, fell)) == ([], ["red"])


def test_a_number_stops_until_another_approves_that_number_in_that_block(filled: Store) -> None:
    said = Words("fact", "I 14 av 21 län.", "In 14 of 21 counties.")
    first, second = write(filled, said), write(filled, replace(said, sv="14.", en="14."))
    with filled.begin() as connection:
        with pytest.raises(AccessDenied):
            remarks.approve(connection, POLICE, first.block, "14")
        with pytest.raises(Declined) as own:
            remarks.approve(connection, EDITOR, first.block, "14")
        with pytest.raises(Declined) as none:
            remarks.approve(connection, REVIEWER, first.block, "15")
        remarks.approve(connection, REVIEWER, first.block, "14")
    assert (own.value.key, none.value.key) == ("text_own_number", "text_no_number")
    assert problems(filled) == ["number", "number"]   # 21 here, 14 in the other block
    with filled.begin() as connection:
        remarks.approve(connection, REVIEWER, first.block, "21")
        remarks.approve(connection, REVIEWER, second.block, "14")
        assert json.loads(texts.document(connection, NUMBER))["numbers"] == [
            {"by": "tv", "text": "14"}, {"by": "tv", "text": "21"}]
    assert problems(filled) == []
    write(filled, replace(said, sv="I 15 av 21 län."), block=first)
    assert problems(filled) == ["number"]


def test_a_published_figure_stops_nothing_where_its_year_is_named(filled: Store) -> None:
    write(filled, Words("fact", "År 2024 var det 140.", "In 2024 there were 140."))
    row = {**dict.fromkeys(FRAMES["figures"]), "area": HERE, "year": 2024, "value": 140.0,
           "source_kind": "authority"}
    frames = {"cells": THEN.cells, "changes": THEN.changes,
              "figures": pl.DataFrame([row], schema=FRAMES["figures"])}
    with filled.read() as connection:
        assert texts.problems(connection, NUMBER, frames) == []
    assert problems(filled) == ["number"]


def test_an_open_comment_stops_the_review_and_holds_no_number_of_its_own(filled: Store) -> None:
    made = write(filled)
    with filled.begin() as connection:
        for said, key in (("Var 112 förut.", "text_number"), (" ", "text_empty"),
                          ("{{a}}", "text_token")):
            with pytest.raises(Declined) as why:
                remarks.comment(connection, REVIEWER, made.block, said)
            assert why.value.key == key
        number = remarks.comment(connection, REVIEWER, made.block, f"Stämmer {TOKEN}?")
    assert problems(filled) == ["comment"]
    with filled.begin() as connection:
        remarks.settle(connection, EDITOR, number)
    assert problems(filled) == []
    with filled.begin() as connection:
        remarks.settle(connection, REVIEWER, number, resolved=False)
    assert problems(filled) == ["comment"]


def test_remarks_are_made_until_the_first_signature(filled: Store) -> None:
    made = write(filled)
    opens = (State.none, State.draft, State.in_review, State.joint_preparation)
    for state in State:
        with undone(filled) as connection:
            step(connection, state)
            if state in opens:
                remarks.comment(connection, REVIEWER, made.block, "Bra.")
                continue
            with pytest.raises(Declined):
                remarks.comment(connection, REVIEWER, made.block, "Bra.")


def test_an_authority_dissents_for_itself_in_both_languages(filled: Store) -> None:
    made = write(filled)
    with filled.begin() as connection:
        with pytest.raises(AccessDenied):
            remarks.dissent(connection, REVIEWER, made.block, "fk", "Nej.", "No.")
        with pytest.raises(Declined):
            remarks.dissent(connection, REVIEWER, made.block, "tv", "Nej.", "")
        remarks.dissent(connection, REVIEWER, made.block, "tv", "Nej.", "No.")
        written = json.loads(texts.document(connection, NUMBER))["sections"][0]["blocks"][0]
        assert written["dissents"] == [{"authority": "tv", "sv": "Nej.", "en": "No."}]
        remarks.dissent(connection, REVIEWER, made.block, "tv", "", "")
        assert "Nej" not in texts.document(connection, NUMBER)


def test_a_figure_that_is_protected_now_is_told_nowhere(filled: Store) -> None:
    """Not in a sentence, not by a number written by hand, not remembered by a later version."""
    said = replace(FACT, sv=f"Från {TOKEN}, alltså 112.", en=f"From {TOKEN}.")
    made = write(filled, said)
    with filled.begin() as connection:
        remarks.approve(connection, REVIEWER, made.block, "112")
    assert problems(filled, THEN) == []
    assert problems(filled, GUARDED) == ["guarded", "tells"]   # the approval does not hold
    assert "112" not in sentences(filled, GUARDED)
    later = write(filled, replace(said, sv=f"Nu {TOKEN}, 112."), figures=GUARDED, block=made)
    assert later.seen == {} and problems(filled, GUARDED) == ["guarded", "tells"]
    assert "112" not in sentences(filled, GUARDED)


def test_a_number_by_hand_tells_no_protected_figure_of_its_section(filled: Store) -> None:
    made = write(filled)
    write(filled, Words("fact", "Det var 112.", "It was 112."))
    write(filled, Words("fact", "Det var 112.", "It was 112."), section="resilience")
    with filled.begin() as connection:
        texts.remove(connection, EDITOR, made.block, 1)   # its versions still remember
    assert problems(filled, THEN) == ["number", "number"]
    assert problems(filled, GUARDED) == ["tells", "number"]   # elsewhere it is another number


def test_the_document_is_canonical_and_knows_neither_clock_nor_names(filled: Store) -> None:
    with filled.read() as connection:
        assert texts.document(connection, NUMBER) == ""
    write(filled, replace(FACT, en="From {{oc.leads|ost|2026Q3}}."))
    write(filled, SURE)
    with filled.read() as connection:
        text = texts.document(connection, NUMBER)
    told = json.loads(text)
    assert text == json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert "redaktör" not in text and "20" not in text.replace("2026K3", "")
    assert [s["area"] for s in told["sections"]] == [HERE]
    assert (told["version"], told["sections"][0]["owner"], told["sections"][0]["council"]) == (
        1, "pm", "joint_initiative")
    assert told["sections"][0]["blocks"][0]["en"] == f"From {TOKEN}."
    assert [b["kind"] for b in told["sections"][0]["blocks"]] == ["fact", "assessment"]


def test_every_act_is_in_the_audit_without_a_word_of_the_text(filled: Store) -> None:
    made = write(filled)
    with filled.begin() as connection:
        texts.use(connection, EDITOR, made.block, 1, NOW)
        remarks.comment(connection, REVIEWER, made.block, "Bra.")
    with filled.read() as connection:
        rows = connection.execute(sa.select(AUDIT.c.act, AUDIT.c.target, AUDIT.c.detail)).all()
        assert audit.broken(connection) == []
    assert [r.act for r in rows] == ["write_text", "write_text", "review_edition"]
    assert all(r.target == f"text {HERE}" for r in rows)
    assert not any("Från" in r.detail or "112" in r.detail for r in rows)


@pytest.mark.parametrize("table", [BLOCK, OWNER, REMARK], ids=lambda t: t.name)
def test_what_is_written_is_never_changed_or_deleted(filled: Store, table: sa.Table) -> None:
    made = write(filled)
    with filled.begin() as connection:
        texts.assign(connection, EDITOR, NUMBER, HERE, "pm")
        remarks.comment(connection, REVIEWER, made.block, "Bra.")
    for statement in (table.update().values(who="annan"), table.delete()):
        with pytest.raises(sa.exc.DBAPIError, match="only added to"), (
                filled.begin()) as connection:
            connection.execute(statement)


def test_a_version_is_written_once_whoever_is_first(filled: Store) -> None:
    """Behind the checks the database itself refuses a second version of that number."""
    made = write(filled)
    with filled.begin() as connection:
        row = dict(connection.execute(sa.select(BLOCK)).mappings().one())
    with pytest.raises(sa.exc.DBAPIError), filled.begin() as connection:
        connection.execute(BLOCK.insert().values(**{**row, "id": made.block + 99}))


