"""What goes up besides the supply itself: approvals, refusals, looks, stock; and what a server does not take."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.factories import TODAY, Pharmacy, a_line, a_product, fhir_patient, fhir_request, fhir_task, new_id, tablets
from tests.fakes import MemoryServer
from tests.looking import approve
from tests.unit.services.server_acts import LINE, brought_to, taken
from tests.unit.services.test_sync import claimed, supplied
from workstation.adapters.fhir.translation import FhirTranslation
from workstation.domain.outbox import OutboxEntry, OutboxKind, OutboxState, Priority
from workstation.domain.prescription import LineSource, Prescription
from workstation.domain.workflow import Status
from workstation.services.access_log import ONE_LOOK
from workstation.services.approval import ask_prescriber, reject
from workstation.services.counter_view import counter_view
from workstation.services.messages import TakenInFacts
from workstation.services.receiving import receive_stock
from workstation.services.recording import tell_create
from workstation.services.review_view import review_view
from workstation.services.stock_report import stock_levels
from workstation.services.sync.courier import Courier, Habits, Rhythm
from workstation.services.sync.once import SyncReport, sync_once
from workstation.services.sync.ports import Answer, Page, Resource, SearchRefused

TASK = "Task/t-RX-1"


class PickyServer(MemoryServer):
    """One that does not take some types."""

    refused: dict[str, Answer]

    def create(self, body: Resource, identifier: str) -> Answer:
        """Refused for types that it does not take; the sentinel passes."""
        is_sentinel = "sentinel" in str(body.get("identifier"))
        found = None if is_sentinel else self.refused.get(str(body["resourceType"]))
        return found or super().create(body, identifier)


class UnsearchableServer(MemoryServer):
    """One that does not search by tag."""

    def search(self, resource_type: str, parameters: Sequence[tuple[str, str]]) -> Iterator[Page]:
        """Refused for a tag."""
        if any(name == "_tag" for name, _ in parameters):
            raise SearchRefused("order_server", "no such parameter")
        return super().search(resource_type, parameters)


def a_server(**refused: Answer) -> PickyServer:
    """RX-1, which today's pharmacy may supply."""
    server = PickyServer(fhir_patient(), fhir_request(authoredOn="2026-11-21"), fhir_task())
    server.refused = refused
    return server


def refusal(status: int, issue: str = "") -> Answer:
    """What a server says to a resource."""
    return Answer(status, None, "", "", said="not here", issue=issue)


def synced(pharmacy: Pharmacy, server: MemoryServer) -> SyncReport:
    """One round with batches."""
    site = pharmacy.site
    translation = FhirTranslation("Organization/pharmacy-1", site.station.id, new_id, site.zone)
    return sync_once(Courier(site, server, translation, Rhythm(lambda _longest: 0.0), Habits(max_batch=20)))


def of_type(server: MemoryServer, kind: str) -> list[Any]:
    """Resources of one type at the server."""
    return [one for one in server.resources.values() if one["resourceType"] == kind]


def reports(server: MemoryServer) -> list[Any]:
    """Stock reports at the server."""
    return [one for one in of_type(server, "Basic") if one["code"].get("text") == "Stock of a pharmacy"]


def queued(pharmacy: Pharmacy, prescription: Prescription) -> list[OutboxEntry]:
    """Everything ever queued for it, in sequence."""
    with pharmacy.store.read() as tx:
        return list(tx.outbox.of_group(prescription.id))


def everything(pharmacy: Pharmacy) -> list[OutboxEntry]:
    """What is not sent."""
    with pharmacy.store.read() as tx:
        return list(tx.outbox.open())


def not_taken(pharmacy: Pharmacy) -> list[str]:
    """What people are told of types that the server does not take."""
    with pharmacy.store.read() as tx:
        return [one.detail for one in tx.attentions.open() if one.code == "type_not_taken"]


# --- approvals and refusals -------------------------------------------------------------------------------------------


def test_an_approval_names_the_version_of_the_task_that_says_so(pharmacy: Pharmacy) -> None:
    server = a_server()
    prescription = claimed(pharmacy, server)
    pharmacy.stocked()
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    synced(pharmacy, server)
    (signed,) = of_type(server, "Provenance")
    version = server.resources[TASK]["meta"]["versionId"]
    assert signed["target"] == [{"reference": f"{TASK}/_history/{version}"}]
    assert server.resources[TASK]["businessStatus"]["text"] == "approved"


