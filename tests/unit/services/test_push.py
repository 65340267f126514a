"""What goes first, what holds up what, and what a server's habits change: against a server in a dictionary."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.factories import Json, Pharmacy, fhir_patient, fhir_request, fhir_task, new_id
from tests.fakes import Faults, FaultyServer, MemoryServer
from workstation.adapters.fhir.translation import FhirTranslation
from workstation.domain.errors import Unavailable
from workstation.domain.outbox import AttentionCode, OutboxEntry, OutboxKind, OutboxState, Priority
from workstation.services.claim import claim_prescription
from workstation.services.conflicts import Decision, Settled, settle_conflict
from workstation.services.messages import TaskChange
from workstation.services.sync.choosing import WAVE
from workstation.services.sync.courier import Courier, Habits, Rhythm
from workstation.services.sync.ports import Answer
from workstation.services.sync.pull import pull
from workstation.services.sync.push import Pushed, push

OURS = "urn:pharmacist-workstation:fhir"


def a_server(*numbers: str, **task: Any) -> MemoryServer:
    """Prescriptions that today's pharmacy may supply."""
    wanted = numbers or ("RX-1",)
    return MemoryServer(
        fhir_patient(), fhir_request(authoredOn="2026-11-21"), *(fhir_task(number, **task) for number in wanted)
    )


def a_courier(pharmacy: Pharmacy, server: Any, habits: Habits | None = None, **rhythm: Any) -> Courier:
    """Without waits of its own, unless the test wants some."""
    site = pharmacy.site
    translation = FhirTranslation("Organization/pharmacy-1", site.station.id, new_id, site.zone)
    plain = {"jitter": lambda _longest: 0.0} | rhythm
    return Courier(site, server, translation, Rhythm(**plain), habits or Habits(timedelta(0), max_batch=20))


def pulled(pharmacy: Pharmacy, server: MemoryServer) -> None:
    """Takes in what the server has."""
    pull(a_courier(pharmacy, server))


def prescription_id(pharmacy: Pharmacy, number: str = "RX-1") -> UUID:
    """Of a prescription that is here."""
    with pharmacy.store.read() as tx:
        found = tx.prescriptions.by_number(number)
    assert found is not None
    return found.id


def asked_for(pharmacy: Pharmacy, number: str = "RX-1") -> UUID:
    """A claim that waits to be sent; the id of its write."""
    entry = claim_prescription(pharmacy.site, pharmacy.counter, prescription_id(pharmacy, number))
    assert entry is not None
    return entry


def queued(pharmacy: Pharmacy, group: UUID, **fields: Any) -> OutboxEntry:
    """A fact of a prescription that waits to be sent."""
    id_ = fields.pop("id", new_id())
    identifier = {"system": f"{OURS}/Communication", "value": str(id_)}
    body: Json = {"resourceType": "Communication", "status": "completed", "identifier": [identifier]}
    plain = {"kind": OutboxKind.CREATE, "what": "a fact", "target": "Communication", "body": body}
    entry = OutboxEntry(id=id_, sequence=0, group=group, created_at=pharmacy.site.clock(), **(plain | fields))
    with pharmacy.store.begin() as tx:
        tx.outbox.add(entry)
    return entry


def entry(pharmacy: Pharmacy, entry_id: UUID) -> OutboxEntry:
    """As it stands now."""
    with pharmacy.store.read() as tx:
        return tx.outbox.get(entry_id)


def attention(pharmacy: Pharmacy) -> list[str]:
    """Codes of what needs a person."""
    with pharmacy.store.read() as tx:
        return [one.code for one in tx.attentions.open()]


def test_whoever_stands_at_the_counter_is_served_before_reports(pharmacy: Pharmacy) -> None:
    server = a_server()
    pulled(pharmacy, server)
    report = queued(pharmacy, new_id(), priority=Priority.REPORT)
    log = queued(pharmacy, new_id(), priority=Priority.LOG)
    claim = asked_for(pharmacy)
    push(a_courier(pharmacy, server, Habits()), progress=lambda sent: sent < 1)
    with pharmacy.store.read() as tx:
        ready = [one.id for one in tx.outbox.ready(pharmacy.site.clock(), 9)]
    assert entry(pharmacy, claim).state is OutboxState.SENT
    assert ready in ([], [report.id, log.id])


def test_what_is_urgent_comes_first_however_late_it_was_added(pharmacy: Pharmacy) -> None:
    wanted = [Priority.LOG, Priority.REPORT, Priority.FACT, Priority.NOW]
    ids = {one: queued(pharmacy, new_id(), priority=one).id for one in wanted}
    with pharmacy.store.read() as tx:
        found = [one.id for one in tx.outbox.ready(pharmacy.site.clock(), 9)]
    assert found == [ids[one] for one in sorted(wanted)]


