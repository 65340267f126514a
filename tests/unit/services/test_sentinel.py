"""A server or a store that was set back to an older state is noticed before the first write."""

from copy import deepcopy
from typing import Any

import pytest

from tests.factories import Pharmacy, a_code, fhir_patient, fhir_request, fhir_task, new_id
from tests.fakes import MemoryServer
from tests.looking import approve, check_accuracy
from workstation.adapters.fhir.translation import FhirTranslation
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.medicine import Product
from workstation.domain.outbox import AttentionCode
from workstation.domain.prescription import Prescription
from workstation.services.claim import claim_prescription
from workstation.services.handover import hand_over, make_ready
from workstation.services.picking import scan_pack
from workstation.services.sync.courier import Courier, Rhythm
from workstation.services.sync.once import SyncReport, sync_once
from workstation.services.sync.ports import Answer
from workstation.services.sync.sentinel import NOTE, RestoreRefusal, accept_restored_store


def a_server() -> MemoryServer:
    """One prescription that today's pharmacy may supply."""
    return MemoryServer(fhir_patient(), fhir_request(authoredOn="2026-11-21"), fhir_task())


def synced(pharmacy: Pharmacy, server: Any) -> SyncReport:
    """One round."""
    site = pharmacy.site
    translation = FhirTranslation("Organization/pharmacy-1", site.station.id, new_id, site.zone)
    return sync_once(Courier(site, server, translation, Rhythm(lambda _longest: 0.0)))


def claimed(pharmacy: Pharmacy, server: MemoryServer) -> Prescription:
    """Pulled, claimed, acknowledged."""
    synced(pharmacy, server)
    with pharmacy.store.read() as tx:
        prescription = tx.prescriptions.by_number("RX-1")
    assert prescription is not None
    claim_prescription(pharmacy.site, pharmacy.counter, prescription.id)
    synced(pharmacy, server)
    return prescription


def supplied(pharmacy: Pharmacy, prescription: Prescription) -> None:
    """From approval to hand-over; nothing of it is sent yet."""
    product = pharmacy.stocked()
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    taken_out(pharmacy, prescription, product)


def taken_out(pharmacy: Pharmacy, prescription: Prescription, product: Product) -> None:
    """Picked, checked and handed over."""
    for _ in range(2):
        scan_pack(pharmacy.site, pharmacy.counter, prescription.id, a_code(product))
    check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id)
    make_ready(pharmacy.site, pharmacy.counter, prescription.id, "H-01")
    hand_over(pharmacy.site, pharmacy.counter, prescription.id)


def sentinels(server: MemoryServer) -> list[Any]:
    """Those at the server."""
    return [one for one in server.resources.values() if one["resourceType"] == "Basic"]


def dispenses(server: MemoryServer) -> list[Any]:
    """Those at the server."""
    return [one for one in server.resources.values() if one["resourceType"] == "MedicationDispense"]


def note(pharmacy: Pharmacy) -> str:
    """What the store knows of its sentinel."""
    with pharmacy.store.read() as tx:
        return tx.sync_notes.get(NOTE) or ""


def set_back(pharmacy: Pharmacy, old: str) -> None:
    """What a restored backup does to the note."""
    with pharmacy.store.begin() as tx:
        tx.sync_notes.set(NOTE, old)


def attention(pharmacy: Pharmacy) -> list[str]:
    """Codes of what needs a person."""
    with pharmacy.store.read() as tx:
        return [one.code for one in tx.attentions.open()]


def test_rounds_that_write_are_counted_and_others_are_not(pharmacy: Pharmacy) -> None:
    server = a_server()
    claimed(pharmacy, server)
    (sentinel,) = sentinels(server)
    synced(pharmacy, server)
    assert sentinels(server) == [sentinel]
    assert attention(pharmacy) == []


def test_what_a_restored_server_has_lost_is_sent_again_and_what_it_has_stays_single(pharmacy: Pharmacy) -> None:
    server = a_server()
    prescription = claimed(pharmacy, server)
    backup = deepcopy(server.resources)
    pharmacy.clock.forward(hours=1)
    supplied(pharmacy, prescription)
    synced(pharmacy, server)
    assert server.resources["Task/t-RX-1"]["status"] == "completed"
    sent = [one["identifier"] for one in dispenses(server)]
    server.resources = backup
    pharmacy.clock.forward(hours=1)
    for _ in range(2):
        synced(pharmacy, server)
    assert [one["identifier"] for one in dispenses(server)] == sent
    assert server.resources["Task/t-RX-1"]["status"] == "completed"
    assert attention(pharmacy) == [AttentionCode.SERVER_RESTORED]


def test_nothing_is_doubled_when_only_the_sentinel_was_lost(pharmacy: Pharmacy) -> None:
    server = a_server()
    supplied(pharmacy, claimed(pharmacy, server))
    synced(pharmacy, server)
    before = {name: one for name, one in server.resources.items() if one["resourceType"] != "Basic"}
    for one in sentinels(server):
        del server.resources[f"Basic/{one['id']}"]
    for _ in range(2):
        assert synced(pharmacy, server).waiting == 0
    after = {name: one for name, one in server.resources.items() if one["resourceType"] != "Basic"}
    assert after == before


