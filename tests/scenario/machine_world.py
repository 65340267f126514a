"""The world of the state machine: an order server, stations on stores of their own, and a clock that they share."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.factories import NOW, fhir_bundle, fhir_patient, fhir_request, fhir_task
from tests.fakes import PlainHasher
from tests.scenario.conftest import PHARMACY, Json
from tests.scenario.machine_wire import URL, KnownTrust, MachineBoard, VirtualClock, Wire
from tests.scenario_desk import Desk
from tests.scenario_kill import KillSwitch
from tests.scenario_player import compliance_pack, play
from workstation.adapters.db import SqlStore, open_store
from workstation.adapters.fhir.capability import capability_of
from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.messages_out import FhirMessages
from workstation.adapters.fhir.probe import Stopwatch, probe
from workstation.adapters.fhir.translation import FhirTranslation
from workstation.app.pair import probe_note
from workstation.app.pairing import Pairing
from workstation.domain import exact_json
from workstation.domain.users import Role, User
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.limits import RateLimit
from workstation.orderserver.server import OrderServer
from workstation.services.clinical import ClinicalKnowledge
from workstation.services.site import Site
from workstation.services.sync.courier import Courier, Habits, Rhythm
from workstation.services.sync.once import SyncReport, sync_once
from workstation.services.sync.pull import pull_all_again

KEY = bytes(range(32))
ORGANIZATION = "Organization/pharmacy-1"
AUTHORED = "2026-11-21"
SECRETS = ("Deshpande", "Ramesh", "P-104", "1959-06-01")
"""Words that name the patients of this world; none may be in a log or an address."""
PACK = compliance_pack()


@dataclass(frozen=True, slots=True)
class Templates:
    """Stores with staff and stock, made once and copied for every run: one for each station."""

    folder: Path
    knowledge: ClinicalKnowledge

    @classmethod
    def made(cls, folder: Path, knowledge: ClinicalKnowledge, names: tuple[str, ...] = ("one", "two")) -> "Templates":
        """Makes them."""
        found = cls(folder, knowledge)
        for name in names:
            station = Station(name, folder / name, found, None, VirtualClock(NOW))
            (folder / name).mkdir()
            station.open()
            for action in PHARMACY:
                answer = play(station.desk, exact_json.dumps(action))
                assert answer["ok"], answer
            station.close()
        return found


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
    _store: SqlStore | None = None
    _desk: Desk | None = None
    _ids: int = 0

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
        self._store = open_store(self.folder / "store.db", KEY, new_id=self.new_id, clock=self.clock, demo=True)
        site = Site(
            store=self._store,
            clock=self.clock,
            new_id=self.new_id,
            station=self._store.station(),
            compliance=PACK,
            zone=ZoneInfo(PACK.time_zone),
            messages=FhirMessages(ORGANIZATION),
            clinical=self.templates.knowledge,
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
        """Plays one action as the scenario player does."""
        return play(self.desk, exact_json.dumps({"do": do, **fields}))

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
        with FhirServer(
            url, transport=self.world.wire, trust=KnownTrust(), conditional_creates=conditional
        ) as server:
            yield server, FhirTranslation(ORGANIZATION, self.site.station.id, self.new_id, self.site.zone)

    @property
    def habits(self) -> Habits:
        """What the probe found; what is assumed without one."""
        return self.pairing.habits if self.pairing else Habits()

    def pair(self) -> Pairing:
        """Probes the server; from now on its habits are known."""
        with self.connected() as (server, _):
            capability = capability_of(server.read("metadata").resource)
            assert capability is not None
            found = probe(server, self.new_id(), Stopwatch(self.clock.monotonic, self.clock.advance))
        self.pairing = Pairing(URL, ORGANIZATION, "", probe=probe_note(capability, found))
        return self.pairing

    def sync(self, *, impatient: bool = True) -> SyncReport:
        """One round of the real sync."""
        rhythm = Rhythm(lambda longest: longest / 2, impatient, 30.0 if impatient else 0.0, self.clock.advance)
        with self.connected() as (server, translation):
            return sync_once(Courier(self.site, server, translation, rhythm, self.habits))

    def forget_what_was_pulled(self) -> None:
        """The pulled copy is wiped: the next pull brings everything again."""
        with self.site.store.begin() as tx:
            pull_all_again(tx)

    def dump(self) -> Json:
        """Everything in the store."""
        return self.ok("dump")


@dataclass(slots=True)
class World:
    """Everything in one run. Made new for every example; closed at its end."""

    config: ServerConfig
    folder: Path
    templates: Templates
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(NOW))
    board: MachineBoard = field(default_factory=MachineBoard)
    stations: dict[str, Station] = field(default_factory=dict)
    server: OrderServer = field(init=False)
    wire: Wire = field(init=False)
    prescriptions: int = 0
    _closing: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        """The server stands; nobody is connected yet."""
        limit = self.config.max_requests_per_second
        around = [self.board.wrap]
        if limit is not None:  # by the clock of the run
            around.append(lambda app: RateLimit(app, limit, self.clock.monotonic))
        config = replace(self.config, max_requests_per_second=None)
        self.server = OrderServer(config, clock=self.clock, middleware=around)
        self.board.attach(self.server)
        self.wire = Wire(self.server, self.clock)

    def station(self, name: str) -> Station:
        """A station of this pharmacy, opened at the first call."""
        if name not in self.stations:
            folder = self.folder / name
            shutil.copytree(self.templates.folder / name, folder)
            found = Station(name, folder, self.templates, self, self.clock)
            found.open()
            self.stations[name] = found
            self._closing.callback(found.close)
        return self.stations[name]

    def close(self) -> None:
        """Closes all stores and removes the files."""
        self.board.clear()
        self.wire.let_go_on()
        self._closing.close()
        self.server.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- what the server does -------------------------------------------------------------------------------

    def prescribe(self, quantity: int = 20, patient: str = "p1") -> str:
        """A new prescription at the server; returns its number."""
        self.prescriptions += 1
        number, line = f"RX-{self.prescriptions}", f"m{self.prescriptions}"
        request = fhir_request(line, authoredOn=AUTHORED, subject={"reference": f"Patient/{patient}"})
        request["dispenseRequest"]["quantity"]["value"] = quantity
        known_allergy = {
            "resourceType": "AllergyIntolerance",
            "id": f"a-{patient}",
            "patient": {"reference": f"Patient/{patient}"},
            "code": {
                "coding": [{"system": "http://snomed.info/sct", "code": "716186003"}],
                "text": "No known allergy",
            },
        }
        task = fhir_task(number, (line,), **{"for": {"reference": f"Patient/{patient}"}})
        self.server.load_document(fhir_bundle(fhir_patient(patient), known_allergy, request, task))
        return number

    def change(self, reference: str, change: Callable[[Json], None]) -> bool:
        """Somebody changes a resource at the server, on its newest version. False = it is not there."""
        kind, _, id_ = reference.partition("/")
        found = self.server.query(f"{kind}?_id={id_}")
        if not found:
            return False
        change(found[0])
        self.server.load_document(fhir_bundle(found[0]))
        return True

    def task(self, number: str) -> Json | None:
        """The server's Task of a prescription; None when it is not there."""
        found = self.server.query(f"Task?_id=t-{number}")
        return found[0] if found else None

    def later(self, seconds: float) -> datetime:
        """Time passes."""
        self.clock.advance(seconds)
        return self.clock()

    def calm(self) -> None:
        """All faults are cleared, and what was held back arrives."""
        self.wire.down = False
        self.board.clear()
        self.wire.let_go_on()
        self.board.clear()
