"""MedicationDispenses of the server as supplies of a line, whoever made them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from workstation.adapters.fhir.medicine_in import medication_of, prescribed_medicine
from workstation.adapters.fhir.messages_out import instant as written
from workstation.adapters.fhir.messages_out import system_of
from workstation.adapters.fhir.values import (
    Resource,
    child,
    decimal,
    identifier_value,
    instant,
    objects,
    quantity,
    reference,
    text,
)
from workstation.domain.elsewhere import PACK_WORDS, ServerDispense
from workstation.domain.quantity import Quantity

MOST_LINES = 20
"""Lines in one search: an address stays short enough for every server."""


def dispense_search(
    line_references: Sequence[str], since: datetime | None = None
) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """The searches for supplies of these lines ("MedicationRequest/1"), in lists of at most MOST_LINES.

    `since` leaves out what has not changed.
    """
    lines = [one for one in dict.fromkeys(line_references) if one.startswith("MedicationRequest/")]
    parts = (lines[start : start + MOST_LINES] for start in range(0, len(lines), MOST_LINES))
    changed = [("_lastUpdated", f"ge{written(since)}")] if since is not None else []
    return [("MedicationDispense", [("prescription", ",".join(part)), *changed, ("_count", "50")]) for part in parts]


def dispenses_from(others: Mapping[str, Resource], lines: Iterable[str]) -> tuple[ServerDispense, ...]:
    """The supplies among `others` that were made for one of these lines, by reference."""
    supplies = sorted([target for target in others if target.startswith("MedicationDispense/")])
    if not supplies:  # nearly all new prescriptions
        return ()
    wanted = set(lines)
    found = (_dispense(others[target], target, others, wanted) for target in supplies)
    return tuple(one for one in found if one is not None)


def _dispense(
    resource: Resource, target: str, others: Mapping[str, Resource], lines: set[str]
) -> ServerDispense | None:
    named = [reference(one) for one in objects(resource.get("authorizingPrescription"))]
    line = next((one for one in named if one in lines), None)
    if line is None:
        return None
    amount = _amount(resource, others)
    return ServerDispense(
        reference=target,
        own_id=own_id(resource),
        line_reference=line,
        # one supply for several lines says nothing of how much went to each
        quantity=amount if len(set(named)) == 1 else None,
        medicine=prescribed_medicine(resource, others),
        status=_status(resource),
        when=instant(text(resource, "whenHandedOver") or text(resource, "whenPrepared")),
    )


def _amount(resource: Resource, others: Mapping[str, Resource]) -> Quantity | None:
    """How much was supplied. Packs of a Medication that says what is in one are counted by that."""
    amount = quantity(child(resource, "quantity"))
    if amount is None or amount.unit.lower() not in PACK_WORDS:
        return amount
    size = child(medication_of(resource, others), "amount")
    contents, packs = quantity(child(size, "numerator")), decimal(child(size, "denominator").get("value", 1))
    if contents is None or contents.unit.lower() in PACK_WORDS or packs != 1:
        return amount
    return Quantity(amount.value * contents.value, contents.unit)


def own_id(resource: Resource) -> UUID | None:
    """The UUID under which we made a resource; None for one of somebody else."""
    try:
        return UUID(identifier_value(resource, system_of(text(resource, "resourceType"))))
    except ValueError:
        return None


def _status(resource: Resource) -> str:
    """The status; what a modifierExtension changes in it is not known, unless it is a mistake anyway."""
    status = text(resource, "status")
    if resource.get("modifierExtension") and status != "entered-in-error":
        return "modified"
    return status or "missing"
