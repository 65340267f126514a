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
from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.translation import FhirTranslation
from workstation.services.sync.courier import Courier, Rhythm
from workstation.services.sync.pull import pull

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
ORGANIZATION = "Organization/pharmacy-1"


def resources(prescriptions: int) -> Iterator[dict[str, Any]]:
    """Two prescriptions a patient, one to three lines each; a third with an allergy, half with a condition."""
    for number in range(20):
        yield {"resourceType": "Practitioner", "id": f"doc{number}", "name": [{"text": f"Dr. Number {number}"}]}
    for number in range(max(1, prescriptions // 2)):
        yield from _of_patient(number)
    for number in range(prescriptions):
        yield from _prescription(number, number // 2)


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
        yield {"resourceType": "AllergyIntolerance", "id": f"a{number}", "patient": subject, "code": {"text": "penicillin"}}
    if number % 2 == 0:
        yield {"resourceType": "Condition", "id": f"c{number}", "subject": subject, "code": {"text": "hypertension"}}


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
