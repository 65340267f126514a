"""Which ingredients a written medicine holds."""

import pytest

from workstation.domain.quantity import quantity
from workstation.domain.screening import Knowledge
from workstation.domain.screening.identity import Route


@pytest.mark.parametrize(
    ("text", "ingredients"),
    [
        ("Warfarin 5 mg tablet", ("warfarin",)),
        ("WARFARIN SODIUM 5MG", ("warfarin",)),
        ("Tab. Telma 40", ("telmisartan",)),
        ("Acetaminophen 325 MG Oral Tablet", ("paracetamol",)),
        ("24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet", ("metformin",)),
        ("amoxicillin/clavulanic acid", ("amoxicillin", "clavulanic acid")),
        ("Amoxicillin 250 MG / Clavulanate 125 MG Oral Tablet", ("amoxicillin", "clavulanic acid")),
        ("Co-amoxiclav", ("amoxicillin", "clavulanic acid")),
        ("co-trimoxazole 480 mg", ("sulfamethoxazole", "trimethoprim")),
        ("amoxicillin trihydrate", ("amoxicillin",)),
        ("acide acétylsalicylique", ()),
        ("Calcium 500 mg tablet", ("calcium",)),
        ("Potassium chloride 600 mg", ("potassium chloride",)),
    ],
)
def test_a_written_medicine_resolves_to_its_ingredients(
    knowledge: Knowledge, text: str, ingredients: tuple[str, ...]
) -> None:
    assert knowledge.identify(text).ingredients == ingredients


def test_a_salt_behind_a_name_is_no_second_ingredient(knowledge: Knowledge) -> None:
    assert knowledge.identify("Amoxicillin calcium 250 mg").ingredients == ("amoxicillin",)


def test_a_salt_apart_from_a_name_is_an_ingredient(knowledge: Knowledge) -> None:
    assert knowledge.identify("Amoxicillin + calcium").ingredients == ("amoxicillin", "calcium")


def test_the_longest_name_wins(knowledge: Knowledge) -> None:
    assert knowledge.identify("Telma H 40").ingredients == ("telmisartan", "hydrochlorothiazide")


def test_the_brand_in_brackets_adds_what_the_component_leaves_out(knowledge: Knowledge) -> None:
    assert knowledge.identify("Codeine 5 MG [Percocet]").ingredients == ("codeine", "paracetamol")


@pytest.mark.parametrize("text", ["Warfrin 5 mg", "Warfarine 5 mg", "amoxicilin", ""])
def test_a_near_miss_is_not_accepted(knowledge: Knowledge, text: str) -> None:
    assert knowledge.identify(text).ingredients == ()


def test_words_without_a_meaning_are_reported(knowledge: Knowledge) -> None:
    identity = knowledge.identify("Telma AM 40")
    assert identity.ingredients == ("telmisartan",)
    assert identity.unknown == ("am",)


def test_a_salt_without_any_medicine_is_unknown(knowledge: Knowledge) -> None:
    assert knowledge.identify("hydrochloride 5 mg").unknown == ("hydrochloride",)


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("timolol eye drops", Route.LOCAL),
        ("salbutamol inhaler", Route.INHALED),
        ("warfarin tablet", Route.SYSTEMIC),
        ("warfarin", Route.SYSTEMIC),
    ],
)
def test_the_route_is_read_from_the_form(knowledge: Knowledge, text: str, route: Route) -> None:
    assert knowledge.identify(text).route is route


def test_form_and_route_may_be_given_apart(knowledge: Knowledge) -> None:
    assert knowledge.identify("timolol", "drops", "eye").route is Route.LOCAL


def test_strengths_belong_to_their_ingredients(knowledge: Knowledge) -> None:
    identity = knowledge.identify("Amoxicillin 250 MG / Clavulanate 0.125 g Oral Tablet")
    assert identity.strengths == (quantity(250, "mg"), quantity("0.125", "g"))


def test_a_product_of_the_catalogue_brings_its_strength(knowledge: Knowledge) -> None:
    assert knowledge.identify("Dolo 650").strengths == (quantity(650, "mg"),)


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("Acetaminophen", "paracetamol"),
        ("metformin hydrochloride", "metformin"),
        ("co-amoxiclav", "co amoxiclav"),
        ("Frobnicol", "frobnicol"),
    ],
)
def test_every_spelling_has_one_canonical_name(knowledge: Knowledge, name: str, canonical: str) -> None:
    assert knowledge.canonical(name) == canonical
