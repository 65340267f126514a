"""Made-up changes by the order server, for the developers' view and for tests."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from workstation.domain.edits import Difference, Edit, EditedField
from workstation.domain.errors import Refused
from workstation.domain.quantity import Quantity
from workstation.domain.workflow import EventKind
from workstation.services.approval import ApprovalRefusal
from workstation.services.server_changes import SameNumber, ServerChanges, ServerStop, SupplyInDoubt
from workstation.ui.review.sample_catalogue import sample_id
from workstation.ui.review.samples import SamplePharmacy, electronic_pharmacy

EDIT = Edit(
    (
        Difference(EditedField.DIRECTIONS, "0-0-1 for 20 days", "0-0-1 for 30 days", 1),
        Difference(EditedField.QUANTITY, "20 tablet", "30 tablet", 1),
        Difference(EditedField.VALID_UNTIL, "", "2026-12-22"),
    ),
    "checked",
    ("approval", "accuracy_check", "packs"),
)
SUPPLY = SupplyInDoubt(
    reference="MedicationDispense/77",
    line=2,
    prescribed="aspirin 75 mg",
    supplied="Ecosprin",
    quantity=Quantity(Decimal(1), "pack"),
    status="completed",
    when=datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
    unit="tablet",
)
NUMBER = SameNumber(sample_id("doubt"), "number RX-26-004821 is also the number of Task/2 of another patient")
STOP = ServerStop(EventKind.CANCELLED, datetime(2026, 11, 22, 10, 52, tzinfo=UTC), "the patient is allergic to it")
EDITED = ServerChanges((EDIT,), unread=True, can_decline=True, can_hand_back=True)
EVERYTHING = replace(EDITED, supplies=(SUPPLY,), same_numbers=(NUMBER,))


def changed_pharmacy(changes: ServerChanges = EDITED) -> SamplePharmacy:
    """An electronic prescription that the server changed; its doubts block it as the real ones do."""
    pharmacy = electronic_pharmacy()
    said = f"{SUPPLY.reference} (completed, 1 pack) for line 2 cannot be counted against what is prescribed"
    doubts = [said] * bool(changes.supplies) + [one.detail for one in changes.same_numbers]
    missing = tuple(Refused(ApprovalRefusal.NOT_UNDERSTOOD, doubt=one) for one in doubts)
    pharmacy.view = replace(pharmacy.view, server=changes, missing=missing)
    return pharmacy