def test_an_approval_whose_answer_was_lost_stands_at_the_server_once(pharmacy: Pharmacy) -> None:
    server = a_server()
    prescription = claimed(pharmacy, server)
    pharmacy.stocked()
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    synced(pharmacy, server)
    with pharmacy.store.begin() as tx:
        tx.outbox.send_again_since(None)
    synced(pharmacy, server)
    assert everything(pharmacy) == []
    assert len(of_type(server, "Provenance")) == 1


def test_an_approval_that_cannot_be_looked_up_is_sent_all_the_same(pharmacy: Pharmacy) -> None:
    server = UnsearchableServer(fhir_patient(), fhir_request(authoredOn="2026-11-21"), fhir_task())
    prescription = claimed(pharmacy, server)
    pharmacy.stocked()
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    with pharmacy.store.begin() as tx:
        tx.outbox.look_before_sending()
    assert synced(pharmacy, server).offline == ""
    assert everything(pharmacy) == []
    assert len(of_type(server, "Provenance")) == 1


def test_an_approval_answered_without_its_place_counts_as_sent(pharmacy: Pharmacy) -> None:
    server = a_server(Provenance=Answer(201, None, "", ""))
    prescription = claimed(pharmacy, server)
    pharmacy.stocked()
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    synced(pharmacy, server)
    assert everything(pharmacy) == []


def test_an_approval_made_void_before_it_was_sent_is_not_signed_off_at_the_server(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.APPROVED)
    taken(pharmacy, lines=(replace(LINE, dosage_instruction="1 tablet at night"),))
    (signed,) = [one for one in queued(pharmacy, prescription) if one.target == "Provenance"]
    assert signed.state is OutboxState.WITHDRAWN


def test_a_question_about_a_prescription_taken_in_here_points_to_its_task_to_come(pharmacy: Pharmacy) -> None:
    prescription = pharmacy.claimed(task_reference="")
    facts = TakenInFacts(new_id(), prescription, "Patient/1", pharmacy.site.station.id, (), (), pharmacy.clock())
    with pharmacy.store.begin() as tx:
        body = pharmacy.site.messages.task_taken_in(facts)
        tell_create(tx, pharmacy.site, prescription, facts.id, "Work item", body)
    ask_prescriber(pharmacy.site, pharmacy.pharmacist, prescription.id, "Is 500 mg right?")
    (asked,) = [one for one in queued(pharmacy, prescription) if one.target == "Communication"]
    assert asked.body["basedOn"] == [{"reference": f"urn:uuid:{facts.id}"}]
    assert facts.id in asked.waits_for


def test_a_rejection_declines_every_line_of_the_server_before_the_task(pharmacy: Pharmacy) -> None:
    prescription = pharmacy.claimed(lines=(a_line(), a_line(position=2)))
    reject(pharmacy.site, pharmacy.pharmacist, prescription.id, "not in stock anywhere")
    *declined, last = queued(pharmacy, prescription)[-3:]
    assert [one.body["status"] for one in declined] == ["declined", "declined"]
    assert declined[0].body["statusReasonCodeableConcept"] == {"text": "not in stock anywhere"}
    lines = [one.body["authorizingPrescription"][0]["reference"] for one in declined]
    assert lines == [line.server_reference for line in prescription.lines]
    assert (last.kind, last.body["status"]) == (OutboxKind.UPDATE_TASK, "rejected")


def test_a_line_that_the_server_never_saw_needs_no_refusal(pharmacy: Pharmacy) -> None:
    line = a_line(source=LineSource.TRANSCRIBED, server_reference="", confirmed_by=pharmacy.pharmacist.id)
    prescription = pharmacy.claimed(lines=(line,))
    reject(pharmacy.site, pharmacy.pharmacist, prescription.id, "no such medicine")
    assert [one.target for one in queued(pharmacy, prescription) if one.kind is OutboxKind.CREATE] == []


# --- types that a server does not take --------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [refusal(404), refusal(405), refusal(403), refusal(422, "not-supported")])
def test_a_type_that_the_server_does_not_take_is_told_once_and_parks_nothing(
    pharmacy: Pharmacy, answer: Answer
) -> None:
    server = a_server(Provenance=answer, Communication=answer)
    prescription = claimed(pharmacy, server)
    supplied(pharmacy, prescription)
    report = synced(pharmacy, server)
    assert (report.parked, report.waiting) == (0, 0)
    assert server.resources[TASK]["status"] == "completed"
    assert [one.partition(":")[0] for one in not_taken(pharmacy)] == ["Provenance"]
    with pharmacy.store.begin() as tx:
        for one in tx.outbox.of_group(prescription.id):
            if one.state is OutboxState.WITHDRAWN:
                tx.outbox.update(_again(one))
    synced(pharmacy, server)
    assert len(not_taken(pharmacy)) == 1


