"""What each verb of the ``lagesbild`` command does.

Here: opening the house for a verb, running it, saying the outcome to a person or a machine. Not
here: options (``dashboard.cli``), the steps themselves (``metrics.jobs``).
"""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from datetime import date
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

from tqdm import tqdm

from data import editions, periods, words
from data.access import SYSTEM, AccessDenied
from data.desk import cutoff as usual_cutoff
from data.editions import Edition, UnknownEdition
from data.home import Home, home
from data.store import open_desk, open_store
from data.vault import Vault
from metrics import jobs
from metrics.refusal import CannotPublish


def version() -> str:
    """Return the installed version of the project."""
    return installed("lagesbild")


class Bar:
    """Progress of long work as one bar a step, on standard error."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._bar: Any = None
        self._step = ""

    def __call__(self, step: str, done: int, of: int) -> None:
        if self._quiet:
            return
        if step != self._step:
            self.close()
            self._step = step
            self._bar = tqdm(total=of, desc=f"{step:>10}", unit="", file=sys.stderr)
        self._bar.total = of
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """Leave the last bar standing."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def installation(options: Namespace) -> Home:
    """Return the home that a verb is about."""
    return home(getattr(options, "home", None), getattr(options, "store_url", None))


def open_house(at: Home) -> jobs.House:
    """Open vault, intake desk and store of a home, making and migrating what is missing."""
    at.make()
    return jobs.House(
        Vault(at.vault), open_desk(at.store_url, at.root), open_store(at.store_url, at.root)
    )


def say(options: Namespace, text: str, answer: dict[str, Any]) -> None:
    """Say an outcome as text, or as JSON where a machine asked."""
    print(json.dumps(answer, ensure_ascii=False, default=str) if options.json else text)


def wrong(options: Namespace, text: str) -> int:
    """Say why something was not done; return the exit code."""
    if options.json:
        print(json.dumps({"ok": False, "error": text}, ensure_ascii=False))
    else:
        print(text, file=sys.stderr)
    return 1


def demo(options: Namespace) -> int:
    """Build the demonstration; serve it unless told not to."""
    from dashboard import demonstration

    if not periods.is_month(options.until):
        return wrong(options, words.say("cli.not_a_month", options.lang, value=options.until))
    at, bar = installation(options), Bar(options.json)
    try:
        built = demonstration.build(
            at, until=options.until, rows=options.rows, seed=options.seed, count=options.editions,
            months=options.months, authorities=_named(options.authorities), progress=bar,
        )
    except CannotPublish as refused:
        return wrong(options, refused.sentence(options.lang))
    finally:
        bar.close()
    answer = {"ok": True, "editions": [_edition_answer(e) for e in built.editions],
              "deliveries": built.deliveries, "refused": built.refused, "home": str(at.root)}
    say(options, _built_text(built, options.lang), answer)
    if options.no_serve:
        return 0
    demonstration.next_draft(at, built)
    return serve(options)


def _named(codes: str) -> tuple[str, ...]:
    return tuple(code for code in codes.split(",") if code)


def _built_text(built: Any, lang: str) -> str:
    lines = [words.say("cli.built", lang, deliveries=built.deliveries, refused=built.refused)]
    lines += [f"  {e.label}  {e.until}  {e.hash}" for e in built.editions]
    return "\n".join(lines)


def _edition_answer(e: Edition) -> dict[str, Any]:
    return {"number": e.number, "label": e.label, "until": e.until, "hash": e.hash}


def sample(options: Namespace) -> int:
    """Write synthetic deliveries as files."""
    from data import sample as samples

    chosen = _named(options.authorities)
    bar = Bar(options.json)
    try:
        paths = samples.write_all(
            Path(options.out), options.format, seed=options.seed, rows=options.rows,
            months=options.months, until=options.until, authorities=chosen or None,
            progress=lambda done, of: bar("sample", done, of),
        )
    except ValueError as why:
        return wrong(options, str(why))
    finally:
        bar.close()
    text = words.say("cli.sampled", options.lang, n=len(paths), out=options.out)
    say(options, text, {"ok": True, "files": [p.name for p in paths]})
    return 0


def _verdict(options: Namespace, verdicts: list[tuple[int, Any]]) -> int:
    refused = False
    answers = []
    for order, verdict in verdicts:
        refused |= verdict.outcome == "refused"
        heading, reasons = verdict.heading(options.lang), list(verdict.reasons(options.lang))
        answers.append({"file": order, "outcome": verdict.outcome, "heading": heading,
                        "reasons": reasons})
        if not options.json:
            print(f"{order}. {heading}")
            print("".join(f"   - {reason}\n" for reason in reasons), end="")
    if options.json:
        print(json.dumps({"ok": not refused, "files": answers}, ensure_ascii=False))
    return 1 if refused else 0