def test_a_fact_that_the_server_will_not_have_holds_up_only_what_points_to_it(pharmacy: Pharmacy) -> None:
    server, group = a_server(), new_id()
    pulled(pharmacy, server)
    refused = queued(pharmacy, group)
    pointing = queued(
        pharmacy, group, body={"resourceType": "Communication", "about": [{"reference": f"urn:uuid:{refused.id}"}]}
    )
    other = queued(pharmacy, group)
    server.scripted = [Answer(422, None, "", "", said="no such profile")]
    push(a_courier(pharmacy, server))
    states = [entry(pharmacy, one.id).state for one in (refused, pointing, other)]
    assert states == [OutboxState.PARKED, OutboxState.WAITING, OutboxState.SENT]


def test_a_task_never_points_to_a_supply_that_is_not_there(pharmacy: Pharmacy) -> None:
    server = a_server()
    pulled(pharmacy, server)
    group = prescription_id(pharmacy)
    supply = queued(pharmacy, group)
    change = TaskChange("completed", "handed-over", outputs=(supply.id,)).as_body()
    pointer = queued(pharmacy, group, kind=OutboxKind.UPDATE_TASK, target="Task/t-RX-1", body=change)
    server.scripted = [Answer(422, None, "", "", said="no such profile")]
    push(a_courier(pharmacy, server))
    assert entry(pharmacy, pointer.id).state is OutboxState.WAITING
    assert server.resources["Task/t-RX-1"]["status"] == "requested"


def test_facts_pass_a_change_of_the_task_that_waits_for_a_person(pharmacy: Pharmacy) -> None:
    server = a_server()
    pulled(pharmacy, server)
    claim = asked_for(pharmacy)
    server.scripted = [Answer(422, None, "", "", said="owner is not allowed")]
    push(a_courier(pharmacy, server))
    fact = queued(pharmacy, prescription_id(pharmacy))
    push(a_courier(pharmacy, server))
    assert [entry(pharmacy, one).state for one in (claim, fact.id)] == [OutboxState.PARKED, OutboxState.SENT]


def test_many_facts_go_as_batches_and_each_arrives_once(pharmacy: Pharmacy) -> None:
    server = a_server()
    facts = [queued(pharmacy, new_id()) for _ in range(45)]
    assert push(a_courier(pharmacy, server)) == Pushed(45, "")
    assert server.batches == [20, 20, 5]
    assert len(server.find("Communication", "")) == 0
    assert server.writes == 45
    assert all(entry(pharmacy, one.id).sent_reference for one in facts)


@pytest.mark.parametrize(("most", "sizes"), [(6, [20, 10, 5, 5, 5, 5]), (0, [20])])
def test_a_server_that_takes_less_at_once_is_remembered(pharmacy: Pharmacy, most: int, sizes: list[int]) -> None:
    server = a_server()
    server.most_batch = most
    for _ in range(20):
        queued(pharmacy, new_id())
    assert push(a_courier(pharmacy, server)).sent == 20
    assert server.batches == sizes
    for _ in range(4):
        queued(pharmacy, new_id())
    server.batches.clear()
    assert push(a_courier(pharmacy, server)).sent == 4
    assert server.batches == ([4] if most else [])


def test_a_batch_whose_answer_was_lost_is_looked_up_and_not_sent_again(pharmacy: Pharmacy) -> None:
    lost = Unavailable("order_server", "the line was cut")
    for _ in range(5):
        queued(pharmacy, new_id())

    class CutOnce(MemoryServer):
        """Does the batch and loses the answer."""

        def batch(self, entries: Any) -> Any:
            super().batch(entries)
            raise lost

    server = CutOnce()
    assert push(a_courier(pharmacy, server)) == Pushed(0, lost.why)
    assert push(a_courier(pharmacy, server)).sent == 5
    assert server.writes == 5


def test_a_pause_that_the_server_asks_for_holds_for_everything(pharmacy: Pharmacy) -> None:
    server = a_server()
    first, second = queued(pharmacy, new_id()), queued(pharmacy, new_id())
    server.scripted = [Answer(429, None, "", "", said="slowly", retry_after_seconds=60)]
    courier = a_courier(pharmacy, server, Habits(timedelta(0)), impatient=True)
    assert push(courier).sent == 0
    assert server.writes == 0
    assert entry(pharmacy, second.id).attempts == 0
    assert push(courier).sent == 0
    assert courier.paused_for() == 60
    pharmacy.clock.forward(seconds=61)
    assert push(courier).sent == 2
    assert entry(pharmacy, first.id).state is OutboxState.SENT


