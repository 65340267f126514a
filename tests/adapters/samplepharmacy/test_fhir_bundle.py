"""The Bundles of the sample: complete, resolvable, and what the reference order server takes without a word."""

import base64
import hashlib
import json
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.adapters.samplepharmacy.conftest import undrawn
from workstation.adapters.samplepharmacy.fhir_bundle import arrivals, bundle_json, fhir_bundle
from workstation.adapters.samplepharmacy.fhir_dosage import dosage_instructions
from workstation.adapters.samplepharmacy.models import Arrival, SamplePharmacy
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.loader import Loader
from workstation.orderserver.store import Store

Json = dict[str, Any]
GTIN = "https://www.gs1.org/gtin"


@pytest.fixture(scope="session")
def resources(bundles: list[Json]) -> dict[str, Json]:
    """Every resource by `Type/id`."""
    entries = [entry["resource"] for bundle in bundles for entry in bundle["entry"]]
    return {f"{each['resourceType']}/{each['id']}": each for each in entries}


def of_type(resources: dict[str, Json], kind: str) -> list[Json]:
    return [each for each in resources.values() if each["resourceType"] == kind]


def task(resources: dict[str, Json], number: str) -> Json:
    return next(each for each in of_type(resources, "Task") if each["groupIdentifier"]["value"] == number)


def inputs(task: Json, code: str) -> list[Json]:
    return [each for each in task["input"] if each["type"]["text"] == code]


def lines(resources: dict[str, Json], number: str) -> list[Json]:
    return [resources[each["reference"]] for each in task(resources, number).get("basedOn", [])]


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("reference"), str):
            yield node["reference"]
        for child in node.values():
            yield from references(child)
    elif isinstance(node, list):
        for child in node:
            yield from references(child)


def test_every_reference_leads_somewhere(resources: dict[str, Json]) -> None:
    for name, resource in resources.items():
        contained = {f"#{each['id']}" for each in resource.get("contained", [])}
        unknown = [each for each in references(resource) if each not in resources and each not in contained]
        assert unknown == [], name


def test_every_entry_is_put_under_its_own_id_once(bundles: list[Json]) -> None:
    urls = [entry["request"]["url"] for bundle in bundles for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls)
    for bundle in bundles:
        assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "transaction")
        for entry in bundle["entry"]:
            resource = entry["resource"]
            assert entry["request"] == {"method": "PUT", "url": f"{resource['resourceType']}/{resource['id']}"}
            assert entry["fullUrl"] == f"urn:uuid:{resource['id']}"
            assert uuid.UUID(resource["id"]).version == 5


def test_ids_do_not_change_from_start_to_start(pharmacy: SamplePharmacy, bundles: list[Json]) -> None:
    later = datetime.fromisoformat("2027-03-01T04:00:00+00:00")
    again = fhir_bundle(pharmacy, later, date(2027, 3, 1), undrawn)
    for one, other in zip(bundles, again, strict=False):
        assert [each["fullUrl"] for each in one["entry"]] == [each["fullUrl"] for each in other["entry"]]


def test_the_reference_order_server_takes_everything(
    pharmacy: SamplePharmacy, bundles: list[Json], now: datetime
) -> None:
    store = Store(clock=lambda: now)
    config = ServerConfig(organization=str(pharmacy.organization_id), organization_name=pharmacy.name)
    loader = Loader(store, config, clock=lambda: now)
    loader.ensure_organization()
    documents = [(f"bundle {number}", json.loads(bundle_json(each))) for number, each in enumerate(bundles)]
    report = loader.load_documents(documents)
    assert [note.sentence() for note in report.notes] == []
    assert (report.renamed, report.tasks) == (0, 0)  # every Task is our own
    assert sum(1 for _ in store.by_change("Task")) == len(pharmacy.prescriptions)
    again = loader.load_documents(documents)
    assert again.stored == 0


def test_no_bundle_is_larger_than_a_server_accepts(bundles: list[Json]) -> None:
    assert max(len(bundle["entry"]) for bundle in bundles) <= ServerConfig().max_batch_entries


def test_json_keeps_the_digits(bundles: list[Json]) -> None:
    for bundle in bundles:
        assert json.loads(bundle_json(bundle), parse_float=Decimal) == bundle


