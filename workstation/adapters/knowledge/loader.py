"""Loads the knowledge base from its files: `load_knowledge(resources)`.

The ANSM part (`ansm_2020_10.csv`, `ansm_classes.csv`) may be missing; the rest then stands by itself.
"""

from dataclasses import replace
from pathlib import Path

from workstation.adapters.knowledge.catalogue import product_names
from workstation.adapters.knowledge.tables import (
    Row,
    coded,
    listed,
    optional_number,
    provenance,
    rows_of,
    severity,
    table_of,
)
from workstation.domain.errors import Unavailable
from workstation.domain.screening.compile import Facts, KnowledgeFault, compile_knowledge
from workstation.domain.screening.facts import (
    AdditiveRule,
    AllergyGroup,
    ClassFact,
    ConditionFact,
    DoseRule,
    IngredientFact,
    InteractionRule,
    PatientRule,
    Side,
)
from workstation.domain.screening.identity import Vocabulary
from workstation.domain.screening.knowledge import Knowledge, Source
from workstation.domain.screening.words import Templates

_UNEXPECTED = "a row holds what is not expected; `workstation knowledge validate` names it"

ANSM_CLASSES, ANSM_RULES = "ansm_classes.csv", "ansm_2020_10.csv"


def load_knowledge(resources: Path, language: str = "en") -> Knowledge:
    """The compiled knowledge of `resources/knowledge`, with the brand names of `resources/catalogue` when present.

    Raises Unavailable("knowledge") when a file is missing, damaged, or names something that does not exist.
    """
    folder = resources / "knowledge"
    try:
        return compile_knowledge(_facts(folder, resources / "catalogue" / "products.csv", language))
    except (KnowledgeFault, KeyError, ArithmeticError, ValueError) as why:
        said = str(why) if isinstance(why, KnowledgeFault) else _UNEXPECTED
        raise Unavailable("knowledge", f"the knowledge base contradicts itself: {said}") from why


def _facts(folder: Path, products: Path, language: str) -> Facts:
    allergy_words = table_of(folder / "allergy_words.toml")
    templates = table_of(folder / "templates" / f"{language}.toml")
    ingredients, classes = _ingredients_and_classes(folder)
    return Facts(
        edition=table_of(folder / "edition.toml")["edition"],
        signed=False,
        ingredients=ingredients,
        classes=classes,
        combinations=[
            (row["name"], listed(row["ingredients"], "+"))
            for name in ("combinations.csv", "brands.csv")
            for row in rows_of(folder / name)
        ],
        products=product_names(products, ingredients) if products.is_file() else [],
        vocabulary=_vocabulary(folder),
        interactions=[
            _interaction(row, imported=name == ANSM_RULES)
            for name in _rule_files(folder)
            for row in rows_of(folder / name)
        ],
        allergy_groups=[_group(row) for row in rows_of(folder / "allergies.csv")],
        other_allergens={name: tuple(terms) for name, terms in allergy_words["others"].items()},
        none_known=allergy_words["none_known"],
        allergy_words=frozenset(allergy_words["ignorable"].split()),
        conditions=[_condition(row) for row in rows_of(folder / "conditions.csv")],
        not_the_patient=allergy_words["not_the_patient"],
        patient_rules=[_patient_rule(row) for row in rows_of(folder / "patient_rules.csv")],
        additive=[_additive(row) for row in rows_of(folder / "additive.csv")],
        doses=[_dose(row) for row in rows_of(folder / "doses.csv")],
        templates=Templates(templates["effect"], templates["mechanism"], templates["management"]),
        sources=[Source(row["id"], row["title"], row["opened"]) for row in rows_of(folder / "sources.csv")],
    )


def _rule_files(folder: Path) -> list[str]:
    return ["interactions.csv", *([ANSM_RULES] if (folder / ANSM_RULES).is_file() else [])]


