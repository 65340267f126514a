"""What we tell the server, resource by resource."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import NOW, a_batch, a_line, a_patient, a_prescription, a_product, a_user, new_id, tablets
from workstation.adapters.fhir.messages_out import FhirMessages, fhir_quantity, instant, number, resolve
from workstation.domain import exact_json
from workstation.domain.dispensing import Dispense, OversupplyReason, SupplyType
from workstation.domain.prescription import LineSource
from workstation.domain.quantity import Quantity
from workstation.domain.users import Role
from workstation.orderserver.validation import issues_of
from workstation.services.messages import OverrideFacts, SupplyFacts

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
    assert "receiver" not in body
    assert body["note"] == [{"text": "collected by: daughter"}]


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"oversupply": OversupplyReason.UNBREAKABLE_PACK}, "more than prescribed: unbreakable_pack"),
        ({"supply_type": SupplyType.EMERGENCY}, "emergency supply"),
    ],
)
def test_what_is_out_of_the_ordinary_is_said(changes: dict[str, Any], note: str) -> None:
    assert {"text": note} in supplied(**changes)["note"]


@pytest.mark.parametrize(("code", "was"), [("N", False), ("E", True), ("G", True)])
def test_a_substitution_is_told(code: str, was: bool) -> None:
    assert supplied(substitution=code)["substitution"]["wasSubstituted"] is was


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
    said = [
        MESSAGES.dispense(facts()),
        MESSAGES.transcribed_line(prescription, line, "Patient/1", user, NOW),
        MESSAGES.override(override),
        MESSAGES.question(prescription, "Patient/1", "Is 500 mg right?", user, NOW, new_id()),
    ]
    assert [list(issues_of(dict(body))) for body in said] == [[], [], [], []]
    texts = [exact_json.dumps(body) for body in said]
    assert not any(name in text for name in PEOPLE for text in texts)
