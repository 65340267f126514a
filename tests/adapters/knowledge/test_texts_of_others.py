"""Medication texts written by others resolve: Synthea bundles and the SMART sample patients (reference data)."""

import csv
import gzip
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from workstation.domain.screening import Knowledge

GOAL = 0.98
"""Issue 5, figures."""


def share_resolved(knowledge: Knowledge, texts: Iterable[str]) -> float:
    identities = [knowledge.identify(text) for text in texts]
    resolved = [identity for identity in identities if identity.ingredients and not identity.unknown]
    return len(resolved) / len(identities)


def test_the_texts_of_synthea_resolve(shipped: Knowledge, reference_data: Path) -> None:
    texts: list[str] = []
    for file in sorted((reference_data / "fhir-synthea-r4").glob("*.json.gz")):
        resources = [entry["resource"] for entry in json.loads(gzip.decompress(file.read_bytes()))["entry"]]
        requests = [one for one in resources if one["resourceType"] == "MedicationRequest"]
        texts.extend(one["medicationCodeableConcept"]["text"] for one in requests)
    assert len(texts) == 272
    assert share_resolved(shipped, texts) >= GOAL


@pytest.mark.parametrize(("name", "column", "goal"), [("meds.txt", "Name", GOAL), ("sigs_distinct.tsv", "drug", 0.95)])
def test_the_texts_of_the_sample_patients_resolve(
    shipped: Knowledge, reference_data: Path, name: str, column: str, goal: float
) -> None:
    with (reference_data / "smart-tsv-2018" / name).open(encoding="utf-8", newline="") as lines:
        texts = [row[column] for row in csv.DictReader(lines, delimiter="\t")]
    assert share_resolved(shipped, texts) >= goal


def test_what_resolves_resolves_rightly(shipped: Knowledge) -> None:
    expected = {
        "Simvistatin 10 MG": ("simvastatin",),
        "Levora 0.15/30 28 Day Pack": ("ethinylestradiol", "levonorgestrel"),
        "Penicillin V Potassium 500 MG Oral Tablet": ("phenoxymethylpenicillin",),
        "heparin sodium, porcine": ("heparin",),
        '"Estrogens, Conjugated (USP) 1.25 MG Oral Tablet [Premarin]"': ("conjugated estrogens",),
        "Acetaminophen 300 MG / HYDROcodone Bitartrate 5 MG [Vicodin]": ("paracetamol", "hydrocodone"),
        "potassium citrate 10 MEQ Extended Release Tablet": ("potassium citrate",),
        "Amoxicillin 120 MG/ML / clavulanate potassium 8.58 MG/ML Oral Suspension": ("amoxicillin", "clavulanic acid"),
        "Hydrochlorothiazide 25 MG / Lisinopril 10 MG Oral Tablet": ("hydrochlorothiazide", "lisinopril"),
        "Amoxicillin 250mg capsules": ("amoxicillin",),
        "Advair discus 250/50": ("fluticasone", "salmeterol"),
        "Vitamin D3 2000 iu": ("colecalciferol",),
    }
    assert {text: shipped.identify(text).ingredients for text in expected} == expected
