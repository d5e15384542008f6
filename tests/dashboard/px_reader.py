"""A strict reader of PX files, written from the format's specification and nothing else.

Here: keywords with language and inner keys, quoted and unquoted values, data symbols, the cube.
Not here: anything of the writer.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

KEY = re.compile(r'([A-Z0-9-]+)(?:\[([a-z]{2})\])?(?:\((.*)\))?', re.DOTALL)
TEXT = re.compile(r'"([^"]*)"')
SYMBOL = re.compile(r'"(-|\.{1,6})"')
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
LIST = re.compile(r'(?:TLIST\([AHQMW]1\),)?"[^"]*"(?:,?\s*"[^"]*")*')
MANDATORY = {"MATRIX", "SUBJECT-CODE", "SUBJECT-AREA", "CONTENTS", "UNITS", "DECIMALS", "TITLE",
             "STUB", "HEADING", "VALUES", "DATA"}
LONGEST = 256


@dataclass
class Px:
    """A file that was read: keywords by (name, language, inner keys), and its spots."""

    words: dict[tuple[str, str, tuple[str, ...]], list[str]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)

    def one(self, name: str, lang: str = "", *inner: str) -> str:
        """Return a text; pieces are put together."""
        return "".join(self.words[(name, lang, inner)])

    def many(self, name: str, lang: str = "", *inner: str) -> list[str]:
        """Return a list of values."""
        return self.words[(name, lang, inner)]

    def axes(self, lang: str = "") -> list[str]:
        """Name the variables, the stub first."""
        return self.many("STUB", lang) + self.many("HEADING", lang)

    def spots(self, kind: str, lang: str = "") -> dict[tuple[str, ...], str]:
        """Return what every spot says, by CODES or by VALUES."""
        lists = [self.many(kind, lang, axis) for axis in self.axes(lang)]
        keys = list(itertools.product(*lists))
        assert len(keys) == len(self.data), "the data do not fill the cube"
        assert len(set(keys)) == len(keys), "two values have one name"
        return dict(zip(keys, self.data, strict=True))


def read(content: bytes) -> Px:
    """Read a file; raise ``AssertionError`` at the first thing that the format does not allow."""
    assert content.startswith(b'CHARSET="ANSI";'), "CHARSET stands first"
    page = re.search(rb'CODEPAGE="([^"]+)"', content)
    assert page
    text = content.decode(page[1].decode())
    assert all(len(line) <= LONGEST * 2 for line in text.splitlines())
    found = Px()
    for statement in _statements(text):
        _take(found, statement)
    assert {name for name, _, _ in found.words} | {"DATA"} >= MANDATORY
    assert found.order[-1] == "DATA", "DATA stands last"
    return found


def _statements(text: str) -> list[str]:
    """Split at semicolons outside quotation marks."""
    parts, start, quoted = [], 0, False
    for at, sign in enumerate(text):
        if sign == '"':
            quoted = not quoted
        elif sign == ";" and not quoted:
            parts.append(text[start:at].strip())
            start = at + 1
    assert not quoted and not text[start:].strip(), "something stands after the last semicolon"
    return parts


def _take(found: Px, statement: str) -> None:
    at = _equals(statement)
    key, value = KEY.fullmatch(statement[:at].strip()), statement[at + 1:].strip()
    assert key, statement[:80]
    name, lang, inner = key[1], key[2] or "", tuple(TEXT.findall(key[3] or ""))
    found.order.append(name)
    if name == "DATA":
        found.data = [_datum(token) for token in value.split()]
        return
    assert (name, lang, inner) not in found.words, f"{name} {inner} stands twice"
    assert value.startswith(('"', "TLIST(")) or re.fullmatch(r"[A-Z]+|\d+", value)
    assert '"' not in value or LIST.fullmatch(value), value[:80]
    assert all(len(piece) <= LONGEST for piece in TEXT.findall(value))
    found.words[(name, lang, inner)] = TEXT.findall(value) if '"' in value else [value]


def _equals(statement: str) -> int:
    quoted = False
    for at, sign in enumerate(statement):
        quoted ^= sign == '"'
        if sign == "=" and not quoted:
            return at
    raise AssertionError(f"no value: {statement[:80]}")


def _datum(token: str) -> str:
    symbol = SYMBOL.fullmatch(token)
    assert symbol or NUMBER.fullmatch(token), token
    return symbol[1] if symbol else token
