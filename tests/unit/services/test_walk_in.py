"""Paper taken in here: the scan becomes a prescription, the server is told in order, and its answer is the claim."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.factories import NOW, TODAY, Pharmacy, a_code, a_line, a_patient, a_user, fhir_patient
from tests.fakes import MemoryServer
from tests.looking import approve
from tests.unit.services.outcomes import code_of_refusal, queued
from tests.unit.services.test_push import a_courier
from workstation.domain.outbox import OutboxState
from workstation.domain.patient import Patient, Sex
from workstation.domain.prescription import LineSource, Prescription
from workstation.domain.queue import QueueFilter
from workstation.domain.users import Role
from workstation.domain.workflow import standing
from workstation.services.claim import claim_prescription
from workstation.services.emergency import EmergencyRequest, emergency_supply
from workstation.services.identifiers import Identifier
from workstation.services.picking import scan_pack
from workstation.services.sync.push import push
from workstation.services.walk_in import (
    KnownPatient,
    NewPatient,
    PaperFile,
    PatientChoice,
    choose_patient,
    find_patients,
    take_in_paper,
)

SCAN = PaperFile(b"\x89PNG a scan", "image/png")
BOTH = frozenset({Identifier.NAME, Identifier.BIRTH_DATE})
EVERYTHING = QueueFilter(now=NOW)
TERESA = NewPatient("Teresa  Fernandes", date(1980, 2, 29), Sex.FEMALE, "020-77")


def known(pharmacy: Pharmacy, patient: Patient | None = None) -> Patient:
    """Somebody whom the server knows."""
    patient = patient or a_patient()
    with pharmacy.store.begin() as tx:
        tx.patients.save(patient, "Patient/p1")
    return patient


def taken_in(pharmacy: Pharmacy, who: PatientChoice | None = None, scan: PaperFile = SCAN) -> Prescription:
    """One paper of a patient who is known."""
    return take_in_paper(pharmacy.site, pharmacy.counter, scan, who or KnownPatient(known(pharmacy).id, BOTH))


def keyed(pharmacy: Pharmacy, prescription: Prescription) -> Prescription:
    """One line that the pharmacist transcribed from the scan."""
    product = pharmacy.stocked()
    line = a_line(
        product_id=product.id,
        source=LineSource.TRANSCRIBED,
        server_reference="",
        confirmed_by=pharmacy.pharmacist.id,
    )
    with pharmacy.store.begin() as tx:
        prescription = replace(tx.prescriptions.get(prescription.id), lines=(line,))
        tx.prescriptions.save(prescription)
    return prescription


def is_claimed(pharmacy: Pharmacy, prescription: Prescription) -> bool:
    """Whether the server has acknowledged it."""
    with pharmacy.store.read() as tx:
        return standing(tx.prescriptions.events(prescription.id)).claimed


def test_a_paper_becomes_a_prescription_with_its_scan(pharmacy: Pharmacy) -> None:
    prescription = taken_in(pharmacy)
    assert prescription.task_reference == ""
    assert prescription.due_at == NOW + timedelta(minutes=30)
    with pharmacy.store.read() as tx:
        document = tx.documents.get(prescription.document_ids[0])
        assert (document.content, document.content_type) == (SCAN.content, "image/png")
        assert tx.documents.unread() == [document.id], "it is read ahead like any scan"
        (row,) = tx.prescriptions.queue(EVERYTHING)
        assert (row.number, row.patient_name) == (prescription.number, "Ramesh Deshpande")


def test_the_server_is_told_the_scan_first_and_the_work_item_last(pharmacy: Pharmacy) -> None:
    prescription = taken_in(pharmacy)
    scan, task = queued(pharmacy, prescription)
    assert (scan.target, scan.body["subject"]) == ("DocumentReference", {"reference": "Patient/p1"})
    assert (task.target, task.body["for"]) == ("Task", {"reference": "Patient/p1"})
    assert scan.id in task.waits_for


def test_a_new_patient_goes_before_all_that_names_them(pharmacy: Pharmacy) -> None:
    prescription = taken_in(pharmacy, TERESA)
    patient, scan, task = queued(pharmacy, prescription)
    assert (patient.target, patient.body["name"]) == ("Patient", [{"text": "Teresa Fernandes"}])
    assert patient.id in scan.waits_for & task.waits_for


def test_only_the_servers_answer_to_the_work_item_is_the_claim(pharmacy: Pharmacy) -> None:
    prescription = taken_in(pharmacy, TERESA)
    assert not is_claimed(pharmacy, prescription)
    assert claim_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id) is None, "it is asked for already"
    server = MemoryServer(fhir_patient())
    push(a_courier(pharmacy, server))
    assert is_claimed(pharmacy, prescription)
    (task,) = [one for one in server.resources.values() if one["resourceType"] == "Task"]
    (patient,) = [one for one in server.resources.values() if one.get("name") == [{"text": "Teresa Fernandes"}]]
    assert task["for"] == {"reference": f"Patient/{patient['id']}"}
    with pharmacy.store.read() as tx:
        now = tx.prescriptions.get(prescription.id)
        assert now.task_reference == f"Task/{task['id']}"
        assert now.patient_id is not None
        assert tx.patients.reference(now.patient_id) == f"Patient/{patient['id']}"
        assert tx.outbox.count(OutboxState.WAITING) == 0


def test_before_that_nothing_but_an_emergency_supply_is_allowed(pharmacy: Pharmacy) -> None:
    prescription = keyed(pharmacy, taken_in(pharmacy))
    pharmacy.confirm_identity(prescription)
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id, "monitoring is arranged")
    with pharmacy.store.read() as tx:
        product = tx.products.get(prescription.lines[0].product_id or pharmacy.site.new_id())
    code = a_code(product)
    pick = code_of_refusal(lambda: scan_pack(pharmacy.site, pharmacy.counter, prescription.id, code))
    assert pick == "not_claimed"
    request = EmergencyRequest(prescription.id, prescription.lines[0].id, code, 3, "server not reachable")
    emergency_supply(pharmacy.site, pharmacy.pharmacist, request)
    push(a_courier(pharmacy, MemoryServer(fhir_patient())))
    assert scan_pack(pharmacy.site, pharmacy.counter, prescription.id, code).line.id == prescription.lines[0].id


def test_an_emergency_supply_of_our_own_line_sends_the_line_before_it(pharmacy: Pharmacy) -> None:
    prescription = keyed(pharmacy, taken_in(pharmacy))
    with pharmacy.store.read() as tx:
        product = tx.products.get(prescription.lines[0].product_id or pharmacy.site.new_id())
    request = EmergencyRequest(prescription.id, prescription.lines[0].id, a_code(product), 3, "server not reachable")
    emergency_supply(pharmacy.site, pharmacy.pharmacist, request)
    server = MemoryServer(fhir_patient())
    push(a_courier(pharmacy, server))
    kinds = {one["resourceType"]: one for one in server.resources.values()}
    line = kinds["MedicationRequest"]["id"]
    assert kinds["MedicationDispense"]["authorizingPrescription"] == [{"reference": f"MedicationRequest/{line}"}]


def test_the_same_file_is_noticed_whoever_it_is_for(pharmacy: Pharmacy) -> None:
    prescription = taken_in(pharmacy)
    assert code_of_refusal(lambda: taken_in(pharmacy, TERESA)) == "taken_in_before"
    with pharmacy.store.read() as tx:
        assert len(tx.prescriptions.queue(EVERYTHING)) == 1
        assert tx.prescriptions.by_number(prescription.number) is not None
        assert tx.patients.find("Teresa") == [], "nothing of a refused paper stays"


def test_a_second_paper_of_a_new_patient_waits_for_the_first_ones_patient(pharmacy: Pharmacy) -> None:
    first = taken_in(pharmacy, TERESA)
    assert first.patient_id is not None
    second = taken_in(pharmacy, KnownPatient(first.patient_id, BOTH), PaperFile(b"another", "image/png"))
    server = MemoryServer(fhir_patient())
    push(a_courier(pharmacy, server))
    assert is_claimed(pharmacy, second)
    subjects = [one["for"]["reference"] for one in server.resources.values() if one["resourceType"] == "Task"]
    assert len(subjects) == 2
    assert len(set(subjects)) == 1
    assert subjects[0].startswith("Patient/")


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (NewPatient(" ", date(1980, 1, 1)), "name_missing"),
        (NewPatient("Teresa Fernandes", None), "birth_date_missing"),
        (NewPatient("Teresa Fernandes", TODAY + timedelta(days=1)), "born_later"),
        (NewPatient("deshpande Ramesh", date(1959, 6, 1)), "patient_exists"),
    ],
)
def test_a_new_patient_needs_two_identifiers_and_must_be_new(pharmacy: Pharmacy, who: NewPatient, code: str) -> None:
    known(pharmacy)
    assert code_of_refusal(lambda: taken_in(pharmacy, who)) == code


def test_a_known_patient_needs_two_identifiers_that_are_on_record(pharmacy: Pharmacy) -> None:
    patient = known(pharmacy, a_patient(phone=""))
    for confirmed in (frozenset({Identifier.NAME}), frozenset({Identifier.NAME, Identifier.PHONE})):
        choice = KnownPatient(patient.id, confirmed)
        assert code_of_refusal(lambda who=choice: taken_in(pharmacy, who)) == "two_identifiers"  # type: ignore[misc]  # the default binds the loop's value


@pytest.mark.parametrize(
    ("scan", "code"),
    [(PaperFile(b"", "image/png"), "empty_file"), (PaperFile(bytes(26 * 1024**2), "image/png"), "too_large")],
)
def test_a_file_that_cannot_be_a_scan_is_refused(pharmacy: Pharmacy, scan: PaperFile, code: str) -> None:
    assert code_of_refusal(lambda: taken_in(pharmacy, scan=scan)) == code


def test_an_administrator_takes_nothing_in(pharmacy: Pharmacy) -> None:
    who = a_user(Role.ADMINISTRATOR)
    assert code_of_refusal(lambda: take_in_paper(pharmacy.site, who, SCAN)) == "not_allowed"


def test_a_paper_of_a_watched_folder_gets_its_patient_later(pharmacy: Pharmacy) -> None:
    prescription = take_in_paper(pharmacy.site, None, SCAN)
    assert (prescription.patient_id, prescription.due_at) == (None, None)
    patient = known(pharmacy)
    named = choose_patient(pharmacy.site, pharmacy.counter, prescription.id, KnownPatient(patient.id, BOTH))
    assert named.patient_id == patient.id
    scan, task = queued(pharmacy, prescription)
    assert (scan.body["subject"], task.body["for"]) == ({"reference": "Patient/p1"}, {"reference": "Patient/p1"})
    again = KnownPatient(patient.id, BOTH)
    code = code_of_refusal(lambda: choose_patient(pharmacy.site, pharmacy.counter, prescription.id, again))
    assert code == "patient_chosen"


def test_a_new_patient_chosen_later_never_holds_up_what_waits(pharmacy: Pharmacy) -> None:
    prescription = take_in_paper(pharmacy.site, None, SCAN)
    choose_patient(pharmacy.site, pharmacy.counter, prescription.id, TERESA)
    push(a_courier(pharmacy, MemoryServer(fhir_patient())))
    assert is_claimed(pharmacy, prescription)
    with pharmacy.store.read() as tx:
        assert tx.outbox.count(OutboxState.WAITING) == 0


def test_patients_are_found_by_name_birth_date_and_number(pharmacy: Pharmacy) -> None:
    patient = known(pharmacy)
    for text, born in (("desh", None), ("ramesh deshpande", date(1959, 6, 1)), ("P-104", None)):
        assert find_patients(pharmacy.site, pharmacy.counter, text, born) == (patient,)
    assert find_patients(pharmacy.site, pharmacy.counter, "ramesh", date(1959, 6, 2)) == ()
    assert find_patients(pharmacy.site, pharmacy.counter, "r") == ()
