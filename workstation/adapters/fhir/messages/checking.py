"""The clinical check: alerts that were answered, questions to the prescriber, the approval with its signature."""

import base64
from datetime import datetime
from typing import Any
from uuid import UUID

from workstation.adapters.fhir.messages.parts import filled, identifier, instant, person, pointing
from workstation.domain.prescription import LineSource, Prescription
from workstation.services.messages import ApprovalFacts, OverrideFacts, Signer

_SEVERITY = {"contraindicated": "high", "major": "high", "moderate": "moderate", "minor": "low"}
COMPLETION = "http://terminology.hl7.org/CodeSystem/v3-DocumentCompletion"
PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
SIGNATURE = "urn:iso-astm:E1762-95:2013"
VERIFICATION = "1.2.840.10065.1.12.1.5"
"""Verification signature (ASTM E1762-95, FHIR R4 value set signature-type)."""


def override(facts: OverrideFacts) -> dict[str, Any]:
    """DetectedIssue with its mitigation: an alert that a pharmacist answered."""
    return filled(
        {
            "resourceType": "DetectedIssue",
            "identifier": [identifier("DetectedIssue", facts.id)],
            "status": "final",
            "code": {"text": " + ".join(facts.subjects)},
            "severity": _SEVERITY[facts.severity],
            "patient": pointing(facts.patient_reference),
            "identifiedDateTime": instant(facts.at),
            "implicated": _implicated(facts.prescription, facts.task or facts.prescription.task_reference),
            "detail": facts.effect,
            "mitigation": [{"action": {"text": facts.reason}, "date": instant(facts.at), "author": person(facts.by)}],
        }
    )


def _implicated(prescription: Prescription, task: str) -> list[dict[str, str]]:
    """The server's lines; lines of ours are not there yet when an alert is answered."""
    lines = [pointing(one.server_reference) for one in prescription.medicine_lines if one.source is LineSource.SERVER]
    return lines or ([pointing(task)] if task else [])


def question(
    task: str, patient_reference: str, words: str, at: datetime, write_id: UUID, organization: str
) -> dict[str, Any]:
    """Communication to the prescriber about a prescription."""
    return filled(
        {
            "resourceType": "Communication",
            "identifier": [identifier("Communication", write_id)],
            "basedOn": [pointing(task)] if task else [],
            "status": "in-progress",
            "category": [{"text": "clarification"}],
            "subject": pointing(patient_reference),
            "sent": instant(at),
            "sender": pointing(organization),
            "payload": [{"contentString": words}],
        }
    )


def approval(facts: ApprovalFacts, organization: str, sign: Signer | None) -> dict[str, Any]:
    """Provenance of the clinical check: who by role and licence number, of which Task, signed by the station.

    R4 gives Provenance no identifier: the identifier stands in the signed claims and, for looking it up again, in a
    tag. The version of the Task is put into `target` when it is sent (`services.sync.sending`).
    """
    who = {**person(facts.by), "type": "Practitioner"}
    verifier = {"coding": [{"system": PARTICIPANT, "code": "verifier"}]}
    return filled(
        {
            "resourceType": "Provenance",
            "meta": {"tag": [_tag(facts.id)]},
            "target": [{"reference": facts.task}],
            "occurredDateTime": instant(facts.at),
            "recorded": instant(facts.at),
            "activity": {"coding": [{"system": COMPLETION, "code": "LA", "display": "legally authenticated"}]},
            "agent": [filled({"type": verifier, "who": who, "onBehalfOf": pointing(organization)})],
            "signature": _signature(facts, sign, who),
        }
    )


def _tag(write_id: UUID) -> dict[str, str]:
    one = identifier("Provenance", write_id)
    return {"system": one["system"], "code": one["value"]}


def _signature(facts: ApprovalFacts, sign: Signer | None, who: dict[str, Any]) -> list[dict[str, Any]]:
    """A JWS over what was approved; none when the station has no key at hand."""
    claims = {
        "jti": str(facts.id),
        "prescription": str(facts.prescription.id),
        "number": facts.prescription.number,
        "screened": facts.fingerprint,
        "lines": [str(line.id) for line in facts.prescription.medicine_lines],
        "role": facts.by.role.value,
        "licence": facts.by.licence_number,
        "iat": int(facts.at.timestamp()),
    }
    signed = sign(claims) if sign is not None else None
    if signed is None:
        return []
    return [
        {
            "type": [{"system": SIGNATURE, "code": VERIFICATION, "display": "Verification Signature"}],
            "when": instant(facts.at),
            "who": who,
            "sigFormat": "application/jose",
            "data": base64.b64encode(signed.encode()).decode(),
        }
    ]
