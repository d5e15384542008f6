"""The code book and the contract of a kind of delivery, in words, from the contract itself.

Here belong the table of columns and codes, which stands in the template's sheet, in the code book
and in the contract as a document. The files themselves are made in data.templates.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from html import escape

from data import words
from data.contracts import CONTRACTS, Column, Contract, chain, contract
from data.registers import Code

HEADINGS = ("column", "label", "type", "required", "code", "meaning", "first", "last")
SHEETS = {"sv": "Kodbok", "en": "Code book"}
Row = tuple[str, ...]


@cache
def table(contract_id: str, lang: str) -> tuple[Row, ...]:
    """Give the code book as text: a row of headings, then each column and below it its codes."""
    of = contract(contract_id)
    head = tuple(words.say(f"template.{name}", lang) for name in HEADINGS)
    body = [row for column in of.columns for row in _column(column, lang)]
    return (head, *body, *_states(of, lang))


def _column(column: Column, lang: str) -> Iterator[Row]:
    yield (column.name, _own(column.label, lang), kind(column, lang),
           _yes(column.required, lang), "", meaning(column, lang), "", "")
    for code in column.codes():
        yield (column.name, "", "", "", code.code, code.name(lang), *_time(code))


def _states(of: Contract, lang: str) -> Iterator[Row]:
    """Give the states of each chain, each with what it follows on."""
    for one in map(chain, of.chains):
        for state in one.states:
            name = state.sv if lang == "sv" else state.en
            if state.parent:
                name = f"{name} ({words.say('template.parent', lang)} {state.parent})"
            yield ("state", one.id, words.say("template.code_type", lang), _yes(True, lang),
                   state.code, name, "", "")


def ours(sheet: str, cells: Iterable[Row]) -> bool:
    """Say whether a sheet is an unchanged code book, of any contract and in either language."""
    lang = next((lang for lang, name in SHEETS.items() if name == sheet), "")
    found = tuple(cells)
    return bool(lang) and any(table(each, lang) == found for each in CONTRACTS)


def _own(pair: tuple[str, str], lang: str) -> str:
    return pair[words.LANGUAGES.index(lang)]


def _yes(value: bool, lang: str) -> str:
    return words.say(f"template.{'yes' if value else 'no'}", lang)


def _time(code: Code) -> tuple[str, str]:
    """Give the first and the last day of a code, empty where it has none."""
    first, last = (day.isoformat() if day else "" for day in (code.valid_from, code.valid_to))
    return first, last


def kind(column: Column, lang: str) -> str:
    """Say what a column may hold: its type, its bounds, whether several."""
    name = words.say(f"template.{'code_type' if column.type == 'code' else column.type}", lang)
    if column.type in ("keys", "codes"):
        name = f"{name}, {words.say('template.several', lang)}"
    if column.min is not None and column.max is not None:
        low, high = (words.number(each, lang) for each in (column.min, column.max))
        name = f"{name}, {words.say('template.bounds', lang, min=low, max=high)}"
    return name


def meaning(column: Column, lang: str) -> str:
    """Say what a column should hold, and the form of a key."""
    said = _own(column.about, lang)
    if column.type not in ("key", "keys"):
        return said
    form = f"{column.prefix}-AB12-CD34-EF56"
    return f"{said} {words.say('template.form', lang, form=form)}"


def document(contract_id: str, lang: str) -> str:
    """Write the contract as one HTML page that can be read, printed and sent on."""
    of = contract(contract_id)
    title = words.say("template.contract", lang, name=_own(of.name, lang), version=of.version)
    terms = "".join(f"<p>{escape(each)}</p>" for each in terms_of(of, lang))
    head, *body = table(contract_id, lang)
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    rows = "".join(_html_row(row) for row in body)
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)}'
        f"</title><style>{STYLE}</style></head><body><main><h1>{escape(title)}</h1>{terms}"
        f"<table><caption>{escape(SHEETS[lang])}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></main></body></html>\n"
    )


def terms_of(of: Contract, lang: str) -> tuple[str, ...]:
    """Say what the contract demands beside its columns, a sentence each."""
    totals = ", ".join(of.control_totals)
    months = words.say("template.months", lang, column=of.month_of) if of.month_of else ""
    sums = words.say("template.totals", lang, totals=totals) if totals else ""
    said = (_own(of.about, lang), months, sums, words.say("template.no_free_text", lang))
    return tuple(each for each in said if each)


def _html_row(row: Row) -> str:
    """A row of a column itself is a heading of the codes below it."""
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
    own = ' class="own"' if not row[4] else ""
    return f'<tr{own}><th scope="row">{escape(row[0])}</th>{cells}</tr>'


STYLE = (
    "body{font:14px/20px sans-serif;color:#15181b;background:#fff;margin:40px auto;"
    "max-width:1200px;padding:0 20px}h1{font-size:27px;line-height:34px}p{max-width:70ch}"
    "table{border-collapse:collapse;width:100%;margin-top:24px}"
    "caption{text-align:left;font-weight:600;padding:8px 0}"
    "th,td{text-align:left;vertical-align:top;padding:4px 8px;border-top:1px solid #dfe3e6;"
    "font-weight:400}thead th,.own th,.own td{font-weight:600}.own th,.own td{border-top:2px solid "
    "#15181b}thead{display:table-header-group}tr{break-inside:avoid}"
)
