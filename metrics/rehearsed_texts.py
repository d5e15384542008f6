"""Made-up texts of a synthetic edition: facts from the statistics, an assessment, a recommendation.

Here: what the rehearsal writes in each section, from the judged changes of the held draft. Not
here: the proposals (``metrics.proposing``), writing (``data.texts``), the steps of an edition's
life (``metrics.rehearsal``). No number is made up: every figure is a token.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import polars as pl
import sqlalchemy as sa

from data import drafts, remarks, sections, texts, tokens, words
from data.access import Actor
from data.sections import Section
from data.store import Store
from data.texts import Words
from data.tokens import Source, Token
from metrics.change import SURE_WORDS
from metrics.proposing import proposals

FACTS = 2   # proposals that are taken in
SURE = {"up": ("likely", "medium"), "down": ("possible", "low"), "none": ("very_likely", "high")}
FOLLOWED = "organised_crime"   # the section with a recommendation


def write(store: Store, actor: Actor, dissenter: Actor, number: int, at: datetime) -> None:
    """Write the texts of a held draft as an editor would; one authority dissents once."""
    with store.begin() as connection:
        changes, indicators, cells = (
            drafts.read(connection, number, name) for name in ("changes", "indicators", "cells"))
        source = Source(cells, changes)
        for section in sections.sections():
            made = [Words("fact", p.sv, p.en, proposed=p.key)
                    for p in proposals(changes, indicators, section.area)[:FACTS]]
            made += _judged(source, indicators, section) if made and section.area else []
            for said in made:
                block = texts.write(
                    connection, actor, number, section.code, said, source, at=at)
                if said.kind == "recommendation":
                    _dissent(connection, dissenter, block.block, at)


def _judged(source: Source, indicators: pl.DataFrame, section: Section) -> list[Words]:
    """Assess the main figure of an area, and recommend something where the rehearsal does."""
    main = indicators.filter((pl.col("area") == section.area) & (pl.col("headline") == 1))
    code = str(main["indicator"][0]) if main.height else ""
    found = [source.row(Token(code, "SE", "all", "all", level, change=True))
             for level in tokens.COMPARISONS]
    change = next((row for row in found if row is not None), None)
    if change is None:
        return []
    made = [_assessed(str(change["word"]))]
    if section.area == FOLLOWED and change["value"] is not None:
        figure = str(Token(code, "SE", "all", "all", str(change["period"])))
        sv, en = (words.say("texts_made_up.follow", lang, value=figure) for lang in words.LANGUAGES)
        made.append(Words("recommendation", sv, en))
    return made


def _assessed(word: str) -> Words:
    way = word.rpartition("_")[2] if word in SURE_WORDS else "none"
    likelihood, confidence = SURE[way]
    sv, en = (words.say(f"texts_made_up.{way}", lang) for lang in words.LANGUAGES)
    made = Words("assessment", sv, en, likelihood, confidence)
    if confidence == "high":
        return made
    sv, en = (words.say(f"texts_made_up.{way}_because", lang) for lang in words.LANGUAGES)
    return replace(made, because_sv=sv, because_en=en)


def _dissent(connection: sa.Connection, actor: Actor, block: int, at: datetime) -> None:
    sv, en = (words.say("texts_made_up.dissent", lang) for lang in words.LANGUAGES)
    remarks.dissent(connection, actor, block, str(actor.authority), sv, en, at)
