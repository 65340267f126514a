"""Patients and what is known of them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.factories import a_patient, new_id
from workstation.adapters.db import SqlStore
from workstation.domain.patient import Allergy
from workstation.domain.quantity import Quantity


def test_a_patient_comes_back_as_saved(store: SqlStore) -> None:
    patient = a_patient(name="सुनीता देवी शर्मा", weight=Quantity(Decimal("72.50"), "kg"), weight_date=date(2026, 11, 1))
    with store.begin() as transaction:
        transaction.patients.save(patient, "Patient/7")
    with store.read() as transaction:
        assert transaction.patients.get(patient.id) == patient
        assert transaction.patients.by_reference("Patient/7") == patient
        assert transaction.patients.reference(patient.id) == "Patient/7"


def test_a_patient_who_is_saved_again_is_replaced(store: SqlStore) -> None:
    patient = a_patient()
    with store.begin() as transaction:
        transaction.patients.save(patient, "")
        transaction.patients.save(replace(patient, phone="1", birth_date=None), "Patient/9")
        assert transaction.patients.get(patient.id).phone == "1"
        assert transaction.patients.by_reference("Patient/9") == replace(patient, phone="1", birth_date=None)


def test_patients_that_the_server_does_not_know_yet_have_no_reference(store: SqlStore) -> None:
    with store.begin() as transaction:
        transaction.patients.save(a_patient(), "")
        transaction.patients.save(a_patient(), "")
        assert transaction.patients.by_reference("") is None


def test_unknown_and_known_to_be_none_are_told_apart(store: SqlStore) -> None:
    patient = a_patient()
    with store.begin() as transaction:
        transaction.patients.save(patient, "")
        assert transaction.patients.context(patient.id).allergies is None
        transaction.patients.save_allergies(patient.id, [])
        transaction.patients.save_conditions(patient.id, ["Atrial fibrillation"])
        context = transaction.patients.context(patient.id)
    assert (context.allergies, context.conditions, context.current_medicines) == (
        (),
        ("Atrial fibrillation",),
        None,
    )


def test_what_is_known_can_become_unknown_again(store: SqlStore) -> None:
    patient = a_patient()
    allergies = [Allergy("Penicillin", "rash", "confirmed"), Allergy("Sulfonamides")]
    with store.begin() as transaction:
        transaction.patients.save(patient, "")
        transaction.patients.save_allergies(patient.id, allergies)
        transaction.patients.save_current_medicines(patient.id, ["Metformin 500"])
        assert transaction.patients.context(patient.id).allergies == tuple(allergies)
        transaction.patients.save_allergies(patient.id, None)
        context = transaction.patients.context(patient.id)
    assert (context.allergies, context.current_medicines) == (None, ("Metformin 500",))


def test_asking_for_a_patient_who_is_not_there_is_a_bug(store: SqlStore) -> None:
    with store.read() as transaction, pytest.raises(KeyError):
        transaction.patients.get(new_id())
