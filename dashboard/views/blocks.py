"""The blocks of the pictures as HTML: heading, card, multiple, trust strip, figure with source.

Here: markup of what the models say. Not here: choosing what is said, Streamlit, the drawings.
Everything said is escaped here, since the pages put the markup in as it is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from html import escape

from dashboard.chrome import icon
from dashboard.figures import icons, ink, meter, scales
from dashboard.figures.meter import change_meter
from dashboard.figures.series import Change
from dashboard.figures.spark import multiple, spark
from dashboard.figures.table import Cell, raised, table_html
from dashboard.figures.trust import trust_bar
from dashboard.models.book import Book
from dashboard.models.cards import Card, Multiple, change_label
from dashboard.models.published import PublishedFigure
from dashboard.models.trust import Trust
from dashboard.visit import Visit
from data import words

DOTS = re.compile(r"(?<![.\w])\.\.(?![.\w])")   # the sign, standing alone
OLDER = '<p class="src held-line">'
SIGN_LINES = re.compile(r'<p class="src (?:lay|held)-line">.*?</p>')
HATCHED = 'fill="url(#'


def unique(*parts: str) -> str:
    """Make an id that is the same for the same figure and no other on the page."""
    return "h" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:10]


def heading(question: str, title: str) -> str:
    """Write a figure's title: the blue question word, and what it shows."""
    return f"<h2><em>{escape(question)}</em> {escape(title)}</h2>"


def figure(book: Book, *parts: str, css: str = "") -> str:
    """Put a figure under one heavy rule, and under it what its signs mean to everybody."""
    return block(*parts, footnotes(book, *parts), css=css)


def footnotes(book: Book, *parts: str) -> str:
    """Say what two dots, hatching and an older edition mean, where some markup has them."""
    whole, said = "".join(parts), ""
    first = book.say("sign.lay_first")
    seen = [key for key, there in (("dots", DOTS.search(whole)), ("hatched", HATCHED in whole))
            if there]
    if seen and escape(first) not in whole:
        lead = book.say(f"figure.lay_{'_'.join(seen)}")
        said += f'<p class="src lay-line"><b>{escape(lead)}</b> {escape(first)}</p>'
    if book.say("figure.as_of", edition="").strip() in whole:
        said += f'{OLDER}{escape(book.say("figure.as_of_note"))}</p>'
    return said


def number(book: Book, text: str, unit: str = "") -> str:
    """Write a figure; two dots are a word to who cannot see them."""
    return dotted(text, book.lang, unit)


def dotted(text: str, lang: str, unit: str = "") -> str:
    """Write a figure as ``number`` does, in a language."""
    if text != words.say("sign.protected", lang):
        return escape(text) + unit
    meaning = escape(words.say("meaning.protected", lang))
    return (f'<span aria-hidden="true" title="{meaning}">{escape(text)}</span>'
            f'<span class="hidden">{meaning}</span>{unit}')


def block(*parts: str, css: str = "") -> str:
    """Put parts under one heavy rule."""
    return f'<section class="blk {css}">{"".join(parts)}</section>'


def sub(text: str, beside: str = "") -> str:
    """Write the line under a title: unit, period, place; and at its end the table."""
    line = f'<p class="sub">{escape(text)}</p>' if text else ""
    return f'<div class="hd">{line}{beside}</div>' if beside else line


def source(text: str, more: str = "") -> str:
    """Write the line under a figure."""
    return f'<p class="src">{escape(text)}{more}</p>' if text or more else ""


def table_beside(book: Book, caption: str, heads: Sequence[str],
                 rows: Sequence[Sequence[Cell]]) -> str:
    """Offer the table behind a figure beside its title."""
    if not rows:
        return ""
    return tab(book.say("picture.table"), table_html(caption, heads, rows))


def tab(word: str, html: str) -> str:
    """Keep something behind a word, to be unfolded."""
    return (f'<details class="tab"><summary>{escape(word)}</summary>'
            f"<div>{html}</div></details>")


def place_heads(book: Book) -> list[str]:
    """Name the columns of a table of places."""
    return [book.say(f"picture.{k}") for k in ("place", "value", "change", "size")]


