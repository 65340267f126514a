"""Loads the knowledge base from its files: `load_knowledge(resources)`.

The ANSM part (`ansm_2020_10.csv`, `ansm_classes.csv`) may be missing; the rest then stands by itself.
"""

import gc
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from workstation.adapters.knowledge.catalogue import canonical_names, product_names
from workstation.adapters.knowledge.compiled import LANGUAGE, read_compiled
from workstation.adapters.knowledge.seal import faults_of_seal, sources_of, sums_of
from workstation.adapters.knowledge.tables import (
    Row,
    coded,
    listed,
    optional_number,
    provenance,
    rows_of,
    severity,
    table_of,
    text_of,
)
from workstation.domain.errors import Unavailable
from workstation.domain.screening.compile import Facts, KnowledgeFault, compile_knowledge
from workstation.domain.screening.facts import (
    AdditiveRule,
    AllergyGroup,
    ClassFact,
    ConditionFact,
    CounselRule,
    DoseRule,
    ExcipientFact,
    ExcipientRule,
    IngredientFact,
    InteractionRule,
    PatientRule,
    Side,
)
from workstation.domain.screening.identity import Name, Vocabulary, Words
from workstation.domain.screening.knowledge import Knowledge, Source
from workstation.domain.screening.words import Templates

_UNEXPECTED = "a row holds what is not expected; `workstation knowledge validate` names it"

ANSM_CLASSES, ANSM_RULES = "ansm_classes.csv", "ansm_2020_10.csv"
NAMES_IMPORTED = "names_imported.csv"
WORLD_NAMES = ("brands_world.csv", NAMES_IMPORTED)
"""Of two files that know a name the earlier one counts: our own before the imported one. Either may be missing."""
COUNSELLING = "counselling.csv"
EXCIPIENTS, EXCIPIENTS_IN = "excipients.csv", "excipients_in.csv"
"""An edition of before they were thought of has neither: then nothing is said of excipients."""
OLD_DAYS = 365
"""From this age on an edition is flagged on every answer (issue 5)."""


def load_knowledge(
    resources: Path, language: str = "en", today: date | None = None, folder: Path | None = None
) -> Knowledge:
    """The compiled knowledge of `resources/knowledge` (or of the edition in `folder`), with the brand names of
    `resources/catalogue` when present.

    Files that changed since they were sealed, and (with `today`) an edition older than a year, are in its `warnings`.
    Raises Unavailable("knowledge") when a file is missing, damaged, or names something that does not exist.
    """
    folder = folder or resources / "knowledge"
    catalogue = resources / "catalogue" / "products.csv"
    collecting = gc.isenabled()
    # Nothing of what is built is garbage: the collector would walk over it again and again (half of the time).
    gc.disable()
    try:
        sums = sums_of(folder)
        faults = faults_of_seal(folder, sums)
        compiled = _compiled(folder, sums, catalogue) if language == LANGUAGE and not faults else None
        knowledge = read_sources(folder, catalogue, language) if compiled is None else compiled
        return replace(knowledge, warnings=(*faults, *age_warnings(knowledge.date, today)))
    except (KnowledgeFault, KeyError, ArithmeticError, ValueError) as why:
        said = str(why) if isinstance(why, KnowledgeFault) else _UNEXPECTED
        raise Unavailable("knowledge", f"the knowledge base contradicts itself: {said}") from why
    finally:
        if collecting:
            gc.enable()


def read_sources(folder: Path, catalogue: Path | None = None, language: str = LANGUAGE) -> Knowledge:
    """Compiles the files that people edit. Raises Unavailable, KnowledgeFault, Key-, Value- or ArithmeticError."""
    return compile_knowledge(_facts(folder, catalogue, language))


def _compiled(folder: Path, sums: Mapping[str, str], catalogue: Path) -> Knowledge | None:
    return read_compiled(folder, sources_of(sums), lambda canonical: _products(catalogue, canonical))


def _products(catalogue: Path, canonical: Mapping[Words, str]) -> list[tuple[Words, Name]]:
    return product_names(catalogue, canonical) if catalogue.is_file() else []


