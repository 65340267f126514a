"""From the server's resources to a prescription: nothing is guessed, nothing crashes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.adapters.fhir.conftest import STATION, a_translation
from tests.factories import Json, a_gtin, fhir_medicine, fhir_patient, fhir_request, fhir_task, new_id, tablets
from workstation.adapters.fhir.translation import FhirTranslation
from workstation.domain.prescription import LineBlock, LineKind, PrescriptionLine
from workstation.domain.quantity import Quantity
from workstation.services.intake import ServerPrescription

UCUM = "http://unitsofmeasure.org"


def understood(translation: FhirTranslation, task: Json, *others: Json) -> ServerPrescription:
    """The Task in our words."""
    return translation.prescription(task, {f"{one['resourceType']}/{one['id']}": one for one in others}, [])


def the_line(translation: FhirTranslation, *others: Json, **changes: Any) -> PrescriptionLine:
    """The only line of a prescription."""
    (line,) = understood(translation, fhir_task(), fhir_patient(), fhir_request(**changes), *others).lines
    return line


def test_a_plain_prescription_is_understood_whole(translation: FhirTranslation) -> None:
    task = fhir_task(
        priority="urgent",
        restriction={"period": {"end": "2026-12-31"}},
        executionPeriod={"end": "2026-11-22T10:00:00+05:30"},
        requester={"display": "Dr. Meera Joshi"},
    )
    found = understood(translation, task, fhir_patient(), fhir_request(authoredOn="2026-11-20"))
    assert (found.number, found.status, found.owner) == ("RX-1", "requested", "Organization/pharmacy-1")
    assert (found.authored_on, found.valid_until) == (date(2026, 11, 20), date(2026, 12, 31))
    assert found.due_at == datetime(2026, 11, 22, 4, 30, tzinfo=UTC)
    assert (found.urgent, found.prescriber.name, found.doubts) == (True, "Dr. Meera Joshi", ())
    (line,) = found.lines
    assert (line.quantity_prescribed, line.days_supply, line.block) == (tablets(20), 10, None)
    assert line.medicine.ingredients[0].strength == Quantity(Decimal(500), "mg")
    assert found.patient is not None
    assert (found.patient.patient.name, found.patient.patient.number) == ("Ramesh Deshpande", "P-104")


# --- what blocks ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "block"),
    [
        ({"status": "stopped"}, LineBlock.NOT_ACTIVE),
        ({"status": "entered-in-error"}, LineBlock.NOT_ACTIVE),
        ({"status": "on-hold"}, LineBlock.UNKNOWN_STATUS),
        ({"status": "unknown"}, LineBlock.UNKNOWN_STATUS),
        ({"status": "brand-new-status"}, LineBlock.UNKNOWN_STATUS),
        ({"status": None}, LineBlock.UNKNOWN_STATUS),
        ({"doNotPerform": True}, LineBlock.DO_NOT_PERFORM),
        ({"modifierExtension": [{"url": "urn:x", "valueBoolean": True}]}, LineBlock.MODIFIER_EXTENSION),
        ({"medicationCodeableConcept": {}}, LineBlock.MISSING_MEDICINE),
        ({"doNotPerform": False}, None),
    ],
)
def test_what_is_not_understood_blocks_the_line(
    translation: FhirTranslation, changes: Json, block: LineBlock | None
) -> None:
    assert the_line(translation, **changes).block is block


@pytest.mark.parametrize(
    ("changes", "doubt"),
    [
        ({"status": "paused"}, "Task status paused"),
        ({"status": None}, "Task status missing"),
        ({"modifierExtension": [{"url": "urn:x"}]}, "Task has a modifierExtension"),
        ({"basedOn": [{"reference": "MedicationRequest/gone"}]}, "MedicationRequest/gone is not at the server"),
    ],
)
def test_what_is_not_understood_of_the_whole_is_a_doubt(
    translation: FhirTranslation, changes: Json, doubt: str
) -> None:
    found = understood(translation, fhir_task(**{"focus": {}, **changes}), fhir_patient(), fhir_request())
    assert doubt in found.doubts


_END = "Task.restriction.period.end is no date of ours"


@pytest.mark.parametrize(
    ("restriction", "doubt"),
    [
        ("x", "Task.restriction is not understood"),
        ([{"period": {"end": "2026-12-31"}}], "Task.restriction is not understood"),
        (5, "Task.restriction is not understood"),
        ({"modifierExtension": [{"url": "x"}]}, "Task.restriction has a modifierExtension"),
        ({"period": [{"end": "2026-12-31"}]}, "Task.restriction.period is not understood"),
        ({"period": "2026-12-31"}, "Task.restriction.period is not understood"),
        ({"_period": {"extension": []}}, "Task.restriction.period is not said"),
        ({"period": {"end": 5}}, _END),
        ({"period": {"end": True}}, _END),
        ({"period": {"end": ["2026-12-31"]}}, _END),
        ({"period": {"end": ""}}, _END),
        ({"period": {"end": "2026-12"}}, _END),
        ({"period": {"end": "soon"}}, _END),
        ({"period": {"end": "0001-01-01"}}, _END),
        ({"period": {"end": "9999-99-99"}}, _END),
        ({"period": {"_end": {"extension": []}}}, "Task.restriction.period.end is not said"),
    ],
)
def test_an_expiry_that_cannot_be_read_is_never_no_expiry(
    translation: FhirTranslation, restriction: object, doubt: str
) -> None:
    found = understood(translation, fhir_task(restriction=restriction), fhir_patient(), fhir_request())
    assert found.doubts == (doubt,)


@pytest.mark.parametrize(
    ("restriction", "last_day"),
    [
        ({"period": {"end": "9999-12-31"}}, None),
        ({"period": {"end": "9999-12-31T23:59:59-12:00"}}, None),
        ({"period": {"start": "2026-11-01"}}, None),
        ({"repetitions": 1}, None),
        (None, None),
        ({"period": {"end": "1900-01-01"}}, date(1900, 1, 1)),
    ],
)
def test_an_end_that_nobody_lives_to_see_is_no_end_and_an_old_one_is_an_end(
    translation: FhirTranslation, restriction: object, last_day: date | None
) -> None:
    found = understood(translation, fhir_task(restriction=restriction), fhir_patient(), fhir_request())
    assert (found.doubts, found.valid_until) == ((), last_day)


@pytest.mark.parametrize("written", ["9999-12-31", "0001-01-01", "2026-11", "", 5, ["soon"], {}])
def test_a_day_of_writing_that_cannot_be_read_is_named_where_the_validity_rests_on_it(
    translation: FhirTranslation, written: object
) -> None:
    found = understood(translation, fhir_task(), fhir_patient(), fhir_request(authoredOn=written))
    assert (found.doubts, found.authored_on) == (("authoredOn is no date of ours",), None)
    ended = fhir_task(restriction={"period": {"end": "2026-12-31"}})
    assert understood(translation, ended, fhir_patient(), fhir_request(authoredOn=written)).doubts == ()
    elsewhere = fhir_task(authoredOn="2026-11-20")
    found = understood(translation, elsewhere, fhir_patient(), fhir_request(authoredOn=written))
    assert (found.doubts, found.authored_on) == ((), date(2026, 11, 20))


def with_validity(period: object) -> Json:
    """A line of which the prescriber says from when and until when it may be supplied."""
    request = fhir_request(authoredOn="2026-11-20")
    return {**request, "dispenseRequest": {**request.get("dispenseRequest", {}), "validityPeriod": period}}


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ({"start": "2026-11-20", "end": "2026-12-20"}, (date(2026, 11, 20), date(2026, 12, 20))),
        ({"end": "2026-12-20"}, (None, date(2026, 12, 20))),
        ({"start": "2027-01-01T00:00:00+05:30"}, (date(2027, 1, 1), None)),
        ({"end": "2026-12-20T18:30:00Z"}, (None, date(2026, 12, 21))),
        ({"end": "9999-12-31"}, (None, None)),
        ({}, (None, None)),
    ],
    ids=str,
)
def test_the_dates_of_a_line_are_read_as_days_of_the_pharmacy(
    translation: FhirTranslation, period: object, days: tuple[date | None, date | None]
) -> None:
    found = understood(translation, fhir_task(), fhir_patient(), with_validity(period))
    (line,) = found.lines
    assert (line.valid_from, line.valid_until) == days
    assert found.doubts == ()


@pytest.mark.parametrize(
    ("period", "doubt"),
    [
        ("2026-12-20", "validityPeriod is not understood"),
        ([{"end": "2026-12-20"}], "validityPeriod is not understood"),
        ({"end": "2026-12"}, "validityPeriod.end is no date of ours"),
        ({"start": "soon"}, "validityPeriod.start is no date of ours"),
        ({"_end": {"extension": []}}, "validityPeriod.end is no date of ours"),
        ({"end": 20261220}, "validityPeriod.end is no date of ours"),
    ],
    ids=str,
)
def test_dates_of_a_line_that_are_not_understood_are_a_doubt(
    translation: FhirTranslation, period: object, doubt: str
) -> None:
    found = understood(translation, fhir_task(), fhir_patient(), with_validity(period))
    assert found.doubts == (f"MedicationRequest/m1 dispenseRequest.{doubt}",)


def test_without_a_last_day_of_its_own_a_prescription_ends_with_the_last_of_its_lines(
    translation: FhirTranslation,
) -> None:
    ends = ("2026-12-20", "2026-12-24")
    lines = [{**with_validity({"end": end}), "id": f"m{place}"} for place, end in enumerate(ends, 1)]
    task = fhir_task("RX-1", ["m1", "m2"])
    assert understood(translation, task, fhir_patient(), *lines).valid_until == date(2026, 12, 24)
    open_end = {**fhir_request(authoredOn="2026-11-20"), "id": "m2"}
    assert understood(translation, task, fhir_patient(), lines[0], open_end).valid_until is None
    told = {**task, "restriction": {"period": {"end": "2026-12-22"}}}
    assert understood(translation, told, fhir_patient(), *lines).valid_until == date(2026, 12, 22)


def test_a_mixed_order_shows_the_rest_and_dispenses_the_medicine(translation: FhirTranslation) -> None:
    test = {"resourceType": "ServiceRequest", "id": "s1", "code": {"text": "Potassium"}}
    task = fhir_task(basedOn=[{"reference": "MedicationRequest/m1"}, {"reference": "ServiceRequest/s1"}])
    found = understood(translation, task, fhir_patient(), fhir_request(), test)
    assert [(line.kind, line.medicine.text) for line in found.lines] == [
        (LineKind.MEDICINE, "metformin 500 mg tablet"),
        (LineKind.OTHER, "Potassium"),
    ]


# --- what may be missing ----------------------------------------------------------------------------------------


def test_no_dosage_is_no_obstacle(translation: FhirTranslation) -> None:
    line = the_line(translation, dosageInstruction=None)
    assert (line.dosage_instruction, line.block) == ("", None)


@pytest.mark.parametrize(
    "supply",
    [
        None,
        {},
        {"quantity": {"unit": "tablet"}},
        {"quantity": {"value": 20}},
        {"quantity": {"value": "20", "unit": "tablet"}},
        {"quantity": {"value": 0, "unit": "tablet"}},
        {"quantity": {"value": -5, "unit": "tablet"}},
        {"quantity": {"value": True, "unit": "tablet"}},
    ],
)
def test_a_missing_or_senseless_quantity_is_unknown_not_guessed(translation: FhirTranslation, supply: Any) -> None:
    assert the_line(translation, dispenseRequest=supply).quantity_prescribed is None


def test_a_missing_patient_leaves_the_patient_open(translation: FhirTranslation) -> None:
    task = fhir_task()
    del task["for"]
    assert understood(translation, task, fhir_request()).patient is None
    named = fhir_task() | {"for": {"identifier": {"value": "9999"}, "display": "Somebody"}}
    assert understood(translation, named, fhir_request()).patient is None
    assert understood(translation, fhir_task(), fhir_request()).patient is None


# --- units and numbers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "unit"),
    [
        ({"unit": "tablets"}, "tablet"),
        ({"unit": "TAB"}, "tablet"),
        ({"unit": "Capsules"}, "capsule"),
        ({"unit": "ml", "code": "mL", "system": UCUM}, "mL"),
        ({"unit": "millilitre"}, "mL"),
        ({"code": "{tablet}", "system": UCUM, "unit": "Stück"}, "tablet"),
        ({"code": "{metered_dose}", "system": UCUM}, "metered dose"),
        ({"code": "428673006", "system": "http://snomed.info/sct", "unit": "tablet"}, "tablet"),
        ({"unit": "IU"}, "[iU]"),
        ({"unit": "mcg"}, "ug"),
    ],
)
def test_units_are_brought_to_one_word(translation: FhirTranslation, given: Json, unit: str) -> None:
    line = the_line(translation, dispenseRequest={"quantity": {"value": 5, **given}})
    assert line.quantity_prescribed == Quantity(Decimal(5), unit)


def test_numbers_keep_their_digits(translation: FhirTranslation) -> None:
    line = the_line(translation, dispenseRequest={"quantity": {"value": Decimal("1.50"), "unit": "mL"}})
    assert line.quantity_prescribed is not None
    assert str(line.quantity_prescribed.value) == "1.50"


@pytest.mark.parametrize(
    ("duration", "days"),
    [
        ({"value": 2, "code": "wk"}, 14),
        ({"value": 1, "unit": "month"}, 30),
        ({"value": 10, "unit": "Days"}, 10),
        ({"value": 3, "code": "a"}, None),
        ({"unit": "d"}, None),
    ],
)
def test_the_length_of_a_course_is_counted_in_days(
    translation: FhirTranslation, duration: Json, days: int | None
) -> None:
    assert the_line(translation, dispenseRequest={"expectedSupplyDuration": duration}).days_supply == days


# --- the medicine -----------------------------------------------------------------------------------------------


def test_a_concentration_is_read_with_what_it_is_contained_in(translation: FhirTranslation) -> None:
    medicine = fhir_medicine("paracetamol", "125 mg per 5 mL")
    (part,) = the_line(translation, medicationCodeableConcept=medicine).medicine.ingredients
    assert (part.strength, part.per) == (Quantity(Decimal(125), "mg"), Quantity(Decimal(5), "mL"))


@pytest.mark.parametrize("nameless", [{}, {"code": ""}, {"code": " "}])
def test_where_one_ingredient_has_no_name_none_is_told(translation: FhirTranslation, nameless: Json) -> None:
    named = fhir_medicine("paracetamol", "500 mg")["coding"][0]
    coding = [named, {"system": named["system"], **nameless}]
    found = the_line(translation, medicationCodeableConcept={"coding": coding, "text": "Paracetamol and more"}).medicine
    assert (found.text, found.ingredients) == ("Paracetamol and more", ())


@pytest.mark.parametrize("inside", [True, False])
def test_a_medication_resource_tells_ingredients_strengths_and_form(translation: FhirTranslation, inside: bool) -> None:
    medication = {
        "resourceType": "Medication",
        "id": "med",
        "code": {"text": "Co-amoxiclav"},
        "form": {"text": "Tablet"},
        "ingredient": [
            _ingredient("Amoxicillin", 500),
            _ingredient("Clavulanic acid", 125),
        ],
    }
    reference = {"reference": "#med" if inside else "Medication/med"}
    changes: Json = {"medicationCodeableConcept": None, "medicationReference": reference}
    found = the_line(translation, medication, **changes, contained=[medication] if inside else []).medicine
    assert [(one.ingredient, str(one.strength)) for one in found.ingredients] == [
        ("amoxicillin", "500 mg"),
        ("clavulanic acid", "125 mg"),
    ]
    assert (found.text, found.form) == ("Co-amoxiclav", "tablet")


@pytest.mark.parametrize("code", [{}, {"code": ""}, {"code": " "}, {"code": 5}])
def test_an_ingredient_without_a_name_leaves_the_ingredients_unknown(translation: FhirTranslation, code: Json) -> None:
    known = fhir_medicine("metformin", "500 mg")
    nameless = {"system": "urn:workstation:ingredient", **code}
    line = the_line(translation, medicationCodeableConcept={**known, "coding": [*known["coding"], nameless]})
    assert (line.medicine.ingredients, line.block) == ((), None)


def _ingredient(name: str, amount: int) -> Json:
    strength = {"numerator": {"value": amount, "unit": "mg"}, "denominator": {"value": 1, "unit": "tablet"}}
    return {"itemCodeableConcept": {"text": name}, "strength": strength}


def test_a_named_pack_is_not_substituted_unless_the_prescriber_says_so(translation: FhirTranslation) -> None:
    pack = {"coding": [{"system": "https://www.gs1.org/gtin", "code": a_gtin(1)}], "text": "Glycomet 500"}
    assert not the_line(translation, medicationCodeableConcept=pack, substitution=None).substitution_allowed
    assert the_line(translation, medicationCodeableConcept=pack).substitution_allowed
    assert the_line(translation, substitution=None).substitution_allowed
    assert not the_line(translation, substitution={"allowedBoolean": False}).substitution_allowed


# --- claims and our own stamps ----------------------------------------------------------------------------------


def change(**fields: Any) -> Json:
    """A change as it stands in the outbox."""
    default: Json = {
        "status": None,
        "business_status": None,
        "reason": "",
        "claim": False,
        "release": False,
        "outputs": [],
    }
    return {**default, **fields}


def test_a_claim_stamps_station_and_write_and_a_release_takes_the_claim_away(translation: FhirTranslation) -> None:
    write = new_id()
    claimed = translation.apply_change(fhir_task(), change(status="accepted", claim=True), write, [])
    assert translation.claimed_by(claimed) == (str(STATION), "Organization/pharmacy-1")
    assert translation.carries_write(claimed, write)
    assert not translation.carries_write(claimed, new_id())
    released = translation.apply_change(claimed, change(status="ready", release=True), new_id(), [])
    assert translation.claimed_by(released) == ("", "")
    assert "owner" not in released


def test_unknown_fields_and_other_identifiers_survive_an_update(translation: FhirTranslation) -> None:
    task = fhir_task(
        identifier=[{"system": "urn:theirs", "value": "1"}],
        note=[{"text": "call first"}],
        extension=[{"url": "urn:x", "valueDecimal": Decimal("1.50")}],
        somethingNew={"deep": [1, 2]},
    )
    changed = task
    for _ in range(2):
        changed = dict(
            translation.apply_change(changed, change(status="in-progress"), new_id(), ["MedicationDispense/1"])
        )
    for name in ("note", "extension", "somethingNew", "for", "groupIdentifier", "basedOn"):
        assert changed[name] == task[name]
    assert changed["identifier"][0] == {"system": "urn:theirs", "value": "1"}
    assert len(changed["identifier"]) == 2
    assert len(changed["output"]) == 1


def test_the_number_of_a_prescription_is_never_one_of_our_stamps(translation: FhirTranslation) -> None:
    task = fhir_task()
    del task["groupIdentifier"]
    claimed = dict(translation.apply_change(task, change(claim=True), new_id(), []))
    assert understood(translation, claimed, fhir_request()).number == "t-RX-1"


# --- nothing crashes --------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["text", "coding", "code", "system", "value", "unit", "reference", "display", "end", "period", "given"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(st.data())
def test_whatever_stands_in_a_field_the_answer_is_a_prescription(data: st.DataObject) -> None:
    translation = a_translation()
    resources = [fhir_task(), fhir_request(), fhir_patient()]
    for resource in resources:
        names = [
            name
            for name in [*resource, "requester", "restriction", "medicationReference", "input", "telecom"]
            if name not in ("id", "resourceType")
        ]
        resource[data.draw(st.sampled_from(names))] = data.draw(JSON)
    task, request, patient = resources
    found = translation.prescription(task, {"MedicationRequest/m1": request, "Patient/p1": patient}, [])
    translation.wanted_by(task)
    translation.lifecycle(task)
    assert isinstance(found.number, str)


HERE = "https://orders.example/fhir"


@pytest.mark.parametrize(
    ("patient", "owner", "is_ours"),
    [
        ("Patient/p1", "Organization/pharmacy-1", True),
        (f"{HERE}/Patient/p1", "Organization/pharmacy-1", True),
        ("http://inside:8080/fhir/Patient/p1", "http://inside:8080/fhir/Organization/pharmacy-1", True),
        ("https://other.example/fhir/Patient/p1", "Organization/pharmacy-1", False),
        ("https://orders.example/fhirs/Patient/p1", "Organization/pharmacy-1", False),
    ],
)
def test_a_patient_of_another_server_is_not_taken_for_ours_with_the_same_number(
    translation: FhirTranslation, patient: str, owner: str, is_ours: bool
) -> None:
    task = fhir_task(owner={"reference": owner}) | {"for": {"reference": patient}}
    doubts = understood(replace(translation, base=HERE), task, fhir_patient(), fhir_request()).doubts
    assert doubts == (() if is_ours else (f"It points to another server: {patient}",))
