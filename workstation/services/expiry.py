"""The last day passed and nothing was supplied: the prescription expires, the packs are free, the server is told."""

from uuid import UUID

from workstation.domain.outbox import Attention, AttentionCode
from workstation.domain.prescription import Prescription
from workstation.domain.workflow import EventKind, Status, standing
from workstation.services.claim import release_packs
from workstation.services.messages import TaskChange
from workstation.services.ports import Transaction
from workstation.services.recording import record, tell_task
from workstation.services.site import Site

_ON_ITS_WAY = frozenset({Status.OUT_FOR_DELIVERY})


def expire_overdue(site: Site) -> tuple[UUID, ...]:
    """Expires open prescriptions whose last day is over, each in a transaction of its own. Returns their ids.

    One that was over when it came is left to people, who see it and may reject it: nothing expired here.
    One of which a part was supplied is not ended without people: it is listed for them, once, and stays as it is
    (nothing more is supplied of it either way, because it is not valid any more). What is being delivered is left.
    """
    with site.store.read() as tx:
        overdue = tuple(tx.prescriptions.overdue(site.today()))
    return tuple(one for one in overdue if _expired(site, one))


def _expired(site: Site, prescription_id: UUID) -> bool:
    with site.store.begin() as tx:
        if prescription_id not in tx.prescriptions.overdue(site.today()):
            return False
        prescription = tx.prescriptions.get(prescription_id)
        if tx.prescriptions.status(prescription_id) in _ON_ITS_WAY or _was_over(site, prescription):
            return False
        if any(row.supplied.value > 0 for row in tx.prescriptions.progress(prescription_id)):
            _list_part_supply(tx, site, prescription_id)
            return False
        facts = standing(tx.prescriptions.events(prescription_id))
        release_packs(tx, site, prescription_id)
        record(tx, site, None, prescription_id, EventKind.EXPIRED, reason=f"valid until {prescription.valid_until}")
        if not facts.claim_lost:
            tell_task(tx, site, prescription, f"Expiry of {prescription.number}", TaskChange("failed", "expired"))
        return True


def _was_over(site: Site, prescription: Prescription) -> bool:
    came = prescription.received_at.astimezone(site.zone).date()
    return prescription.valid_until is not None and came > prescription.valid_until


def _list_part_supply(tx: Transaction, site: Site, prescription_id: UUID) -> None:
    code = AttentionCode.PART_SUPPLY_EXPIRED
    if not any(one.code == code for one in tx.attentions.of_prescription(prescription_id)):
        until = tx.prescriptions.get(prescription_id).valid_until
        tx.attentions.add(Attention(site.new_id(), prescription_id, code, f"valid until {until}", site.clock()))