def test_a_round_with_patience_waits_for_the_end_of_a_pause(pharmacy: Pharmacy) -> None:
    server, waited = a_server(), []
    queued(pharmacy, new_id())
    server.scripted = [Answer(503, None, "", "", said="later", retry_after_seconds=7)]

    def wait(seconds: float) -> None:
        waited.append(seconds)
        pharmacy.clock.forward(seconds=seconds)

    courier = a_courier(pharmacy, server, impatient=True, patience=10.0, wait=wait)
    assert push(courier).sent == 1
    assert waited == [7]


def test_waits_of_our_own_are_passed_over_when_a_person_asks(pharmacy: Pharmacy) -> None:
    server = a_server()
    waiting = queued(pharmacy, new_id(), next_try_at=pharmacy.site.clock() + timedelta(minutes=5))
    assert push(a_courier(pharmacy, server)).sent == 0
    assert push(a_courier(pharmacy, server, impatient=True)).sent == 1
    assert entry(pharmacy, waiting.id).state is OutboxState.SENT


def test_a_server_that_breaks_on_one_entry_for_ever_parks_it(pharmacy: Pharmacy) -> None:
    server = a_server()
    poison = queued(pharmacy, new_id())
    for _ in range(20):
        server.scripted = [Answer(500, None, "", "", said="null pointer")]
        push(a_courier(pharmacy, server, impatient=True))
    found = entry(pharmacy, poison.id)
    assert (found.state, found.answer) == (OutboxState.PARKED, "500 · null pointer")
    assert found.attempts < 20


def test_what_may_be_there_already_is_looked_up_only_when_a_search_can_show_it(pharmacy: Pharmacy) -> None:
    server = a_server()
    fact = queued(pharmacy, new_id())
    server.scripted = [Answer(503, None, "", "", said="later")]
    courier = a_courier(pharmacy, server, Habits(search_lag=timedelta(seconds=4)), impatient=True)
    assert push(courier).sent == 0
    assert push(courier).sent == 0
    assert entry(pharmacy, fact.id).attempts == 1
    pharmacy.clock.forward(seconds=9)
    assert push(courier).sent == 1


def test_where_nobody_found_out_the_lag_an_answer_that_was_lost_makes_no_second_one(pharmacy: Pharmacy) -> None:
    server = a_server()
    queued(pharmacy, new_id())
    line = FaultyServer(server, Faults(lost_replies=1))
    push(a_courier(pharmacy, line, Habits(), impatient=True))
    with pytest.MonkeyPatch.context() as index_lags:
        index_lags.setattr(server, "find", lambda *_: [])
        for _ in range(3):
            pharmacy.clock.forward(minutes=1)
            push(a_courier(pharmacy, line, Habits(), impatient=True))
    pharmacy.clock.forward(minutes=1)
    push(a_courier(pharmacy, line, Habits(), impatient=True))
    assert len([one for one in server.resources.values() if one["resourceType"] == "Communication"]) == 1


def test_where_nobody_found_out_the_lag_what_never_arrived_is_sent_after_five_minutes(pharmacy: Pharmacy) -> None:
    server = a_server()
    fact = queued(pharmacy, new_id())
    line = FaultyServer(server, Faults(lost_requests=1))
    for _ in range(5):
        assert push(a_courier(pharmacy, line, Habits(), impatient=True)).sent == 0
        pharmacy.clock.forward(minutes=1)
    assert push(a_courier(pharmacy, line, Habits(), impatient=True)).sent == 1
    assert entry(pharmacy, fact.id).state is OutboxState.SENT


def test_where_nobody_found_out_the_lag_what_a_search_shows_counts_at_once(pharmacy: Pharmacy) -> None:
    server = a_server()
    fact = queued(pharmacy, new_id())
    line = FaultyServer(server, Faults(lost_replies=1))
    push(a_courier(pharmacy, line, Habits(), impatient=True))
    push(a_courier(pharmacy, line, Habits(), impatient=True))
    assert entry(pharmacy, fact.id).state is OutboxState.SENT


def test_a_change_of_a_task_is_tried_again_at_once_whatever_searches_show(pharmacy: Pharmacy) -> None:
    server = a_server()
    pulled(pharmacy, server)
    claim = asked_for(pharmacy)
    line = FaultyServer(server, Faults(lost_requests=1))
    push(a_courier(pharmacy, line, Habits(), impatient=True))
    push(a_courier(pharmacy, line, Habits(), impatient=True))
    assert entry(pharmacy, claim).state is OutboxState.SENT


