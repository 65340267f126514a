"""Sending what waits and taking in what is new, against a server whose answers are made to order."""

from dataclasses import replace
from typing import Any

import pytest

from tests.factories import (
    Json,
    Pharmacy,
    a_code,
    fhir_patient,
    fhir_request,
    fhir_task,
    new_id,
)
from tests.fakes import MemoryServer
from tests.looking import approve, check_accuracy
from workstation.adapters.fhir.translation import FhirTranslation
from workstation.domain.outbox import OutboxEntry, OutboxState
from workstation.domain.prescription import Prescription
from workstation.domain.workflow import Status
from workstation.services.claim import claim_prescription
from workstation.services.handover import hand_over, make_ready
from workstation.services.picking import scan_pack
from workstation.services.stock_report import stock_changed
from workstation.services.sync.courier import Courier, Rhythm
from workstation.services.sync.once import SyncReport, connection, sync_once
from workstation.services.sync.ports import Answer, ServerBusy

TASK = "Task/t-RX-1"
OURS = "urn:pharmacist-workstation:fhir"


def a_server(*more: Json, **task: Any) -> MemoryServer:
    """RX-1, which today's pharmacy may supply."""
    return MemoryServer(fhir_patient(), fhir_request(authoredOn="2026-11-21"), fhir_task(**task), *more)


def synced(pharmacy: Pharmacy, server: MemoryServer, wait: float = 0.0) -> SyncReport:
    """One round."""
    translation = FhirTranslation("Organization/pharmacy-1", pharmacy.site.station.id, new_id, pharmacy.site.zone)
    return sync_once(Courier(pharmacy.site, server, translation, Rhythm(lambda longest: min(wait, longest))))


def the_prescription(pharmacy: Pharmacy, number: str = "RX-1") -> Prescription:
    """As it is here."""
    with pharmacy.store.read() as tx:
        found = tx.prescriptions.by_number(number)
    assert found is not None
    return found


def claimed(pharmacy: Pharmacy, server: MemoryServer) -> Prescription:
    """Pulled and claimed."""
    synced(pharmacy, server)
    prescription = the_prescription(pharmacy)
    claim_prescription(pharmacy.site, pharmacy.counter, prescription.id)
    synced(pharmacy, server)
    return prescription


def supplied(pharmacy: Pharmacy, prescription: Prescription) -> None:
    """From approval to hand-over, nothing sent yet."""
    product = pharmacy.stocked()
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    for _ in range(2):
        scan_pack(pharmacy.site, pharmacy.counter, prescription.id, a_code(product))
    check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id)
    make_ready(pharmacy.site, pharmacy.counter, prescription.id, "H-01")
    hand_over(pharmacy.site, pharmacy.counter, prescription.id)


def open_entries(pharmacy: Pharmacy) -> list[OutboxEntry]:
    """What is not sent."""
    with pharmacy.store.read() as tx:
        return list(tx.outbox.open())


def test_everything_goes_out_in_order_and_the_task_points_to_the_supply(pharmacy: Pharmacy) -> None:
    server = a_server()
    supplied(pharmacy, claimed(pharmacy, server))
    assert synced(pharmacy, server).pushed == 4  # approval, its signature, supply, completion
    task = server.resources[TASK]
    (supply,) = [one for one in server.resources if one.startswith("MedicationDispense/")]
    assert (task["status"], task["output"][0]["valueReference"]["reference"]) == ("completed", supply)
    assert open_entries(pharmacy) == []


def test_a_server_that_answers_without_bodies_is_read_back(pharmacy: Pharmacy) -> None:
    server = a_server()
    server.silent = True
    supplied(pharmacy, claimed(pharmacy, server))
    report = synced(pharmacy, server)
    assert (report.pushed, report.conflicts, report.parked, report.waiting) == (4, 0, 0, 0)
    assert server.resources[TASK]["status"] == "completed"


