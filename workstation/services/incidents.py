"""The incident record: errors that reached a patient, apart from near misses (`docs/clinical-safety.md`).

Each entry is an event of the prescription that the supply is of, so that it is append-only and in the backup with it.
Everybody who sees patients may record one: an error that nobody dares to report is repeated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from workstation.domain.dispensing import Dispense
from workstation.domain.errors import Refused
from workstation.domain.incidents import (
    Incident,
    IncidentEntry,
    IncidentRefusal,
    as_detail,
    checked,
    incidents_of,
)
from workstation.domain.users import Permission, User
from workstation.domain.workflow import Event, EventKind
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.site import Site

SHORTEST_REASON = 3
"""Characters of a reason to export."""
Hazards = Mapping[str, str]
"""Id of the hazard log to what can happen."""


@dataclass(frozen=True, slots=True)
class ReportedIncident:
    """An incident with what the supply was, for people who look at it from outside. It names no patient."""

    incident: Incident
    number: str
    """Of the prescription."""
    product: str
    batch_number: str
    quantity: str
    hazard_words: str
    """What the hazard log says can happen; "" where no hazard is named."""


def record_incident(
    site: Site, user: User, number: str, dispense_id: UUID | None, entry: IncidentEntry, hazards: Hazards
) -> Incident:
    """Begins the record of an error that reached a patient. `dispense_id` None: the only supply of that prescription.

    Raises Refused(IncidentRefusal).
    """
    site.require(user, Permission.SEE_PATIENTS)
    said = checked(entry, hazards, first=True)
    with site.store.begin() as tx:
        supply = _supply(tx, number, dispense_id)
        incident = site.new_id()
        _add(tx, site, user, supply.prescription_id, as_detail(incident, supply.id, said), incident)
        return _one(tx, incident)


def add_to_incident(site: Site, user: User, incident_id: UUID, entry: IncidentEntry, hazards: Hazards) -> Incident:
    """What was found out or done since: an entry more, nothing is changed. Raises Refused(IncidentRefusal)."""
    site.require(user, Permission.SEE_PATIENTS)
    said = checked(entry, hazards, first=False)
    with site.store.begin() as tx:
        known = _one(tx, incident_id)
        _add(tx, site, user, known.prescription_id, as_detail(known.id, known.dispense_id, said), known.id)
        return _one(tx, incident_id)


def incidents(site: Site, user: User) -> tuple[Incident, ...]:
    """All of them, the oldest first."""
    site.require(user, Permission.SEE_PATIENTS)
    with site.store.read() as tx:
        return _all(tx)


def export_incidents(site: Site, user: User, reason: str, hazards: Hazards) -> tuple[ReportedIncident, ...]:
    """All of them for somebody outside; who asked and why is audited. Raises Refused(REASON_TOO_SHORT)."""
    site.require(user, Permission.SEE_PATIENTS)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(IncidentRefusal.REASON_TOO_SHORT, at_least=SHORTEST_REASON)
    with site.store.begin() as tx:
        found = tuple(_reported(tx, one, hazards) for one in _all(tx))
        facts = {"incidents": str(len(found)), "reason": reason.strip()}
        audit(tx, site, user, "incidents_exported", site.station.id, facts)
        return found


def _supply(tx: Transaction, number: str, dispense_id: UUID | None) -> Dispense:
    """The supply that is meant. One that was reversed since was a supply all the same."""
    known = tx.prescriptions.with_number(number)
    if not known:
        raise Refused(IncidentRefusal.UNKNOWN_PRESCRIPTION, number=number)
    every = [one for prescription in known for one in tx.dispenses.of_prescription(prescription.id)]
    found = [one for one in every if one.reverses is None and dispense_id in (None, one.id)]
    if not found:
        raise Refused(IncidentRefusal.NOT_SUPPLIED, number=number)
    if len(found) > 1:
        named = [f"{one.id} ({tx.products.get(one.product_id).name}, {one.quantity})" for one in found]
        raise Refused(IncidentRefusal.WHICH_SUPPLY, number=number, supplies="; ".join(named))
    return found[0]


def _add(tx: Transaction, site: Site, user: User, prescription_id: UUID, detail: str, incident: UUID) -> None:
    kind = EventKind.INCIDENT_RECORDED
    event = Event(site.new_id(), prescription_id, kind, site.clock(), user.id, "", detail)
    tx.prescriptions.add_event(event)
    audit(tx, site, user, kind.value, prescription_id, {"incident": str(incident), "event": str(event.id)})


def _all(tx: Transaction) -> tuple[Incident, ...]:
    events = tx.prescriptions.events_of_kind(EventKind.INCIDENT_RECORDED)
    return incidents_of((one.prescription_id, one.at, one.by, one.detail) for one in events)


def _one(tx: Transaction, incident_id: UUID) -> Incident:
    found = next((one for one in _all(tx) if one.id == incident_id), None)
    if found is None:
        raise Refused(IncidentRefusal.UNKNOWN_INCIDENT, incident=str(incident_id))
    return found


def _reported(tx: Transaction, incident: Incident, hazards: Hazards) -> ReportedIncident:
    dispense = tx.dispenses.get(incident.dispense_id)
    return ReportedIncident(
        incident=incident,
        number=tx.prescriptions.get(incident.prescription_id).number,
        product=tx.products.get(dispense.product_id).name,
        batch_number=tx.stock.batch(dispense.batch_id).batch_number,
        quantity=str(dispense.quantity),
        hazard_words=hazards.get(incident.hazard, ""),
    )
