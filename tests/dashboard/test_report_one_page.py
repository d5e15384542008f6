"""Promises of the report of one page: one A4 for every council, the most urgent decisions on it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from dashboard.models.decisions import due
from dashboard.report.choice import Choice
from dashboard.report.compose import document
from dashboard.report.document import Document, Item, Listed, Words
from dashboard.report.one_page import leaner, urgent
from dashboard.report.opening import Opened, open_edition
from dashboard.report.pdf import pdf
from data import registers, words
from data.access import SYSTEM
from data.council_decisions import Decision, Rests
from data.store import open_store

COUNCILS = [c.code for c in registers.councils()]
REGIONAL = [c for c in COUNCILS if registers.council(c).place != "SE"]
FULLEST = ("joint_initiative", "payments")
SOON = [("sv", c) for c in COUNCILS if c not in REGIONAL[1:]] + [("en", c) for c in FULLEST]
REST = [(n, c) for c in COUNCILS for n in words.LANGUAGES if (n, c) not in SOON]
SAID = "Myndigheterna har gått igenom de uppslag som har väntat längst, och svarat på dem. " * 2
A4 = (595, 842)   # points


def _block(kind: str, **more: object) -> dict[str, object]:
    return {"kind": kind, "sv": SAID, "en": SAID, "likelihood": "", "confidence": "",
            "because_sv": "", "because_en": "", "dissents": [], **more}


def _texts(council: str) -> str:
    """A council's summary, and fact, assessment and recommendation of each of its areas."""
    dissent = [{"authority": "tv", "sv": SAID, "en": SAID}]
    told = [_block("fact"), _block("assessment", confidence="medium"),
            _block("recommendation", dissents=dissent)]
    sections = [{"council": council, "area": area, "owner": "pm", "blocks": told}
                for area in registers.council(council).areas]
    summary = {"council": council, "area": "", "owner": "pm", "blocks": [_block("fact")] * 2}
    return json.dumps({"version": 1, "sections": [summary, *sections], "numbers": []})


def _decided(council: str, on: date) -> tuple[Decision, ...]:
    """Nine decisions: two asked for, four overdue, three that fall due."""
    rests = Rests(1, "oc.leads", "SE", "all", "all", "2026K2")
    return tuple(
        Decision(n, council, "fk", f"{n}. {SAID}", f"{n}. {SAID}", on - timedelta(90),
                 on + timedelta(days), rests, "synthetic", "asked" if n < 2 else "decided",
                 on - timedelta(90))
        for n, days in enumerate((30, 30, -3, -40, -12, -1, 5, 15, 25)))


def _crowded(home: Path, council: str, lang: str) -> Opened:
    choice = Choice(council, length="page", lang=lang)
    with open_store(None, home) as store:
        told = open_edition(store, SYSTEM, "latest", choice)
    return replace(told, decisions=_decided(council, told.edition.published_on), book=replace(
        told.book, documents={**told.book.documents, "texts": _texts(council)}))


def _pages(told: Document) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(BytesIO(pdf(told))).pages)


@pytest.mark.parametrize(("lang", "council"), [
    *SOON, *(pytest.param(*one, marks=pytest.mark.proof) for one in REST)])
def test_a_council_with_much_to_say_and_many_decisions_takes_one_a4(
    demonstration: Path, lang: str, council: str
) -> None:
    opened = _crowded(demonstration, council, lang)
    pages = _pages(document(opened))
    assert len(pages) == 1
    assert [round(float(n)) for n in pages[0].mediabox[2:]] == list(A4)
    text = pages[0].extract_text()
    said = "".join(text.split())
    first = due(opened.decisions, opened.edition.published_on, lang)[0]
    assert "".join(first.text.split()) in said
    assert "".join(words.say("report.text_recommendation", lang).split()) in said
    assert said.count("".join(SAID.split())) >= 5   # texts and dissents of authorities are whole


def test_the_most_urgent_decisions_stand_first_and_the_rest_are_counted() -> None:
    listed = Listed(tuple(Item(str(n)) for n in range(4)), 4)
    assert urgent(listed, 4, "sv") == (listed,)
    kept, more = urgent(listed, 3, "sv")
    assert isinstance(kept, Listed) and [i.text for i in kept.items] == ["0", "1", "2"]
    assert isinstance(more, Words) and more.text == words.say("one_page.more_decisions_one", "sv")
    again = urgent(kept, 1, "en")
    assert again[1] == Words(words.say("one_page.more_decisions", "en", count=3), "small")


def test_what_gives_way_is_said_and_no_text_of_an_authority_is_cut(demonstration: Path) -> None:
    told = document(_crowded(demonstration, "work_crime", "sv"))
    steps = [told, *leaner(told)]
    shown = [next(p for p in s.parts() if isinstance(p, Listed)) for s in steps]
    assert [len(s.items) for s in shown[:3]] == [3, 2, 1] and {s.due for s in shown} == {9}
    for step, listed in zip(steps, shown, strict=True):
        more = words.say("one_page.more_decisions", "sv", count=9 - len(listed.items))
        assert [p.text for p in step.parts() if p == Words(more, "small")] == [more]
        assert sum(isinstance(p, Words) and "sidan Beslut" in p.text for p in step.parts()) == 1
    rows = {r.question: r.parts for r in steps[-1].sections[0].rows}
    for kind in ("assessment", "recommendation"):
        whole = {r.question: r.parts for r in told.sections[0].rows}
        question = words.say(f"report.text_{kind}", "sv")
        assert rows[question] == whole[question]
