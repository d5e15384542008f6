"""Our own contenders of the benchmark of the checks: the suite's rules, as the intake runs them.

Run as ``python -m tests.bench.checks_own NAME ROWS CHECKS``, with the manifest beside the rows.
"""

from pathlib import Path
from typing import Any

import polars as pl

from data.contracts import contract
from data.manifest import Manifest, parse
from data.reading.parquet import read_parquet
from data.reading.source import Source
from data.reading.table import Table as Unpacked
from expectations import privacy, run
from expectations.frames import Laid
from expectations.load import Load
from expectations.truth import Table
from tests.bench import checks_peers
from tests.bench.checks_load import CONTRACT, RULES

Checks = list[dict[str, Any]]


def _manifest(path: str) -> Manifest:
    found = parse(Path(path).with_name("about.manifest.json").read_bytes())
    if not isinstance(found, Manifest):
        raise SystemExit("; ".join(fault.text("en") for fault in found))
    return found


def own(path: str, checks: Checks) -> int:
    """Judge as the intake does: columns of truth, then Great Expectations on our engine."""
    about = _manifest(path)
    frame = pl.scan_parquet(path).with_columns(
        pl.col(total).fill_null(0).alias(f"total_{total}") for total in about.totals)
    rules = [rule for rule in run.SUITES[CONTRACT](about) if rule.id in RULES]
    table = Table("rows", Laid(frame, frame), rules, contract(CONTRACT))
    return sum(each.failing for each in table.results(run._statuses([table], about), 1))


def engine(path: str, checks: Checks) -> int:
    """Judge the simple checks themselves by Great Expectations on our engine."""
    context = run._context()
    asset = context.data_sources.add_polars("load").add_load_asset("load")
    asked = [checks_peers._expectation(check) for check in checks]
    return checks_peers._checkpoint(context, asset, Load(pl.scan_parquet(path)), asked)


def personal(path: str, checks: Checks) -> int:
    """Search the rows for personal data, as every file is before it is judged."""
    content = Path(path).read_bytes()
    table = read_parquet("rows", content)
    if not isinstance(table, Unpacked):
        raise SystemExit("; ".join(fault.text("en") for fault in table))
    manifest = Path(path).with_name("about.manifest.json").read_bytes()
    source = Source("rows.parquet", content, None, manifest, format="parquet")
    return len(privacy.search(source, {"rows": table}, 1))


WAYS = {"own": own, "engine": engine, "personal": personal}
NEEDED = dict.fromkeys(("own", "engine"), "expectations.engine")

if __name__ == "__main__":
    checks_peers.main(WAYS, NEEDED)
