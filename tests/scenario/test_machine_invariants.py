"""Every invariant of the state machine can fail: broken clients, and worlds that were tampered with, are noticed."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest

from tests.factories import NOW
from tests.scenario import machine_invariants as holds
from tests.scenario.machine_drain import drain, everything_converges, finish
from tests.scenario.machine_fixtures import templates as templates
from tests.scenario.machine_moves import SERVER, give_two_packs
from tests.scenario.machine_station import Templates
from tests.scenario.machine_world import World
from workstation.adapters.fhir.client import FhirServer
from workstation.domain.outbox import OutboxKind, OutboxState
from workstation.domain.quantity import Quantity
from workstation.domain.stock import MovementKind, StockMovement
from workstation.orderserver.faults import Fault, FaultKind
from workstation.orderserver.personalities import PERSONALITIES
from workstation.services.sync.ports import Answer, Resource


@pytest.fixture
def world(templates: Templates) -> Iterator[World]:
    """One prescription, handed over; nothing of the supply is sent yet."""
    made = World(PERSONALITIES["weak"], templates)
    station = made.station("one")
    made.prescribe()
    made.later(60)
    station.sync()
    station.ok("claim", prescription="RX-1")
    station.sync()
    give_two_packs(station, "RX-1")
    assert station.look("RX-1") == ("handed_over", True)
    yield made
    made.close()


def test_an_undisturbed_run_satisfies_every_invariant(world: World) -> None:
    finish(world)


# --- clients that were broken on purpose ------------------------------------------------------------------------


def test_a_client_that_does_not_look_before_it_sends_again_supplies_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def blind(_self: FhirServer, _type: str, _identifier: str) -> Sequence[Resource]:
        return []

    monkeypatch.setattr(FhirServer, "find", blind)
    world.board.add(Fault(FaultKind.DROP_AFTER_COMMIT, "POST", "MedicationDispense"))
    world.station("one").sync()
    drain(world)
    with pytest.raises(AssertionError, match=r"MedicationDispense more than once"):
        holds.nothing_is_there_twice(world)


def test_a_client_that_changes_without_naming_the_version_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(self: FhirServer, reference: str, body: Resource, _version: str) -> Answer:
        headers = {"Prefer": "return=representation"}
        self._send("PUT", reference, body=body, headers=headers)
        return self.read(reference)

    monkeypatch.setattr(FhirServer, "update", careless)
    drain(world)
    with pytest.raises(AssertionError, match="without If-Match"):
        holds.nothing_is_overwritten_unseen(world)


def test_a_client_that_sends_the_pointer_first_is_noticed(world: World) -> None:
    station = world.station("one")
    with station.connected() as (server, _):
        answer = server.read("Task/t-RX-1")
        assert answer.resource is not None
        output = [{"type": {"text": "dispense"}, "valueReference": {"reference": "MedicationDispense/not-yet"}}]
        server.update("Task/t-RX-1", {**answer.resource, "output": output}, answer.version_id)
    with pytest.raises(AssertionError, match="names MedicationDispense/not-yet"):
        holds.the_cause_comes_first(world)


def test_a_completion_without_a_supply_is_noticed(world: World) -> None:
    with world.station("one").connected() as (server, _):
        answer = server.read("Task/t-RX-1")
        assert answer.resource is not None
        server.update("Task/t-RX-1", {**answer.resource, "status": "completed"}, answer.version_id)
    with pytest.raises(AssertionError, match="completed without a supply"):
        holds.the_cause_comes_first(world)


def test_a_local_action_that_asks_the_server_is_noticed(world: World) -> None:
    world.station("one")("sync")  # the player's own sync, as if it were a local action
    with pytest.raises(AssertionError, match="requests left during local actions"):
        holds.work_never_waits_for_the_network(world)


# --- worlds that were tampered with -----------------------------------------------------------------------------


def _lose_the_supply(world: World) -> None:
    (dispense,) = world.server.query("MedicationDispense")
    world.server.store.delete("MedicationDispense", dispense["id"])


def _reopen_the_task(world: World) -> None:
    world.change("Task/t-RX-1", lambda task: task.update(status="on-hold"))


def _supply_more(world: World) -> None:
    (dispense,) = world.server.query("MedicationDispense")
    body = {**dispense, "id": "another", "identifier": [{"system": "urn:another", "value": "another"}]}
    world.server.load_document({"resourceType": "Bundle", "type": "batch", "entry": [{"resource": body}]})


def _lose_a_pack(world: World) -> None:
    site = world.station("one").site
    with site.store.begin() as tx:
        batch = tx.stock.all_on_hand()[0].batch
        gone = Quantity(-tx.products.get(batch.product_id).pack_size.value, "tablet")
        tx.stock.add_movement(StockMovement(site.new_id(), batch.id, MovementKind.DISPENSE, gone, NOW, None))


def _change_the_audit(world: World) -> None:
    with world.station("one").site.store.backend.writer.begin() as connection:  # type: ignore[attr-defined]  # past it
        for (name,) in connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_row'"
        ).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("UPDATE audit_row SET content = x'00' WHERE sequence = 3")


def _try_for_ever(world: World) -> None:
    with world.station("one").site.store.begin() as tx:
        group = tx.prescriptions.by_number("RX-1")
        assert group is not None
        entry = tx.outbox.of_group(group.id)[0]
        for _ in range(holds.MOST_TRIES):
            tx.outbox.tried([entry.id], NOW)


def _leave_one_waiting(world: World) -> None:
    with world.station("one").site.store.begin() as tx:
        tx.outbox.send_again_since(None)


def _park_without_a_reason(world: World) -> None:
    with world.station("one").site.store.begin() as tx:
        group = tx.prescriptions.by_number("RX-1")
        assert group is not None
        pointer = next(one for one in tx.outbox.of_group(group.id) if one.kind is OutboxKind.UPDATE_TASK)
        tx.outbox.update(replace(pointer, state=OutboxState.PARKED, answer=""))


def _name_a_patient(_world: World) -> None:
    logging.getLogger("workstation.services").warning("supply of %s", "Deshpande")


def _ask_by_name(world: World) -> None:
    with world.station("one").connected() as (server, _):
        list(server.search("Patient", [("name", "Deshpande")]))


TAMPERED: list[tuple[Callable[[World], None], holds.Invariant, str]] = [
    (_lose_the_supply, holds.nothing_is_lost, "0 supplies"),
    (_leave_one_waiting, holds.nothing_is_lost, "still waiting"),
    (_park_without_a_reason, holds.nothing_is_lost, "without a reason"),
    (_reopen_the_task, holds.finished_work_is_finished_at_the_server, "on-hold at the server"),
    (_supply_more, holds.nothing_is_there_twice, "nobody was told why"),
    (_lose_a_pack, holds.stock_adds_up, "expected"),
    (_change_the_audit, holds.the_audit_chain_is_whole, "audit"),
    (_try_for_ever, holds.retries_are_bounded, "was tried"),
    (_name_a_patient, holds.nobody_is_named, "Deshpande"),
    (_ask_by_name, holds.nobody_is_named, "Deshpande"),
]


@pytest.mark.parametrize(
    ("tamper", "invariant", "says"), TAMPERED, ids=[one[0].__name__.strip("_") for one in TAMPERED]
)
def test_what_was_tampered_with_is_noticed(
    world: World, tamper: Callable[[World], None], invariant: holds.Invariant, says: str
) -> None:
    drain(world)
    invariant(world)
    tamper(world)
    world.station("one").forget_snapshot()
    with pytest.raises(AssertionError, match=says):
        invariant(world)


def test_a_picture_that_pulling_again_does_not_give_is_noticed(world: World) -> None:
    drain(world)
    SERVER["hold"](world, "RX-1")  # nobody pulls it before the comparison
    with pytest.raises(AssertionError, match="after pulling again"):
        everything_converges(world)


def test_rounds_that_never_end_are_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_self: FhirServer, _body: Resource, _identifier: str) -> Answer:
        return Answer(503, None, "", "", said="not available now")

    monkeypatch.setattr(FhirServer, "create", never)
    world.station("one").clock.advance(1)
    with pytest.raises(AssertionError, match="not drained"):
        drain(world)
