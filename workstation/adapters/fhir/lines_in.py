"""Lines of a prescription from the resources a Task points to. What is not understood blocks the line."""

from collections.abc import Callable, Mapping
from datetime import tzinfo
from uuid import UUID

from workstation.adapters.fhir.medicine_in import prescribed_medicine
from workstation.adapters.fhir.validity import days_of_line
from workstation.adapters.fhir.values import Resource, child, concept_text, days, objects, quantity, text
from workstation.domain.matching import GTIN_SYSTEMS
from workstation.domain.prescription import (
    LineBlock,
    LineKind,
    LineSource,
    PrescribedMedicine,
    PrescriptionLine,
)

MOST_REPEATS = 1000
"""More than that is no number of repeats, and none is the safe reading."""
ENDED = frozenset({"stopped", "cancelled", "completed", "entered-in-error"})
"""MedicationRequest.status of lines that are no work any more (FHIR R4 value set medicationrequest-status)."""


def line_from(
    resource: Resource,
    reference: str,
    position: int,
    others: Mapping[str, Resource],
    new_id: Callable[[], UUID],
    zone: tzinfo,
) -> PrescriptionLine:
    """One line: a medicine to dispense from a MedicationRequest, anything else read-only."""
    if resource.get("resourceType") != "MedicationRequest":
        return _other_line(resource, reference, position, new_id())
    medicine = prescribed_medicine(resource, others)
    supply = child(resource, "dispenseRequest")
    valid_from, valid_until = days_of_line(resource, zone) if "validityPeriod" in supply else (None, None)
    return PrescriptionLine(
        id=new_id(),
        position=position,
        kind=LineKind.MEDICINE,
        source=LineSource.SERVER,
        medicine=medicine or PrescribedMedicine("medicine not named"),
        dosage_instruction=_dosage(resource),
        quantity_prescribed=quantity(child(supply, "quantity")),
        days_supply=days(child(supply, "expectedSupplyDuration")) or _days_of_timing(resource),
        substitution_allowed=_substitution(resource, medicine),
        repeats_allowed=_whole(supply.get("numberOfRepeatsAllowed")),
        server_reference=reference,
        block=_block(resource, medicine),
        valid_from=valid_from,
        valid_until=valid_until,
    )


def _other_line(resource: Resource, reference: str, position: int, line_id: UUID) -> PrescriptionLine:
    name = concept_text(child(resource, "code")) or concept_text(child(resource, "serviceType"))
    kind = str(resource.get("resourceType", "unknown"))
    return PrescriptionLine(
        id=line_id,
        position=position,
        kind=LineKind.OTHER,
        source=LineSource.SERVER,
        medicine=PrescribedMedicine(name or kind),
        dosage_instruction="",
        quantity_prescribed=None,
        days_supply=None,
        substitution_allowed=False,
        server_reference=reference,
    )


def _block(request: Resource, medicine: PrescribedMedicine | None) -> LineBlock | None:
    status = text(request, "status")
    if status in ENDED:
        return LineBlock.NOT_ACTIVE
    if request.get("doNotPerform") not in (None, False):  # a wrong type may mean yes
        return LineBlock.DO_NOT_PERFORM
    if request.get("modifierExtension"):
        return LineBlock.MODIFIER_EXTENSION
    if status != "active":
        return LineBlock.UNKNOWN_STATUS
    return None if medicine else LineBlock.MISSING_MEDICINE


def _dosage(request: Resource) -> str:
    """The directions as written; two amounts of one day carry the same text and are named once."""
    texts = [text(one, "text") or text(one, "patientInstruction") for one in objects(request.get("dosageInstruction"))]
    return "; ".join(dict.fromkeys(one for one in texts if one))


def _days_of_timing(request: Resource) -> int | None:
    found = [
        days(child(one, "timing", "repeat", "boundsDuration")) for one in objects(request.get("dosageInstruction"))
    ]
    return next((one for one in found if one), None)


def _substitution(request: Resource, medicine: PrescribedMedicine | None) -> bool:
    """As the prescriber says; unsaid it is allowed only where no certain pack was named."""
    said = child(request, "substitution")
    if isinstance(said.get("allowedBoolean"), bool):
        return bool(said["allowedBoolean"])
    concept = child(said, "allowedCodeableConcept")
    if concept:
        return not any(one.get("code") == "N" for one in objects(concept.get("coding")))
    return medicine is not None and not any(one.system in GTIN_SYSTEMS for one in medicine.codings)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        return 0
    return value if 0 <= value <= MOST_REPEATS else 0
