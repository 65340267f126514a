"""Another server, or one that was set back, gives out a reference that is known here: noticed, and never merged."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.factories import (
    TODAY,
    Json,
    Pharmacy,
    a_line,
    a_patient,
    an_ingredient,
    fhir_patient,
    fhir_request,
    fhir_task,
)
from tests.fakes import MemoryServer
from tests.unit.services.outcomes import code_of_refusal, status_of
from tests.unit.services.server_acts import LINE, attentions, brought_to, taken
from tests.unit.services.test_push import a_courier, a_server, asked_for, pulled, queued
from workstation.domain.consent import Consent, Decision, Purpose
from workstation.domain.outbox import AttentionCode, OutboxEntry, OutboxState
from workstation.domain.patient import Patient
from workstation.domain.prescription import PrescribedMedicine, Prescription
from workstation.domain.workflow import Status
from workstation.services.consent import keep_consents
from workstation.services.outbox import export_outbox, send_again
from workstation.services.server_words import ServerPatient
from workstation.services.sync.another_server import paired_elsewhere
from workstation.services.sync.once import sync_once
from workstation.services.sync.push import push

SOMEBODY_ELSE = a_patient(name="Teresa Fernandes", birth_date=date(1991, 3, 4), number="X-7")
WARFARIN = a_line(
    server_reference="MedicationRequest/1",
    medicine=PrescribedMedicine("Warfarin 5 mg", (an_ingredient("warfarin", "5"),), "tablet"),
)
ANOTHER: dict[str, Any] = {
    "number": "B-77",
    "numbers": frozenset({"B-77"}),
    "patient": ServerPatient("Patient/1", SOMEBODY_ELSE, (), None, None),
    "lines": (WARFARIN,),
    "authored_on": TODAY - timedelta(days=3),
}
FIRST: dict[str, Any] = {"numbers": frozenset({"RX-1"})}


def stored(pharmacy: Pharmacy, prescription: Prescription) -> Prescription:
    """As it is now."""
    with pharmacy.store.read() as tx:
        return tx.prescriptions.get(prescription.id)


def patient_of(pharmacy: Pharmacy, prescription: Prescription) -> Patient:
    """Whose it is."""
    patient_id = stored(pharmacy, prescription).patient_id
    assert patient_id is not None
    with pharmacy.store.read() as tx:
        return tx.patients.get(patient_id)


def of_group(pharmacy: Pharmacy, group: UUID) -> list[OutboxEntry]:
    """Everything that is queued for it."""
    with pharmacy.store.read() as tx:
        return list(tx.outbox.of_group(group))


@pytest.mark.parametrize("stage", [Status.RECEIVED, Status.APPROVED, Status.READY, Status.HANDED_OVER], ids=str)
def test_another_prescription_under_a_known_reference_is_taken_in_as_new_and_the_old_one_is_left_alone(
    pharmacy: Pharmacy, stage: Status
) -> None:
    old, _ = brought_to(pharmacy, stage, **FIRST)
    new = taken(pharmacy, **ANOTHER)
    assert new.id != old.id
    assert (stored(pharmacy, old).number, stored(pharmacy, old).task_reference) == ("RX-1", "")
    assert (new.number, new.task_reference, status_of(pharmacy, new)) == ("B-77", "Task/1", Status.RECEIVED)
    assert stored(pharmacy, old).lines[0].medicine == LINE.medicine
    assert patient_of(pharmacy, old).name == "Ramesh Deshpande"
    assert patient_of(pharmacy, new).name == "Teresa Fernandes"
    open_entries = [one for one in of_group(pharmacy, old.id) if one.state is OutboxState.WAITING]
    assert open_entries == []


def test_open_work_whose_place_is_taken_stops_and_people_are_told(pharmacy: Pharmacy) -> None:
    old, _ = brought_to(pharmacy, Status.APPROVED, **FIRST)
    taken(pharmacy, **ANOTHER)
    assert status_of(pharmacy, old) is not Status.APPROVED
    assert attentions(pharmacy, old) == [AttentionCode.DELETED_AT_SERVER]


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "RX-2", "numbers": frozenset({"RX-2"})},
        {"number": "RX-2", "numbers": frozenset({"RX-2", "RX-1"}), "lines": (WARFARIN,)},
        {"lines": (WARFARIN,)},
        {"authored_on": TODAY - timedelta(days=3)},
        {"patient": ServerPatient("Patient/1", replace(SOMEBODY_ELSE, name="Ramesh Fernandes"), (), None, None)},
    ],
    ids=["renumbered", "number_added", "other_medicine", "other_day", "other_patient_facts"],
)
def test_a_prescription_that_the_server_edits_is_the_same_one(pharmacy: Pharmacy, changes: dict[str, Any]) -> None:
    old = taken(pharmacy, **FIRST)
    assert taken(pharmacy, **(FIRST | changes)).id == old.id


def test_a_prescription_that_gets_its_first_number_is_the_same_one(pharmacy: Pharmacy) -> None:
    old = taken(pharmacy, number="1")
    assert taken(pharmacy, number="RX-1", numbers=frozenset({"RX-1"}), lines=(WARFARIN,)).id == old.id


def test_somebody_else_under_a_known_patient_reference_gets_a_record_of_their_own(pharmacy: Pharmacy) -> None:
    old = taken(pharmacy, **FIRST)
    other = taken(pharmacy, **(ANOTHER | {"task_reference": "Task/2"}))
    assert patient_of(pharmacy, old).name == "Ramesh Deshpande"
    assert patient_of(pharmacy, other).name == "Teresa Fernandes"
    assert patient_of(pharmacy, old).id != patient_of(pharmacy, other).id


# --- over the line ------------------------------------------------------------------------------------------


def the_other_server() -> MemoryServer:
    """The same ids and versions for other things."""
    them = {"id": "p1", "name": [{"text": "Teresa Fernandes"}], "birthDate": "1991-03-04", "identifier": []}
    request = fhir_request(authoredOn="2026-11-19", medicationCodeableConcept={"text": "Warfarin 5 mg"})
    task: Json = {**fhir_task("B-77"), "id": "t-RX-1"}
    return MemoryServer({**fhir_patient(), **them}, request, task)


def test_what_waits_for_one_server_is_never_put_on_another_ones_prescription(pharmacy: Pharmacy) -> None:
    first, second = a_server(), the_other_server()
    assert first.resources["Task/t-RX-1"]["meta"]["versionId"] == second.resources["Task/t-RX-1"]["meta"]["versionId"]
    pulled(pharmacy, first)
    claim = asked_for(pharmacy)
    with pharmacy.store.begin() as tx:
        paired_elsewhere(tx, pharmacy.site, other_pharmacy=False)
    report = sync_once(a_courier(pharmacy, second))
    assert report.offline == ""
    assert second.resources["Task/t-RX-1"] == the_other_server().resources["Task/t-RX-1"]
    with pharmacy.store.read() as tx:
        assert tx.outbox.get(claim).state is OutboxState.WITHDRAWN
        numbers = {one.number for name in ("RX-1", "B-77") for one in tx.prescriptions.with_number(name)}
    assert numbers == {"RX-1", "B-77"}


def test_the_same_server_at_a_new_address_gets_what_waits(pharmacy: Pharmacy) -> None:
    server = a_server()
    pulled(pharmacy, server)
    claim = asked_for(pharmacy)
    with pharmacy.store.begin() as tx:
        paired_elsewhere(tx, pharmacy.site, other_pharmacy=False)
    sync_once(a_courier(pharmacy, server))
    with pharmacy.store.read() as tx:
        assert tx.outbox.get(claim).state is OutboxState.SENT
    assert server.resources["Task/t-RX-1"]["status"] == "accepted"


def test_a_version_of_before_is_never_put_on_the_wire(pharmacy: Pharmacy) -> None:
    server = a_server()
    pulled(pharmacy, server)
    asked_for(pharmacy)
    with pharmacy.store.begin() as tx:
        tx.mirror.distrust_versions()
    named: list[str] = []
    update = server.update

    def watched(reference: str, body: Any, version_id: str) -> Any:
        named.append(version_id)
        return update(reference, body, version_id)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(server, "update", watched)
        push(a_courier(pharmacy, server))
    assert named == ["1"]


# --- consent ------------------------------------------------------------------------------------------------


def parked_fact(pharmacy: Pharmacy) -> tuple[Prescription, UUID]:
    """A fact about a prescription whose server is gone."""
    old = taken(pharmacy, **FIRST)
    fact = queued(pharmacy, old.id)
    taken(pharmacy, **ANOTHER)
    return old, fact.id


def test_a_fact_for_another_server_is_parked_and_leaves_with_the_patients_consent_only(pharmacy: Pharmacy) -> None:
    old, fact = parked_fact(pharmacy)
    site, pharmacist = pharmacy.site, pharmacy.pharmacist
    assert [one.state for one in of_group(pharmacy, old.id)] == [OutboxState.PARKED]
    assert code_of_refusal(lambda: send_again(site, pharmacist, fact)) == "no_consent_to_share"
    assert export_outbox(site, pharmacist, "server support") == ()
    agreed = Consent("Consent/1", Decision.PERMIT, frozenset({Purpose.SHARING}))
    patient = patient_of(pharmacy, old)
    with pharmacy.store.begin() as tx:
        keep_consents(tx, patient.id, [agreed])
    assert [one.id for one in export_outbox(site, pharmacist, "server support")] == [fact]
    send_again(site, pharmacist, fact)
    assert [one.state for one in of_group(pharmacy, old.id)] == [OutboxState.WAITING]


def test_the_record_of_a_supply_owed_to_its_own_server_never_asks_for_consent(pharmacy: Pharmacy) -> None:
    old = taken(pharmacy, **FIRST)
    fact = queued(pharmacy, old.id)
    denied = Consent("Consent/1", Decision.DENY, frozenset(Purpose))
    patient = patient_of(pharmacy, old)
    with pharmacy.store.begin() as tx:
        keep_consents(tx, patient.id, [denied])
        tx.outbox.update(replace(tx.outbox.get(fact.id), state=OutboxState.PARKED))
    assert [one.id for one in export_outbox(pharmacy.site, pharmacy.pharmacist, "server support")] == [fact.id]
    send_again(pharmacy.site, pharmacy.pharmacist, fact.id)
