"""An edition in the making as its review shows it: what it needs, who has said what, what stops it.

Here: the verdict, the life as a line, answers, conditions, the disclosure test and the quality
declaration in short, where the texts name a figure. Not here: which step is possible
(``data.life``), the changes (``dashboard.models.compared``), markup.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from dashboard.models import compared
from dashboard.models.compared import Key
from dashboard.review_reading import Opened
from data import conditions, registers, sections, text_review, tokens, words
from data.access import Actor, Role
from data.moments import moment
from data.steps import State, Step, Taken

STAGES = (State.draft, State.in_review, State.joint_preparation, State.signed, State.embargoed,
          State.published)
LANGUAGE = ("no_en", "no_sv", "differs")   # problems of the texts that are about a language
TRIED = (("shown", "primary", "cells"),
         ("sums", "open", "equations"), ("insiders", "insiders", "authorities"),
         ("editions", "editions", "editions"))   # counts of the disclosure test that are told


@dataclass(frozen=True)
class Stage:
    """A stage of the life: past, now or ahead; ``said`` is its date or how far it is."""

    state: State
    where: str
    said: str


@dataclass(frozen=True)
class Condition:
    """One thing before signing: ok, stops or warns, in a sentence."""

    kind: str
    said: str


@dataclass(frozen=True)
class Answered:
    """What an authority has answered in the preparation: "" while it has not."""

    authority: str
    answer: str
    at: datetime | None
    said: str
    own: bool


def verdict(of: Opened, actor: Actor, lang: str) -> str:
    """Say how much has changed, and what whoever visits has yet to do."""
    return f"{compared.verdict(of.compared, lang)} {_yours(of, actor, lang)}"


def _yours(of: Opened, actor: Actor, lang: str) -> str:
    stands, own = of.stands, actor.authority or ""
    said = {State.draft: "draft", State.in_review: "in_review", State.signed: "signed",
            State.embargoed: "embargoed", State.withdrawn: "withdrawn"}.get(stands.state)
    if said is not None:
        return words.say(f"review.now_{said}", lang, until=_moment(stands.minute, lang))
    if actor.role == Role.reviewer and own in {s.authority for s in stands.signatures}:
        return words.say("review.now_you_signed", lang)
    if actor.role == Role.reviewer and own in stands.silent and _open(of):
        return words.say("review.now_answer", lang)
    if actor.role == Role.reviewer and own in stands.members:
        return words.say("review.now_sign", lang)
    return words.say("review.now_answered", lang, n=len(stands.answers), of=len(stands.asked))


def _open(of: Opened) -> bool:
    """Tell whether answers are still taken."""
    until = of.stands.deadline
    return of.stands.state is State.joint_preparation and until is not None and (
        datetime.now(until.tzinfo) < until)


def _moment(at: datetime | None, lang: str) -> str:
    return moment(at)[words.LANGUAGES.index(lang)]


def stages(of: Opened, lang: str, short: Any) -> Iterator[Stage]:
    """Yield the stages of the life in order; ``short`` writes a moment in a few characters."""
    now = State.signed if of.stands.state is State.signed_one else of.stands.state
    place = STAGES.index(now) if now in STAGES else -1
    for n, state in enumerate(STAGES):
        where = "now" if n == place else "past" if n < place else "ahead"
        yield Stage(state, where, _stage(of, state, lang, short))


def _stage(of: Opened, state: State, lang: str, short: Any) -> str:
    stands = of.stands
    if state is State.signed:
        return words.say("review.signed_of", lang, n=len(stands.signatures))
    if state is State.joint_preparation and stands.asked:
        return words.say("review.answered_of", lang, n=len(stands.answers), of=len(stands.asked),
                         until=short(stands.deadline))
    if state is State.embargoed:
        return words.say("review.until", lang, until=short(stands.minute)) if stands.minute else ""
    act = {State.draft: Step.make_draft, State.in_review: Step.propose}.get(state)
    taken = [t for t in of.steps if t.act is act]
    lapsed = state is State.in_review and stands.state is State.draft
    return short(taken[-1].at) if taken and not lapsed else ""


def answers(of: Opened, actor: Actor, lang: str) -> list[Answered]:
    """Return what each asked authority has answered, one's own first."""
    own = actor.authority or ""
    ordered = sorted(of.stands.asked, key=lambda code: code != own)
    return [_answered(code, of.stands.answers.get(code), code == own, lang) for code in ordered]


def _answered(code: str, taken: Taken | None, own: bool, lang: str) -> Answered:
    if taken is None:
        return Answered(code, "", None, "", own)
    said = str(taken.detail.get("text") or taken.detail.get(lang) or "")
    return Answered(code, str(taken.act), taken.at, said, own)


def before_signing(of: Opened, unseen: int, lang: str) -> list[Condition]:
    """Return the conditions of a signature, each held or not, by the functions that stop it."""
    stands, now = of.stands, datetime.now().astimezone()
    nobody = Actor("", Role.reviewer)
    test = conditions.tested(stands) or conditions.sound(stands)
    asked = conditions.answered(stands, nobody, now) if stands.deadline else None
    talk = conditions.resolved(stands)
    made = [_condition("test", test.sentence(lang) if test else "", lang),
            *_texts(of, lang),
            _condition("comments", talk.sentence(lang) if talk else "", lang),
            _condition("answers", asked.sentence(lang) if asked else "" if stands.deadline else
                       words.say("review.now_in_review", lang), lang)]
    if of.compared is None or not of.compared.result.changed.height:
        return made
    whole = of.compared.result.changed.height
    return [*made, Condition("warns" if unseen else "ok", words.say(
        "review.unseen" if unseen else "review.all_seen", lang, n=words.number(unseen, lang),
        of=words.number(whole, lang)))]


