"""Scanning packs: what is counted, and in what a wrong pack differs."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories import TODAY, Pharmacy, a_line, a_product, an_ingredient, tablets
from tests.unit.services.counter_acts import LATER, bagged, left, scanned, why
from tests.unit.services.outcomes import refused
from workstation.domain.dispensing import ScanRefusal
from workstation.domain.medicine import Product
from workstation.domain.patient import Allergy
from workstation.domain.scanned_code import CodeError, CodeProblem
from workstation.domain.workflow import Status
from workstation.services.claim import claim_prescription, settle_claim
from workstation.services.pick_lines import pick_list
from workstation.services.picking import undo_scan


def test_without_an_acknowledged_claim_nothing_is_scanned(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.received()
    claim_prescription(pharmacy.site, pharmacy.counter, prescription.id)
    assert why(pharmacy, prescription, product) is ScanRefusal.NOT_CLAIMED


def test_a_lost_claim_stops_the_counter_and_puts_the_packs_back(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    scanned(pharmacy, prescription, product)
    with pharmacy.store.begin() as tx:
        settle_claim(tx, pharmacy.site, prescription.id, won=False, owner="Organization/other")
    assert left(pharmacy, product) == {"B1": (100, 0)}
    assert why(pharmacy, prescription, product) is ScanRefusal.NOT_CLAIMED


def test_without_a_clinical_check_nothing_is_scanned(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    assert why(pharmacy, pharmacy.claimed(), product) is ScanRefusal.NOT_APPROVED


def test_an_allergy_that_became_known_after_the_check_stops_the_counter(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    assert prescription.patient_id is not None
    with pharmacy.store.begin() as tx:
        tx.patients.save_allergies(prescription.patient_id, [Allergy("metformin")])
    assert why(pharmacy, prescription, product) is ScanRefusal.NOT_APPROVED


def test_a_scan_allocates_and_moves_no_stock(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    scan = scanned(pharmacy, prescription, product)
    assert (scan.packs_scanned, scan.packs_needed, scan.line_complete) == (1, 2, False)
    assert scan.batch_assumed
    assert left(pharmacy, product) == {"B1": (100, 10)}
    assert scanned(pharmacy, prescription, product).all_complete


def test_the_last_strip_is_cut(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved(lines=(a_line(quantity_prescribed=tablets(14)),))
    assert scanned(pharmacy, prescription, product).allocation.quantity == tablets(10)
    assert scanned(pharmacy, prescription, product).allocation.quantity == tablets(4)
    assert why(pharmacy, prescription, product) is ScanRefusal.LINE_COMPLETE


def test_a_scan_that_was_taken_back_frees_the_pack_and_voids_the_accuracy_check(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    scanned(pharmacy, prescription, product)
    last = scanned(pharmacy, prescription, product)
    bagged(pharmacy, prescription)
    undo_scan(pharmacy.site, pharmacy.counter, prescription.id, last.allocation.id)
    assert left(pharmacy, product) == {"B1": (100, 10)}
    with pharmacy.store.read() as tx:
        assert tx.prescriptions.status(prescription.id) is Status.PICKING


@pytest.mark.parametrize(
    ("product", "code"),
    [
        (a_product(name="Glimer 1", ingredients=(an_ingredient("glimepiride", "1"),)), ScanRefusal.WRONG_PRODUCT),
        (a_product(name="Glycomet 850", ingredients=(an_ingredient("metformin", "850"),)), ScanRefusal.WRONG_STRENGTH),
        (a_product(name="Glycomet syrup", form="syrup"), ScanRefusal.WRONG_FORM),
        (a_product(name="Glycomet SR", modified_release=True), ScanRefusal.WRONG_FORM),
    ],
)
def test_a_wrong_pack_says_in_what_it_differs(pharmacy: Pharmacy, product: Product, code: ScanRefusal) -> None:
    pharmacy.stocked()
    prescription = pharmacy.approved()
    wrong = pharmacy.stocked(product)
    refusal = refused(lambda: scanned(pharmacy, prescription, wrong))
    assert refusal.code is code
    assert (refusal.facts["scanned"], refusal.facts["expected"]) == (wrong.name, "Glycomet 500")


def test_a_refused_scan_leaves_a_near_miss_in_the_audit_and_nothing_else(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.approved()
    wrong = pharmacy.stocked(a_product(ingredients=(an_ingredient("glimepiride", "1"),)))
    with pharmacy.store.read() as tx:
        before = tx.audit.count()
    why(pharmacy, prescription, wrong)
    with pharmacy.store.read() as tx:
        assert tx.audit.count() == before + 1
        assert tx.stock.allocations(prescription.id) == []


def test_another_brand_needs_the_prescriber_s_consent(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    brand = pharmacy.stocked(a_product(name="Obimet 500"), [("O1", LATER, 10)])
    free, fixed = pharmacy.approved(), pharmacy.approved(lines=(a_line(substitution_allowed=False),))
    assert scanned(pharmacy, free, brand).substituted
    assert why(pharmacy, fixed, brand) is ScanRefusal.OTHER_BRAND


def test_the_same_pack_is_not_scanned_twice(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    one, other = pharmacy.approved(), pharmacy.approved()
    scanned(pharmacy, one, product, serial_number="S1")
    assert why(pharmacy, one, product, serial_number="S1") is ScanRefusal.SERIAL_ALREADY_SCANNED
    assert why(pharmacy, other, product, serial_number="S1") is ScanRefusal.SERIAL_ALREADY_SCANNED


def test_a_pack_held_for_one_prescription_is_not_there_for_another(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("B1", LATER, 15)])
    one, other = pharmacy.approved(), pharmacy.approved()
    scanned(pharmacy, one, product, batch_number="B1")
    assert why(pharmacy, other, product, batch_number="B1") is ScanRefusal.HELD_FOR_ANOTHER


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"suspect": ("two codes may be glued",)}, ScanRefusal.CODE_IN_DOUBT),
        (
            {"gtin": None, "errors": (CodeError(CodeProblem.WRONG_CHECK_DIGIT, "wrong", 0),)},
            ScanRefusal.CHECK_DIGIT_WRONG,
        ),
        (
            {
                "gtin": None,
                "suspect": ("the scanner did not say what it is",),
                "errors": (CodeError(CodeProblem.WRONG_CHECK_DIGIT, "wrong", 15),),
            },
            ScanRefusal.CHECK_DIGIT_WRONG,
        ),
        ({"errors": (CodeError(CodeProblem.WRONG_DATE, "wrong", 0),)}, ScanRefusal.CODE_NOT_READABLE),
        ({"gtin": None}, ScanRefusal.CODE_NOT_READABLE),
        ({"gtin": "08901234567894"}, ScanRefusal.UNKNOWN_PRODUCT),
    ],
)
def test_a_code_that_is_not_sure_is_refused(pharmacy: Pharmacy, changes: dict[str, Any], code: ScanRefusal) -> None:
    product = pharmacy.stocked()
    assert why(pharmacy, pharmacy.approved(), product, **changes) is code


def test_the_pick_list_proposes_the_batch_that_expires_first(pharmacy: Pharmacy) -> None:
    pharmacy.stocked(batches=[("late", LATER, 50), ("first", TODAY + timedelta(days=60), 50)])
    (row,) = pick_list(pharmacy.site, pharmacy.counter, pharmacy.approved().id)
    assert row.proposed is not None
    assert (row.proposed.batch_number, row.packs_needed, row.complete) == ("first", 2, False)
