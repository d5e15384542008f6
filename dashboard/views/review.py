"""The edition in the making, for its editor and reviewers: what changed, and the acts beside it.

Here: the order of the page, which changes are ticked, what stands where no draft is held. Not here:
the panel, the markup of changes, any rule (``data.life``).
"""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import chrome, drawing, review_reading
from dashboard.desk_words import moment
from dashboard.models import compared as changes
from dashboard.models import review as model
from dashboard.models.compared import Line, Wish
from dashboard.review_reading import Opened
from dashboard.views import compare, drafting, review_material, review_panel
from dashboard.views import compared as markup
from dashboard.views import review_doing as doing
from dashboard.views.review_doing import say
from dashboard.views.text_doing import receipt, tell
from dashboard.visit import Visit
from data import words
from data.access import Act, Role, can_act
from data.seen import OPEN

DRAWN = "review-drawn"   # of the session: which boxes stood ticked when the list was drawn
MARKS = {"past": ("disc", "grey"), "now": ("disc", ""), "ahead": ("ring", "grey")}


def render(visit: Visit) -> None:
    """Show the review of the held draft, or that none is held and how to make one."""
    of = review_reading.opened(visit)
    if of is None:
        drafting.nothing(visit)
        return
    every = [] if of.compared is None else changes.lines(
        of.compared, visit.lang, model.mentions(of, visit.lang))
    marked = of.seen.get((visit.actor.name, visit.actor.authority or ""), frozenset())
    drawing.draw(_head(visit, of), "review-head")
    receipt()
    with st.container(key="review"):
        with st.container(key="material"):
            _material(visit, of, every, marked)
        with st.container(key="panel"):
            review_panel.panel(visit, of, [
                f"{line.what}, {line.where}" for line in every if line.name not in marked])
            drawing.draw(review_material.tested(visit, of), "review-test")
            drafting.again(visit, of)


def _head(visit: Visit, of: Opened) -> str:
    editions = escape(visit.link("editions"))
    state = words.say(f"life.state.{of.stands.state}", visit.lang)
    crumb = say(visit, "crumb", label=of.draft.label, state=state)
    stages = "".join(_stage(visit, one) for one in model.stages(
        of, visit.lang, lambda at: moment(visit, at.isoformat())))
    return (f'<p class="crumb"><a href="{editions}">'
            f'{escape(words.say("page.editions", visit.lang))}</a> / {escape(crumb)}</p>'
            f"<h1>{markup.unbroken(model.verdict(of, visit.actor, visit.lang), of.compared)}</h1>"
            f'<ol class="life" aria-label="{escape(say(visit, "life"))}">{stages}</ol>')


def _stage(visit: Visit, one: model.Stage) -> str:
    now = ' aria-current="step"' if one.where == "now" else ""
    hidden = "" if one.where == "now" else (
        f'<span class="hidden"> ({escape(say(visit, f"stage_{one.where}"))})</span>')
    small = f"<small>{escape(one.said)}</small>" if one.said else ""
    return (f"<li{now}>{chrome.icon(*MARKS[one.where])}<span><b>"
            f'{escape(say(visit, f"stage.{one.state}"))}</b>{hidden}{small}</span></li>')


def _material(visit: Visit, of: Opened, every: list[Line], marked: frozenset[str]) -> None:
    own = visit.actor.authority or ""
    if visit.role == Role.reviewer and own:
        mine = {line.key: line for line in every if line.key[2] == own}
        drawing.draw(review_material.own_part(visit, of, mine), "review-own")
    _changes(visit, of, every, marked)
    left, right = st.columns(2, gap="large")
    with left:
        drawing.draw(review_material.declared(visit, of), "review-quality")
    with right:
        review_material.comments(visit, of)


