"""A PostgreSQL of the tests' own: started from the installed package, on a Unix socket, gone afterwards.

PostgreSQL refuses to run as root, so as root everything runs as the package's user `postgres`.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

INSTALL = "Install it: apt-get install postgresql (`make setup` does it)."
ROLE = "workstation"
# A test's data need not outlive a power cut.
OPTIONS = (
    "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    " -c max_connections=40 -c shared_buffers=32MB -c autovacuum=off"
)


class PostgresUnavailable(Exception):
    """No PostgreSQL can be started here; the message says what to install."""


@dataclass(slots=True)
class PostgresServer:
    """A running server. `database` gives a fresh database, empty or copied from a prepared template."""

    folder: Path
    binaries: Path
    templates: set[str] = field(default_factory=set)

    @classmethod
    def start(cls) -> "PostgresServer":
        """Make a cluster in a temporary folder and start it (about 3 s); raises PostgresUnavailable."""
        binaries = newest_binaries(Path("/usr/lib/postgresql"))
        folder = Path(tempfile.mkdtemp(prefix="ws-pg-"))
        server = cls(folder, binaries)
        if os.geteuid() == 0:
            shutil.chown(folder, postgres_user())
        data = str(folder / "data")
        try:
            server._run("initdb", "-D", data, "-U", ROLE, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
            options = f"{OPTIONS} -c unix_socket_directories={folder}"
            server._run("pg_ctl", "-D", data, "-l", str(folder / "log"), "-o", options, "-w", "start")
        except PostgresUnavailable:
            shutil.rmtree(folder)
            raise
        return server

    def stop(self) -> None:
        """Stop the server and remove its files."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder)

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The SQLAlchemy URL of a new copy of `template`; dropped at the end, whoever is still connected."""
        name = f"test_{uuid4().hex}"
        self._create(name, template)
        try:
            yield self.url(name)
        finally:
            self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def template(self, name: str, prepare: Callable[[str], None]) -> str:
        """A database `name`, filled once by `prepare(url)`: migrations cost seconds, a copy milliseconds.

        `prepare` must close its connections: PostgreSQL copies only a database that nobody uses.
        """
        if name not in self.templates:
            self._create(name, "template0")
            prepare(self.url(name))
            self.templates.add(name)
        return name

    def url(self, database: str) -> str:
        """How SQLAlchemy reaches `database`."""
        return f"postgresql+psycopg://{ROLE}@/{database}?host={self.folder}"

    def _create(self, name: str, template: str) -> None:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._execute(statement.format(sql.Identifier(name), sql.Identifier(template)))

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(host=str(self.folder), user=ROLE, dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", postgres_user(), "--", *command]
        # The server inherits what pg_ctl has: a pipe would stay open as long as it runs, a file does no harm.
        with (self.folder / "output").open("a+", encoding="utf-8") as output:
            done = subprocess.run(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
            )
        if done.returncode != 0:
            raise PostgresUnavailable(f"PostgreSQL: {program} ended with {done.returncode}:\n{self._said()}")

    def _said(self) -> str:
        files = [self.folder / "output", self.folder / "log"]
        return "\n".join(path.read_text(encoding="utf-8", errors="replace")[-2000:] for path in files if path.exists())


def newest_binaries(folder: Path) -> Path:
    """The `bin` folder of the newest PostgreSQL that is installed; raises PostgresUnavailable."""
    found = [path for path in folder.glob("*/bin") if (path / "initdb").is_file() and (path / "pg_ctl").is_file()]
    if not found:
        raise PostgresUnavailable(f"These tests need a PostgreSQL server, and {folder} holds none. {INSTALL}")
    return max(found, key=lambda path: int(path.parent.name))


def postgres_user() -> str:
    """The user that the Debian package made; raises PostgresUnavailable when there is none."""
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError as missing:
        raise PostgresUnavailable(f"There is no user `postgres` to run the server as. {INSTALL}") from missing
