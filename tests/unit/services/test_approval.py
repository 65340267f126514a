"""The clinical check: what must be settled before it, and what stops a prescription."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import NOW, TODAY, Pharmacy, a_code, a_line, a_user, new_id, tablets
from tests.looking import approve
from tests.unit.services.counter_acts import supplied
from tests.unit.services.outcomes import code_of_refusal, queued, status_of
from workstation.domain.outbox import Attention
from workstation.domain.prescribers import PrescriberKind, PrescriberRules, StoppedPrescriber
from workstation.domain.prescription import LineBlock, LineSource, PrescribedMedicine
from workstation.domain.users import AccessRefusal
from workstation.domain.workflow import Status
from workstation.services.approval import answer_received, ask_prescriber, hold, reject, resume
from workstation.services.picking import scan_pack


def test_a_clean_prescription_is_approved(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    assert status_of(pharmacy, pharmacy.approved()) is Status.APPROVED


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ((), "no_lines"),
        ((a_line(block=LineBlock.UNKNOWN_STATUS),), "line_blocked"),
        ((a_line(block=LineBlock.DO_NOT_PERFORM),), "line_blocked"),
        ((a_line(block=LineBlock.MODIFIER_EXTENSION),), "line_blocked"),
        ((a_line(source=LineSource.TRANSCRIBED),), "line_not_confirmed"),
        ((a_line(medicine=PrescribedMedicine("Glycomet 500")),), "no_product"),
        ((a_line(quantity_prescribed=None),), "quantity_unknown"),
        ((a_line(quantity_prescribed=tablets(0)),), "quantity_unknown"),
    ],
)
def test_what_is_missing_stops_the_approval(pharmacy: Pharmacy, lines: tuple[object, ...], code: str) -> None:
    pharmacy.stocked()
    prescription = pharmacy.claimed(lines=lines)
    assert code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == code


def test_an_unknown_patient_stops_the_approval(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.claimed()
    with pharmacy.store.begin() as tx:
        tx.prescriptions.save(replace(prescription, patient_id=None))
    assert code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == "patient_unknown"


def test_what_the_server_said_and_nobody_understood_stops_approval_and_picking(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    with pharmacy.store.begin() as tx:
        tx.attentions.add(Attention(new_id(), prescription.id, "not_understood", "Task has a modifierExtension", NOW))
    assert (
        code_of_refusal(lambda: scan_pack(pharmacy.site, pharmacy.counter, prescription.id, a_code(product)))
        == "line_blocked"
    )
    assert code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == "not_understood"


def test_an_old_prescription_is_not_approved(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.claimed(authored_on=TODAY - timedelta(days=31))
    assert (
        code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == "prescription_expired"
    )


def test_the_counter_does_not_approve(pharmacy: Pharmacy) -> None:
    prescription = pharmacy.claimed()
    assert (
        code_of_refusal(lambda: approve(pharmacy.site, pharmacy.counter, prescription.id)) == AccessRefusal.NOT_ALLOWED
    )


def test_a_pharmacist_without_a_valid_licence_does_not_approve(pharmacy: Pharmacy) -> None:
    prescription = pharmacy.claimed()
    expired = a_user(licence_expiry=TODAY - timedelta(days=1))
    assert code_of_refusal(lambda: approve(pharmacy.site, expired, prescription.id)) == AccessRefusal.LICENCE_EXPIRED


@pytest.mark.parametrize("reason", ["", "  ", "no"])
@pytest.mark.parametrize("act", [reject, ask_prescriber, hold])
def test_a_stop_needs_a_reason(pharmacy: Pharmacy, act: Callable[..., object], reason: str) -> None:
    prescription = pharmacy.claimed()
    assert (
        code_of_refusal(lambda: act(pharmacy.site, pharmacy.pharmacist, prescription.id, reason)) == "reason_too_short"
    )


def test_nothing_more_is_done_to_a_rejected_prescription(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.approved()
    reject(pharmacy.site, pharmacy.pharmacist, prescription.id, "wrong patient")
    before = queued(pharmacy, prescription)
    for act in (
        lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id),
        lambda: resume(pharmacy.site, pharmacy.pharmacist, prescription.id),
        lambda: hold(pharmacy.site, pharmacy.pharmacist, prescription.id, "later"),
    ):
        assert code_of_refusal(act) == "prescription_closed"
    assert queued(pharmacy, prescription) == before


def test_a_held_prescription_goes_on_where_it_stood_and_the_server_hears_where(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.approved()
    hold(pharmacy.site, pharmacy.counter, prescription.id, "patient comes back")
    assert status_of(pharmacy, prescription) is Status.ON_HOLD
    resume(pharmacy.site, pharmacy.counter, prescription.id)
    assert status_of(pharmacy, prescription) is Status.APPROVED
    assert queued(pharmacy, prescription)[-1].body["business_status"] == "approved"


def test_an_answer_of_the_prescriber_lets_the_review_go_on(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.claimed()
    ask_prescriber(pharmacy.site, pharmacy.pharmacist, prescription.id, "Is 500 mg right?")
    assert status_of(pharmacy, prescription) is Status.CLARIFICATION
    answer_received(pharmacy.site, pharmacy.pharmacist, prescription.id, "yes, 500 mg")
    assert status_of(pharmacy, prescription) is Status.CLAIMED


def test_only_what_is_on_hold_is_taken_up_again_and_only_what_was_asked_is_answered(pharmacy: Pharmacy) -> None:
    prescription = pharmacy.claimed()
    one, pharmacist = prescription.id, pharmacy.pharmacist
    assert code_of_refusal(lambda: resume(pharmacy.site, pharmacist, one)) == "not_held"
    assert code_of_refusal(lambda: answer_received(pharmacy.site, pharmacist, one, "yes")) == "nothing_asked"


def test_the_free_words_of_a_hold_are_its_reason_and_never_its_status(pharmacy: Pharmacy) -> None:
    prescription = pharmacy.claimed()
    hold(pharmacy.site, pharmacy.counter, prescription.id, "Mr Deshpande comes at six")
    body = queued(pharmacy, prescription)[-1].body
    assert (body["status"], body["business_status"]) == ("on-hold", "on-hold")
    assert body["reason"] == "Mr Deshpande comes at six"


def test_what_was_handed_over_in_part_is_not_rejected(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    supplied(pharmacy, prescription, product, packs=1)
    before = queued(pharmacy, prescription)
    act = code_of_refusal(lambda: reject(pharmacy.site, pharmacy.pharmacist, prescription.id, "no more of it"))
    assert act == "already_dispensed"
    assert queued(pharmacy, prescription) == before
    assert status_of(pharmacy, prescription) is Status.PART_SUPPLIED


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        (PrescriberRules(stopped=(StoppedPrescriber("licence suspended", "MMC-1"),)), "prescriber_stopped"),
        (PrescriberRules(kinds=(PrescriberKind("Dental", "MMC.*", frozenset({"OTC"})),)), "prescriber_may_not"),
        (PrescriberRules(pattern="[0-9]+", needed_for=frozenset({"H"})), "registration_malformed"),
    ],
    ids=["stop list", "schedule", "number"],
)
def test_a_prescriber_who_may_not_stops_the_approval(pharmacy: Pharmacy, rules: PrescriberRules, code: str) -> None:
    pharmacy.stocked()
    prescription = pharmacy.claimed()
    site = replace(pharmacy.site, compliance=replace(pharmacy.site.compliance, prescribers=rules))
    assert code_of_refusal(lambda: approve(site, pharmacy.pharmacist, prescription.id)) == code
