"""The verb ``edition``: the life of the next edition, from draft to published, step by step.

Here: its sub-verbs, their options, and doing them for a person who says who he or she is. Not here:
the steps (``data.signing``), making a draft and publishing (``metrics.jobs``).
"""

from __future__ import annotations

import argparse
from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from dashboard.verbs import Bar, installation, open_house, say, wrong
from data import drafts, editions, life, periods, registers, signing, standing, words
from data.access import SYSTEM, AccessDenied, Actor, Role
from data.acting import Declined, Refusal
from data.conditions import Move
from data.desk import cutoff as usual_cutoff
from data.moments import SWEDEN, moment, planned
from data.steps import State, Step, Taken
from data.store import Store, open_store
from metrics import jobs

ABOUT = """The life of an edition: draft, in review, joint preparation, signed by two, embargoed
until a minute, published. Each step says who takes it; a step that is not possible says why.
"lagesbild publish" walks it all at once, for synthetic demonstrations only."""
EXAMPLE = """  lagesbild edition draft --until 2026M09 --as editor::"Eva Redaktör"
  lagesbild edition propose --as editor::"Eva Redaktör"
  lagesbild edition prepare --until 2026-10-19T12:00 --as editor::"Eva Redaktör"
  lagesbild edition answer approve --as reviewer:tv:"Tor Granskare"
  lagesbild edition sign --as reviewer:pm:"Per Granskare"
  lagesbild edition sign --as reviewer:skv:"Siv Granskare"
  lagesbild edition embargo --as editor::"Eva Redaktör"
  lagesbild edition publish-due"""
EXITS = "Exit code 0: good. 1: refused, with the reason. 2: wrong use."
Subs = Any   # argparse names the type of its sub-parsers with an underscore


def actor(text: str) -> Actor:
    """Read an actor as role:authority:name, the authority empty where there is none.

    Raises ``Declined``.
    """
    role, _, rest = text.partition(":")
    authority, _, name = rest.partition(":")
    known = {"", *(a.code for a in registers.authorities())}
    if role not in Role.__members__ or authority not in known or not name.strip():
        raise Declined("not_an_actor", value=text)
    return Actor(name.strip(), Role[role], authority or None)


