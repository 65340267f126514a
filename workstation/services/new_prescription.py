"""A work item of the server that is new here, as a prescription of ours."""

from hashlib import sha256
from uuid import UUID

from workstation.domain.prescription import Prescription
from workstation.services.document_ports import ScanDocument
from workstation.services.server_words import ServerDocument, ServerPrescription
from workstation.services.site import Site


def as_new(
    site: Site, found: ServerPrescription, patient_id: UUID | None
) -> tuple[Prescription, tuple[ScanDocument, ...]]:
    """The prescription with ids of ours, and the scans that it names; nothing is stored yet."""
    prescription_id = site.new_id()
    documents = tuple(_scan(site, prescription_id, one) for one in found.documents)
    prescription = Prescription(
        id=prescription_id,
        number=found.number,
        task_reference=found.task_reference,
        patient_id=patient_id,
        prescriber=found.prescriber,
        authored_on=found.authored_on,
        received_at=site.clock(),
        due_at=found.due_at,
        valid_until=found.valid_until,
        document_ids=tuple(one.id for one in documents),
        lines=found.lines,
        urgent=found.urgent,
    )
    return prescription, documents


def _scan(site: Site, prescription_id: UUID, found: ServerDocument) -> ScanDocument:
    return ScanDocument(
        id=site.new_id(),
        prescription_id=prescription_id,
        reference=found.reference,
        url=found.url,
        content_type=found.content_type,
        content=found.content,
        sha256=sha256(found.content).hexdigest() if found.content is not None else "",
    )
