"""One number, two patients: two prescriptions with a doubt on both, until a person has looked."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from tests.factories import Pharmacy, a_patient, new_id
from tests.unit.services.counter_acts import scanned
from tests.unit.services.outcomes import code_of_refusal
from tests.unit.services.server_acts import LINE, attentions, brought_to, taken
from workstation.domain.prescription import Prescription
from workstation.domain.workflow import Status
from workstation.services.doubts import settle_same_number
from workstation.services.server_words import ServerPatient


def second(pharmacy: Pharmacy, reference: str = "Patient/2", **changes: Any) -> Prescription:
    """Another Task of the same number."""
    line = replace(LINE, id=new_id(), server_reference="MedicationRequest/2")
    who = ServerPatient(reference, a_patient(name="Somebody Else"), (), None, None)
    return taken(pharmacy, **{"task_reference": "Task/2", "patient": who, "lines": (line,), **changes})


def doubt(pharmacy: Pharmacy, prescription: Prescription) -> UUID:
    """The open one of this prescription."""
    with pharmacy.store.read() as tx:
        (found,) = [one for one in tx.attentions.open() if one.prescription_id == prescription.id]
        return found.id


def test_both_are_shown_and_both_are_blocked(pharmacy: Pharmacy) -> None:
    first, product = brought_to(pharmacy, Status.APPROVED)
    other = second(pharmacy)
    taken(pharmacy)
    assert first.id != other.id
    assert attentions(pharmacy, first) == attentions(pharmacy, other) == ["same_number"]
    assert code_of_refusal(lambda: scanned(pharmacy, first, product)) == "line_blocked"


def test_a_person_settles_each_of_them_and_it_stays_settled(pharmacy: Pharmacy) -> None:
    first, product = brought_to(pharmacy, Status.APPROVED)
    other = second(pharmacy)
    settle_same_number(pharmacy.site, pharmacy.pharmacist, doubt(pharmacy, first), "compared with the paper")
    taken(pharmacy)
    assert attentions(pharmacy, first) == []
    assert attentions(pharmacy, other) == ["same_number"]
    scanned(pharmacy, first, product)


def test_two_of_one_patient_are_no_doubt(pharmacy: Pharmacy) -> None:
    taken(pharmacy)
    second(pharmacy, "Patient/1")
    assert attentions(pharmacy) == []


def test_two_records_of_one_person_are_no_doubt(pharmacy: Pharmacy) -> None:
    taken(pharmacy)
    merged = ServerPatient("Patient/2", a_patient(), (), None, None, frozenset({"Patient/1"}))
    second(pharmacy, patient=merged)
    assert attentions(pharmacy) == ["patient_merged"]


@pytest.mark.parametrize(("reason", "code"), [("", "reason_too_short"), ("looked at it", "doubt_not_open")])
def test_only_an_open_doubt_is_settled_and_only_with_a_reason(pharmacy: Pharmacy, reason: str, code: str) -> None:
    act = code_of_refusal(lambda: settle_same_number(pharmacy.site, pharmacy.pharmacist, new_id(), reason))
    assert act == code


def test_what_was_not_understood_is_not_settled_by_a_person(pharmacy: Pharmacy) -> None:
    prescription = taken(pharmacy, doubts=("Task status paused",))
    one = doubt(pharmacy, prescription)
    act = code_of_refusal(lambda: settle_same_number(pharmacy.site, pharmacy.pharmacist, one, "looked at it"))
    assert act == "only_at_server"
