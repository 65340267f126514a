"""The main job against every kind of order server that we know of, with what the probe finds and without a probe."""

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest

from tests.factories import fhir_bundle, fhir_patient, fhir_request, fhir_task
from tests.scenario.conftest import METFORMIN, NO_ALLERGY, SIGN_IN, Counter
from tests.scenario.machine_fixtures import templates as templates
from tests.scenario.machine_station import Station, Templates
from tests.scenario.machine_world import World
from tests.scenario_player import ServerOptions, opened_desk
from workstation.app.clinical import PackKnowledge
from workstation.orderserver.personalities import PERSONALITIES
from workstation.orderserver.server import OrderServer

MOST_ROUNDS = 6
OFTEN = {"reference", "strict", "weak-but-proud", "lagging", "letter-by-letter"}
"""Unlike each other: tried by `make test`. The others are tried by `.ci/run`."""
EVERY = [one if one in OFTEN else pytest.param(one, marks=pytest.mark.ci) for one in sorted(PERSONALITIES)]


class OpenWorld(Protocol):
    """Makes a world with a server of some personality."""

    def __call__(self, personality: str) -> World: ...


@pytest.fixture
def world_of(templates: Templates) -> Iterator[OpenWorld]:
    """Worlds that are closed at the end of the test."""
    opened: list[World] = []

    def open_world(personality: str) -> World:
        opened.append(World(PERSONALITIES[personality], templates))
        return opened[-1]

    yield open_world
    for world in opened:
        world.close()


def drain(station: Station) -> None:
    """Rounds until nothing waits, at most MOST_ROUNDS; each of them must reach the server."""
    for _ in range(MOST_ROUNDS):
        report = station.sync()
        assert not report.offline, report
        station.clock.advance(30)
        if not report.waiting:
            return


def supply(station: Station, number: str) -> None:
    """From the pull to the hand-over."""
    drain(station)
    station.ok("claim", prescription=number)
    drain(station)
    station.ok("approve", prescription=number)
    for _ in range(2):
        station.ok("scan", prescription=number, code=METFORMIN)
    station.ok("accuracy_check", prescription=number)
    station.ok("hand_over", prescription=number)
    drain(station)


@pytest.mark.parametrize("probed", [True, pytest.param(False, marks=pytest.mark.ci)], ids=["probed", "not-probed"])
@pytest.mark.parametrize("personality", EVERY)
def test_the_main_job_ends_with_one_supply_at_every_server(world_of: OpenWorld, personality: str, probed: bool) -> None:
    world = world_of(personality)
    station = world.station("one")
    if probed:
        station.pair()
    numbers = [world.prescribe() for _ in range(3)]
    world.later(60)
    for number in numbers:
        supply(station, number)
    world.later(60)
    drain(station)
    left = station.dump()
    assert (left["outbox"], left["conflicts"], left["attention"]) == ([], [], [])
    supplied = [one["identifier"][0]["value"] for one in world.server.query("MedicationDispense")]
    assert sorted(supplied) == sorted(one["identifier"] for one in left["dispenses"])
    assert len(supplied) == len(numbers)
    for number in numbers:
        task = world.task(number)
        assert task is not None
        assert (task["status"], len(task["output"])) == ("completed", 1)
    assert {one["status"] for one in left["prescriptions"]} == {"handed_over"}


@pytest.mark.parametrize("personality", [one for one in EVERY if one != "lagging"])
def test_the_scenario_player_does_the_main_job_over_https(
    personality: str, certificates: Path, tmp_path: Path, furnished: Path, knowledge: PackKnowledge
) -> None:
    shutil.copytree(furnished, tmp_path / "store")
    with OrderServer(replace(PERSONALITIES[personality], cert_dir=certificates)) as running:
        running.load_document(fhir_bundle(fhir_patient(), NO_ALLERGY, fhir_request(), fhir_task()))
        address = running.address
        with opened_desk(
            tmp_path / "store", ServerOptions(address.url, address.ca, address.organization), knowledge
        ) as desk:
            counter = Counter(desk)
            counter.ok(**SIGN_IN)
            counter.to_picking()
            counter.to_bag()
            counter.ok("hand_over", prescription="RX-1")
            counter.ok("sync")
            counter.ok("sync")
            left = counter.drained()
        (dispense,) = running.query("MedicationDispense")
        (task,) = running.query("Task?_id=t-RX-1")
    assert [one["identifier"] for one in left["dispenses"]] == [dispense["identifier"][0]["value"]]
    assert (task["status"], len(task["output"])) == ("completed", 1)


@pytest.mark.parametrize("probed", [True, False], ids=["probed", "not-probed"])
@pytest.mark.parametrize("personality", EVERY)
def test_of_two_stations_that_claim_at_once_exactly_one_holds_it(
    world_of: OpenWorld, personality: str, probed: bool
) -> None:
    if personality.startswith("weak") and not probed:
        pytest.skip("a server that guards no versions shows that to the probe only")
    world = world_of(personality)
    one, two = world.station("one"), world.station("two")
    number = world.prescribe()
    world.later(60)
    for station in (one, two):
        if probed:
            station.pair()
        drain(station)
        station.ok("claim", prescription=number)
    for station, _ in itertools.product((one, two), range(3)):
        station.sync()
        world.later(10)
    holders = [
        station for station in (one, two) for found in station.dump()["prescriptions"] if found["claim_acknowledged"]
    ]
    assert len(holders) == 1
    task = world.task(number)
    assert task is not None
    assert task["status"] == "accepted"