def test_a_task_says_what_sync_relies_on(resources: dict[str, Json], pharmacy: SamplePharmacy, now: datetime) -> None:
    ramesh = task(resources, "RX-26-004821")
    assert (ramesh["status"], ramesh["intent"]) == ("requested", "order")
    assert ramesh["code"]["coding"][0]["code"] == "fulfill"
    assert ramesh["owner"]["reference"] == f"Organization/{pharmacy.organization_id}"
    assert resources[ramesh["for"]["reference"]]["name"][0]["text"] == "Ramesh K. Deshpande"
    assert resources[ramesh["requester"]["reference"]]["name"][0]["text"] == "Dr. Meera Joshi"
    assert ramesh["restriction"]["period"]["end"] == "2027-05-21"
    (due,) = inputs(ramesh, "due")
    assert due["valueDateTime"] == "2026-11-22T11:06:00Z"
    assert ramesh["authoredOn"] == "2026-11-22T10:46:00Z"


def test_what_arrives_on_paper_has_a_scan_and_no_lines(resources: dict[str, Json], pharmacy: SamplePharmacy) -> None:
    for each in pharmacy.prescriptions:
        found = task(resources, each.number)
        assert bool(inputs(found, "scan")) == (each.scan is not None)
        assert bool(inputs(found, "line")) == (each.arrival is not Arrival.PAPER)
        assert len(lines(resources, each.number)) == (
            len(each.lines) + bool(each.lab_test) if each.has_coded_lines else 0
        )


def test_a_task_without_a_known_patient_or_prescriber_says_where_it_came_from(resources: dict[str, Json]) -> None:
    unknown = task(resources, "RX-26-004819")
    assert "for" not in unknown
    assert unknown["requester"] == {"display": "Scan by courier app"}
    document = resources[inputs(unknown, "scan")[0]["valueReference"]["reference"]]
    assert "subject" not in document


def test_the_attachment_describes_its_binary(resources: dict[str, Json]) -> None:
    documents = of_type(resources, "DocumentReference")
    assert len(documents) >= 12
    for document in documents:
        attachment = document["content"][0]["attachment"]
        binary = resources[attachment["url"]]
        data = base64.b64decode(binary["data"])
        digest = hashlib.sha1(data, usedforsecurity=False).digest()
        assert attachment["contentType"] == binary["contentType"] == "image/jpeg"
        assert attachment["size"] == len(data)
        assert base64.b64decode(attachment["hash"]) == digest


def test_a_line_names_the_product_its_ingredients_and_the_supply(resources: dict[str, Json]) -> None:
    augmentin, dolo = lines(resources, "RX-26-004809")
    medicine = augmentin["medicationCodeableConcept"]
    assert medicine["text"] == "Tab. Augmentin 625 Duo"
    codes = [(each["system"], each["code"]) for each in medicine["coding"]]
    assert codes[0][0] == GTIN
    assert [code for _, code in codes[1:]] == ["amoxicillin", "clavulanic acid"]
    supply = augmentin["dispenseRequest"]
    assert supply["quantity"] == {
        "value": 10, "unit": "tablet", "system": "http://unitsofmeasure.org", "code": "{tablet}",
    }  # fmt: skip
    assert supply["expectedSupplyDuration"]["value"] == 5
    assert augmentin["substitution"] == {"allowedBoolean": True}
    assert augmentin["groupIdentifier"]["value"] == dolo["groupIdentifier"]["value"] == "RX-26-004809"
    assert augmentin["identifier"] != dolo["identifier"]
    assert [each["reference"].split("/")[0] for each in augmentin["supportingInformation"]] == ["DocumentReference"]


def test_a_generic_name_comes_as_ingredients_strength_and_form(resources: dict[str, Json]) -> None:
    _, metformin = lines(resources, "RX-26-004829")
    (medication,) = metformin["contained"]
    assert metformin["medicationReference"]["reference"] == f"#{medication['id']}"
    assert medication["form"]["text"] == "tablet"
    (ingredient,) = medication["ingredient"]
    assert ingredient["itemCodeableConcept"]["text"] == "metformin"
    assert (ingredient["strength"]["numerator"]["value"], ingredient["strength"]["numerator"]["code"]) == (500, "mg")


