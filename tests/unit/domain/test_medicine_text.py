"""What a text alone says of a medicine."""

from decimal import Decimal

import pytest

from tests.factories import an_ingredient
from workstation.domain.medicine import IngredientStrength
from workstation.domain.medicine_text import medicine_from_text
from workstation.domain.prescription import PrescribedMedicine
from workstation.domain.quantity import Quantity

NAMES = {
    "metformin": {"metformin"},
    "amoxicillin": {"amoxicillin"},
    "moxifloxacin": {"moxifloxacin"},
    "acetaminophen": {"paracetamol"},
    "paracetamol": {"paracetamol"},
    "hydrochlorothiazide": {"hydrochlorothiazide"},
    "lisinopril": {"lisinopril"},
    "levothyroxine": {"levothyroxine"},
    "colecalciferol": {"colecalciferol"},
    "folic acid": {"folic acid"},
    "hydrocortisone": {"hydrocortisone"},
    "concerta": {"methylphenidate"},
    "co amoxiclav": {"amoxicillin", "clavulanic acid"},
}


def known(text: str) -> frozenset[str]:
    """Like the knowledge: every name that stands in the text, other words are passed over."""
    words = f" {' '.join(text.lower().replace('-', ' ').split())} "
    return frozenset(one for name, ingredients in NAMES.items() if f" {name} " in words for one in ingredients)


def per(name: str, strength: str, amount: str, unit: str = "mL") -> IngredientStrength:
    """A concentration."""
    return IngredientStrength(name, Quantity(Decimal(strength), "mg"), Quantity(Decimal(amount), unit))


@pytest.mark.parametrize(
    ("text", "parts", "form"),
    [
        ("Moxifloxacin 400mg tablets", (an_ingredient("moxifloxacin", "400"),), "tablet"),
        ("Amoxicillin 250mg capsules", (an_ingredient("amoxicillin", "250"),), "capsule"),
        ("Metformin 500 mg tablet", (an_ingredient(),), "tablet"),
        ("Metformin 0.5 g tablet", (an_ingredient("metformin", "0.5", "g"),), "tablet"),
        ("Acetaminophen 325 MG Oral Tablet", (an_ingredient("paracetamol", "325"),), "tablet"),
        ("Folic acid 5mg tablets", (an_ingredient("folic acid", "5"),), "tablet"),
        ("Levothyroxine 25microgram tablets", (an_ingredient("levothyroxine", "25", "ug"),), "tablet"),
        ("Levothyroxine 25 mcg tablets", (an_ingredient("levothyroxine", "25", "ug"),), "tablet"),
        ("Levothyroxine 25 µg tablets", (an_ingredient("levothyroxine", "25", "ug"),), "tablet"),
        ("Colecalciferol 1000 IU capsules", (an_ingredient("colecalciferol", "1000", "[iU]"),), "capsule"),
        ("Amoxicillin 250mg/5ml oral suspension", (per("amoxicillin", "250", "5"),), "oral suspension"),
        ("Amoxicillin 50 MG/ML Oral Suspension", (per("amoxicillin", "50", "1"),), "oral suspension"),
        ("Paracetamol 125 mg / 5 mL syrup", (per("paracetamol", "125", "5"),), "syrup"),
        ("Hydrocortisone 10 mg/g cream", (per("hydrocortisone", "10", "1", "g"),), "cream"),
        (
            "Hydrochlorothiazide 25 MG / Lisinopril 10 MG Oral Tablet",
            (an_ingredient("hydrochlorothiazide", "25"), an_ingredient("lisinopril", "10")),
            "tablet",
        ),
        (
            "Lisinopril 10mg+Hydrochlorothiazide 12.5mg tablets",
            (an_ingredient("lisinopril", "10"), an_ingredient("hydrochlorothiazide", "12.5")),
            "tablet",
        ),
    ],
)
def test_a_text_that_is_understood_to_its_last_word_is_a_medicine(
    text: str, parts: tuple[IngredientStrength, ...], form: str
) -> None:
    assert medicine_from_text(text, known) == PrescribedMedicine(text, parts, form)


@pytest.mark.parametrize(
    "text",
    [
        "Metformin 500 MG Extended Release Oral Tablet",
        "24 HR Metformin 500 MG Extended Release Oral Tablet",
        "Metformin 500mg modified-release tablets",
        "Metformin 500mg gastro-resistant tablets",
        "Metformin SR 500 mg tablet",
        "Metformin-XR 500 mg tablet",
        "Metformin 500 mg tablet ER",
        "Paracetamol 500mg soluble tablets",
        "Paracetamol soluble 500mg tablets",
        "Paracetamol 500mg effervescent tablets",
        "Amoxicillin 250 MG Chewable Tablet",
        "Amoxicillin 250mg dispersible tablets",
    ],
)
def test_another_form_of_the_same_strength_is_not_taken_for_the_plain_one(text: str) -> None:
    assert medicine_from_text(text, known) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Metformin",
        "Metformin tablets",
        "Metformin 500 tablets",
        "Metformin 500 mg",
        "Metformin 500 mg 850 mg tablet",
        "Metformin 0 mg tablet",
        "Metformin 1,000 mg tablet",
        "Metformin .5 g tablet",
        "Metformin 05 mg tablet",
        "Metformin 500-850 mg tablet",
        "Metformin 500 mg tablet [Glucophage]",
        "Metformin 500 mg tablet twice daily",
        "Metformin forte 500 mg tablet",
        "Unheardof 500 mg tablet",
        "Concerta 18 mg tablet",
        "Metformin 500 mg / Unheardof 5 mg tablet",
        "Metformin 500 mg / Metformin 850 mg tablet",
        "Metformin 500 mg tablet / Lisinopril 10 mg tablet",
        "Metformin lisinopril 10 mg tablet",
        "Metformin / Lisinopril 10 mg tablet",
        "Metformin 500 mg + tablet",
        "Co-amoxiclav 500mg/125mg tablets",
        "Co-amoxiclav 625 mg tablets",
        "Metformin 500 mg/5 mL tablet",
        "Paracetamol 125 mg syrup",
        "Paracetamol 125 mg/0 mL syrup",
        "Paracetamol 10 mg/mL solution",
        "Hydrocortisone 1% cream",
    ],
)
def test_whatever_is_uncertain_is_no_medicine(text: str) -> None:
    assert medicine_from_text(text, known) is None
