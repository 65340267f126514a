"""Habits of servers that must not stop the work: odd answers to a create, lost extensions, versions never taken."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.factories import Pharmacy, fhir_patient, fhir_request, new_id
from tests.fakes import MemoryServer
from tests.unit.services.outcomes import queued as queue_of
from tests.unit.services.test_push import a_courier, a_server, asked_for, entry, pulled, queued
from tests.unit.services.test_sentinel import claimed, dispenses, supplied, synced
from tests.unit.services.test_walk_in import BOTH, SCAN, TERESA, is_claimed, known
from workstation.domain.errors import Unavailable
from workstation.domain.outbox import AttentionCode, OutboxState
from workstation.domain.prescription import Prescription
from workstation.services.sync.courier import Habits
from workstation.services.sync.ports import Answer
from workstation.services.sync.push import push
from workstation.services.walk_in import KnownPatient, PatientChoice, choose_patient, take_in_paper

WHAT_IS_THERE = [304, 409, 412]


class Twice(MemoryServer):
    """Does a create and says that it was there already, as after a lost answer; its search may lag."""

    def __init__(self, status: int, *, shown: bool) -> None:
        super().__init__(fhir_patient())
        self.status, self.shown = status, shown

    def create(self, body: Any, identifier: str) -> Answer:
        """Done the first time."""
        if body["resourceType"] != "Basic":
            super().create(body, identifier)
            return Answer(self.status, None, "", "", said="exists" if self.status != 304 else "")
        return super().create(body, identifier)

    def find(self, resource_type: str, identifier: str) -> Any:
        """What the index shows; the server itself always knows."""
        return super().find(resource_type, identifier) if self.shown or resource_type == "Basic" else []


@pytest.mark.parametrize("status", WHAT_IS_THERE)
def test_a_create_that_was_there_already_is_done_whatever_the_server_calls_it(pharmacy: Pharmacy, status: int) -> None:
    fact = queued(pharmacy, new_id())
    server = Twice(status, shown=True)
    assert push(a_courier(pharmacy, server)).sent == 1
    assert entry(pharmacy, fact.id).sent_reference == "Communication/n1"


@pytest.mark.parametrize("status", WHAT_IS_THERE)
def test_what_is_there_and_not_shown_yet_waits_and_is_left_to_people_in_the_end(
    pharmacy: Pharmacy, status: int
) -> None:
    fact = queued(pharmacy, new_id())
    server = Twice(status, shown=False)
    push(a_courier(pharmacy, server))
    assert entry(pharmacy, fact.id).state is OutboxState.WAITING
    for _ in range(10):
        pharmacy.clock.forward(minutes=6)
        push(a_courier(pharmacy, server))
    assert entry(pharmacy, fact.id).state is OutboxState.PARKED
    assert entry(pharmacy, fact.id).answer.startswith(str(status))


def test_an_index_that_catches_up_ends_the_wait(pharmacy: Pharmacy) -> None:
    fact = queued(pharmacy, new_id())
    server = Twice(412, shown=False)
    push(a_courier(pharmacy, server))
    server.shown = True
    pharmacy.clock.forward(minutes=1)
    assert push(a_courier(pharmacy, server)).sent == 1
    assert entry(pharmacy, fact.id).state is OutboxState.SENT


def test_a_server_that_never_takes_the_version_that_it_shows_is_left_to_people(pharmacy: Pharmacy) -> None:
    class Deaf(MemoryServer):
        """412 to every change."""

        def update(self, reference: str, body: Any, version_id: str) -> Answer:
            """Never."""
            return Answer(412, None, "", "", said="If-Match is missing")

    server = Deaf(*a_server().resources.values())
    pulled(pharmacy, server)
    claim = asked_for(pharmacy)
    for _ in range(20):
        push(a_courier(pharmacy, server, impatient=True))
    assert entry(pharmacy, claim).state is OutboxState.PARKED
    assert entry(pharmacy, claim).answer == "412 · If-Match is missing"


def test_a_server_that_drops_extensions_is_not_taken_for_a_restored_one(pharmacy: Pharmacy) -> None:
    class Plain(MemoryServer):
        """Keeps no extension."""

        def put(self, resource: Any) -> Any:
            """Without them."""
            return super().put({name: value for name, value in resource.items() if name != "extension"})

    server = Plain(fhir_patient(), fhir_request(authoredOn="2026-11-21"), *a_server().resources.values())
    prescription = claimed(pharmacy, server)
    supplied(pharmacy, prescription)
    for _ in range(3):
        assert synced(pharmacy, server).waiting == 0
    with pharmacy.store.read() as tx:
        assert tx.attentions.open() == []
    assert len(dispenses(server)) == 1


def test_first_counts_whose_answers_were_lost_are_no_restore_when_a_search_shows_one_late(pharmacy: Pharmacy) -> None:
    class Late(MemoryServer):
        """Creates and does not answer; a search shows nothing until it is told to."""

        lost, lags = 2, True

        def create(self, body: Any, identifier: str) -> Answer:
            """Done; two answers are lost."""
            if body["resourceType"] != "Basic" or not self.lost:
                return super().create(body, identifier)
            self.lost -= 1
            if self.lost:  # the second one does not even arrive
                self.put({**body, "id": f"s{self.lost}"})
            raise Unavailable("order_server", "the line was cut")

        def find(self, resource_type: str, identifier: str) -> Any:
            """By the index."""
            return [] if self.lags else super().find(resource_type, identifier)

    server = Late(fhir_patient())
    queued(pharmacy, new_id())
    for _ in range(2):
        assert synced(pharmacy, server).offline
    server.lags = False
    report = synced(pharmacy, server)
    assert (report.stopped, report.waiting) == (False, 0)
    with pharmacy.store.read() as tx:
        assert tx.attentions.open() == []


@pytest.mark.parametrize("status", ["cancelled", "rejected", "failed", "entered-in-error"])
def test_an_end_at_the_server_is_not_undone_by_the_second_of_two_changes_that_wait(
    pharmacy: Pharmacy, status: str
) -> None:
    server = a_server()
    supplied(pharmacy, claimed(pharmacy, server))  # approval and completion wait
    server.put({**the_task(server), "status": status})
    for _ in range(2):
        synced(pharmacy, server)
    task = the_task(server)
    assert (task["status"], task["businessStatus"]["text"]) == (status, f"{status}-after-supply")
    assert [one["valueReference"]["reference"] for one in task["output"]] == [
        f"MedicationDispense/{one['id']}" for one in dispenses(server)
    ]
    with pharmacy.store.read() as tx:
        assert [one.code for one in tx.attentions.open()] == [AttentionCode.CANCELLED_AFTER_SUPPLY]
        assert tx.outbox.count(OutboxState.WAITING) == tx.outbox.count(OutboxState.PARKED) == 0


# --- a patient chosen after the paper was sent -------------------------------------------------------------------


def sent_without_patient(pharmacy: Pharmacy, server: MemoryServer) -> Prescription:
    """A paper of the watched folder, acknowledged before anybody said whose it is."""
    prescription = take_in_paper(pharmacy.site, None, SCAN)
    push(a_courier(pharmacy, server))
    assert is_claimed(pharmacy, prescription)
    return prescription


def the_task(server: MemoryServer) -> Any:
    """The only one at the server."""
    (task,) = [one for one in server.resources.values() if one["resourceType"] == "Task"]
    return task


def known_here(pharmacy: Pharmacy) -> PatientChoice:
    """Somebody whom the server knows."""
    return KnownPatient(known(pharmacy).id, BOTH)


def new_here(_: Pharmacy) -> PatientChoice:
    """Somebody whom nobody knows yet."""
    return TERESA


@pytest.mark.parametrize("who", [known_here, new_here])
def test_a_patient_chosen_after_the_paper_was_sent_is_put_on_its_task(
    pharmacy: Pharmacy, who: Callable[[Pharmacy], PatientChoice]
) -> None:
    server = MemoryServer(fhir_patient())
    prescription = sent_without_patient(pharmacy, server)
    assert "for" not in the_task(server)
    choose_patient(pharmacy.site, pharmacy.counter, prescription.id, who(pharmacy))
    push(a_courier(pharmacy, server))
    named = the_task(server)["for"]["reference"]
    assert named in server.resources
    assert the_task(server)["status"] == "accepted"
    assert {one.state for one in queue_of(pharmacy, prescription)} == {OutboxState.SENT}


def test_whoever_the_server_has_put_on_the_task_meanwhile_stays(pharmacy: Pharmacy) -> None:
    server = MemoryServer(fhir_patient())
    prescription = sent_without_patient(pharmacy, server)
    server.put({**the_task(server), "for": {"reference": "Patient/p9"}})
    choose_patient(pharmacy.site, pharmacy.counter, prescription.id, known_here(pharmacy))
    push(a_courier(pharmacy, server))
    assert the_task(server)["for"] == {"reference": "Patient/p9"}


def test_a_patient_chosen_while_the_tasks_answer_is_out_is_put_on_it_afterwards(pharmacy: Pharmacy) -> None:
    server = MemoryServer(fhir_patient())
    prescription = take_in_paper(pharmacy.site, None, SCAN)
    server.scripted = [Answer(503, None, "", "", said="later")]  # the scan; the Task waits behind it
    habits = Habits(timedelta(0))
    push(a_courier(pharmacy, server, habits))
    server.scripted = []
    choose_patient(pharmacy.site, pharmacy.counter, prescription.id, TERESA)
    for _ in range(3):
        pharmacy.clock.forward(minutes=6)
        push(a_courier(pharmacy, server, habits))
    assert the_task(server)["for"]["reference"] in server.resources
