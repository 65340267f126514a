"""Lines that a person keys or chooses, and what the order server is told about them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import TODAY, Pharmacy, a_code, a_line, a_product, an_ingredient, tablets
from tests.looking import approve
from tests.unit.services.outcomes import code_of_refusal, queued, status_of
from workstation.domain.outbox import OutboxKind, OutboxState
from workstation.domain.prescription import PrescribedMedicine
from workstation.domain.workflow import Status
from workstation.services.picking import scan_pack
from workstation.services.transcription import (
    KeyedLine,
    choose_product,
    confirm_line,
    draft_lines,
    remove_line,
    start_review,
    transcribe,
)


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
    code = code_of_refusal(lambda: choose_product(pharmacy.site, pharmacy.counter, prescription.id, line.id, slow.id))
    assert code == "product_is_not_what_is_prescribed"
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert status_of(pharmacy, prescription) is Status.APPROVED


def test_a_prolonged_product_is_never_proposed_where_no_release_is_told_and_a_person_may_choose_it(
    pharmacy: Pharmacy,
) -> None:
    slow = pharmacy.stocked(a_product(name="A slow one", modified_release=True))
    line = a_line()
    prescription = pharmacy.claimed(lines=(line,))
    start_review(pharmacy.site, pharmacy.counter, prescription.id)
    with pharmacy.store.read() as tx:
        assert tx.prescriptions.get(prescription.id).lines[0].product_id is None
    chosen = choose_product(pharmacy.site, pharmacy.counter, prescription.id, line.id, slow.id)
    assert chosen.lines[0].product_id == slow.id


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
    assert code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == "no_product"
    code = code_of_refusal(
        lambda: choose_product(pharmacy.site, pharmacy.counter, prescription.id, line.id, product.id)
    )
    assert code == "product_is_not_what_is_prescribed"


def test_a_draft_of_the_reader_is_no_keyed_value_until_a_person_confirms_it(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.claimed(lines=())
    read = keyed(pharmacy)
    with pharmacy.store.begin() as tx:
        drafted = draft_lines(tx, pharmacy.site, prescription, [read])
    assert code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == "line_not_confirmed"
    confirm_line(pharmacy.site, pharmacy.counter, prescription.id, keyed(pharmacy, line_id=drafted.lines[0].id))
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert status_of(pharmacy, prescription) is Status.APPROVED


def test_a_line_of_the_server_is_not_edited(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.claimed()
    line = keyed(pharmacy, line_id=prescription.lines[0].id)
    code = code_of_refusal(lambda: confirm_line(pharmacy.site, pharmacy.counter, prescription.id, line))
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
    assert code_of_refusal(lambda: confirm_line(pharmacy.site, pharmacy.counter, prescription.id, line)) == code


def test_an_edit_after_approval_withdraws_it_and_puts_the_packs_back(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.claimed(lines=())
    done = transcribe(pharmacy.site, pharmacy.counter, prescription.id, [keyed(pharmacy)])
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    scan_pack(pharmacy.site, pharmacy.counter, prescription.id, a_code(product))
    line = keyed(pharmacy, line_id=done.lines[0].id, quantity=tablets(30))
    confirm_line(pharmacy.site, pharmacy.counter, prescription.id, line)
    assert status_of(pharmacy, prescription) is Status.CLAIMED
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
    keyed_twice = [keyed(pharmacy), keyed(pharmacy, dosage_instruction="1 at night")]
    first = transcribe(pharmacy.site, pharmacy.counter, prescription.id, keyed_twice)
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    stamp = first.lines[1].id
    left = remove_line(pharmacy.site, pharmacy.counter, prescription.id, stamp, "a stamp")
    assert [line.id for line in left.lines] == [first.lines[0].id]
    assert status_of(pharmacy, prescription) is Status.CLAIMED
    with pharmacy.store.read() as tx:
        assert tx.outbox.get(stamp).state is OutboxState.WITHDRAWN


def test_a_line_of_the_server_is_not_removed(pharmacy: Pharmacy) -> None:
    prescription = pharmacy.claimed()
    line = prescription.lines[0].id

    def remove() -> None:
        remove_line(pharmacy.site, pharmacy.counter, prescription.id, line, "not wanted")

    assert code_of_refusal(remove) == "server_line_is_not_edited"


def test_another_product_must_be_what_was_prescribed(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    other = pharmacy.stocked(a_product(ingredients=(an_ingredient("metformin", "850"),)))
    prescription = pharmacy.approved()
    line = prescription.lines[0].id
    code = code_of_refusal(lambda: choose_product(pharmacy.site, pharmacy.counter, prescription.id, line, other.id))
    assert code == "product_is_not_what_is_prescribed"
    brand = pharmacy.stocked(a_product(name="Obimet 500"))
    choose_product(pharmacy.site, pharmacy.counter, prescription.id, line, brand.id)
    assert status_of(pharmacy, prescription) is Status.CLAIMED
