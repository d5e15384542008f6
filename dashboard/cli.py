"""The ``lagesbild`` command: its verbs, their options and what they teach.

Here: reading the command line. Not here: what a verb does (``dashboard.verbs``).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from dashboard import checking, desk_verbs, edition_verbs, templating, verbs
from dashboard.report import verb as report_verb

ABOUT = """Lägesbild: the situational picture of Swedish cooperation councils.

Deliveries are checked, kept, counted, protected and published as numbered editions; the pages,
reports and exports read one edition each."""
EXITS = "Exit code 0: good. 1: refused or failed, with the reasons. 2: wrong use."

DESK = {"decide": desk_verbs.decide, "erase": desk_verbs.erase,
        "retention": desk_verbs.retention_verb}


def parser() -> argparse.ArgumentParser:
    """Build the parser of every verb."""
    top = argparse.ArgumentParser(
        prog="lagesbild", description=ABOUT, epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"lagesbild {verbs.version()}")
    common = _common()
    _put(top, ["--home", "--store-url"], common=False)
    subs = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    for add in (_demo, _sample, _check, _template, _receive, _work, _publish, _export, _attack,
                _verify, edition_verbs.add, report_verb.add, _decide, _erase, _retention, _serve):
        add(subs, common)
    return top


def _common() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    _put(shared, ["--home", "--store-url"], common=True)
    shared.add_argument("--json", action="store_true", help="answer in JSON, for machines")
    shared.add_argument(
        "--lang", choices=("sv", "en"), default="sv", help="language of sentences (default: sv)"
    )
    return shared


def _put(target: argparse.ArgumentParser, names: list[str], common: bool) -> None:
    """Take --home and --store-url both before and after the verb."""
    default = argparse.SUPPRESS if common else None
    texts = {
        "--home": "folder of this installation (default: $LAGESBILD_HOME, else .lagesbild)",
        "--store-url": "address of the store, such as postgresql+psycopg://… "
                       "(default: $LAGESBILD_STORE_URL, else SQLite in the home)",
    }
    for name in names:
        target.add_argument(name, default=default, help=texts[name])


def _verb(
    subs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser,
    name: str, text: str, example: str,
) -> argparse.ArgumentParser:
    sub = subs.add_parser(
        name, parents=[common], help=text.split(".")[0], description=text,
        epilog=f"Example:\n  {example}\n\n{EXITS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    sub.set_defaults(run=DESK.get(name) or getattr(verbs, name))
    return sub


def _demo(subs: argparse._SubParsersAction[argparse.ArgumentParser],
          common: argparse.ArgumentParser) -> None:
    sub = _verb(
        subs, common, "demo",
        "Build the demonstration and serve it. Real published figures and synthetic deliveries "
        "are checked,\ncounted, protected and published as three editions, a month apart.",
        "lagesbild demo --no-serve --home /tmp/try",
    )
    sub.add_argument("--no-serve", action="store_true", help="build everything and exit")
    sub.add_argument("--until", default="2026M09", metavar="MONTH",
                     help="last month of the deliveries (default: 2026M09, never today's date)")
    sub.add_argument("--rows", type=int, default=200_000, help="at least so many records")
    sub.add_argument("--seed", type=int, default=1, help="same seed, same bytes (default: 1)")
    sub.add_argument("--editions", type=int, default=3, help="how many editions (default: 3)")
    sub.add_argument("--months", type=int, default=60, help="how many months (default: 60)")
    sub.add_argument("--authorities", default="", metavar="A,B",
                     help="only these deliverers, by code (default: all)")
    _address(sub)


def _sample(subs: argparse._SubParsersAction[argparse.ArgumentParser],
            common: argparse.ArgumentParser) -> None:
    sub = _verb(
        subs, common, "sample",
        "Write synthetic deliveries as files. They look like real deliveries and are made up; a "
        "handful\nare faulty on purpose.",
        "lagesbild sample --out deliveries --rows 20000 --format xlsx",
    )
    sub.add_argument("--out", required=True, help="folder to write to")
    sub.add_argument("--rows", type=int, default=200_000, help="at least so many records")
    sub.add_argument("--seed", type=int, default=1, help="same seed, same bytes (default: 1)")
    sub.add_argument("--months", type=int, default=60, help="how many months (default: 60)")
    sub.add_argument("--until", default="2026M09", metavar="MONTH", help="last month")
    sub.add_argument("--authorities", default="", metavar="A,B",
                     help="only these deliverers, by code (default: all)")
    sub.add_argument("--format", choices=("csv", "parquet", "xlsx"), default="csv",
                     help="kind of file (default: csv)")


def _check(subs: argparse._SubParsersAction[argparse.ArgumentParser],
           common: argparse.ArgumentParser) -> None:
    sub = subs.add_parser(
        "check", parents=[common], help="Try a delivery before sending it",
        description=checking.ABOUT, epilog=f"Example:\n  {checking.EXAMPLE}\n\n{checking.EXITS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    sub.set_defaults(run=checking.check)
    checking.options(sub)


def _template(subs: argparse._SubParsersAction[argparse.ArgumentParser],
              common: argparse.ArgumentParser) -> None:
    sub = subs.add_parser(
        "template", parents=[common], help="Write templates, code book and contract",
        description=templating.ABOUT, epilog=f"Example:\n  {templating.EXAMPLE}\n\n{EXITS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    sub.set_defaults(run=templating.template)
    templating.options(sub)


def _receive(subs: argparse._SubParsersAction[argparse.ArgumentParser],
             common: argparse.ArgumentParser) -> None:
    sub = _verb(
        subs, common, "receive",
        "Receive deliveries. Each is checked, and kept or refused with its reasons.",
        "lagesbild receive inbox/*.csv",
    )
    sub.add_argument("files", nargs="+", help="the deliveries, in the order they came")
    sub.add_argument("--received", default=None, metavar="DATE",
                     help="the day they came, YYYY-MM-DD (default: today)")


def _work(subs: argparse._SubParsersAction[argparse.ArgumentParser],
          common: argparse.ArgumentParser) -> None:
    sub = _verb(
        subs, common, "work",
        "Run the worker. It takes files from the inbox and tasks from their table, and is the only "
        "one\nthat reads the vault. Stop it with Ctrl-C.",
        "lagesbild work --once",
    )
    sub.add_argument("--once", action="store_true", help="do what is waiting, then stop")


def _publish(subs: argparse._SubParsersAction[argparse.ArgumentParser],
             common: argparse.ArgumentParser) -> None:
    sub = _verb(
        subs, common, "publish",
        "Publish a synthetic edition at once, with made-up people in every part: for "
        "demonstrations. It is\nprotected and attacked first; where anything is recovered, nothing "
        "is published. An edition\nof real data goes the whole way: lagesbild edition.",
        "lagesbild publish --until 2026M09 --cutoff 2026-10-12 --demonstration",
    )
    sub.add_argument("--until", required=True, metavar="MONTH", help="last month of the picture")
    sub.add_argument("--cutoff", default=None, metavar="DATE",
                     help="deliveries received on or before this day count (default: the 12th of "
                          "the month after)")
    sub.add_argument("--demonstration", action="store_true",
                     help="allow synthetic deliveries; the edition is numbered S-…")


def _export(subs: argparse._SubParsersAction[argparse.ArgumentParser],
            common: argparse.ArgumentParser) -> None:
    sub = _verb(
        subs, common, "export",
        "Export an edition as files. csv and parquet are all tables: cells, codes, indicators, "
        "relations.\npx and json-stat are a file a table; sdmx-csv comes with its data structure, "
        "csvw with its\ndescription; dcat is a record for a data catalogue. Every file says which "
        "edition it is of,\nand protected figures are in none of them.",
        "lagesbild export --edition latest --format px,json-stat --out export",
    )
    sub.add_argument("--edition", default="latest", metavar="N|latest", help="which edition")
    sub.add_argument("--format", action="append", dest="formats", metavar="A,B",
                     help="kinds of file: csv, parquet, px, json-stat, sdmx-csv, csvw, dcat, or "
                          "all (default: csv,parquet)")
    sub.add_argument("--out", required=True, help="folder to write to")


def _attack(subs: argparse._SubParsersAction[argparse.ArgumentParser],
            common: argparse.ArgumentParser) -> None:
    sub = _verb(
        subs, common, "attack",
        "Attack a published edition, as somebody outside would. Only what is published is read; "
        "the\nrelations are rebuilt from it, and every earlier edition is held against it. What "
        "was tried is\nsaid line by line. Exit code 1 where anything protected can be worked out.",
        "lagesbild attack --folder export --earlier export-of-august --lang en",
    )
    sub.add_argument("--edition", default="latest", metavar="N|latest",
                     help="which edition of the store, with all before it (default: latest)")
    sub.add_argument("--folder", default=None, metavar="DIR",
                     help="an exported folder instead (see lagesbild export)")
    sub.add_argument("--earlier", action="append", default=[], metavar="DIR",
                     help="an exported folder of an earlier edition; may be given again, the "
                          "oldest first")


def _verify(subs: argparse._SubParsersAction[argparse.ArgumentParser],
            common: argparse.ArgumentParser) -> None:
    sub = _verb(
        subs, common, "verify",
        "Verify that editions are what they were when published. Every hash is computed anew.",
        "lagesbild verify --edition 3",
    )
    sub.add_argument("--edition", default="all", metavar="N|all", help="which (default: all)")


def _decide(subs: argparse._SubParsersAction[argparse.ArgumentParser],
            common: argparse.ArgumentParser) -> None:
    sub = _verb(
        subs, common, "decide",
        "Decide on a delivery that waits. Accepted, its warning follows the figures that it "
        "touches, as a\nword. Refused, its file is deleted; what remains is that it was refused, "
        "when, by whom and why.\nEvery decision stays in the log.",
        'lagesbild decide 41 accept --reason "Stämmer enligt myndigheten." --as "Siv Datavärd"',
    )
    sub.add_argument("delivery", type=int, help="the delivery's number, as the board shows it")
    sub.add_argument("decision", choices=tuple(desk_verbs.KINDS), help="accept with a remark, or "
                     "refuse")
    _who(sub)
    sub.add_argument("--remark-sv", default="", metavar="TEXT",
                     help="the remark in Swedish (default: the rule's own sentence); no numbers")
    sub.add_argument("--remark-en", default="", metavar="TEXT", help="the remark in English")
    sub.add_argument("--change", action="store_true", help="change a decision; both stay")


def _erase(subs: argparse._SubParsersAction[argparse.ArgumentParser],
           common: argparse.ArgumentParser) -> None:
    sub = _verb(
        subs, common, "erase",
        "Erase a delivery, by two people. The first asks with a reason; another name confirms. Its "
        "rows,\nstates and cells are destroyed; hash, reason and log stay, and the next edition "
        "is counted\nwithout it. Editions that are published do not change.",
        'lagesbild erase 41 --reason "En uppgift för mycket." --as "Siv Datavärd"\n'
        '  lagesbild erase 41 --confirm --as "Ulf Datavärd"',
    )
    sub.add_argument("delivery", type=int, help="the delivery's number, as the board shows it")
    _who(sub)
    sub.add_argument("--confirm", action="store_true", help="confirm, as the second person")


def _who(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--as", required=True, dest="name", metavar="NAME",
                     help="who you are; it stays in the log")
    sub.add_argument("--reason", default="", metavar="TEXT",
                     help="why, in words; it stays in the log")


def _retention(subs: argparse._SubParsersAction[argparse.ArgumentParser],
               common: argparse.ArgumentParser) -> None:
    sub = _verb(
        subs, common, "retention",
        "Show how long each kind of record is kept, and why. The worker applies it once a day.",
        "lagesbild retention --lang en",
    )
    sub.add_argument("--apply", action="store_true", help="apply it now, and say how many went")


def _serve(subs: argparse._SubParsersAction[argparse.ArgumentParser],
           common: argparse.ArgumentParser) -> None:
    sub = _verb(
        subs, common, "serve",
        "Serve the pages, and run the worker beside them. Stop with Ctrl-C.",
        "lagesbild serve --port 8501",
    )
    _address(sub)
    sub.add_argument("--no-worker", action="store_true", help="pages only")


def _address(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--host", default="127.0.0.1", help="address to listen on (default: loopback)")
    sub.add_argument("--port", type=int, default=8501, help="port (default: 8501)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit code."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
