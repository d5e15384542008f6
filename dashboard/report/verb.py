"""The verb ``lagesbild report``: its options, what it teaches, and what it does.

Here: reading the options and saying the outcome. Not here: what a report holds.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from dashboard.report.choice import LENGTHS, Choice, Unknown
from dashboard.report.files import FORMATS, write
from data import registers, words
from data.access import SYSTEM, AccessDenied
from data.editions import UnknownEdition
from data.home import home
from data.store import open_store

ABOUT = """Make a report of a published edition: tagged PDF, Word, PowerPoint with charts that can
be edited, Excel with one sheet a table. Every page, slide and sheet bears the edition's number and
content hash, and "synthetic" where the data are. The same edition and choice give the same files.

Lengths: page (one A4 for the council), brief (that, and a page or so an area), full (every figure,
part, definition and delivery). Without --areas: the council's own. Sweden and all regions always
stand in the tables; --places gives a place a chapter of its own."""
EXAMPLE = ("lagesbild report --council joint_initiative --length page --format pdf --out rapport\n"
           "  lagesbild report --council payments --areas incorrect_payments,resilience \\\n"
           "    --places ost,05 --length full --format pdf,docx,pptx,xlsx --lang en --out report")


def add(subs: Any, common: ArgumentParser) -> None:
    """Add the verb to the command."""
    sub = subs.add_parser(
        "report", parents=[common], help="Make a report as PDF, Word, PowerPoint or Excel",
        description=ABOUT, epilog=f"Examples:\n  {EXAMPLE}",
        formatter_class=RawDescriptionHelpFormatter)
    sub.set_defaults(run=report)
    options(sub)


def options(sub: ArgumentParser) -> None:
    """Give the verb its options."""
    councils, areas, places = (", ".join(codes) for codes in (
        [c.code for c in registers.councils()], [a.code for a in registers.areas()],
        [p.code for p in registers.places() if p.published and not p.code.endswith("00")]))
    sub.add_argument("--council", required=True, metavar="CODE", help=f"one of: {councils}")
    sub.add_argument("--areas", default="", metavar="A,B",
                     help=f"chapters (default: the council's areas), of: {areas}")
    sub.add_argument("--places", default="", metavar="A,B",
                     help=f"places with a chapter of their own, of: {places}")
    sub.add_argument("--length", choices=LENGTHS, default="brief", help="default: brief")
    sub.add_argument("--format", default="pdf", metavar="A,B", dest="formats",
                     help=f"kinds of file, of: {', '.join(FORMATS)} (default: pdf)")
    sub.add_argument("--edition", default="latest", metavar="N|latest", help="which edition")
    sub.add_argument("--out", required=True, metavar="DIR", help="folder to write to")


def report(options: Namespace) -> int:
    """Make the report; return the exit code."""
    formats = [f for f in options.formats.split(",") if f]
    known = options.edition == "latest" or options.edition.isdigit()
    unknown = next((f for f in formats if f not in FORMATS), "")
    if unknown or not formats:
        return _wrong(options, words.say("report.unknown", options.lang, value=unknown or "–"))
    if not known:
        return _wrong(options, words.say("cli.no_edition", options.lang, value=options.edition))
    try:
        written = _written(options, formats)
    except UnknownEdition:
        return _wrong(options, words.say("cli.no_edition", options.lang, value=options.edition))
    except Unknown as why:
        return _wrong(options, words.say("report.unknown", options.lang, value=str(why)))
    except AccessDenied as why:
        return _wrong(options, why.sentence(options.lang))
    names = ", ".join(p.name for p in written)
    text = words.say("report.written", options.lang, n=len(written), out=options.out, names=names)
    print(json.dumps({"ok": True, "files": [p.name for p in written]}) if options.json else text)
    return 0


def _written(options: Namespace, formats: list[str]) -> list[Path]:
    at = home(getattr(options, "home", None), getattr(options, "store_url", None))
    edition = options.edition if options.edition == "latest" else int(options.edition)
    areas, places = (tuple(c for c in given.split(",") if c)
                     for given in (options.areas, options.places))
    choice = Choice(options.council, areas, places, options.length, options.lang)
    with open_store(at.store_url, at.root) as store:
        return write(store, SYSTEM, edition, choice, formats, Path(options.out))


def _wrong(options: Namespace, text: str) -> int:
    if options.json:
        print(json.dumps({"ok": False, "error": text}, ensure_ascii=False))
    else:
        print(text, file=sys.stderr)
    return 1
