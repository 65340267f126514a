"""What a person does who looks first: decides on what stands there at this moment, and puts the bag where room is."""

from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.prescription import Prescription
from workstation.domain.users import Role, User
from workstation.services import approval, handover
from workstation.services.alert_answers import answer_alert
from workstation.services.approval import ApprovalRefusal
from workstation.services.bins import next_free_bin
from workstation.services.directions import accept_directions, form_of, open_gap
from workstation.services.duty import duty_view, sign_on
from workstation.services.identity import confirm_identity, identity_question
from workstation.services.labelling import confirm_batch, labels_now, note_labels, unread_batches
from workstation.services.ports import Transaction
from workstation.services.screening import ScreenedPrescription, alert_key, screen_in
from workstation.services.seen_before import SeenAnswer, seen_before, settle_seen_before
from workstation.services.site import Site
from workstation.services.transcription import key_certain_products


def look(site: Site, prescription_id: UUID) -> ScreenedPrescription:
    """What the review shows of it once it is opened: products that are certain are keyed."""
    with site.store.begin() as tx:
        key_certain_products(tx, site, prescription_id)
        return screen_in(tx, site, tx.prescriptions.get(prescription_id))


def answer_questions(site: Site, user: User, prescription_id: UUID) -> None:
    """As a pharmacist who looked: the identifiers on record agree, what looks like another paper is not the same,
    and directions that lack something are enough as they are written.
    """
    with site.store.read() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        identity = identity_question(tx, site, prescription)
        seen = seen_before(tx, prescription)
        asked = _directions_asked(tx, prescription)
    if identity is not None:
        confirm_identity(site, user, prescription_id, frozenset(identity.on_record))
    for one in seen:
        settle_seen_before(site, user, prescription_id, one.other.id, SeenAnswer.NOT_THE_SAME)
    for line_id in asked:
        accept_directions(site, user, prescription_id, line_id)


def _directions_asked(tx: Transaction, prescription: Prescription) -> list[UUID]:
    """Confirmed lines whose directions lack something."""
    events = tx.prescriptions.events(prescription.id)
    confirmed = [line for line in prescription.medicine_lines if not line.is_draft]
    return [line.id for line in confirmed if open_gap(events, line, form_of(tx, line)) is not None]


def be_responsible(site: Site, user: User) -> None:
    """A pharmacist signs on where one is asked for and nobody is."""
    if user.role is Role.PHARMACIST and site.compliance.duty.needed and duty_view(site).who is None:
        sign_on(site, user)


def approve(site: Site, user: User, prescription_id: UUID, override_reason: str = "") -> None:
    """Looks and approves. With a reason every alert that is in the way is answered first."""
    be_responsible(site, user)
    seen = look(site, prescription_id)
    try:
        approval.approve(site, user, prescription_id, seen.fingerprint)
    except Refused as refusal:
        if refusal.code is not ApprovalRefusal.ALERT_NOT_ANSWERED or not override_reason:
            raise
        for alert in seen.unanswered:
            key = alert_key(alert)
            answer_alert(site, user, prescription_id, key, "other", override_reason, prove=lambda: user)
        approval.approve(site, user, prescription_id, seen.fingerprint)


def packs_seen(site: Site, prescription_id: UUID) -> frozenset[UUID]:
    """The ids of the packs that lie there."""
    with site.store.read() as tx:
        return frozenset(one.id for one in tx.stock.allocations(prescription_id))


def put_labels(site: Site, user: User, prescription_id: UUID, *, part_supply: bool = False) -> None:
    """Every pack that lies there gets its label; it counts as written whatever stands on it."""
    with site.store.read() as tx:
        labels = labels_now(tx, tx.prescriptions.get(prescription_id), part_supply=part_supply, site=site)
    if labels:
        note_labels(site, user, prescription_id, labels)


def read_batches(site: Site, user: User, prescription_id: UUID) -> None:
    """Compares the proposed batch and expiry with each pack whose code named none."""
    with site.store.read() as tx:
        unread = unread_batches(tx.prescriptions.events(prescription_id))
        packs = [one.id for one in tx.stock.allocations(prescription_id) if one.id in unread]
    for pack in packs:
        confirm_batch(site, user, prescription_id, pack)


def check_accuracy(site: Site, user: User, prescription_id: UUID, *, part_supply: bool = False) -> None:
    """Looks at every pack, which has its label, and finds it right."""
    read_batches(site, user, prescription_id)
    put_labels(site, user, prescription_id, part_supply=part_supply)
    seen = packs_seen(site, prescription_id)
    handover.check_accuracy(site, user, prescription_id, seen, part_supply=part_supply)


def bag_up(site: Site, user: User, prescription_id: UUID) -> str:
    """Into the next free bin, which is returned."""
    return handover.make_ready(site, user, prescription_id, next_free_bin(site, user))