def age_warnings(edition: str, today: date | None) -> list[str]:
    """A sentence when the edition is too old, or does not say how old it is."""
    if today is None:
        return []
    if not edition:
        return ["The knowledge does not say of which day it is."]
    days = (today - date.fromisoformat(edition)).days
    return [f"The knowledge is of {edition}, older than a year: import a newer edition."] if days > OLD_DAYS else []


def _facts(folder: Path, catalogue: Path | None, language: str) -> Facts:
    edition = table_of(folder / "edition.toml")
    allergy_words = table_of(folder / "allergy_words.toml")
    templates = table_of(folder / "templates" / f"{language}.toml")
    ingredients, classes = _ingredients_and_classes(folder)
    return Facts(
        edition=edition["edition"],
        date=edition["date"],
        signed=False,
        ingredients=ingredients,
        classes=classes,
        combinations=[
            (row["name"], listed(row["ingredients"], "+"))
            for name in ("combinations.csv", "brands.csv")
            for row in rows_of(folder / name)
        ],
        world_names=_world_names(folder),
        products=_products(catalogue, canonical_names(ingredients)) if catalogue else [],
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
        templates=Templates(
            templates["effect"], templates["mechanism"], templates["management"], templates["counselling"]
        ),
        counsel=[_counsel(row) for row in rows_of(folder / COUNSELLING)],
        excipients=[_excipient(row) for row in _rows_if_there(folder / EXCIPIENTS)],
        excipient_rules=[_excipient_rule(row) for row in _rows_if_there(folder / EXCIPIENTS_IN)],
        sources=[Source(row["id"], row["title"], row["opened"]) for row in rows_of(folder / "sources.csv")],
    )


def _rows_if_there(file: Path) -> list[Row]:
    return rows_of(file) if file.is_file() else []


def _world_names(folder: Path) -> dict[str, str]:
    """Their names stand in lower-case words already, without quotes: thousands of lines are split and not parsed."""
    found: dict[str, str] = {}
    for name in reversed(WORLD_NAMES):
        file = folder / name
        if file.is_file():
            found.update(_pairs_of(file))
    return found


def _pairs_of(file: Path) -> Iterator[tuple[str, str]]:
    header, *lines = text_of(file).splitlines()
    if header != "name,ingredients":
        raise KnowledgeFault(f"{file.name}: the header is not name,ingredients")
    for number, line in enumerate(lines, 2):
        name, comma, ingredients = line.partition(",")
        if not comma or not ingredients:
            raise KnowledgeFault(f"{file.name}, line {number}: no name with ingredients")
        yield name, ingredients


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
        a=Side(row["a"], _exceptions(row["a_except"]), row["a_routes"]),
        b=Side(row["b"], _exceptions(row["b_except"]), row["b_routes"]),
        severity=severity(row["severity"]),
        words=coded(row),
        provenance=provenance(row),
        interrupts={"": None, "yes": True, "no": False}[row["interrupts"]],
        imported=imported,
    )


_NO_EXCEPTIONS: frozenset[str] = frozenset()


def _exceptions(cell: str) -> frozenset[str]:
    return frozenset(listed(cell)) if cell else _NO_EXCEPTIONS


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
        min_single=optional_number(row["min_single"]),
        max_days=optional_number(row["max_days"]),
    )


def _counsel(row: Row) -> CounselRule:
    return CounselRule(row["id"], row["of"], row["about"], row["advice"], provenance(row))


def _excipient(row: Row) -> ExcipientFact:
    terms, diseases = listed(row["terms"]), listed(row["diseases"])
    return ExcipientFact(
        row["id"], row["name"], terms, diseases, row["routes"], severity(row["severity"]), provenance(row)
    )


def _excipient_rule(row: Row) -> ExcipientRule:
    return ExcipientRule(
        id=row["id"],
        of=row["of"],
        forms=frozenset(listed(row["forms"])),
        excipient=row["excipient"],
        always=row["always"] == "yes",
        severity=severity(row["severity"]) if row["severity"] else None,
        management=row["management"],
        provenance=provenance(row),
    )
