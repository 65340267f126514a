"""Draining queued supplies against a bare httpx loop that does the same requests on the same server in the same run.

python -m tests.benchmarks.sync_drain --supplies 2000 --json

A supply is two writes: the MedicationDispense, then the Task that points to it. The floor is a loop over prepared
bytes: it keeps nothing, checks nothing and waits for each answer. Goal: at most 1.5 times its time.
Seconds of the clock say little on a machine that others share; the processor seconds of both sides stand beside them.
"""

import argparse
import json
import random
import ssl
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from tests.factories import fhir_bundle, fhir_patient, fhir_request, fhir_task, new_id
from tests.scenario_player import ServerOptions, opened_desk
from tests.soak.measuring import resident_mb
from tests.soak.server_process import ServerProcess
from workstation import paths
from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.translation import FhirTranslation
from workstation.adapters.knowledge import load_knowledge
from workstation.app.clinical import PackKnowledge
from workstation.domain import exact_json
from workstation.domain.outbox import OutboxEntry, OutboxKind, OutboxState
from workstation.services.messages import TaskChange
from workstation.services.site import Site
from workstation.services.sync.batching import LARGEST as BATCH
from workstation.services.sync.courier import Courier, Habits, Rhythm
from workstation.services.sync.push import push

GOAL = 1.5
Json = dict[str, Any]
OURS = "urn:pharmacist-workstation:fhir"


@dataclass(frozen=True, slots=True)
class Supply:
    """One supply that waits: its dispense, and the Task it belongs to as the server has it."""

    id: UUID
    group: UUID
    dispense: Json
    task: Json


