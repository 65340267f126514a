"""The world of the state machine: an order server, stations on stores of their own, and a clock that they share."""

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import event

from tests.factories import NOW, fhir_bundle, fhir_patient, fhir_request, fhir_task
from tests.fakes import PlainHasher
from tests.scenario.conftest import PHARMACY, Json
from tests.scenario.machine_wire import URL, KnownTrust, MachineBoard, Sent, VirtualClock, Wire
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
from workstation.domain.workflow import standing
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


class _Keeper(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        """Every line as it would be written, with its traceback."""
        self._lines.append(f"{record.name} {self.format(record)}")


@dataclass(slots=True)
class World:
    """Everything in one run. Made new for every example; closed at its end."""

    config: ServerConfig
    templates: Templates
    clock: VirtualClock = field(init=False)
    board: MachineBoard = field(default_factory=MachineBoard)
    stations: dict[str, Station] = field(default_factory=dict)
    server: OrderServer = field(init=False)
    wire: Wire = field(init=False)
    prescriptions: int = 0
    ordered: dict[str, Decimal] = field(default_factory=dict)
    """Largest quantity ever ordered, by reference of the line."""
    number_of: dict[str, str] = field(default_factory=dict)
    edited: set[str] = field(default_factory=set)
    """Numbers whose quantity was changed at the server."""
    moved: set[str] = field(default_factory=set)
    """Numbers whose Task the server set back or deleted by itself, finished work too: that is the server's word."""
    sent_by_local_actions: int = 0
    out_of_order: list[str] = field(default_factory=list)
    """Tasks that named a supply before it was there."""
    lost: set[str] = field(default_factory=set)
    """Supplies that a restore of the server took away; Tasks that were not restored may name them."""
    log: list[str] = field(default_factory=list)
    """Every line that was logged."""
    has_backup: bool = False
    may_lose_supplies: bool = False
    """A fault restores or wipes the server at some request."""
    lied: bool = False
    """The server's answers had another content than the server."""
    duplicated: bool = False
    """A request was performed twice, or so late that its client had given it up."""
    _closing: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        """The server stands; nobody is connected yet."""
        self.clock = self.templates.clock
        self.clock.now = NOW
        limit = self.config.max_requests_per_second
        around = [self.board.wrap]
        if limit is not None:  # by the clock of the run
            around.append(lambda app: RateLimit(app, limit, self.clock.monotonic))
        config = replace(self.config, max_requests_per_second=None)
        self.server = OrderServer(config, clock=self.clock, middleware=around)
        self.board.attach(self.server)
        self.wire = Wire(self.server, self.clock, self._look_at_order)
        handler = _Keeper(self.log)
        root = logging.getLogger()
        before = root.level
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        self._closing.callback(root.setLevel, before)
        self._closing.callback(root.removeHandler, handler)

    def _look_at_order(self, sent: Sent) -> None:
        """What a Task names must be there when the Task is written, whatever becomes of the request."""
        if sent.method not in ("PUT", "POST") or sent.body[:1] != b"{":
            return
        body = exact_json.loads(sent.body)
        created = {str(one["resource"]["resourceType"]) for one in body.get("entry", ()) if "resource" in one}
        for task in [body, *(one.get("resource", {}) for one in body.get("entry", ()))]:
            if task.get("resourceType") != "Task":
                continue
            named = [one["valueReference"]["reference"] for one in task.get("output", ()) if "valueReference" in one]
            for reference in named:
                if reference not in self.lost and not self.may_lose_supplies and not self.is_there(reference):
                    self.out_of_order.append(f"Task/{task.get('id')} names {reference}, which is not there")
            if task.get("status") == "completed" and not named:
                self.out_of_order.append(f"Task/{task.get('id')} is completed without a supply ({created})")

    def is_there(self, reference: str) -> bool:
        """The server has it now, whatever its index says."""
        kind, _, id_ = reference.partition("/")
        return bool(self.server.query(f"{kind}?_id={id_}"))

    def station(self, name: str) -> Station:
        """A station of this pharmacy, opened at the first call."""
        if name not in self.stations:
            found = Station(name, self.templates.fresh(name), self.templates, self, self.clock)
            found.open()
            self.stations[name] = found
            self._closing.callback(found.close)
        return self.stations[name]

    def close(self) -> None:
        """Closes all stores."""
        self.board.clear()
        self.wire.let_go_on()
        self._closing.close()
        self.server.close()

    # --- what the server does -------------------------------------------------------------------------------

    def prescribe(self, quantity: int = 20, patient: str = "p1") -> str:
        """A new prescription at the server; returns its number."""
        self.prescriptions += 1
        self.ordered[f"MedicationRequest/m{self.prescriptions}"] = Decimal(quantity)
        self.number_of[f"MedicationRequest/m{self.prescriptions}"] = f"RX-{self.prescriptions}"
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
        with self.server.store.lock:
            self.server.store.put(kind, id_, found[0])
        return True

    def task(self, number: str) -> Json | None:
        """The server's Task of a prescription; None when it is not there."""
        found = self.server.query(f"Task?_id=t-{number}")
        return found[0] if found else None

    def later(self, seconds: float) -> datetime:
        """Time passes."""
        self.clock.advance(seconds)
        return self.clock()

    def keep_backup(self) -> None:
        """The server's backup of this moment."""
        self.server.backup()
        self.has_backup = True

    def take_away(self, act: Callable[[], None]) -> None:
        """Something at the server that loses supplies: they may be missed for a while."""
        before = {one["id"] for one in self.server.query("MedicationDispense")}
        act()
        after = {one["id"] for one in self.server.query("MedicationDispense")}
        self.lost |= {f"MedicationDispense/{one}" for one in before - after}

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Pairing is done by people who look at it: no fault strikes meanwhile."""
        armed, self.board._armed = self.board._armed, []
        yield
        self.board._armed = armed

    def calm(self) -> None:
        """All faults are cleared, and what was held back arrives."""
        self.wire.down = False
        self.board.clear()
        self.wire.let_go_on()
        self.board.clear()
