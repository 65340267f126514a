"""A weight taken in the pharmacy, so that the dose of a child can be checked."""

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.quantity import Quantity
from workstation.domain.users import Permission, User
from workstation.services.recording import audit, refresh
from workstation.services.site import Site

LEAST, MOST = Decimal("0.3"), Decimal(500)
"""Kilograms between which a living person is (as the screening has it; source: unverified)."""


class WeighRefusal(StrEnum):
    """Why a weight is not taken."""

    NOT_A_WEIGHT = "not_a_weight"
    NO_PATIENT = "weight_without_patient"


def record_weight(site: Site, user: User, prescription_id: UUID, typed: str) -> Quantity:
    """The patient of this prescription weighs so many kilograms today ("14", "14.5", "14,5").

    It counts until the order server has a weight of the same day or later. Every approval of before is void, because
    the weight is part of what was checked. Raises Refused(WeighRefusal).
    """
    site.require(user, Permission.TRANSCRIBE)
    weight = _kilograms(typed)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        if prescription.patient_id is None:
            raise Refused(WeighRefusal.NO_PATIENT)
        patient = tx.patients.context(prescription.patient_id).patient
        weighed = replace(patient, weight=weight, weight_date=site.today(), weighed_here=True)
        tx.patients.save(weighed, tx.patients.reference(patient.id))
        audit(tx, site, user, "weight_recorded", patient.id, {"prescription": str(prescription_id)})
        refresh(tx, prescription_id)
    return weight


def _kilograms(typed: str) -> Quantity:
    """The number that was typed. A comma is a decimal point; what leaves a doubt is refused."""
    try:
        value = Decimal(typed.strip().removesuffix("kg").strip().replace(",", "."))
    except InvalidOperation:
        raise Refused(WeighRefusal.NOT_A_WEIGHT, least=LEAST, most=MOST) from None
    if not value.is_finite() or not LEAST <= value <= MOST:
        raise Refused(WeighRefusal.NOT_A_WEIGHT, least=LEAST, most=MOST)
    return Quantity(value, "kg")
