"""What the server says of a prescription, new or known here."""

from dataclasses import replace
from typing import Any

import pytest

from tests.factories import Pharmacy, a_code, a_patient, new_id, tablets
from tests.looking import approve, check_accuracy
from tests.unit.services.outcomes import status_of
from tests.unit.services.server_acts import LINE, said, taken
from workstation.domain.patient import Allergy
from workstation.domain.prescription import LineBlock, LineSource, Prescription
from workstation.domain.workflow import Status
from workstation.services.claim import claim_prescription
from workstation.services.handover import hand_over, make_ready
from workstation.services.intake import ServerPatient, take_in
from workstation.services.picking import scan_pack
from workstation.services.recording import tell_create
from workstation.services.transcription import KeyedLine, transcribe


def at_the_counter(pharmacy: Pharmacy) -> Prescription:
    """Taken in, claimed, approved, one pack scanned."""
    product = pharmacy.stocked()
    prescription = taken(pharmacy)
    pharmacy.claim(prescription)
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    scan_pack(pharmacy.site, pharmacy.counter, prescription.id, a_code(product))
    return prescription


def test_saying_the_same_again_changes_nothing(pharmacy: Pharmacy) -> None:
    first = at_the_counter(pharmacy)
    before = status_of(pharmacy, first)
    again = taken(pharmacy, lines=(replace(LINE, id=new_id()),))
    assert (again.id, again.lines[0].id, status_of(pharmacy, again)) == (first.id, LINE.id, before)
    assert before is Status.PICKING


@pytest.mark.parametrize(
    "change",
    [
        {"dosage_instruction": "1 tablet three times a day"},
        {"quantity_prescribed": tablets(30)},
        {"days_supply": 30},
        {"block": LineBlock.UNKNOWN_STATUS},
    ],
)
def test_a_line_that_the_server_changed_withdraws_the_approval_and_puts_the_packs_back(
    pharmacy: Pharmacy, change: dict[str, Any]
) -> None:
    prescription = at_the_counter(pharmacy)
    taken(pharmacy, lines=(replace(LINE, **change),))
    assert status_of(pharmacy, prescription) is Status.CLAIMED
    with pharmacy.store.read() as tx:
        assert tx.stock.allocations(prescription.id) == []


def test_a_line_that_the_server_put_right_is_not_blocked_any_more(pharmacy: Pharmacy) -> None:
    taken(pharmacy, lines=(replace(LINE, block=LineBlock.UNKNOWN_STATUS),))
    assert taken(pharmacy, lines=(LINE,)).lines[0].block is None


def test_a_line_of_ours_goes_on_standing_for_the_server_s(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = taken(pharmacy)
    keyed = KeyedLine("Glycomet", "1-0-1", tablets(20), 10, product.id)
    transcribe(pharmacy.site, pharmacy.counter, prescription.id, [keyed])
    again = taken(pharmacy, urgent=True)
    assert [line.block for line in again.lines] == [LineBlock.REPLACED, None]
    assert len(again.medicine_lines) == 1


@pytest.mark.parametrize("status", ["completed", "cancelled", "rejected", "failed", "entered-in-error"])
def test_work_that_is_over_is_not_taken_in_as_new(pharmacy: Pharmacy, status: str) -> None:
    with pharmacy.store.begin() as tx:
        assert take_in(tx, pharmacy.site, said(status=status)) is None
        assert tx.prescriptions.open_ids() == []


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("cancelled", Status.CANCELLED),
        ("rejected", Status.REJECTED),
        ("failed", Status.EXPIRED),
        ("entered-in-error", Status.ENTERED_IN_ERROR),
    ],
)
def test_an_end_at_the_server_stops_the_counter_at_once(pharmacy: Pharmacy, status: str, expected: Status) -> None:
    prescription = at_the_counter(pharmacy)
    taken(pharmacy, status=status)
    assert status_of(pharmacy, prescription) is expected
    with pharmacy.store.read() as tx:
        assert tx.stock.allocations(prescription.id) == []


