"""A station of the state machine: one counter on a store of its own, over the wire of the world."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import event

from tests.factories import NOW
from tests.fakes import PlainHasher
from tests.scenario.conftest import PHARMACY, Json
from tests.scenario.machine_wire import URL, KnownTrust, VirtualClock
from tests.scenario_desk import Desk
from tests.scenario_kill import KillSwitch
from tests.scenario_player import compliance_pack, play
from workstation import paths
from workstation.adapters.db import SqlStore, open_store
from workstation.adapters.fhir.capability import capability_of
from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.messages_out import FhirMessages
from workstation.adapters.fhir.probe import Stopwatch, probe
from workstation.adapters.fhir.translation import FhirTranslation
from workstation.adapters.knowledge.overrides import load_override_reasons
from workstation.app.pair import probe_note
from workstation.app.pairing import Pairing
from workstation.domain import exact_json
from workstation.domain.users import Role, User
from workstation.domain.workflow import standing
from workstation.services.clinical import ClinicalKnowledge
from workstation.services.site import Site
from workstation.services.sync.courier import Courier, Habits, Rhythm
from workstation.services.sync.once import SyncReport, sync_once
from workstation.services.sync.pull import pull_all_again

if TYPE_CHECKING:
    from tests.scenario.machine_world import World

KEY = bytes(range(32))
ORGANIZATION = "Organization/pharmacy-1"
PACK = compliance_pack()


@dataclass(frozen=True, slots=True)
class Templates:
    """Stores with staff and stock, made once and copied for every run: one for each station."""

    folder: Path
    knowledge: ClinicalKnowledge
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(NOW))
    _stores: dict[Path, SqlStore] = field(default_factory=dict)

    @classmethod
    def made(cls, folder: Path, knowledge: ClinicalKnowledge, names: tuple[str, ...] = ("one", "two")) -> "Templates":
        """Makes them."""
        found = cls(folder, knowledge)
        for name in names:
            station = Station(name, folder / name, found, None, found.clock)
            station.folder.mkdir()
            station.open()
            for action in PHARMACY:
                answer = play(station.desk, exact_json.dumps(action))
                assert answer["ok"], answer
            station.close()
        return found

    def store(self, path: Path, new_id: Callable[[], UUID]) -> SqlStore:
        """The store in a file. One object for every run: what it has learnt about its statements is not lost."""
        if path not in self._stores:
            found = open_store(path, KEY, new_id=new_id, clock=self.clock, demo=True)
            event.listen(found.backend.writer, "connect", _without_waiting_for_the_disk)
            found.close()  # from now on connections are made without it
            self._stores[path] = found
        return self._stores[path]

    def fresh(self, name: str) -> Path:
        """The folder of a station as it was furnished."""
        folder = self.folder / f"work-{name}"
        if (before := self._stores.get(folder / "store.db")) is not None:
            before.close()  # a run that broke off left its connections open
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder / name, folder)
        return folder


def _without_waiting_for_the_disk(connection: Any, _record: object) -> None:
    """No power is cut in these runs (test_kill_sync.py does that), and the disk is most of their time."""
    connection.execute("PRAGMA synchronous = OFF")


@dataclass(slots=True)
class Station:
    """One counter with its own store file."""

    name: str
    folder: Path
    templates: Templates
    world: "World | None"
    clock: VirtualClock
    pairing: Pairing | None = None
    was_set_back: bool = False
    has_backup: bool = False
    _store: SqlStore | None = None
    _desk: Desk | None = None
    _ids: int = 0
    _snapshot: Json | None = None

    @property
    def desk(self) -> Desk:
        """The counter; the pharmacist is signed in."""
        assert self._desk is not None
        return self._desk

    @property
    def site(self) -> Site:
        """What the use cases are handed."""
        return self.desk.site

    @property
    def user(self) -> User:
        """The pharmacist."""
        return self.desk.user

    def open(self) -> None:
        """Opens the store where it stands."""
        self._store = self.templates.store(self.folder / "store.db", self.new_id)
        site = Site(
            store=self._store,
            clock=self.clock,
            new_id=self.new_id,
            station=self._store.station(),
            compliance=PACK,
            zone=ZoneInfo(PACK.time_zone),
            messages=FhirMessages(ORGANIZATION),
            clinical=self.templates.knowledge,
            overrides=load_override_reasons(paths.resources()),
        )
        self._desk = Desk(site, KillSwitch(), PlainHasher(), self.connected, lambda _seconds: None)
        with site.store.read() as tx:
            self._desk.signed_in = next((one for one in tx.users.all() if one.role is Role.PHARMACIST), None)

    def close(self) -> None:
        """Closes the store."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def new_id(self) -> UUID:
        """Ids that go up, the same ones in every repetition of a run."""
        self._ids += 1
        start = 1 if self.world is None else 2
        return UUID(int=(start << 96) + (sum(self.name.encode()) << 64) + self._ids)

    def backup(self) -> None:
        """A copy of the store as it stands."""
        self.close()
        shutil.copyfile(self.folder / "store.db", self.folder / "backup.db")
        self.has_backup = True
        self.open()

    def restore(self) -> None:
        """The copy in place of the store."""
        self.close()
        for leftover in self.folder.glob("store.db-*"):
            leftover.unlink()
        shutil.copyfile(self.folder / "backup.db", self.folder / "store.db")
        self.was_set_back = True
        self.open()

    def __call__(self, do: str, **fields: Any) -> Json:
        """Plays one local action as the scenario player does."""
        self._snapshot = None
        before = len(self.world.wire.sent) if self.world else 0
        answer = play(self.desk, exact_json.dumps({"do": do, **fields}))
        if self.world:
            self.world.sent_by_local_actions += len(self.world.wire.sent) - before
        return answer

    def ok(self, do: str, **fields: Any) -> Json:
        """An action that must not be refused."""
        answer = self(do, **fields)
        assert answer["ok"], (do, fields, answer)
        return answer

    # --- the line to the server -----------------------------------------------------------------------------

    @contextmanager
    def connected(self) -> Iterator[tuple[FhirServer, FhirTranslation]]:
        """The real client over the wire of the world."""
        assert self.world is not None
        conditional = self.pairing is None or self.pairing.probe.get("conditional_create") is not False
        url = URL + self.world.server.config.base_path
        with FhirServer(url, transport=self.world.wire, trust=KnownTrust(), conditional_creates=conditional) as server:
            yield server, FhirTranslation(ORGANIZATION, self.site.station.id, self.new_id, self.site.zone)

    @property
    def habits(self) -> Habits:
        """What the probe found; what is assumed without one."""
        return self.pairing.habits if self.pairing else Habits()

    def pair(self) -> Pairing:
        """Probes the server; from now on its habits are known."""
        self.clock.advance(2)
        with self.connected() as (server, _):
            capability = capability_of(server.read("metadata").resource)
            assert capability is not None
            found = probe(server, self.new_id(), Stopwatch(self.clock.monotonic, self.clock.advance))
        self.pairing = Pairing(URL, ORGANIZATION, "", probe=probe_note(capability, found))
        return self.pairing

    def sync(self, *, impatient: bool = True) -> SyncReport:
        """One round of the real sync."""
        self._snapshot = None
        rhythm = Rhythm(lambda longest: longest / 2, impatient, 30.0 if impatient else 0.0, self.clock.advance)
        with self.connected() as (server, translation):
            return sync_once(Courier(self.site, server, translation, rhythm, self.habits))

    def forget_what_was_pulled(self) -> None:
        """The pulled copy is wiped: the next pull brings everything again."""
        self._snapshot = None
        with self.site.store.begin() as tx:
            pull_all_again(tx)

    def forget_snapshot(self) -> None:
        """Something was done past `__call__`."""
        self._snapshot = None

    def look(self, number: str) -> tuple[str, bool] | None:
        """(status, whether the claim is acknowledged) of a prescription; None when it was never pulled."""
        with self.site.store.read() as tx:
            found = tx.prescriptions.by_number(number)
            if found is None:
                return None
            return tx.prescriptions.status(found.id).value, standing(tx.prescriptions.events(found.id)).claimed

    def dump(self) -> Json:
        """Everything in the store; read once until something happens."""
        found = self._snapshot or self.ok("dump")
        self._snapshot = found
        return found