def _again(entry: OutboxEntry) -> OutboxEntry:
    return OutboxEntry(
        id=entry.id,
        sequence=entry.sequence,
        kind=entry.kind,
        group=entry.group,
        what=entry.what,
        target=entry.target,
        body=entry.body,
        created_at=entry.created_at,
    )


def test_one_resource_that_the_server_finds_wrong_is_parked(pharmacy: Pharmacy) -> None:
    server = a_server(Communication=refusal(422, "required"))
    prescription = claimed(pharmacy, server)
    ask_prescriber(pharmacy.site, pharmacy.pharmacist, prescription.id, "Is 500 mg right?")
    assert synced(pharmacy, server).parked == 1
    assert not_taken(pharmacy) == []


def test_a_supply_is_never_given_up(pharmacy: Pharmacy) -> None:
    server = a_server(MedicationDispense=refusal(404))
    supplied(pharmacy, claimed(pharmacy, server))
    synced(pharmacy, server)
    (parked,) = [one for one in everything(pharmacy) if one.state is OutboxState.PARKED]
    assert parked.target == "MedicationDispense"
    assert not_taken(pharmacy) == []


def test_a_type_that_is_taken_again_is_no_longer_noted(pharmacy: Pharmacy) -> None:
    server = a_server(Communication=refusal(404))
    prescription = claimed(pharmacy, server)
    ask_prescriber(pharmacy.site, pharmacy.pharmacist, prescription.id, "Is 500 mg right?")
    synced(pharmacy, server)
    server.refused = {}
    ask_prescriber(pharmacy.site, pharmacy.pharmacist, prescription.id, "Is 850 mg right?")
    synced(pharmacy, server)
    assert len(of_type(server, "Communication")) == 1
    with pharmacy.store.read() as tx:
        assert tx.sync_notes.get("not_taken.Communication") == ""


# --- who looked at what -----------------------------------------------------------------------------------------------


def looked(pharmacy: Pharmacy) -> int:
    """Looks in the audit."""
    with pharmacy.store.read() as tx:
        return tx.audit.count()


