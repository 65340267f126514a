"""The clinical check and its alternatives: approve, reject, ask the prescriber, hold."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from workstation.domain.compliance import require_some_line_valid, require_valid, schedule_of
from workstation.domain.errors import Refused
from workstation.domain.outbox import OutboxState
from workstation.domain.prescribers import prescriber_stops
from workstation.domain.prescription import LineSource, Prescription, PrescriptionLine
from workstation.domain.users import Permission, User
from workstation.domain.workflow import CLOSED, Event, EventKind, Status, standing
from workstation.services.as_written import as_written
from workstation.services.checked_facts import note_check
from workstation.services.claim import ClaimRefusal, release_packs
from workstation.services.directions import open_gap
from workstation.services.doubts import open_doubts
from workstation.services.duty import require_responsible
from workstation.services.edits import shown_edits
from workstation.services.elsewhere import recount, settle_counted
from workstation.services.identity import identity_question
from workstation.services.line_drafts import unfinished
from workstation.services.line_messages import tell_lines
from workstation.services.messages import ApprovalFacts, RefusalFacts, TaskChange
from workstation.services.ports import Transaction
from workstation.services.recording import BUSINESS_STATUS, record, task_of, tell_create, tell_task
from workstation.services.reserving import reserve
from workstation.services.screening import ScreenedPrescription, screen_in
from workstation.services.seen_before import seen_before
from workstation.services.site import Site


class ApprovalRefusal(StrEnum):
    """What is still missing before approval; each is shown with the key that leads to it."""

    NO_LINES = "no_lines"
    PATIENT_UNKNOWN = "patient_unknown"
    LINE_NOT_CONFIRMED = "line_not_confirmed"
    LINE_BLOCKED = "line_blocked"
    NO_PRODUCT = "no_product"
    QUANTITY_UNKNOWN = "quantity_unknown"
    UNIT_DIFFERS = "unit_differs_from_product"
    ALERT_NOT_ANSWERED = "alert_not_answered"
    CHECK_NOT_MADE = "check_not_made"
    """A check that needs a fact nobody gave (a child's weight), and no reason to go on without it."""
    REASON_TOO_SHORT = "reason_too_short"
    CLAIM_LOST = "claim_lost"
    NOT_UNDERSTOOD = "not_understood"
    HELD_AT_SERVER = "held_at_server"
    IDENTITY_NOT_CONFIRMED = "identity_not_confirmed"
    SEEN_BEFORE = "seen_before"
    DIRECTIONS_INCOMPLETE = "directions_incomplete"
    FACTS_CHANGED = "facts_changed"
    """Something of it is not what the person saw who decides."""
    ALREADY_DISPENSED = "already_dispensed"
    NOT_HELD = "not_held"
    NOTHING_ASKED = "nothing_asked"
    NO_RESPONSIBLE_PHARMACIST = "no_responsible_pharmacist"


SHORTEST_REASON = 3
"""Characters of a reason to reject, ask or hold; an override typed in free words needs ten."""


def approve(site: Site, user: User, prescription_id: UUID, seen: str) -> None:
    """The pharmacist finds the prescription right for this patient.

    `seen` is `ScreenedPrescription.fingerprint` of what was on the screen: another one now (a colleague confirmed
    another dose meanwhile) is refused. Raises Refused with what is missing.
    What the server changed since it was looked at is shown first: that refusal comes once, and is recorded as shown.
    What it needs of the shelf is held for it from now on (`services.reserving`).
    """
    site.require(user, Permission.APPROVE)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        require_open(tx, prescription)
        changed = shown_edits(tx, site, user, prescription)
        if changed is None:
            screened = require_ready(tx, site, prescription, seen)
            mark_approved(tx, site, user, prescription, screened.fingerprint)
            note_check(tx, site, user, prescription, screened)
            _tell_approval(tx, site, user, prescription, screened.fingerprint)
    if changed is not None:
        raise changed


def require_ready(tx: Transaction, site: Site, prescription: Prescription, seen: str) -> ScreenedPrescription:
    """The screening that is approved. Raises Refused with what is missing, or when it is not what was `seen`."""
    if standing(tx.prescriptions.events(prescription.id)).held_by_server:
        raise Refused(ApprovalRefusal.HELD_AT_SERVER, number=prescription.number)
    screened = screen_in(tx, site, prescription)
    if screened.fingerprint != seen:
        raise Refused(ApprovalRefusal.FACTS_CHANGED, number=prescription.number)
    recount(tx, site, prescription)
    settle_counted(tx, site, prescription)
    missing = next(iter(missing_for_approval(tx, site, prescription)), None)
    if missing is not None:
        raise missing
    _require_answered(screened)
    keyed = [line.product_id for line in prescription.medicine_lines if line.product_id is not None]
    products = tx.products.many(keyed).values()
    require_responsible(tx, site, products, ApprovalRefusal.NO_RESPONSIBLE_PHARMACIST)
    return screened


def mark_approved(
    tx: Transaction, site: Site, user: User, prescription: Prescription, fingerprint: str, reason: str = ""
) -> None:
    """Who approves takes up again what was put aside here; lines of ours become MedicationRequests at the server, and
    the Task says that the check is done. `reason`: whose check it is, where one is kept.
    """
    if standing(tx.prescriptions.events(prescription.id)).held:
        record(tx, site, user, prescription.id, EventKind.RESUMED)
    record(tx, site, user, prescription.id, EventKind.APPROVED, reason=reason, detail=fingerprint)
    reserve(tx, site, prescription)
    tell_lines(tx, site, user, prescription, prescription.medicine_lines)
    change = TaskChange("in-progress", "approved", reason=reason)
    tell_task(tx, site, prescription, f"Approval of {prescription.number}", change)


def require_open(tx: Transaction, prescription: Prescription) -> None:
    facts = standing(tx.prescriptions.events(prescription.id))
    if facts.claim_lost:
        raise Refused(ApprovalRefusal.CLAIM_LOST, number=prescription.number)
    status = tx.prescriptions.status(prescription.id)
    if status in CLOSED or facts.cancel_asked:
        raise Refused(ClaimRefusal.CLOSED, status=status.value)


def missing_for_approval(tx: Transaction, site: Site, prescription: Prescription) -> list[Refused]:
    """Everything that must be settled before approval, in the order of the screen; alerts apart."""
    found = [Refused(ApprovalRefusal.NOT_UNDERSTOOD, doubt=one) for one in open_doubts(tx, prescription.id)]
    if prescription.patient_id is None:
        found.append(Refused(ApprovalRefusal.PATIENT_UNKNOWN))
    asked = identity_question(tx, site, prescription)
    if asked is not None:
        facts = {"verdict": asked.verdict.value, "similar": len(asked.similar)}
        found.append(Refused(ApprovalRefusal.IDENTITY_NOT_CONFIRMED, **facts))
    found += [
        Refused(ApprovalRefusal.SEEN_BEFORE, number=one.other.number, kind=one.kind.value)
        for one in seen_before(tx, prescription)
    ]
    found += _prescriber_stops(tx, site, prescription)
    if not prescription.medicine_lines:
        found.append(Refused(ApprovalRefusal.NO_LINES))
    events = tx.prescriptions.events(prescription.id)
    for line in prescription.medicine_lines:
        missing = _missing_in(tx, site, line, events)
        if missing is not None:
            found.append(missing)
    said = {one.facts.get("line") for one in found}
    found += [one for one in unfinished(tx, prescription) if one.facts["line"] not in said]
    try:
        require_valid(site.compliance, prescription.authored_on, prescription.valid_until, site.today())
        require_some_line_valid(prescription.medicine_lines, site.today())
    except Refused as too_old:
        found.append(too_old)
    return found


def _prescriber_stops(tx: Transaction, site: Site, prescription: Prescription) -> list[Refused]:
    """By the schedules of what is keyed."""
    keyed = [line.product_id for line in prescription.medicine_lines if line.product_id is not None]
    schedules = {one.schedule for one in tx.products.many(keyed).values()}
    return prescriber_stops(site.compliance.prescribers, as_written(tx, prescription)[0], schedules)


def _missing_in(tx: Transaction, site: Site, line: PrescriptionLine, events: Sequence[Event]) -> Refused | None:
    place = {"line": line.position}
    if line.block is not None:
        return Refused(ApprovalRefusal.LINE_BLOCKED, block=line.block.value, **place)
    if line.is_draft:
        return Refused(ApprovalRefusal.LINE_NOT_CONFIRMED, **place)
    if line.product_id is None:
        return Refused(ApprovalRefusal.NO_PRODUCT, medicine=line.medicine.text, **place)
    if line.quantity_prescribed is None or line.quantity_prescribed.value <= 0:
        return Refused(ApprovalRefusal.QUANTITY_UNKNOWN, **place)
    product = tx.products.get(line.product_id)
    if product.pack_size.unit != line.quantity_prescribed.unit:
        unit = line.quantity_prescribed.unit
        return Refused(ApprovalRefusal.UNIT_DIFFERS, unit=unit, pack_unit=product.pack_size.unit, **place)
    schedule_of(site.compliance, product.schedule)
    gap = open_gap(events, line, product.form)
    return Refused(ApprovalRefusal.DIRECTIONS_INCOMPLETE, gap=gap.value, **place) if gap is not None else None


def _require_answered(screened: ScreenedPrescription) -> None:
    for alert in screened.unanswered:
        subjects = " + ".join(alert.subjects)
        raise Refused(ApprovalRefusal.ALERT_NOT_ANSWERED, severity=alert.severity.word, subjects=subjects)
    for check in screened.open_checks:
        raise Refused(ApprovalRefusal.CHECK_NOT_MADE, subject=check.subject, missing=check.missing)


def _tell_approval(tx: Transaction, site: Site, user: User, prescription: Prescription, fingerprint: str) -> None:
    """Who found it right, behind the change of the Task: it names the version that says so."""
    task = task_of(tx, prescription)
    if not task:
        return
    facts = ApprovalFacts(site.new_id(), prescription, task, fingerprint, user, site.clock())
    what = f"Signed approval of {prescription.number}"
    tell_create(tx, site, prescription, facts.id, what, site.messages.approval(facts))


def tell_refused(
    tx: Transaction, site: Site, user: User, prescription: Prescription, reason: str, *, out_of_stock: bool = False
) -> None:
    """Every line that the server knows is declined; a line of ours that was never sent needs no refusal."""
    reference = tx.patients.reference(prescription.patient_id) if prescription.patient_id else ""
    sent = tx.outbox.of_group(prescription.id)
    queued = {entry.id for entry in sent if entry.state is not OutboxState.WITHDRAWN}
    for line in prescription.medicine_lines:
        if line.source is LineSource.SERVER or line.id in queued:
            facts = RefusalFacts(site.new_id(), prescription, line, reference, reason, user, site.clock(), out_of_stock)
            what = f"Line {line.position} declined: {line.medicine.text}"
            tell_create(tx, site, prescription, facts.id, what, site.messages.refusal(facts))


def reject(site: Site, user: User, prescription_id: UUID, reason: str) -> None:
    """The prescription is not supplied; the server and whoever asks are told why. Packs go back to the shelf.

    Raises Refused when something of it was supplied already: that stays supplied, and the rest is owed here.
    """
    site.require(user, Permission.APPROVE)
    with site.store.begin() as tx:
        if any(row.dispensed for row in tx.prescriptions.progress(prescription_id)):
            number = tx.prescriptions.get(prescription_id).number
            raise Refused(ApprovalRefusal.ALREADY_DISPENSED, number=number)
        prescription = _stop(tx, site, user, prescription_id, EventKind.REJECTED, reason)
        release_packs(tx, site, prescription_id)
        tell_refused(tx, site, user, prescription, reason)
        change = TaskChange("rejected", "rejected", reason=reason)
        tell_task(tx, site, prescription, f"Rejection of {prescription.number}", change)


def ask_prescriber(site: Site, user: User, prescription_id: UUID, question: str) -> None:
    """Work waits for an answer of the prescriber; the question is sent with the Task on hold."""
    site.require(user, Permission.APPROVE)
    with site.store.begin() as tx:
        prescription = _stop(tx, site, user, prescription_id, EventKind.CLARIFICATION_ASKED, question)
        reference = tx.patients.reference(prescription.patient_id) if prescription.patient_id else ""
        entry = site.new_id()
        body = site.messages.question(task_of(tx, prescription), reference, question, site.clock(), entry)
        tell_create(tx, site, prescription, entry, f"Question about {prescription.number}", body)
        change = TaskChange("on-hold", "clarification", reason=question)
        tell_task(tx, site, prescription, f"Clarification of {prescription.number}", change)


def answer_received(site: Site, user: User, prescription_id: UUID, answer: str) -> None:
    """The prescriber answered; review goes on. Raises Refused when nothing is asked (any more)."""
    site.require(user, Permission.APPROVE)
    with site.store.begin() as tx:
        if not standing(tx.prescriptions.events(prescription_id)).clarifying:
            raise Refused(ApprovalRefusal.NOTHING_ASKED, number=tx.prescriptions.get(prescription_id).number)
        prescription = _stop(tx, site, user, prescription_id, EventKind.CLARIFICATION_ANSWERED, answer)
        change = TaskChange("in-progress", "in-review")
        tell_task(tx, site, prescription, f"Answer for {prescription.number}", change)


def hold(site: Site, user: User, prescription_id: UUID, reason: str) -> None:
    """Puts the work aside until somebody resumes it."""
    site.require(user, Permission.TRANSCRIBE)
    with site.store.begin() as tx:
        prescription = _stop(tx, site, user, prescription_id, EventKind.HELD, reason)
        # The words of a person may name somebody: they are the reason, the status is a word of the profile.
        change = TaskChange("on-hold", BUSINESS_STATUS[Status.ON_HOLD], reason=reason)
        tell_task(tx, site, prescription, f"Hold of {prescription.number}", change)


def resume(site: Site, user: User, prescription_id: UUID) -> None:
    """Takes the work up again where it stood."""
    site.require(user, Permission.TRANSCRIBE)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        require_open(tx, prescription)
        facts = standing(tx.prescriptions.events(prescription_id))
        if facts.held_by_server:
            raise Refused(ApprovalRefusal.HELD_AT_SERVER, number=prescription.number)
        if not facts.held:
            raise Refused(ApprovalRefusal.NOT_HELD, number=prescription.number)
        record(tx, site, user, prescription_id, EventKind.RESUMED)
        now = tx.prescriptions.status(prescription_id)
        change = TaskChange("in-progress", BUSINESS_STATUS.get(now, "in-review"))
        tell_task(tx, site, prescription, f"Work on {prescription.number} resumed", change)


def _stop(tx: Transaction, site: Site, user: User, prescription_id: UUID, kind: EventKind, reason: str) -> Prescription:
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(ApprovalRefusal.REASON_TOO_SHORT, at_least=SHORTEST_REASON)
    prescription = tx.prescriptions.get(prescription_id)
    require_open(tx, prescription)
    record(tx, site, user, prescription_id, kind, reason=reason.strip())
    return prescription
