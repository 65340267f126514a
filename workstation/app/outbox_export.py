"""The open outbox as a signed file, for the people of the order server."""

from pathlib import Path
from typing import Any

from workstation.adapters.keys.station_key import ES384
from workstation.app.opening import Opened
from workstation.domain import exact_json
from workstation.domain.errors import Unavailable
from workstation.domain.outbox import OutboxEntry
from workstation.domain.users import User
from workstation.services.outbox import export_outbox

FORMAT = "pharmacist-workstation/outbox/1"


def write_export(here: Opened, user: User, reason: str, path: Path) -> int:
    """Writes a JWS whose payload holds every open entry as exact JSON text. Returns how many entries."""
    entries = export_outbox(here.site, user, reason)
    station, now = str(here.site.station.id), here.site.clock()
    claims = {
        "iss": station,
        "iat": int(now.timestamp()),
        "format": FORMAT,
        "entries": exact_json.dumps([_entry(one) for one in entries]),
    }
    signed = here.keys.sign(ES384, claims)
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(signed + "\n")
    except FileExistsError as there:
        raise Unavailable("file", f"{path} is there already; nothing was written.") from there
    except OSError as error:
        raise Unavailable("file", f"{path} cannot be written.") from error
    return len(entries)


def export_to_folder(here: Opened, user: User, reason: str) -> tuple[int, Path]:
    """Writes the export into the folder of exports beside the store, under a name of its own. (Entries, file)."""
    folder = here.data_dir / "exports"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Unavailable("file", f"{folder} cannot be made.") from error
    path = folder / f"outbox-{here.site.clock():%Y%m%d-%H%M%S}.jws"
    return write_export(here, user, reason, path), path


def _entry(one: OutboxEntry) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "kind": one.kind.value,
        "what": one.what,
        "target": one.target,
        "body": one.body,
        "created_at": one.created_at.isoformat(),
        "state": one.state.value,
        "attempts": one.attempts,
        "answer": one.answer,
    }
