"""What a search for changed Tasks never shows: changed lines and allergies, deletions, doubles of our supplies."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.factories import Json, Pharmacy, a_code, fhir_patient, fhir_request, fhir_task
from tests.looking import approve, check_accuracy
from tests.unit.services.searching_server import SearchingServer, courier_to
from workstation.domain.outbox import AttentionCode, OutboxKind
from workstation.domain.prescription import LineBlock, Prescription
from workstation.services.claim import claim_prescription
from workstation.services.doubts import open_doubts
from workstation.services.handover import hand_over, make_ready
from workstation.services.picking import scan_pack
from workstation.services.sync import polling, sweep
from workstation.services.sync.once import sync_once
from workstation.services.sync.pull import pull

TASK = "Task/t-RX-1"
LINE = "MedicationRequest/m1"
DAY = 24 * 60


def a_server(*more: Json) -> SearchingServer:
    """RX-1 with one line."""
    return SearchingServer(fhir_patient(), fhir_request(authoredOn="2026-11-21"), fhir_task(), *more)


def pulled(pharmacy: Pharmacy, server: SearchingServer, minutes: float = 0) -> int:
    """After so many minutes."""
    pharmacy.clock.forward(minutes=minutes)
    return pull(courier_to(pharmacy, server)).tasks


def the_prescription(pharmacy: Pharmacy) -> Prescription:
    """As it is here."""
    with pharmacy.store.read() as tx:
        found = tx.prescriptions.by_task(TASK)
    assert found is not None
    return found


def attentions(pharmacy: Pharmacy) -> list[tuple[str, str]]:
    """(code, detail) of what needs a person."""
    with pharmacy.store.read() as tx:
        return [(one.code, one.detail) for one in tx.attentions.open()]


def allergy(**changes: Any) -> Json:
    """Of the patient."""
    named = {"patient": {"reference": "Patient/p1"}, "code": {"text": "penicillin"}}
    return {"resourceType": "AllergyIntolerance", "id": "a1", **named, **changes}


@pytest.mark.parametrize("refused", [set(), {"_lastUpdated"}, {"_id"}])
def test_a_changed_line_of_open_work_is_found_within_two_minutes(pharmacy: Pharmacy, refused: set[str]) -> None:
    server = a_server()
    server.refuses = refused
    pulled(pharmacy, server)
    pulled(pharmacy, server, minutes=2)
    server.changed(LINE, status="stopped")
    taken = [pulled(pharmacy, server, minutes=1) for _ in range(2)]
    assert the_prescription(pharmacy).lines[0].block is (LineBlock.NOT_ACTIVE if "_id" not in refused else None)
    assert sum(taken) == (1 if "_id" not in refused else 0)


def test_nothing_is_taken_in_again_while_nothing_changes(pharmacy: Pharmacy) -> None:
    server = a_server(allergy())
    pulled(pharmacy, server)
    assert [pulled(pharmacy, server, minutes=2) for _ in range(4)] == [0, 0, 0, 0]


def test_a_new_allergy_of_an_open_patient_is_found(pharmacy: Pharmacy) -> None:
    server = a_server()
    pulled(pharmacy, server)
    pulled(pharmacy, server, minutes=2)
    server.put(allergy())
    server.dated("AllergyIntolerance/a1", "2026-11-22T06:40:00Z")
    assert pulled(pharmacy, server, minutes=2) == 1
    patient_id = the_prescription(pharmacy).patient_id
    assert patient_id is not None
    with pharmacy.store.read() as tx:
        known = tx.patients.context(patient_id).allergies
    assert known is not None
    assert [one.text for one in known] == ["penicillin"]


def supply(**changes: Any) -> Json:
    """Ten tablets for the line, by another pharmacy."""
    named = {"authorizingPrescription": [{"reference": LINE}], "quantity": {"value": 10, "unit": "tablet"}}
    return {"resourceType": "MedicationDispense", "id": "d1", "status": "completed", **named, **changes}


@pytest.mark.parametrize("refused", [set(), {"_lastUpdated"}])
def test_a_supply_is_found_though_its_task_was_never_written(pharmacy: Pharmacy, refused: set[str]) -> None:
    """Its station may stop between the two writes, or wait for a person before the second."""
    server = a_server()
    server.refuses = refused
    pulled(pharmacy, server)
    pulled(pharmacy, server, minutes=2)
    server.put(supply())
    server.dated("MedicationDispense/d1", "2026-11-22T06:40:00Z")
    assert [pulled(pharmacy, server, minutes=2) for _ in range(3)] == [1, 0, 0]
    server.changed("MedicationDispense/d1", status="entered-in-error")
    assert [pulled(pharmacy, server, minutes=2) for _ in range(3)] == [1, 0, 0]
    prescription = the_prescription(pharmacy)
    with pharmacy.store.read() as tx:
        (known,) = tx.elsewhere.of_prescription(prescription.id)
    assert (known.reference, known.status) == ("MedicationDispense/d1", "entered-in-error")


def test_a_line_that_comes_late_takes_its_doubt_away(pharmacy: Pharmacy) -> None:
    server = a_server()
    line = server.resources.pop(LINE)
    pulled(pharmacy, server)
    assert attentions(pharmacy) == [("not_understood", f"{LINE} is not at the server")]
    server.resources[LINE] = line
    pulled(pharmacy, server, minutes=2)
    assert attentions(pharmacy) == []
    assert len(the_prescription(pharmacy).lines) == 1


def test_much_open_work_is_asked_after_in_portions(pharmacy: Pharmacy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "MOST_TASKS", 3)
    lines = [fhir_request(f"m{number}") for number in range(2, 9)]
    server = a_server(*lines, *(fhir_task(f"RX-{number}", [f"m{number}"]) for number in range(2, 9)))
    pulled(pharmacy, server)
    for number in range(1, 9):
        server.changed(f"MedicationRequest/m{number}", status="stopped")
    assert [pulled(pharmacy, server) for _ in range(4)] == [3, 2, 0, 0]
    assert [pulled(pharmacy, server, minutes=1) for _ in range(3)] == [3, 0, 0]


def test_what_several_prescriptions_rest_on_reaches_all_of_them(
    pharmacy: Pharmacy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "MOST_TASKS", 1)
    server = a_server(*(fhir_task(f"RX-{number}") for number in range(2, 5)))
    pulled(pharmacy, server)
    server.changed(LINE, status="stopped")
    assert pulled(pharmacy, server) == 4


def test_a_task_that_was_deleted_stops_the_work_and_is_told_once(pharmacy: Pharmacy) -> None:
    server = a_server()
    pulled(pharmacy, server)
    del server.resources[TASK]
    pulled(pharmacy, server, minutes=10)
    assert attentions(pharmacy) == []
    for _ in range(2):
        pulled(pharmacy, server, minutes=16)
    codes = [code for code, _ in attentions(pharmacy)]
    assert codes.count(AttentionCode.DELETED_AT_SERVER) == 1
    prescription_id = the_prescription(pharmacy).id
    with pharmacy.store.read() as tx:
        assert open_doubts(tx, prescription_id)
        assert tx.mirror.get(TASK) is None


def test_a_task_that_is_only_late_in_the_index_is_not_taken_for_deleted(pharmacy: Pharmacy) -> None:
    server = a_server()
    pulled(pharmacy, server)
    server.refuses = {"_id"}
    pulled(pharmacy, server, minutes=20)
    assert attentions(pharmacy) == []


def test_a_task_given_to_another_pharmacy_is_noticed_though_no_search_shows_it(pharmacy: Pharmacy) -> None:
    server = a_server()
    pulled(pharmacy, server)
    server.changed(TASK, at="2020-01-01T00:00:00Z", owner={"reference": "Organization/other"})
    assert pulled(pharmacy, server, minutes=20) == 1


def test_at_night_everything_is_looked_at_and_a_deleted_allergy_goes(pharmacy: Pharmacy) -> None:
    server = a_server(allergy())
    pulled(pharmacy, server)
    del server.resources["AllergyIntolerance/a1"]
    assert pulled(pharmacy, server, minutes=30) == 0
    assert pulled(pharmacy, server, minutes=DAY) == 1
    patient_id = the_prescription(pharmacy).patient_id
    assert patient_id is not None
    with pharmacy.store.read() as tx:
        assert tx.patients.context(patient_id).allergies is None


def supplied(pharmacy: Pharmacy, server: SearchingServer) -> UUID:
    """RX-1 claimed, supplied, and told upward. Returns the id of the write."""
    sync_once(courier_to(pharmacy, server))
    prescription = the_prescription(pharmacy)
    claim_prescription(pharmacy.site, pharmacy.counter, prescription.id)
    sync_once(courier_to(pharmacy, server))
    product = pharmacy.stocked()
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    for _ in range(2):
        scan_pack(pharmacy.site, pharmacy.counter, prescription.id, a_code(product))
    check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id)
    make_ready(pharmacy.site, pharmacy.counter, prescription.id, "H-01")
    hand_over(pharmacy.site, pharmacy.counter, prescription.id)
    sync_once(courier_to(pharmacy, server))
    with pharmacy.store.read() as tx:
        (entry,) = tx.outbox.sent_after(0, "MedicationDispense", 9)
    return entry.id


@pytest.mark.parametrize("reads_lists", [True, False])
def test_doubles_of_a_supply_of_ours_are_marked_through_the_outbox(pharmacy: Pharmacy, reads_lists: bool) -> None:
    server = a_server()
    server.reads_lists = reads_lists
    write = supplied(pharmacy, server)
    (ours,) = [one for name, one in server.resources.items() if name.startswith("MedicationDispense/")]
    server.put({**ours, "id": "double"})
    for minutes in (1, DAY, 1):
        pharmacy.clock.forward(minutes=minutes)
        sync_once(courier_to(pharmacy, server))
    assert (AttentionCode.FOUND_DOUBLE, "MedicationDispense/double") in attentions(pharmacy)
    assert server.resources["MedicationDispense/double"]["status"] == "entered-in-error"
    assert server.resources[f"MedicationDispense/{ours['id']}"]["status"] == "completed"
    group = the_prescription(pharmacy).id
    with pharmacy.store.read() as tx:
        marks = tx.outbox.of_group(group)
    assert [one.body["identifier"] for one in marks if one.kind is OutboxKind.MARK_ENTERED_IN_ERROR] == [str(write)]


def test_the_portions_of_a_night_go_on_where_they_stopped(pharmacy: Pharmacy, monkeypatch: pytest.MonkeyPatch) -> None:
    server = a_server(*(fhir_task(f"RX-{number}") for number in range(2, 12)))
    monkeypatch.setattr(sweep, "PORTIONS", 1)
    monkeypatch.setattr(sweep, "MOST_IN_LIST", 4)
    pulled(pharmacy, server)
    for number in range(2, 12):
        del server.resources[f"Task/t-RX-{number}"]
    pharmacy.clock.forward(minutes=DAY)
    for _ in range(4):
        pulled(pharmacy, server, minutes=0.1)
    gone = [code for code, _ in attentions(pharmacy) if code == AttentionCode.DELETED_AT_SERVER]
    assert len(gone) == 10


def test_the_night_begins_in_the_pharmacys_own_time_zone(pharmacy: Pharmacy) -> None:
    server = a_server()
    pulled(pharmacy, server)
    local = pharmacy.clock().astimezone(pharmacy.site.zone)
    midnight = (local + timedelta(days=1)).replace(hour=1, minute=0)
    pharmacy.clock.now = midnight.astimezone(pharmacy.clock().tzinfo)
    assert pulled(pharmacy, server) == 0
    assert pulled(pharmacy, server, minutes=90) == 1
