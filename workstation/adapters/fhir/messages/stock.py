"""What lies in the shelves, and what came in or left without a patient.

Stock levels are an R5 InventoryReport written in R4: a Basic with cross-version extensions. Source: "Extensions for
Using Data Elements from FHIR R5 in FHIR R4" (hl7.fhir.uv.xver-r5.r4), profile-InventoryReport 0.1.0: one extension per
element, `status` and `countType` as modifier extensions. The inside of `inventoryListing` follows the published
structure of 0.0.1-snapshot-3 with plain slice names; whether 0.1.0 names them the same is unverified.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from workstation.adapters.fhir.messages.parts import (
    R5,
    fhir_quantity,
    filled,
    identifier,
    instant,
    pack_contents,
    product_code,
)
from workstation.adapters.fhir.values import OURS
from workstation.domain.stock import MovementKind
from workstation.services.messages import MovementFacts, StockLevel

REPORT = f"{OURS}/stock-report"
LEVEL = f"{OURS}/stock-level"
INVENTORY = f"{R5}InventoryReport."
PROFILE = "http://hl7.org/fhir/5.0/StructureDefinition/profile-InventoryReport"
TYPES = "http://hl7.org/fhir/fhir-types"
DATATYPE = "http://hl7.org/fhir/StructureDefinition/_datatype"
ITEM_TYPE = "http://terminology.hl7.org/CodeSystem/supply-item-type"
_DESTINATION = {MovementKind.RECEIPT: "shelf", MovementKind.WRITE_OFF: "destruction"}


def levels(station_id: UUID, found: Sequence[StockLevel], at: datetime, organization: str) -> dict[str, Any]:
    """Basic as an InventoryReport: a snapshot of what may be supplied now."""
    listing = [{"url": "countingDateTime", "valueDateTime": instant(at)}, *(_item(one) for one in found)]
    return filled(
        {
            "resourceType": "Basic",
            "meta": {"profile": [PROFILE]},
            "identifier": [{"system": REPORT, "value": str(station_id)}],
            "modifierExtension": [
                {"url": f"{INVENTORY}status", "valueCode": "active"},
                {"url": f"{INVENTORY}countType", "valueCode": "snapshot"},
            ],
            "extension": [
                {"url": f"{INVENTORY}reportedDateTime", "valueDateTime": instant(at)},
                {"url": f"{INVENTORY}inventoryListing", "extension": listing},
            ],
            "code": {"coding": [{"system": TYPES, "code": "InventoryReport"}], "text": "Stock of a pharmacy"},
            "subject": {"reference": organization} if organization else {},
            "created": instant(at)[:10],
        }
    )


def _item(level: StockLevel) -> dict[str, Any]:
    """One product. An R5 CodeableReference is an extension with its data type named."""
    concept = {"coding": product_code(level.product)["coding"]}
    what = [{"url": DATATYPE, "valueString": "CodeableReference"}, {"url": "concept", "valueCodeableConcept": concept}]
    quantity = {"url": "quantity", "valueQuantity": fhir_quantity(level.quantity)}
    return {"url": "item", "extension": [quantity, {"url": "item", "extension": what}]}


def level(station_id: UUID, found: StockLevel, at: datetime, organization: str) -> dict[str, Any]:
    """Observation of how much of one product lies at this place: for a server that does not take Basic."""
    place = filled(
        {
            "resourceType": "Location",
            "id": "here",
            "identifier": [{"system": f"{OURS}/station", "value": str(station_id)}],
            "managingOrganization": {"reference": organization} if organization else {},
        }
    )
    product = {"resourceType": "Medication", "id": "product", "code": product_code(found.product)}
    return {
        "resourceType": "Observation",
        "identifier": [{"system": LEVEL, "value": f"{station_id}.{found.product.gtin}"}],
        "contained": [place, product],
        "status": "final",
        "code": {"coding": [{"system": LEVEL, "code": "stock-level"}], "text": "Stock level"},
        "subject": {"reference": "#here"},
        "focus": [{"reference": "#product"}],
        "effectiveDateTime": instant(at),
        "valueQuantity": fhir_quantity(found.quantity),
    }


def movement(facts: MovementFacts, organization: str) -> dict[str, Any]:
    """SupplyDelivery: goods in, a return to quarantine, a write-off. The amount is never negative."""
    one = facts.movement
    pack = {
        "resourceType": "Medication",
        "id": "pack",
        "code": product_code(facts.product),
        **pack_contents(facts.product),
        "batch": {"lotNumber": facts.batch.batch_number, "expirationDate": facts.batch.expiry_date.isoformat()},
    }
    amount = one.quantity if one.quantity.value >= 0 else -one.quantity
    destination = "quarantine" if facts.batch.quarantined else _DESTINATION.get(one.kind, one.kind.value)
    return filled(
        {
            "resourceType": "SupplyDelivery",
            "identifier": [identifier("SupplyDelivery", one.id)],
            "contained": [pack],
            "status": "completed",
            "type": {"coding": [{"system": ITEM_TYPE, "code": "medication"}], "text": one.kind.value},
            "suppliedItem": {"quantity": fhir_quantity(amount), "itemReference": {"reference": "#pack"}},
            "occurrenceDateTime": instant(one.at),
            "supplier": {"reference": organization} if organization and one.kind is not MovementKind.RECEIPT else {},
            "destination": {"display": destination},
        }
    )
