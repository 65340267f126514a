"""Undoing a supply, and taking back what nobody collected."""

from functools import partial

import pytest

from tests.factories import Pharmacy, a_code, a_line, a_product, tablets
from tests.looking import approve
from tests.unit.services.counter_acts import left, scanned, supplied
from tests.unit.services.outcomes import queued, refused
from workstation.domain.errors import Refused
from workstation.domain.outbox import OutboxKind
from workstation.domain.prescription import Prescription
from workstation.domain.workflow import EventKind
from workstation.services.emergency import EmergencyRequest, emergency_supply
from workstation.services.recording import record
from workstation.services.returning import return_uncollected
from workstation.services.reversal import undo_dispense
from workstation.services.transcription import choose_product


def test_a_supply_is_undone_once_however_often_it_is_asked(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    (supply,) = supplied(pharmacy, pharmacy.approved(), product).dispenses
    first = undo_dispense(pharmacy.site, pharmacy.pharmacist, supply.id, "wrong patient")
    assert undo_dispense(pharmacy.site, pharmacy.pharmacist, supply.id, "wrong patient") == first
    assert (first.reverses, first.quantity) == (supply.id, tablets(-20))
    assert left(pharmacy, product) == {"B1": (100, 0)}


def test_a_reversal_is_not_reversed(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    (supply,) = supplied(pharmacy, pharmacy.approved(), product).dispenses
    undone = undo_dispense(pharmacy.site, pharmacy.pharmacist, supply.id, "wrong patient")
    again = refused(lambda: undo_dispense(pharmacy.site, pharmacy.pharmacist, undone.id, "wrong again"))
    assert again.code == "is_a_reversal"


def test_the_counter_does_not_undo_a_supply(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    (supply,) = supplied(pharmacy, pharmacy.approved(), product).dispenses
    assert refused(lambda: undo_dispense(pharmacy.site, pharmacy.counter, supply.id, "wrong")).code == "not_allowed"
    assert refused(lambda: undo_dispense(pharmacy.site, pharmacy.pharmacist, supply.id, "x")).code == "reason_too_short"


def test_the_work_item_of_somebody_else_is_left_alone(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    unclaimed, ended = pharmacy.received(), pharmacy.approved()
    code = a_code(product)
    request = EmergencyRequest(unclaimed.id, unclaimed.lines[0].id, code, 3, "server not reachable")
    emergency = emergency_supply(pharmacy.site, pharmacy.pharmacist, request)
    (supply,) = supplied(pharmacy, ended, product, packs=1).dispenses
    with pharmacy.store.begin() as tx:
        record(tx, pharmacy.site, None, ended.id, EventKind.CANCELLED)
    for prescription, dispense in ((unclaimed, emergency), (ended, supply)):
        undo_dispense(pharmacy.site, pharmacy.pharmacist, dispense.id, "wrong patient")
        assert queued(pharmacy, prescription)[-1].kind is OutboxKind.MARK_ENTERED_IN_ERROR


def test_what_nobody_collected_is_free_again_and_the_owner_is_cleared(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    scanned(pharmacy, prescription, product)
    assert return_uncollected(pharmacy.site, pharmacy.counter, prescription.id, "two weeks in the bin") == 1
    assert left(pharmacy, product) == {"B1": (100, 0)}
    with pharmacy.store.read() as tx:
        change = tx.outbox.of_group(prescription.id)[-1].body
    assert (change["status"], change["business_status"], change["release"]) == ("ready", "returned-to-queue", True)


def test_only_what_is_ours_and_was_not_begun_to_be_supplied_goes_back(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    unclaimed, begun = pharmacy.received(), pharmacy.approved()
    supplied(pharmacy, begun, product, packs=1)

    def back(prescription: Prescription) -> str:
        with pytest.raises(Refused) as refusal:
            return_uncollected(pharmacy.site, pharmacy.counter, prescription.id, "not collected")
        return refusal.value.code.value

    assert (back(unclaimed), back(begun)) == ("not_claimed", "already_dispensed")


def test_after_a_supply_was_undone_its_line_can_be_corrected_and_approved_anew(pharmacy: Pharmacy) -> None:
    product, other = pharmacy.stocked(), pharmacy.stocked(a_product(name="Glyciphage 500", gtin="08901177030406"))
    prescription = pharmacy.approved(lines=(a_line(product_id=product.id),))
    (supply,) = supplied(pharmacy, prescription, product).dispenses
    change = partial(choose_product, pharmacy.site, pharmacy.pharmacist, prescription.id, prescription.lines[0].id)
    assert refused(lambda: change(other.id)).code == "already_dispensed"
    undo_dispense(pharmacy.site, pharmacy.pharmacist, supply.id, "wrong brand")
    (line,) = change(other.id).lines
    assert line.product_id == other.id
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert scanned(pharmacy, prescription, other).product.id == other.id