def main(arguments: Sequence[str]) -> int:
    """Prints floor, ours and their ratio; 0 however it ends: the figures are for people and tests."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--supplies", type=int, default=2000)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args(arguments)
    results = [measured(wanted.supplies, in_batches=one) for one in (True, False)]
    if wanted.json:
        print(json.dumps({"results": results}))
    else:
        for one in results:
            print(f"{one['name']}: floor {one['floor']:.2f} s, ours {one['ours']:.2f} s, ratio {one['ratio']:.2f}")
            print(f"  processor seconds {one['floor_cpu']} and {one['ours_cpu']}, ratio {one['cpu_ratio']:.2f}")
    return 0


def measured(count: int, *, in_batches: bool) -> Json:
    """Both sides on one server, the floor first and last so that a server that slows down does not favour it."""
    with tempfile.TemporaryDirectory() as folder, ServerProcess(Path(folder)) as server:
        ours, floor = supplies(count, "ours"), supplies(count, "floor")
        for some in (ours, floor):
            load(server, some)
        with _http(server) as http:
            current = _current_tasks(http)
            half = len(floor) // 2
            bare = _bare(http, server, floor[:half], current, in_batches=in_batches)
            drain = _ours(server, Path(folder), ours, current, in_batches=in_batches)
            bare += _bare(http, server, floor[half:], current, in_batches=in_batches)
    return {
        "name": f"drain {count} supplies {'in batches' if in_batches else 'one by one'}",
        "floor": bare.wall,
        "ours": drain.wall,
        "ratio": drain.wall / bare.wall,
        "goal": GOAL,
        "unit": "s",
        "floor_cpu": bare.facts(),
        "ours_cpu": drain.facts(),
        "cpu_ratio": drain.cpu / bare.cpu,
        "rss_mb": resident_mb(),
    }


@dataclass(frozen=True, slots=True)
class Spent:
    """What some work took: seconds by the clock, and of the processors on both sides."""

    wall: float = 0.0
    client: float = 0.0
    server: float = 0.0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.wall + other.wall, self.client + other.client, self.server + other.server)

    @property
    def cpu(self) -> float:
        """Processor seconds of both sides together."""
        return self.client + self.server

    def facts(self) -> dict[str, float]:
        """For the result."""
        return {"client": round(self.client, 3), "server": round(self.server, 3)}


@contextmanager
def _spent(server: ServerProcess) -> Iterator[list[Spent]]:
    """One Spent in the list, once the block has ended."""
    found: list[Spent] = []
    began, mine, theirs = time.perf_counter(), time.process_time(), server.cpu_seconds
    yield found
    found.append(Spent(time.perf_counter() - began, time.process_time() - mine, server.cpu_seconds - theirs))


def supplies(count: int, prefix: str) -> list[Supply]:
    """So many of them, none known to a server yet."""
    return [_supply(f"{prefix}-{number}") for number in range(count)]


def _supply(number: str) -> Supply:
    id_ = new_id()
    identifier = {"system": f"{OURS}/MedicationDispense", "value": str(id_)}
    dispense = {
        "resourceType": "MedicationDispense",
        "identifier": [identifier],
        "status": "completed",
        "medicationCodeableConcept": {"text": "Metformin 500 mg tablet"},
        "subject": {"reference": "Patient/p1"},
        "authorizingPrescription": [{"reference": "MedicationRequest/m1"}],
        "quantity": {"value": 20, "unit": "tablet"},
        "whenPrepared": "2026-11-23T09:30:00Z",
        "whenHandedOver": "2026-11-23T09:40:00Z",
        "dosageInstruction": [{"text": "Take one tablet twice a day after food"}],
        "daysSupply": {"value": 10, "unit": "day", "system": "http://unitsofmeasure.org", "code": "d"},
    }
    return Supply(id_, new_id(), dispense, fhir_task(number))


def load(server: ServerProcess, some: Sequence[Supply]) -> None:
    """Puts their Tasks onto the server."""
    server.load(fhir_bundle(fhir_patient(), fhir_request(), *(one.task for one in some)))


@contextmanager
def _http(server: ServerProcess) -> Iterator[httpx.Client]:
    context = ssl.create_default_context(cafile=str(server.ca))
    with httpx.Client(base_url=server.url, verify=context, timeout=30) as http:
        yield http


def current_tasks(server: ServerProcess) -> dict[str, Json]:
    """All Tasks of the server by id, with their versions."""
    with _http(server) as http:
        return _current_tasks(http)


def _current_tasks(http: httpx.Client) -> dict[str, Json]:
    found: dict[str, Json] = {}
    target = "/Task?_count=1000"
    while target:
        page = exact_json.loads(http.get(target).raise_for_status().content)
        found |= {one["resource"]["id"]: one["resource"] for one in page.get("entry", [])}
        target = next((one["url"] for one in page["link"] if one["relation"] == "next"), "")
    return found


def _ours(server: ServerProcess, folder: Path, some: Sequence[Supply], tasks: Json, *, in_batches: bool) -> Spent:
    options = ServerOptions(server.url, server.ca, server.organization)
    knowledge = PackKnowledge(load_knowledge(paths.resources()))
    with opened_desk(folder / "store", options, knowledge) as desk, FhirServer(server.url, server.ca) as line:
        site = desk.site
        queue(site, some, tasks)
        translation = FhirTranslation(f"Organization/{server.organization}", site.station.id, new_id, site.zone)
        jitter = random.Random(1).uniform  # a benchmark
        rhythm = Rhythm(lambda longest: jitter(0, longest), wait=time.sleep)
        courier = Courier(site, line, translation, rhythm, Habits(timedelta(0), max_batch=BATCH if in_batches else 1))
        with _spent(server) as spent:
            done = push(courier)
        assert (done.sent, done.offline) == (2 * len(some), ""), done
        with site.store.read() as tx:
            assert tx.outbox.count(OutboxState.SENT) == 2 * len(some)
    return spent[0]


def queue(site: Site, some: Sequence[Supply], tasks: Json) -> None:
    """Puts them into the outbox, and their Tasks as the server has them into the mirror."""
    with site.store.begin() as tx:
        for one in some:
            task = tasks[one.task["id"]]
            meta = task["meta"]
            tx.mirror.save(f"Task/{task['id']}", meta["versionId"], meta["lastUpdated"], exact_json.dumps(task))
            fact = OutboxEntry(
                id=one.id,
                sequence=0,
                kind=OutboxKind.CREATE,
                group=one.group,
                what="Dispense of Metformin",
                target="MedicationDispense",
                body=one.dispense,
                created_at=site.clock(),
            )
            tx.outbox.add(fact)
            tx.outbox.add(_pointer(site, one, task))


def _pointer(site: Site, one: Supply, task: Json) -> OutboxEntry:
    return OutboxEntry(
        id=new_id(),
        sequence=0,
        kind=OutboxKind.UPDATE_TASK,
        group=one.group,
        what="Completion",
        target=f"Task/{task['id']}",
        body=TaskChange("completed", "handed-over", outputs=(one.id,)).as_body(),
        created_at=site.clock(),
    )


def _bare(http: httpx.Client, server: ServerProcess, some: Sequence[Supply], tasks: Json, *, in_batches: bool) -> Spent:
    """The same requests with bodies that were made before the clock starts."""
    requests = list(_prepared(some, tasks, in_batches=in_batches))
    with _spent(server) as spent:
        for method, url, headers, content in requests:
            answer = http.request(method, url, headers=headers, content=content)
            assert answer.is_success, answer.text
    return spent[0]


def _prepared(
    some: Sequence[Supply], tasks: Json, *, in_batches: bool
) -> Iterator[tuple[str, str, dict[str, str], bytes]]:
    headers = {"Content-Type": "application/fhir+json", "Prefer": "return=representation"}
    for start in range(0, len(some), BATCH):
        wave = some[start : start + BATCH]
        for entries in ([_post(one) for one in wave], [_put(one, tasks) for one in wave]):
            if in_batches:
                bundle = {"resourceType": "Bundle", "type": "batch", "entry": entries}
                yield "POST", "/", headers, exact_json.dumps(bundle).encode()
                continue
            for entry in entries:
                request = entry["request"]
                guard = {"If-None-Exist": request.get("ifNoneExist", ""), "If-Match": request.get("ifMatch", "")}
                sent = headers | {name: value for name, value in guard.items() if value}
                yield request["method"], f"/{request['url']}", sent, exact_json.dumps(entry["resource"]).encode()


def _post(one: Supply) -> Json:
    condition = f"identifier={OURS}/MedicationDispense|{one.id}"
    request = {"method": "POST", "url": "MedicationDispense", "ifNoneExist": condition}
    return {"resource": one.dispense, "request": request}


def _put(one: Supply, tasks: Json) -> Json:
    task = tasks[one.task["id"]]
    stamp = {"system": f"{OURS}/last-write", "value": str(new_id())}
    body = task | {"status": "completed", "identifier": [*task.get("identifier", []), stamp]}
    version = f'W/"{task["meta"]["versionId"]}"'
    return {"resource": body, "request": {"method": "PUT", "url": f"Task/{task['id']}", "ifMatch": version}}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
