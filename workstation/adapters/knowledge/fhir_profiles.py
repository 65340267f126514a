"""A profile from a FHIR R4 Bundle: MedicationRequest, MedicationStatement, AllergyIntolerance, Condition, Observation.

Only what is active counts, and only what is the one patient's: a resource that names another subject is left out.
Requests are the medicines to be screened; statements are the current ones. Codes:
SNOMED CT 716186003, 160244002, 409137002 (no known [drug] allergy), LOINC 29463-7 and 3141-9 (body weight),
33914-3, 62238-1, 48642-3, 48643-1, 98979-8 and 69405-9 (eGFR).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from workstation.domain.errors import Refused
from workstation.domain.patient import age_in_decimal_years
from workstation.domain.screening import MedicineEntry, PatientFacts, ScreeningProfile

Resource = Mapping[str, Any]

WITHOUT_NAME = "without a name"
"""How the text of a medicine ends that was given in no words."""
NO_KNOWN_ALLERGY = {"716186003", "160244002", "409137002"}
WEIGHT_CODES = {"29463-7", "3141-9"}
EGFR_CODES = {"33914-3", "62238-1", "48642-3", "48643-1", "98979-8", "69405-9"}
ACTIVE_REQUEST = {"active", "draft", "unknown", None}
ACTIVE_STATEMENT = {"active", "intended", "unknown", None}
ACTIVE_CLINICAL = {"active", "recurrence", "relapse", None}
_KILOGRAMS = {"kg": Decimal(1), "g": Decimal("0.001"), "[lb_av]": Decimal("0.45359237")}


_OF_A_PATIENT = {"MedicationRequest", "MedicationStatement", "AllergyIntolerance", "Condition", "Observation"}


class BundleRefusal(StrEnum):
    """Why a bundle is no profile."""

    SEVERAL_PATIENTS = "several_patients"


def profile_of_bundle(bundle: Resource, today: date) -> ScreeningProfile:
    """The profile; whatever the bundle does not speak of stays unknown (None). Refused(BundleRefusal) otherwise."""
    by_reference = _by_reference(bundle)
    patient, resources = _of_one_patient(bundle)
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
        has_patient=bool(patient),
    )


def _of_one_patient(bundle: Resource) -> tuple[Resource, list[Resource]]:
    """The patient and what belongs to them. A resource without a subject belongs to the only patient there is."""
    resources = [r for r in _resources(bundle) if r.get("resourceType") in _OF_A_PATIENT]
    patients = _patients(bundle)
    if not patients:
        if len({subject for r in resources if (subject := _subject(r))}) > 1:
            raise _several("the resources of this bundle belong to different patients")
        return {}, resources
    if len(patients) == 1:
        patient, names = patients[0]
        return patient, [r for r in resources if _subject(r) in names | {""}]
    for patient, names in patients:
        others = set().union(*(theirs for someone, theirs in patients if someone is not patient))
        if resources and all(_subject(r) in names - others for r in resources):
            return patient, resources
    raise _several(f"this bundle holds {len(patients)} patients")


def _several(what: str) -> Refused:
    return Refused(BundleRefusal.SEVERAL_PATIENTS, why=f"{what}; a profile is about one patient")


def _patients(bundle: Resource) -> list[tuple[Resource, set[str]]]:
    """Each patient with the references that mean them; the same address and id twice is one patient."""
    found: dict[tuple[str, ...], tuple[Resource, set[str]]] = {}
    for number, entry in enumerate(_list(bundle.get("entry"))):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(resource, dict) or not _is(resource, "Patient"):
            continue
        address, identity = str(entry.get("fullUrl") or ""), str(resource.get("id") or "")
        names = {address, f"Patient/{identity}" if identity else "", *_identifiers(resource)} - {""}
        key = (address, identity) if address or identity else (str(number),)
        found.setdefault(key, (resource, names))
    return list(found.values())


def _identifiers(patient: Resource) -> set[str]:
    return {_identifier(i) for i in _list(patient.get("identifier")) if isinstance(i, dict)}


def _identifier(given: Resource) -> str:
    return f"{given.get('system')}|{given.get('value')}" if given.get("value") else ""


def _subject(resource: Resource) -> str:
    """Whom the resource is about, as a reference; "" when it does not say."""
    given = resource.get("patient" if _is(resource, "AllergyIntolerance") else "subject")
    if not isinstance(given, dict):
        return "" if given is None else str(given)
    if given.get("reference"):
        return str(given["reference"]).partition("/_history/")[0]
    identifier = given.get("identifier")
    return _identifier(identifier) if isinstance(identifier, dict) else ""


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
    return _words(concept) or _of_code(concept)


def _of_code(concept: object) -> str:
    """What stands for a medicine that only has a code: a person can look it up, nothing takes it for a name."""
    coded = [c for c in _list(concept.get("coding")) if isinstance(c, dict)] if isinstance(concept, dict) else []
    code = next((str(c["code"]) for c in coded if any(sign.isdigit() for sign in str(c.get("code") or ""))), "")
    return f"medicine of code {code}, {WITHOUT_NAME}" if code else f"medicine {WITHOUT_NAME}"


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
        weight_days=None if weighed is None else (today - weighed).days,
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
