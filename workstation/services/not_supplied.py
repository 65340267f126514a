"""A line that is closed without (the rest of) its supply, for a coded reason: nothing is owed of it any more."""

from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity
from workstation.domain.returns import DEMAND, DemandCause, NotSuppliedReason
from workstation.domain.users import Permission, User
from workstation.domain.workflow import Event, EventKind, Status, closed_lines
from workstation.services.approval import SHORTEST_REASON, ApprovalRefusal
from workstation.services.demand import note_demand
from workstation.services.flags import refresh_flags
from workstation.services.messages import RefusalFacts, TaskChange
from workstation.services.pick_lines import PickLine, pick_lines
from workstation.services.picking import require_may_pick
from workstation.services.ports import Transaction
from workstation.services.recording import record, tell_create, tell_task
from workstation.services.reserving import reserve
from workstation.services.site import Site


class NotSuppliedRefusal(StrEnum):
    """Why a line is not closed, or not opened again."""

    NOTHING_OWED = "nothing_owed"
    PACKS_THERE = "packs_there"
    NOTHING_LEFT = "nothing_left"
    """Nothing of the prescription would be supplied: that is a rejection."""
    NOT_CLOSED = "not_closed"


def not_supplied(
    site: Site, user: User, prescription_id: UUID, line_id: UUID, reason: NotSuppliedReason, words: str = ""
) -> Event:
    """Closes an approved line of which something is owed; the server is told that it is declined, and why.

    Once more for a closed line changes nothing. The patient who went without is demand where somebody could have had
    the goods. Raises Refused while packs of the line lie there, and where nothing else of the prescription is left.
    """
    site.require(user, Permission.APPROVE)
    said = words.strip()
    if reason is NotSuppliedReason.OTHER and len(said) < SHORTEST_REASON:
        raise Refused(ApprovalRefusal.REASON_TOO_SHORT, at_least=SHORTEST_REASON)
    with site.store.begin() as tx:
        known = closed_lines(tx.prescriptions.events(prescription_id)).get(line_id)
        if known is not None:
            return known
        prescription = tx.prescriptions.get(prescription_id)
        require_may_pick(tx, site, prescription)
        row = _open_row(tx, site, prescription, line_id)
        event = record(
            tx, site, user, prescription_id, EventKind.LINE_NOT_SUPPLIED, f"{reason.value}: {said}".removesuffix(": "),
            f"{line_id} {reason.value}",
        )  # fmt: skip
        if reason in DEMAND:
            owing = Quantity(row.wanted.value / row.units_for_one, row.wanted.unit)
            note_demand(tx, site, user, DemandCause.NOT_SUPPLIED, prescription_id, prescription.line(line_id), owing)
        reserve(tx, site, prescription)
        refresh_flags(tx, site, prescription)
        _tell_server(tx, site, user, prescription, prescription.line(line_id), event, reason)
        return event


def _open_row(tx: Transaction, site: Site, prescription: Prescription, line_id: UUID) -> PickLine:
    rows = pick_lines(tx, site, prescription)
    row = next((one for one in rows if one.line.id == line_id), None)
    if row is None or row.wanted.value <= 0:
        raise Refused(NotSuppliedRefusal.NOTHING_OWED, number=prescription.number)
    if row.allocations:
        raise Refused(NotSuppliedRefusal.PACKS_THERE, line=row.line.position, packs=row.packs_scanned)
    supplied = any(one.supplied.value > 0 for one in tx.prescriptions.progress(prescription.id))
    if not supplied and not any(one.wanted.value > 0 for one in rows if one.line.id != line_id):
        raise Refused(NotSuppliedRefusal.NOTHING_LEFT, number=prescription.number)
    return row


def supply_after_all(site: Site, user: User, prescription_id: UUID, line_id: UUID) -> None:
    """A closed line is owed again, while the prescription is open. Raises Refused(NOT_CLOSED) for an open one."""
    site.require(user, Permission.APPROVE)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        require_may_pick(tx, site, prescription)
        if line_id not in closed_lines(tx.prescriptions.events(prescription_id)):
            raise Refused(NotSuppliedRefusal.NOT_CLOSED, number=prescription.number)
        record(tx, site, user, prescription_id, EventKind.LINE_WANTED_AGAIN, detail=str(line_id))
        reserve(tx, site, prescription)
        refresh_flags(tx, site, prescription)


def _tell_server(
    tx: Transaction,
    site: Site,
    user: User,
    prescription: Prescription,
    line: PrescriptionLine,
    event: Event,
    reason: NotSuppliedReason,
) -> None:
    """The line is declined; where it was the last one that was owed, the work is done."""
    reference = tx.patients.reference(prescription.patient_id) if prescription.patient_id else ""
    out = reason is NotSuppliedReason.OUT_OF_STOCK
    facts = RefusalFacts(event.id, prescription, line, reference, event.reason, user, site.clock(), out)
    what = f"Line {line.position} not supplied: {line.medicine.text}"
    tell_create(tx, site, prescription, event.id, what, site.messages.refusal(facts))
    if tx.prescriptions.status(prescription.id) is Status.HANDED_OVER:
        change = TaskChange("completed", "handed-over", reason=event.reason)
        tell_task(tx, site, prescription, f"Completion of {prescription.number}", change)
