"""Errors that reached a patient: what happened, who was told, why it could happen, what is done about it.

Apart from near misses, which reached nobody. An incident is a chain of entries that are only ever added: what is found
out later is an entry more. Nobody is named in it: people by their role, the patient by the supply that it is about.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from workstation.domain.errors import Refused


class Harm(StrEnum):
    """What it did to the patient, as far as is known."""

    UNKNOWN = "unknown"
    NONE = "none"
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"
    DEATH = "death"


class Told(StrEnum):
    """Who has been told, by role."""

    PATIENT = "patient"
    CARER = "carer"
    PRESCRIBER = "prescriber"
    RESPONSIBLE_PHARMACIST = "responsible_pharmacist"
    OWNER = "owner"
    AUTHORITY = "authority"


class IncidentRefusal(StrEnum):
    """Why something is not recorded of an incident."""

    WHAT_TOO_SHORT = "incident_what_too_short"
    NO_SUCH_HAZARD = "incident_no_such_hazard"
    NOT_SUPPLIED = "incident_not_supplied"
    """The prescription has no such supply: what reached nobody is a near miss."""
    WHICH_SUPPLY = "incident_which_supply"
    """There are several, and none was named."""
    UNKNOWN_PRESCRIPTION = "incident_unknown_prescription"
    UNKNOWN_INCIDENT = "incident_unknown"
    NOTHING_NEW = "incident_nothing_new"
    REASON_TOO_SHORT = "incident_reason_too_short"


SHORTEST_WHAT = 10
"""Characters that say what happened."""


@dataclass(frozen=True, slots=True)
class IncidentEntry:
    """What is said at one time. Empty where nothing is said of it (yet)."""

    what: str = ""
    told: frozenset[Told] = frozenset()
    cause: str = ""
    action: str = ""
    harm: Harm | None = None
    hazard: str = ""
    """Id in the hazard log ("H03"); "" = none of them, or not known yet."""

    @property
    def empty(self) -> bool:
        """Nothing is said."""
        return self == IncidentEntry()


@dataclass(frozen=True, slots=True)
class Incident:
    """One error that reached a patient, as all its entries say."""

    id: UUID
    prescription_id: UUID
    dispense_id: UUID
    recorded_at: datetime
    recorded_by: UUID | None
    what: str
    told: frozenset[Told]
    cause: str
    action: str
    harm: Harm
    hazard: str
    entries: tuple[tuple[datetime, UUID | None, IncidentEntry], ...] = field(default=())
    """When, by whom, what; oldest first."""

    @property
    def open(self) -> bool:
        """Cause, action or the patient's knowledge of it is still missing."""
        knows = bool(self.told & {Told.PATIENT, Told.CARER})
        return not (self.cause and self.action and knows)


def checked(entry: IncidentEntry, hazards: Mapping[str, str], *, first: bool) -> IncidentEntry:
    """The entry without blanks around its words. Raises Refused(IncidentRefusal)."""
    hazard = entry.hazard.strip().upper()
    words = entry.what.strip(), entry.told, entry.cause.strip(), entry.action.strip()
    said = IncidentEntry(*words, entry.harm, hazard)
    if first and len(said.what) < SHORTEST_WHAT:
        raise Refused(IncidentRefusal.WHAT_TOO_SHORT, at_least=SHORTEST_WHAT)
    if said.hazard and said.hazard not in hazards:
        raise Refused(IncidentRefusal.NO_SUCH_HAZARD, hazard=said.hazard)
    if said.empty:
        raise Refused(IncidentRefusal.NOTHING_NEW)
    return said


def as_detail(incident: UUID, dispense: UUID, entry: IncidentEntry) -> str:
    """One entry as JSON, for the detail of an event."""
    facts = {
        "incident": str(incident),
        "dispense": str(dispense),
        "what": entry.what,
        "told": sorted(entry.told),
        "cause": entry.cause,
        "action": entry.action,
        "harm": entry.harm,
        "hazard": entry.hazard,
    }
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


Row = tuple[UUID, datetime, UUID | None, str]
"""Prescription, when, by whom, detail."""


def incidents_of(rows: Iterable[Row]) -> tuple[Incident, ...]:
    """The incidents that these entries, oldest first, amount to; the last word of each thing counts, people add up."""
    found: dict[UUID, Incident] = {}
    for prescription, at, by, detail in rows:
        said: dict[str, Any] = json.loads(detail)
        entry = IncidentEntry(
            said["what"],
            frozenset(Told(one) for one in said["told"]),
            said["cause"],
            said["action"],
            Harm(said["harm"]) if said["harm"] else None,
            said["hazard"],
        )
        key = UUID(said["incident"])
        if key not in found:
            begun = key, prescription, UUID(said["dispense"]), at, by
            found[key] = Incident(*begun, "", frozenset(), "", "", Harm.UNKNOWN, "")
        found[key] = _with(found[key], at, by, entry)
    return tuple(found.values())


def _with(known: Incident, at: datetime, by: UUID | None, entry: IncidentEntry) -> Incident:
    return Incident(
        id=known.id,
        prescription_id=known.prescription_id,
        dispense_id=known.dispense_id,
        recorded_at=known.recorded_at,
        recorded_by=known.recorded_by,
        what=entry.what or known.what,
        told=known.told | entry.told,
        cause=entry.cause or known.cause,
        action=entry.action or known.action,
        harm=entry.harm or known.harm,
        hazard=entry.hazard or known.hazard,
        entries=(*known.entries, (at, by, entry)),
    )
