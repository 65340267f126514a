"""A fresh store on each backend: an encrypted file, and a database of the tests' own PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.adapters.db.samples import NOW
from tests.factories import new_id
from workstation.adapters.db import SqlStore, memory_store, open_store

KEY = bytes(range(32))
BACKENDS = ["sqlcipher", pytest.param("postgresql", marks=pytest.mark.ci)]
"""`make test` tries PostgreSQL by its migrations; every statement of every repository on it is tried by `.ci/run`."""

OpenAgain = Callable[[], SqlStore]
"""Opens the same database once more, as another process would."""


@pytest.fixture(scope="session")
def sqlcipher_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encrypted file with the whole schema, migrated once in this run."""
    path = tmp_path_factory.mktemp("template") / "store.db"
    open_store(path, KEY, new_id=new_id, clock=lambda: NOW).close()
    return path


@pytest.fixture(params=BACKENDS)
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str | Path]:
    """Where a fresh, migrated store is: a file, or a URL."""
    if request.param == "sqlcipher":
        template = request.getfixturevalue("sqlcipher_template")
        for file in template.parent.iterdir():
            shutil.copy(file, tmp_path / file.name)
        yield tmp_path / template.name
        return
    server = request.getfixturevalue("postgres_server")

    def prepare(url: str) -> None:
        open_store(url, b"", new_id=new_id, clock=lambda: NOW).close()

    with server.database(server.template("store", prepare)) as url:
        yield url


@pytest.fixture
def open_again(location: str | Path) -> Iterator[OpenAgain]:
    """Opens the store of this test; whatever was opened is closed at the end."""
    with ExitStack() as opened:

        def open_one() -> SqlStore:
            store = open_store(location, KEY, new_id=new_id, clock=lambda: NOW)
            opened.callback(store.close)
            return store

        yield open_one


@pytest.fixture
def store(open_again: OpenAgain) -> SqlStore:
    """A fresh store on each backend."""
    return open_again()


@pytest.fixture
def memory() -> Iterator[SqlStore]:
    """A fresh store in memory."""
    store = memory_store(new_id=new_id, clock=lambda: NOW)
    yield store
    store.close()