def _ingredients_and_classes(folder: Path) -> tuple[list[IngredientFact], list[ClassFact]]:
    ingredients = [_ingredient(row) for row in rows_of(folder / "ingredients.csv")]
    classes = [_class(row) for row in rows_of(folder / "classes.csv")]
    if not (folder / ANSM_CLASSES).is_file():
        return ingredients, classes
    members: dict[str, list[str]] = {}
    for row in rows_of(folder / ANSM_CLASSES):
        classes.append(ClassFact(row["id"], row["name"]))
        for member in listed(row["members"]):
            members.setdefault(member, []).append(row["id"])
    known = [
        replace(fact, classes=(*fact.classes, *members[fact.name])) if fact.name in members else fact
        for fact in ingredients
    ]
    strangers = members.keys() - {fact.name for fact in ingredients}
    if strangers:
        raise KnowledgeFault(f"{ANSM_CLASSES}: unknown ingredient: {', '.join(sorted(strangers))}")
    return known, classes


def _ingredient(row: Row) -> IngredientFact:
    return IngredientFact(row["name"], listed(row["synonyms"]), listed(row["classes"]), listed(row["atc"]))


def _class(row: Row) -> ClassFact:
    duplicate = severity(row["duplicate"]) if row["duplicate"] else None
    return ClassFact(row["id"], row["name"], listed(row["parents"]), duplicate)


def _vocabulary(folder: Path) -> Vocabulary:
    table = table_of(folder / "words.toml")
    return Vocabulary(
        salts=frozenset(table["salts"].split()),
        ignorable=frozenset(table["ignorable"].split()),
        local=frozenset(table["local"].split()),
        inhaled=frozenset(table["inhaled"].split()),
        units=table["units"],
    )


def _interaction(row: Row, *, imported: bool) -> InteractionRule:
    return InteractionRule(
        id=row["id"],
        a=Side(row["a"], frozenset(listed(row["a_except"])), row["a_routes"]),
        b=Side(row["b"], frozenset(listed(row["b_except"])), row["b_routes"]),
        severity=severity(row["severity"]),
        words=coded(row),
        provenance=provenance(row),
        interrupts={"": None, "yes": True, "no": False}[row["interrupts"]],
        imported=imported,
    )


def _group(row: Row) -> AllergyGroup:
    cross = (part.partition("=") for part in listed(row["cross"]))
    return AllergyGroup(
        id=row["id"],
        name=row["name"],
        terms=listed(row["terms"]),
        members=listed(row["members"]),
        severity=severity(row["severity"]),
        cross=tuple((group, severity(word)) for group, _, word in cross),
        provenance=provenance(row),
    )


def _condition(row: Row) -> ConditionFact:
    return ConditionFact(row["id"], row["name"], listed(row["terms"]))


def _patient_rule(row: Row) -> PatientRule:
    return PatientRule(
        id=row["id"],
        kind=row["kind"],
        side=Side(row["of"], frozenset(listed(row["except"])), row["routes"]),
        severity=severity(row["severity"]),
        words=coded(row),
        provenance=provenance(row),
        condition=row["condition"],
        below=optional_number(row["below"]),
        from_=optional_number(row["from"]),
    )


def _additive(row: Row) -> AdditiveRule:
    return AdditiveRule(
        id=row["id"],
        any_of=listed(row["any_of"]),
        at_least=int(row["at_least"] or 0),
        each_of=listed(row["each_of"]),
        severity=severity(row["severity"]),
        words=coded(row),
        provenance=provenance(row),
    )


def _dose(row: Row) -> DoseRule:
    return DoseRule(
        id=row["id"],
        ingredient=row["ingredient"],
        unit=row["unit"],
        max_single=optional_number(row["max_single"]),
        max_daily=optional_number(row["max_daily"]),
        max_daily_per_kg=optional_number(row["max_daily_per_kg"]),
        weekly=row["weekly"] == "yes",
        provenance=provenance(row),
    )
