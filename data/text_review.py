"""What of an edition's texts stops its review, and the texts as a frozen document.

Here: red figures, a missing language, numbers written by hand, open comments, likelihood and
confidence that are not told; what a figure was before it became protected, so that nobody shows it;
the canonical document. Not here: writing (``data.texts``), the life of an edition.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl
import sqlalchemy as sa

from data import prose, remarks, sections, tokens, words
from data.remarks import Remark
from data.text_rows import Block, blocks, history, owner
from data.tokens import Source, Status

LANGUAGES = ("sv", "en")
Problem = tuple[str, dict[str, Any]]
Frames = Mapping[str, pl.DataFrame] | pl.DataFrame | Source


def opened(frames: Frames) -> Source:
    """Open the frames of an edition or a draft as what tokens are resolved against."""
    return frames if isinstance(frames, Source) else Source.of(frames)


def problems(
    connection: sa.Connection, number: int, cells: Frames, figures: pl.DataFrame | None = None
) -> list[Problem]:
    """Return what stops the review of an edition's texts: keys and values of sentences, in order.

    ``cells`` are the edition's frames (cells alone judge no change word); ``figures`` are what the
    authorities have published themselves, fit to be cited. ``sentence`` says one.
    """
    source, said = opened(cells), remarks.remarks(connection, number)
    if figures is None and isinstance(cells, Mapping):
        figures = cells.get("figures")
    masked = hidden(history(connection, number), source)
    return [found for block in blocks(connection, number)
            for found in of_block(block, said, source, figures, masked.get(block.block, set()))]


def sentence(problem: Problem, lang: str) -> str:
    """Say in a language what stops the review."""
    key, values = problem
    said = {n: v[LANGUAGES.index(lang)] if isinstance(v, tuple) else v for n, v in values.items()}
    return words.say(f"text_problem.{key}", lang, **said)


def of_block(
    block: Block, said: Sequence[Remark], source: Source, figures: pl.DataFrame | None,
    masked: Iterable[str] = (),
) -> list[Problem]:
    """Return what stops the review of one block."""
    section, told, masked = sections.section(block.section), tuple(said), set(masked)
    about = {"section": section.pair(), "number": section.number}
    found = [*_red(block, told, source, about)]
    found += [("unread", about)] if block.words.unread else []
    found += [(key, about) for key in _missing(block)]
    loose = unapproved(block, told, figures, masked)
    found += [("tells", about) if n in masked else ("number", {**about, "said": n}) for n in loose]
    waits = len(remarks.unresolved(told, block.block))
    return found + [("comment", {**about, "n": waits})] * bool(waits)


def _red(
    block: Block, said: tuple[Remark, ...], source: Source, about: Mapping[str, Any]
) -> Iterator[Problem]:
    """Count the figures that have changed, and those that are protected now."""
    states = {str(r.token): r.status for r in red(block, said, source)}
    guarded = sum(status is Status.protected for status in states.values())
    for key, count in (("red", len(states) - guarded), ("guarded", guarded)):
        if count:
            yield key if count == 1 else f"{key}s", {**about, "n": count}


def red(block: Block, said: tuple[Remark, ...], source: Source) -> Iterator[tokens.Resolved]:
    """Yield the figures of a block and of its dissents that need somebody."""
    yield from tokens.red(block.words.whole, source, block.seen)
    for note in remarks.dissents(said, block.block):
        yield from tokens.red(f"{note.sv}\n{note.en}", source)


def _missing(block: Block) -> Iterator[str]:
    """Name what is missing: a language, the same figures in both, likelihood, confidence."""
    said = block.words
    if not said.sv:
        yield "no_sv"
    if not said.en:
        yield "no_en"
    if said.sv and said.en and {*map(str, tokens.tokens(said.sv))} != {
            *map(str, tokens.tokens(said.en))}:
        yield "differs"
    if said.kind == "fact" and any(prose.spoken(text, lang) not in ("", prose.EVERYDAY)
                                   for text, lang in ((said.sv, "sv"), (said.en, "en"))):
        yield "fact"
    if said.kind == "assessment":
        yield from _unsure(block)


def _unsure(block: Block) -> Iterator[str]:
    said = block.words
    spoken = {prose.spoken(text, lang) for lang, text in (("sv", said.sv), ("en", said.en)) if text}
    if not said.likelihood or spoken != {said.likelihood}:
        yield "likelihood"
    if not said.confidence:
        yield "confidence"
    if said.confidence in ("low", "medium") and not (said.because_sv and said.because_en):
        yield "because"


def unapproved(
    block: Block, said: tuple[Remark, ...], figures: pl.DataFrame | None = None,
    masked: Iterable[str] = (),
) -> list[str]:
    """Return the numbers of a block that no figure stands behind and no reviewer has approved.

    A number that tells a protected figure is never approved.
    """
    area = sections.section(block.section).area
    known = prose.cited(figures, area) if figures is not None else ()
    told = set(masked)
    passed = set(remarks.approved(said, block.block)) - told
    return [n for n in prose.loose(block.words.whole, known) if n not in passed]


def hidden(kept: Iterable[Block], source: Source) -> dict[int, set[str]]:
    """Return, a block, the written numbers that would tell a figure that is protected now.

    What any version of any block of a section remembers is covered in the whole section.
    """
    told: dict[str, set[str]] = {}
    sections_of: dict[int, str] = {}
    for version in kept:
        sections_of[version.block] = version.section
        told.setdefault(version.section, set()).update(_telling(version, source))
    return {block: told[section] for block, section in sections_of.items() if told[section]}


def _telling(version: Block, source: Source) -> Iterator[str]:
    for mark, then in version.seen.items():
        token = tokens.read(mark)
        if then.get("value") is not None and isinstance(token, tokens.Token) and (
                tokens.resolve(token, source).status is Status.protected):
            yield from prose.forms(then["value"])


def document(connection: sa.Connection, number: int) -> str:
    """Write the texts of an edition as canonical JSON, "" where nothing is written.

    Pure of clock and names: two runs over the same texts give the same bytes.
    """
    standing, said = blocks(connection, number), remarks.remarks(connection, number)
    if not standing:
        return ""
    written = [s for s in sections.sections() if any(b.section == s.code for b in standing)]
    made = {"version": 1, "numbers": _numbers(standing, said), "sections": [
        {"council": s.council, "area": s.area, "owner": owner(connection, number, s.code),
         "blocks": [_written(b, said) for b in standing if b.section == s.code]}
        for s in written]}
    return json.dumps(made, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _written(block: Block, said: tuple[Remark, ...]) -> dict[str, Any]:
    own = block.words
    return {
        "kind": own.kind, "sv": own.sv, "en": own.en, "likelihood": own.likelihood,
        "confidence": own.confidence, "because_sv": own.because_sv, "because_en": own.because_en,
        "dissents": [{"authority": r.authority, "sv": r.sv, "en": r.en}
                     for r in remarks.dissents(said, block.block)]}


def _numbers(standing: Sequence[Block], said: tuple[Remark, ...]) -> list[dict[str, str]]:
    """List the approved numbers that still stand, and for whom each was approved."""
    pairs = {(n, r.authority or r.role) for b in standing
             for n, r in remarks.approved(said, b.block).items()
             if n in prose.loose(b.words.whole)}
    return [{"text": text, "by": by} for text, by in sorted(pairs)]
