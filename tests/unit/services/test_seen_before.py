"""A paper that was here before is known again: the same file, the same page, or the same order once more."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.factories import TODAY, Pharmacy, a_line, a_patient, an_ingredient, tablets
from tests.looking import approve
from tests.unit.services.counter_acts import supplied
from tests.unit.services.outcomes import code_of_refusal, status_of
from tests.unit.services.test_reading import FakeReader, a_page, a_read_line, scanned
from workstation.domain.patient import Patient
from workstation.domain.prescription import PrescribedMedicine, Prescription
from workstation.domain.reading import Decision, FieldReading, Reading
from workstation.domain.reading.model import PageMark
from workstation.domain.workflow import EventKind, Status
from workstation.services.approval import reject
from workstation.services.reading import read_next
from workstation.services.recording import record
from workstation.services.seen_before import SeenAnswer, SeenBefore, SeenKind, seen_before, settle_seen_before

LOOK, NEAR, FAR = "00000000000000ff", "00000000000000f0", "ffffffffffffff00"


def a_scan_of(name: str, look: str = LOOK, day: date = TODAY, pixels: str = "") -> Reading:
    """A page that was read: whose it is, when it was written, what it looks like."""
    fields = {
        "patient": FieldReading(name, 0.9, Decision.READ, None),
        "date": FieldReading(str(day), 0.9, Decision.READ, None, iso=day),
    }
    mark = PageMark(pixels or f"pixels of {look}", look)
    return Reading("scan.png", (replace(a_page(a_read_line()), fields=fields, mark=mark),), ("made-up 1",))


def came(pharmacy: Pharmacy, reading: Reading, patient: Patient, content: str = "", **changes: object) -> Prescription:
    """A scan of a patient, claimed and read. The file is another one each time unless said."""
    prescription = scanned(pharmacy, **{"lines": (a_line(),), "patient": patient, "authored_on": None, **changes})  # type: ignore[arg-type]
    with pharmacy.store.begin() as tx:
        document = tx.documents.get(prescription.document_ids[0])
        tx.documents.save(replace(document, sha256=content or f"file {prescription.id}"))
    pharmacy.claim(prescription)
    read_next(pharmacy.site, FakeReader([reading], []))
    return prescription


def asked(pharmacy: Pharmacy, prescription: Prescription) -> tuple[SeenBefore, ...]:
    """What is asked of it now."""
    with pharmacy.store.read() as tx:
        return seen_before(tx, tx.prescriptions.get(prescription.id))


def kinds(pharmacy: Pharmacy, prescription: Prescription) -> list[SeenKind]:
    """Of what is asked."""
    return [one.kind for one in asked(pharmacy, prescription)]


def settle(pharmacy: Pharmacy, one: Prescription, other: Prescription, answer: SeenAnswer) -> None:
    """A pharmacist looked at both."""
    settle_seen_before(pharmacy.site, pharmacy.pharmacist, one.id, other.id, answer)


RAMESH = a_patient(name="Ramesh Deshpande")
TERESA = a_patient(name="Teresa Fernandes", birth_date=date(1978, 10, 1))


def test_the_same_page_again_is_asked_on_both(pharmacy: Pharmacy) -> None:
    first = came(pharmacy, a_scan_of("Ramesh Deshpande"), RAMESH)
    second = came(pharmacy, a_scan_of("Ramesh Deshpande", NEAR), RAMESH)
    assert kinds(pharmacy, first) == kinds(pharmacy, second) == [SeenKind.AGAIN]
    found = asked(pharmacy, second)[0]
    assert (found.by_picture, found.mine.number, found.other.number) == (True, second.number, first.number)
    assert found.other.patient == "Ramesh Deshpande"


def test_the_same_file_for_another_patient_is_asked_before_anybody_read_it(pharmacy: Pharmacy) -> None:
    came(pharmacy, a_scan_of("Ramesh Deshpande"), RAMESH, "one file")
    with pharmacy.store.begin() as tx:
        tx.patients.save(TERESA, "Patient/t")
    second = came(pharmacy, a_scan_of("Ramesh Deshpande", FAR), TERESA, "one file")
    assert kinds(pharmacy, second) == [SeenKind.OTHER_PATIENT]


def test_the_same_pixels_in_another_file_are_the_same_page(pharmacy: Pharmacy) -> None:
    came(pharmacy, a_scan_of("Ramesh Deshpande", LOOK, pixels="p"), RAMESH)
    second = came(pharmacy, a_scan_of("misread", FAR, pixels="p"), RAMESH)
    assert kinds(pharmacy, second) == [SeenKind.AGAIN]


@pytest.mark.parametrize(
    "other",
    [
        a_scan_of("Ramesh Deshpande", NEAR, TODAY - timedelta(days=30)),
        a_scan_of("Teresa Fernandes", NEAR),
        a_scan_of("Ramesh Deshpande", FAR),
    ],
)
def test_a_repeat_of_another_day_another_name_and_another_look_are_not_the_same(
    pharmacy: Pharmacy, other: Reading
) -> None:
    medicine = PrescribedMedicine("Aspirin 75 mg", (an_ingredient("aspirin", "75"),), "tablet")
    came(pharmacy, a_scan_of("Ramesh Deshpande"), RAMESH, lines=(a_line(medicine=medicine),))
    second = came(pharmacy, other, RAMESH)
    assert kinds(pharmacy, second) == []


def test_a_blank_page_is_like_no_other(pharmacy: Pharmacy) -> None:
    page = replace(a_page(decision=Decision.UNREADABLE), mark=PageMark("blank", ""))
    blank = Reading("scan.png", (page,), ("made-up 1",))
    came(pharmacy, blank, RAMESH)
    assert kinds(pharmacy, came(pharmacy, blank, TERESA)) == []


# --- patient, prescriber, date, medicines ---------------------------------------------------------------------


def ordered(pharmacy: Pharmacy, **changes: object) -> Prescription:
    """An order of the server for Ramesh."""
    prescription = pharmacy.received(patient=RAMESH, **changes)  # type: ignore[arg-type]
    pharmacy.claim(prescription)
    return prescription


def test_patient_prescriber_date_and_medicines_that_are_the_same_are_asked(pharmacy: Pharmacy) -> None:
    first, second = ordered(pharmacy), ordered(pharmacy, lines=(a_line(quantity_prescribed=tablets(30)),))
    found = asked(pharmacy, second)
    assert [(one.kind, one.by_picture, one.other.id) for one in found] == [(SeenKind.AGAIN, False, first.id)]


@pytest.mark.parametrize("changes", [{"authored_on": TODAY}, {"lines": (a_line(), a_line(position=2))}, {"lines": ()}])
def test_a_monthly_repeat_and_other_medicines_are_not_the_same(pharmacy: Pharmacy, changes: dict[str, object]) -> None:
    ordered(pharmacy)
    if changes.get("lines"):
        aspirin = PrescribedMedicine("Aspirin 75 mg", (an_ingredient("aspirin", "75"),), "tablet")
        changes = {"lines": (a_line(), a_line(position=2, medicine=aspirin))}
    assert kinds(pharmacy, ordered(pharmacy, **changes)) == []


def test_what_was_cancelled_before_it_was_supplied_never_was(pharmacy: Pharmacy) -> None:
    first = ordered(pharmacy)
    with pharmacy.store.begin() as tx:
        record(tx, pharmacy.site, None, first.id, EventKind.CANCELLED)
    assert kinds(pharmacy, ordered(pharmacy)) == []


# --- answers --------------------------------------------------------------------------------------------------


def test_it_blocks_approval_until_a_pharmacist_says_what_it_is(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    first, second = ordered(pharmacy), ordered(pharmacy)
    refused = code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, second.id))
    assert refused == "seen_before"
    settle(pharmacy, second, first, SeenAnswer.REPEAT_IS_DUE)
    approve(pharmacy.site, pharmacy.pharmacist, second.id)
    assert status_of(pharmacy, second) is Status.APPROVED
    assert kinds(pharmacy, first) == [SeenKind.AGAIN]


def test_the_answer_is_a_fact_with_its_code(pharmacy: Pharmacy) -> None:
    first, second = ordered(pharmacy), ordered(pharmacy)
    settle(pharmacy, second, first, SeenAnswer.NOT_THE_SAME)
    with pharmacy.store.read() as tx:
        event = tx.prescriptions.events(second.id)[-1]
    assert (event.kind, event.by) == (EventKind.SEEN_BEFORE_SETTLED, pharmacy.pharmacist.id)
    assert '"answer": "not_the_same"' in event.detail
    assert code_of_refusal(lambda: settle(pharmacy, second, first, SeenAnswer.NOT_THE_SAME)) == "seen_before_not_asked"


def test_the_other_one_in_work_is_never_called_not_supplied(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    first, second = ordered(pharmacy), ordered(pharmacy)
    settle(pharmacy, first, second, SeenAnswer.OTHER_NOT_SUPPLIED)
    approve(pharmacy.site, pharmacy.pharmacist, first.id)
    refused = code_of_refusal(lambda: settle(pharmacy, second, first, SeenAnswer.OTHER_NOT_SUPPLIED))
    assert refused == "other_in_work"
    reject(pharmacy.site, pharmacy.pharmacist, first.id, "the other one is right")
    settle(pharmacy, second, first, SeenAnswer.OTHER_NOT_SUPPLIED)
    assert kinds(pharmacy, second) == []


def test_an_answer_counts_no_more_when_the_other_one_was_supplied_meanwhile(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    first, second = ordered(pharmacy), ordered(pharmacy)
    settle(pharmacy, second, first, SeenAnswer.OTHER_NOT_SUPPLIED)
    settle(pharmacy, first, second, SeenAnswer.NOT_THE_SAME)
    approve(pharmacy.site, pharmacy.pharmacist, first.id)
    supplied(pharmacy, first, product)
    assert kinds(pharmacy, second) == [SeenKind.SUPPLIED]
    refused = code_of_refusal(lambda: settle(pharmacy, second, first, SeenAnswer.OTHER_NOT_SUPPLIED))
    assert refused == "other_was_supplied"
