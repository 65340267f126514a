"""A profile from a FHIR R4 Bundle: MedicationRequest, MedicationStatement, AllergyIntolerance, Condition, Observation.

Only what is active counts. Requests are the medicines to be screened; statements are the current ones. Codes:
SNOMED CT 716186003, 160244002, 409137002 (no known [drug] allergy), LOINC 29463-7 and 3141-9 (body weight),
33914-3, 62238-1, 48642-3, 48643-1, 98979-8 and 69405-9 (eGFR).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from workstation.domain.patient import age_in_decimal_years
from workstation.domain.screening import MedicineEntry, PatientFacts, ScreeningProfile

Resource = Mapping[str, Any]

NO_KNOWN_ALLERGY = {"716186003", "160244002", "409137002"}
WEIGHT_CODES = {"29463-7", "3141-9"}
EGFR_CODES = {"33914-3", "62238-1", "48642-3", "48643-1", "98979-8", "69405-9"}
ACTIVE_REQUEST = {"active", "draft", "unknown", None}
ACTIVE_STATEMENT = {"active", "intended", "unknown", None}
ACTIVE_CLINICAL = {"active", "recurrence", "relapse", None}
_KILOGRAMS = {"kg": Decimal(1), "g": Decimal("0.001"), "[lb_av]": Decimal("0.45359237")}


def profile_of_bundle(bundle: Resource, today: date) -> ScreeningProfile:
    """The profile; whatever the bundle does not speak of stays unknown (None)."""
    resources = list(_resources(bundle))
    by_reference = _by_reference(bundle)
    patients = [r for r in resources if r.get("resourceType") == "Patient"]
    patient = patients[0] if patients else {}
    requests = [r for r in resources if _is(r, "MedicationRequest") and r.get("status") in ACTIVE_REQUEST]
    statements = [r for r in resources if _is(r, "MedicationStatement")]
    active = [r for r in statements if r.get("status") in ACTIVE_STATEMENT]
    return ScreeningProfile(
        id=str(bundle.get("id") or patient.get("id") or ""),
        patient=_facts(patient, resources, today),
        medicines=_entries(requests, by_reference),
        current=_entries(active, by_reference) if statements else None,
        allergies=_allergies(resources),
        conditions=_conditions(resources),
    )


def _resources(bundle: Resource) -> Iterator[Resource]:
    for entry in _list(bundle.get("entry")):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict):
            yield resource


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _is(resource: Resource, kind: str) -> bool:
    return resource.get("resourceType") == kind


def _by_reference(bundle: Resource) -> dict[str, Resource]:
    found: dict[str, Resource] = {}
    for entry in _list(bundle.get("entry")):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict):
            found[str(entry.get("fullUrl"))] = resource
            found[f"{resource.get('resourceType')}/{resource.get('id')}"] = resource
    return found


def _entries(resources: Sequence[Resource], by_reference: Mapping[str, Resource]) -> tuple[MedicineEntry, ...]:
    """One entry per medicine; the same words twice are one order renewed, not a duplication."""
    texts = (_medicine(resource, by_reference) for resource in resources)
    return tuple(MedicineEntry(text) for text in dict.fromkeys(texts))


def _medicine(resource: Resource, by_reference: Mapping[str, Resource]) -> str:
    """The words of the medicine; without any a text that nothing resolves, so that it is reported."""
    concept = resource.get("medicationCodeableConcept")
    if not isinstance(concept, dict):
        reference = str((resource.get("medicationReference") or {}).get("reference", ""))
        contained = {f"#{r.get('id')}": r for r in _list(resource.get("contained")) if isinstance(r, dict)}
        medication = contained.get(reference) or by_reference.get(reference) or {}
        concept = medication.get("code") if isinstance(medication.get("code"), dict) else {}
    return _words(concept) or "medicine without a name"


def _words(concept: object) -> str:
    if not isinstance(concept, dict):
        return ""
    if concept.get("text"):
        return str(concept["text"])
    return next(
        (str(c["display"]) for c in _list(concept.get("coding")) if isinstance(c, dict) and c.get("display")), ""
    )


def _codes(concept: object) -> set[str]:
    if not isinstance(concept, dict):
        return set()
    return {str(c.get("code")) for c in _list(concept.get("coding")) if isinstance(c, dict)}


def _clinical_status(resource: Resource) -> str | None:
    codes = _codes(resource.get("clinicalStatus"))
    return next(iter(sorted(codes)), None)


def _refuted(resource: Resource) -> bool:
    return bool(_codes(resource.get("verificationStatus")) & {"refuted", "entered-in-error"})


def _allergies(resources: Sequence[Resource]) -> tuple[str, ...] | None:
    recorded = [r for r in resources if _is(r, "AllergyIntolerance") and not _refuted(r)]
    if not recorded:
        return None
    active = [r for r in recorded if _clinical_status(r) in ACTIVE_CLINICAL]
    texts: list[str] = []
    for resource in active:
        if _codes(resource.get("code")) & NO_KNOWN_ALLERGY:
            texts.append("no known allergies")
            continue
        substances = [
            _words(reaction.get("substance"))
            for reaction in _list(resource.get("reaction"))
            if isinstance(reaction, dict)
        ]
        texts.append(_words(resource.get("code")) or next((s for s in substances if s), "allergy without a name"))
    return tuple(dict.fromkeys(texts))


def _conditions(resources: Sequence[Resource]) -> tuple[str, ...] | None:
    recorded = [r for r in resources if _is(r, "Condition") and not _refuted(r)]
    if not recorded:
        return None
    active = [r for r in recorded if _clinical_status(r) in ACTIVE_CLINICAL]
    return tuple(dict.fromkeys(_words(r.get("code")) or "condition without a name" for r in active))


def _facts(patient: Resource, resources: Sequence[Resource], today: date) -> PatientFacts:
    born = _date(patient.get("birthDate"))
    sex = patient.get("gender")
    weight, weighed = _latest(resources, WEIGHT_CODES, _KILOGRAMS)
    egfr, _ = _latest(resources, EGFR_CODES, None)
    return PatientFacts(
        age_years=None if born is None else age_in_decimal_years(born, today),
        sex=sex if sex in ("male", "female", "other") else None,
        weight_kg=weight,
        weight_date=weighed,
        egfr=egfr,
    )


def _latest(
    resources: Sequence[Resource], codes: set[str], factors: Mapping[str, Decimal] | None
) -> tuple[Decimal | None, date | None]:
    """Value and day of the last observation with one of the codes, in the unit that `factors` convert to."""
    best: tuple[str, Decimal] | None = None
    for resource in resources:
        if not _is(resource, "Observation") or not _codes(resource.get("code")) & codes:
            continue
        value = _value(resource.get("valueQuantity"), factors)
        when = str(resource.get("effectiveDateTime") or resource.get("issued") or "")
        if value is not None and (best is None or when > best[0]):
            best = (when, value)
    return (best[1], _date(best[0])) if best is not None else (None, None)


def _value(quantity: object, factors: Mapping[str, Decimal] | None) -> Decimal | None:
    if not isinstance(quantity, dict):
        return None
    unit = str(quantity.get("code") or quantity.get("unit"))
    if factors is not None and unit not in factors:
        return None
    try:
        value = Decimal(str(quantity.get("value")))
    except InvalidOperation:
        return None
    return value * (factors[unit] if factors is not None else 1)


def _date(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
