"""What wants a second person is not checked by who picked it; alone after a delay and a second scan."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import NOW, TODAY, Pharmacy, a_code, a_line, a_product, a_schedule, a_user, an_ingredient, tablets
from tests.looking import check_accuracy
from tests.unit.services.counter_acts import LATER
from tests.unit.services.outcomes import code_of_refusal, refused
from workstation.domain.dispensing import ScanRefusal
from workstation.domain.medicine import Product
from workstation.domain.prescription import PrescribedMedicine, Prescription
from workstation.domain.second_person import PickedPack, SecondCheck, SecondScanRefusal, second_check
from workstation.domain.users import AccessRefusal, User
from workstation.domain.workflow import standing
from workstation.services.counter_view import counter_view
from workstation.services.handover import HandOverRefusal
from workstation.services.picking import scan_pack, undo_scan
from workstation.services.second_scan import scan_again

MORPHINE = PrescribedMedicine("Morphine 10 mg", (an_ingredient("morphine", "10"),), "tablet")
MINUTES = 10


@pytest.fixture
def strict(pharmacy: Pharmacy) -> Pharmacy:
    """A pharmacy whose law wants a second person for schedule X, and lets one be alone after ten minutes."""
    pack = pharmacy.site.compliance
    schedules = {**pack.schedules, "X": a_schedule("X", controlled=True, second_person_check=True)}
    pack = replace(pack, schedules=schedules, alone_check_minutes=MINUTES)
    return replace(pharmacy, site=replace(pharmacy.site, compliance=pack))


def _controlled(pharmacy: Pharmacy) -> tuple[Prescription, Product]:
    product = pharmacy.stocked(
        a_product(name="Morphia 10", ingredients=MORPHINE.ingredients, schedule="X"), [("M1", LATER, 100)]
    )
    line = a_line(medicine=MORPHINE, product_id=product.id, quantity_prescribed=tablets(20))
    return pharmacy.approved(lines=(line,)), product


def _picked(pharmacy: Pharmacy, by: User, prescription: Prescription, product: Product) -> None:
    for _ in range(2):
        scan_pack(pharmacy.site, by, prescription.id, a_code(product, batch_number="M1"))


def _how(pharmacy: Pharmacy, prescription: Prescription) -> str:
    with pharmacy.store.read() as tx:
        check = standing(tx.prescriptions.events(prescription.id)).accuracy_check
    return check.detail if check is not None else ""


def _again(pharmacy: Pharmacy, prescription: Prescription, product: Product, **code: object) -> SecondCheck:
    scanned = a_code(product, **{"batch_number": "M1", **code})
    return scan_again(pharmacy.site, pharmacy.pharmacist, prescription.id, scanned)


def _check(pharmacy: Pharmacy, prescription: Prescription, by: User | None = None) -> None:
    check_accuracy(pharmacy.site, by or pharmacy.pharmacist, prescription.id)


def test_who_picked_a_controlled_medicine_does_not_check_it(strict: Pharmacy) -> None:
    prescription, product = _controlled(strict)
    _picked(strict, strict.pharmacist, prescription, product)
    refusal = refused(lambda: _check(strict, prescription))
    assert (refusal.code, refusal.facts["missing"]) == (HandOverRefusal.SAME_PERSON, 2)
    assert _how(strict, prescription) == ""


def test_another_person_checks_it_at_once(strict: Pharmacy) -> None:
    prescription, product = _controlled(strict)
    _picked(strict, strict.counter, prescription, product)
    _check(strict, prescription)
    assert _how(strict, prescription) == "checked by a second person"


def test_one_pack_of_one_s_own_is_enough_to_need_somebody_else(strict: Pharmacy) -> None:
    prescription, product = _controlled(strict)
    scan_pack(strict.site, strict.counter, prescription.id, a_code(product, batch_number="M1"))
    scan_pack(strict.site, strict.pharmacist, prescription.id, a_code(product, batch_number="M1"))
    assert refused(lambda: _check(strict, prescription)).facts["missing"] == 1
    other = a_user(name="Meena Rao")
    with strict.store.begin() as tx:
        tx.users.save(other)
    _check(strict, prescription, other)
    assert _how(strict, prescription) == "checked by a second person"


def test_what_no_schedule_asks_for_is_checked_by_who_picked(strict: Pharmacy) -> None:
    product = strict.stocked()
    prescription = strict.approved(lines=(a_line(product_id=product.id),))
    for _ in range(2):
        scan_pack(strict.site, strict.pharmacist, prescription.id, a_code(product))
    assert counter_view(strict.site, strict.pharmacist, prescription.id).second_check is None
    _check(strict, prescription)
    assert _how(strict, prescription) == "checked by the person who picked"


def test_alone_every_pack_is_scanned_again_after_the_delay_and_so_it_is_recorded(strict: Pharmacy) -> None:
    prescription, product = _controlled(strict)
    _picked(strict, strict.pharmacist, prescription, product)
    refusal = refused(lambda: _again(strict, prescription, product))
    assert refusal.code is SecondScanRefusal.TOO_EARLY
    assert refusal.facts["opens_at"] == NOW + timedelta(minutes=MINUTES)
    strict.clock.forward(minutes=MINUTES)
    assert _again(strict, prescription, product).missing == 1
    assert refused(lambda: _check(strict, prescription)).facts["missing"] == 1
    assert _again(strict, prescription, product).missing == 0
    assert code_of_refusal(lambda: _again(strict, prescription, product)) == SecondScanRefusal.TWICE
    view = counter_view(strict.site, strict.pharmacist, prescription.id)
    assert (view.second_check is not None, len(view.lines[0].allocations)) == (True, 2)
    _check(strict, prescription)
    assert _how(strict, prescription) == "checked alone by the person who picked, after a delay and a second scan"
    with strict.store.read() as tx:
        assert tx.audit.verify().ok


def test_a_pack_that_is_none_of_them_stops_and_counts_as_a_near_miss(strict: Pharmacy) -> None:
    prescription, product = _controlled(strict)
    _picked(strict, strict.pharmacist, prescription, product)
    other = strict.stocked()
    strict.clock.forward(minutes=MINUTES)
    with strict.store.read() as tx:
        before = tx.audit.count()
    assert code_of_refusal(lambda: _again(strict, prescription, other)) == SecondScanRefusal.NOT_THERE
    found = code_of_refusal(lambda: _again(strict, prescription, product, batch_number="M2"))
    assert found == SecondScanRefusal.NOT_THERE
    found = code_of_refusal(lambda: _again(strict, prescription, product, expiry_date=TODAY - timedelta(days=1)))
    assert found == ScanRefusal.EXPIRED
    with strict.store.read() as tx:
        assert tx.audit.count() == before + 3


def test_a_pack_that_is_taken_instead_begins_the_delay_anew(strict: Pharmacy) -> None:
    prescription, product = _controlled(strict)
    _picked(strict, strict.pharmacist, prescription, product)
    strict.clock.forward(minutes=MINUTES)
    _again(strict, prescription, product)
    with strict.store.read() as tx:
        last = tx.stock.allocations(prescription.id)[-1]
    undo_scan(strict.site, strict.pharmacist, prescription.id, last.id)
    scan_pack(strict.site, strict.pharmacist, prescription.id, a_code(product, batch_number="M1"))
    assert code_of_refusal(lambda: _again(strict, prescription, product)) == SecondScanRefusal.TOO_EARLY
    assert refused(lambda: _check(strict, prescription)).facts["missing"] == 2


def test_where_the_law_lets_nobody_be_alone_a_second_scan_helps_nothing(strict: Pharmacy) -> None:
    never = replace(
        strict, site=replace(strict.site, compliance=replace(strict.site.compliance, alone_check_minutes=0))
    )
    prescription, product = _controlled(never)
    _picked(never, never.pharmacist, prescription, product)
    never.clock.forward(days=1)
    assert code_of_refusal(lambda: _again(never, prescription, product)) == SecondScanRefusal.NEVER_ALONE
    refusal = refused(lambda: _check(never, prescription))
    assert (refusal.code, refusal.facts["opens_at"]) == (HandOverRefusal.SAME_PERSON, None)


def test_who_is_the_second_person_scans_nothing_twice(strict: Pharmacy) -> None:
    prescription, product = _controlled(strict)
    _picked(strict, strict.counter, prescription, product)
    assert code_of_refusal(lambda: _again(strict, prescription, product)) == SecondScanRefusal.NOT_NEEDED


def test_counter_staff_make_no_check_alone(strict: Pharmacy) -> None:
    prescription, product = _controlled(strict)
    _picked(strict, strict.counter, prescription, product)
    refusal = refused(lambda: scan_again(strict.site, strict.counter, prescription.id, a_code(product)))
    assert refusal.code is AccessRefusal.NOT_ALLOWED


def test_a_product_of_a_schedule_that_nobody_knows_wants_a_second_person(strict: Pharmacy) -> None:
    prescription, product = _controlled(strict)
    _picked(strict, strict.pharmacist, prescription, product)
    pack = replace(strict.site.compliance, schedules={})
    view = counter_view(replace(strict.site, compliance=pack), strict.pharmacist, prescription.id)
    assert view.second_check is not None


def test_a_second_scan_within_the_delay_would_not_count() -> None:
    person, pack = a_user().id, a_user().id
    picked = PickedPack(pack, True, person, NOW, NOW + timedelta(minutes=9))
    found = second_check([picked], person, timedelta(minutes=MINUTES))
    assert found is not None
    assert (found.missing, found.opens_at) == (1, NOW + timedelta(minutes=MINUTES))
