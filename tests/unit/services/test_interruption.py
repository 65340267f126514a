"""Picking that was interrupted is done again: the packs are scanned anew, labels of before count no more."""

import pytest

from tests.factories import Pharmacy
from tests.looking import check_accuracy, put_labels
from tests.unit.services.counter_acts import bagged, handed_over, left, scanned
from tests.unit.services.outcomes import refused, status_of
from workstation.domain.medicine import Product
from workstation.domain.prescription import Prescription
from workstation.domain.workflow import Event, Status
from workstation.services.counter_view import counter_view
from workstation.services.handover import HandOverRefusal
from workstation.services.interruption import interrupt, packs_and_labels, recover


def _half_picked(pharmacy: Pharmacy, *, labels: bool = True) -> tuple[Prescription, Product]:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    for _ in range(2):
        scanned(pharmacy, prescription, product)
    if labels:
        put_labels(pharmacy.site, pharmacy.counter, prescription.id)
    return prescription, product


def _said(pharmacy: Pharmacy, prescription: Prescription) -> Event | None:
    return counter_view(pharmacy.site, pharmacy.counter, prescription.id).interrupted


def test_a_lock_takes_the_packs_back_and_says_how_many_labels_to_destroy(pharmacy: Pharmacy) -> None:
    prescription, product = _half_picked(pharmacy)
    assert interrupt(pharmacy.site, pharmacy.counter, prescription.id) == 2
    assert (status_of(pharmacy, prescription), left(pharmacy, product)) == (Status.APPROVED, {"B1": (100, 0)})
    event = _said(pharmacy, prescription)
    assert event is not None
    assert (packs_and_labels(event), event.by, event.reason) == ((2, 2), pharmacy.counter.id, "locked")
    with pharmacy.store.read() as tx:
        assert tx.audit.verify().ok


def test_a_label_of_before_counts_for_no_pack_that_is_scanned_again(pharmacy: Pharmacy) -> None:
    prescription, product = _half_picked(pharmacy)
    interrupt(pharmacy.site, pharmacy.counter, prescription.id)
    for _ in range(2):
        scanned(pharmacy, prescription, product)
    view = counter_view(pharmacy.site, pharmacy.counter, prescription.id)
    assert (view.labelled(part_supply=False), view.interrupted is not None) == (frozenset(), True)
    put_labels(pharmacy.site, pharmacy.counter, prescription.id)
    assert _said(pharmacy, prescription) is None


def test_an_interrupted_pick_is_finished_by_somebody_else(pharmacy: Pharmacy) -> None:
    prescription, product = _half_picked(pharmacy)
    interrupt(pharmacy.site, pharmacy.counter, prescription.id)
    refusal = refused(lambda: check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id))
    assert refusal.code is HandOverRefusal.NOTHING_PICKED
    for _ in range(2):
        scanned(pharmacy, prescription, product)
    bagged(pharmacy, prescription)
    handed_over(pharmacy, prescription)
    assert status_of(pharmacy, prescription) is Status.HANDED_OVER


def test_what_was_checked_is_not_interrupted(pharmacy: Pharmacy) -> None:
    prescription, product = _half_picked(pharmacy)
    check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert interrupt(pharmacy.site, pharmacy.counter, prescription.id) == 0
    assert recover(pharmacy.site) is None
    assert (status_of(pharmacy, prescription), left(pharmacy, product)) == (Status.CHECKED, {"B1": (100, 20)})


def test_nothing_scanned_is_nothing_interrupted(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.approved()
    with pharmacy.store.read() as tx:
        before = tx.audit.count()
    assert interrupt(pharmacy.site, pharmacy.counter, prescription.id) == 0
    with pharmacy.store.read() as tx:
        assert tx.audit.count() == before


@pytest.mark.parametrize("labels", [True, False], ids=["labelled", "not_labelled"])
def test_what_a_crash_left_scanned_is_found_at_the_start_and_only_once(pharmacy: Pharmacy, labels: bool) -> None:
    prescription, product = _half_picked(pharmacy, labels=labels)
    assert recover(pharmacy.site) == prescription.id
    event = _said(pharmacy, prescription)
    assert event is not None
    assert (packs_and_labels(event), event.by, event.reason) == ((2, 2 if labels else 0), None, "restarted")
    assert left(pharmacy, product) == {"B1": (100, 0)}
    scanned(pharmacy, prescription, product)
    assert recover(pharmacy.site) == prescription.id
    assert recover(pharmacy.site) is None


def test_a_start_after_a_day_without_picking_changes_nothing(pharmacy: Pharmacy) -> None:
    assert recover(pharmacy.site) is None
