"""The verb ``template``: files to fill in, the code book and the contract of each kind of delivery.

Here: writing them to a folder and saying so. Not here: what they hold (``data.templates``).
"""

from __future__ import annotations

import argparse
import json
import sys
from argparse import Namespace
from pathlib import Path

from data import templates, words
from data.contracts import CONTRACTS

ABOUT = """Write what a deliverer needs to make a delivery: a workbook and CSV to fill in, a
manifest, the code book and the contract. The workbook's sheet of codes may stay in it when it is
delivered."""
EXAMPLE = "lagesbild template --contract referrals --lang sv --out templates"


def options(sub: argparse.ArgumentParser) -> None:
    """Add the options of ``template``."""
    sub.add_argument("--contract", choices=(*CONTRACTS, "all"), default="all", metavar="CONTRACT",
                     help=f"kind of delivery: {', '.join(CONTRACTS)} (default: all)")
    sub.add_argument("--out", required=True, help="folder to write to")


def template(options: Namespace) -> int:
    """Write the templates of one or all kinds of delivery."""
    out, lang = Path(options.out), options.lang
    kinds = CONTRACTS if options.contract == "all" else (options.contract,)
    names = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for kind in kinds:
            for name, content in templates.written(kind, lang).items():
                (out / name).write_bytes(content)
                names.append(name)
    except OSError:
        print(words.say("check.not_written", lang, out=out), file=sys.stderr)
        return 1
    said = words.say("check.templates_written", lang, n=len(names), out=out)
    print(json.dumps({"ok": True, "files": names}) if options.json else said)
    return 0
