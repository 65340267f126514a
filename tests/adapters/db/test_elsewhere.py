"""Supplies that the server knows of, and records of one person, on both backends."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from tests.adapters.db.samples import NOW, SmallPharmacy, a_prescription, open_pharmacy
from tests.factories import a_patient, an_ingredient, new_id, tablets
from workstation.adapters.db import SqlStore
from workstation.domain.elsewhere import DispenseElsewhere
from workstation.domain.prescription import Coding, PrescribedMedicine
from workstation.domain.quantity import Quantity

MEDICINE = PrescribedMedicine("Warfarin", (an_ingredient("warfarin", "5"),), "tablet", (Coding("s", "c"),))


def supply(pharmacy: SmallPharmacy) -> DispenseElsewhere:
    """Five tablets by another pharmacy."""
    five, where = tablets(5), (pharmacy.prescription.id, pharmacy.line.id)
    return DispenseElsewhere("MedicationDispense/1", *where, None, "completed", five, MEDICINE, NOW, five)


def test_a_supply_comes_back_digit_by_digit_and_is_replaced_by_its_reference(store: SqlStore) -> None:
    with store.begin() as tx:
        pharmacy = open_pharmacy(tx)
        one = DispenseElsewhere(
            reference="MedicationDispense/7",
            prescription_id=pharmacy.prescription.id,
            line_id=pharmacy.line.id,
            own_id=new_id(),
            status="completed",
            quantity=Quantity(Decimal("1.50"), "pack"),
            medicine=MEDICINE,
            when=NOW,
            counted=tablets("15.0"),
            counted_by=pharmacy.user.id,
        )
        tx.elsewhere.save(one)
    with store.read() as tx:
        (found,) = tx.elsewhere.of_prescription(pharmacy.prescription.id)
        assert found == one
        assert str(found.quantity and found.quantity.value) == "1.50"
        assert tx.elsewhere.get("MedicationDispense/8") is None
    bare = replace(one, quantity=None, medicine=None, counted=None, counted_by=None, line_id=None, own_id=None)
    with store.begin() as tx:
        tx.elsewhere.save(bare)
    with store.read() as tx:
        assert tx.elsewhere.of_prescription(pharmacy.prescription.id) == [bare]


def test_what_others_supplied_counts_in_the_progress_and_ours_that_are_here_do_not(store: SqlStore) -> None:
    with store.begin() as tx:
        pharmacy = open_pharmacy(tx, stock=tablets(10))
        mine = pharmacy.dispense(tablets(4))
        tx.dispenses.add(mine)
        theirs = supply(pharmacy)
        tx.elsewhere.save(theirs)
        tx.elsewhere.save(replace(theirs, reference="MedicationDispense/2", own_id=mine.id, counted=tablets(4)))
        tx.elsewhere.save(replace(theirs, reference="MedicationDispense/3", status="entered-in-error"))
        tx.elsewhere.save(replace(theirs, reference="MedicationDispense/4", counted=None))
    with store.read() as tx:
        (row,) = tx.prescriptions.progress(pharmacy.prescription.id)
    assert (row.dispensed, row.elsewhere, row.owing) == (tablets(4), tablets(5), tablets(21))


def test_records_are_one_person_while_a_link_is_open(store: SqlStore) -> None:
    first, second, third = (a_patient() for _ in range(3))
    with store.begin() as tx:
        for number, patient in enumerate((first, second, third), start=1):
            tx.patients.save(patient, f"Patient/{number}")
        tx.patients.add_link(new_id(), first.id, "Patient/2", NOW)
        tx.patients.add_link(new_id(), third.id, "Patient/2", NOW)
        tx.patients.add_link(new_id(), third.id, "Patient/unknown", NOW)
    with store.read() as tx:
        assert set(tx.patients.same_person(second.id)) == {first.id, second.id, third.id}
        assert tx.patients.same_person(second.id)[0] == second.id
        assert tx.patients.is_linked("Patient/1", "Patient/unknown")
        assert tx.patients.links(third.id) == {"Patient/2", "Patient/unknown"}
    with store.begin() as tx:
        tx.patients.end_link(first.id, "Patient/2", NOW)
    with store.read() as tx:
        assert tx.patients.same_person(first.id) == (first.id,)
        assert set(tx.patients.same_person(second.id)) == {second.id, third.id}


def test_numbers_that_two_have_and_days_that_are_over_are_found(store: SqlStore) -> None:
    today = NOW.date()
    old, twin = (a_prescription(number="RX-1", valid_until=today - timedelta(days=1)) for _ in range(2))
    fresh = a_prescription(number="RX-2", valid_until=today)
    with store.begin() as tx:
        for one in (old, twin, fresh):
            tx.prescriptions.save(one)
    with store.read() as tx:
        assert {one.id for one in tx.prescriptions.with_number("RX-1")} == {old.id, twin.id}
        assert set(tx.prescriptions.shared_numbers([old.id, fresh.id])) == {old.id}
        assert set(tx.prescriptions.overdue(today)) == {old.id, twin.id}


def test_a_line_that_is_gone_keeps_its_id_for_its_reference(store: SqlStore) -> None:
    with store.begin() as tx:
        pharmacy = open_pharmacy(tx)
        line = replace(pharmacy.line, server_reference="MedicationRequest/1")
        tx.prescriptions.save(replace(pharmacy.prescription, lines=(line,)))
        tx.prescriptions.save(replace(pharmacy.prescription, lines=()))
        assert tx.prescriptions.line_ids(pharmacy.prescription.id) == {"MedicationRequest/1": line.id}
