"""kill -9 of the real `workstation sync --once` while supplies drain: nothing is lost and nothing is there twice.

The order server kills the process that talks to it, at a random write: before it is done, after it is done and before
the answer, or a moment later, when the program writes down what came of it. The seed is in the name of each test.
"""

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter as Count
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.factories import fhir_bundle, fhir_patient, fhir_request, fhir_task
from tests.scenario.conftest import METFORMIN, NO_ALLERGY, PHARMACY, Counter, Json
from tests.scenario_player import ServerOptions, opened_desk
from workstation import paths
from workstation.app.clinical import PackKnowledge
from workstation.app.pairing import Pairing, save_pairing
from workstation.domain import exact_json
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.server import OrderServer

SEED = 20261123
EACH = 4
"""Prescriptions of one patient. Two thousand of one person would measure the screening of an impossible history."""


class Moment(StrEnum):
    """When the process dies, seen from the server."""

    BEFORE = "before it is done"
    AFTER = "after it is done, before the answer"
    ANSWERED = "a moment after the answer"


@dataclass(slots=True)
class Executioner:
    """Middleware of the order server: kills the process named in `victim` at the write that `writes_left` counts to."""

    victim: int = 0
    writes_left: int = 0
    moment: Moment = Moment.BEFORE
    delay: float = 0.0
    kills: Count[Moment] = field(default_factory=Count)
    _later: threading.Timer | None = None

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """To be given to the server."""

        async def killing(scope: Scope, receive: Receive, send: Send) -> None:
            if not self._is_due(scope):
                await app(scope, receive, send)
            elif self.moment is Moment.BEFORE:
                self._kill()
            elif self.moment is Moment.AFTER:
                await app(scope, receive, _to_nobody)
                self._kill()
            else:
                await app(scope, receive, send)
                self._later = threading.Timer(self.delay, self._kill)
                self._later.start()

        return killing

    def _is_due(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] not in ("POST", "PUT") or not self.victim:
            return False
        self.writes_left -= 1
        return self.writes_left == 0

    def _kill(self) -> None:
        if self.victim:
            os.kill(self.victim, signal.SIGKILL)
            self.kills[self.moment] += 1

    def rest(self) -> None:
        """Whoever comes now lives."""
        if self._later is not None:
            self._later.cancel()
            self._later.join()
        self._later, self.victim = None, 0


async def _to_nobody(_message: object) -> None:
    """The answer is not sent."""


@pytest.fixture
def executioner() -> Executioner:
    """Without a victim."""
    return Executioner()


@pytest.fixture
def deadly(executioner: Executioner, certificates: Path) -> Iterator[OrderServer]:
    """A server that takes three entries in a batch, so that many requests are needed."""
    config = ServerConfig(cert_dir=certificates, max_batch_entries=3)
    with OrderServer(config, middleware=[executioner.wrap]) as running:
        yield running


def family(patient: int) -> str:
    """A name that is not taken for another's."""
    chance = random.Random(patient)
    return "".join(chance.choice("bdgklmnprst") + chance.choice("aeiou") for _ in range(5)).title()


def person(patient: int) -> Iterator[Json]:
    """A patient without allergies."""
    name = {"use": "official", "given": [family(-patient - 1)], "family": family(patient)}
    born = f"{1930 + patient % 70}-{1 + patient % 12:02}-{1 + patient % 28:02}"
    number = {"system": "urn:mrn", "value": f"MRN-{patient}"}
    yield fhir_patient(f"p{patient}", name=[name], birthDate=born, identifier=[number])
    yield {**NO_ALLERGY, "id": f"a{patient}", "patient": {"reference": f"Patient/p{patient}"}}


def prescription(number: int) -> Iterator[Json]:
    """Ten tablets for the patient whose turn it is, and the Task for it."""
    subject = {"reference": f"Patient/p{number // EACH}"}
    request = fhir_request(f"m{number}", subject=subject)
    request["dispenseRequest"]["quantity"]["value"] = 10
    yield request
    yield fhir_task(f"RX-{number}", (f"m{number}",), **{"for": subject})


