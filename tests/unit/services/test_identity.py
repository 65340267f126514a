"""The patient is part of the chain: paper and record agree, or two identifiers are confirmed before approval."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.factories import Pharmacy, a_line, a_patient, tablets
from tests.looking import approve
from tests.unit.services.outcomes import code_of_refusal, status_of
from tests.unit.services.test_reading import a_page, a_read_line, read_all, scanned
from workstation.domain.patient import Patient
from workstation.domain.patient_match import MatchReason, MatchVerdict
from workstation.domain.prescription import Prescription
from workstation.domain.reading import Decision, FieldReading, Page, Reading
from workstation.domain.workflow import EventKind, Status
from workstation.services.identifiers import Identifier
from workstation.services.identity import IdentityQuestion, confirm_identity, identity_question
from workstation.services.recording import record

BOTH = frozenset({Identifier.NAME, Identifier.BIRTH_DATE})
NOT_CONFIRMED = "identity_not_confirmed"


def written(name: str | None, age: int | None = None, decision: Decision = Decision.READ) -> Page:
    """A page that names a patient."""
    fields = {"patient": FieldReading(name, 0.9, decision, None)}
    if age is not None:
        fields["age"] = FieldReading(f"{age} Y", 0.9, decision, None, number=Decimal(age), unit="a")
    return replace(a_page(a_read_line()), fields=fields)


def reading_of(*pages: Page) -> Reading:
    """By one engine."""
    return Reading("scan.png", pages, ("made-up 1",))


def asked(pharmacy: Pharmacy, prescription: Prescription) -> IdentityQuestion | None:
    """What has to be confirmed now."""
    with pharmacy.store.read() as tx:
        return identity_question(tx, pharmacy.site, tx.prescriptions.get(prescription.id))


def of_ramesh(pharmacy: Pharmacy, *pages: Page) -> Prescription:
    """A claimed scan of Ramesh Deshpande with the server's line, read as these pages."""
    pharmacy.stocked()
    prescription = scanned(pharmacy, lines=(a_line(),), patient=a_patient())
    pharmacy.claim(prescription)
    if pages:
        read_all(pharmacy, reading_of(*pages))
    return prescription


def confirm(pharmacy: Pharmacy, prescription: Prescription, given: frozenset[Identifier] = BOTH) -> None:
    """At the counter."""
    confirm_identity(pharmacy.site, pharmacy.counter, prescription.id, given)


def test_a_paper_that_names_the_patient_asks_nothing(pharmacy: Pharmacy) -> None:
    prescription = of_ramesh(pharmacy, written("Deshpande Ramesh", 67))
    assert asked(pharmacy, prescription) is None
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert status_of(pharmacy, prescription) is Status.APPROVED


@pytest.mark.parametrize(
    ("page", "verdict", "reason"),
    [
        (written("Teresa Fernandes"), MatchVerdict.MISMATCH, MatchReason.NAME_DIFFERS),
        (written("Ramesh Deshpande", 30), MatchVerdict.MISMATCH, MatchReason.AGE_DIFFERS),
        (written("Rakesh Deshpande"), MatchVerdict.DOUBTFUL, MatchReason.NAME_PARTLY),
        (written("Ramesh Deshpande", decision=Decision.UNREADABLE), MatchVerdict.DOUBTFUL, MatchReason.NAME_NOT_READ),
        (written(None), MatchVerdict.DOUBTFUL, MatchReason.NAME_NOT_READ),
    ],
)
def test_what_does_not_agree_blocks_approval_until_two_identifiers_are_confirmed(
    pharmacy: Pharmacy, page: Page, verdict: MatchVerdict, reason: MatchReason
) -> None:
    prescription = of_ramesh(pharmacy, page)
    found = asked(pharmacy, prescription)
    assert found is not None
    assert found.match is not None
    assert (found.verdict, found.match.reasons) == (verdict, (reason,))
    assert code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id)) == NOT_CONFIRMED
    confirm(pharmacy, prescription)
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert status_of(pharmacy, prescription) is Status.APPROVED


def test_a_scan_that_nobody_has_read_yet_has_to_be_confirmed(pharmacy: Pharmacy) -> None:
    found = asked(pharmacy, of_ramesh(pharmacy))
    assert found is not None
    assert found.match is not None
    assert found.match.reasons == (MatchReason.NAME_NOT_READ,)


def test_one_page_of_somebody_else_is_enough_to_ask(pharmacy: Pharmacy) -> None:
    found = asked(pharmacy, of_ramesh(pharmacy, written("Ramesh Deshpande"), written("Teresa Fernandes")))
    assert found is not None
    assert found.verdict is MatchVerdict.MISMATCH


def test_a_second_page_without_a_name_asks_nothing(pharmacy: Pharmacy) -> None:
    assert asked(pharmacy, of_ramesh(pharmacy, written("Ramesh Deshpande"), written(None))) is None


def test_who_confirmed_which_identifiers_and_when_is_a_fact_of_its_own(pharmacy: Pharmacy) -> None:
    prescription = of_ramesh(pharmacy)
    confirm(pharmacy, prescription)
    with pharmacy.store.read() as tx:
        event = tx.prescriptions.events(prescription.id)[-1]
        assert tx.audit.verify().ok
    assert (event.kind, event.by, event.at) == (EventKind.IDENTITY_CONFIRMED, pharmacy.counter.id, pharmacy.clock.now)
    assert json.loads(event.detail)["identifiers"] == ["name", "birth_date"]
    assert "Ramesh" not in event.detail


