"""What must hold before an edition takes a step, each as one function with one sentence.

Here: how an edition stands, as a value; what comes with a step; the conditions. A condition returns
what is in the way, or None. Not here: which step asks for which (``data.life``), reading how an
edition stands (``data.standing``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from data import registers
from data.access import Actor
from data.acting import LONGEST, Declined, Refusal
from data.moments import moment
from data.steps import State, Taken


class InTexts(Refusal):
    """Something in the texts stops the step. Its sentences are those of ``data.text_review``."""

    group = "text_problem"


@dataclass(frozen=True)
class Move:
    """What comes with a step: a text, its two languages, a moment, the comment that it resolves.

    ``seen`` is the ``stamp`` of the standing that a page showed: "" where nobody looked.
    """

    text: str = ""
    sv: str = ""
    en: str = ""
    until: datetime | None = None   # the deadline of the preparation, the minute of the embargo
    comment: int = 0
    seen: str = ""


@dataclass(frozen=True)
class Standing:
    """How an edition stands: all that the conditions ask about, read at one moment.

    ``makers`` made or proposed the draft, ``authors`` wrote its texts. ``asked`` are the
    authorities whose deliveries count, ``answers`` the newest answer of each that has answered.
    ``content`` is the hash of what would be signed now. ``texts`` are the problems of the texts.
    """

    number: int
    label: str = ""
    version: int = 0
    state: State = State.none
    published: bool = False
    makers: frozenset[str] = frozenset()
    authors: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()
    asked: tuple[str, ...] = ()
    deadline: datetime | None = None
    answers: Mapping[str, Taken] = field(default_factory=dict)
    comments: tuple[Taken, ...] = ()
    signatures: tuple[Taken, ...] = ()
    minute: datetime | None = None
    content: str = ""
    tested: bool = False
    findings: int = 0
    texts: tuple[tuple[str, Mapping[str, Any]], ...] = ()

    @property
    def stamp(self) -> str:
        """Name this standing in a few characters: it changes with version, state and content."""
        return f"{self.version}-{self.state}-{self.content[:16]}"

    @property
    def silent(self) -> tuple[str, ...]:
        """Return the authorities that were asked and have not answered."""
        return tuple(code for code in self.asked if code not in self.answers)


def _person(name: str) -> str:
    return " ".join(name.split()).casefold()


def _within(name: str, names: frozenset[str]) -> bool:
    return _person(name) in {_person(other) for other in names}


def tested(standing: Standing, *_: object) -> Refusal | None:
    """Hold the disclosure test to be of these very figures."""
    return None if standing.tested else Declined("test_older")


def sound(standing: Standing, *_: object) -> Refusal | None:
    """Hold the disclosure test to have found nothing."""
    return None if standing.findings == 0 else Declined("test_found")


def no_author(standing: Standing, actor: Actor, *_: object) -> Refusal | None:
    """Refuse whoever wrote text in the edition."""
    return Declined("sign_author") if _within(actor.name, standing.authors) else None


def no_maker(standing: Standing, actor: Actor, *_: object) -> Refusal | None:
    """Refuse whoever made or proposed the draft."""
    return Declined("sign_maker") if _within(actor.name, standing.makers) else None


def not_twice(standing: Standing, actor: Actor, *_: object) -> Refusal | None:
    """Refuse a second signature of the same person, or of the same authority."""
    if _within(actor.name, frozenset(s.who for s in standing.signatures)):
        return Declined("sign_again")
    if actor.authority in {s.authority for s in standing.signatures}:
        return Declined("sign_same_authority", authority=_named(str(actor.authority)))
    return None


def member(standing: Standing, actor: Actor, *_: object) -> Refusal | None:
    """Refuse an authority that is no member of the council."""
    if actor.authority in standing.members:
        return None
    return Declined("sign_no_member", authority=_named(str(actor.authority)))


def led(standing: Standing, actor: Actor, *_: object) -> Refusal | None:
    """Hold one of the two signatures to be a leading authority's."""
    signed = {s.authority for s in standing.signatures}
    if not signed or (signed | {str(actor.authority)}) & standing.leads:
        return None
    leads = [_named(code) for code in sorted(standing.leads)]
    return Declined("sign_no_lead", leads=tuple(", ".join(names) for names in zip(
        *leads, strict=True)))


