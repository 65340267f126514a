"""The shipped list of narrow ingredients meets the names of the shipped knowledge and catalogue, salts included."""

import csv

import pytest

from tests.factories import a_line, a_product, an_ingredient
from workstation import paths
from workstation.adapters.compliance import load_pack
from workstation.adapters.keys import signing
from workstation.adapters.knowledge import load_knowledge
from workstation.domain.substitution import SubstitutionRefusal, SubstitutionRules, block_of

RESOURCES = paths.resources()


@pytest.fixture(scope="module")
def rules() -> SubstitutionRules:
    """Of the pack that ships."""
    verify = signing.TrustedKeys.from_files([RESOURCES / "keys" / "trusted.toml"]).verify
    return load_pack(RESOURCES / "compliance" / "in.toml", verify).substitution


@pytest.mark.parametrize(
    "written",
    ["warfarin sodium", "levothyroxine sodium", "lithium carbonate", "phenytoin sodium", "cyclosporine", "digoxin"],
)
def test_a_narrow_ingredient_is_blocked_however_it_is_written(rules: SubstitutionRules, written: str) -> None:
    keyed = a_product(ingredients=(an_ingredient(written, "5"),))
    same = load_knowledge(RESOURCES).canonical
    assert block_of(rules, a_line(), keyed, same) is SubstitutionRefusal.NARROW_INDEX


def test_products_of_the_catalogue_are_among_them_and_most_are_not(rules: SubstitutionRules) -> None:
    with (RESOURCES / "catalogue" / "products.csv").open(encoding="utf-8", newline="") as file:
        ingredients = [set(row["ingredients"].lower().replace("+", ";").split(";")) for row in csv.DictReader(file)]
    narrow = [one for one in ingredients if {name.strip() for name in one} & rules.narrow_index]
    assert 0 < len(narrow) < len(ingredients) / 10
