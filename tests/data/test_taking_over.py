"""A section taken over from the edition before: moved on, unread until read, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from data import taking_over, texts, tokens
from data.access import AccessDenied, Actor, Role
from data.acting import Declined
from data.store import Store
from data.tables import AUDIT, EDITION
from data.text_review import hidden
from data.text_rows import add, blocks, history
from data.texts import Words
from data.tokens import Source, Token
from tests.data.test_tokens import WORD, cell, judged, source

EDITOR, READER = Actor("redaktör", Role.editor), Actor("råd", Role.council_member, council="mur")
HERE, BEFORE, NOW = "organised_crime", 1, 2
OLD = "{{oc.leads|ost|2026K2}}"
LAST, NEXT, YEAR = (cell(v, period=p, period_level="quarter") for v, p in (
    (112.0, "2026K2"), (107.0, "2026K3"), (90.0, "2025K2")))
THEN = source(LAST, YEAR, changes=(judged(period="2026K2", against="2025K2"),))
FACT = Words("fact", f"Från {OLD}, en {WORD}.", f"From {OLD}, a {WORD}.")


def after(*more: dict[str, Any]) -> Source:
    return source(LAST, NEXT, YEAR, *more, changes=(judged("slight_up"),))


@pytest.fixture
def begun(store: Store) -> Store:
    """A store with two editions: the first has a text, and the second is in the making."""
    with store.begin() as connection:
        texts.write(connection, EDITOR, BEFORE, HERE, FACT, THEN)
        connection.execute(EDITION.insert().values(
            number=1, label="S-1", until="2026M07", cutoff=date(2026, 8, 12),
            published_on=date(2026, 8, 21), origin="synthetic", code_version="0", hash="0"))
    return store


def take(store: Store, now: Source, actor: Actor = EDITOR) -> int:
    with store.begin() as connection:
        return taking_over.take_over(connection, actor, NOW, HERE, THEN, now)


def problems(store: Store, now: Source) -> list[str]:
    with store.read() as connection:
        return [key for key, _ in texts.problems(connection, NOW, now)]


def test_figures_move_as_far_as_their_series_and_change_words_stay(begun: Store) -> None:
    assert take(begun, after()) == 1
    with begun.read() as connection:
        (made,) = blocks(connection, NOW, HERE)
        (old,) = blocks(connection, BEFORE, HERE)
    assert made.words.sv == f"Från {{{{oc.leads|ost|2026K3}}}}, en {WORD}."
    assert made.words.en == f"From {{{{oc.leads|ost|2026K3}}}}, a {WORD}."
    assert old.words == FACT   # the edition before is as it was
    assert made.block != old.block and made.version == 1


@pytest.mark.parametrize(("at", "to"), [("2026K2", "2026K3"), ("2025K2", "2025K2")])
def test_a_figure_without_one_in_the_new_period_stays(at: str, to: str) -> None:
    token = Token("oc.leads", "ost", "all", "all", at)
    assert taking_over.moved_on(token, THEN, after()).at == to   # 2025K3 is not in the edition


def test_a_series_that_has_not_moved_a_provisional_and_a_protected_period_move_nothing() -> None:
    token = Token("oc.leads", "ost", "all", "all", "2026K2")
    newest = cell(107.0, period="2026K3", status="provisional")
    for now in (THEN, source(LAST, newest), source(LAST, cell(None, "protected"))):
        assert taking_over.moved_on(token, THEN, now) == token


def test_nothing_counts_until_it_is_read_through(begun: Store) -> None:
    take(begun, after())
    assert problems(begun, after()) == ["unread"]
    with begun.begin() as connection:
        (made,) = blocks(connection, NOW, HERE)
        done = taking_over.read_through(connection, EDITOR, made.block, made.version)
    assert not done.words.unread and done.version == 2
    assert problems(begun, after()) == []


def test_who_rewrites_a_paragraph_has_read_it(begun: Store) -> None:
    take(begun, after())
    with begun.begin() as connection:
        (made,) = blocks(connection, NOW, HERE)
        texts.write(connection, EDITOR, NOW, HERE, made.words, after(), made.block, 1)
    assert problems(begun, after()) == []


def test_what_is_unread_is_taken_back_and_what_is_read_stays(begun: Store) -> None:
    take(begun, after())
    with begun.begin() as connection:
        assert taking_over.take_back(connection, EDITOR, NOW, HERE) == 1
        assert blocks(connection, NOW, HERE) == ()
        assert len(history(connection, NOW)) == 2   # every version is kept
        assert taking_over.offered(connection, NOW, HERE)
    take(begun, after())
    with begun.begin() as connection:
        (made,) = blocks(connection, NOW, HERE)
        taking_over.read_through(connection, EDITOR, made.block, made.version)
        assert taking_over.take_back(connection, EDITOR, NOW, HERE) == 0
        assert len(blocks(connection, NOW, HERE)) == 1


def test_a_begun_section_and_an_empty_one_before_are_refused_in_a_sentence(begun: Store) -> None:
    take(begun, after())
    with pytest.raises(Declined) as begun_already:
        take(begun, after())
    assert begun_already.value.key == "text_begun"
    with pytest.raises(Declined) as none, begun.begin() as connection:
        taking_over.take_over(connection, EDITOR, NOW, "war_crimes", THEN, after())
    assert none.value.key == "text_no_before"


def test_who_may_not_write_takes_nothing_over_and_who_does_is_logged(begun: Store) -> None:
    with pytest.raises(AccessDenied):
        take(begun, after(), READER)
    take(begun, after())
    with begun.read() as connection:
        last = connection.execute(sa.select(AUDIT).order_by(AUDIT.c.id.desc())).mappings().first()
    assert last is not None and "take over from edition 1" in str(dict(last))


def test_a_figure_that_is_protected_now_is_not_told_by_the_text_before(begun: Store) -> None:
    hand = Words("fact", f"Från {OLD}, 112 alltså.", f"From {OLD}, 112 that is.")
    with begun.begin() as connection:
        (old,) = blocks(connection, BEFORE, HERE)
        add(connection, EDITOR, replace(old, version=2, words=hand), None)
    now = source(cell(None, "protected", period="2026K2"))
    with begun.begin() as connection:
        taking_over.take_over(connection, EDITOR, NOW, HERE, THEN, now)
        masked = hidden(history(connection, NOW), now)
    assert any("112" in numbers for numbers in masked.values())
    assert "tells" in problems(begun, now)


def test_a_token_is_never_lost_or_broken_by_moving() -> None:
    said = Words("assessment", f"{OLD} {{{{fel}}}} x", f"{OLD} y", because_sv=OLD, because_en=OLD)
    made = taking_over.moved(said, THEN, after())
    assert len(tokens.tokens(made.whole)) == 4 and tokens.broken(made.sv) == ["{{fel}}"]