def written(standing: Standing, *_: object) -> Refusal | None:
    """Hold the texts to be whole: both languages, no moved figure, no number of its own."""
    if not standing.texts:
        return None
    key, values = standing.texts[0]
    return InTexts(key, **values)


def answered(standing: Standing, _: Actor, at: datetime) -> Refusal | None:
    """Hold the joint preparation to be over: the time is out, or every authority has answered."""
    if standing.deadline is None or (standing.silent and at < standing.deadline):
        return Declined("preparation_open", n=len(standing.silent),
                        until=moment(standing.deadline))
    return None


def resolved(standing: Standing, *_: object) -> Refusal | None:
    """Hold every comment to be dealt with."""
    return Declined("comments_open", n=len(standing.comments)) if standing.comments else None


def unmoved(standing: Standing, *_: object) -> Refusal | None:
    """Hold the second signature to be set on what the first was."""
    moved = any(s.content != standing.content for s in standing.signatures)
    return Declined("sign_moved") if moved else None


def as_signed(standing: Standing, *_: object) -> Refusal | None:
    """Hold what is published to be what two have signed."""
    if len(standing.signatures) < 2:
        return Declined("signed_by_few")
    return unmoved(standing)


def due(standing: Standing, _: Actor, at: datetime) -> Refusal | None:
    """Hold the minute of the embargo to have come."""
    if standing.minute is not None and at >= standing.minute:
        return None
    return Declined("embargo_holds", until=moment(standing.minute))


def asked(standing: Standing, actor: Actor, *_: object) -> Refusal | None:
    """Refuse an authority none of whose deliveries count."""
    if actor.authority in standing.asked:
        return None
    return Declined("not_asked_authority", authority=_named(str(actor.authority)))


def in_time(standing: Standing, _: Actor, at: datetime) -> Refusal | None:
    """Refuse an answer after the deadline."""
    if standing.deadline is not None and at < standing.deadline:
        return None
    return Declined("answer_late", until=moment(standing.deadline))


def never_published(standing: Standing, *_: object) -> Refusal | None:
    """Refuse a new draft of an edition that was published."""
    return Declined("was_published", label=standing.label) if standing.published else None


def seen(standing: Standing, move: Move) -> Refusal | None:
    """Refuse where the edition has moved since the page that somebody acts from was shown."""
    moved = move.seen and move.seen != standing.stamp
    return Declined("edition_moved", label=standing.label) if moved else None


def text(_: Standing, move: Move, *__: object) -> Refusal | None:
    """Ask for a text."""
    return _long(move.text) if move.text.strip() else Declined("no_text")


def both_languages(_: Standing, move: Move, *__: object) -> Refusal | None:
    """Ask for a text in both languages: it is public."""
    if not (move.sv.strip() and move.en.strip()):
        return Declined("one_language")
    return _long(move.sv) or _long(move.en)


def _long(said: str) -> Refusal | None:
    return Declined("too_long", most=LONGEST) if len(said) > LONGEST else None


def open_comment(standing: Standing, move: Move, *_: object) -> Refusal | None:
    """Ask for a comment that nobody has dealt with."""
    known = {comment.id for comment in standing.comments}
    return None if move.comment in known else Declined("no_comment", comment=move.comment)


def coming_deadline(_: Standing, move: Move, at: datetime) -> Refusal | None:
    """Ask for a deadline that is still to come."""
    return None if move.until and move.until > at else Declined("deadline_past")


def coming_minute(_: Standing, move: Move, at: datetime) -> Refusal | None:
    """Ask for a minute that has not passed."""
    return None if move.until and move.until >= at else Declined("minute_past")


def _named(code: str) -> tuple[str, str]:
    return (registers.name("authorities", code, "sv"), registers.name("authorities", code, "en"))
