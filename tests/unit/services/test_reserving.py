"""Approval holds the proposed batches: nothing moves, others see for whom, and whatever ends the work ends the hold."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from tests.factories import TODAY, Pharmacy, a_bottle, a_line, a_product, tablets
from tests.looking import bag_up, check_accuracy
from tests.unit.services.counter_acts import B1, LATER, bagged, handed_over, left, scanned
from tests.unit.services.outcomes import refused
from tests.unit.services.server_acts import LINE, brought_to, taken
from workstation.domain.dispensing import ScanRefusal
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription
from workstation.domain.quantity import Quantity
from workstation.domain.queue import Flag
from workstation.domain.reservation import Held, ReservationRefusal
from workstation.domain.workflow import Status
from workstation.services.approval import reject
from workstation.services.counter_view import counter_view
from workstation.services.expiry import expire_overdue
from workstation.services.flags import refresh_flags
from workstation.services.interruption import interrupt
from workstation.services.picking import undo_scan
from workstation.services.reserving import release_hold
from workstation.services.returning import return_uncollected
from workstation.services.transcription import choose_product


def approved(pharmacy: Pharmacy, product: Product, number: str = "RX-A", amount: int = 20) -> Prescription:
    """One approved line of this product."""
    line = a_line(product_id=product.id, quantity_prescribed=tablets(amount))
    return pharmacy.approved(number=number, lines=(line,))


def held(pharmacy: Pharmacy, prescription: Prescription) -> dict[str, int]:
    """What it holds, by batch number."""
    with pharmacy.store.read() as tx:
        rows = tx.reservations.of_prescription(prescription.id)
        return {tx.stock.batch(one.batch_id).batch_number: int(one.quantity.value) for one in rows}


def free(pharmacy: Pharmacy, product: Product, besides: UUID | None = None) -> int:
    """What may be taken of all its batches."""
    with pharmacy.store.read() as tx:
        return int(sum(row.free.value for row in tx.stock.on_hand(product.id, besides)))


def holds_of_others(pharmacy: Pharmacy, prescription: Prescription) -> list[Held]:
    """What the dispense screen of this prescription says of others."""
    view = counter_view(pharmacy.site, pharmacy.counter, prescription.id)
    return [one for batch in view.held.values() for one in batch]


def test_approval_holds_what_the_pick_list_proposes_and_moves_nothing(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = approved(pharmacy, product)
    assert held(pharmacy, prescription) == {"B1": 20}
    assert left(pharmacy, product) == {"B1": (100, 0)}
    assert (free(pharmacy, product), free(pharmacy, product, prescription.id)) == (80, 100)


def test_several_batches_are_held_in_the_order_in_which_they_are_picked(pharmacy: Pharmacy) -> None:
    early = TODAY + timedelta(days=60)
    product = pharmacy.stocked(batches=[("B2", LATER, 100), ("B1", early, 10)])
    assert held(pharmacy, approved(pharmacy, product)) == {"B1": 10, "B2": 10}


def test_what_is_not_there_stops_no_approval_and_is_not_held(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("B1", LATER, 5)])
    assert held(pharmacy, approved(pharmacy, product)) == {"B1": 5}


def test_another_prescription_sees_for_whom_and_since_when(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("B1", LATER, 20)])
    approved(pharmacy, product, "RX-A")
    since = pharmacy.clock.now
    pharmacy.clock.forward(hours=1)
    other = approved(pharmacy, product, "RX-B")
    (one,) = holds_of_others(pharmacy, other)
    assert (one.number, one.quantity, one.since, one.by) == ("RX-A", tablets(20), since, pharmacy.pharmacist.id)
    assert one.reservation_id is not None


def test_two_counters_want_the_last_packs_and_the_second_is_refused_with_the_name_of_the_first(
    pharmacy: Pharmacy,
) -> None:
    product = pharmacy.stocked(batches=[("B1", LATER, 20)])
    first, second = approved(pharmacy, product, "RX-A"), approved(pharmacy, product, "RX-B")
    no = refused(lambda: scanned(pharmacy, second, product, **B1))
    assert no.code is ScanRefusal.HELD_FOR_ANOTHER
    assert (no.facts["held_for"], no.facts["held_since"]) == ("RX-A", pharmacy.clock.now)
    scanned(pharmacy, first, product, **B1)
    scanned(pharmacy, first, product, **B1)
    assert left(pharmacy, product) == {"B1": (20, 20)}
    assert refused(lambda: scanned(pharmacy, second, product)).facts["held_for"] == "RX-A"


def test_a_scan_takes_over_from_what_was_held(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = approved(pharmacy, product)
    scanned(pharmacy, prescription, product)
    assert held(pharmacy, prescription) == {"B1": 10}
    assert free(pharmacy, product) == 80
    scanned(pharmacy, prescription, product)
    assert held(pharmacy, prescription) == {}
    assert free(pharmacy, product) == 80


def test_a_scan_of_another_batch_frees_the_one_that_was_held(pharmacy: Pharmacy) -> None:
    early = TODAY + timedelta(days=60)
    product = pharmacy.stocked(batches=[("B1", early, 10), ("B2", LATER, 10)])
    prescription = approved(pharmacy, product, amount=10)
    assert held(pharmacy, prescription) == {"B1": 10}
    scanned(pharmacy, prescription, product, batch_number="B2", expiry_date=LATER)
    assert held(pharmacy, prescription) == {}
    assert free(pharmacy, product) == 10


def test_two_lines_of_one_product_hold_no_pack_twice(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("B1", LATER, 20)])
    lines = tuple(
        a_line(product_id=product.id, position=place, quantity_prescribed=tablets(20), server_reference="")
        for place in (1, 2)
    )
    prescription = pharmacy.approved(lines=lines)
    assert held(pharmacy, prescription) == {"B1": 20}
    scanned(pharmacy, prescription, product)
    scanned(pharmacy, prescription, product)
    assert free(pharmacy, product) == 0
    assert sum(held(pharmacy, prescription).values()) + 20 == 20, "what is scanned and what is held is what is there"


def test_a_pack_that_is_taken_back_is_held_again(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("B1", LATER, 20)])
    prescription = approved(pharmacy, product)
    pack = scanned(pharmacy, prescription, product).allocation
    undo_scan(pharmacy.site, pharmacy.counter, prescription.id, pack.id)
    assert held(pharmacy, prescription) == {"B1": 20}


def test_interrupted_work_goes_on_holding_since_its_approval(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("B1", LATER, 20)])
    prescription = approved(pharmacy, product)
    since = pharmacy.clock.now
    pharmacy.clock.forward(minutes=5)
    scanned(pharmacy, prescription, product)
    interrupt(pharmacy.site, pharmacy.counter, prescription.id)
    assert held(pharmacy, prescription) == {"B1": 20}
    with pharmacy.store.read() as tx:
        assert {one.at for one in tx.reservations.of_prescription(prescription.id)} == {since}


def test_a_bottle_is_held_whole(pharmacy: Pharmacy) -> None:
    amount = Quantity(Decimal(150), "mL")
    product = pharmacy.stocked(a_bottle(), batches=[("B1", LATER, 500)])
    line = a_line(product_id=product.id, quantity_prescribed=amount, dosage_instruction="5 mL twice a day")
    assert held(pharmacy, pharmacy.approved(lines=(line,))) == {"B1": 200}


# --- what ends it ---------------------------------------------------------------------------------------------


def end_by_rejection(pharmacy: Pharmacy, prescription: Prescription) -> None:
    """The pharmacist thinks again."""
    reject(pharmacy.site, pharmacy.pharmacist, prescription.id, "not right for this patient")


def end_by_return(pharmacy: Pharmacy, prescription: Prescription) -> None:
    """Back to the server."""
    return_uncollected(pharmacy.site, pharmacy.pharmacist, prescription.id, "never came")


def end_by_expiry(pharmacy: Pharmacy, _prescription: Prescription) -> None:
    """Its last day is over."""
    pharmacy.clock.forward(days=40)
    expire_overdue(pharmacy.site)


def end_by_hand_over(pharmacy: Pharmacy, prescription: Prescription) -> None:
    """A part of it leaves; the rest is owed and not held."""
    with pharmacy.store.read() as tx:
        product = tx.products.get(prescription.lines[0].product_id or prescription.id)
    scanned(pharmacy, prescription, product)
    check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id, part_supply=True)
    bag_up(pharmacy.site, pharmacy.counter, prescription.id)
    assert handed_over(pharmacy, prescription).owing


@pytest.mark.parametrize("end", [end_by_rejection, end_by_return, end_by_expiry, end_by_hand_over])
def test_whatever_ends_the_work_ends_the_hold(pharmacy: Pharmacy, end: object) -> None:
    product = pharmacy.stocked()
    line = a_line(product_id=product.id, quantity_prescribed=tablets(20))
    prescription = pharmacy.approved(lines=(line,), valid_until=TODAY + timedelta(days=30))
    assert held(pharmacy, prescription) == {"B1": 20}
    assert callable(end)
    end(pharmacy, prescription)
    assert held(pharmacy, prescription) == {}


@pytest.mark.parametrize(
    "news",
    [
        {"status": "cancelled", "status_reason": "the patient is allergic to it"},
        {"lines": (replace(LINE, dosage_instruction="1 tablet at night"),)},
        {"owner": "Organization/another", "routed_here": False},
    ],
    ids=["cancelled", "edited", "taken away"],
)
def test_what_the_server_ends_or_edits_holds_nothing_any_more(pharmacy: Pharmacy, news: dict[str, Any]) -> None:
    prescription, product = brought_to(pharmacy, Status.APPROVED)
    assert held(pharmacy, prescription) == {"B1": 20}
    taken(pharmacy, **news)
    assert held(pharmacy, prescription) == {}
    assert free(pharmacy, product) == 100


def test_another_product_keyed_here_ends_the_hold_of_the_one_before(pharmacy: Pharmacy) -> None:
    product, other = pharmacy.stocked(), pharmacy.stocked(a_product(name="Obimet 500"))
    prescription = approved(pharmacy, product)
    choose_product(pharmacy.site, pharmacy.pharmacist, prescription.id, prescription.lines[0].id, other.id)
    assert held(pharmacy, prescription) == {}


def test_what_is_held_for_a_prescription_is_no_lack_of_stock_for_it(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("B1", LATER, 20)])
    prescription = approved(pharmacy, product)
    with pharmacy.store.begin() as tx:
        refresh_flags(tx, pharmacy.site, prescription)
        assert Flag.NO_STOCK not in tx.prescriptions.flags(prescription.id)


def test_a_whole_supply_leaves_nothing_held(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = approved(pharmacy, product)
    for _ in range(2):
        scanned(pharmacy, prescription, product)
    bagged(pharmacy, prescription)
    handed_over(pharmacy, prescription)
    assert left(pharmacy, product) == {"B1": (80, 0)}
    assert free(pharmacy, product) == 80


# --- released by a person -------------------------------------------------------------------------------------


def test_a_person_releases_what_another_prescription_holds_with_a_reason(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("B1", LATER, 20)])
    first, second = approved(pharmacy, product, "RX-A"), approved(pharmacy, product, "RX-B")
    (one,) = holds_of_others(pharmacy, second)
    assert one.reservation_id is not None
    short = refused(lambda: release_hold(pharmacy.site, pharmacy.counter, one.reservation_id or first.id, " x "))
    assert short.code is ReservationRefusal.REASON_TOO_SHORT
    release_hold(pharmacy.site, pharmacy.counter, one.reservation_id, "the patient waits here")
    scanned(pharmacy, second, product, **B1)
    assert held(pharmacy, first) == {}
    gone = refused(lambda: release_hold(pharmacy.site, pharmacy.counter, one.reservation_id or first.id, "once more"))
    assert gone.code is ReservationRefusal.NOT_HELD


def test_who_lost_a_hold_is_still_approved_and_picks_what_is_left(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("B1", LATER, 30)])
    first, second = approved(pharmacy, product, "RX-A"), approved(pharmacy, product, "RX-B")
    assert held(pharmacy, second) == {"B1": 10}
    (one,) = holds_of_others(pharmacy, second)
    assert one.reservation_id is not None
    release_hold(pharmacy.site, pharmacy.counter, one.reservation_id, "the patient waits here")
    scanned(pharmacy, first, product)
    assert left(pharmacy, product) == {"B1": (30, 10)}


def test_packs_that_lie_scanned_on_a_counter_are_shown_and_not_released_from_afar(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("B1", LATER, 20)])
    first = approved(pharmacy, product, "RX-A")
    scanned(pharmacy, first, product)
    scanned(pharmacy, first, product)
    second = approved(pharmacy, product, "RX-B")
    found = holds_of_others(pharmacy, second)
    assert [(one.number, one.reservation_id) for one in found] == [("RX-A", None)] * 2