def test_two_stations_at_a_server_that_guards_no_versions_do_not_both_hold_a_claim(pharmacy: Pharmacy) -> None:
    server = a_server()
    pulled(pharmacy, server)
    claim = asked_for(pharmacy)
    theirs = [{"system": f"{OURS}/claimed-by", "value": str(new_id())}, {"system": f"{OURS}/last-write", "value": "x"}]

    def the_other_station_writes(_seconds: float) -> None:
        server.put({**server.resources["Task/t-RX-1"], "identifier": theirs})

    habits = Habits(ignores_if_match=True)
    push(a_courier(pharmacy, server, habits, wait=the_other_station_writes))
    assert entry(pharmacy, claim).state is OutboxState.WITHDRAWN
    assert attention(pharmacy) == [AttentionCode.CLAIM_LOST]


def test_work_that_ended_at_the_server_is_not_written_over(pharmacy: Pharmacy) -> None:
    server = a_server()
    pulled(pharmacy, server)
    asked_for(pharmacy)
    push(a_courier(pharmacy, server))
    group = prescription_id(pharmacy)
    server.put({**server.resources["Task/t-RX-1"], "status": "cancelled"})
    change = TaskChange("in-progress", "approved").as_body()
    pointer = queued(pharmacy, group, kind=OutboxKind.UPDATE_TASK, target="Task/t-RX-1", body=change)
    push(a_courier(pharmacy, server))
    assert server.resources["Task/t-RX-1"]["status"] == "cancelled"
    assert entry(pharmacy, pointer.id).state is OutboxState.WITHDRAWN
    pulled(pharmacy, server)
    with pharmacy.store.read() as tx:
        assert tx.prescriptions.status(group).value == "cancelled"


def test_what_changed_under_our_own_change_is_still_taken_in(pharmacy: Pharmacy) -> None:
    """Our write lands on a version that nobody here has seen: its news must not be passed over as our own."""
    server = a_server()
    pulled(pharmacy, server)
    server.put({**server.resources["Task/t-RX-1"], "priority": "stat"})
    asked_for(pharmacy)
    assert push(a_courier(pharmacy, server)).sent == 1
    pulled(pharmacy, server)
    group = prescription_id(pharmacy)
    with pharmacy.store.read() as tx:
        assert tx.prescriptions.get(group).urgent


def a_conflict(pharmacy: Pharmacy, server: MemoryServer) -> UUID:
    """Ours says in progress, theirs on hold."""
    pulled(pharmacy, server)
    asked_for(pharmacy)
    push(a_courier(pharmacy, server))
    server.put({**server.resources["Task/t-RX-1"], "status": "on-hold"})
    change = TaskChange("in-progress", "approved").as_body()
    pointer = queued(
        pharmacy, prescription_id(pharmacy), kind=OutboxKind.UPDATE_TASK, target="Task/t-RX-1", body=change
    )
    push(a_courier(pharmacy, server))
    with pharmacy.store.read() as tx:
        assert len(tx.attentions.conflicts()) == 1
    return pointer.id


@pytest.mark.parametrize(
    ("settled", "status", "state"),
    [
        (Settled.OURS, "in-progress", OutboxState.SENT),
        (Settled.THEIRS, "on-hold", OutboxState.WITHDRAWN),
    ],
)
def test_a_person_settles_a_conflict(pharmacy: Pharmacy, settled: Settled, status: str, state: OutboxState) -> None:
    server = a_server()
    pointer = a_conflict(pharmacy, server)
    with pharmacy.store.read() as tx:
        (conflict,) = tx.attentions.conflicts()
    settle_conflict(pharmacy.site, pharmacy.pharmacist, Decision(conflict.id, settled, "asked the clinic by phone"))
    push(a_courier(pharmacy, server))
    assert entry(pharmacy, pointer).state is state
    assert server.resources["Task/t-RX-1"]["status"] == status
    with pharmacy.store.read() as tx:
        assert tx.attentions.conflicts() == []


def test_a_settled_conflict_opens_again_when_the_server_has_moved_on_meanwhile(pharmacy: Pharmacy) -> None:
    server = a_server()
    a_conflict(pharmacy, server)
    with pharmacy.store.read() as tx:
        (conflict,) = tx.attentions.conflicts()
    server.put({**server.resources["Task/t-RX-1"], "status": "cancelled"})
    settle_conflict(pharmacy.site, pharmacy.pharmacist, Decision(conflict.id, Settled.OURS, "asked the clinic"))
    push(a_courier(pharmacy, server))
    assert server.resources["Task/t-RX-1"]["status"] == "cancelled"