def queue_supplies(folder: Path, server: OrderServer, knowledge: PackKnowledge, count: int) -> None:
    """A store, paired with the server, with so many supplies handed over and none of them sent."""
    resources: list[Json] = []
    for number in range(1, count + 1):
        resources += [*person(number // EACH), *prescription(number)]
    server.load_document(fhir_bundle(*resources))
    address = server.address
    with opened_desk(folder, ServerOptions(address.url, address.ca, "pharmacy-1"), knowledge) as desk:
        counter = Counter(desk)
        for action in PHARMACY:
            counter.ok(**action)
        counter.ok("receive_stock", gtin=METFORMIN, batch_number="B2", expiry_date="2035-12-31", quantity=10 * count)
        counter.ok("sync")
        for number in range(1, count + 1):
            counter.ok("claim", prescription=f"RX-{number}")
        counter.ok("sync")
        for number in range(1, count + 1):
            named = {"prescription": f"RX-{number}"}
            counter.ok("approve", **named)
            counter.ok("scan", **named, code=METFORMIN, batch_number="B2")
            counter.ok("accuracy_check", **named)
            counter.ok("hand_over", **named)
        save_pairing(desk.site, Pairing(address.url, "Organization/pharmacy-1", address.ca.read_text()))


def sync_process(folder: Path) -> subprocess.Popen[str]:
    """The program itself."""
    command = [sys.executable, "-m", "workstation", "--data-dir", str(folder), "sync", "--once", "--json"]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=paths.resources().parent
    )


def killed(folder: Path, executioner: Executioner, chance: random.Random, most_writes: int) -> bool:
    """One process that is killed somewhere. False when it came to its end before."""
    executioner.writes_left = chance.randint(1, most_writes)
    executioner.moment = chance.choice(list(Moment))
    executioner.delay = chance.uniform(0, 0.03)
    with sync_process(folder) as process:
        executioner.victim = process.pid
        try:
            _, errors = process.communicate(timeout=120)
        finally:
            executioner.rest()
            process.kill()
    assert process.returncode in (0, -signal.SIGKILL), errors
    assert "MRN-" not in errors
    assert not any(family(patient) in errors for patient in range(2_000 // EACH + 1))
    return process.returncode == -signal.SIGKILL


def drained(folder: Path) -> Json:
    """A round that is left alone."""
    with sync_process(folder) as process:
        output, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    found: Json = exact_json.loads(output)
    return found


def everything_is_there_once(folder: Path, server: OrderServer, count: int) -> None:
    """I1, I2, I5, I7 and I8 after the last round."""
    supplied = Count(one["identifier"][0]["value"] for one in server.query("MedicationDispense"))
    assert len(supplied) == count
    assert set(supplied.values()) == {1}
    references = {f"MedicationDispense/{one['id']}" for one in server.query("MedicationDispense")}
    tasks = server.query("Task")
    assert {one["status"] for one in tasks} == {"completed"}
    named = [output["valueReference"]["reference"] for task in tasks for output in task["output"]]
    assert sorted(named) == sorted(references)
    with opened_desk(folder, None) as desk:
        left = Counter(desk).ok("dump")
    assert (left["outbox"], left["conflicts"], left["audit"]["ok"]) == ([], [], True)
    assert sorted(one["identifier"] for one in left["dispenses"]) == sorted(supplied)
    stock = {(row["gtin"], row["batch_number"]): (row["quantity_on_hand"], row["reserved"]) for row in left["stock"]}
    assert stock[METFORMIN, "B2"] == (0, 0)


Prepared = Callable[[int], Path]


@pytest.fixture
def prepared(tmp_path: Path, deadly: OrderServer, knowledge: PackKnowledge) -> Prepared:
    """Makes the store with its queue."""

    def make(count: int) -> Path:
        folder = tmp_path / "store"
        queue_supplies(folder, deadly, knowledge, count)
        return folder

    return make


def kill_until(
    folder: Path, executioner: Executioner, chance: random.Random, kills: int, most_writes: int
) -> tuple[int, int]:
    """(kills, processes) until there were so many kills, or nothing is left to send."""
    done = tried = 0
    while done < kills and tried < 2 * kills:
        tried += 1
        done += killed(folder, executioner, chance, most_writes)
    return done, tried


@pytest.mark.ci
def test_a_sync_that_is_killed_ten_times_while_supplies_drain_loses_and_doubles_nothing(
    prepared: Prepared, deadly: OrderServer, executioner: Executioner
) -> None:
    folder = prepared(24)
    chance = random.Random(SEED)
    kills, processes = kill_until(folder, executioner, chance, 10, most_writes=5)
    assert kills >= 10, f"only {kills} of {processes} processes were killed: too little to do"
    for _ in range(3):
        if not drained(folder)["waiting"]:
            break
    everything_is_there_once(folder, deadly, 24)


@pytest.mark.soak
def test_a_sync_that_is_killed_a_hundred_times_while_two_thousand_supplies_drain(
    prepared: Prepared, deadly: OrderServer, executioner: Executioner
) -> None:
    folder = prepared(2_000)
    chance = random.Random(SEED + 1)
    kills, processes = kill_until(folder, executioner, chance, 110, most_writes=24)
    assert kills >= 100, f"only {kills} of {processes} processes were killed: too little to do"
    for _ in range(5):
        if not drained(folder)["waiting"]:
            break
    everything_is_there_once(folder, deadly, 2_000)