def test_a_medicine_that_is_not_in_the_catalogue_comes_as_text_alone(resources: dict[str, Json]) -> None:
    assert lines(resources, "RX-26-004840")[1]["medicationCodeableConcept"] == {"text": "Tab. Zincovit"}


def test_a_mixed_order_carries_a_line_that_is_no_medicine(resources: dict[str, Json]) -> None:
    kinds = [each["resourceType"] for each in lines(resources, "RX-26-004826")]
    assert kinds == ["MedicationRequest"] * 4 + ["ServiceRequest"]


def test_allergies_none_known_and_unknown_are_told_apart(resources: dict[str, Json]) -> None:
    texts: dict[str, list[str]] = {}
    for each in of_type(resources, "AllergyIntolerance"):
        name = resources[each["patient"]["reference"]]["name"][0]["text"]
        texts.setdefault(name, []).append(each["code"]["text"])
    assert texts["Ramesh K. Deshpande"] == ["sulfonamides"]
    assert texts["Rohan Deshmukh"] == ["No known allergy"]
    assert "Deepak Chavan" not in texts


def test_measurements_have_value_unit_and_date(resources: dict[str, Json]) -> None:
    found = {
        (each["code"]["text"], each["valueQuantity"]["value"], each["valueQuantity"]["code"], each["effectiveDateTime"])
        for each in of_type(resources, "Observation")
        if "valueQuantity" in each and "Ramesh" in resources[each["subject"]["reference"]]["name"][0]["text"]
    }
    assert found == {
        ("Body weight", 72, "kg", "2026-11-10"),
        ("eGFR (CKD-EPI)", 48, "mL/min/{1.73_m2}", "2026-11-12"),
        ("INR", Decimal("2.4"), "{INR}", "2026-11-10"),
    }


def test_later_arrivals_come_in_order_and_are_not_there_at_the_start(
    pharmacy: SamplePharmacy, now: datetime, today: date
) -> None:
    later = arrivals(pharmacy, now, today, undrawn)
    assert [delay for delay, _ in later] == [timedelta(minutes=1), timedelta(minutes=3)]
    started = {
        entry["resource"]["groupIdentifier"]["value"]
        for bundle in fhir_bundle(pharmacy, now, today, undrawn)
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == "Task"
    }
    assert {"RX-26-004841", "RX-26-004842"} & started == set()


def test_everything_is_marked_as_test_data(resources: dict[str, Json]) -> None:
    assert all(each["meta"]["tag"][0]["code"] == "HTEST" for each in resources.values())


# --- dosage ---------------------------------------------------------------------------------------------------


def test_a_day_pattern_becomes_parts_of_the_day() -> None:
    (found,) = dosage_instructions("1-0-1 p.c. x 5 d", "tablet")
    assert found["text"] == "1-0-1 p.c. x 5 d"
    assert found["timing"]["repeat"] == {
        "frequency": 2,
        "period": 1,
        "periodUnit": "d",
        "when": ["MORN", "NIGHT", "PC"],
        "boundsDuration": {"value": 5, "unit": "days", "system": "http://unitsofmeasure.org", "code": "d"},
    }
    assert found["doseAndRate"][0]["doseQuantity"]["code"] == "{tablet}"


def test_different_amounts_become_two_instructions() -> None:
    found = dosage_instructions("24 units morning, 16 units night, before food 50 days", "mL")
    amounts = [
        (each["sequence"], each["timing"]["repeat"]["when"], each["doseAndRate"][0]["doseQuantity"]["value"])
        for each in found
    ]
    assert amounts == [(1, ["MORN", "AC"], 24), (2, ["NIGHT", "AC"], 16)]


def test_what_is_not_understood_stays_text() -> None:
    text = "1-0-0 x 5 days, then half x 5 days"
    assert dosage_instructions(text, "tablet") == [{"sequence": 1, "text": text}]


def test_as_needed_is_said() -> None:
    (found,) = dosage_instructions("0.8 mL TDS SOS x 3 d", "mL")
    assert found["asNeededBoolean"] is True
    assert found["doseAndRate"][0]["doseQuantity"]["value"] == Decimal("0.8")