def cards_html(book: Book, visit: Visit, cards: Sequence[Card]) -> str:
    """Write the row of cards; all meters have the same span."""
    ends = [e for c in cards if c.change for e in (c.change.low, c.change.high)]
    reach = scales.span(ends)
    html = "".join(_card(book, visit, c, reach) for c in cards)
    return f'<div class="cards">{html}</div>{footnotes(book, html)}'


def _card(book: Book, visit: Visit, card: Card, reach: float) -> str:
    to = escape(visit.link("area", area=card.area, indicator=card.code))
    name = f'<div class="lab"><a href="{to}">{escape(card.name)}</a></div>'
    if card.state == "none":
        return block(name, f'<p class="lay">{escape(card.note)}</p>', css="card empty")
    unit = f"<small>{escape(card.unit)}</small>" if card.unit else ""
    older = raised(card.mark, card.as_of)
    shown = (f'<div><div class="big num">{number(book, card.number, unit)}{older}</div>'
             f'<div class="src">{escape(card.line)}</div></div>')
    drawn = spark(card.points, card.label, unique("spark", card.code), book.mark)
    beside = f'<p class="lay">{escape(card.note)}</p>' if card.state == "protected" else drawn
    return block(name, f'<div class="mid">{shown}{beside}</div>',
                 _change_rows(book, card, reach), css="card")


def _change_rows(book: Book, card: Card, reach: float) -> str:
    change = card.change
    if change is None:
        note = "" if card.state == "protected" else escape(card.note)
        return f'<div class="chg"><span class="src">{note}</span></div>'
    size = f"{change.text} {change.interval}".strip()
    drawn = ""
    if change.estimate is not None and change.low is not None:
        drawn = change_meter(change, reach, change_label(book, change))
    return (f'<div class="chg">{meter.change_word(change)}<span class="src">{escape(size)}</span>'
            f'</div><div class="cmp"><span class="src">{escape(card.against)}</span>{drawn}</div>')


def multiples_html(book: Book, visit: Visit, multiples: Sequence[Multiple]) -> str:
    """Write the small multiples of the areas."""
    html = "".join(_multiple(book, visit, m) for m in multiples)
    return f'<div class="sm">{html}</div>{footnotes(book, html)}'


def _multiple(book: Book, visit: Visit, one: Multiple) -> str:
    card = one.card
    css, to = ("own" if one.own else ""), escape(visit.link("area", area=card.area))
    head = (f'<div class="{css}"><div class="hdr"><h3><a href="{to}">{escape(one.area_name)}</a>'
            f'</h3><div class="ind">{escape(card.name)}</div></div>')
    if card.state == "none":
        return f'{head}<p class="none">{escape(card.note)}</p></div>'
    word = meter.change_word(card.change, quiet=True) if card.change else ""
    drawn = multiple(card.points, card.label, unique("multiple", card.code), book.mark)
    return (f'{head}{small_figure(book, card, raised(card.mark, card.as_of))}'
            f'<div class="cw">{word}</div>{drawn}</div>')


def small_figure(book: Book, card: Card, mark: str = "") -> str:
    """Write a figure with its period; ``mark`` stands raised after it."""
    unit = f" {escape(card.unit)}" if card.unit else ""
    return (f'<div class="v num">{number(book, card.number, unit)}{mark}'
            f"<small>{escape(card.period)}</small></div>")


def key_line(book: Book) -> str:
    """Write what lines, dots and meters mean."""
    line = '<path d="M0 6h24" stroke="var(--a1)" stroke-width="2"{dash}/>{dot}'
    hollow = ('<circle cx="24" cy="6" r="3.4" fill="var(--paper)" stroke="var(--a1)"'
              ' stroke-width="1.8"/>')
    shown = Change("clear_up", "", estimate=12, low=6, high=18)
    signs = [
        (_sign(line.format(dash="", dot="")), "status.final"),
        (_sign(line.format(dash=' stroke-dasharray="4 3"', dot=hollow)), "status.provisional"),
        (_sign('<path d="M12 0v12M16 0v12" stroke="var(--ink)" stroke-width="1.2"/>'),
         "figure.break_line"),
        (_sign(ink.square(14, 6, 3.5, "")), "figure.as_of_key"),
        (_sign(meter.strokes(shown, 30, 0, 6, 40), 40), "figure.with_interval"),
    ]
    return '<div class="keyline">' + "".join(
        f"<span>{drawn}{escape(book.say(key))}</span>" for drawn, key in signs) + "</div>"