def test_one_identifier_is_too_few_and_one_that_the_record_lacks_does_not_count(pharmacy: Pharmacy) -> None:
    prescription = of_ramesh(pharmacy)
    with pharmacy.store.begin() as tx:
        assert prescription.patient_id is not None
        tx.patients.save(replace(tx.patients.get(prescription.patient_id), phone=""), "Patient/p9")
    for given in (frozenset({Identifier.NAME}), frozenset({Identifier.NAME, Identifier.PHONE})):
        assert code_of_refusal(lambda given=given: confirm(pharmacy, prescription, given)) == "identity_too_few"  # type: ignore[misc]


def test_of_a_record_that_has_a_name_only_a_pharmacist_confirms_the_name(pharmacy: Pharmacy) -> None:
    prescription = of_ramesh(pharmacy)
    with pharmacy.store.begin() as tx:
        assert prescription.patient_id is not None
        patient = tx.patients.get(prescription.patient_id)
        tx.patients.save(replace(patient, phone="", birth_date=None, number=""), "Patient/p9")
    name = frozenset({Identifier.NAME})
    assert code_of_refusal(lambda: confirm(pharmacy, prescription, name)) == "not_allowed"
    confirm_identity(pharmacy.site, pharmacy.pharmacist, prescription.id, name)
    assert asked(pharmacy, prescription) is None


def test_another_reading_makes_the_confirmation_void(pharmacy: Pharmacy) -> None:
    prescription = of_ramesh(pharmacy)
    confirm(pharmacy, prescription)
    assert asked(pharmacy, prescription) is None
    read_all(pharmacy, reading_of(written("Teresa Fernandes")))
    found = asked(pharmacy, prescription)
    assert found is not None
    assert found.verdict is MatchVerdict.MISMATCH


def test_another_patient_makes_the_confirmation_void(pharmacy: Pharmacy) -> None:
    prescription = of_ramesh(pharmacy, written(None))
    confirm(pharmacy, prescription)
    other = a_patient(name="Joseph D'Mello", birth_date=date(1982, 5, 30))
    with pharmacy.store.begin() as tx:
        tx.patients.save(other, "Patient/p8")
        tx.prescriptions.save(replace(tx.prescriptions.get(prescription.id), patient_id=other.id))
    assert asked(pharmacy, prescription) is not None


# --- a similar name -------------------------------------------------------------------------------------------


def similar(pharmacy: Pharmacy, **changes: object) -> Patient:
    """Somebody with nearly the name of Ramesh Deshpande."""
    return a_patient(name="Rakesh Deshpande", birth_date=date(1980, 1, 1), number="P-7", **changes)


def test_another_patient_with_a_similar_name_in_the_queue_asks_on_both(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    mine, other = pharmacy.claimed(patient=a_patient()), pharmacy.claimed(patient=similar(pharmacy))
    for one, against in ((mine, other), (other, mine)):
        found = asked(pharmacy, one)
        assert found is not None
        assert (found.match, [person.number for person in found.similar]) == (None, [against.number])
        assert code_of_refusal(lambda one=one: approve(pharmacy.site, pharmacy.pharmacist, one.id)) == NOT_CONFIRMED  # type: ignore[misc]
    confirm(pharmacy, mine)
    assert asked(pharmacy, mine) is None


def test_a_name_that_is_not_similar_asks_nothing(pharmacy: Pharmacy) -> None:
    mine = pharmacy.claimed(patient=a_patient())
    pharmacy.claimed(patient=a_patient(name="Teresa Fernandes"))
    assert asked(pharmacy, mine) is None


def test_two_prescriptions_of_one_patient_ask_nothing(pharmacy: Pharmacy) -> None:
    patient = a_patient()
    mine = pharmacy.claimed(patient=patient)
    pharmacy.claimed(patient=patient, lines=(a_line(quantity_prescribed=tablets(5)),))
    assert asked(pharmacy, mine) is None


def test_records_of_one_person_are_not_similar_people(pharmacy: Pharmacy) -> None:
    mine, other = pharmacy.claimed(patient=a_patient()), pharmacy.claimed(patient=similar(pharmacy))
    with pharmacy.store.begin() as tx:
        assert mine.patient_id is not None
        tx.patients.add_link(pharmacy.site.new_id(), mine.patient_id, f"Patient/{other.patient_id}", pharmacy.clock.now)
    assert asked(pharmacy, mine) is None


@pytest.mark.parametrize(("hours", "asks"), [(2, True), (26, False)])
def test_who_got_something_today_counts_and_who_got_it_yesterday_does_not(
    pharmacy: Pharmacy, hours: int, asks: bool
) -> None:
    mine, other = pharmacy.claimed(patient=a_patient()), pharmacy.claimed(patient=similar(pharmacy))
    with pharmacy.store.begin() as tx:
        tx.prescriptions.save(replace(tx.prescriptions.get(other.id), lines=()))
        pharmacy.clock.now -= timedelta(hours=hours)
        record(tx, pharmacy.site, pharmacy.counter, other.id, EventKind.HANDED_OVER)
        record(tx, pharmacy.site, pharmacy.counter, other.id, EventKind.DELIVERED)
        pharmacy.clock.now += timedelta(hours=hours)
    assert (asked(pharmacy, mine) is not None) is asks
