"""Who looked at what, for the server's access log. Users by their pseudonymous id and role."""

from typing import Any

from workstation.adapters.fhir.messages.parts import identifier, instant
from workstation.adapters.fhir.values import OURS
from workstation.services.messages import AccessFacts, View

DICOM = "http://dicom.nema.org/resources/ontology/DCM"
ENTITY_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type"


def access(facts: AccessFacts) -> dict[str, Any]:
    """AuditEvent: one user looked at some prescriptions. R4 gives it no identifier, so a tag carries ours."""
    times = sorted(view.at for view in facts.views)
    tag = identifier("AuditEvent", facts.id)
    user = {"system": f"{OURS}/user", "value": str(facts.user_id)}
    station = {"system": f"{OURS}/station", "value": str(facts.station_id)}
    return {
        "resourceType": "AuditEvent",
        "meta": {"tag": [{"system": tag["system"], "code": tag["value"]}]},
        "type": {"system": DICOM, "code": "110110", "display": "Patient Record"},
        "action": "R",
        "period": {"start": instant(times[0]), "end": instant(times[-1])},
        "recorded": instant(facts.at),
        "outcome": "0",
        "agent": [{"role": [{"text": facts.role}], "who": {"identifier": user}, "requestor": True}],
        "source": {"observer": {"identifier": station}},
        "entity": [_entity(view) for view in facts.views],
    }


def _entity(view: View) -> dict[str, Any]:
    known = "/" in view.subject
    number = {"system": f"{OURS}/prescription", "value": view.subject}
    return {
        "what": {"reference": view.subject} if known else {"identifier": number},
        "type": {"system": ENTITY_TYPE, "code": "2", "display": "System Object"},
        "detail": [{"type": "seen", "valueString": instant(view.at)}],
    }