def test_a_cancellation_after_the_supply_is_raised_once_and_the_supply_stays(pharmacy: Pharmacy) -> None:
    prescription = at_the_counter(pharmacy)
    check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id, part_supply=True)
    make_ready(pharmacy.site, pharmacy.counter, prescription.id, "H-01")
    with pharmacy.store.read() as tx:
        product = tx.products.get(tx.prescriptions.get(prescription.id).lines[0].product_id or new_id())
    hand_over(pharmacy.site, pharmacy.counter, prescription.id)
    scan_pack(pharmacy.site, pharmacy.counter, prescription.id, a_code(product))
    check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id)
    make_ready(pharmacy.site, pharmacy.counter, prescription.id, "H-01")
    hand_over(pharmacy.site, pharmacy.counter, prescription.id)
    for _ in range(2):
        taken(pharmacy, status="cancelled")
    assert status_of(pharmacy, prescription) is Status.HANDED_OVER
    with pharmacy.store.read() as tx:
        assert [one.code for one in tx.attentions.open()] == ["cancelled_after_supply"]


def test_a_cancellation_after_a_part_supply_stops_the_rest_and_is_raised(pharmacy: Pharmacy) -> None:
    prescription = at_the_counter(pharmacy)
    check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id, part_supply=True)
    make_ready(pharmacy.site, pharmacy.counter, prescription.id, "H-01")
    hand_over(pharmacy.site, pharmacy.counter, prescription.id)
    taken(pharmacy, status="cancelled")
    assert status_of(pharmacy, prescription) is Status.CANCELLED
    with pharmacy.store.read() as tx:
        assert [one.code for one in tx.attentions.open()] == ["cancelled_after_supply"]


def test_a_claim_of_another_station_is_not_ours(pharmacy: Pharmacy) -> None:
    prescription = taken(pharmacy, claimed_by_station=str(new_id()))
    with pharmacy.store.read() as tx:
        assert [one.kind.value for one in tx.prescriptions.events(prescription.id)] == ["claim_lost"]


def test_our_own_claim_is_recognised_when_its_answer_was_lost(pharmacy: Pharmacy) -> None:
    prescription = taken(pharmacy)
    claim_prescription(pharmacy.site, pharmacy.counter, prescription.id)
    taken(pharmacy, status="accepted", claimed_by_station=str(pharmacy.site.station.id))
    assert status_of(pharmacy, prescription) is Status.CLAIMED


def test_what_is_not_understood_is_noted_once_and_settled_when_it_is_gone(pharmacy: Pharmacy) -> None:
    def doubts() -> list[str]:
        with pharmacy.store.read() as tx:
            return [one.detail for one in tx.attentions.open()]

    for _ in range(2):
        taken(pharmacy, doubts=("Task status paused", "Task has a modifierExtension"))
    assert sorted(doubts()) == ["Task has a modifierExtension", "Task status paused"]
    taken(pharmacy, doubts=("Task has a modifierExtension",))
    assert doubts() == ["Task has a modifierExtension"]


def test_a_known_patient_keeps_the_pseudonymous_id_and_gets_what_is_new(pharmacy: Pharmacy) -> None:
    first = taken(pharmacy)
    renewed = ServerPatient("Patient/1", a_patient(phone="999"), (Allergy("penicillin"),), None, None)
    second = taken(pharmacy, patient=renewed)
    assert second.patient_id == first.patient_id
    assert first.patient_id is not None
    with pharmacy.store.read() as tx:
        context = tx.patients.context(first.patient_id)
    assert (context.patient.phone, context.allergies) == ("999", (Allergy("penicillin"),))


def test_a_task_of_ours_whose_answer_was_lost_is_no_second_prescription(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    line = replace(LINE, source=LineSource.TRANSCRIBED, server_reference="", product_id=product.id)
    here = pharmacy.received(task_reference="", number="W-1", lines=(line,))
    with pharmacy.store.begin() as tx:
        body = {"resourceType": "Task"}
        tell_create(tx, pharmacy.site, here, entry := new_id(), "Task of W-1", body)
    claimed = str(pharmacy.site.station.id)
    again = taken(pharmacy, own_id=entry, task_reference="Task/9", status="accepted", claimed_by_station=claimed)
    assert (again.id, again.task_reference) == (here.id, "Task/9")
    assert status_of(pharmacy, again) is Status.CLAIMED


def test_a_task_that_another_store_of_ours_made_is_taken_in_as_any_other(pharmacy: Pharmacy) -> None:
    assert taken(pharmacy, own_id=new_id()).task_reference == "Task/1"
