"""What the state machine found once, told as a story: each of these failed before it was mended."""

from collections.abc import Iterator

import pytest

from tests.scenario.machine_drain import drain
from tests.scenario.machine_fixtures import templates as templates
from tests.scenario.machine_moves import give_two_packs
from tests.scenario.machine_station import Templates
from tests.scenario.machine_world import World
from workstation.domain.outbox import OutboxKind
from workstation.orderserver.personalities import PERSONALITIES


@pytest.fixture
def world(templates: Templates) -> Iterator[World]:
    """One prescription, claimed here."""
    made = World(PERSONALITIES["reference"], templates)
    made.prescribe()
    made.later(60)
    station = made.station("one")
    station.sync()
    station.ok("claim", prescription="RX-1")
    station.sync()
    yield made
    made.close()


def test_a_supply_still_leaves_when_two_changes_of_its_task_wait_for_a_person(world: World) -> None:
    station = world.station("one")
    world.server.wipe()
    station.sync()  # the claim is sent again and parked: its Task is gone
    give_two_packs(station, "RX-1")
    drain(world)
    (supply,) = station.dump()["dispenses"]
    (arrived,) = world.server.query("MedicationDispense")
    assert arrived["identifier"][0]["value"] == supply["identifier"]
    left = {one["kind"] for one in station.dump()["outbox"]}
    assert left == {OutboxKind.UPDATE_TASK.value}
