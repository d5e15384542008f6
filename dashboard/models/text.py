"""A section of the texts as its page shows it: what needs somebody, in words, and the outline.

Here: the verdict over a section, the state of each section, what stands beside a block, and the
figures that a search finds. Not here: reading (``dashboard.text_reading``), markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.text_reading import Pen
from data import prose, registers, remarks, text_review, tokens, words
from data.remarks import Remark
from data.sections import Section, sections
from data.text_review import Problem
from data.texts import Block
from data.tokens import Resolved, Source, Status, Token

FOUND = 8   # figures that a search shows
ORDER = ("unread", "guarded", "red", "tells", "no_en", "no_sv", "differs", "number", "likelihood",
         "confidence", "because", "fact", "comment")   # what is said first of a section


@dataclass(frozen=True)
class Row:
    """One block with all that stands beside it."""

    block: Block
    problems: tuple[Problem, ...]
    red: tuple[Resolved, ...]
    loose: tuple[str, ...]
    comments: tuple[Remark, ...]
    dissents: tuple[Remark, ...]
    cautions: tuple[tuple[str, str], ...]
    masked: frozenset[str]

    @property
    def usable(self) -> bool:
        """Whether every red figure has a new value or word that can be used as it is."""
        return bool(self.red) and all(
            r.status in (Status.changed, Status.altered) for r in self.red)


@dataclass(frozen=True)
class Entry:
    """One line of the outline: state is ready, needs, or open."""

    section: Section
    state: str
    said: str


def rows(pen: Pen, section: str) -> list[Row]:
    """Return the blocks of a section with what stands beside them."""
    return [_row(pen, block) for block in pen.of(section)]


def _row(pen: Pen, block: Block) -> Row:
    masked = frozenset(pen.masked.get(block.block, ()))
    figures = pen.frames["figures"]
    red = {str(r.token): r for r in text_review.red(block, pen.said, pen.source)}
    return Row(
        block, tuple(text_review.of_block(block, pen.said, pen.source, figures, masked)),
        tuple(red.values()),
        tuple(text_review.unapproved(block, pen.said, figures, masked)),
        tuple(remarks.unresolved(pen.said, block.block)),
        tuple(remarks.dissents(pen.said, block.block)), cautions(pen, block.words.whole), masked)


def cautions(pen: Pen, text: str) -> tuple[tuple[str, str], ...]:
    """Return the cautions that the indicators of a text carry, in both languages, each once."""
    known = dict(pen.frames["indicators"].select("indicator", "caution").iter_rows())
    keys = dict.fromkeys(known.get(token.indicator) for token in tokens.tokens(text))
    return tuple((words.say(f"caution.{k}", "sv"), words.say(f"caution.{k}", "en"))
                 for k in keys if k)


def verdict(found: Sequence[Row], lang: str) -> str:
    """Say in at most two sentences what a section needs, else that it is done."""
    if not found:
        return words.say("text.verdict_empty", lang)
    counts = _counts(found)
    said = [_capital(_counted(f"text.verdict_{key}", counts[key], lang)) for key in counts][:2]
    return " ".join(said) or _counted("text.verdict_ready", len(found), lang)


def _counts(found: Sequence[Row]) -> dict[str, int]:
    """Count what a section needs, the first thing first; red figures each once."""
    counts: dict[str, int] = {}
    for row in found:
        for key, about in row.problems:
            name = key.removesuffix("s") if key in ("reds", "guardeds") else key
            counts[name] = counts.get(name, 0) + int(about.get("n", 1))
    return {key: counts[key] for key in ORDER if key in counts}


def _counted(key: str, count: int, lang: str) -> str:
    if count == 1:
        return words.say(f"{key}_one", lang)
    said = words.say(f"desk.count_{count}", lang) if 1 < count <= 12 else words.number(count, lang)
    return words.say(key, lang, n=said)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def outline(pen: Pen, lang: str, own: Mapping[str, bool]) -> list[Entry]:
    """Return every section with its state; ``own`` tells where whoever looks may write."""
    return [_entry(pen, section, lang, own[section.code]) for section in sections()]


def _entry(pen: Pen, section: Section, lang: str, own: bool) -> Entry:
    found = rows(pen, section.code)
    if not found and own:
        return Entry(section, "open", words.say("text.state_empty", lang))
    if not found:
        owner = registers.name("authorities", pen.owners[section.code], lang)
        return Entry(section, "open", words.say("text.state_with", lang, owner=owner))
    counts = _counts(found)
    if not counts:
        return Entry(section, "ready", words.say("text.state_ready", lang))
    short = [_counted(f"text.short_{key}", n, lang) for key, n in counts.items()]
    return Entry(section, "needs", " · ".join(short))


def meaning(code: str, lang: str) -> str:
    """Say between which limits a word of likelihood lies."""
    low, high = prose.LIMITS[code]
    key = "below" if low == 0 else "above" if high == 100 else "between"
    return words.say(f"likelihood.{key}", lang, low=low, high=high)


@dataclass(frozen=True)
class Found:
    """A figure that a search has found: its token, what it is, and how it is written."""

    token: Token
    name: str
    where: str
    resolved: Resolved


Frames = Mapping[str, pl.DataFrame]


def search(frames: Frames, asked: str, lang: str, area: str = "") -> list[Found]:
    """Find figures by indicator, place, part, authority and period, the newest first.

    Every word asked for must be there; only figures that are shown, and judged changes.
    """
    parts = asked.lower().split()
    if not parts:
        return []
    figures = _matching(frames, frames["cells"].filter(pl.col("sign") == "visible"), parts,
                        "period", area)
    changes = _matching(frames, frames["changes"], [p for p in parts if p not in _CHANGES],
                        "comparison", area) if set(parts) & _CHANGES else []
    source = Source.of(frames)
    return [_found(frames, source, token, lang) for token in (*changes, *figures)[:FOUND]]


_CHANGES = frozenset({"ändring", "ändringsord", "change", "word"})


def _matching(
    frames: Frames, frame: pl.DataFrame, parts: Sequence[str], at: str, area: str
) -> list[Token]:
    known = frames["indicators"].select("indicator", "area", "headline", "sv", "en")
    named = frame.select("indicator", "place", "authority", "breakdown", at).join(
        known, on="indicator", how="inner")
    hay = pl.concat_str(
        [pl.col("sv"), pl.col("en"), pl.col("indicator"), _named("place", _places()),
         _named("breakdown", _breakdowns(frames)), _named("authority", _authorities()), pl.col(at),
         pl.col(at).str.replace("K", "Q")], separator=" ", ignore_nulls=True).str.to_lowercase()
    year = pl.col(at).str.slice(0, 4).str.to_integer(strict=False).fill_null(0)
    fits = [hay.str.contains(part, literal=True) for part in parts]
    found = named.filter(*fits).sort(
        pl.col("breakdown") != "all", pl.col("authority") != "all", pl.col("area") != area,
        pl.col("headline") == 0, pl.col("headline"), pl.col("place") != "SE", -year, pl.col(at),
        "indicator")
    chosen = found.select("indicator", "place", "authority", "breakdown", at).head(FOUND)
    return [Token(row[0], row[1], row[2], row[3], row[4], at == "comparison")
            for row in chosen.iter_rows()]


def _named(column: str, names: Mapping[str, str]) -> pl.Expr:
    return pl.col(column).replace_strict(names, default="", return_dtype=pl.String)


def _places() -> dict[str, str]:
    return {p.code: f"{p.sv} {p.en}" for p in registers.places()}


def _authorities() -> dict[str, str]:
    return {a.code: f"{a.sv} {a.en} {a.abbr}" for a in registers.authorities()}


def _breakdowns(frames: Frames) -> dict[str, str]:
    rows_ = frames["codes"].filter(pl.col("dimension") == "breakdown")
    return {r["code"]: f"{r['sv']} {r['en']}" for r in rows_.iter_rows(named=True)}


def _found(frames: Frames, source: Source, token: Token, lang: str) -> Found:
    names = dict(frames["indicators"].select("indicator", lang).iter_rows())
    where = [registers.name("places", token.place, lang)]
    if token.authority != "all":
        where.append(registers.name("authorities", token.authority, lang))
    if token.breakdown != "all":
        parts = frames["codes"].filter(pl.col("code") == token.breakdown)
        where.append(str(parts[lang][0]) if parts.height else token.breakdown)
    return Found(token, str(names.get(token.indicator, token.indicator)), ", ".join(where),
                 tokens.resolve(token, source))
