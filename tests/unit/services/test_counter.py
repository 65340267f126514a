"""From the first scan to the bag that leaves, and back when it was a mistake."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import (
    TODAY,
    Pharmacy,
    a_bottle,
    a_code,
    a_line,
    a_pharmacy,
    a_product,
    a_user,
    an_ingredient,
    new_id,
    tablets,
)
from workstation.domain.dispensing import Dispense, OversupplyReason, ScanRefusal, SupplyType
from workstation.domain.errors import Refused
from workstation.domain.medicine import Product
from workstation.domain.outbox import OutboxKind
from workstation.domain.patient import Allergy
from workstation.domain.prescription import PrescribedMedicine, Prescription
from workstation.domain.quantity import Quantity
from workstation.domain.scanned_code import CodeError, CodeProblem
from workstation.domain.users import Role
from workstation.domain.workflow import Status
from workstation.services.claim import claim_prescription, settle_claim
from workstation.services.emergency import EmergencyRequest, emergency_supply
from workstation.services.handover import HandedOver, check_accuracy, hand_over, make_ready
from workstation.services.picking import PackScanned, pick_list, scan_pack, undo_scan
from workstation.services.receiving import receive_stock
from workstation.services.returning import return_uncollected
from workstation.services.reversal import undo_dispense

LATER = TODAY + timedelta(days=365)


def refused(act: Callable[[], object]) -> Refused:
    """The refusal."""
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value


def scanned(pharmacy: Pharmacy, prescription: Prescription, product: Product, **code: Any) -> PackScanned:
    """One scan at the counter."""
    return scan_pack(pharmacy.site, pharmacy.counter, prescription.id, a_code(product, **code))


def why(pharmacy: Pharmacy, prescription: Prescription, product: Product, **code: Any) -> ScanRefusal:
    """The reason why a scan is refused."""
    return ScanRefusal(refused(lambda: scanned(pharmacy, prescription, product, **code)).code)


def bagged(pharmacy: Pharmacy, prescription: Prescription, *, part: bool = False) -> None:
    """Checked and put into a bin."""
    check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id, part_supply=part)
    make_ready(pharmacy.site, pharmacy.counter, prescription.id, "H-01")


def handed_over(pharmacy: Pharmacy, prescription: Prescription) -> HandedOver:
    """The bag leaves."""
    return hand_over(pharmacy.site, pharmacy.counter, prescription.id)


def supplied(pharmacy: Pharmacy, prescription: Prescription, product: Product, packs: int = 2) -> HandedOver:
    """From the first scan to the hand-over."""
    for _ in range(packs):
        scanned(pharmacy, prescription, product)
    bagged(pharmacy, prescription, part=True)
    return handed_over(pharmacy, prescription)


def left(pharmacy: Pharmacy, product: Product) -> dict[str, tuple[int, int]]:
    """(on hand, allocated) by batch number."""
    with pharmacy.store.read() as tx:
        return {
            row.batch.batch_number: (int(row.on_hand.value), int(row.allocated.value))
            for row in tx.stock.on_hand(product.id)
        }


# --- scanning ---------------------------------------------------------------------------------------------------


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
    assert why(pharmacy, other, product, batch_number="B1") is ScanRefusal.NOT_IN_STOCK


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


# --- checking and handing over ----------------------------------------------------------------------------------


def test_each_step_waits_for_the_one_before_it(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()

    def check(part: bool = False) -> str:
        with pytest.raises(Refused) as refusal:
            check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id, part_supply=part)
        return refusal.value.code.value

    def into_the_bin() -> None:
        make_ready(pharmacy.site, pharmacy.counter, prescription.id, "H-01")

    assert check(part=True) == "nothing_picked"
    scanned(pharmacy, prescription, product)
    assert check() == "not_all_picked"
    assert refused(into_the_bin).code == "not_checked"
    assert refused(lambda: handed_over(pharmacy, prescription)).code == "not_checked"
    check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id, part_supply=True)
    assert refused(lambda: handed_over(pharmacy, prescription)).code == "not_ready"
    into_the_bin()
    assert handed_over(pharmacy, prescription).owing


def test_the_counter_does_not_check_its_own_picks(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    scanned(pharmacy, prescription, product)
    refusal = refused(lambda: check_accuracy(pharmacy.site, pharmacy.counter, prescription.id, part_supply=True))
    assert refusal.code == "not_allowed"


def test_a_hand_over_moves_stock_and_queues_the_facts_before_the_pointer(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    done = supplied(pharmacy, prescription, product)
    assert left(pharmacy, product) == {"B1": (80, 0)}
    (supply,) = done.dispenses
    assert (supply.quantity, supply.supply_type, supply.substitution) == (tablets(20), SupplyType.FIRST_COMPLETE, "N")
    assert (supply.prepared_by, supply.checked_by) == (pharmacy.counter.id, pharmacy.pharmacist.id)
    with pharmacy.store.read() as tx:
        last = tx.outbox.of_group(prescription.id)[-2:]
        assert tx.prescriptions.status(prescription.id) is Status.HANDED_OVER
        assert tx.audit.verify().ok
    assert [one.kind for one in last] == [OutboxKind.CREATE, OutboxKind.UPDATE_TASK]
    assert last[1].body["outputs"] == [str(supply.id)]


def test_a_line_from_two_batches_becomes_two_supplies(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("A", TODAY + timedelta(days=60), 10), ("B", LATER, 50)])
    done = supplied(pharmacy, pharmacy.approved(), product)
    assert [one.quantity for one in done.dispenses] == [tablets(10), tablets(10)]
    assert left(pharmacy, product) == {"A": (0, 0), "B": (40, 0)}


def test_a_whole_bottle_is_more_than_prescribed_and_says_why(pharmacy: Pharmacy) -> None:
    bottle = pharmacy.stocked(a_bottle())
    line = a_line(
        medicine=PrescribedMedicine("Paracetamol", bottle.ingredients, "syrup"),
        quantity_prescribed=Quantity(Decimal(60), "mL"),
    )
    (supply,) = supplied(pharmacy, pharmacy.approved(lines=(line,)), bottle, packs=1).dispenses
    assert supply.quantity == Quantity(Decimal(100), "mL")
    assert supply.oversupply is OversupplyReason.UNBREAKABLE_PACK


def test_a_bag_whose_batch_expired_while_it_waited_does_not_leave(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("B1", TODAY + timedelta(days=9), 100)])
    prescription = pharmacy.approved()
    for _ in range(2):
        scanned(pharmacy, prescription, product)
    bagged(pharmacy, prescription)
    pharmacy.clock.forward(days=10)
    assert refused(lambda: handed_over(pharmacy, prescription)).code is ScanRefusal.EXPIRED
    assert left(pharmacy, product) == {"B1": (100, 20)}


def test_a_prescription_is_handed_over_once(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    supplied(pharmacy, prescription, product)
    assert refused(lambda: handed_over(pharmacy, prescription)).code == "not_checked"
    assert left(pharmacy, product) == {"B1": (80, 0)}


# --- undoing ----------------------------------------------------------------------------------------------------


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


# --- goods in ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("batch_number", "expiry", "amount", "code"),
    [
        ("B2", LATER, tablets(0), "quantity_not_positive"),
        ("B2", LATER, Quantity(Decimal(1), "mL"), "unit_differs_from_product"),
        ("  ", LATER, tablets(1), "no_batch_number"),
        ("B2", TODAY - timedelta(days=1), tablets(1), "already_expired"),
        ("B2", TODAY + timedelta(days=366 * 17), tablets(1), "expiry_too_far"),
        ("B1", TODAY + timedelta(days=1), tablets(1), "batch_has_other_expiry"),
    ],
)
def test_goods_that_do_not_fit_are_not_booked_in(
    pharmacy: Pharmacy, batch_number: str, expiry: Any, amount: Quantity, code: str
) -> None:
    product = pharmacy.stocked()

    def receive() -> None:
        receive_stock(pharmacy.site, pharmacy.counter, product.gtin, batch_number, expiry, amount)

    assert refused(receive).code.value == code
    assert left(pharmacy, product) == {"B1": (100, 0)}


def test_goods_of_an_unknown_product_are_not_booked_in(pharmacy: Pharmacy) -> None:
    def receive() -> None:
        receive_stock(pharmacy.site, pharmacy.counter, "08901234567894", "B1", LATER, tablets(1))

    assert refused(receive).code == "unknown_product"


def test_the_same_batch_again_adds_to_it(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    receive_stock(pharmacy.site, pharmacy.counter, product.gtin, "B1", LATER, tablets(5))
    receive_stock(pharmacy.site, pharmacy.counter, product.gtin, "B2", TODAY, tablets(7))
    assert left(pharmacy, product) == {"B1": (105, 0), "B2": (7, 0)}


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(["receive", "supply", "undo", "release"]), max_size=8))
def test_whatever_happens_stock_is_what_came_in_less_what_stays_supplied(steps: list[str]) -> None:
    with a_pharmacy() as pharmacy:
        product = pharmacy.stocked(batches=[("B1", LATER, 40)])
        received = 40
        supplies: list[Dispense] = []
        for step in steps:
            prescription = pharmacy.approved(number=f"RX-{new_id()}")
            if step == "receive":
                receive_stock(pharmacy.site, pharmacy.counter, product.gtin, "B1", LATER, tablets(10))
                received += 10
            elif step == "undo" and supplies:
                undo_dispense(pharmacy.site, pharmacy.pharmacist, supplies.pop().id, "wrong patient")
            elif step in ("supply", "release") and received - 20 * len(supplies) >= 20:
                scanned(pharmacy, prescription, product)
                scanned(pharmacy, prescription, product)
                if step == "release":
                    return_uncollected(pharmacy.site, pharmacy.counter, prescription.id, "not collected")
                    continue
                bagged(pharmacy, prescription)
                supplies += handed_over(pharmacy, prescription).dispenses
        assert left(pharmacy, product) == {"B1": (received - 20 * len(supplies), 0)}
        with pharmacy.store.read() as tx:
            assert tx.audit.verify().ok


# --- emergency --------------------------------------------------------------------------------------------------


def emergency(pharmacy: Pharmacy, prescription: Prescription, product: Product, **changes: Any) -> Any:
    """Three days out of one pack."""
    request = {"days": 3, "reason": "server not reachable", "user": pharmacy.pharmacist, **changes}
    user = request.pop("user")
    code = a_code(product, **request.pop("code", {}))
    line = prescription.lines[0].id
    return emergency_supply(pharmacy.site, user, EmergencyRequest(prescription.id, line, code, **request))


def test_a_few_days_are_supplied_in_an_emergency_and_left_for_people_to_settle(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.received()
    supply = emergency(pharmacy, prescription, product)
    assert (supply.quantity, supply.supply_type) == (tablets(6), SupplyType.EMERGENCY)
    assert left(pharmacy, product) == {"B1": (94, 0)}
    with pharmacy.store.read() as tx:
        assert [one.code for one in tx.attentions.open()] == ["emergency_supply"]
        (entry,) = tx.outbox.of_group(prescription.id)
        assert entry.body["type"]["coding"][0]["code"] == "EM"
        (line,) = tx.prescriptions.progress(prescription.id)
        assert line.owing == tablets(14)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"days": 4}, "too_many_days"),
        ({"days": 0}, "days_not_positive"),
        ({"reason": " "}, "reason_too_short"),
        ({"user": a_user(Role.COUNTER_STAFF)}, "not_allowed"),
        ({"code": {"batch_number": "B9"}}, "unknown_batch"),
    ],
)
def test_an_emergency_has_its_limits(pharmacy: Pharmacy, changes: dict[str, Any], code: str) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.received()
    assert refused(lambda: emergency(pharmacy, prescription, product, **changes)).code.value == code
    assert left(pharmacy, product) == {"B1": (100, 0)}


def test_a_controlled_medicine_is_never_an_emergency_supply(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(a_product(schedule="X"))
    refusal = refused(lambda: emergency(pharmacy, pharmacy.received(), product))
    assert refusal.code == "not_for_this_schedule"


def test_another_medicine_than_prescribed_is_never_an_emergency_supply(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(a_product(ingredients=(an_ingredient("metformin", "850"),)))
    assert refused(lambda: emergency(pharmacy, pharmacy.received(), product)).code is ScanRefusal.WRONG_PRODUCT


def test_a_course_of_unknown_length_is_no_emergency_supply(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.received(lines=(a_line(days_supply=None),))
    assert refused(lambda: emergency(pharmacy, prescription, product)).code == "course_unknown"


def test_what_is_claimed_here_goes_the_usual_way(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    assert refused(lambda: emergency(pharmacy, pharmacy.claimed(), product)).code == "claimed_here"


def test_the_same_pack_is_not_an_emergency_supply_twice(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    emergency(pharmacy, pharmacy.received(), product, code={"serial_number": "S1"})
    again = refused(lambda: emergency(pharmacy, pharmacy.received(), product, code={"serial_number": "S1"}))
    assert again.code is ScanRefusal.SERIAL_ALREADY_SCANNED


def test_more_than_lies_there_is_not_supplied_in_an_emergency(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("B1", LATER, 3)])
    assert refused(lambda: emergency(pharmacy, pharmacy.received(), product)).code is ScanRefusal.NOT_IN_STOCK
