"""How long a first pull takes, against a bare loop that asks the same of the same server and only parses the answers.

python -m tests.benchmarks.sync_pull [--prescriptions 10000] [--alone] [--screening 10] [--json]

The order server runs in a process of its own. The bare loop is httpx and json, nothing is kept. The pull is the real
one into a new encrypted store; the screening of what came goes on after it in small portions and is not counted.

Beside the seconds of the clock it tells those of the processor, which a loaded machine inflates less: of this side
(the process that stores and the one that reads pages for it; --alone does without the latter) and of the server's.
`processor_ratio` compares all of them with the bare loop and its server: what one core for everything would show.

The cycle collector runs as it does in the window (ui.collector): by hand, every half second, by its own thresholds.
It does so for the bare loop, too.
"""

import argparse
import gc
import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx

from tests.scenario_player import ServerOptions, opened_desk
from workstation.adapters.fhir import searches
from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.dispenses_in import dispense_search
from workstation.adapters.fhir.tls import Trust
from workstation.adapters.fhir.translation import FhirTranslation
from workstation.adapters.samplepharmacy.catalogue import products
from workstation.app.page_worker import RemotePages, Source
from workstation.services.sync.courier import Courier, Rhythm
from workstation.services.sync.gathering import MOST_IN_LIST
from workstation.services.sync.pull import pull
from workstation.services.sync.taking import screen_waiting

SERVER = "from workstation.cli.orderserver import app; app()"
DAY = "2026-11-20"
MEDICINES = (
    ("metformin", "500 mg"),
    ("amlodipine", "5 mg"),
    ("atorvastatin", "20 mg"),
    ("warfarin", "5 mg"),
    ("paracetamol", "500 mg"),
    ("amoxicillin", "500 mg"),
    ("omeprazole", "20 mg"),
    ("levothyroxine", "50 micrograms"),
    ("aspirin", "75 mg"),
    ("clarithromycin", "250 mg"),
)
COLLECTED_EVERY = 0.5
SCREENING_SAMPLE = 10.0
"""Seconds of screening that are looked at for its rate."""
ORGANIZATION = "Organization/pharmacy-1"