def receive(options: Namespace) -> int:
    """Receive files: check each, keep or refuse it."""
    try:
        day = date.fromisoformat(options.received) if options.received else date.today()
    except ValueError:
        return wrong(options, words.say("cli.not_a_date", options.lang, value=options.received))
    house, bar = open_house(installation(options)), Bar(options.json)
    sendings = [jobs.Sending(Path(f), i, day) for i, f in enumerate(options.files, start=1)]
    results = jobs.receive(house, SYSTEM, sendings, bar, os.cpu_count() or 1)
    bar.close()
    return _verdict(options, [(r.sending.order, r.verdict) for r in results])


def work(options: Namespace) -> int:
    """Run the worker."""
    from dashboard import worker

    at = installation(options)
    done = worker.run(open_house(at), at.inbox, once=options.once)
    say(options, words.say("cli.worked", options.lang, n=done), {"ok": True, "tasks": done})
    return 0


def publish(options: Namespace) -> int:
    """Publish an edition."""
    if not periods.is_month(options.until):
        return wrong(options, words.say("cli.not_a_month", options.lang, value=options.until))
    try:
        given = options.cutoff
        cutoff = date.fromisoformat(given) if given else usual_cutoff(options.until)
    except ValueError:
        return wrong(options, words.say("cli.not_a_date", options.lang, value=options.cutoff))
    bar = Bar(options.json)
    try:
        edition = jobs.publish(
            open_house(installation(options)), SYSTEM, options.until, cutoff, cutoff, bar,
            options.demonstration,
        )
    except (CannotPublish, AccessDenied) as refused:
        return wrong(options, refused.sentence(options.lang))
    finally:
        bar.close()
    text = words.say("cli.published", options.lang, label=edition.label, hash=edition.hash)
    say(options, text, {"ok": True, **_edition_answer(edition)})
    return 0


def export(options: Namespace) -> int:
    """Export an edition as files."""
    from dashboard.report.export import FORMATS, USUAL
    from dashboard.report.export import export as write

    at = installation(options)
    chosen: int | str = options.edition
    if chosen != "latest":
        if not options.edition.isdigit():
            return wrong(options, words.say("cli.no_edition", options.lang, value=chosen))
        chosen = int(options.edition)
    formats = _named(",".join(options.formats or USUAL))
    formats = FORMATS if formats == ("all",) else formats
    if unknown := [f for f in formats if f not in FORMATS]:
        return wrong(options, words.say("files.no_format", options.lang, value=unknown[0],
                                        formats=", ".join(FORMATS)))
    try:
        store = open_store(at.store_url, at.root)
        paths = write(store, SYSTEM, chosen, Path(options.out), formats)
    except UnknownEdition:
        return wrong(options, words.say("cli.no_edition", options.lang, value=chosen))
    text = words.say("cli.exported", options.lang, n=len(paths), out=options.out)
    say(options, text, {"ok": True, "files": [p.name for p in paths]})
    return 0


def attack(options: Namespace) -> int:
    """Attack an edition, or an exported folder."""
    from dashboard import attacking

    at, bar = installation(options), Bar(options.json)
    try:
        target = (attacking.exported(options.folder, options.earlier) if options.folder else
                  attacking.stored(open_store(at.store_url, at.root), options.edition))
        report = attacking.attacked(target, bar)
    except attacking.NoTarget as why:
        return wrong(options, why.sentence(options.lang))
    finally:
        bar.close()
    print(attacking.answer(options, report, target.name))
    return 1 if report.findings else 0


def verify(options: Namespace) -> int:
    """Verify editions."""
    at = installation(options)
    store = open_store(at.store_url, at.root)
    numbers = [e.number for e in editions.editions(store)]
    if options.edition != "all":
        if not options.edition.isdigit() or int(options.edition) not in numbers:
            return wrong(options, words.say("cli.no_edition", options.lang, value=options.edition))
        numbers = [int(options.edition)]
    problems = {n: editions.verify(store, n) for n in numbers}
    bad = {n: p for n, p in problems.items() if p}
    lines = [f"{n}: " + ("; ".join(p) if p else words.say("cli.verified", options.lang))
             for n, p in problems.items()]
    if not numbers:
        return wrong(options, words.say("cli.no_editions", options.lang))
    say(options, "\n".join(lines), {"ok": not bad, "editions": problems})
    return 1 if bad else 0


def serve(options: Namespace) -> int:
    """Serve the pages, with the worker beside them."""
    from dashboard import serving

    return serving.serve(
        installation(options), options.host, options.port, options.lang,
        worker=not getattr(options, "no_worker", False),
    )
