"""The page of the texts: what it says of a section, and what it shows of figures and languages."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard.models import text as model
from dashboard.text_reading import Pen
from dashboard.views import assessed, text_marks, text_talking
from dashboard.visit import Numbered, Visit, read
from data import text_review, tokens, words
from data.remarks import Remark
from data.sections import section, sections
from data.tables import FRAMES
from data.texts import Block, Words
from data.tokens import Source
from metrics.proposing import MOST, proposals
from tests.dashboard.pictures import (
    MAIN,
    book,
    cells,
    changes,
    figures,
    frame,
    indicator,
)

HERE, PUBLISHED = "organised_crime", date(2026, 10, 21)
REGION = f"{{{{{MAIN}|vast|2026K2}}}}"   # 59 in the made-up book
WORD = f"{{{{change:{MAIN}|SE|quarter}}}}"
FACT = Words("fact", f"I Väst {REGION}, {WORD}.", f"In West {REGION}, {WORD}.")


def frames(**more: Any) -> dict[str, Any]:
    made = {"cells": frame("cells", cells()), "changes": frame("changes", changes()),
            "figures": frame("figures", figures()), "codes": frame("codes", []),
            "sentences": frame("sentences", []),
            "indicators": frame("indicators", [
                indicator(MAIN, 1, caution="detected"),
                indicator("organised_crime.share", 2, kind="share", unit="percent")])}
    return {**made, **more}


def block(said: Words = FACT, seen: dict[str, Any] | None = None, **more: Any) -> Block:
    return Block(1, 2, 2, HERE, 1, said, seen or {}, who="redaktör", role="editor",
                 at="2026-10-13T12:32:00+00:00", **more)


def pen(*blocks: Block, said: tuple[Remark, ...] = (), kept: tuple[Block, ...] = (),
        **more: Any) -> Pen:
    shown = frames(**more)
    source = Source.of(shown)
    return Pen(2, "S-2", "draft", True, "S-2", shown, source, blocks, said,
               text_review.hidden((*kept, *blocks), source), {s.code: "pm" for s in sections()})


def look(lang: str = "sv", role: str = "editor") -> Visit:
    return read("text", {"lang": lang, "role": role, "section": HERE}, [
        Numbered(1, "2026M09", PUBLISHED, "synthetic")])


def row(made: Pen) -> model.Row:
    return model.rows(made, HERE)[0]


def html(made: Pen, lang: str = "sv") -> str:
    return text_marks.block(look(lang), row(made), made.source)


def remark(kind: str, said: str = "", **more: Any) -> Remark:
    base: dict[str, Any] = {
        "number": 1, "edition": 2, "block": 1, "version": 1, "kind": kind, "about": None,
        "authority": "tv", "said": said, "sv": "", "en": "", "who": "granskare",
        "role": "reviewer", "at": "2026-10-13T12:32:00+00:00"}
    return Remark(**{**base, **more})


def guarded() -> dict[str, Any]:
    """The cell of ``REGION`` is protected in these frames."""
    hidden = [{**c, "value": None, "sign": "protected"} if (
        c["indicator"], c["place"], c["period"]) == (MAIN, "vast", "2026K2") else c
        for c in cells()]
    return {"cells": frame("cells", hidden)}


def test_a_figure_shows_number_unit_and_period_in_both_languages() -> None:
    shown = html(pen(block()))
    assert ">59<small>ärenden 2026K2</small>" in shown
    assert ">59<small>cases 2026Q2</small>" in shown
    assert "tydlig ökning<small>mot 2025K2" in shown and "clear rise<small>on 2025Q2" in shown


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_changed_figure_is_framed_with_old_and_new_in_both_languages(lang: str) -> None:
    made = pen(block(seen={REGION: {"value": 64.0}}))
    shown = html(made, lang)
    assert shown.count('class="tok is-changed"') == 2
    assert shown.count("<del>64</del> <b>59</b>") == 2
    assert words.say("text.now_changed", lang, was="64", now="59", where="x", name="").partition(
        ". ")[0] in shown
    assert row(made).usable
    assert model.verdict([row(made)], lang) == words.say("text.verdict_red_one", lang)


def test_an_altered_change_word_shows_both_words() -> None:
    then = {"word": "none", "period": "2026K2", "against": "2025K2"}
    shown = html(pen(block(seen={WORD: then})))
    assert "<del>ingen säker förändring</del> <b>tydlig ökning</b>" in shown
    assert "<del>no clear change</del> <b>clear rise</b>" in shown


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_token_whose_figure_became_protected_shows_no_earlier_value(lang: str) -> None:
    """Neither in the text, nor in history, nor in a comment, nor in what stops the review."""
    said = replace(FACT, sv=f"I Väst {REGION}, alltså 64.", because_sv="64")
    now = block(said, {REGION: {"value": 64.0}})
    talk = remark("comment", f"Var {REGION} rätt, 64?")
    made = pen(now, said=(talk,), **guarded())
    one = row(made)
    everything = html(made, lang) + text_talking._version(look(lang), made, one, now) + (
        text_talking._comment(look(lang), made, one, talk, True)) + " ".join(
        text_review.sentence(p, lang) for p in one.problems)
    assert "64" not in everything
    assert "<b>..</b>" in everything and "(..)" in everything
    assert not one.usable
    assert words.say("text.verdict_guarded_one", lang) in model.verdict([one], lang)


def test_a_value_that_only_an_older_version_remembers_is_covered_too() -> None:
    old = block(seen={REGION: {"value": 64.0}})
    made = pen(replace(block(replace(FACT, sv="Det var 64.")), version=3), kept=(old,), **guarded())
    assert "64" not in html(made)


def test_what_is_not_translated_is_marked_and_counted() -> None:
    made = pen(block(replace(FACT, en="")))
    assert words.say("text.not_in_en", "sv") in html(made)
    assert model.verdict([row(made)], "sv") == "Ett stycke saknar engelsk text."
    assert model.outline(made, "en", {s.code: True for s in sections()})[1].said == (
        "one paragraph without English")


def test_a_number_written_by_hand_is_underlined_and_said_not_to_be_bound() -> None:
    shown = html(pen(block(Words("fact", "Det var 14 fall.", "There were cases."))))
    assert re.search(r'<span class="loose"[^>]*>14<', shown)
    assert words.say("text.by_hand", "sv") in shown
    approved = pen(block(Words("fact", "14", "14")), said=(remark("approved", "14"),))
    assert "loose" not in html(approved) and row(approved).problems == ()


def test_an_assessment_shows_its_word_its_meaning_and_its_confidence() -> None:
    said = Words("assessment", "Det är sannolikt.", "It is likely.", "likely", "medium", "Få.",
                 "Few.")
    shown = html(pen(block(said)))
    assert '<strong class="likely">sannolikt</strong>' in shown
    assert '<strong class="likely">likely</strong>' in shown
    assert "60–85\u00a0%" in shown.replace(" %", "\u00a0%") and "Medel därför att" in shown
    assert shown.count("aria-current=true") == 2
    assert model.meaning("unlikely", "sv") == "under 15 %"
    assert model.meaning("very_likely", "en") == "over 85%"


def test_the_caution_of_an_indicator_follows_every_block_that_uses_it() -> None:
    shown = html(pen(block()))
    assert all(words.say("caution.detected", lang) in shown for lang in words.LANGUAGES)
    assert "always" not in html(pen(block(Words("fact", "Så.", "So."))))


def test_a_dissent_stands_with_its_authority_in_both_languages() -> None:
    shown = html(pen(block(), said=(remark("dissent", sv="Nej <b>.", en="No."),)))
    assert "Avvikande mening, Tullverket" in shown and "No." in shown
    assert "Nej &lt;b&gt;" in shown


def test_everything_written_is_escaped() -> None:
    shown = html(pen(block(Words("fact", "<script>1</script> & '27'", "<i>x</i>"))))
    assert "<script>" not in shown and "<i>x" not in shown and "&amp;" in shown


def test_the_heading_is_the_verdict_and_at_most_two_sentences() -> None:
    assert model.verdict([], "sv") == words.say("text.verdict_empty", "sv")
    ready = model.rows(pen(block(replace(FACT))), HERE)
    assert model.verdict(ready, "sv") == "Avsnittet är klart: ett stycke på båda språken."
    worst = Words("assessment", f"{REGION} 14", "", "", "low")
    said = model.verdict(model.rows(pen(block(worst, {REGION: {"value": 1.0}})), HERE), "sv")
    assert said == "En siffra har ändrats sedan texten skrevs. Ett stycke saknar engelsk text."


def test_the_outline_tells_what_is_ready_what_needs_somebody_and_whose_the_rest_is() -> None:
    made = pen(block())
    own = {s.code: s.code == "resilience" for s in sections()}
    told = {e.section.code: e for e in model.outline(made, "sv", own)}
    assert (told[HERE].state, told[HERE].said) == ("ready", "klar")
    assert (told["resilience"].state, told["resilience"].said) == ("open", "inte påbörjad")
    assert told["war_crimes"].said == "hos Polismyndigheten"
    assert [e.section.number for e in told.values()] == list(range(1, 10))


@pytest.mark.parametrize(("asked", "first"), [
    (f"{MAIN} väst 2026K2", f"{{{{{MAIN}|vast|2026K2}}}}"),
    (f"{MAIN} West 2026Q2", f"{{{{{MAIN}|vast|2026K2}}}}"),
    ("ändring leads riket", f"{{{{change:{MAIN}|SE|quarter}}}}"),
])
def test_a_figure_is_found_by_indicator_place_and_period_in_either_language(
    asked: str, first: str
) -> None:
    found = model.search(frames(), asked, "sv", HERE)
    assert str(found[0].token) == first and len(found) <= model.FOUND


def test_a_search_never_finds_a_figure_that_is_not_shown() -> None:
    for found in model.search(frames(), f"{MAIN} nord", "sv"):
        assert found.resolved.status is tokens.Status.current and found.token.place != "nord"
    assert model.search(frames(), "ingenting", "sv") == model.search(frames(), " ", "sv") == []


def test_at_most_three_sentences_are_proposed_each_from_its_own_statistic() -> None:
    shown = frames()
    made = proposals(shown["changes"], shown["indicators"], HERE)
    assert 0 < len(made) <= MOST and len({p.key for p in made}) == len(made)
    for one in made:
        assert [str(t) for t in tokens.tokens(one.sv)] == [str(t) for t in tokens.tokens(one.en)]
        assert not list(tokens.red(one.sv, Source.of(shown)))
        assert row(pen(block(Words("fact", one.sv, one.en, proposed=one.key)))).problems == ()
    assert made[0].key not in {
        p.key for p in proposals(shown["changes"], shown["indicators"], HERE,
                                 frozenset({made[0].key}))}


def test_an_accepted_proposal_says_who_read_it_and_when() -> None:
    shown = html(pen(block(replace(FACT, proposed="total:x"))))
    assert "läst av redaktör 2026-10-13" in shown


def published(told: dict[str, Any], monkeypatch: pytest.MonkeyPatch, **address: str) -> str:
    """Write the assessment of the area's page, its texts and cells made up."""
    monkeypatch.setattr("dashboard.text_reading.shown_texts", lambda visit: json.dumps(told))
    monkeypatch.setattr("dashboard.reading.cells", lambda visit, **_: frames()["cells"])
    monkeypatch.setattr("dashboard.reading.changes", lambda visit: frames()["changes"])
    visit = read("area", {"lang": "sv", "area": HERE, **address}, [
        Numbered(1, "2026M09", PUBLISHED, "synthetic")])
    return assessed.html(book(), visit)