def _changes(visit: Visit, of: Opened, every: list[Line], marked: frozenset[str]) -> None:
    """Show the changes: how many are seen, the reasons, the table with its boxes, the workbook."""
    if of.compared is None or not every:
        st.html(markup.none(visit, of.compared))
        return
    wish = Wish.read(visit.choice)
    ticks = can_act(visit.actor, Act.review_edition) and of.stands.state in OPEN
    count = sum(line.name in marked for line in every)
    with st.container(key="changes"):
        st.html(_title(visit, of, wish, count if ticks else None, len(every)))
        _table(visit, of, every, wish, marked if ticks else None)
    compare.download(visit, of.compared)


def _table(
    visit: Visit, of: Opened, every: list[Line], wish: Wish, marked: frozenset[str] | None
) -> None:
    """Show the reasons and the table; with ``marked`` there is a box beside each change."""
    assert of.compared is not None
    shown = changes.kept(every, wish, visit.actor.authority or "", marked or frozenset())
    drawn = None if marked is None else _drawn(visit, of, marked)
    named = any(line.named for line in every)
    body = markup.table(visit, of.compared, shown, drawn, named) if shown.lines else (
        markup.none(visit, of.compared))
    drawing.draw(markup.bar(visit, of.compared, wish, lambda c: visit.link(choice=c)) + body
                 + markup.under(visit, shown, wish, lambda c: visit.link(choice=c)),
                "review-changes")
    if marked is not None:
        _ticking(visit, of, [line.name for line in shown.lines if line.name not in marked])


def _title(visit: Visit, of: Opened, wish: Wish, seen: int | None, whole: int) -> str:
    title = markup.say(visit, "title", label=of.compared.before.label if of.compared else "")
    links = []
    if seen is not None:
        links.append(escape(say(visit, "seen_of", n=words.number(seen, visit.lang),
                                of=words.number(whole, visit.lang))))
        links.append(_toggle(visit, "unseen", wish.write(unseen=not wish.unseen), wish.unseen))
    if visit.role == Role.reviewer and visit.actor.authority:
        links.append(_toggle(visit, "own", wish.write(own=not wish.own), wish.own))
    return (f'<div class="blk hd"><h2>{title}</h2><span class="src">{" · ".join(links)}</span>'
            "</div>")


def _toggle(visit: Visit, key: str, choice: str, on: bool) -> str:
    now = ' aria-current="true"' if on else ""
    return (f'<a href="{escape(visit.link(choice=choice))}"{now}>'
            f'{escape(say(visit, f"only_{key}"))}</a>')


def _drawn(visit: Visit, of: Opened, marked: frozenset[str]) -> frozenset[str]:
    """Return the boxes that stood ticked when this list was drawn: a table that is not drawn anew
    keeps the focus where it is; the browser holds what was ticked since."""
    about = (of.draft.number, of.draft.version, visit.lang, visit.choice, visit.actor.name)
    kept: tuple[object, frozenset[str]] | None = st.session_state.get(DRAWN)
    if kept is None or kept[0] != about:
        st.session_state[DRAWN] = kept = (about, marked)
    return kept[1]


def _ticking(visit: Visit, of: Opened, left: list[str]) -> None:
    """Take what was ticked, by the hidden field that the script writes; and all shown at once."""
    with st.container(key="ticking"):
        st.text_input("ticking", key="ticked", label_visibility="collapsed",
                      on_change=_ticked, args=(visit, of.draft.number))
    if left and st.button(say(visit, "see_all", n=len(left)), key="see-all"):
        problem = doing.mark(visit, of.draft.number, left, True)
        st.session_state.pop(DRAWN, None)
        tell("" if problem else say(visit, "saw_all", n=len(left)), problem)
        st.rerun()


def _ticked(visit: Visit, number: int) -> None:
    said = str(st.session_state.get("ticked") or "").split()
    for sign, shown in (("+", True), ("-", False)):
        names = [s[1:] for s in said if s[0] == sign]
        problem = doing.mark(visit, number, names, shown) if names else ""
        if problem:
            tell(wrong=problem)

