"""A prescribed medicine from a MedicationRequest: text, codes, and ingredients with strengths where they are told."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from workstation.adapters.fhir.values import Resource, child, concept_text, decimal, objects, relative, text, unit_word
from workstation.domain.medicine import IngredientStrength
from workstation.domain.prescription import Coding, PrescribedMedicine
from workstation.domain.quantity import Quantity

INGREDIENT_SYSTEM = "urn:workstation:ingredient"
"""Codes are ingredients in the words of our catalogue; the display adds the strength."""

_AMOUNT = r"([0-9]+(?:\.[0-9]+)?) (\S+)"
_WITH_STRENGTH = re.compile(rf"^.*? {_AMOUNT}(?: per {_AMOUNT})?$")
_UNITS = {"micrograms": "ug", "units": "[iU]"}
_PIECES = frozenset(
    "tablet capsule dose actuation puff spray vial ampoule sachet suppository pessary patch lozenge piece unit".split()
)
"""What one is counted of where the server does not write it as an annotation of UCUM ({tablet})."""
_MEASURED = frozenset({"mg", "g", "ug", "ng", "kg", "mL", "L", "[iU]", "h", "cm2", "%"})


def prescribed_medicine(request: Resource, others: Mapping[str, Resource]) -> PrescribedMedicine | None:
    """The medicine of a request; None when it names none."""
    concept = child(request, "medicationCodeableConcept")
    medication: Resource = {}
    if not concept:
        medication = medication_of(request, others)
        concept = child(medication, "code")
    words = concept_text(concept) or text(request, "medicationReference", "display")
    if not words:
        return None
    codings = objects(concept.get("coding"))
    return PrescribedMedicine(
        text=words,
        ingredients=_of_medication(medication) or _of_codings(codings),
        form=concept_text(child(medication, "form")).lower(),
        codings=tuple(
            Coding(text(one, "system"), text(one, "code"))
            for one in codings
            if text(one, "code") and text(one, "system") != INGREDIENT_SYSTEM
        ),
    )


def medication_of(request: Resource, others: Mapping[str, Resource]) -> Resource:
    """The Medication that a request or a supply points to, contained or at hand; {} where there is none."""
    target = text(request, "medicationReference", "reference")
    if target.startswith("#"):
        inside = [one for one in objects(request.get("contained")) if one.get("id") == target[1:]]
        return inside[0] if inside else {}
    return others.get(relative(target), {})


def _of_medication(medication: Resource) -> tuple[IngredientStrength, ...]:
    found = []
    for part in objects(medication.get("ingredient")):
        if part.get("isActive") is False:
            continue
        name = _ingredient_name(child(part, "itemCodeableConcept"))
        if not name.strip():
            return ()
        found.append(IngredientStrength(name, *_ratio(child(part, "strength"))))
    return tuple(found)


def _ingredient_name(concept: Resource) -> str:
    ours = [one for one in objects(concept.get("coding")) if one.get("system") == INGREDIENT_SYSTEM]
    return (text(ours[0], "code") if ours else concept_text(concept)).lower()


def _ratio(strength: Resource) -> tuple[Quantity | None, Quantity | None]:
    above, below = child(strength, "numerator"), child(strength, "denominator")
    value, per = decimal(above.get("value")), decimal(below.get("value"))
    if value is None:
        return None, None
    counts = per is None or _is_piece(below, per)
    return Quantity(value, unit_word(above)), None if counts or per is None else Quantity(per, unit_word(below))


def _is_piece(below: Resource, per: Decimal) -> bool:
    """One of what is counted: a strength per tablet is the strength."""
    unit = unit_word(below)
    annotated = text(below, "code").startswith("{") and unit not in _MEASURED
    return unit in ("1", "") or text(below, "code") == "1" or (per == 1 and (annotated or unit in _PIECES))


def _of_codings(codings: list[Resource]) -> tuple[IngredientStrength, ...]:
    named = [one for one in codings if text(one, "system") == INGREDIENT_SYSTEM]
    if not all(text(one, "code").strip() for one in named):
        return ()  # an ingredient without a name is not known, and then none of them is
    return tuple(IngredientStrength(text(one, "code").lower(), *_amounts(text(one, "display"))) for one in named)


@lru_cache(maxsize=1024)
def _amounts(display: str) -> tuple[Quantity | None, Quantity | None]:
    match = _WITH_STRENGTH.match(display)
    if match is None:
        return None, None
    value, unit, per, per_unit = match.groups()
    strength = Quantity(Decimal(value), _UNITS.get(unit, unit))
    return strength, Quantity(Decimal(per), _UNITS.get(per_unit, per_unit)) if per else None
