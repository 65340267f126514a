"""Transcription, screening and the clinical check."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import (
    NOW,
    TODAY,
    Pharmacy,
    a_code,
    a_line,
    a_patient,
    a_product,
    a_user,
    an_ingredient,
    new_id,
    tablets,
)
from tests.fakes import FakeKnowledge
from workstation.domain.errors import Refused
from workstation.domain.outbox import Attention, OutboxEntry, OutboxKind, OutboxState
from workstation.domain.patient import Allergy
from workstation.domain.prescription import LineBlock, LineSource, PrescribedMedicine, Prescription
from workstation.domain.users import AccessRefusal
from workstation.domain.workflow import Status
from workstation.services.approval import answer_received, approve, ask_prescriber, hold, reject, resume
from workstation.services.handover import check_accuracy, hand_over, make_ready
from workstation.services.picking import scan_pack
from workstation.services.reversal import undo_dispense
from workstation.services.screening import alert_key, answer_alert, screen_prescription
from workstation.services.transcription import (
    KeyedLine,
    choose_product,
    confirm_line,
    draft_lines,
    remove_line,
    start_review,
    transcribe,
)


def refused(act: Callable[[], object]) -> str:
    """The code of the refusal."""
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.code.value


def shown(pharmacy: Pharmacy, prescription: Prescription) -> Status:
    """The status in the store."""
    with pharmacy.store.read() as tx:
        return tx.prescriptions.status(prescription.id)


def queued(pharmacy: Pharmacy, prescription: Prescription) -> list[OutboxEntry]:
    """Everything queued for it."""
    with pharmacy.store.read() as tx:
        return list(tx.outbox.of_group(prescription.id))


def keyed(pharmacy: Pharmacy, **changes: object) -> KeyedLine:
    """Metformin as a person would key it."""
    with pharmacy.store.read() as tx:
        product = tx.products.search("Glycomet")[0]
    default = {
        "medicine_text": "Tab. Glycomet 500",
        "dosage_instruction": "1-0-1",
        "quantity": tablets(20),
        "days_supply": 10,
        "product_id": product.id,
    }
    return KeyedLine(**{**default, **changes})  # type: ignore[arg-type]  # names and types as in the default


# --- what must be settled before approval -----------------------------------------------------------------------


def test_a_clean_prescription_is_approved(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    assert shown(pharmacy, pharmacy.approved()) is Status.APPROVED


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
    assert refused(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == code


def test_an_unknown_patient_stops_the_approval(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.claimed()
    with pharmacy.store.begin() as tx:
        tx.prescriptions.save(replace(prescription, patient_id=None))
    assert refused(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == "patient_unknown"


def test_what_the_server_said_and_nobody_understood_stops_approval_and_picking(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    with pharmacy.store.begin() as tx:
        tx.attentions.add(Attention(new_id(), prescription.id, "not_understood", "Task has a modifierExtension", NOW))
    assert (
        refused(lambda: scan_pack(pharmacy.site, pharmacy.counter, prescription.id, a_code(product))) == "line_blocked"
    )
    assert refused(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == "not_understood"


def test_an_old_prescription_is_not_approved(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.claimed(authored_on=TODAY - timedelta(days=31))
    assert refused(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == "prescription_expired"


def test_the_counter_does_not_approve(pharmacy: Pharmacy) -> None:
    prescription = pharmacy.claimed()
    assert refused(lambda: approve(pharmacy.site, pharmacy.counter, prescription.id)) == AccessRefusal.NOT_ALLOWED


def test_a_pharmacist_without_a_valid_licence_does_not_approve(pharmacy: Pharmacy) -> None:
    prescription = pharmacy.claimed()
    expired = a_user(licence_expiry=TODAY - timedelta(days=1))
    assert refused(lambda: approve(pharmacy.site, expired, prescription.id)) == AccessRefusal.LICENCE_EXPIRED


@pytest.mark.parametrize("reason", ["", "  ", "no"])
@pytest.mark.parametrize("act", [reject, ask_prescriber, hold])
def test_a_stop_needs_a_reason(pharmacy: Pharmacy, act: Callable[..., object], reason: str) -> None:
    prescription = pharmacy.claimed()
    assert refused(lambda: act(pharmacy.site, pharmacy.pharmacist, prescription.id, reason)) == "reason_too_short"


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
        assert refused(act) == "prescription_closed"
    assert queued(pharmacy, prescription) == before


def test_a_held_prescription_goes_on_where_it_stood_and_the_server_hears_where(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.approved()
    hold(pharmacy.site, pharmacy.counter, prescription.id, "patient comes back")
    assert shown(pharmacy, prescription) is Status.ON_HOLD
    resume(pharmacy.site, pharmacy.counter, prescription.id)
    assert shown(pharmacy, prescription) is Status.APPROVED
    assert queued(pharmacy, prescription)[-1].body["business_status"] == "approved"


def test_an_answer_of_the_prescriber_lets_the_review_go_on(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.claimed()
    ask_prescriber(pharmacy.site, pharmacy.pharmacist, prescription.id, "Is 500 mg right?")
    assert shown(pharmacy, prescription) is Status.CLARIFICATION
    answer_received(pharmacy.site, pharmacy.pharmacist, prescription.id, "yes, 500 mg")
    assert shown(pharmacy, prescription) is Status.CLAIMED


# --- alerts -----------------------------------------------------------------------------------------------------


def interacting(pharmacy: Pharmacy) -> Prescription:
    """Warfarin for somebody who is allergic to it."""
    warfarin = an_ingredient("warfarin", "5")
    pharmacy.stocked(a_product(name="Warf 5", ingredients=(warfarin,)))
    medicine = PrescribedMedicine("Warfarin 5 mg", (warfarin,), "tablet")
    return pharmacy.claimed(lines=(a_line(medicine=medicine),), allergies=["warfarin"])


def test_an_alert_without_an_answer_stops_the_approval(pharmacy: Pharmacy) -> None:
    prescription = interacting(pharmacy)
    assert refused(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == "alert_not_answered"


def test_an_answer_to_each_alert_opens_the_approval_and_is_told_to_the_server(pharmacy: Pharmacy) -> None:
    prescription = interacting(pharmacy)
    start_review(pharmacy.site, pharmacy.pharmacist, prescription.id)
    found = screen_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id)
    for alert in found.unanswered:
        answer_alert(pharmacy.site, pharmacy.pharmacist, prescription.id, alert_key(alert), "prescriber_confirmed")
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert [one.target for one in queued(pharmacy, prescription) if one.kind is OutboxKind.CREATE] == ["DetectedIssue"]


def test_an_alert_answered_for_other_facts_does_not_count(pharmacy: Pharmacy) -> None:
    prescription = interacting(pharmacy)
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id, "monitoring is arranged")
    assert prescription.patient_id is not None
    with pharmacy.store.begin() as tx:
        tx.patients.save_allergies(prescription.patient_id, [Allergy("warfarin"), Allergy("peanut")])
    found = screen_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert len(found.unanswered) == 1
    assert refused(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == "alert_not_answered"


def test_an_alert_that_is_not_there_cannot_be_answered(pharmacy: Pharmacy) -> None:
    prescription = interacting(pharmacy)

    def answer() -> None:
        answer_alert(pharmacy.site, pharmacy.pharmacist, prescription.id, "x|y", "already_stable")

    assert refused(answer) == "no_such_alert"


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

    assert refused(answer) == why


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
    undo_dispense(pharmacy.site, pharmacy.pharmacist, supply.id, "wrong patient")
    reject(pharmacy.site, pharmacy.pharmacist, first.id, "wrong patient")
    assert screen_prescription(pharmacy.site, pharmacy.pharmacist, second.id).alerts == ()


# --- transcription ----------------------------------------------------------------------------------------------


def test_opening_a_prescription_asks_for_its_claim_once(pharmacy: Pharmacy) -> None:
    prescription = pharmacy.received()
    for _ in range(2):
        start_review(pharmacy.site, pharmacy.counter, prescription.id)
    assert [one.body["claim"] for one in queued(pharmacy, prescription)] == [True]


def test_the_product_in_stock_is_proposed_for_a_line_of_the_server(pharmacy: Pharmacy) -> None:
    pharmacy.stocked(a_product(name="Few"), [("B1", TODAY + timedelta(days=90), 5)])
    many = pharmacy.stocked(a_product(name="Many"))
    prescription = pharmacy.received()
    start_review(pharmacy.site, pharmacy.counter, prescription.id)
    with pharmacy.store.read() as tx:
        assert tx.prescriptions.get(prescription.id).lines[0].product_id == many.id


def test_a_line_of_the_server_that_is_only_text_gets_its_product_and_is_approved(pharmacy: Pharmacy) -> None:
    slow = pharmacy.stocked(a_product(name="A slow one", modified_release=True))
    product = pharmacy.stocked()
    line = a_line(medicine=PrescribedMedicine("Metformin 500 MG Oral Tablet"))
    prescription = pharmacy.claimed(lines=(line,))
    start_review(pharmacy.site, pharmacy.counter, prescription.id)
    with pharmacy.store.read() as tx:
        assert tx.prescriptions.get(prescription.id).lines[0].product_id == product.id
    chosen = choose_product(pharmacy.site, pharmacy.counter, prescription.id, line.id, product.id)
    assert chosen.lines[0].product_id == product.id
    code = refused(lambda: choose_product(pharmacy.site, pharmacy.counter, prescription.id, line.id, slow.id))
    assert code == "product_is_not_what_is_prescribed"
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert shown(pharmacy, prescription) is Status.APPROVED


@pytest.mark.parametrize(
    "medicine",
    [
        PrescribedMedicine("Metformin 500mg soluble tablets"),
        PrescribedMedicine("Metformin 500mg tablets", form="modified-release tablet"),
    ],
)
def test_a_text_that_names_another_form_gets_no_product(pharmacy: Pharmacy, medicine: PrescribedMedicine) -> None:
    product = pharmacy.stocked()
    line = a_line(medicine=medicine)
    prescription = pharmacy.claimed(lines=(line,))
    assert refused(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == "no_product"
    code = refused(lambda: choose_product(pharmacy.site, pharmacy.counter, prescription.id, line.id, product.id))
    assert code == "product_is_not_what_is_prescribed"


def test_a_draft_of_the_reader_is_no_keyed_value_until_a_person_confirms_it(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.claimed(lines=())
    drafted = draft_lines(pharmacy.site, pharmacy.counter, prescription.id, [keyed(pharmacy)])
    assert refused(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == "line_not_confirmed"
    confirm_line(pharmacy.site, pharmacy.counter, prescription.id, keyed(pharmacy, line_id=drafted.lines[0].id))
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert shown(pharmacy, prescription) is Status.APPROVED


def test_drafts_never_replace_what_is_there(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.claimed()
    assert draft_lines(pharmacy.site, pharmacy.counter, prescription.id, [keyed(pharmacy)]).lines == prescription.lines


def test_a_line_of_the_server_is_not_edited(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.claimed()
    line = keyed(pharmacy, line_id=prescription.lines[0].id)
    code = refused(lambda: confirm_line(pharmacy.site, pharmacy.counter, prescription.id, line))
    assert code == "server_line_is_not_edited"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"quantity": None}, "quantity_not_positive"),
        ({"quantity": tablets(0)}, "quantity_not_positive"),
        ({"quantity": tablets(-1)}, "quantity_not_positive"),
        ({"days_supply": 0}, "days_not_positive"),
        ({"product_id": None}, "no_medicine"),
    ],
)
def test_a_line_that_cannot_be_meant_is_refused(pharmacy: Pharmacy, changes: dict[str, object], code: str) -> None:
    pharmacy.stocked()
    prescription = pharmacy.claimed(lines=())
    line = keyed(pharmacy, **changes)
    assert refused(lambda: confirm_line(pharmacy.site, pharmacy.counter, prescription.id, line)) == code


def test_an_edit_after_approval_withdraws_it_and_puts_the_packs_back(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.claimed(lines=())
    done = transcribe(pharmacy.site, pharmacy.counter, prescription.id, [keyed(pharmacy)])
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    scan_pack(pharmacy.site, pharmacy.counter, prescription.id, a_code(product))
    line = keyed(pharmacy, line_id=done.lines[0].id, quantity=tablets(30))
    confirm_line(pharmacy.site, pharmacy.counter, prescription.id, line)
    assert shown(pharmacy, prescription) is Status.CLAIMED
    with pharmacy.store.read() as tx:
        assert tx.stock.allocations(prescription.id) == []
        assert tx.stock.on_hand(product.id)[0].free == tablets(100)


def test_a_line_that_was_told_the_server_is_taken_back_when_it_changes(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.claimed(lines=())
    first = transcribe(pharmacy.site, pharmacy.counter, prescription.id, [keyed(pharmacy)])
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    told = first.lines[0].id
    line = keyed(pharmacy, line_id=told, dosage_instruction="1-1-1")
    second = confirm_line(pharmacy.site, pharmacy.counter, prescription.id, line)
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    created = [one for one in queued(pharmacy, prescription) if one.target == "MedicationRequest"]
    assert [(one.id, one.state) for one in created] == [
        (told, OutboxState.WITHDRAWN),
        (second.lines[0].id, OutboxState.WAITING),
    ]
    assert len(second.lines) == 1


def test_a_line_that_may_be_at_the_server_is_marked_as_a_mistake_there(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.claimed(lines=())
    first = transcribe(pharmacy.site, pharmacy.counter, prescription.id, [keyed(pharmacy)])
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    told = first.lines[0].id
    with pharmacy.store.begin() as tx:
        tx.outbox.update(replace(tx.outbox.get(told), attempts=1))
    transcribe(pharmacy.site, pharmacy.counter, prescription.id, [keyed(pharmacy, dosage_instruction="1-1-1")])
    (mark,) = [one for one in queued(pharmacy, prescription) if one.kind is OutboxKind.MARK_ENTERED_IN_ERROR]
    assert (mark.target, mark.body["identifier"]) == ("MedicationRequest", str(told))


def test_a_line_that_was_removed_does_not_stay_at_the_server(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.claimed(lines=())
    keyed_twice = [keyed(pharmacy), keyed(pharmacy, dosage_instruction="a stamp, no medicine")]
    first = transcribe(pharmacy.site, pharmacy.counter, prescription.id, keyed_twice)
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    stamp = first.lines[1].id
    left = remove_line(pharmacy.site, pharmacy.counter, prescription.id, stamp, "a stamp")
    assert [line.id for line in left.lines] == [first.lines[0].id]
    assert shown(pharmacy, prescription) is Status.CLAIMED
    with pharmacy.store.read() as tx:
        assert tx.outbox.get(stamp).state is OutboxState.WITHDRAWN


def test_a_line_of_the_server_is_not_removed(pharmacy: Pharmacy) -> None:
    prescription = pharmacy.claimed()
    line = prescription.lines[0].id

    def remove() -> None:
        remove_line(pharmacy.site, pharmacy.counter, prescription.id, line, "not wanted")

    assert refused(remove) == "server_line_is_not_edited"


def test_another_product_must_be_what_was_prescribed(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    other = pharmacy.stocked(a_product(ingredients=(an_ingredient("metformin", "850"),)))
    prescription = pharmacy.approved()
    line = prescription.lines[0].id
    code = refused(lambda: choose_product(pharmacy.site, pharmacy.counter, prescription.id, line, other.id))
    assert code == "product_is_not_what_is_prescribed"
    brand = pharmacy.stocked(a_product(name="Obimet 500"))
    choose_product(pharmacy.site, pharmacy.counter, prescription.id, line, brand.id)
    assert shown(pharmacy, prescription) is Status.CLAIMED