def _sign(drawn: str, width: int = 28) -> str:
    return f'<svg width="{width}" height="12" aria-hidden="true">{drawn}</svg>'


def trust_strip(book: Book, trust: Trust | None) -> str:
    """Write how far the picture can be trusted: the word, and the four measures."""
    title = f"<h2>{escape(book.say('trusted.title'))}</h2>"
    if trust is None:
        return f'<section class="strip">{title}<p>{escape(book.say("trusted.none"))}</p></section>'
    rule = (f'<details class="tab"><summary>{escape(book.say("trusted.rule"))}</summary>'
            f"<div>{escape(trust.text)}</div></details>")
    word = (f'<div class="v"><span class="st">{icons.icon(trust.level)}{escape(trust.word)}</span>'
            f" {rule}</div>")
    measures = "".join(
        f'<div><div class="v"><span class="k">{escape(m.name)}</span> {escape(m.value)}</div>'
        f'{trust_bar(m.code, m.part, m.whole, f"{m.name} {m.value}", unique("trust", m.code))}'
        f'<div class="src">{escape(m.text)}</div></div>'
        for m in trust.measures
    )
    return f'<section class="strip"><div>{title}{word}</div>{measures}</section>'


def known_list(figures: Iterable[PublishedFigure]) -> str:
    """List published figures: what, how much, which year, and where it is said."""
    rows = "".join(
        f'<li><div class="t">{escape(f.name)}</div><div class="o"><b>{escape(f.text)}</b> '
        f"({escape(f.year)}) {_source_link(f)}</div></li>" for f in figures
    )
    return f'<ul class="known">{rows}</ul>'


def _source_link(figure: PublishedFigure) -> str:
    if not figure.href:
        return escape(figure.source)
    return f'<a href="{escape(figure.href)}" rel="noopener">{escape(figure.source)}</a>'


def field(label: str, rows: Sequence[tuple[str, str, bool]]) -> str:
    """Write a choice as links: name, address, and whether it is the one shown."""
    now = next((name for name, _, here in rows if here), "")
    links = "".join(
        f'<a href="{escape(to)}"{" aria-current=true" if here else ""}>{escape(name)}</a>'
        for name, to, here in rows)
    return (f'<div class="field"><span>{escape(label)}</span><details class="menu"><summary>'
            f"{escape(now)}{icon('down')}</summary><div>{links}</div></details></div>")


def caution(book: Book, text: str) -> str:
    """Write the standing caution as a note."""
    if not text:
        return ""
    care = escape(book.say("picture.read_with_care"))
    return f'<div class="note warn"><b>{care}</b> {escape(text)}</div>'


def picture(*parts: str) -> str:
    """Put the parts of a page's picture in one element; why a figure is older is said once."""
    first, mark, rest = "".join(parts).partition(OLDER)
    line, end, rest = rest.partition("</p>")
    once = re.sub(f"{OLDER}.*?</p>", "", rest)
    return f'<div class="picture">{first}{mark}{line}{end}{once}</div>'


def sheet(book: Book, opening: str, cards: str, row: str, strip: str, *rest: str) -> str:
    """Put a page that fits one sheet in one element; what its signs mean is said once, as a line.

    The line stands under the strip, so that the whole answer needs no scrolling.
    """
    bare = [SIGN_LINES.sub("", part) for part in (opening, cards, row)]
    signs = footnotes(book, *bare)
    line = f'<div class="signs">{signs}</div>' if signs else ""
    return f'<div class="picture sheet">{"".join(bare)}{strip}{line}{"".join(rest)}</div>'
