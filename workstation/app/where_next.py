"""On which screen the work on a prescription goes on."""

from uuid import UUID

from workstation.domain.workflow import Status
from workstation.services.site import Site

_TO_DISPENSE = (Status.APPROVED, Status.PICKING, Status.PART_SUPPLIED, Status.CHECKED)


def where_next(site: Site, prescription_id: UUID) -> tuple[UUID, str]:
    """The prescription again, and the key of the page."""
    with site.store.read() as tx:
        status = tx.prescriptions.status(prescription_id)
    if status is Status.READY:
        return prescription_id, "handover"
    return prescription_id, "dispense" if status in _TO_DISPENSE else "review"
