"""Taking in what the order server holds: a new prescription, or a change of one that is here already."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from workstation.domain.prescription import LineBlock, LineSource, Prescriber, Prescription, PrescriptionLine
from workstation.services.claim import task_created
from workstation.services.doubts import note_doubts
from workstation.services.edits import take_edit
from workstation.services.elsewhere import take_in_dispenses, uncounted
from workstation.services.merging import take_in_patient
from workstation.services.new_prescription import as_new
from workstation.services.ports import Transaction
from workstation.services.recording import audit, refresh
from workstation.services.same_number import note_same_number
from workstation.services.server_status import completed_elsewhere, follow_status
from workstation.services.server_words import (
    ENDED_AT_SERVER,
    ServerDocument,
    ServerPatient,
    ServerPrescription,
)
from workstation.services.set_aside import is_another, set_aside
from workstation.services.site import Site

__all__ = ["ENDED_AT_SERVER", "ServerDocument", "ServerPatient", "ServerPrescription", "take_in"]


def take_in(tx: Transaction, site: Site, found: ServerPrescription) -> UUID | None:
    """Stores a work item of the server inside the caller's transaction. Returns the prescription's id.

    None = it was over, or somebody else's, before it came here: taken in as new it could be supplied a second time.

    What people did here is never overwritten: a change stops the work and is shown, an end stops it, a supply stays.
    """
    known = tx.prescriptions.by_task(found.task_reference) or _made_here(tx, site, found)
    if known is not None and is_another(tx, known, found):
        set_aside(tx, site, known)
        known = None
    for other in found.linked:
        take_in_patient(tx, site, other)
    patient_id = take_in_patient(tx, site, found.patient) if found.patient else None
    if known is None and (found.status in ENDED_AT_SERVER or not found.routed_here):
        return None
    if known is None:
        kept = _take_in_new(tx, site, found, patient_id)
    else:
        kept = take_edit(tx, site, known, _renewed(tx, known, found, patient_id))
    take_in_dispenses(tx, site, kept, found)
    follow_status(tx, site, found, kept)
    doubts = [*found.doubts, *completed_elsewhere(tx, found, kept), *uncounted(tx, kept)]
    note_doubts(tx, site, kept.id, doubts)
    note_same_number(tx, site, kept.id)
    refresh(tx, kept.id)
    return kept.id


def _made_here(tx: Transaction, site: Site, found: ServerPrescription) -> Prescription | None:
    """One that was taken in here, whose Task we made and whose answer was lost: it is no second prescription."""
    entry = tx.outbox.find(found.own_id) if found.own_id else None
    if entry is None:
        return None
    task_created(tx, site, entry.group, found.task_reference)
    return tx.prescriptions.get(entry.group)


def _take_in_new(tx: Transaction, site: Site, found: ServerPrescription, patient_id: UUID | None) -> Prescription:
    prescription, documents = as_new(site, found, patient_id)
    tx.prescriptions.save(prescription)
    for document in documents:
        tx.documents.save(document)
    audit(tx, site, None, "received", prescription.id, {"task": found.task_reference})
    return prescription


def _renewed(tx: Transaction, known: Prescription, found: ServerPrescription, patient_id: UUID | None) -> Prescription:
    """The server's version with our ids; what it does not say this time stays as it was."""
    return replace(
        known,
        patient_id=patient_id or known.patient_id,
        prescriber=_prescriber(known.prescriber, found.prescriber),
        authored_on=found.authored_on or known.authored_on,
        due_at=found.due_at,
        valid_until=found.valid_until,
        urgent=found.urgent,
        lines=_merged_lines(known, found, tx.prescriptions.line_ids(known.id)),
    )


def _prescriber(known: Prescriber, found: Prescriber) -> Prescriber:
    """Our own words come back without the number, as the requester's display: they take nothing away from ours."""
    is_ours = found.name == known.name and not found.registration_number
    return found if found.name and not is_ours else known


def _merged_lines(
    known: Prescription, found: ServerPrescription, line_ids: Mapping[str, UUID]
) -> tuple[PrescriptionLine, ...]:
    """The server's lines as they are now, with our ids and keyed products; our own lines stay.

    A line that was away and is back gets the id that it had: what was supplied of it still counts.
    """
    ours = {line.server_reference: line for line in known.lines if line.source is LineSource.SERVER}
    transcribed = {line.server_reference for line in known.lines if line.source is LineSource.TRANSCRIBED}
    merged: list[PrescriptionLine] = []
    for line in found.lines:
        old = ours.get(line.server_reference)
        if line.server_reference in transcribed or str(line.id) in transcribed:
            continue
        if old is None:
            merged.append(replace(line, id=line_ids.get(line.server_reference, line.id)))
        else:
            keep = old.product_id if old.medicine == line.medicine else None
            block = LineBlock.REPLACED if old.block is LineBlock.REPLACED else line.block
            merged.append(replace(line, id=old.id, product_id=keep, block=block))
    merged += [line for line in known.lines if line.source is LineSource.TRANSCRIBED]
    return tuple(replace(line, position=place) for place, line in enumerate(merged, start=1))
