"""The assessment of an area, and the summary of a council, as the edition carries them.

Here: the frozen texts of a published edition as HTML, each figure a link to its series. Not here:
writing them (``dashboard.views.text``). An edition without texts of an area shows nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from dashboard import reading, text_reading
from dashboard.models.book import Book
from dashboard.models.text import meaning
from dashboard.views import blocks, opened, text_marks
from dashboard.visit import Visit
from data import registers, tokens, words
from data.tokens import Resolved, Source

Said = Mapping[str, Any]


def html(book: Book, visit: Visit) -> str:
    """Write the assessment of the visit's area, "" where the edition has none.

    A regional council reads its own region only, and a text may speak of all: it gets none.
    """
    found = _section(visit, visit.area)
    if found is None or opened.restricted(visit):
        return ""
    source = _source(visit, found)
    owner = registers.name("authorities", str(found["owner"]), visit.lang)
    title = blocks.heading(book.say("text.assessed"), book.say("text.assessed_of", owner=owner))
    made = "".join(_block(book, visit, one, source) for one in found["blocks"])
    label = blocks.sub(book.say("texts_made_up.label")) if book.synthetic else ""
    return blocks.block(title, label, f'<div class="halved">{made}</div>',
                        _cautions(book, visit, found), css="assessed")


def summary(book: Book, visit: Visit) -> str:
    """Write the summary of the visit's council: its first words, and all of it one press away.

    Whoever dissents is named beside the first words. "" where the edition has no summary of the
    council, and for a regional council, as in ``html``.
    """
    found = _section(visit, "", visit.council)
    if found is None or opened.restricted(visit):
        return ""
    source = _source(visit, found)
    first = text_marks.paragraph(str(found["blocks"][0][visit.lang]), source, visit.lang)
    label = blocks.sub(book.say("texts_made_up.label")) if book.synthetic else ""
    owner = registers.name("authorities", str(found["owner"]), visit.lang)
    made = "".join(_block(book, visit, one, source) for one in found["blocks"])
    whole = blocks.tab(book.say("summary.all"), (
        f"{blocks.sub(book.say('text.assessed_of', owner=owner))}{label}{made}"
        f"{_cautions(book, visit, found)}"))
    return (f'<section class="summary" aria-label="{escape(book.say("text.summary"))}">'
            f'<h2>{escape(book.say("text.summary"))}</h2><p class="said">{first}</p>'
            f"{_dissenters(book, found)}{whole}</section>")


def _dissenters(book: Book, section: Said) -> str:
    """Name who dissents from any part of a section, "" for nobody."""
    who = dict.fromkeys(_whose(book, note) for one in section["blocks"]
                        for note in one["dissents"])
    return f'<p class="dissents">{escape("; ".join(who))}</p>' if who else ""


def _section(visit: Visit, area: str, council: str = "") -> Said | None:
    """Return the section of an area, of one council where it is named, "" being its summary."""
    told = text_reading.shown_texts(visit)
    listed = json.loads(told)["sections"] if told else []
    return next((s for s in listed if s["area"] == area and s["blocks"]
                 and (not council or s["council"] == council)), None)


def _texts(section: Said) -> Iterator[str]:
    for one in section["blocks"]:
        yield from (str(one[name]) for name in ("sv", "en", "because_sv", "because_en"))
        yield from (str(note[lang]) for note in one["dissents"] for lang in words.LANGUAGES)


def _indicators(section: Said) -> list[str]:
    return sorted({t.indicator for text in _texts(section) for t in tokens.tokens(text)})


def _source(visit: Visit, section: Said) -> Source:
    return Source(reading.cells(visit, indicators=_indicators(section)), reading.changes(visit))


def _block(book: Book, visit: Visit, one: Said, source: Source) -> str:
    def say(text: str, likelihood: str = "") -> str:
        return text_marks.paragraph(text, source, visit.lang, likelihood=likelihood,
                                    link=lambda r: _link(visit, book, r))

    kind = escape(book.say(f"text.kind_{one['kind']}"))
    sure = f"<p class=\"because\">{_sure(book, one)} {say(one[f'because_{visit.lang}'])}</p>" if (
        one["confidence"]) else ""
    notes = "".join(
        f'<div class="dissent"><b>{escape(_whose(book, note))}</b>'
        f"<p>{say(note[visit.lang])}</p></div>" for note in one["dissents"])
    return (f'<article class="tb"><h3>{kind}</h3>'
            f"<p>{say(one[visit.lang], one['likelihood'])}</p>{sure}{notes}</article>")


def _sure(book: Book, one: Said) -> str:
    """Say what the likelihood word means, and how sure the evidence is."""
    likely = ""
    if one["likelihood"]:
        said = book.say("text.means", word=book.say(f"likelihood.{one['likelihood']}"),
                        limits=meaning(one["likelihood"], book.lang))
        likely = f"{escape(said)} "
    return f"{likely}<b>{escape(book.say(f'''text.sure_{one['confidence']}'''))}</b>"


def _whose(book: Book, note: Said) -> str:
    who = registers.name("authorities", str(note["authority"]), book.lang)
    return book.say("text.dissent_of", who=who)


def _link(visit: Visit, book: Book, one: Resolved) -> str:
    """Lead a figure to its series, where this edition has it."""
    meta = book.metas.get(one.token.indicator)
    if meta is None:
        return ""
    return visit.link("area", area=meta.area, indicator=meta.code, place=one.token.place, period="")


def _cautions(book: Book, visit: Visit, section: Said) -> str:
    """Write the cautions that the indicators carry; nobody can take them away."""
    said = dict.fromkeys(book.metas[i].caution for i in _indicators(section) if i in book.metas)
    return "".join(f'<p class="src">{escape(text)}</p>' for text in said if text)