def test_a_task_that_was_deleted_at_the_server_is_told_once(pharmacy: Pharmacy) -> None:
    server = a_server()
    pulled(pharmacy, server)
    claim = asked_for(pharmacy)
    del server.resources["Task/t-RX-1"]
    with pharmacy.store.begin() as tx:
        tx.outbox.update(replace(tx.outbox.get(claim), attempts=1))
    push(a_courier(pharmacy, server))
    assert entry(pharmacy, claim).state is OutboxState.PARKED
    assert attention(pharmacy) == [AttentionCode.DELETED_AT_SERVER]


def test_a_task_of_ours_is_created_before_it_is_changed(pharmacy: Pharmacy) -> None:
    server = a_server()
    pulled(pharmacy, server)
    group = prescription_id(pharmacy)
    task: Json = {
        "resourceType": "Task",
        "status": "accepted",
        "identifier": [{"system": f"{OURS}/Task", "value": "?"}],
    }
    made = new_id()
    task["identifier"][0]["value"] = str(made)
    queued(pharmacy, group, id=made, target="Task", body=task)
    change = TaskChange("in-progress", "approved").as_body()
    pointer = queued(pharmacy, group, kind=OutboxKind.UPDATE_TASK, target="", body=change)
    assert push(a_courier(pharmacy, server)).sent == 2
    reference = entry(pharmacy, made).sent_reference
    assert entry(pharmacy, pointer.id).sent_reference == reference
    assert server.resources[reference]["status"] == "in-progress"
    with pharmacy.store.read() as tx:
        assert tx.prescriptions.get(group).task_reference == reference


class WatchedServer(MemoryServer):
    """Says what the store held each time a batch came, and is gone after so many of them."""

    def __init__(self, pharmacy: Pharmacy, gone_after: int = 1000) -> None:
        super().__init__()
        self._pharmacy, self._gone_after = pharmacy, gone_after
        self.sent_before: list[int] = []

    def batch(self, entries: Any) -> Any:
        """As the server's."""
        with self._pharmacy.store.read() as tx:
            self.sent_before.append(tx.outbox.count(OutboxState.SENT))
        if len(self.batches) >= self._gone_after:
            raise Unavailable("order_server", "the line was cut")
        return super().batch(entries)


def test_hundreds_of_supplies_arrive_once_each_and_before_what_points_to_them(pharmacy: Pharmacy) -> None:
    server = WatchedServer(pharmacy)
    entries = []
    for _ in range(2 * WAVE + 30):
        group = new_id()
        fact = queued(pharmacy, group)
        about = {"resourceType": "Communication", "about": [{"reference": f"urn:uuid:{fact.id}"}]}
        entries += [fact, queued(pharmacy, group, body=about)]
    assert push(a_courier(pharmacy, server)) == Pushed(len(entries), "")
    assert server.writes == len(entries)
    references = [entry(pharmacy, one.id).sent_reference for one in entries]
    assert len(set(references)) == len(entries)
    pointed = [server.resources[one]["about"][0]["reference"] for one in references[1::2]]
    assert pointed == references[::2]


def test_what_was_chosen_while_the_server_went_away_counts_as_never_tried(pharmacy: Pharmacy) -> None:
    server = WatchedServer(pharmacy, gone_after=2)
    facts = [queued(pharmacy, new_id()) for _ in range(2 * WAVE)]
    done = push(a_courier(pharmacy, server))
    assert done == Pushed(40, "the line was cut")
    found = [entry(pharmacy, one.id) for one in facts]
    assert [one.state for one in found[:40]] == [OutboxState.SENT] * 40
    assert [one.attempts for one in found[40:60]] == [1] * 20
    assert {(one.attempts, one.tried_at) for one in found[60:]} == {(0, None)}


def test_a_batch_that_was_answered_counts_though_the_line_is_too_slow_for_the_rest(pharmacy: Pharmacy) -> None:
    class SlowServer(MemoryServer):
        """Takes longer for one batch than a wave may take."""

        def batch(self, entries: Any) -> Any:
            pharmacy.clock.forward(seconds=3)
            return super().batch(entries)

    server = SlowServer()
    facts = [queued(pharmacy, new_id()) for _ in range(50)]
    said: list[int] = []

    def once(sent: int) -> bool:
        said.append(sent)
        return False

    push(a_courier(pharmacy, server), once)
    assert server.batches == [20]
    assert said[0] in (20, 21)
    assert {entry(pharmacy, one.id).attempts for one in facts[21:]} == {0}