def resources(prescriptions: int) -> Iterator[dict[str, Any]]:
    """Two prescriptions a patient, one to three lines each; a third with an allergy, half with a condition."""
    for number in range(20):
        yield {"resourceType": "Practitioner", "id": f"doc{number}", "name": [{"text": f"Dr. Number {number}"}]}
    for number in range(max(1, prescriptions // 2)):
        yield from _of_patient(number)
    for number in range(prescriptions):
        yield from _prescription(number, number // 2)


SYLLABLES = (
    "ba",
    "de",
    "fi",
    "go",
    "hu",
    "ja",
    "ke",
    "li",
    "mo",
    "nu",
    "pra",
    "re",
    "shi",
    "ta",
    "ve",
    "yo",
    "za",
    "chi",
    "dro",
    "lu",
)


def _word(number: int) -> str:
    """A name of three syllables: as few people of a pharmacy have names that are taken for each other as in life."""
    number = number * 2_654_435_761 % 2**32
    return "".join(SYLLABLES[number // step % len(SYLLABLES)] for step in (1, 20, 400)).title()


def _called(text: str) -> dict[str, Any]:
    return {"code": {"text": text}}


def _of_patient(number: int) -> Iterator[dict[str, Any]]:
    subject = {"reference": f"Patient/p{number}"}
    yield {
        "resourceType": "Patient",
        "id": f"p{number}",
        "identifier": [{"system": "urn:mrn", "value": f"P-{number}"}],
        "name": [{"use": "official", "given": [_word(number * 7 + 3)], "family": _word(number)}],
        "gender": ("male", "female")[number % 2],
        "birthDate": f"{1930 + number % 90}-0{1 + number % 9}-1{number % 9}",
        "telecom": [{"system": "phone", "value": f"020-{number:06d}"}],
    }
    if number % 3 == 0:
        yield {
            "resourceType": "AllergyIntolerance",
            "id": f"a{number}",
            "patient": subject,
            "code": {"text": "penicillin"},
        }
    if number % 2 == 0:
        yield {"resourceType": "Condition", "id": f"c{number}", "subject": subject, **_called("hypertension")}


def _prescription(number: int, patient: int) -> Iterator[dict[str, Any]]:
    subject, requester = {"reference": f"Patient/p{patient}"}, {"reference": f"Practitioner/doc{number % 20}"}
    lines = [f"m{number}-{place}" for place in range(1 + number % 3)]
    for place, line in enumerate(lines):
        name, strength = MEDICINES[(number + place) % len(MEDICINES)]
        coding = {"system": "urn:workstation:ingredient", "code": name, "display": f"{name} {strength}"}
        unit = {"unit": "tablet", "system": "http://unitsofmeasure.org"}
        yield {
            "resourceType": "MedicationRequest",
            "id": line,
            "status": "active",
            "intent": "order",
            "groupIdentifier": {"system": "urn:prescription", "value": f"RX-{number}"},
            "medicationCodeableConcept": {"coding": [coding], "text": f"{name.title()} {strength} tablet"},
            "subject": subject,
            "requester": requester,
            "authoredOn": DAY,
            "dosageInstruction": [{"text": "1 tablet twice a day"}],
            "dispenseRequest": {
                "quantity": {"value": 20, "code": "{tablet}", **unit},
                "expectedSupplyDuration": {"value": 10, "code": "d", "system": unit["system"]},
            },
        }
    targets = [{"reference": f"MedicationRequest/{line}"} for line in lines]
    yield {
        "resourceType": "Task",
        "id": f"t{number}",
        "status": "requested",
        "intent": "order",
        "groupIdentifier": {"system": "urn:prescription", "value": f"RX-{number}"},
        "for": subject,
        "requester": requester,
        "owner": {"reference": ORGANIZATION},
        "basedOn": targets,
        "focus": targets[0],
    }


@dataclass(frozen=True, slots=True)
class Served:
    """A running order server and its process."""

    options: ServerOptions
    process_id: int


def processor_seconds(process_id: int) -> float:
    """User and system time so far; 0 where the system does not tell (it stands in /proc, see man 5 proc)."""
    try:
        fields = Path(f"/proc/{process_id}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_megabytes(process_id: int) -> float:
    """The most memory that a process had so far; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    except FileNotFoundError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of the clock, and of the processor in this process and in the server's."""

    clock: float
    here: float
    server: float

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(self.clock - other.clock, self.here - other.here, self.server - other.server)

    @property
    def processor(self) -> float:
        """Both processes together."""
        return self.here + self.server

    def shown(self) -> dict[str, float]:
        """Rounded."""
        return {"clock": round(self.clock, 2), "here": round(self.here, 2), "server": round(self.server, 2)}


def spent(server: Served, helper: int | None = None) -> Spent:
    """So far; only differences count. `helper`: a process of ours that works for this one."""
    here = time.process_time() + (processor_seconds(helper) if helper else 0.0)
    return Spent(time.perf_counter(), here, processor_seconds(server.process_id))


class Collector:
    """Looks for cyclic garbage as the window does, when it is told that time has passed."""

    def __init__(self) -> None:
        self._thresholds, self._last = gc.get_threshold(), time.monotonic()

    def __enter__(self) -> "Collector":
        gc.disable()
        return self

    def __exit__(self, *_error: object) -> None:
        gc.enable()

    def now_and_then(self) -> None:
        """At most once in half a second, the oldest generation that is due."""
        if time.monotonic() - self._last < COLLECTED_EVERY:
            return
        self._last = time.monotonic()
        counts = zip(gc.get_count(), self._thresholds, strict=True)
        due = [generation for generation, (count, threshold) in enumerate(counts) if threshold and count > threshold]
        if due:
            gc.collect(due[-1])


@contextmanager
def served(prescriptions: int, folder: Path) -> Iterator[Served]:
    """The order server with so many prescriptions, in a process of its own."""
    content = folder / "content.ndjson"
    with content.open("w", encoding="utf-8") as out:
        for one in resources(prescriptions):
            out.write(json.dumps(one) + "\n")
    command = [sys.executable, "-c", SERVER, "--json", "--cert-dir", str(folder / "tls"), "--load", str(content)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        yield Served(ServerOptions(ready["url"], Path(ready["ca"]), ready["organization"]), process.pid)
    finally:
        process.terminate()
        process.wait()


def bare(server: Served, collector: Collector) -> tuple[Spent, int]:
    """(spent, resources) of asking the same with httpx and reading the answers with json, keeping nothing."""
    options, before, seen = server.options, spent(server), 0
    search = searches.tasks(ORGANIZATION, None, 0)
    with httpx.Client(verify=ssl.create_default_context(cafile=options.ca), timeout=60) as client:
        answer = client.get(f"{options.url}/Task", params=list(search))
        while True:
            bundle = json.loads(answer.content)
            found = [entry["resource"] for entry in bundle["entry"]]
            patients = [f"Patient/{one['id']}" for one in found if one["resourceType"] == "Patient"]
            for start in range(0, len(patients), MOST_IN_LIST):
                for kind, parameters in searches.of_patients(patients[start : start + MOST_IN_LIST], None):
                    facts = json.loads(client.get(f"{options.url}/{kind}", params=list(parameters)).content)
                    seen += len(facts.get("entry", []))
            lines = [f"MedicationRequest/{one['id']}" for one in found if one["resourceType"] == "MedicationRequest"]
            for kind, parameters in dispense_search(lines):
                supplies = json.loads(client.get(f"{options.url}/{kind}", params=list(parameters)).content)
                seen += len(supplies.get("entry", []))
            seen += len(found)
            collector.now_and_then()
            following = [one["url"] for one in bundle["link"] if one["relation"] == "next"]
            if not following:
                return spent(server) - before, seen
            answer = client.get(urljoin(str(answer.url), following[0]))


@dataclass(frozen=True, slots=True)
class Taken:
    """A first pull as it went."""

    spent: Spent
    prescriptions: int
    screened_per_second: float
    rss_megabytes: float
    offline: str


def first_pull(
    server: Served, folder: Path, collector: Collector, *, alone: bool, screening: float = SCREENING_SAMPLE
) -> Taken:
    """Into a new store with the shipped knowledge and the shipped catalogue, up to the last prescription."""
    options = server.options
    with opened_desk(folder, options) as desk:
        site = desk.site
        with site.store.begin() as tx:
            tx.products.save(products())
        source = Source(options.url, ORGANIZATION, Trust.from_file(options.ca))
        with FhirServer(options.url, options.ca) as transport, RemotePages(lambda: source) as reader:
            translation = FhirTranslation(ORGANIZATION, site.station.id, site.new_id, site.zone, options.url)
            courier = Courier(
                site, transport, translation, Rhythm(lambda _longest: 0.0), reader=None if alone else reader
            )
            started = spent(server)
            arrived = {0: started}

            def progress(taken: int) -> bool:
                arrived.setdefault(taken, spent(server, reader.pid))
                collector.now_and_then()
                return True

            pulled = pull(courier, progress)
            taken_in = arrived[max(arrived)] - started
            helper_megabytes = resident_megabytes(reader.pid) if reader.pid else 0.0
        begun = time.perf_counter()
        screened = screen_waiting(courier, lambda: time.perf_counter() - begun < screening)
        rate = screened / (time.perf_counter() - begun)
    # Not ru_maxrss: it is what the process had that started this one, where that was more.
    peak = helper_megabytes + resident_megabytes(os.getpid())
    return Taken(taken_in, pulled.tasks, rate, peak, pulled.offline)


def measured(prescriptions: int, *, alone: bool, screening: float = SCREENING_SAMPLE) -> dict[str, Any]:
    """All figures. The bare loop runs before and after the pull; the faster one counts."""
    with tempfile.TemporaryDirectory() as name, Collector() as collector:
        folder = Path(name)
        with served(prescriptions, folder) as server:
            before, resources_seen = bare(server, collector)
            taken = first_pull(server, folder / "store", collector, alone=alone, screening=screening)
            after, _ = bare(server, collector)
    fastest = min(before.clock, after.clock)
    least = min(before.processor, after.processor)
    return {
        "prescriptions": taken.prescriptions,
        "resources": resources_seen,
        "bare_seconds": [before.shown(), after.shown()],
        "pull_seconds": taken.spent.shown(),
        "ratio": round(taken.spent.clock / fastest, 2),
        "processor_ratio": round(taken.spent.processor / least, 2),
        "milliseconds_each": round(taken.spent.here / taken.prescriptions * 1000, 3) if taken.prescriptions else None,
        "screened_per_second": round(taken.screened_per_second, 1),
        "peak_rss_megabytes": round(taken.rss_megabytes),
        "offline": taken.offline,
    }


def main() -> int:
    """0, or 1 where the pull did not bring everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.sync_pull")
    parser.add_argument("--prescriptions", type=int, default=10_000)
    parser.add_argument("--alone", action="store_true", help="without a process that reads pages")
    parser.add_argument("--screening", type=float, default=SCREENING_SAMPLE, help="seconds of screening to look at")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measured(given.prescriptions, alone=given.alone, screening=given.screening)
    if given.json:
        print(json.dumps(found))
    else:
        print("\n".join(f"{name:20} {value}" for name, value in found.items()))
    return 0 if found["prescriptions"] == given.prescriptions and not found["offline"] else 1


if __name__ == "__main__":
    sys.exit(main())