def test_a_restored_store_sends_nothing_until_a_person_has_said_so(pharmacy: Pharmacy) -> None:
    server = a_server()
    prescription = claimed(pharmacy, server)
    old = note(pharmacy)
    product = pharmacy.stocked()
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    synced(pharmacy, server)
    set_back(pharmacy, old)
    taken_out(pharmacy, prescription, product)
    before = deepcopy(server.resources)
    report = synced(pharmacy, server)
    assert report.stopped
    assert report.waiting > 0
    assert server.resources == before
    assert attention(pharmacy) == [AttentionCode.STORE_RESTORED]
    accept_restored_store(pharmacy.site, pharmacy.pharmacist, "disk was replaced, backup of this morning")
    for _ in range(2):
        report = synced(pharmacy, server)
    assert (report.stopped, report.waiting, len(dispenses(server))) == (False, 0, 1)
    assert attention(pharmacy) == []


def test_a_copy_of_the_store_that_goes_on_beside_the_first_is_noticed(pharmacy: Pharmacy) -> None:
    server = a_server()
    prescription = claimed(pharmacy, server)
    mine = note(pharmacy)
    pharmacy.stocked()
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    synced(pharmacy, server)
    set_back(pharmacy, mine)
    assert synced(pharmacy, server).stopped


def test_there_is_nothing_to_accept_where_nothing_has_stopped(pharmacy: Pharmacy) -> None:
    with pytest.raises(Refused) as refused:
        accept_restored_store(pharmacy.site, pharmacy.pharmacist, "just to be sure")
    assert refused.value.code is RestoreRefusal.NOT_STOPPED


def test_a_lost_answer_to_the_count_is_no_restore(pharmacy: Pharmacy) -> None:
    server = a_server()
    prescription = claimed(pharmacy, server)

    class CutAfterCount(MemoryServer):
        """Does the write of the sentinel and loses the answer, once."""

        cut = True

        def update(self, reference: str, body: Any, version_id: str) -> Answer:
            answer = super().update(reference, body, version_id)
            if self.cut and body["resourceType"] == "Basic":
                self.cut = False
                raise Unavailable("order_server", "the line was cut")
            return answer

    line = CutAfterCount()
    line.resources = server.resources
    pharmacy.stocked()
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert synced(pharmacy, line).offline
    assert synced(pharmacy, line).waiting == 0
    assert attention(pharmacy) == []


@pytest.mark.parametrize("said", [None, {"resourceType": "Bundle"}, {"resourceType": "Basic", "id": "another"}])
def test_an_answer_that_is_not_the_sentinel_is_no_restore_and_no_answer(pharmacy: Pharmacy, said: Any) -> None:
    server = a_server()
    supplied(pharmacy, claimed(pharmacy, server))
    synced(pharmacy, server)

    class SaysSomethingElse(MemoryServer):
        """To every read of a sentinel, with success."""

        def read(self, reference: str) -> Answer:
            return Answer(200, said, "", "") if reference.startswith("Basic/") else super().read(reference)

    line = SaysSomethingElse()
    line.resources = before = deepcopy(server.resources)
    pharmacy.clock.forward(hours=1)
    assert synced(pharmacy, line).offline
    assert (line.resources, attention(pharmacy)) == (before, [])


def test_what_a_search_for_the_sentinel_shows_besides_is_left_alone(pharmacy: Pharmacy) -> None:
    class ShowsAnything(MemoryServer):
        """A search for one Basic shows another one besides. Its own look before a create is right."""

        looks_itself = False

        def find(self, resource_type: str, identifier: str) -> Any:
            found = super().find(resource_type, identifier)
            return [stranger, *found] if resource_type == "Basic" and not self.looks_itself else found

        def create(self, body: Any, identifier: str) -> Answer:
            self.looks_itself = True
            answer = super().create(body, identifier)
            self.looks_itself = False
            return answer

    stranger = {"resourceType": "Basic", "id": "stranger", "meta": {"versionId": "1"}}
    server = ShowsAnything()
    server.resources = {**a_server().resources, "Basic/stranger": stranger}
    claimed(pharmacy, server)
    assert server.resources["Basic/stranger"] == stranger
    assert len(sentinels(server)) == 2
    assert attention(pharmacy) == []


def test_a_server_without_such_a_resource_is_worked_with_all_the_same(pharmacy: Pharmacy) -> None:
    class NoBasic(MemoryServer):
        """Takes prescriptions only."""

        def create(self, body: Any, identifier: str) -> Answer:
            if body["resourceType"] == "Basic":
                return Answer(404, None, "", "", said="unknown type")
            return super().create(body, identifier)

    server = NoBasic(fhir_patient(), fhir_request(authoredOn="2026-11-21"), fhir_task())
    supplied(pharmacy, claimed(pharmacy, server))
    assert synced(pharmacy, server).waiting == 0
    assert len(dispenses(server)) == 1