def _condition(key: str, problem: str, lang: str) -> Condition:
    return Condition("stops", problem) if problem else Condition(
        "ok", words.say(f"review.holds_{key}", lang))


def _texts(of: Opened, lang: str) -> Iterator[Condition]:
    for key, own in (("figures", False), ("languages", True)):
        found = [p for p in of.stands.texts if (p[0] in LANGUAGE) == own]
        first = text_review.sentence((found[0][0], dict(found[0][1])), lang) if found else ""
        yield _condition(key, first, lang)


def mentions(of: Opened, lang: str) -> dict[Key, tuple[str, ...]]:
    """Tell of each figure that the texts name, in which text and block of it."""
    found: dict[Key, dict[int, dict[int, None]]] = {}
    for block in sorted(of.blocks, key=lambda b: (sections.section(b.section).number, b.position)):
        text = sections.section(block.section).number
        for token in tokens.tokens(block.words.whole):
            if not token.change:
                key: Key = (token.indicator, token.place, token.authority, token.breakdown,
                            token.at)
                found.setdefault(key, {}).setdefault(text, {})[block.position] = None
    return {key: tuple(
        words.say("review.in_text", lang, text=text, block=", ".join(map(str, places)))
        for text, places in texts.items()) for key, texts in found.items()}


def tried(of: Opened) -> tuple[int, int, list[tuple[str, int]]]:
    """Return the findings of the disclosure test, the figures attacked and what it tried, counted.

    All protected figures are told as one: which were protected first is never said.
    """
    told = json.loads(of.documents.get("attack") or "{}")
    did = told.get("tried", {})
    attacked = int(did.get("open", {}).get("hidden", hidden(of)[0]))
    counts = [(key, int(did[part][name])) for key, part, name in TRIED
              if name in did.get(part, {})]
    return len(told.get("findings", ())), attacked, counts


def hidden(of: Opened) -> tuple[int, float]:
    """Return how many figures are protected, and their share of all, in per cent."""
    signs = of.frames["cells"]["sign"]
    count = int((signs == "protected").sum())
    return count, 100 * count / max(signs.len(), 1)


def quality(of: Opened, lang: str) -> list[tuple[str, str]]:
    """Sum up the quality declaration: one sentence a criterion, over all areas."""
    told = of.documents.get("quality")
    if not told:
        return []
    said: Sequence[Mapping[str, str]] = json.loads(told)
    areas = len({s["area"] for s in said})

    def count(measure: str, *fit: str) -> int:
        return sum(s["measure"] == measure and s["word"] in fit for s in said)

    def say(key: str, **values: Any) -> tuple[str, str]:
        return words.say(f"quality.{key}", lang), words.say(f"review.quality_{key}", lang, **values)

    age = next((s[lang] for s in said if s["measure"] == "age"), "")
    protected, share = hidden(of)
    return [
        say("relevance", areas=areas, n=of.frames["indicators"].height),
        say("accuracy", n=count("coverage", "all"), of=areas,
            remarks=areas - count("checks", "accepted")),
        (words.say("quality.timeliness", lang), age),
        say("punctuality", n=count("on_time", "all"), of=areas),
        say("accessibility", n=words.number(protected, lang), share=words.percent(share, lang)),
        say("comparability", breaks=areas - count("break", "none"),
            definitions=areas - count("definitions", "same")),
        say("coherence", n=areas - count("published", "none"), of=areas),
    ]


def own_cells(of: Opened, authority: str) -> pl.DataFrame:
    """Return an authority's own figures for Sweden, of each indicator the newest period."""
    own = of.frames["cells"].filter(
        (pl.col("authority") == authority) & (pl.col("place") == "SE")
        & (pl.col("breakdown") == "all"))
    end = pl.when(pl.col("period_level") == "year").then(pl.col("period") + "M12").when(
        pl.col("period_level") == "quarter").then(
            pl.col("period").str.slice(0, 5) + pl.col("period").str.slice(5).replace(
                {"1": "03", "2": "06", "3": "09", "4": "12"})).otherwise(pl.col("period"))
    ended = own.with_columns(end=end.str.replace("K", "M"))
    return ended.sort("end", "period_level").group_by("indicator", maintain_order=True).last(
        ).sort(pl.col("indicator").str.contains(".not", literal=True), "area", "indicator")


def own_deliveries(of: Opened, authority: str) -> pl.DataFrame:
    """Return the newest delivery of each kind that an authority has in the draft, in words."""
    own = of.frames["deliveries"].filter(pl.col("deliverer") == authority)
    return own.sort("received_on").group_by("contract", maintain_order=True).last().sort("contract")


def people(code: str, lang: str) -> str:
    """Name an authority, "" for none."""
    return registers.name("authorities", code, lang) if code else ""
