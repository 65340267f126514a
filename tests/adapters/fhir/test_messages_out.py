"""What we tell the server, resource by resource."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from tests.factories import NOW, a_batch, a_line, a_patient, a_prescription, a_product, a_user, new_id, tablets
from workstation.adapters.fhir.messages_out import FhirMessages, fhir_quantity, instant, number, resolve
from workstation.domain import exact_json
from workstation.domain.dispensing import Dispense, OversupplyReason, SupplyType
from workstation.domain.prescription import LineSource, Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity
from workstation.domain.stock import MovementKind, StockMovement
from workstation.domain.substitution import SubstitutionReason
from workstation.domain.users import Role
from workstation.orderserver.r4_elements import is_element
from workstation.orderserver.validation import issues_of
from workstation.services.messages import (
    AccessFacts,
    ApprovalFacts,
    LineFacts,
    MovementFacts,
    OverrideFacts,
    RefusalFacts,
    ScanFacts,
    StockLevel,
    SupplyFacts,
    TakenInFacts,
    View,
)

MESSAGES = FhirMessages("Organization/pharmacy-1")
PEOPLE = ("Asha", "Ramesh", "Deshpande")


def facts(**changes: Any) -> SupplyFacts:
    """20 tablets of one batch, checked by a pharmacist."""
    line, product = a_line(), a_product()
    prescription = a_prescription(lines=(line,))
    batch = a_batch(product_id=product.id, expiry_date=date(2027, 6, 30))
    picker, checker = a_user(Role.COUNTER_STAFF), a_user()
    dispense = Dispense(
        id=new_id(),
        prescription_id=prescription.id,
        line_id=line.id,
        product_id=product.id,
        batch_id=batch.id,
        quantity=tablets(20),
        supply_type=SupplyType.FIRST_COMPLETE,
        when_prepared=NOW,
        when_handed_over=NOW,
        prepared_by=picker.id,
        checked_by=checker.id,
        handed_over_by=picker.id,
        collected_by="patient",
    )
    default = SupplyFacts(dispense, prescription, line, product, batch, "Patient/1", picker, checker, 10)
    return replace(default, **changes)


def supplied(**changes: Any) -> Any:
    """The message about a supply with another dispense."""
    one = facts()
    return MESSAGES.dispense(replace(one, dispense=replace(one.dispense, **changes)))


def taken_in(prescription: Prescription, line: PrescriptionLine, scan: UUID) -> TakenInFacts:
    """A prescription on paper with one line and one scan."""
    return TakenInFacts(new_id(), prescription, "Patient/1", new_id(), (line.id,), (scan,), NOW)


def test_a_supply_names_pack_batch_line_and_people_by_their_function() -> None:
    one = facts()
    body = MESSAGES.dispense(one)
    assert body["identifier"][0]["value"] == str(one.dispense.id)
    assert body["contained"][0]["code"]["coding"][0]["code"] == one.product.gtin
    assert body["contained"][0]["batch"] == {"lotNumber": "B1", "expirationDate": "2027-06-30"}
    assert body["authorizingPrescription"] == [{"reference": one.line.server_reference}]
    functions = [each["function"]["coding"][0]["code"] for each in body["performer"]]
    assert functions == ["packager", "finalchecker"]
    assert body["whenHandedOver"] == "2026-11-22T06:30:00.000Z"
    assert body["receiver"] == [{"reference": "Patient/1"}]


def test_no_name_of_staff_or_patient_leaves_in_a_supply() -> None:
    text = exact_json.dumps(MESSAGES.dispense(facts()))
    assert not any(name in text for name in PEOPLE)


def test_a_line_of_ours_is_pointed_to_until_it_is_sent() -> None:
    one = facts(line=a_line(source=LineSource.TRANSCRIBED, server_reference=""))
    body = MESSAGES.dispense(one)
    assert body["authorizingPrescription"] == [{"reference": f"urn:uuid:{one.line.id}"}]
    sent = resolve(body, {str(one.line.id): "MedicationRequest/9"})
    assert sent["authorizingPrescription"] == [{"reference": "MedicationRequest/9"}]
    assert resolve(body, {}) == body


def test_somebody_else_who_collects_is_named_by_relation_only() -> None:
    body = supplied(collected_by="daughter")
    (receiver,) = body["receiver"]
    assert receiver["extension"] == [
        {
            "url": "http://hl7.org/fhir/5.0/StructureDefinition/extension-MedicationDispense.receiver",
            "valueReference": {"reference": "#collector"},
        }
    ]
    (collector,) = [one for one in body["contained"] if one["resourceType"] == "RelatedPerson"]
    assert (collector["id"], collector["patient"]) == ("collector", {"reference": "Patient/1"})
    assert collector["relationship"] == [{"text": "daughter"}]
    assert body["note"] == [{"text": "collected by: daughter"}]


def test_nobody_is_named_as_collector_for_a_patient_who_is_not_at_the_server() -> None:
    one = facts(patient_reference="")
    body = MESSAGES.dispense(replace(one, dispense=replace(one.dispense, collected_by="daughter")))
    assert "receiver" not in body
    assert [each["resourceType"] for each in body["contained"]] == ["Medication"]


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"oversupply": OversupplyReason.UNBREAKABLE_PACK}, "more than prescribed: unbreakable_pack"),
        ({"supply_type": SupplyType.EMERGENCY}, "emergency supply"),
    ],
)
def test_what_is_out_of_the_ordinary_is_said(changes: dict[str, Any], note: str) -> None:
    assert {"text": note} in supplied(**changes)["note"]


@pytest.mark.parametrize(("code", "was"), [("N", False), ("EC", True)])
def test_a_substitution_is_told(code: str, was: bool) -> None:
    assert supplied(substitution=code)["substitution"]["wasSubstituted"] is was


def test_a_substitution_says_why_where_that_is_known_and_who_answers_for_it() -> None:
    one = facts(keyed_out_of_stock=True)
    body = MESSAGES.dispense(replace(one, dispense=replace(one.dispense, substitution="EC")))["substitution"]
    assert body["type"]["coding"][0]["code"] == "EC"
    assert [each["coding"][0]["code"] for each in body["reason"]] == ["OS"]
    assert body["responsibleParty"] == [{"display": "pharmacist MH-048213"}]
    assert "reason" not in supplied(substitution="EC")["substitution"]
    assert set(MESSAGES.dispense(one)["substitution"]) == {"wasSubstituted", "type"}


@pytest.mark.parametrize(
    ("place", "said"),
    [("Location/7", {"reference": "Location/7"}), ("ward 3", {"display": "ward 3"}), ("", None)],
)
def test_where_a_supply_was_sent_is_said(place: str, said: object) -> None:
    assert MESSAGES.dispense(facts(destination=place)).get("destination") == said


def test_a_pack_says_what_is_in_it_for_those_who_do_not_know_the_product() -> None:
    pack = MESSAGES.dispense(facts())["contained"][0]
    assert pack["form"] == {"text": "tablet"}
    assert pack["amount"]["numerator"]["value"] == 10
    (part,) = pack["ingredient"]
    assert part["itemCodeableConcept"] == {"text": "metformin"}
    assert part["strength"]["numerator"] == fhir_quantity(Quantity(Decimal(500), "mg"))
    assert part["strength"]["denominator"]["code"] == "{tablet}"


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (tablets(20), {"value": 20, "code": "{tablet}"}),
        (Quantity(Decimal("7.50"), "mL"), {"value": Decimal("7.50"), "code": "mL"}),
        (Quantity(Decimal(3), "metered dose"), {"value": 3, "code": "{metered_dose}"}),
    ],
)
def test_quantities_are_ucum_with_their_digits(amount: Quantity, expected: dict[str, Any]) -> None:
    assert {name: fhir_quantity(amount)[name] for name in ("value", "code")} == expected


def test_a_whole_number_has_no_fraction_and_any_other_keeps_its_digits() -> None:
    assert exact_json.dumps([number(Decimal("20.000")), number(Decimal("1.50"))]) == "[20,1.50]"
    assert instant(NOW) == "2026-11-22T06:30:00.000Z"


def test_everything_we_say_is_a_resource_that_a_server_takes() -> None:
    user, line = a_user(), a_line(source=LineSource.TRANSCRIBED, server_reference="")
    prescription = a_prescription(lines=(line,), patient_id=a_patient().id)
    override = OverrideFacts(
        id=new_id(),
        prescription=prescription,
        patient_reference="Patient/1",
        severity="major",
        subjects=("warfarin", "aspirin"),
        effect="bleeding",
        reason="monitoring_arranged",
        by=user,
        at=NOW,
    )
    product = a_product()
    batch = a_batch(product_id=product.id)
    movement = StockMovement(new_id(), batch.id, MovementKind.WRITE_OFF, -tablets(20), NOW, user.id)
    scan = new_id()
    said = [
        MESSAGES.dispense(facts()),
        MESSAGES.refusal(RefusalFacts(new_id(), prescription, line, "Patient/1", "no stock", user, NOW)),
        MESSAGES.transcribed_line(LineFacts(prescription, line, "Patient/1", user, NOW, (f"urn:uuid:{scan}",))),
        MESSAGES.override(override),
        MESSAGES.question("Task/1", "Patient/1", "Is 500 mg right?", NOW, new_id()),
        MESSAGES.document(ScanFacts(scan, prescription, "Patient/1", b"scan", "image/png", NOW)),
        MESSAGES.task_taken_in(taken_in(prescription, line, scan)),
        MESSAGES.approval(ApprovalFacts(new_id(), prescription, "Task/1", "f", user, NOW)),
        MESSAGES.stock_levels(new_id(), [StockLevel(product, tablets(20))], NOW),
        MESSAGES.stock_level(new_id(), StockLevel(product, tablets(20)), NOW),
        MESSAGES.movement(MovementFacts(movement, batch, product)),
        MESSAGES.access(AccessFacts(new_id(), user.id, "pharmacist", new_id(), [View("Task/1", NOW)], NOW)),
    ]
    assert [found for body in said for found in issues_of(dict(body))] == []
    unknown = [
        (body["resourceType"], one) for body in said for one in body if not is_element(body["resourceType"], one)
    ]
    assert unknown == []
    texts = [exact_json.dumps(body) for body in said]
    assert not any(name in text for name in PEOPLE for text in texts)


def test_a_prescription_taken_in_here_is_owned_by_us_from_the_start() -> None:
    line, scan = a_line(source=LineSource.TRANSCRIBED, server_reference=""), new_id()
    prescription = a_prescription(lines=(line,), task_reference="", number="A-17")
    facts_of_it = taken_in(prescription, line, scan)
    task = MESSAGES.task_taken_in(facts_of_it)
    assert (task["status"], task["intent"], task["code"]["coding"][0]["code"]) == ("accepted", "order", "fulfill")
    assert task["owner"] == {"reference": "Organization/pharmacy-1"}
    assert task["groupIdentifier"]["value"] == "A-17"
    stamps = {one["system"].rpartition("/")[2]: one["value"] for one in task["identifier"]}
    wanted = {"Task": facts_of_it.id, "last-write": facts_of_it.id, "claimed-by": facts_of_it.station_id}
    assert stamps == {name: str(value) for name, value in wanted.items()}
    assert task["focus"] == task["basedOn"][0] == {"reference": f"urn:uuid:{line.id}"}
    targets = [one["valueReference"]["reference"] for one in task["input"]]
    assert targets == [f"urn:uuid:{line.id}", f"urn:uuid:{scan}"]


def test_a_scan_goes_inside_with_its_size_and_hash() -> None:
    prescription, scan = a_prescription(task_reference=""), new_id()
    body = MESSAGES.document(ScanFacts(scan, prescription, "", b"a scan", "image/png", NOW))
    attachment = body["content"][0]["attachment"]
    assert base64.b64decode(attachment["data"]) == b"a scan"
    assert attachment["size"] == 6
    assert base64.b64decode(attachment["hash"]) == hashlib.sha1(b"a scan", usedforsecurity=False).digest()
    assert "subject" not in body  # nobody knows whose it is
    elsewhere = MESSAGES.document(ScanFacts(scan, prescription, "", b"a scan", "image/png", NOW, url="Binary/9"))
    assert elsewhere["content"][0]["attachment"]["url"] == "Binary/9"
    assert "data" not in elsewhere["content"][0]["attachment"]


def test_a_new_patient_is_told_with_what_is_known() -> None:
    patient = a_patient()
    body = MESSAGES.new_patient(patient)
    assert body["identifier"][0]["value"] == str(patient.id)
    assert body["name"] == [{"text": patient.name}]


def test_a_line_of_ours_points_to_the_scan_it_was_read_from() -> None:
    line = a_line(source=LineSource.TRANSCRIBED, server_reference="", repeats_allowed=2)
    body = MESSAGES.transcribed_line(
        LineFacts(a_prescription(lines=(line,)), line, "Patient/1", a_user(), NOW, ("DocumentReference/9",))
    )
    assert body["supportingInformation"] == [{"reference": "DocumentReference/9"}]
    assert body["dispenseRequest"]["numberOfRepeatsAllowed"] == 2


def test_an_approval_is_signed_by_the_station_and_names_nobody() -> None:
    claims: list[Mapping[str, Any]] = []

    def sign(found: Mapping[str, Any]) -> str:
        claims.append(found)
        return "head.body.signature"

    user, prescription = a_user(), a_prescription()
    told = ApprovalFacts(new_id(), prescription, "Task/1", "what was screened", user, NOW)
    body = FhirMessages("Organization/pharmacy-1", sign).approval(told)
    (signature,) = body["signature"]
    assert base64.b64decode(signature["data"]) == b"head.body.signature"
    assert signature["sigFormat"] == "application/jose"
    (signed,) = claims
    assert (signed["number"], signed["screened"], signed["licence"]) == (
        prescription.number,
        "what was screened",
        user.licence_number,
    )
    assert body["agent"][0]["who"]["display"] == f"pharmacist {user.licence_number}".strip()
    assert not any(name in exact_json.dumps(body) for name in PEOPLE)


def test_an_approval_without_a_key_at_hand_goes_unsigned() -> None:
    told = ApprovalFacts(new_id(), a_prescription(), "Task/1", "f", a_user(), NOW)
    assert "signature" not in MESSAGES.approval(told)
    assert "signature" not in FhirMessages("Organization/pharmacy-1", lambda _claims: None).approval(told)


def test_the_stock_is_an_inventory_report_of_r5_in_r4() -> None:
    product, station = a_product(), new_id()
    body = MESSAGES.stock_levels(station, [StockLevel(product, tablets(35))], NOW)
    assert body["identifier"][0]["value"] == str(station)
    base = "http://hl7.org/fhir/5.0/StructureDefinition/extension-InventoryReport."
    assert {one["url"].removeprefix(base): one["valueCode"] for one in body["modifierExtension"]} == {
        "status": "active",
        "countType": "snapshot",
    }
    listing = next(one for one in body["extension"] if one["url"] == f"{base}inventoryListing")
    (item,) = [one for one in listing["extension"] if one["url"] == "item"]
    quantity, what = item["extension"]
    assert quantity["valueQuantity"]["value"] == 35
    assert what["extension"][1]["valueCodeableConcept"]["coding"][0]["code"] == product.gtin


def test_a_movement_is_told_as_an_amount_with_where_it_went() -> None:
    product = a_product()
    batch = a_batch(product_id=product.id)
    gone = StockMovement(new_id(), batch.id, MovementKind.WRITE_OFF, -tablets(20), NOW, None, "broken")
    body = MESSAGES.movement(MovementFacts(gone, batch, product))
    assert body["suppliedItem"]["quantity"]["value"] == 20
    assert body["destination"] == {"display": "destruction"}
    back = MESSAGES.movement(MovementFacts(gone, replace(batch, quarantined=True), product))
    assert back["destination"] == {"display": "quarantine"}


def test_a_look_names_the_person_by_a_pseudonym_and_the_role() -> None:
    user = a_user()
    views = [View("Task/1", NOW), View("RX-2", NOW)]
    body = MESSAGES.access(AccessFacts(new_id(), user.id, "pharmacist", new_id(), views, NOW))
    assert body["agent"][0]["who"]["identifier"]["value"] == str(user.id)
    assert body["agent"][0]["role"] == [{"text": "pharmacist"}]
    assert [one["what"] for one in body["entity"]] == [
        {"reference": "Task/1"},
        {"identifier": {"system": "urn:pharmacist-workstation:fhir/prescription", "value": "RX-2"}},
    ]
    assert not any(name in exact_json.dumps(body) for name in PEOPLE)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (SubstitutionReason.OUT_OF_STOCK, "OS"),
        (SubstitutionReason.FORMULARY, "FP"),
        (SubstitutionReason.CONTINUES, "CT"),
        (SubstitutionReason.REGULATORY, "RR"),
        (SubstitutionReason.PATIENT_CHOICE, None),
    ],
    ids=lambda one: str(one),
)
def test_the_reason_of_a_chosen_substitution_is_coded_where_there_is_a_code(
    reason: SubstitutionReason, said: str | None
) -> None:
    (told,) = supplied(substitution="EC", substitution_reason=reason)["substitution"]["reason"]
    assert told.get("text", "") == ("" if said else "patient choice")
    assert [one["code"] for one in told.get("coding", [])] == ([said] if said else [])
