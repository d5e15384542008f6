"""Who may do what: actors, roles, acts and one table that every act asks.

Here: the table and the two ways to ask it, ``check_act`` (raises with a sentence) and ``can_act``
(for the button), from one implementation. Not here: who somebody is (login), what an act does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from data import registers, words


class Role(StrEnum):
    """What somebody comes as."""

    council_member = "council_member"
    management = "management"
    steward = "steward"
    deliverer = "deliverer"
    method = "method"
    operator = "operator"
    editor = "editor"
    reviewer = "reviewer"


class Act(StrEnum):
    """What somebody may do."""

    read_edition = "read_edition"
    read_council = "read_council"
    read_desk = "read_desk"
    receive_delivery = "receive_delivery"
    withdraw_delivery = "withdraw_delivery"
    publish_edition = "publish_edition"
    export_edition = "export_edition"
    verify_edition = "verify_edition"
    read_method = "read_method"
    read_loss = "read_loss"
    choose_role = "choose_role"
    run_worker = "run_worker"
    try_delivery = "try_delivery"
    read_examples = "read_examples"
    decide_delivery = "decide_delivery"
    waive_rule = "waive_rule"
    ask_deliverer = "ask_deliverer"
    answer_question = "answer_question"
    record_correction = "record_correction"
    settle_correction = "settle_correction"
    erase_delivery = "erase_delivery"
    apply_retention = "apply_retention"
    write_decision = "write_decision"
    read_draft = "read_draft"
    draft_edition = "draft_edition"
    write_text = "write_text"
    review_edition = "review_edition"
    answer_edition = "answer_edition"
    sign_edition = "sign_edition"
    withdraw_edition = "withdraw_edition"


class Scope(StrEnum):
    """How far a yes reaches."""

    none = "none"                 # not at all
    all = "all"                   # everywhere
    own_council = "own_council"   # the council that the actor sits in, and its places
    own_rows = "own_rows"         # what the actor's own authority has delivered
    others_rows = "others_rows"   # what any authority but the actor's own has delivered


@dataclass(frozen=True)
class Actor:
    """Somebody who acts: name, role, authority and council (where there is one)."""

    name: str
    role: str
    authority: str | None = None
    council: str | None = None


SYSTEM = Actor("system", Role.operator)


class AccessDenied(Exception):
    """The actor may not do this. Carries a sentence in both languages."""

    def __init__(self, role: str, act: str) -> None:
        self.role, self.act = role, act
        super().__init__(f"{role}: {act}")

    def sentence(self, lang: str) -> str:
        """Say in a language who may not do what, and what to do about it."""
        role = words.say(f"role.{self.role}", lang) if words.has(f"role.{self.role}") else self.role
        act = words.say(f"act.{self.act}", lang) if words.has(f"act.{self.act}") else self.act
        return words.say("access.denied", lang, role=role, act=act)


def _row(
    member: Scope, management: Scope, steward: Scope, deliverer: Scope, method: Scope,
    operator: Scope, editor: Scope, reviewer: Scope,
) -> Mapping[Role, Scope]:
    scopes = (member, management, steward, deliverer, method, operator, editor, reviewer)
    return MappingProxyType(dict(zip(Role, scopes, strict=True)))


_NO, _ALL, _COUNCIL, _ROWS = Scope.none, Scope.all, Scope.own_council, Scope.own_rows
_OTHERS = Scope.others_rows

# One row an act; columns: council member, management, steward, deliverer, method, operator,
# editor, reviewer.
# read_edition opens any council's one-page summary; read_council the pages behind it. A whole
# edition holds every council's pages, so a council's member may not take it out. A steward decides
# no delivery of its own authority. An editor keeps the secretariat's pen; a reviewer answers and
# signs for its own authority; management writes what its own authority owns.
TABLE: Mapping[Act, Mapping[Role, Scope]] = MappingProxyType({
    Act.read_edition: _row(_ALL, _ALL, _ALL, _ALL, _ALL, _ALL, _ALL, _ALL),
    Act.read_council: _row(_COUNCIL, _ALL, _ALL, _NO, _ALL, _ALL, _ALL, _ALL),
    Act.read_desk: _row(_NO, _NO, _ALL, _ROWS, _NO, _ALL, _NO, _NO),
    Act.receive_delivery: _row(_NO, _NO, _ALL, _ROWS, _NO, _ALL, _NO, _NO),
    Act.withdraw_delivery: _row(_NO, _NO, _ALL, _ROWS, _NO, _ALL, _NO, _NO),
    Act.publish_edition: _row(_NO, _ALL, _NO, _NO, _NO, _ALL, _NO, _NO),
    Act.export_edition: _row(_COUNCIL, _ALL, _ALL, _NO, _ALL, _ALL, _ALL, _ALL),
    Act.verify_edition: _row(_ALL, _ALL, _ALL, _ALL, _ALL, _ALL, _ALL, _ALL),
    Act.read_method: _row(_ALL, _ALL, _ALL, _ALL, _ALL, _ALL, _ALL, _ALL),
    Act.read_loss: _row(_NO, _NO, _ALL, _NO, _ALL, _ALL, _NO, _NO),
    Act.choose_role: _row(_ALL, _ALL, _ALL, _ALL, _ALL, _ALL, _ALL, _ALL),
    Act.run_worker: _row(_NO, _NO, _NO, _NO, _NO, _ALL, _NO, _NO),
    Act.try_delivery: _row(_NO, _NO, _ALL, _ALL, _ALL, _ALL, _NO, _NO),
    Act.read_examples: _row(_NO, _NO, _ALL, _ROWS, _NO, _NO, _NO, _NO),
    Act.decide_delivery: _row(_NO, _NO, _OTHERS, _NO, _NO, _NO, _NO, _NO),
    Act.waive_rule: _row(_NO, _NO, _OTHERS, _NO, _NO, _NO, _NO, _NO),
    Act.ask_deliverer: _row(_NO, _NO, _OTHERS, _NO, _NO, _NO, _NO, _NO),
    Act.answer_question: _row(_NO, _NO, _NO, _ROWS, _NO, _NO, _NO, _NO),
    Act.record_correction: _row(_NO, _NO, _OTHERS, _NO, _NO, _NO, _NO, _NO),
    Act.settle_correction: _row(_NO, _NO, _OTHERS, _NO, _NO, _NO, _NO, _NO),
    Act.erase_delivery: _row(_NO, _NO, _ALL, _NO, _NO, _ALL, _NO, _NO),
    Act.apply_retention: _row(_NO, _NO, _NO, _NO, _NO, _ALL, _NO, _NO),
    Act.write_decision: _row(_NO, _ALL, _NO, _NO, _NO, _ALL, _ALL, _NO),
    Act.read_draft: _row(_NO, _ALL, _ALL, _NO, _ALL, _ALL, _ALL, _ALL),
    Act.draft_edition: _row(_NO, _NO, _NO, _NO, _NO, _ALL, _ALL, _NO),
    Act.write_text: _row(_NO, _ROWS, _NO, _NO, _NO, _NO, _ALL, _NO),
    Act.review_edition: _row(_NO, _NO, _NO, _NO, _NO, _NO, _ALL, _ALL),
    Act.answer_edition: _row(_NO, _NO, _NO, _NO, _NO, _NO, _NO, _ROWS),
    Act.sign_edition: _row(_NO, _NO, _NO, _NO, _NO, _NO, _NO, _ROWS),
    Act.withdraw_edition: _row(_NO, _NO, _NO, _NO, _NO, _ALL, _ALL, _NO),
})


def check_act(
    actor: Actor, act: Act | str, *, council: str | None = None, authority: str | None = None,
    place: str | None = None,
) -> None:
    """Raise ``AccessDenied`` unless the actor may do the act on this council, authority, place.

    An unknown role or act is denied.
    """
    if not _allowed(actor, act, council, authority, place):
        raise AccessDenied(str(actor.role), str(act))


def can_act(
    actor: Actor, act: Act | str, *, council: str | None = None, authority: str | None = None,
    place: str | None = None,
) -> bool:
    """Tell whether ``check_act`` would pass."""
    return _allowed(actor, act, council, authority, place)


def _allowed(
    actor: Actor, act: Act | str, council: str | None, authority: str | None, place: str | None
) -> bool:
    if str(act) not in Act.__members__ or str(actor.role) not in Role.__members__:
        return False
    scope = TABLE[Act[str(act)]][Role[str(actor.role)]]
    if scope is Scope.own_rows:
        return actor.authority is not None and actor.authority == authority
    if scope is Scope.others_rows:
        return actor.authority is None or actor.authority != authority
    if scope is Scope.own_council:
        return _in_council(actor, council, place)
    return scope is Scope.all


def _in_council(actor: Actor, council: str | None, place: str | None) -> bool:
    """Regional councils read their own region and Sweden; others their own picture."""
    if actor.council is None or actor.council != council:
        return False
    own = {c.code: c.place for c in registers.councils()}.get(actor.council)
    return own == "SE" or (own is not None and _within(place, own))


def _within(place: str | None, region: str) -> bool:
    known = {p.code: p for p in registers.places()}
    if place is None or place == "SE":
        return True
    return place in known and registers.region_of(place) == region
