"""How long a first pull takes, against a bare loop that asks the same of the same server and only parses the answers.

python -m tests.benchmarks.sync_pull [--prescriptions 10000] [--json]

The order server runs in a process of its own. The bare loop is httpx and json, nothing is kept. The pull is the real
one into a new encrypted store; `follow_up` is the screening of what came, which goes on after it in small portions.
"""

import argparse
import json
import resource
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
from workstation.adapters.fhir.translation import FhirTranslation
from workstation.adapters.samplepharmacy.catalogue import products
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


def _called(text: str) -> dict[str, Any]:
    return {"code": {"text": text}}


def _of_patient(number: int) -> Iterator[dict[str, Any]]:
    subject = {"reference": f"Patient/p{number}"}
    yield {
        "resourceType": "Patient",
        "id": f"p{number}",
        "identifier": [{"system": "urn:mrn", "value": f"P-{number}"}],
        "name": [{"use": "official", "given": [f"Given{number}"], "family": f"Family{number % 977}"}],
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


@contextmanager
def served(prescriptions: int, folder: Path) -> Iterator[ServerOptions]:
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
        yield ServerOptions(ready["url"], Path(ready["ca"]), ready["organization"])
    finally:
        process.terminate()
        process.wait()


def bare(options: ServerOptions) -> tuple[float, int]:
    """(seconds, resources) of asking the same with httpx and reading the answers with json, keeping nothing."""
    seconds, seen = time.perf_counter(), 0
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
            following = [one["url"] for one in bundle["link"] if one["relation"] == "next"]
            if not following:
                return time.perf_counter() - seconds, seen
            answer = client.get(urljoin(str(answer.url), following[0]))


@dataclass(frozen=True, slots=True)
class Taken:
    """A first pull as it went."""

    seconds: float
    prescriptions: int
    screened_per_second: float
    rss_megabytes: float
    offline: str


def first_pull(options: ServerOptions, folder: Path) -> Taken:
    """Into a new store with the shipped knowledge and the shipped catalogue, up to the last prescription."""
    with opened_desk(folder, options) as desk:
        site = desk.site
        with site.store.begin() as tx:
            tx.products.save(products())
        with FhirServer(options.url, options.ca) as server:
            translation = FhirTranslation(ORGANIZATION, site.station.id, site.new_id, site.zone)
            courier = Courier(site, server, translation, Rhythm(lambda _longest: 0.0))
            started, arrived = time.perf_counter(), {0: 0.0}

            def progress(taken: int) -> bool:
                arrived.setdefault(taken, time.perf_counter())
                return True

            pulled = pull(courier, progress)
            taken_in = arrived[max(arrived)] - started
        begun = time.perf_counter()
        screened = screen_waiting(courier, lambda: time.perf_counter() - begun < SCREENING_SAMPLE)
        rate = screened / (time.perf_counter() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Taken(taken_in, pulled.tasks, rate, peak, pulled.offline)


def measured(prescriptions: int) -> dict[str, Any]:
    """All figures. The bare loop runs before and after the pull; the faster one counts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with served(prescriptions, folder) as options:
            before, resources_seen = bare(options)
            taken = first_pull(options, folder / "store")
            after, _ = bare(options)
    fastest = min(before, after)
    return {
        "prescriptions": taken.prescriptions,
        "resources": resources_seen,
        "bare_seconds": [round(before, 2), round(after, 2)],
        "pull_seconds": round(taken.seconds, 2),
        "ratio": round(taken.seconds / fastest, 2),
        "screened_per_second": round(taken.screened_per_second, 1),
        "peak_rss_megabytes": round(taken.rss_megabytes),
        "offline": taken.offline,
    }


def main() -> int:
    """0, or 1 where the pull did not bring everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.sync_pull")
    parser.add_argument("--prescriptions", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measured(given.prescriptions)
    if given.json:
        print(json.dumps(found))
    else:
        print("\n".join(f"{name:20} {value}" for name, value in found.items()))
    return 0 if found["prescriptions"] == given.prescriptions and not found["offline"] else 1


if __name__ == "__main__":
    sys.exit(main())
