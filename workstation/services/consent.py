"""Whether a patient agreed to something: asked here and nowhere else, before every use that needs it.

The record of a supply is owed to the server that issued the prescription and is always sent: it never asks here.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from workstation.domain.consent import Consent, Decision, Purpose, agrees
from workstation.services.ports import Transaction
from workstation.services.site import Site

_ELSEWHERE = "issued_elsewhere."
KEPT = "consent."
"""Sync note per patient's id: JSON of the consents that the server has of this record; "" = it was never asked."""


def consents_to(tx: Transaction, site: Site, patient_id: UUID, purpose: Purpose) -> bool:
    """True when the patient agreed to this use and nowhere denied it, in any record of the same person.

    False when the server was not asked, does not tell, or says what is not understood.
    """
    records = dict.fromkeys([patient_id, *tx.patients.same_person(patient_id)])
    found = [one for record in records for one in kept_consents(tx, record)]
    return agrees(found, purpose, site.today())


def issued_elsewhere(prescription_id: UUID) -> str:
    """Sync note per prescription: where it stood at the server that issued it, which is not the paired one."""
    return f"{_ELSEWHERE}{prescription_id}"


def may_leave(tx: Transaction, site: Site, prescription_id: UUID) -> bool:
    """Whether what is known of a prescription may be told to the paired server, or to its people.

    Always where that server issued it, or where it was taken in here and is registered there; else the patient is
    asked. `prescription_id` may be of something that is no prescription (stock, log): nothing of it is a patient's.
    """
    if not tx.sync_notes.get(issued_elsewhere(prescription_id)):
        return True
    patient_id = tx.prescriptions.get(prescription_id).patient_id
    return patient_id is not None and consents_to(tx, site, patient_id, Purpose.SHARING)


def keep_consents(tx: Transaction, patient_id: UUID, found: Sequence[Consent]) -> None:
    """Puts what the server says now in the place of what it said before."""
    tx.sync_notes.set(f"{KEPT}{patient_id}", json.dumps([_as_json(one) for one in found]))


def kept_consents(tx: Transaction, patient_id: UUID) -> tuple[Consent, ...]:
    """As the server said them last."""
    note = tx.sync_notes.get(f"{KEPT}{patient_id}")
    return tuple(_from_json(one) for one in json.loads(note)) if note else ()


def _as_json(one: Consent) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "decision": one.decision.value,
        "purposes": sorted(purpose.value for purpose in one.purposes),
        "from": one.valid_from.isoformat() if one.valid_from else None,
        "until": one.valid_until.isoformat() if one.valid_until else None,
    }


def _from_json(found: dict[str, Any]) -> Consent:
    return Consent(
        reference=found["reference"],
        decision=Decision(found["decision"]),
        purposes=frozenset(Purpose(one) for one in found["purposes"]),
        valid_from=date.fromisoformat(found["from"]) if found["from"] else None,
        valid_until=date.fromisoformat(found["until"]) if found["until"] else None,
    )
