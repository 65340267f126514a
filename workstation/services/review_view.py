"""Everything the review screen shows of one prescription, read in one snapshot."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.medicine import Product
from workstation.domain.patient import PatientContext
from workstation.domain.prescribers import number_doubt
from workstation.domain.prescription import Prescription
from workstation.domain.reading.json_form import reading_from_json
from workstation.domain.reading.model import Reading
from workstation.domain.reading.prescriber_habit import learned_from
from workstation.domain.retained_check import Change
from workstation.domain.users import Permission, User
from workstation.domain.workflow import Event, Status, standing
from workstation.services.access_log import note_opened_in
from workstation.services.alert_memory import EarlierAnswer, earlier_answers
from workstation.services.alternatives import Alternatives, alternatives
from workstation.services.approval import missing_for_approval
from workstation.services.as_written import as_written
from workstation.services.checked_facts import void_check
from workstation.services.copied_paper import with_copy_hints
from workstation.services.document_ports import ScanDocument
from workstation.services.identity import IdentityQuestion, identity_question
from workstation.services.line_drafts import OpenDraft, open_drafts
from workstation.services.ports import Transaction
from workstation.services.prescriber_on_paper import PrescriberOnPaper, prescriber_on_paper
from workstation.services.retained_check import RetainedCheck, retained_check
from workstation.services.screening import ScreenedPrescription, screen_in
from workstation.services.seen_before import SeenBefore, seen_before
from workstation.services.server_changes import NOTHING_LEFT, ServerChanges, server_changes_in
from workstation.services.site import Site


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The review screen's facts. `missing` lists what stands between here and approval, alerts apart."""

    prescription: Prescription
    status: Status
    events: tuple[Event, ...]
    patient: PatientContext | None
    documents: tuple[ScanDocument, ...]
    readings: Mapping[UUID, Reading]
    products: Mapping[UUID, Product]
    """Products keyed for the lines."""
    free_stock: Mapping[UUID, Decimal]
    """By product: what may be picked, in the smallest unit."""
    screened: ScreenedPrescription
    missing: tuple[Refused, ...]
    server: ServerChanges = NOTHING_LEFT
    """What the order server left to people."""
    identity: IdentityQuestion | None = None
    """What has to be confirmed of the patient before approval."""
    seen: tuple[SeenBefore, ...] = ()
    """Other prescriptions that may be this one, until a person says which."""
    number_doubt: Refused | None = None
    """What is wrong with the prescriber's registration number on this paper: said, and for some schedules missing."""
    barred: Refused | None = None
    """Why whoever looks may not approve it nor answer its alerts; None = this person may."""
    earlier: Mapping[str, EarlierAnswer] = field(default_factory=dict)
    """By key of an alert that waits: how the same thing was answered before."""
    alternatives: Mapping[str, Alternatives] = field(default_factory=dict)
    """By key of an alert that waits: what of the same class lies on the shelf and raises none."""
    today: date | None = None
    """In the pharmacy's time zone; tells how old the knowledge is."""
    approvers: tuple[str, ...] = ()
    """Who may, by name, where this person may not."""
    retained: RetainedCheck | None = None
    """The check of the prescription before this one, where this one waits for a check; with why it is not kept."""
    void: tuple[Change, ...] = ()
    """Why its own approval does not count any more."""
    drafts: tuple[OpenDraft, ...] = ()
    """What people typed for its lines and nobody confirmed, the oldest first."""
    prescriber: PrescriberOnPaper | None = None
    """Who wrote the paper, as read and as confirmed; None where the order says it."""


@dataclass(frozen=True, slots=True)
class ScanView:
    """The paper alone, with what was read on it: there before anything else of the review is worked out."""

    prescription_id: UUID
    documents: tuple[ScanDocument, ...]
    readings: Mapping[UUID, Reading]


def scan_view(site: Site, user: User, prescription_id: UUID) -> ScanView:
    """Notes that this person opened the patient's record, and reads the paper."""
    site.require(user, Permission.SEE_PATIENTS)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        note_opened_in(tx, site, user, prescription)
        return ScanView(prescription_id, _documents(tx, prescription), _readings(tx, prescription))


def _documents(tx: Transaction, prescription: Prescription) -> tuple[ScanDocument, ...]:
    return tuple(tx.documents.get(one) for one in prescription.document_ids)


def _readings(tx: Transaction, prescription: Prescription) -> dict[UUID, Reading]:
    texts = {one: text for one in prescription.document_ids if (text := tx.documents.reading(one)) is not None}
    return {one: reading_from_json(json.loads(text)) for one, text in texts.items()}


def _ranked(tx: Transaction, prescription: Prescription, readings: Mapping[UUID, Reading]) -> Mapping[UUID, Reading]:
    """Candidates in the order that goes with what was chosen for this prescriber before; what is stored stays."""
    confirmed = tx.lookalikes.confirmed_of(prescription.prescriber, prescription.id) if readings else ()
    return {id_: learned_from(reading, confirmed) for id_, reading in readings.items()}


def _number_doubt(tx: Transaction, site: Site, prescription: Prescription) -> Refused | None:
    """Of papers that were read: an electronic order names its author in its own way."""
    if not any(tx.documents.reading(one) for one in prescription.document_ids):
        return None
    return number_doubt(site.compliance.prescribers, as_written(tx, prescription)[0])


def review_view(site: Site, user: User, prescription_id: UUID) -> ReviewView:
    """Reads the view and notes that this person opened the patient's record."""
    site.require(user, Permission.SEE_PATIENTS)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        note_opened_in(tx, site, user, prescription)
        return _view(tx, site, user, prescription)


def _barred(site: Site, user: User) -> Refused | None:
    try:
        site.require(user, Permission.APPROVE)
    except Refused as refused:
        return refused
    return None


def _view(tx: Transaction, site: Site, user: User, prescription: Prescription) -> ReviewView:
    products = {
        line.product_id: tx.products.get(line.product_id) for line in prescription.lines if line.product_id is not None
    }
    events = tuple(tx.prescriptions.events(prescription.id))
    barred = _barred(site, user)
    screened = screen_in(tx, site, prescription)
    return ReviewView(
        prescription=prescription,
        status=tx.prescriptions.status(prescription.id),
        events=events,
        patient=tx.patients.context(prescription.patient_id) if prescription.patient_id else None,
        documents=_documents(tx, prescription),
        readings=with_copy_hints(tx, prescription, _ranked(tx, prescription, _readings(tx, prescription))),
        products=products,
        free_stock={one: _free(tx, prescription, one) for one in products},
        screened=screened,
        missing=tuple(missing_for_approval(tx, site, prescription)),
        server=server_changes_in(tx, prescription, events),
        identity=identity_question(tx, site, prescription),
        seen=seen_before(tx, prescription),
        number_doubt=_number_doubt(tx, site, prescription),
        barred=barred,
        earlier=earlier_answers(tx, site, prescription, screened),
        alternatives=alternatives(tx, site, prescription, screened),
        today=site.today(),
        approvers=tuple(one.name for one in tx.users.all() if _barred(site, one) is None) if barred else (),
        retained=retained_check(tx, site, prescription, screened) if standing(events).approval is None else None,
        void=void_check(tx, site, prescription, screened.fingerprint),
        drafts=open_drafts(tx, user, prescription),
        prescriber=prescriber_on_paper(tx, prescription),
    )


def _free(tx: Transaction, prescription: Prescription, product_id: UUID) -> Decimal:
    """What may be taken of a product, with what this prescription holds of it."""
    return sum((row.free.value for row in tx.stock.on_hand(product_id, prescription.id)), start=Decimal(0))
