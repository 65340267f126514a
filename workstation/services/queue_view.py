"""What the queue screen shows: rows, counts, and the preview of one row."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from workstation.domain.medicine import Product
from workstation.domain.patient import PatientContext
from workstation.domain.prescription import Prescription
from workstation.domain.queue import Flag, Gap, QueueFilter, QueueRow, View
from workstation.domain.reading import Reading, reading_from_json
from workstation.domain.users import Permission, User
from workstation.domain.workflow import Standing, Status, standing
from workstation.services.document_ports import ScanDocument
from workstation.services.flagged_lines import flagged_lines
from workstation.services.flags import gaps_in
from workstation.services.recording import holder
from workstation.services.screening import ScreenedPrescription, screen_in
from workstation.services.server_changes import NOTHING_LEFT, ServerChanges, server_changes_in
from workstation.services.site import Site


@dataclass(frozen=True, slots=True)
class QueueView:
    """Rows that fit the filter, and how many prescriptions each saved view holds."""

    rows: tuple[QueueRow, ...]
    counts: Mapping[View, int]


def queue_view(site: Site, user: User, wanted: QueueFilter) -> QueueView:
    """Reads the queue for this user at this moment."""
    site.require(user, Permission.SEE_PATIENTS)
    now = site.clock()
    with site.store.read() as tx:
        rows = tx.prescriptions.queue(replace(wanted, user_id=user.id, now=now))
        return QueueView(tuple(rows), tx.prescriptions.counts(user.id, now))


@dataclass(frozen=True, slots=True)
class PreviewView:
    """One prescription as the preview shows it."""

    prescription: Prescription
    status: Status
    standing: Standing
    patient: PatientContext | None
    products: Mapping[UUID, Product]
    screened: ScreenedPrescription
    """Of every line, as the review screens it; drafts as if they were confirmed."""
    gaps: tuple[Gap, ...]
    """What of it was not screened."""
    document: ScanDocument | None
    reading: Reading | None
    holder: User | None
    flagged_lines: Mapping[Flag, tuple[int, ...]] = field(default_factory=dict)
    """Positions by flag, of what the catalogue, the shelf and the directions say."""
    server: ServerChanges = NOTHING_LEFT
    """What the order server left to people, and whether it can be declined or handed back."""


def preview_view(site: Site, user: User, prescription_id: UUID) -> PreviewView:
    """Reads one prescription for the preview."""
    site.require(user, Permission.SEE_PATIENTS)
    with site.store.read() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        events = tx.prescriptions.events(prescription_id)
        held_by = holder(events)
        document = tx.documents.get(prescription.document_ids[0]) if prescription.document_ids else None
        text = tx.documents.reading(document.id) if document else None
        screened = screen_in(tx, site, prescription)
        return PreviewView(
            prescription=prescription,
            status=tx.prescriptions.status(prescription_id),
            standing=standing(events),
            patient=tx.patients.context(prescription.patient_id) if prescription.patient_id else None,
            products={one.product_id: tx.products.get(one.product_id) for one in prescription.lines if one.product_id},
            screened=screened,
            gaps=gaps_in(tx, prescription, screened),
            document=document,
            reading=reading_from_json(json.loads(text)) if text else None,
            holder=tx.users.get(held_by) if held_by else None,
            flagged_lines=flagged_lines(tx, site, prescription),
            server=server_changes_in(tx, prescription, events),
        )
