"""The world of the state machine: an order server, stations on stores of their own, and a clock that they share."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from tests.factories import NOW, fhir_bundle, fhir_patient, fhir_request, fhir_task
from tests.scenario.conftest import Json
from tests.scenario.machine_station import Station, Templates
from tests.scenario.machine_wire import MachineBoard, Sent, VirtualClock, Wire
from workstation.domain import exact_json
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.limits import RateLimit
from workstation.orderserver.server import OrderServer

AUTHORED = "2026-11-21"
SECRETS = ("Deshpande", "Ramesh", "P-104", "1959-06-01")
"""Words that name the patients of this world; none may be in a log or an address."""


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
