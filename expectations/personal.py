"""The forms of what is personal: what a text must look like to be taken for it.

Here belong personal and coordination numbers, organisation numbers, e-mail addresses, Swedish
telephone numbers, case numbers and free text, each as a test of one text. Where a delivery is
searched stands in expectations.privacy. Names of people need no list: what is no code of its list
is refused, and several words in a cell are free text.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

SEPARATOR = "[-+ \u00a0\u2010-\u2013\u2212]?"
PERSONAL = re.compile(
    rf"(?<!\d)(?:19|20)?(\d\d)[-/. ]?(\d\d)[-/. ]?(\d\d){SEPARATOR}(\d{{4}})(?!\d)", re.ASCII
)
ORGANISATION = re.compile(r"(?<!\d)(?:16)?(\d{6})-(\d{4})(?!\d)", re.ASCII)
BARE_ORGANISATION = re.compile(r"(?:16)?(\d{6})(\d{4})", re.ASCII)
EMAIL = re.compile(r"[\w.+-]@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[A-Za-z]{2}")
"""One sign before the @ is enough, so that a long text is read through once."""
TELEPHONE = re.compile(
    r"(?<![\w.,-])(?:"
    r"(?:\+|00)46[-  ]?(?:\(0\))?[-  ]?\d(?:[-  ]?\d){6,9}"
    r"|07[02369]\d?[-  ]?\d(?:[-  ]?\d){5,6}"
    r"|0[1-9]\d{0,2}-\d(?: ?\d){4,7}"
    r")(?![\w-])"
)
CASE = re.compile(
    r"(?<![\w./-])(?:"
    r"(?:[A-ZÅÄÖ]{1,4}[- ]?|[0-9]{1,4}-)K?(?P<digits>[0-9]{3,7})-[0-9]{2}"
    r"|[A-ZÅÄÖ]{1,3} [0-9]{1,2}-[0-9]{2}"
    r"|(?:[A-ZÅÄÖ]{1,4}[- ]?)?(?:19|20)[0-9]{2}/(?!(?:19|20)[0-9]{2}(?![0-9]))[0-9]{3,7}"
    r")(?![\w-])", re.IGNORECASE
)
"""Case numbers of courts, prosecutors, the police and registries: B 1234-26, AM-12345-26,
5000-K123456-26, 2026/01234."""
REGISTRY = re.compile(
    r"(?<!\w)(?:dnr|d\.nr|diarienr|diarienummer|ärendenr|ärendenummer|målnr|målnummer|mål nr)"
    r"[.: ]{0,8}[^\n]{0,8}[0-9]", re.IGNORECASE
)
"""A number that calls itself a case number, whatever its form."""
OPAQUE = re.compile(r"(?<![\w-])[A-Z]{1,2}(?:-[0-9A-Z]{4}){3}(?![\w-])")
"""A key of the fixed form: four signs at a time, in which DNR5 is chance and no case number."""
MONTH = re.compile(r"20\d\d(0[1-9]|1[0-2])")
WORD = re.compile(r"[^\W\d_]{2,}")
FREE = re.compile(r"\s")
LONGEST_CELL = 10_000
"""No cell of a contract comes near; what is longer is free text and is not read through."""

LIKELY = (
    rf"@|[0-9]{{2}}[-/. ]?[0-9]{{2}}[-/. ]?[0-9]{{2}}{SEPARATOR}[0-9]{{4}}"
    r"|(\+|00)46|07[02369]|0[1-9][0-9]{0,2}-[0-9]( ?[0-9]){4}"
    r"|[0-9]{3}-[0-9]{2}([^0-9A-Za-z-]|$)|[a-zA-Z] [0-9]{1,2}-[0-9]{2}"
    r"|(19|20)[0-9]{2}/[0-9]{3}|[^\s!-~]"
    r"|[a-zA-Z]{2}.*\s.*[a-zA-Z]{2}|(?i)nr|nummer"
)
"""What a cell must hold to be looked at more closely, wider than all of the above."""


def kinds(text: str, *, name: bool = False, cell: bool = False) -> tuple[str, ...]:
    """Give the rules that ``text`` breaks.

    ``name`` reads it as the name of a file or a sheet, ``cell`` as a cell of a table, in which
    several words are free text.
    """
    if cell and len(text) > LONGEST_CELL:
        return ("P-006",)
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    found = tuple(rule for rule, holds in FINDERS.items() if holds(plain, name))
    return (*found, "P-006") if cell and _free(plain) else found


def organisation(text: str) -> bool:
    """Say whether a whole cell is an organisation number without its hyphen."""
    found = BARE_ORGANISATION.fullmatch(text)
    return found is not None and _is_organisation(found)


def _free(text: str) -> bool:
    """Several words are free text: a name of two words is as much so as a sentence."""
    return FREE.search(text.strip()) is not None and len(WORD.findall(text)) > 1


def _personal(text: str, name: bool) -> bool:
    return any(
        _checksum("".join(found.groups())) and _birthday(*map(int, found.groups()[:3]))
        for found in PERSONAL.finditer(text)
    )


def _birthday(year: int, month: int, day: int) -> bool:
    """Coordination numbers have sixty added to the day."""
    for century in (1900, 2000):
        try:
            date(century + year, month, day - 60 if day > 60 else day)
        except ValueError:
            continue
        return True
    return False


def _checksum(digits: str) -> bool:
    """Test the last of ten digits (Luhn, as personal and organisation numbers have it)."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _organisation(text: str, name: bool) -> bool:
    found = ORGANISATION.finditer(text)
    return any(_is_organisation(each) and not (name and MONTH.match(each[1])) for each in found)


def _is_organisation(found: re.Match[str]) -> bool:
    return found[1][2] >= "2" and _checksum(found[1] + found[2])


def _case(text: str, name: bool) -> bool:
    """A file may be named by kind and month: av-202609-01 is no case number. Nor is a key."""
    text = OPAQUE.sub("", text)
    if REGISTRY.search(text):
        return True
    digits = (found["digits"] or "" for found in CASE.finditer(text))
    return any(not (name and MONTH.fullmatch(each)) for each in digits)


FINDERS: dict[str, Callable[[str, bool], bool]] = {
    "P-001": _personal,
    "P-002": lambda text, name: EMAIL.search(text) is not None,
    "P-003": lambda text, name: TELEPHONE.search(text) is not None,
    "P-004": _organisation,
    "P-005": _case,
}
