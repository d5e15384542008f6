"""Texts taken over from the edition before: figures moved on, and nothing counts until it is read.

Here: taking a section over, moving its figures to the new periods, reading a paragraph through,
taking it all back. Not here: writing (``data.texts``), what stops a review (``data.text_review``).
What was said about the old text (comments, approved numbers, dissents) stays with it: it was said
of other figures. What a figure was is kept with the paragraph, so that a number written by hand
that tells a figure protected now is covered here as it is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import polars as pl
import sqlalchemy as sa

from data import periods, tokens
from data.access import Actor
from data.acting import Declined
from data.text_rows import TAKEN, Block, Words, add, blocks, end, next_block
from data.texts import check_write, log_write, ready
from data.tokens import Broken, Source, Token


def offered(connection: sa.Connection, number: int, code: str) -> tuple[Block, ...]:
    """Return what a section can take over: the edition before's, where nothing is written yet."""
    return () if blocks(connection, number, code) else blocks(connection, number - 1, code)


def take_over(
    connection: sa.Connection, actor: Actor, number: int, code: str, before: Source, now: Source,
    at: datetime | None = None,
) -> int:
    """Take the section of the edition before over, unread, and return of how many paragraphs.

    ``before`` and ``now`` are the figures of the two editions. Raises ``AccessDenied``, and
    ``Declined`` where the edition is locked, something is written, or there is nothing to take.
    """
    check_write(connection, actor, number, code)
    log_write(connection, actor, number, code, f"take over from edition {number - 1}")
    if blocks(connection, number, code):
        raise Declined("text_begun")
    found = blocks(connection, number - 1, code)
    if not found:
        raise Declined("text_no_before")
    for old in found:
        said = moved(old.words, before, now)
        made = Block(next_block(connection), 1, number, code, end(connection, number, code),
                     replace(said, proposed=f"{TAKEN}{number - 1}:{old.block}"),
                     {**tokens.seen(said.whole, now), **_figures(old.seen)})
        add(connection, actor, made, at)
    return len(found)


def read_through(
    connection: sa.Connection, actor: Actor, block: int, version: int, at: datetime | None = None
) -> Block:
    """Say that a paragraph is read through: from now on it counts. Raises as ``texts.write``."""
    last = ready(connection, actor, block, version, "read through")
    return add(connection, actor, replace(
        last, version=version + 1, words=last.words.read_through()), at)


def take_back(
    connection: sa.Connection, actor: Actor, number: int, code: str, at: datetime | None = None
) -> int:
    """Take out again what was taken over and nobody has read; return of how many paragraphs."""
    check_write(connection, actor, number, code)
    log_write(connection, actor, number, code, "take back what was taken over")
    unread = [b for b in blocks(connection, number, code) if b.words.unread]
    for one in unread:
        add(connection, actor, replace(one, version=one.version + 1, removed=True), at)
    return len(unread)


def moved(said: Words, before: Source, now: Source) -> Words:
    """Move the figures of some words as far as their series has moved on."""
    texts = {name: _moved(text, before, now) if name in _WRITTEN else text
             for name, text in asdict(said).items()}
    return Words(**texts)


_WRITTEN = ("sv", "en", "because_sv", "because_en")


def _moved(text: str, before: Source, now: Source) -> str:
    return "".join(str(p) if isinstance(p, str) else p.text if isinstance(p, Broken)
                   else str(moved_on(p, before, now)) for p in tokens.pieces(text))


def moved_on(token: Token, before: Source, now: Source) -> Token:
    """Move a token as many periods as the newest settled one of its series has moved.

    A change word names no period and stays; so does a figure that has none in the new period.
    """
    if token.change:
        return token
    first, last = _newest(token, before), _newest(token, now)
    if not first or not last or last <= first:
        return token
    on = replace(token, at=periods.shift(token.at, len(periods.span(first, last)) - 1))
    row = now.row(on)
    return on if row is not None and row["sign"] == "visible" else token


def _newest(token: Token, source: Source) -> str:
    """Return the newest settled period that a token's series shows at its level, "" for none."""
    own = source.cells.filter(
        (pl.col("indicator") == token.indicator) & (pl.col("place") == token.place)
        & (pl.col("authority") == token.authority) & (pl.col("breakdown") == token.breakdown)
        & (pl.col("sign") == "visible") & (pl.col("status") != "provisional"))
    level = periods.level(token.at)
    return max((p for p in own["period"] if periods.level(p) == level), default="")


def _figures(seen: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Keep what the figures were; a change word is judged anew and remembered as it is now."""
    return {mark: then for mark, then in seen.items()
            if isinstance(token := tokens.read(mark), Token) and not token.change}
