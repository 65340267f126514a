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

KEPT = "consent."
"""Sync note per patient's id: JSON of the consents that the server has of this record; "" = it was never asked."""


def consents_to(tx: Transaction, site: Site, patient_id: UUID, purpose: Purpose) -> bool:
    """True when the patient agreed to this use and nowhere denied it, in any record of the same person.

    False when the server was not asked, does not tell, or says what is not understood.
    """
    records = dict.fromkeys([patient_id, *tx.patients.same_person(patient_id)])
    found = [one for record in records for one in kept_consents(tx, record)]
    return agrees(found, purpose, site.today())


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
