"""Lines that we transcribed become MedicationRequests at the server, once, before anything points to them."""

from collections.abc import Iterable

from workstation.domain.prescription import LineSource, Prescription, PrescriptionLine
from workstation.domain.users import User
from workstation.services.messages import LineFacts
from workstation.services.ports import Transaction
from workstation.services.recording import scans_of, tell_create
from workstation.services.site import Site


def tell_lines(
    tx: Transaction, site: Site, user: User, prescription: Prescription, lines: Iterable[PrescriptionLine]
) -> None:
    """Queues those of `lines` that are ours and are not queued yet; `user` says that this is what the scan says."""
    queued = {entry.id for entry in tx.outbox.of_group(prescription.id)}
    ours = [line for line in lines if line.source is LineSource.TRANSCRIBED and line.id not in queued]
    if not ours:
        return
    patient = prescription.patient_id
    reference = tx.patients.reference(patient) if patient else ""
    scans = scans_of(tx, prescription)
    for line in ours:
        body = site.messages.transcribed_line(LineFacts(prescription, line, reference, user, site.clock(), scans))
        tell_create(tx, site, prescription, line.id, f"Line {line.position}: {line.medicine.text}", body)
