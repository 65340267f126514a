"""What other pharmacies supplied is not owed any more; what cannot be counted is asked about."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import Pharmacy, a_bottle, a_line, an_ingredient, new_id, tablets
from tests.looking import approve
from tests.unit.services.counter_acts import bagged, handed_over, scanned, why
from tests.unit.services.outcomes import code_of_refusal, refused, status_of
from tests.unit.services.server_acts import LINE, attentions, brought_to, supplied_by_others, taken
from workstation.domain.dispensing import ScanRefusal, SupplyType
from workstation.domain.prescription import Coding, PrescribedMedicine, Prescription
from workstation.domain.quantity import Quantity
from workstation.domain.workflow import LineProgress, Status
from workstation.services.elsewhere import count_supply
from workstation.services.handover import hand_over
from workstation.services.reversal import undo_dispense


def progress(pharmacy: Pharmacy, prescription: Prescription) -> LineProgress:
    """Of the only line."""
    with pharmacy.store.read() as tx:
        (row,) = tx.prescriptions.progress(prescription.id)
        return row


def owing(pharmacy: Pharmacy, **changes: Any) -> Quantity | None:
    """What is owed of 20 tablets after one supply elsewhere."""
    prescription = taken(pharmacy, dispenses=(supplied_by_others(tablets(5), **changes),))
    return progress(pharmacy, prescription).owing


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 15),
        ({"quantity": Quantity(Decimal("7.5"), "tablet")}, "12.5"),
        ({"medicine": PrescribedMedicine("Metformin 1 g", (an_ingredient("metformin", "1", "g"),), "tablet")}, 10),
        ({"medicine": PrescribedMedicine("Metformin 850", (an_ingredient(strength="250"),), "tablet")}, "17.5"),
        ({"status": "entered-in-error"}, 20),
        ({"status": "declined", "quantity": None}, 20),
        ({"status": "cancelled"}, 20),
        ({"line_reference": "MedicationRequest/other"}, 20),
    ],
)
def test_owing_is_what_nobody_has_supplied(pharmacy: Pharmacy, changes: dict[str, Any], expected: int | str) -> None:
    assert owing(pharmacy, **changes) == tablets(expected)
    assert attentions(pharmacy) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"quantity": None},
        {"quantity": Quantity(Decimal(5), "mL")},
        {"quantity": Quantity(Decimal(1), "pack")},
        {"status": "unknown"},
        {"status": "stopped"},
        {"status": "modified"},
        {"medicine": None},
        {"medicine": PrescribedMedicine("Januvia 100")},
        {"medicine": PrescribedMedicine("Glimepiride 1 mg", (an_ingredient("glimepiride", "1"),), "tablet")},
        {"medicine": PrescribedMedicine("Metformin", (replace(an_ingredient(), strength=None),), "tablet")},
    ],
)
def test_what_cannot_be_counted_blocks_and_asks(pharmacy: Pharmacy, changes: dict[str, Any]) -> None:
    prescription, product = brought_to(pharmacy, Status.APPROVED)
    taken(pharmacy, dispenses=(supplied_by_others(tablets(5), **changes),))
    assert attentions(pharmacy, prescription) == ["not_understood"]
    assert why(pharmacy, prescription, product) is ScanRefusal.LINE_BLOCKED


def test_a_person_says_how_much_it_was_and_the_work_goes_on(pharmacy: Pharmacy) -> None:
    prescription, product = brought_to(pharmacy, Status.APPROVED)
    unclear = supplied_by_others(Quantity(Decimal(1), "pack"), medicine=PrescribedMedicine("Januvia"))
    taken(pharmacy, dispenses=(unclear,))
    count_supply(pharmacy.site, pharmacy.pharmacist, unclear.reference, tablets(12))
    taken(pharmacy, dispenses=(unclear,))
    assert attentions(pharmacy) == []
    assert progress(pharmacy, prescription).owing == tablets(8)
    scanned(pharmacy, prescription, product)


@pytest.mark.parametrize(
    ("reference", "amount", "code"),
    [
        ("MedicationDispense/none", tablets(1), "unknown_supply"),
        ("MedicationDispense/7", Quantity(Decimal(1), "mL"), "other_unit"),
        ("MedicationDispense/7", tablets(-1), "below_zero"),
    ],
)
def test_a_count_that_makes_no_sense_is_refused(
    pharmacy: Pharmacy, reference: str, amount: Quantity, code: str
) -> None:
    taken(pharmacy, dispenses=(supplied_by_others(None),))
    assert code_of_refusal(lambda: count_supply(pharmacy.site, pharmacy.pharmacist, reference, amount)) == code


def test_packs_of_a_product_in_our_catalogue_are_counted(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    named = PrescribedMedicine("Glycomet", codings=(Coding("https://www.gs1.org/gtin", product.gtin),))
    assert owing(pharmacy, quantity=Quantity(Decimal(1), "pack"), medicine=named) == tablets(10)


def test_a_code_that_names_another_strength_than_the_resource_is_asked_about(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    codes = (Coding("https://www.gs1.org/gtin", product.gtin),)
    named = PrescribedMedicine("Glycomet", (an_ingredient("metformin", "1000"),), "tablet", codes)
    taken(pharmacy, dispenses=(supplied_by_others(tablets(5), medicine=named),))
    assert attentions(pharmacy) == ["not_understood"]


def test_a_medicine_that_only_its_text_names_is_counted_by_the_product_keyed_for_it(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    line = replace(LINE, medicine=PrescribedMedicine("Glycomet 500"), product_id=product.id)
    double = PrescribedMedicine("Metformin 1 g", (an_ingredient("metformin", "1000"),), "tablet")
    prescription = taken(pharmacy, lines=(line,), dispenses=(supplied_by_others(tablets(5), medicine=double),))
    assert progress(pharmacy, prescription).owing == tablets(10)


def test_a_supply_of_ours_that_is_here_counts_once(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.PART_SUPPLIED)
    with pharmacy.store.read() as tx:
        (mine,) = tx.dispenses.of_prescription(prescription.id)
    theirs = supplied_by_others(tablets(10), own_id=mine.id)
    taken(pharmacy, dispenses=(theirs,))
    assert progress(pharmacy, prescription).owing == tablets(10)
    undo_dispense(pharmacy.site, pharmacy.pharmacist, mine.id, "wrong patient")
    assert progress(pharmacy, prescription).owing == tablets(20)


def test_a_supply_of_ours_that_a_restored_store_does_not_know_counts(pharmacy: Pharmacy) -> None:
    assert owing(pharmacy, own_id=new_id()) == tablets(15)


def test_a_supply_that_turns_out_to_be_a_mistake_counts_no_more(pharmacy: Pharmacy) -> None:
    prescription = taken(pharmacy, dispenses=(supplied_by_others(tablets(5)),))
    taken(pharmacy)
    assert progress(pharmacy, prescription).owing == tablets(15)
    taken(pharmacy, dispenses=(supplied_by_others(tablets(5), status="entered-in-error"),))
    assert progress(pharmacy, prescription).owing == tablets(20)


def test_nothing_is_scanned_for_a_line_that_was_supplied_elsewhere(pharmacy: Pharmacy) -> None:
    prescription, product = brought_to(pharmacy, Status.APPROVED)
    taken(pharmacy, dispenses=(supplied_by_others(tablets(20)),))
    assert why(pharmacy, prescription, product) is ScanRefusal.DISPENSED_ELSEWHERE


def test_a_bag_that_holds_more_than_is_owed_by_now_does_not_leave(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.READY)
    taken(pharmacy, dispenses=(supplied_by_others(tablets(15)),))
    refusal = refused(lambda: hand_over(pharmacy.site, pharmacy.counter, prescription.id))
    assert refusal.code.value == "more_than_owed"
    assert (refusal.facts["scanned"], refusal.facts["owing"]) == ("10 tablets", "5 tablets")


def test_too_much_of_two_pharmacies_is_listed_once(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.HANDED_OVER)
    for _ in range(2):
        taken(pharmacy, dispenses=(supplied_by_others(tablets(15)),))
    assert attentions(pharmacy, prescription) == ["oversupplied"]


def test_a_bottle_that_cannot_be_divided_may_go_above_what_is_owed_and_is_listed(pharmacy: Pharmacy) -> None:
    bottle = pharmacy.stocked(a_bottle())
    medicine = PrescribedMedicine("Paracetamol 125 mg/5 mL", bottle.ingredients, "syrup")
    amount, said = Quantity(Decimal(60), "mL"), "5 mL twice a day"
    line = a_line(medicine=medicine, product_id=bottle.id, quantity_prescribed=amount, dosage_instruction=said)
    prescription = pharmacy.approved(lines=(line,))
    scanned(pharmacy, prescription, bottle)
    bagged(pharmacy, prescription)
    (dispense,) = handed_over(pharmacy, prescription).dispenses
    assert dispense.oversupply == "unbreakable_pack"
    assert attentions(pharmacy, prescription) == ["oversupplied"]


def test_each_supply_of_a_repeat_is_one_quantity_and_all_of_them_are_owed(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = taken(pharmacy, lines=(replace(LINE, repeats_allowed=1),))
    pharmacy.claim(prescription)
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    kinds = []
    for _ in range(2):
        first = scanned(pharmacy, prescription, product)
        assert first.packs_needed == 2
        scanned(pharmacy, prescription, product)
        assert why(pharmacy, prescription, product) is ScanRefusal.LINE_COMPLETE
        bagged(pharmacy, prescription)
        kinds += [one.supply_type for one in handed_over(pharmacy, prescription).dispenses]
    assert kinds == [SupplyType.FIRST_COMPLETE, SupplyType.REFILL_COMPLETE]
    assert status_of(pharmacy, prescription) is Status.HANDED_OVER


def test_a_part_of_a_repeat_is_made_up_before_the_next_one() -> None:
    row = LineProgress(new_id(), tablets(20), None, tablets(10), repeats=2, elsewhere=tablets(15))
    assert (row.owing, row.due, row.too_much) == (tablets(35), tablets(15), False)
    assert LineProgress(new_id(), tablets(20), None, tablets(20), repeats=2).due == tablets(20)
    assert LineProgress(new_id(), tablets(20), None, tablets(61), repeats=2).too_much


def test_another_medicine_of_the_same_code_without_strength_is_not_counted(pharmacy: Pharmacy) -> None:
    atc = Coding("http://www.whocc.no/atc", "A10BA02")
    line = replace(LINE, medicine=PrescribedMedicine("Metformin 500", codings=(atc,)))
    supply = supplied_by_others(tablets(5), medicine=PrescribedMedicine("Metformin 850", codings=(atc,)))
    taken(pharmacy, lines=(line,), dispenses=(supply,))
    assert attentions(pharmacy) == ["not_understood"]


def test_the_strength_counts_for_every_ingredient(pharmacy: Pharmacy) -> None:
    both = (an_ingredient("amoxicillin", "500"), an_ingredient("clavulanic acid", "125"))
    uneven = (an_ingredient("amoxicillin", "875"), an_ingredient("clavulanic acid", "125"))
    line = replace(LINE, medicine=PrescribedMedicine("Co-amoxiclav", both, "tablet"))
    supply = supplied_by_others(tablets(5), medicine=PrescribedMedicine("Co-amoxiclav 875", uneven, "tablet"))
    taken(pharmacy, lines=(line,), dispenses=(supply,))
    assert attentions(pharmacy) == ["not_understood"]
