"""The end of a run: calm, rounds until nothing waits, a night for the sweep, then a look at everything."""

from tests.scenario.conftest import Json
from tests.scenario.machine_invariants import INVARIANTS, digest, nothing_is_there_twice, still_to_go, stock_adds_up
from tests.scenario.machine_station import Station
from tests.scenario.machine_world import World
from workstation.services.sync.sentinel import accept_restored_store

MOST_ROUNDS = 12
"""Rounds of every station until nothing waits any more and nothing new comes (I9)."""
A_WHILE = 16 * 60
A_NIGHT = 24 * 3600


def drain(world: World) -> None:
    """Rounds of all stations without faults. Raises AssertionError when something waits all the same."""
    for _ in range(MOST_ROUNDS):
        busy = [_round(station) for station in world.stations.values()]
        world.later(30)
        if not any(busy):
            return
    left: list[Json] = [one for station in world.stations.values() for one in station.dump()["outbox"]]
    raise AssertionError(f"not drained after {MOST_ROUNDS} rounds: {left}")


def _round(station: Station) -> bool:
    """Whether there may be more to do."""
    report = station.sync()
    if report.stopped:
        accept_restored_store(station.site, station.user, "the counter was set back by the IT staff")
        return True
    assert not report.offline, report.offline
    return bool(report.pushed or still_to_go(station))


def everything_converges(world: World) -> None:
    """I6: wiping the pulled copy and pulling again gives the same picture."""
    if world.lied:  # what was pulled then was never at the server: pulling again is the cure
        _pull_again(world)
    before = {name: digest(world, station) for name, station in world.stations.items()}
    _pull_again(world)
    for name, station in world.stations.items():
        after = digest(world, station)
        assert after == before[name], f"{name} after pulling again:\n{after}\nbefore:\n{before[name]}"


def _pull_again(world: World) -> None:
    for station in world.stations.values():
        station.forget_what_was_pulled()
    drain(world)


def finish(world: World) -> None:
    """Ends a run and checks every invariant."""
    world.calm()
    world.later(A_WHILE)  # and the sweep of open work is due
    drain(world)
    if world.duplicated or not world.config.if_match:
        world.later(A_NIGHT)  # the sweep of the night finds what was performed twice
        drain(world)
    for holds in INVARIANTS:
        holds(world)
    everything_converges(world)
    stock_adds_up(world)
    nothing_is_there_twice(world)