TOLD = {"sections": [{"area": HERE, "owner": "pm", "blocks": [{
    "kind": "fact", "sv": FACT.sv, "en": FACT.en, "likelihood": "", "confidence": "",
    "because_sv": "", "because_en": "",
    "dissents": [{"authority": "tv", "sv": "Nej.", "en": "No."}]}]}]}


def test_a_published_editions_assessment_stands_on_its_area_with_its_figures_linked(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = published(TOLD, monkeypatch)
    assert "Polismyndigheten svarar för texten" in shown
    assert re.search(rf'<a href="/area\?[^"]*indicator={re.escape(MAIN)}[^"]*" class="tok"', shown)
    assert words.say("caution.detected", "sv") in shown and "Nej." in shown
    assert words.say("texts_made_up.label", "sv") in shown
    assert published({"sections": []}, monkeypatch) == ""
    assert published(TOLD, monkeypatch, area="war_crimes") == ""


def test_a_regional_council_does_not_read_of_other_regions_in_a_text(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    assert published(TOLD, monkeypatch, council="rsr_syd", role="council_member") == ""
    assert published(TOLD, monkeypatch, council="rsr_syd", role="management") != ""


def test_the_sections_are_a_summary_and_every_area_with_its_council() -> None:
    assert [s.number for s in sections()] == list(range(1, 10))
    assert section("human_trafficking").council == "nmt"
    assert all(s.name("sv") and s.name("en") and s.leads for s in sections())
    assert set(FRAMES) >= set(frames())


SUMMED = {"sections": [{**TOLD["sections"][0], "area": "", "council": "joint_initiative"}]}


@pytest.mark.parametrize(("lang", "dissent"), [("sv", "Nej."), ("en", "No.")])
def test_a_councils_summary_stands_first_with_who_dissents_and_all_of_it_one_press_away(
    monkeypatch: pytest.MonkeyPatch, lang: str, dissent: str
) -> None:
    published(SUMMED, monkeypatch)   # puts the made-up texts and cells in place

    def summed(**address: str) -> str:
        visit = read("council", {"lang": lang, **address}, [
            Numbered(1, "2026M09", PUBLISHED, "synthetic")])
        return assessed.summary(book(lang), visit)

    shown = summed(council="joint_initiative")
    lead, _, whole = shown.partition("<details")
    assert "59" in lead and words.say("summary.all", lang) in whole and dissent in whole
    assert words.say("text.dissent_of", lang, who="Tullverket" if lang == "sv" else
                     "Swedish Customs") in lead   # seen without a press
    assert summed(council="mur") == ""
    assert summed(council="rsr_syd", role="council_member") == ""


def test_a_paragraph_taken_over_says_that_it_is_not_read_through() -> None:
    taken = pen(block(replace(FACT, proposed="taken:1:4")))
    assert words.say("taking.chip_unread", "sv") in html(taken)
    assert "läst av" not in html(taken)
    assert model.verdict(model.rows(taken, HERE), "sv").startswith(
        words.say("text.verdict_unread_one", "sv"))
    assert "genomläst av redaktör 2026-10-13" in html(pen(block(replace(
        FACT, proposed="read:1:4"))))
