"""Alerts of a prescription: which there are, and what counts as an answer."""

import pytest

from tests.factories import Pharmacy, a_code, a_line, a_patient, a_product, an_ingredient, tablets
from tests.fakes import FakeKnowledge
from tests.looking import approve, check_accuracy
from tests.unit.services.outcomes import code_of_refusal, queued
from workstation.domain.outbox import OutboxKind
from workstation.domain.patient import Allergy
from workstation.domain.prescription import PrescribedMedicine, Prescription
from workstation.domain.screening import CURRENT_UNKNOWN
from workstation.services.approval import reject
from workstation.services.handover import hand_over, make_ready
from workstation.services.picking import scan_pack
from workstation.services.reversal import undo_dispense
from workstation.services.screening import alert_key, answer_alert, screen_prescription
from workstation.services.transcription import start_review


def interacting(pharmacy: Pharmacy) -> Prescription:
    """Warfarin for somebody who is allergic to it."""
    warfarin = an_ingredient("warfarin", "5")
    pharmacy.stocked(a_product(name="Warf 5", ingredients=(warfarin,)))
    medicine = PrescribedMedicine("Warfarin 5 mg", (warfarin,), "tablet")
    return pharmacy.claimed(lines=(a_line(medicine=medicine),), allergies=["warfarin"])


def test_an_alert_without_an_answer_stops_the_approval(pharmacy: Pharmacy) -> None:
    prescription = interacting(pharmacy)
    assert code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == "alert_not_answered"


def test_an_answer_to_each_alert_opens_the_approval_and_is_told_to_the_server(pharmacy: Pharmacy) -> None:
    prescription = interacting(pharmacy)
    start_review(pharmacy.site, pharmacy.pharmacist, prescription.id)
    found = screen_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id)
    for alert in found.unanswered:
        answer_alert(pharmacy.site, pharmacy.pharmacist, prescription.id, alert_key(alert), "prescriber_confirmed")
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    made = [one.target for one in queued(pharmacy, prescription) if one.kind is OutboxKind.CREATE]
    assert made == ["DetectedIssue", "Provenance"]


def test_an_alert_answered_for_other_facts_does_not_count(pharmacy: Pharmacy) -> None:
    prescription = interacting(pharmacy)
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id, "monitoring is arranged")
    assert prescription.patient_id is not None
    with pharmacy.store.begin() as tx:
        tx.patients.save_allergies(prescription.patient_id, [Allergy("warfarin"), Allergy("peanut")])
    found = screen_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert len(found.unanswered) == 1
    assert code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == "alert_not_answered"


def test_an_alert_that_is_not_there_cannot_be_answered(pharmacy: Pharmacy) -> None:
    prescription = interacting(pharmacy)

    def answer() -> None:
        answer_alert(pharmacy.site, pharmacy.pharmacist, prescription.id, "x|y", "already_stable")

    assert code_of_refusal(answer) == "no_such_alert"


@pytest.mark.parametrize(
    ("code", "text", "why"),
    [
        ("", "", "override_reason_missing"),
        ("because", "", "override_reason_missing"),
        ("other", "short", "override_reason_too_short"),
    ],
)
def test_an_override_needs_a_coded_reason_or_ten_characters(pharmacy: Pharmacy, code: str, text: str, why: str) -> None:
    prescription = interacting(pharmacy)
    (alert,) = screen_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id).unanswered

    def answer() -> None:
        answer_alert(pharmacy.site, pharmacy.pharmacist, prescription.id, alert_key(alert), code, text)

    assert code_of_refusal(answer) == why


def test_what_the_patient_takes_already_is_screened_together_with_what_is_prescribed(pharmacy: Pharmacy) -> None:
    patient = a_patient()
    warfarin = an_ingredient("warfarin", "5")
    line = a_line(medicine=PrescribedMedicine("Warfarin 5 mg", (warfarin,), "tablet"))
    prescription = pharmacy.received(patient, lines=(line,))
    with pharmacy.store.begin() as tx:
        tx.patients.save_current_medicines(patient.id, ["aspirin 75 mg"])
    found = screen_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert [one.alert.rule for one in found.alerts] == ["w-a"]
    assert found.alerts[0].positions == (1,)
    assert found.edition == FakeKnowledge().edition


def test_what_was_supplied_here_lately_counts_as_a_current_medicine_unless_it_was_undone(pharmacy: Pharmacy) -> None:
    aspirin = an_ingredient("aspirin", "75")
    product = pharmacy.stocked(a_product(name="Ecosprin 75", ingredients=(aspirin,)))
    patient = a_patient()
    medicine = PrescribedMedicine("Aspirin 75 mg", (aspirin,), "tablet")
    first = pharmacy.approved(patient=patient, lines=(a_line(medicine=medicine, quantity_prescribed=tablets(10)),))
    scan_pack(pharmacy.site, pharmacy.counter, first.id, a_code(product))
    check_accuracy(pharmacy.site, pharmacy.pharmacist, first.id)
    make_ready(pharmacy.site, pharmacy.counter, first.id, "H-01")
    (supply,) = hand_over(pharmacy.site, pharmacy.counter, first.id).dispenses
    warfarin = PrescribedMedicine("Warfarin 5 mg", (an_ingredient("warfarin", "5"),), "tablet")
    second = pharmacy.received(patient, lines=(a_line(medicine=warfarin),))
    found = screen_prescription(pharmacy.site, pharmacy.pharmacist, second.id)
    assert [one.alert.rule for one in found.alerts] == ["w-a"]
    assert found.not_checked == (CURRENT_UNKNOWN,), "what we supplied is not all that the patient may take"
    with pharmacy.store.begin() as tx:
        tx.patients.save_current_medicines(patient.id, [])
    assert screen_prescription(pharmacy.site, pharmacy.pharmacist, second.id).not_checked == ()
    undo_dispense(pharmacy.site, pharmacy.pharmacist, supply.id, "wrong patient")
    reject(pharmacy.site, pharmacy.pharmacist, first.id, "wrong patient")
    assert screen_prescription(pharmacy.site, pharmacy.pharmacist, second.id).alerts == ()
