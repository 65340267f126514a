"""The schema of a database: made, compared with what this program needs, migrated after a backup copy."""

from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.orm import Session

from workstation import paths
from workstation.adapters.db.backends.port import Backend
from workstation.adapters.db.tables import Base
from workstation.domain.errors import Unavailable
from workstation.services.ports import Clock

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0015_unmet_demand"
"""The revision this program works with: the newest file in migrations/versions (a test says so)."""


def create(backend: Backend, connection: Connection) -> None:
    """All tables, indices and triggers from the mappings, without Alembic."""
    Base.metadata.create_all(connection)
    backend.install(connection)


def revision_of(connection: Connection) -> str | None:
    """The revision of the database, None when it has none (empty)."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def bring_up_to_date(backend: Backend, path: Path | None, clock: Clock, backup_confirmed: bool) -> None:
    """Creates or migrates; does nothing when the database is up to date. Raises Unavailable."""
    with backend.reader.connect() as connection:
        revision = revision_of(connection)
    if revision == HEAD:
        return
    if revision is not None:
        _require_known(revision)
        _keep_a_copy(backend, path, revision, clock, backup_confirmed)
    migrate(backend, HEAD)


def migrate(backend: Backend, revision: str, *, down: bool = False) -> None:
    """Runs the migrations up (or down) to `revision` in one transaction that nobody else writes beside."""
    from alembic import command  # 313 ms: only when there is something to migrate

    with Session(backend.writer) as session, session.begin():
        backend.lock_writer(session)
        config = _config()
        config.attributes["connection"] = session.connection()
        (command.downgrade if down else command.upgrade)(config, revision)


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(paths.migrations()))
    return config


def _require_known(revision: str) -> None:
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision not in known:
        raise Unavailable(
            "store",
            "This store was last used by a newer version of the program"
            f" (its revision {revision} is not known here). Update this program; the store was not changed.",
        )


def _keep_a_copy(backend: Backend, path: Path | None, revision: str, clock: Clock, backup_confirmed: bool) -> None:
    if path is None:
        if not backup_confirmed:
            raise Unavailable(
                "store",
                "The database must be brought up to date first. Make a backup of it, then run"
                " `workstation db upgrade --backup-confirmed`.",
            )
        return
    time = clock().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    copy = path.with_name(f"{path.stem}-{revision}-{time}.bak")
    with backend.writer.connect() as connection:
        raw = connection.connection.dbapi_connection
        # VACUUM runs outside of transactions; the copy has the same key.
        assert raw is not None
        raw.cursor().execute("VACUUM INTO ?", (str(copy),))
    copy.chmod(0o600)