def when(text: str) -> datetime:
    """Read a moment in Swedish time, or with its own offset. Raises ``Declined``."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as wrong_:
        raise Declined("not_a_moment", value=text) from wrong_
    return (found if found.tzinfo else found.replace(tzinfo=SWEDEN)).astimezone(UTC)


def _refusable(verb: Callable[[Namespace], int]) -> Callable[[Namespace], int]:
    def run(options: Namespace) -> int:
        try:
            return verb(options)
        except (AccessDenied, Refusal) as why:
            return wrong(options, why.sentence(options.lang))
    return run


def _store(options: Namespace) -> Store:
    at = installation(options)
    return open_store(at.store_url, at.root)


def _number(store: Store, options: Namespace) -> int:
    """Return the edition that is asked for: the one held as a draft where none is named."""
    if options.number is not None:
        return int(options.number)
    held = drafts.newest(store)
    if held is None:
        raise Declined("no_draft", number="")
    return held.number


def draft(options: Namespace) -> int:
    """Make the draft of the next edition."""
    who, bar = actor(options.actor), Bar(options.json)
    if not periods.is_month(options.until):
        return wrong(options, words.say("cli.not_a_month", options.lang, value=options.until))
    try:
        day = date.fromisoformat(options.cutoff) if options.cutoff else usual_cutoff(options.until)
    except ValueError:
        return wrong(options, words.say("cli.not_a_date", options.lang, value=options.cutoff))
    try:
        held = jobs.draft(open_house(installation(options)), who, options.until, day, bar,
                          options.demonstration)
    finally:
        bar.close()
    said = words.say("life.done.make_draft", options.lang, label=held.label)
    say(options, said, {"ok": True, "draft": held.number, "version": held.version})
    return 0


def status(options: Namespace) -> int:
    """Say how an edition stands, and which steps are possible for somebody now."""
    store, who = _store(options), actor(options.actor)
    if options.number is None and drafts.newest(store) is None:
        say(options, words.say("edition_verb.nothing", options.lang), {"ok": True, "draft": None})
        return 0
    stands = standing.standing(store, who, _number(store, options))
    can = {step: life.can_step(stands, who, step, options.lang) for step in Step}
    lines = [*_stands(stands, options.lang),
             *(_step(step, *answer, options.lang) for step, answer in can.items())]
    say(options, "\n".join(lines), {
        "ok": True, "number": stands.number, "version": stands.version, "state": stands.state,
        "content": stands.content, "steps": {step: why for step, (_, why) in can.items()}})
    return 0


def _stands(stands: life.Standing, lang: str) -> list[str]:
    state = words.say(f"life.state.{stands.state}", lang)
    lines = [words.say("edition_verb.stands", lang, label=stands.label, state=state)]
    for key, at in (("deadline", stands.deadline), ("minute", stands.minute)):
        if at is not None:
            lines.append(words.say(f"edition_verb.{key}", lang, until=_said(at, lang)))
    return [*lines, words.say("edition_verb.content", lang, content=stands.content)]


def _said(at: datetime | None, lang: str) -> str:
    return moment(at)[words.LANGUAGES.index(lang)]


def _step(step: Step, possible: bool, why: str, lang: str) -> str:
    verb = words.say(f"life.step.{step}", lang)
    key = "can" if possible else "not_now"
    return "  " + words.say(f"edition_verb.{key}", lang, step=verb, why=why)


def step(options: Namespace) -> int:
    """Take one step."""
    store, who = _store(options), actor(options.actor)
    number, what = _number(store, options), Step(options.answer or options.step)
    taken = signing.take(store, who, number, what, _move(store, number, options, what))
    said = _done(store, who, taken, options.lang)
    say(options, said, {"ok": True, "number": number, "state": taken.state, "step": taken.id})
    return 0


def _move(store: Store, number: int, options: Namespace, what: Step) -> Move:
    until = when(options.until) if options.until else None
    held = drafts.newest(store)
    if what is Step.set_embargo and until is None and held is not None:
        until = planned(held.until)
    return Move(options.text, options.sv, options.en, until, options.comment)


def _done(store: Store, who: Actor, taken: Taken, lang: str) -> str:
    key = {State.signed_one: "sign_one", State.signed: "sign_two"}.get(
        taken.state, str(taken.act)) if taken.act is Step.sign else str(taken.act)
    stands = standing.standing(store, who, taken.edition)
    until = stands.minute if taken.act is Step.set_embargo else stands.deadline
    return words.say(f"life.done.{key}", lang, label=stands.label, until=_said(until, lang),
                     authority=registers.name("authorities", taken.authority, lang))


def publish_due(options: Namespace) -> int:
    """Publish the edition whose minute has come; the worker does so by itself."""
    house, now = open_house(installation(options)), datetime.now(UTC)
    number = signing.due(house.store, now)
    if number is None:
        say(options, words.say("edition_verb.nothing_due", options.lang), {"ok": True})
        return 0
    edition = jobs.release(house, SYSTEM, number, now)
    said = words.say("cli.published", options.lang, label=edition.label, hash=edition.hash)
    say(options, said, {"ok": True, "number": number, "hash": edition.hash,
                        "anchor": editions.anchor(house.store, number)._asdict()})
    return 0


def add(subs: Subs, common: argparse.ArgumentParser) -> None:
    """Add the verb and its sub-verbs to the command."""
    top = subs.add_parser(
        "edition", parents=[common], help="Take the next edition from draft to published",
        description=ABOUT, epilog=f"Example:\n{EXAMPLE}\n\n{EXITS}",
        formatter_class=argparse.RawDescriptionHelpFormatter)
    inner = top.add_subparsers(dest="part", metavar="STEP", required=True)
    making = _part(inner, common, "draft", "Build, protect and attack the next edition, and hold "
                   "it as its draft. It replaces the draft before.", draft)
    making.add_argument("--until", required=True, metavar="MONTH", help="last month of the picture")
    making.add_argument("--cutoff", default=None, metavar="DATE", help="last day of deliveries "
                        "that count (default: the 12th of the month after)")
    making.add_argument("--demonstration", action="store_true", help="allow synthetic deliveries")
    _part(inner, common, "status", "Say how the edition stands, which steps are possible for you "
          "now, and why the others are not.", status)
    for name, (what, about, wants) in _STEPS.items():
        _options(_part(inner, common, name, about, step), name, what, wants)
    due = inner.add_parser("publish-due", parents=[common], help="Publish what is due",
                           description="Publish the signed edition whose minute has come. The "
                           "worker does it by itself.")
    due.set_defaults(run=_refusable(publish_due))


_STEPS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "propose": ("propose", "Propose the draft for review. Texts are locked until it is handed "
                "back.", ()),
    "prepare": ("open_preparation", "Open the joint preparation: every authority whose deliveries "
                "count answers before a moment. Again: move the moment.", ("until",)),
    "answer": ("", "Answer for your authority: approve, comment, or dissent in both languages.",
               ("answer", "text", "sv", "en")),
    "resolve": ("resolve", "Deal with a comment, and say how.", ("comment", "text")),
    "hand-back": ("hand_back", "Hand the edition back to draft, with a comment. Signatures lapse.",
                  ("text",)),
    "sign": ("sign", "Sign the content for your authority. Two sign, of two authorities, one the "
             "leading one; neither has made, proposed or written it.", ()),
    "embargo": ("set_embargo", "Set the minute of publication, Swedish time (default: 08:00 on "
                "the planned day).", ("until",)),
    "withdraw": ("withdraw", "Withdraw the edition, with a public reason in both languages. It can "
                 "still be read, marked as withdrawn.", ("sv", "en")),
}
_ABOUT = {"text": "what you say; it stays in the log", "sv": "the public text in Swedish",
          "en": "the public text in English", "until": "the moment, as 2026-10-21T08:00"}


def _options(sub: argparse.ArgumentParser, name: str, what: str, wants: tuple[str, ...]) -> None:
    sub.set_defaults(step=what, answer="", text="", sv="", en="", until="", comment=0)
    for want in wants:
        if want == "answer":
            sub.add_argument("answer", choices=("approve", "comment", "dissent"))
        elif want == "comment":
            sub.add_argument("comment", type=int, help="the number of the comment")
        else:
            sub.add_argument(f"--{want}", default="", metavar="TEXT", help=_ABOUT[want])


def _part(
    inner: Subs, common: argparse.ArgumentParser, name: str, about: str,
    run: Callable[[Namespace], int],
) -> argparse.ArgumentParser:
    sub: argparse.ArgumentParser = inner.add_parser(
        name, parents=[common], help=about.split(".")[0].split(":")[0], description=about)
    sub.add_argument("--number", type=int, default=None, metavar="N",
                     help="which edition (default: the one held as a draft)")
    sub.add_argument("--as", required=True, dest="actor", metavar="ROLE:AUTHORITY:NAME",
                     help='who you are, such as reviewer:fk:"Anna Granskare"; it stays in the log')
    sub.set_defaults(run=_refusable(run))
    return sub