def test_what_the_server_cannot_do_now_waits_as_long_as_it_says(pharmacy: Pharmacy) -> None:
    server = a_server()
    synced(pharmacy, server)
    claim_prescription(pharmacy.site, pharmacy.counter, the_prescription(pharmacy).id)
    server.scripted = [Answer(429, None, "", "", said="too many", retry_after_seconds=30)]
    assert synced(pharmacy, server).pushed == 0
    (entry,) = open_entries(pharmacy)
    assert (entry.state, entry.answer) == (OutboxState.WAITING, "too many")
    pharmacy.clock.forward(seconds=29)
    assert synced(pharmacy, server).pushed == 0
    pharmacy.clock.forward(seconds=2)
    assert synced(pharmacy, server).pushed == 1


@pytest.mark.parametrize("call", ["find", "read", "search"])
def test_a_server_that_asks_for_a_pause_is_not_offline_and_hears_nothing_until_it_is_over(
    pharmacy: Pharmacy, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In whatever part of a round it says so: the look at the sentinel, a search, the stock, consents."""
    server = a_server()
    claimed(pharmacy, server)
    asked: list[str] = []
    pharmacy.clock.forward(minutes=20)
    with pharmacy.store.begin() as tx:
        stock_changed(tx, pharmacy.site)

    def busy(*_: Any) -> Any:
        asked.append(call)
        if call == "read":
            return Answer(429, None, "", "", said="too much", retry_after_seconds=60.0)
        raise ServerBusy("too much", 60.0)

    with monkeypatch.context() as patch:
        patch.setattr(server, call, busy)
        reports = [synced(pharmacy, server) for _ in range(2)]
    assert ([one.offline for one in reports], len(asked)) == (["", ""], 1)
    pharmacy.clock.forward(seconds=61)
    assert synced(pharmacy, server).offline == ""


@pytest.mark.parametrize("status", [400, 403, 404, 422])
def test_what_the_server_refuses_is_parked_with_its_words_and_holds_up_nobody_else(
    pharmacy: Pharmacy, status: int
) -> None:
    server = a_server(fhir_task("RX-2"))
    synced(pharmacy, server)
    for number in ("RX-1", "RX-2"):
        claim_prescription(pharmacy.site, pharmacy.counter, the_prescription(pharmacy, number).id)
    server.scripted = [Answer(status, None, "", "", said="subject is missing")]
    report = synced(pharmacy, server)
    assert (report.pushed, report.parked) == (1, 1)
    (parked,) = open_entries(pharmacy)
    assert parked.answer == f"{status} · subject is missing"
    assert (parked.group, synced(pharmacy, server).pushed) == (the_prescription(pharmacy).id, 0)


def test_a_change_that_does_not_touch_ours_is_kept_and_ours_put_on_top(pharmacy: Pharmacy) -> None:
    server = a_server()
    prescription = claimed(pharmacy, server)
    server.put({**server.resources[TASK], "note": [{"text": "call first"}]})
    pharmacy.stocked()
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    report = synced(pharmacy, server)
    assert (report.conflicts, report.parked) == (0, 0)
    task = server.resources[TASK]
    assert (task["note"], task["businessStatus"]["text"]) == ([{"text": "call first"}], "approved")


def test_a_change_of_the_same_thing_is_left_to_a_person_with_both_versions(pharmacy: Pharmacy) -> None:
    server = a_server()
    prescription = claimed(pharmacy, server)
    server.put({**server.resources[TASK], "status": "on-hold", "businessStatus": {"text": "prescriber asked to wait"}})
    pharmacy.stocked()
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert synced(pharmacy, server).conflicts == 1
    with pharmacy.store.read() as tx:
        (conflict,) = tx.attentions.conflicts()
    assert '"on-hold"' in conflict.theirs
    assert '"approved"' in conflict.ours
    assert server.resources[TASK]["status"] == "on-hold"


@pytest.mark.parametrize(
    "theirs",
    [
        {"owner": {"reference": "Organization/other"}, "status": "accepted"},
        {"identifier": [{"system": f"{OURS}/claimed-by", "value": str(new_id())}], "status": "accepted"},
    ],
)
def test_whoever_was_first_has_the_claim(pharmacy: Pharmacy, theirs: Json) -> None:
    server = a_server()
    synced(pharmacy, server)
    prescription = the_prescription(pharmacy)
    claim_prescription(pharmacy.site, pharmacy.counter, prescription.id)
    server.put({**server.resources[TASK], **theirs})
    before = server.resources[TASK]
    assert synced(pharmacy, server).conflicts == 0
    assert server.resources[TASK] == before
    with pharmacy.store.read() as tx:
        assert tx.prescriptions.events(prescription.id)[-1].kind.value == "claim_lost"
    assert open_entries(pharmacy) == []


def test_two_answers_for_one_supply_are_one_supply(pharmacy: Pharmacy) -> None:
    server = a_server()
    supplied(pharmacy, claimed(pharmacy, server))
    synced(pharmacy, server)
    prescription = the_prescription(pharmacy)
    with pharmacy.store.begin() as tx:
        (entry,) = [one for one in tx.outbox.of_group(prescription.id) if one.target == "MedicationDispense"]
        tx.outbox.update(_waiting(entry))
    synced(pharmacy, server)
    assert len([one for one in server.resources if one.startswith("MedicationDispense/")]) == 1


def _waiting(entry: OutboxEntry) -> OutboxEntry:
    return replace(entry, state=OutboxState.WAITING, sent_reference="")


def test_a_scan_that_is_not_at_the_server_is_told_once_and_is_not_offline(pharmacy: Pharmacy) -> None:
    scan: Json = {"resourceType": "DocumentReference", "id": "d1", "content": [{"attachment": {"url": "Binary/1"}}]}
    kind = {"text": "scan"}
    server = a_server(scan, input=[{"type": kind, "valueReference": {"reference": "DocumentReference/d1"}}])
    for _ in range(2):
        assert synced(pharmacy, server).offline == ""
    with pharmacy.store.read() as tx:
        assert [(one.code, one.detail) for one in tx.attentions.open()] == [("scan_missing", "DocumentReference/d1")]


@pytest.mark.parametrize("attachment", [{"url": "Binary/1"}, {"data": "aGVsbG8="}])
def test_a_scan_is_kept_however_it_comes(pharmacy: Pharmacy, attachment: Json) -> None:
    scan: Json = {"resourceType": "DocumentReference", "id": "d1", "content": [{"attachment": attachment}]}
    kind = {"text": "scan"}
    server = a_server(scan, input=[{"type": kind, "valueReference": {"reference": "DocumentReference/d1"}}])
    server.scans["Binary/1"] = b"hello"
    synced(pharmacy, server)
    (document_id,) = the_prescription(pharmacy).document_ids
    with pharmacy.store.read() as tx:
        document = tx.documents.get(document_id)
    assert document.content == b"hello"
    assert document.sha256 == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"


def test_a_task_with_an_unknown_status_is_shown_and_blocked(pharmacy: Pharmacy) -> None:
    server = a_server(status="paused")
    synced(pharmacy, server)
    prescription = the_prescription(pharmacy)
    with pharmacy.store.read() as tx:
        assert tx.prescriptions.status(prescription.id) is Status.RECEIVED
        assert [one.detail for one in tx.attentions.open()] == ["Task status paused"]


def test_the_status_bar_says_since_when_and_how_much_waits(pharmacy: Pharmacy) -> None:
    server = a_server()
    synced(pharmacy, server)
    claim_prescription(pharmacy.site, pharmacy.counter, the_prescription(pharmacy).id)
    shown = connection(pharmacy.site, lambda: True)
    assert (shown.paired, shown.offline_since, shown.waiting, shown.parked) == (True, None, 1, 0)
