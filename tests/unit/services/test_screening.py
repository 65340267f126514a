"""Alerts of a prescription: which there are, and what counts as an answer."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from tests.factories import (
    NOW,
    Pharmacy,
    a_code,
    a_line,
    a_patient,
    a_pharmacy,
    a_product,
    an_ingredient,
    tablets,
)
from tests.fakes import FakeKnowledge, PlainHasher
from tests.looking import approve, check_accuracy
from tests.unit.services.counter_acts import supplied
from tests.unit.services.outcomes import code_of_refusal, queued, refused
from tests.unit.services.test_pull_cost import statements
from workstation.domain.dispensing import ScanRefusal
from workstation.domain.elsewhere import DispenseElsewhere
from workstation.domain.outbox import OutboxKind
from workstation.domain.patient import Allergy, Patient
from workstation.domain.prescription import PrescribedMedicine, Prescription
from workstation.domain.screening import CURRENT_UNKNOWN, ScreeningProfile, ScreeningResult, Severity
from workstation.services.alert_answers import answer_alert
from workstation.services.approval import reject
from workstation.services.handover import hand_over, make_ready
from workstation.services.picking import scan_pack
from workstation.services.proving import prove_again
from workstation.services.reversal import undo_dispense
from workstation.services.screening import alert_key, screen_in, screen_prescription
from workstation.services.screening_profile import Sources
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


ASPIRIN = PrescribedMedicine("Aspirin 75 mg", (an_ingredient("aspirin", "75"),), "tablet")
WARFARIN = PrescribedMedicine("Warfarin 5 mg", (an_ingredient("warfarin", "5"),), "tablet")


def rules_for_warfarin(pharmacy: Pharmacy, patient: Patient) -> list[str]:
    """What is found when warfarin is prescribed to this patient now."""
    prescription = pharmacy.received(patient, lines=(a_line(medicine=WARFARIN),))
    found = screen_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id)
    return [one.alert.rule for one in found.alerts]


def aspirin_elsewhere(pharmacy: Pharmacy, days_ago: float | None, days_supply: int = 30, **changes: Any) -> Patient:
    """Somebody whom another pharmacy gave aspirin, on a prescription that was open here and is over."""
    patient = a_patient()
    line = a_line(medicine=ASPIRIN, days_supply=days_supply)
    first = pharmacy.claimed(patient=patient, lines=(line,))
    default = DispenseElsewhere(
        reference="MedicationDispense/77",
        prescription_id=first.id,
        line_id=line.id,
        own_id=None,
        status="completed",
        quantity=tablets(20),
        medicine=ASPIRIN,
        when=None if days_ago is None else NOW - timedelta(days=days_ago),
    )
    with pharmacy.store.begin() as tx:
        tx.elsewhere.save(replace(default, **changes))
    reject(pharmacy.site, pharmacy.pharmacist, first.id, "it was supplied elsewhere")
    return patient


@pytest.mark.parametrize("days_ago", [0, 89, None], ids=str)
def test_what_another_pharmacy_supplied_counts_as_a_current_medicine(pharmacy: Pharmacy, days_ago: int | None) -> None:
    assert rules_for_warfarin(pharmacy, aspirin_elsewhere(pharmacy, days_ago)) == ["w-a"]


def test_a_supply_elsewhere_that_does_not_say_of_what_is_taken_for_what_was_prescribed(pharmacy: Pharmacy) -> None:
    assert rules_for_warfarin(pharmacy, aspirin_elsewhere(pharmacy, 1, medicine=None)) == ["w-a"]


@pytest.mark.parametrize("status", ["declined", "entered-in-error", "cancelled"])
def test_a_supply_elsewhere_that_was_none_is_no_current_medicine(pharmacy: Pharmacy, status: str) -> None:
    assert rules_for_warfarin(pharmacy, aspirin_elsewhere(pharmacy, 1, status=status)) == []


@pytest.mark.parametrize(("days_supply", "days_ago", "found"), [(30, 91, []), (180, 179, ["w-a"]), (180, 181, [])])
def test_a_supply_for_half_a_year_is_remembered_for_half_a_year(
    pharmacy: Pharmacy, days_supply: int, days_ago: int, found: list[str]
) -> None:
    assert rules_for_warfarin(pharmacy, aspirin_elsewhere(pharmacy, days_ago, days_supply)) == found


def test_our_own_supply_for_half_a_year_is_remembered_for_half_a_year(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(a_product(name="Ecosprin 75", ingredients=ASPIRIN.ingredients))
    patient = a_patient()
    line = a_line(medicine=ASPIRIN, quantity_prescribed=tablets(10), days_supply=180)
    first = pharmacy.approved(patient=patient, lines=(line,))
    supplied(pharmacy, first, product, packs=1)
    pharmacy.clock.forward(days=179)
    assert rules_for_warfarin(pharmacy, patient) == ["w-a"]
    pharmacy.clock.forward(days=2)
    assert rules_for_warfarin(pharmacy, patient) == []


def mark_of(pharmacy: Pharmacy, prescription: Prescription) -> str:
    """Of what a check would be made of now."""
    return screen_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id).fingerprint


@pytest.mark.parametrize(
    "changes",
    [
        {"ingredients": (an_ingredient(strength="850"),)},
        {"form": "prolonged-release tablet"},
        {"modified_release": True},
        {"pack_size": tablets(15)},
        {"schedule": "H1"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_an_import_that_changes_what_a_product_is_makes_the_approval_void(
    pharmacy: Pharmacy, changes: dict[str, Any]
) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved(lines=(a_line(product_id=product.id),))
    with pharmacy.store.begin() as tx:
        tx.products.save([replace(product, **changes)])
    refusal = refused(lambda: scan_pack(pharmacy.site, pharmacy.counter, prescription.id, a_code(product)))
    assert (refusal.code, refusal.facts["why"]) == (ScanRefusal.NOT_APPROVED, "facts_changed")


def test_an_import_that_changes_price_or_shelf_leaves_the_approval(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved(lines=(a_line(product_id=product.id),))
    with pharmacy.store.begin() as tx:
        tx.products.save([replace(product, shelf="C1-01", manufacturer="USV Ltd")])
    scan_pack(pharmacy.site, pharmacy.counter, prescription.id, a_code(product))


def test_repeats_and_what_an_allergy_does_are_part_of_what_was_checked(pharmacy: Pharmacy) -> None:
    prescription = pharmacy.received(allergies=["peanut"])
    marks = [mark_of(pharmacy, prescription)]
    assert prescription.patient_id is not None
    for allergy in (Allergy("peanut", "anaphylaxis"), Allergy("peanut", "anaphylaxis", "confirmed")):
        with pharmacy.store.begin() as tx:
            tx.patients.save_allergies(prescription.patient_id, [allergy])
        marks.append(mark_of(pharmacy, prescription))
    (line,) = prescription.lines
    with pharmacy.store.begin() as tx:
        tx.prescriptions.save(replace(prescription, lines=(replace(line, repeats_allowed=3),)))
    marks.append(mark_of(pharmacy, prescription))
    assert len(set(marks)) == 4


class WorstKnowledge(FakeKnowledge):
    """What the patient is allergic to is contraindicated."""

    def screen(self, profile: ScreeningProfile) -> ScreeningResult:
        """The alerts of its parent, each as bad as can be."""
        found = super().screen(profile)
        return replace(found, alerts=tuple(replace(one, severity=Severity.CONTRAINDICATED) for one in found.alerts))


SAID = "Dr Joshi asked at 16:20: desensitised in May"


@pytest.mark.parametrize(
    ("code", "text", "why"),
    [
        ("prescriber_confirmed", "", "override_words_missing"),
        ("prescriber_confirmed", "yes", "override_words_missing"),
        ("prescriber_confirmed", "a            b", "override_words_missing"),
        ("other", "ok", "override_reason_too_short"),
        ("already_stable", SAID, "override_reason_does_not_suit"),
        ("monitoring_arranged", SAID, "override_reason_does_not_suit"),
        ("dose_adjusted", SAID, "override_reason_does_not_suit"),
    ],
)
def test_a_contraindicated_allergy_falls_only_to_a_reason_that_suits_and_to_words(
    code: str, text: str, why: str
) -> None:
    with a_pharmacy(WorstKnowledge()) as pharmacy:
        prescription = interacting(pharmacy)
        (alert,) = screen_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id).unanswered

        def answer() -> None:
            answer_alert(pharmacy.site, pharmacy.pharmacist, prescription.id, alert_key(alert), code, text)

        assert code_of_refusal(answer) == why
        assert screen_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id).unanswered == (alert,)


@pytest.mark.parametrize("code", ["prescriber_confirmed", "tolerated_since", "other"])
def test_a_reason_with_words_answers_a_contraindicated_allergy_and_both_are_kept(code: str) -> None:
    with a_pharmacy(WorstKnowledge()) as pharmacy:
        prescription = interacting(pharmacy)
        (alert,) = screen_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id).unanswered
        site, key = pharmacy.site, alert_key(alert)
        assert code_of_refusal(lambda: answer_alert(site, pharmacy.counter, prescription.id, key, code, SAID)) == (
            "not_allowed"
        )
        prove = partial(prove_again, site, PlainHasher(), pharmacy.pharmacist, "204816")
        answered = answer_alert(site, pharmacy.pharmacist, prescription.id, key, code, SAID, prove=prove)
        assert answered.reason == f"{code}: {SAID}"
        assert not screen_prescription(site, pharmacy.pharmacist, prescription.id).unanswered


def test_a_reason_that_makes_no_sense_for_an_allergy_is_not_offered(pharmacy: Pharmacy) -> None:
    prescription = interacting(pharmacy)
    (one,) = screen_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id).alerts
    assert [reason.code for reason in one.reasons] == ["prescriber_confirmed", "tolerated_since", "other"]


def test_a_patient_with_many_open_prescriptions_is_read_once_and_not_once_for_each_of_them(pharmacy: Pharmacy) -> None:
    patient = a_patient()
    ids: list[UUID] = []

    def cost(count: int) -> int:
        """Statements to screen each of so many open prescriptions of one patient."""
        while len(ids) < count:
            ids.append(pharmacy.received(patient, lines=(a_line(medicine=ASPIRIN),)).id)
        with statements(pharmacy) as told, pharmacy.store.begin() as tx:
            sources = Sources(tx, pharmacy.site)
            for one in ids:
                screen_in(tx, pharmacy.site, sources.prescription(one), sources)
        return len(told)

    five, ten, twenty = cost(5), cost(10), cost(20)
    assert twenty - ten == 2 * (ten - five)
