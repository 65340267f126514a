"""Incidents as JSON: on the command line, and as a file for whoever has to be told."""

import json
from pathlib import Path
from typing import Any

from workstation.app.opening import Opened
from workstation.domain.errors import Unavailable
from workstation.domain.incidents import Incident, IncidentEntry
from workstation.domain.users import User
from workstation.services.incidents import Hazards, ReportedIncident, export_incidents

FORMAT = "pharmacist-workstation/incidents/1"


def incident_json(incident: Incident) -> dict[str, Any]:
    """What is known of it now."""
    return {
        "id": str(incident.id),
        "dispense": str(incident.dispense_id),
        "hazard": incident.hazard or None,
        "recorded_at": incident.recorded_at.isoformat(),
        "harm": incident.harm.value,
        "what": incident.what,
        "told": sorted(one.value for one in incident.told),
        "cause": incident.cause or None,
        "action": incident.action or None,
        "open": incident.open,
    }


def write_incidents(here: Opened, user: User, reason: str, hazards: Hazards, path: Path) -> int:
    """Writes all of them with their history into a new file that only its owner reads. Returns how many.

    Raises Unavailable when the file is there already or cannot be written; the export is audited all the same.
    """
    found = export_incidents(here.site, user, reason, hazards)
    document = {
        "format": FORMAT,
        "station": str(here.site.station.id),
        "written_at": here.site.clock().isoformat(),
        "incidents": [_reported(one) for one in found],
    }
    try:
        with path.open("x", encoding="utf-8") as file:
            path.chmod(0o600)
            file.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    except FileExistsError as there:
        raise Unavailable("file", f"{path} is there already; nothing was written.") from there
    except OSError as error:
        raise Unavailable("file", f"{path} cannot be written.") from error
    return len(found)


def _reported(one: ReportedIncident) -> dict[str, Any]:
    return {
        **incident_json(one.incident),
        "hazard_words": one.hazard_words or None,
        "prescription": one.number,
        "product": one.product,
        "batch_number": one.batch_number,
        "quantity": one.quantity,
        "entries": [
            {"at": at.isoformat(), "by": str(by) if by else None, **_entry(entry)}
            for at, by, entry in one.incident.entries
        ],
    }


def _entry(entry: IncidentEntry) -> dict[str, Any]:
    said = {
        "what": entry.what,
        "told": sorted(one.value for one in entry.told),
        "cause": entry.cause,
        "action": entry.action,
        "harm": entry.harm.value if entry.harm else "",
        "hazard": entry.hazard,
    }
    return {key: value for key, value in said.items() if value}
