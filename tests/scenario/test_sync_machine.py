"""Property-based runs of the whole sync: people at two counters, a server with its own will, faults on the way.

Every run ends in calm: the faults are cleared, the queues drain, a night passes, and then the invariants of the sync
profile must hold (machine_invariants). A failing run is printed by hypothesis step by step, and with its blob
(`@reproduce_failure`); ids and times are the same in each repetition.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.scenario.machine_drain import finish
from tests.scenario.machine_fixtures import templates as templates
from tests.scenario.machine_moves import DO_TWICE, HONEST, LASTING, LIES, PEOPLE, SERVER, give_two_packs, next_step
from tests.scenario.machine_station import Station, Templates
from tests.scenario.machine_world import World
from workstation.orderserver.faults import Fault, FaultKind
from workstation.orderserver.personalities import PERSONALITIES

EXAMPLES = int(os.environ.get("WORKSTATION_MACHINE_EXAMPLES", "18"))
"""Of all parts together: 18 at every stop, 504 in the tier `machine`."""
SHRINK = bool(os.environ.get("WORKSTATION_SHRINK"))
"""Look for a shorter run when one fails: takes minutes, and the blob repeats the long one as well."""
LONG_EXAMPLES = int(os.environ.get("WORKSTATION_LONG_EXAMPLES", "500"))
"""Of each machine in the soak, with 40 steps."""
STEPS = 9
SEED = 20261123

NAMES = st.sampled_from(["one", "one", "one", "two"])
WRITES = st.sampled_from(["", "POST", "PUT", "", "GET"])
PATHS = st.sampled_from(["", "", "", "Task", "MedicationDispense", "Basic"])


class SyncMachine(RuleBasedStateMachine):
    """One pharmacy with up to two counters and one order server."""

    templates: Templates
    kinds: tuple[FaultKind, ...] = HONEST
    personalities: tuple[str, ...] = ("reference",)

    def __init__(self) -> None:
        super().__init__()
        self.world: World | None = None
        self.broken = False

    @initialize(
        personality=st.integers(0, len(PERSONALITIES)),
        probed=st.booleans(),
        quantities=st.lists(st.sampled_from([20, 10, 30]), min_size=1, max_size=2),
        stage=st.sampled_from(["handed over", "claimed", "handed over", "pulled", "sent"]),
    )
    def begin(self, personality: int, probed: bool, quantities: list[int], stage: str) -> None:
        config = PERSONALITIES[self.personalities[personality % len(self.personalities)]]
        self.world = World(config, self.templates)
        self.probed = probed or not config.if_match
        for quantity in quantities:
            self.world.prescribe(quantity)
        self.world.later(60)
        self.station("one").sync()
        if stage != "pulled":
            self.station("one")("claim", prescription="RX-1")
            self.station("one").sync()
        if stage in ("handed over", "sent"):
            give_two_packs(self.station("one"), "RX-1")
        if stage == "sent":
            self.station("one").sync()

    def station(self, name: str) -> Station:
        assert self.world is not None
        is_new = name not in self.world.stations
        station = self.world.station(name)
        if is_new and self.probed:
            down, self.world.wire.down = self.world.wire.down, False
            with self.world.undisturbed():
                station.pair()
            self.world.wire.down = down
        return station

    def number(self, which: int) -> str:
        assert self.world is not None
        return f"RX-{which % self.world.prescriptions + 1}"

    # --- people ---------------------------------------------------------------------------------------------

    @rule(name=NAMES, which=st.integers(0, 2))
    def next_step(self, name: str, which: int) -> None:
        next_step(self.station(name), self.number(which))

    @rule(name=NAMES, which=st.integers(0, 2))
    def all_steps(self, name: str, which: int) -> None:
        give_two_packs(self.station(name), self.number(which))

    @rule(name=NAMES, which=st.integers(0, 2), do=st.sampled_from(sorted(PEOPLE)))
    def somebody(self, name: str, which: int, do: str) -> None:
        PEOPLE[do](self.station(name), self.number(which))

    @rule(name=NAMES, which=st.integers(0, 2))
    def supply(self, name: str, which: int) -> None:
        station, number = self.station(name), self.number(which)
        station.sync()
        station("claim", prescription=number)
        station.sync()
        give_two_packs(station, number)
        station.sync()

    @rule(name=NAMES, impatient=st.booleans())
    def sync(self, name: str, impatient: bool) -> None:
        self.station(name).sync(impatient=impatient)

    @rule(name=NAMES)
    def sync_again(self, name: str) -> None:
        self.station(name).sync()

    # --- the server -----------------------------------------------------------------------------------------

    @rule(do=st.sampled_from(sorted(SERVER)), which=st.integers(0, 2))
    def server_does(self, do: str, which: int) -> None:
        assert self.world is not None
        if do != "restore" or self.world.has_backup:
            SERVER[do](self.world, self.number(which))

    @rule(quantity=st.sampled_from([10, 20]))
    def prescribe(self, quantity: int) -> None:
        assert self.world is not None
        if self.world.prescriptions < 4:
            self.world.prescribe(quantity)

    # --- faults ---------------------------------------------------------------------------------------------

    @rule(
        kind=st.deferred(lambda: st.sampled_from(list(FaultKind))),
        method=WRITES,
        path=PATHS,
        times=st.integers(1, 3),
        after=st.integers(0, 3),
        seconds=st.sampled_from([1.0, 8.0, 40.0]),
    )
    def fault(self, kind: FaultKind, method: str, path: str, times: int, after: int, seconds: float) -> None:
        assert self.world is not None
        if kind not in self.kinds:
            return
        span = seconds if kind is not FaultKind.CLOCK_OFFSET else seconds * 30 - 300
        many = None if kind in LASTING else times
        self.world.board.add(Fault(kind, method, path, times=many, after=after, seconds=span, size=100_000, seed=times))
        self.world.duplicated |= kind in DO_TWICE
        self.world.lied |= kind in LIES
        if kind in (FaultKind.RESTORE, FaultKind.WIPE):
            self.world.may_lose_supplies = True

    @rule(down=st.booleans())
    def network(self, down: bool) -> None:
        assert self.world is not None
        self.world.wire.down = down

    @rule()
    def late_requests_arrive(self) -> None:
        assert self.world is not None
        self.world.wire.let_go_on()

    @rule(seconds=st.sampled_from([1, 30, 600, 4000]))
    def time_passes(self, seconds: int) -> None:
        assert self.world is not None
        self.world.later(seconds)

    # --- the store is set back ------------------------------------------------------------------------------

    @rule(name=NAMES)
    def copy_of_the_store(self, name: str) -> None:
        self.station(name).backup()

    @precondition(lambda self: self.world and any(one.has_backup for one in self.world.stations.values()))
    @rule()
    def store_is_set_back(self) -> None:
        assert self.world is not None
        next(one for one in self.world.stations.values() if one.has_backup).restore()

    def teardown(self) -> None:
        if self.world is None:
            return
        try:
            finish(self.world)
        finally:
            self.world.close()


def machine(
    given_templates: Templates,
    given_kinds: tuple[FaultKind, ...],
    given_personalities: tuple[str, ...],
) -> type[SyncMachine]:
    """A machine on these stores, with these faults and servers."""

    class Machine(SyncMachine):
        templates = given_templates
        kinds = given_kinds
        personalities = given_personalities

    return Machine


MACHINES = {
    "honest": (HONEST, ("reference", "integer-versions", "uuid-versions", "no-bundles", "small")),
    "odd": (HONEST, ("strict", "lagging", "weak", "weak-but-proud")),
    "lying": ((*HONEST, *LIES), ("reference", "uuid-versions")),
}


def play_runs(which: str, part: int, templates: Templates, *, examples: int, steps: int, shrink: bool = SHRINK) -> None:
    """So many runs of one machine, the same ones in every repetition of a part."""
    kinds, personalities = MACHINES[which]
    run_state_machine_as_test(
        seed(SEED + part)(machine(templates, kinds, personalities)),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=False,
            database=None,
            print_blob=True,
            phases=tuple(Phase) if shrink else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


PARTS = [(which, part) for part, which in enumerate(sorted(MACHINES) * 2)]


@pytest.mark.parametrize(("which", "part"), PARTS, ids=[f"{which}-{part}" for which, part in PARTS])
def test_whatever_happens_the_invariants_hold_once_it_is_calm(which: str, part: int, templates: Templates) -> None:
    play_runs(which, part, templates, examples=-(-EXAMPLES // len(PARTS)), steps=STEPS)


@pytest.mark.soak
@pytest.mark.parametrize("which", sorted(MACHINES))
def test_whatever_happens_in_long_runs_the_invariants_hold(which: str, templates: Templates) -> None:
    play_runs(which, 1_000, templates, examples=LONG_EXAMPLES, steps=40)