def test_a_second_look_within_the_hour_is_the_same_look(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.approved()
    before = looked(pharmacy)
    counter_view(pharmacy.site, pharmacy.counter, prescription.id)
    pharmacy.clock.forward(minutes=59)
    counter_view(pharmacy.site, pharmacy.counter, prescription.id)
    assert looked(pharmacy) == before + 1
    review_view(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert looked(pharmacy) == before + 2
    pharmacy.clock.forward(minutes=1)
    counter_view(pharmacy.site, pharmacy.counter, prescription.id)
    assert looked(pharmacy) == before + 3


def test_looks_go_up_in_one_message_per_person_after_the_hour(pharmacy: Pharmacy) -> None:
    server = a_server()
    prescription = claimed(pharmacy, server)
    for user in (pharmacy.pharmacist, pharmacy.counter):
        review_view(pharmacy.site, user, prescription.id)
    synced(pharmacy, server)
    assert of_type(server, "AuditEvent") == []
    pharmacy.clock.forward(seconds=ONE_LOOK.total_seconds())
    synced(pharmacy, server)
    found = of_type(server, "AuditEvent")
    people = {one["agent"][0]["who"]["identifier"]["value"] for one in found}
    assert people == {str(pharmacy.pharmacist.id), str(pharmacy.counter.id)}
    assert [one["entity"][0]["what"] for one in found] == [{"reference": TASK}] * 2
    synced(pharmacy, server)
    assert len(of_type(server, "AuditEvent")) == 2


def test_looks_wait_behind_everything_else(pharmacy: Pharmacy) -> None:
    pharmacy.stocked()
    prescription = pharmacy.approved()
    counter_view(pharmacy.site, pharmacy.counter, prescription.id)
    pharmacy.clock.forward(hours=2)
    counter_view(pharmacy.site, pharmacy.pharmacist, prescription.id)
    (entry,) = [one for one in everything(pharmacy) if one.target == "AuditEvent"]
    assert entry.priority is Priority.LOG


# --- stock ------------------------------------------------------------------------------------------------------------


def test_a_supply_brings_one_snapshot_of_what_may_still_be_supplied(pharmacy: Pharmacy) -> None:
    server = a_server()
    supplied(pharmacy, claimed(pharmacy, server))
    synced(pharmacy, server)
    (report,) = reports(server)
    assert str(pharmacy.site.station.id) in str(report["identifier"])
    synced(pharmacy, server)
    pharmacy.clock.forward(minutes=2)
    synced(pharmacy, server)
    assert reports(server)[0]["meta"]["versionId"] == report["meta"]["versionId"]  # nothing changed, nothing sent


def test_many_changes_are_one_snapshot_a_minute_and_the_latest_wins(pharmacy: Pharmacy) -> None:
    server = a_server()
    product = pharmacy.stocked()
    for amount in (1, 2):
        receive_stock(pharmacy.site, pharmacy.counter, product.gtin, "B7", TODAY, tablets(amount))
        synced(pharmacy, server)
    assert _amounts(reports(server)) == [101]
    pharmacy.clock.forward(minutes=1)
    synced(pharmacy, server)
    assert _amounts(reports(server)) == [103]
    assert reports(server)[0]["meta"]["versionId"] == "2"


def _amounts(found: list[Any]) -> list[int]:
    (report,) = found
    (listing,) = [one for one in report["extension"] if one["url"].endswith("inventoryListing")]
    items = [one for one in listing["extension"] if one["url"] == "item"]
    return [one["extension"][0]["valueQuantity"]["value"] for one in items]


def test_what_is_expired_quarantined_or_spoken_for_is_no_stock(pharmacy: Pharmacy) -> None:
    pharmacy.stocked(batches=[("B1", TODAY, 30), ("B2", TODAY.replace(year=2025), 50)])
    with pharmacy.store.read() as tx:
        assert [one.quantity for one in stock_levels(tx, pharmacy.site)] == [tablets(30)]


def test_a_server_without_snapshots_gets_each_level_that_changed(pharmacy: Pharmacy) -> None:
    server = a_server(Basic=refusal(405))
    product, other = pharmacy.stocked(), pharmacy.stocked(a_product(gtin="08901234567894"))
    receive_stock(pharmacy.site, pharmacy.counter, product.gtin, "B7", TODAY, tablets(5))
    for _ in range(2):
        synced(pharmacy, server)
    levels = {one["identifier"][0]["value"].rpartition(".")[2]: one for one in of_type(server, "Observation")}
    amounts = {gtin: one["valueQuantity"]["value"] for gtin, one in levels.items()}
    assert amounts == {product.gtin: 105, other.gtin: 100}
    assert [one.partition(":")[0] for one in not_taken(pharmacy)] == ["Basic"]
    receive_stock(pharmacy.site, pharmacy.counter, product.gtin, "B7", TODAY, tablets(5))
    pharmacy.clock.forward(minutes=1)
    synced(pharmacy, server)
    versions = {one["valueQuantity"]["value"]: one["meta"]["versionId"] for one in of_type(server, "Observation")}
    assert versions == {110: "2", 100: "1"}


def test_a_server_that_takes_no_stock_at_all_is_left_alone(pharmacy: Pharmacy) -> None:
    server = a_server(Basic=refusal(405), Observation=refusal(405), SupplyDelivery=refusal(405))
    product = pharmacy.stocked()
    for _ in range(3):
        receive_stock(pharmacy.site, pharmacy.counter, product.gtin, "B7", TODAY, tablets(5))
        pharmacy.clock.forward(minutes=2)
        assert synced(pharmacy, server).parked == 0
    assert sorted(one.partition(":")[0] for one in not_taken(pharmacy)) == ["Basic", "Observation", "SupplyDelivery"]


def test_goods_in_are_told_as_a_movement(pharmacy: Pharmacy) -> None:
    server = a_server()
    product = pharmacy.stocked()
    receive_stock(pharmacy.site, pharmacy.counter, product.gtin, "B7", TODAY, tablets(5))
    (entry,) = everything(pharmacy)
    assert (entry.target, entry.priority) == ("SupplyDelivery", Priority.REPORT)
    synced(pharmacy, server)
    (moved,) = of_type(server, "SupplyDelivery")
    assert (moved["suppliedItem"]["quantity"]["value"], moved["contained"][0]["batch"]["lotNumber"]) == (5, "B7")


def test_a_restored_server_gets_the_stock_again(pharmacy: Pharmacy) -> None:
    server = a_server()
    supplied(pharmacy, claimed(pharmacy, server))
    synced(pharmacy, server)
    for one in of_type(server, "Basic"):
        del server.resources[f"Basic/{one['id']}"]
    pharmacy.clock.forward(minutes=2)
    synced(pharmacy, server)
    assert len(reports(server)) == 1
