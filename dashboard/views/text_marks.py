"""Texts as HTML: a paragraph with its figures marked, and a block with both languages beside.

Here: markup of tokens, numbers written by hand, likelihood words, scales, dissents. Not here:
choosing what is shown (``dashboard.models.text``), Streamlit. Everything said is escaped here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape

from dashboard import chrome
from dashboard.models.text import Row, meaning
from dashboard.visit import Visit
from data import prose, registers, tokens, words
from data.text_rows import READ
from data.texts import Words
from data.tokens import Broken, Resolved, Seen, Source, Status

LANGS = ("sv", "en")


def paragraph(
    text: str, source: Source, lang: str, then: Mapping[str, Seen] | None = None,
    loose: Sequence[str] = (), masked: Sequence[str] = (), likelihood: str = "",
    link: Callable[[Resolved], str] | None = None,
) -> str:
    """Write a text in a language with its figures marked; line breaks are kept.

    ``link`` gives the address that a figure leads to, "" for none.
    """
    made = []
    for piece in tokens.resolved(text, source, then):
        if isinstance(piece, str):
            made.append(_prose(piece, lang, loose, masked, likelihood))
        elif isinstance(piece, Broken):
            made.append(f'<span class="tok is-gone">{escape(piece.text)}</span>')
        else:
            made.append(token(piece, lang, link(piece) if link else ""))
    return "".join(made)


def token(one: Resolved, lang: str, to: str = "") -> str:
    """Write a figure: number, unit and period; where it needs somebody, what it was and a word."""
    small = " ".join(s for s in (one.unit_word(lang), one.when(lang)) if s)
    title = escape(f"{one.where(lang)}, {small}" if small else one.where(lang))
    figure = escape(one.text(lang))
    if one.status is Status.current:
        tag, end = (f'a href="{escape(to)}"', "a") if to else ("span", "span")
        return f'<{tag} class="tok" title="{title}">{figure}<small>{escape(small)}</small></{end}>'
    was = one.before(lang)
    word = escape(words.say(f"token.is_{one.status}", lang))
    old = f"<del>{escape(was)}</del> " if was else ""
    return (f'<span class="tok is-{one.status}" title="{title}">{chrome.icon("late", "orange")}'
            f'<span class="hidden">{word}: </span>{old}<b>{figure}</b>'
            f"<small>{escape(small)}</small></span>")


def _prose(text: str, lang: str, loose: Sequence[str], masked: Sequence[str],
           likelihood: str) -> str:
    html = escape(prose.without(text, masked)).replace("\n", "<br>")
    for number in loose:
        html = re.sub(rf"(?<![\w.,#]){re.escape(escape(number))}(?![\d]|[.,]\d)", _hand(lang), html)
    if likelihood:
        word = re.escape(words.say(f"likelihood.{likelihood}", lang))
        html = re.sub(rf"(?<!\w)({word})(?!\w)", r'<strong class="likely">\1</strong>', html,
                      count=1, flags=re.IGNORECASE)
    return html


def _hand(lang: str) -> str:
    said = escape(words.say("text.by_hand", lang))
    return (rf'<span class="loose" title="{said}">\g<0>'
            rf'<span class="hidden"> ({said})</span></span>')


def pair(
    visit: Visit, said: Words, source: Source, then: Mapping[str, Seen] | None = None,
    loose: Sequence[str] = (), masked: Sequence[str] = (),
) -> str:
    """Write both languages side by side, what is not translated marked."""
    cells = []
    for lang in LANGS:
        text = said.sv if lang == "sv" else said.en
        body = paragraph(text, source, lang, then, loose, masked, said.likelihood)
        cells.append(f'<div lang="{lang}"><span class="which">'
                     f"{escape(words.say('shell.language', lang))}</span><p>{body}</p></div>"
                     if text else _untranslated(visit, lang))
    return f'<div class="pair">{"".join(cells)}</div>'


def _untranslated(visit: Visit, lang: str) -> str:
    title = escape(words.say(f"text.not_in_{lang}", visit.lang))
    return (f'<div class="untranslated"><b>{title}</b>'
            f"<span>{escape(words.say('text.both_needed', visit.lang))}</span></div>")


def block(visit: Visit, row: Row, source: Source) -> str:
    """Write a block with all that stands beside it."""
    own = row.block
    parts = [_head(visit, row),
             pair(visit, own.words, source, own.seen, row.loose, tuple(row.masked))]
    if own.words.kind == "assessment":
        parts.append(_scales(visit, row, source))
    parts += [_caution(visit, *pair_) for pair_ in row.cautions]
    parts += [_dissent(visit, r.authority, r.sv, r.en, source) for r in row.dissents]
    parts += [red(visit, row, source)] if row.red else []
    return f'<article class="tb">{"".join(parts)}</article>'


def _head(visit: Visit, row: Row) -> str:
    own, lang = row.block, visit.lang
    chips = []
    if own.words.unread:
        chips.append(words.say("taking.chip_unread", lang))
    elif own.words.proposed.startswith(READ):
        chips.append(words.say("taking.chip_read", lang, who=own.who, day=own.at[:10]))
    elif own.words.proposed:
        chips.append(words.say("text.read_proposal", lang, who=own.who, day=own.at[:10]))
    if row.loose:
        chips.append(words.say("text.by_hand", lang))
    if row.comments:
        chips.append(words.say("text.comments_open", lang, n=len(row.comments)))
    marks = "".join(f'<span class="chip">{escape(c)}</span>' for c in chips)
    return f'<h3>{escape(words.say(f"text.kind_{own.words.kind}", lang))}{marks}</h3>'


def _scales(visit: Visit, row: Row, source: Source) -> str:
    """Write likelihood with its five words and what they mean, and confidence beside it."""
    own, lang = row.block.words, visit.lang
    likely = "".join(
        f'<li{" aria-current=true" if c == own.likelihood else ""}>'
        f"{escape(words.say(f'likelihood.{c}', lang))}"
        f"<small>{escape(meaning(c, lang))}</small></li>"
        for c in prose.LIKELIHOODS)
    sure = "".join(
        f'<li{" aria-current=true" if c == own.confidence else ""}>'
        f"{escape(words.say(f'confidence.{c}', lang))}</li>" for c in prose.CONFIDENCES)
    return (f'<div class="scales"><div><h4>{escape(words.say("text.likelihood", lang))}</h4>'
            f'<ul class="scale">{likely}</ul></div><div>'
            f'<h4>{escape(words.say("text.confidence", lang))}</h4><ul class="scale">{sure}</ul>'
            f"</div></div>{_because(visit, row, source)}")


def _because(visit: Visit, row: Row, source: Source) -> str:
    own = row.block.words
    if not own.confidence:
        return ""
    lead = words.say(f"text.because_{own.confidence}", visit.lang)
    said = own.because_sv if visit.lang == "sv" else own.because_en
    if own.confidence == "high" and not said:
        return ""
    body = paragraph(said, source, visit.lang, row.block.seen, row.loose,
                     tuple(row.masked)) if said else (
        f'<span class="look">{escape(words.say("text.because_missing", visit.lang))}</span>')
    return f'<p class="because"><b>{escape(lead)}</b> {body}</p>'


def _caution(visit: Visit, sv: str, en: str) -> str:
    first, second = (sv, en) if visit.lang == "sv" else (en, sv)
    other = "en" if visit.lang == "sv" else "sv"
    return (f'<p class="always"><span class="chip">{escape(words.say("text.always", visit.lang))}'
            f'</span> {escape(first)} <i lang="{other}">{escape(second)}</i></p>')


def _dissent(visit: Visit, who: str, sv: str, en: str, source: Source) -> str:
    name = registers.name("authorities", who, visit.lang)
    said = words.say("text.dissent_of", visit.lang, who=name)
    texts = "".join(f'<p lang="{lang}">{paragraph(text, source, lang)}</p>'
                    for lang, text in (("sv", sv), ("en", en)))
    return f'<div class="dissent"><b>{escape(said)}</b><div class="pair">{texts}</div></div>'


def red(visit: Visit, row: Row, source: Source) -> str:
    """Say under a block what has happened to its figures, a sentence each."""
    lines = "".join(f"<p>{_what(visit, one)}{_still(visit, row, one, source)}</p>"
                    for one in row.red)
    return f'<div class="redbox" role="status">{lines}</div>'


def _what(visit: Visit, one: Resolved) -> str:
    lang, was = visit.lang, one.before(visit.lang)
    key = f"text.now_{one.status}" if was or one.status not in (
        Status.changed, Status.altered) else "text.now_moved"
    where = f"{one.where(lang)} {one.when(lang)}".strip()
    name = one.token.indicator
    said = words.say(key, lang, was=was, now=one.text(lang), where=where, name=name)
    lead, _, rest = said.partition(". ")
    return f"<b>{escape(lead)}{'.' if rest else ''}</b> {escape(rest)}"


def _still(visit: Visit, row: Row, one: Resolved, source: Source) -> str:
    """Say whether the change word of the same series in the block still holds."""
    if one.status is not Status.changed:
        return ""
    for token in tokens.tokens(row.block.words.whole):
        if token.change and (token.indicator, token.place) == (one.token.indicator,
                                                               one.token.place):
            now = tokens.resolve(token, source, row.block.seen.get(str(token)))
            if now.status is Status.current:
                said = words.say("text.word_holds", visit.lang, word=now.text(visit.lang))
                return f" {escape(said)}"
    return ""
