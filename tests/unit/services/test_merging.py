"""Two records of one person: histories, allergies and open work of both count, and a merge can be taken back."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from tests.factories import NOW, TODAY, Pharmacy, a_patient, tablets
from tests.unit.services.counter_acts import scanned, supplied
from tests.unit.services.outcomes import code_of_refusal
from tests.unit.services.server_acts import LINE, attentions, brought_to, said, taken
from workstation.domain.patient import Allergy, PatientContext
from workstation.domain.quantity import Quantity
from workstation.domain.workflow import Status
from workstation.services.intake import take_in
from workstation.services.merging import take_in_patient
from workstation.services.server_words import ServerPatient

OLD = ServerPatient("Patient/old", a_patient(name="R. Deshpande"), (Allergy("penicillin"),), ("asthma",), ("aspirin",))
NEW = ServerPatient("Patient/1", a_patient(), (Allergy("sulfa"),), None, ("warfarin",))
LINKED = replace(NEW, links=frozenset({"Patient/old"}))


def known(pharmacy: Pharmacy, *records: ServerPatient) -> UUID:
    """Takes the records in, in this order. Returns the id of the last one."""
    with pharmacy.store.begin() as tx:
        return [take_in_patient(tx, pharmacy.site, one) for one in records][-1]


def context(pharmacy: Pharmacy, patient_id: UUID) -> PatientContext:
    """What is known of the person."""
    with pharmacy.store.read() as tx:
        return tx.patients.context(patient_id)


def test_what_either_record_says_counts_for_both(pharmacy: Pharmacy) -> None:
    new = known(pharmacy, OLD, LINKED)
    found = context(pharmacy, new)
    assert found.allergies == (Allergy("sulfa"), Allergy("penicillin"))
    assert found.conditions == ("asthma",)
    assert found.current_medicines == ("warfarin", "aspirin")
    assert found.patient.name == LINKED.patient.name
    assert set(context(pharmacy, known(pharmacy, OLD)).allergies or ()) == set(found.allergies)


def test_the_other_record_may_come_later(pharmacy: Pharmacy) -> None:
    new = known(pharmacy, LINKED)
    assert context(pharmacy, new).allergies == (Allergy("sulfa"),)
    known(pharmacy, OLD)
    assert context(pharmacy, new).allergies == (Allergy("sulfa"), Allergy("penicillin"))


def test_chains_and_cycles_are_one_person(pharmacy: Pharmacy) -> None:
    middle = replace(NEW, reference="Patient/2", patient=a_patient(), links=frozenset({"Patient/3", "Patient/1"}))
    last = ServerPatient("Patient/3", a_patient(), (Allergy("latex"),), None, None, frozenset({"Patient/1"}))
    first = known(pharmacy, middle, last, replace(NEW, links=frozenset({"Patient/2"})))
    with pharmacy.store.read() as tx:
        assert len(tx.patients.same_person(first)) == 3
    assert Allergy("latex") in (context(pharmacy, first).allergies or ())


def test_people_are_told_once_whichever_record_names_the_other(pharmacy: Pharmacy) -> None:
    back = replace(OLD, links=frozenset({"Patient/1"}))
    known(pharmacy, OLD, LINKED, back, LINKED, back)
    assert attentions(pharmacy) == ["patient_merged"]


def test_a_merge_that_is_taken_back_loses_nothing(pharmacy: Pharmacy) -> None:
    new = known(pharmacy, OLD, LINKED)
    with pharmacy.store.read() as tx:
        old = tx.patients.by_reference("Patient/old")
    assert old is not None
    known(pharmacy, NEW)
    assert context(pharmacy, new).allergies == (Allergy("sulfa"),)
    assert context(pharmacy, old.id).allergies == (Allergy("penicillin"),)
    known(pharmacy, LINKED)
    assert len(context(pharmacy, new).allergies or ()) == 2
    assert attentions(pharmacy) == ["patient_merged", "patient_merged"]


def test_one_side_that_still_names_the_other_keeps_them_together(pharmacy: Pharmacy) -> None:
    back = replace(OLD, links=frozenset({"Patient/1"}))
    new = known(pharmacy, LINKED, back, NEW)
    assert len(context(pharmacy, new).allergies or ()) == 2


def test_a_record_that_was_not_asked_about_keeps_what_is_known_of_it(pharmacy: Pharmacy) -> None:
    heavy = replace(OLD, patient=a_patient(weight=Quantity(Decimal(70), "kg"), weight_date=TODAY))
    known(pharmacy, heavy)
    silent = ServerPatient("Patient/old", a_patient(phone="999"), None, None, None, asked=False)
    found = context(pharmacy, known(pharmacy, silent))
    assert (found.allergies, found.conditions) == ((Allergy("penicillin"),), ("asthma",))
    assert (found.patient.phone, found.patient.weight) == ("999", Quantity(Decimal(70), "kg"))


def test_the_latest_weight_of_the_two_counts(pharmacy: Pharmacy) -> None:
    light = a_patient(weight=Quantity(Decimal(9), "kg"), weight_date=TODAY - timedelta(days=400))
    heavy = a_patient(weight=Quantity(Decimal(14), "kg"), weight_date=TODAY)
    new = known(pharmacy, replace(OLD, patient=heavy), replace(LINKED, patient=light))
    assert context(pharmacy, new).patient.weight == Quantity(Decimal(14), "kg")


def test_a_merge_after_the_approval_stops_the_scan(pharmacy: Pharmacy) -> None:
    prescription, product = brought_to(pharmacy, Status.APPROVED)
    taken(pharmacy, patient=replace(said().patient or NEW, links=frozenset({"Patient/old"})), linked=(OLD,))
    assert code_of_refusal(lambda: scanned(pharmacy, prescription, product)) == "not_approved"
    assert attentions(pharmacy, prescription) == ["patient_merged"]


def test_supplies_and_open_work_of_both_records_are_one_history(pharmacy: Pharmacy) -> None:
    first, product = brought_to(pharmacy, Status.APPROVED)
    supplied(pharmacy, first, product)
    with pharmacy.store.begin() as tx:
        other_line = replace(LINE, id=product.id, server_reference="MedicationRequest/2")
        other = said(task_reference="Task/2", number="RX-2", patient=OLD, lines=(other_line,))
        second = take_in(tx, pharmacy.site, replace(other, patient=replace(OLD, links=frozenset({"Patient/1"}))))
        assert second is not None
    with pharmacy.store.read() as tx:
        old_id, new_id = tx.prescriptions.get(second).patient_id, first.patient_id
        assert old_id is not None
        assert new_id is not None
        assert old_id != new_id
        since = NOW - timedelta(days=1)
        assert [one.quantity for one in tx.dispenses.of_patient(old_id, since)] == [tablets(20)]
        assert tx.prescriptions.open_of_patient(new_id) == [second]
        assert tx.prescriptions.get(first.id).patient_id == new_id
