"""The figures of docs/screening.md: `python -m tests.adapters.knowledge.measure`."""

import csv
import gzip
import json
import os
import random
import sys
import time
from decimal import Decimal
from pathlib import Path

from workstation.adapters.knowledge import load_knowledge
from workstation.domain.screening import Knowledge, MedicineEntry, PatientFacts, ScreeningProfile, Severity, screen
from workstation.paths import resources

DATA = Path(__file__).parent / "data"
TWENTY = (
    "Warfarin 5 mg tablet|Aspirin 75 mg tablet|Metformin 500 mg tablet|Amlodipine 5 mg|Atorvastatin 20 mg|"
    "Lisinopril 10 mg|Hydrochlorothiazide 25 mg|Furosemide 40 mg|Digoxin 0.25 mg|Omeprazole 20 mg capsule|"
    "Levothyroxine 50 mcg|Sertraline 50 mg|Paracetamol 500 mg|Gabapentin 300 mg|Metoprolol 50 mg|Cetirizine 10 mg|"
    "Calcium carbonate 500 mg|Colecalciferol 1000 iu|Montelukast 10 mg|Prednisolone 5 mg"
).split("|")


def say(text: str) -> None:
    """One figure per line."""
    sys.stdout.write(text + "\n")


def pair(knowledge: Knowledge, a: str, b: str) -> Severity | None:
    """The worst alert of two medicines."""
    profile = ScreeningProfile("p", medicines=(MedicineEntry(a), MedicineEntry(b)))
    return max((alert.severity for alert in screen(profile, knowledge).alerts), default=None)


def lists(knowledge: Knowledge) -> None:
    """Recall and noise on the lists of the tests."""
    for name in ("must_alert", "harmless", "should_not_interrupt"):
        with (DATA / f"{name}.csv").open(encoding="utf-8") as lines:
            worst = [pair(knowledge, row["a"], row["b"]) for row in csv.DictReader(lines)]
        severe = sum(1 for severity in worst if severity is not None and severity >= Severity.MAJOR)
        say(f"{name}: {severe} of {len(worst)} pairs major or worse")


def texts(knowledge: Knowledge, folder: Path) -> None:
    """Share of the medication texts of others that resolve wholly."""
    synthea = [
        entry["resource"]["medicationCodeableConcept"]["text"]
        for file in sorted((folder / "fhir-synthea-r4").glob("*.json.gz"))
        for entry in json.loads(gzip.decompress(file.read_bytes()))["entry"]
        if entry["resource"]["resourceType"] == "MedicationRequest"
    ]
    with (folder / "smart-tsv-2018" / "meds.txt").open(encoding="utf-8", newline="") as lines:
        smart = [row["Name"] for row in csv.DictReader(lines, delimiter="\t")]
    for name, given in (("Synthea", synthea), ("smart-tsv", smart)):
        whole = sum(1 for text in given if (found := knowledge.identify(text)).ingredients and not found.unknown)
        say(f"{name}: {whole} of {len(given)} medication texts resolve")


def speed(knowledge: Knowledge) -> None:
    """Milliseconds for one profile of 20 medicines, and profiles a second."""
    patient = PatientFacts(age_years=Decimal(70), sex="male", weight_kg=Decimal(70), egfr=Decimal(50))
    entries = tuple(MedicineEntry(text) for text in TWENTY)
    profile = ScreeningProfile("p", patient, entries, (), ("penicillin",), ("hypertension", "heart failure"))
    runs = []
    for _ in range(300):
        start = time.perf_counter()
        alerts = screen(profile, knowledge).alerts
        runs.append(time.perf_counter() - start)
    say(f"20 medicines, {len(alerts)} alerts: {sorted(runs)[len(runs) // 2] * 1000:.2f} ms (median of 300)")
    draw = random.Random(1)
    names = sorted(knowledge.ingredients)
    profiles = [
        ScreeningProfile(str(i), patient, tuple(MedicineEntry(draw.choice(names)) for _ in range(6)), (), (), ())
        for i in range(2000)
    ]
    start = time.perf_counter()
    for one in profiles:
        screen(one, knowledge)
    say(f"6 medicines drawn by chance: {len(profiles) / (time.perf_counter() - start):,.0f} profiles a second")


def main() -> None:
    """Prints all figures."""
    start = time.perf_counter()
    knowledge = load_knowledge(resources())
    say(f"loaded in {(time.perf_counter() - start) * 1000:.0f} ms")
    say(f"{len(knowledge.ingredients)} ingredients, {len(knowledge.classes)} classes, {knowledge.facts} rules")
    lists(knowledge)
    speed(knowledge)
    named = os.environ.get("WORKSTATION_REFERENCE_DATA")
    folder = Path(named) if named else Path(__file__).resolve().parents[4] / "shared" / "data"
    if folder.is_dir():
        texts(knowledge, folder)


if __name__ == "__main__":
    main()
