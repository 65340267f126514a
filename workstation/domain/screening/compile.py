"""Turns the facts of the files into the compiled knowledge. Raises KnowledgeFault on a fact that points nowhere."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from workstation.domain.screening.allergy_index import allergy_index, excipient_index
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
)
from workstation.domain.screening.identity import Name, Names, Route, Vocabulary, Words, names_of
from workstation.domain.screening.knowledge import ConditionIndex, Knowledge, Source
from workstation.domain.screening.masks import RouteMasks
from workstation.domain.screening.text import words
from workstation.domain.screening.words import Templates


class KnowledgeFault(Exception):
    """The files of the knowledge base contradict themselves; the sentence says where."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that was read from the files of one edition."""

    edition: str
    signed: bool
    ingredients: Sequence[IngredientFact]
    classes: Sequence[ClassFact]
    combinations: Sequence[tuple[str, tuple[str, ...]]]
    """Names of fixed combinations and brands with their ingredients."""
    products: Sequence[tuple[Words, Name]]
    """Names of products with ingredients and strengths, from the catalogue."""
    vocabulary: Vocabulary
    interactions: Sequence[InteractionRule]
    allergy_groups: Sequence[AllergyGroup]
    other_allergens: Mapping[str, tuple[str, ...]]
    none_known: Sequence[str]
    allergy_words: frozenset[str]
    conditions: Sequence[ConditionFact]
    not_the_patient: Sequence[str]
    patient_rules: Sequence[PatientRule]
    additive: Sequence[AdditiveRule]
    doses: Sequence[DoseRule]
    templates: Templates
    sources: Sequence[Source]
    counsel: Sequence[CounselRule] = ()
    excipients: Sequence[ExcipientFact] = ()
    excipient_rules: Sequence[ExcipientRule] = ()
    world_names: Mapping[str, str] = field(default_factory=dict)
    """Names from elsewhere, words joined by a blank, to ingredients joined by +; any other name goes before."""
    date: str = ""
    warnings: tuple[str, ...] = ()


def compile_knowledge(facts: Facts) -> Knowledge:
    """The compiled knowledge; everything that a rule names must exist."""
    ingredients = {fact.name: fact for fact in facts.ingredients}
    classes = {fact.id: fact for fact in facts.classes}
    _check(facts, ingredients, classes)
    terms = _terms(facts.ingredients, classes)
    reviewed = [rule.provenance.reviewed for rule in _all_rules(facts)]
    return Knowledge(
        edition=facts.edition,
        signed=facts.signed,
        names=_names(facts),
        ingredients=ingredients,
        classes=classes,
        terms=terms,
        rules=tuple(facts.interactions),
        own_class_rules=frozenset(r.id for r in facts.interactions if r.a.of == r.b.of and r.a.of in classes),
        duplicate_classes=_duplicate_classes(terms, classes),
        masks={route: RouteMasks(facts.interactions, terms, route) for route in Route},
        allergies=allergy_index(facts, terms),
        conditions=_conditions(facts),
        patient_rules=_patient_rules(facts.patient_rules, terms),
        additive=tuple(facts.additive),
        doses={rule.ingredient: rule for rule in facts.doses},
        templates=facts.templates,
        sources=tuple(facts.sources),
        facts=len(reviewed),
        unreviewed=reviewed.count(False),
        counsel=_by_ingredient(facts.counsel, terms),
        excipients=excipient_index(facts),
        date=facts.date,
        warnings=facts.warnings,
    )


Rule = InteractionRule | AllergyGroup | PatientRule | AdditiveRule | DoseRule | CounselRule | ExcipientRule


def _all_rules(facts: Facts) -> list[Rule]:
    return [
        *facts.interactions,
        *facts.allergy_groups,
        *facts.patient_rules,
        *facts.additive,
        *facts.doses,
        *facts.counsel,
        *facts.excipient_rules,
    ]


def _check(facts: Facts, ingredients: Mapping[str, IngredientFact], classes: Mapping[str, ClassFact]) -> None:
    clash = ingredients.keys() & classes.keys()
    if clash:
        raise KnowledgeFault(f"both an ingredient and a class: {', '.join(sorted(clash))}")
    known = ingredients.keys() | classes.keys()
    sources = {source.id for source in facts.sources}
    for rule in _all_rules(facts):
        for named in _named_by(rule):
            if named not in known:
                raise KnowledgeFault(f"{rule.id}: unknown ingredient or class: {named}")
        if rule.provenance.source not in sources:
            raise KnowledgeFault(f"{rule.id}: unknown source: {rule.provenance.source}")
    for fact in facts.ingredients:
        missing = [class_id for class_id in fact.classes if class_id not in classes]
        if missing:
            raise KnowledgeFault(f"{fact.name}: unknown class: {', '.join(missing)}")
    _check_world_names(facts, ingredients)
    _check_excipients(facts, sources)
    for name, parts in facts.combinations:
        missing = [part for part in parts if part not in ingredients]
        if missing:
            raise KnowledgeFault(f"{name}: unknown ingredient: {', '.join(missing)}")


def _check_world_names(facts: Facts, ingredients: Mapping[str, IngredientFact]) -> None:
    named = {part for parts in set(facts.world_names.values()) for part in parts.split("+")}
    missing = sorted(named - ingredients.keys())
    if missing:
        raise KnowledgeFault(f"names from elsewhere: unknown ingredient: {', '.join(missing)}")


def _check_excipients(facts: Facts, sources: AbstractSet[str]) -> None:
    known = {fact.id for fact in facts.excipients}
    for rule in facts.excipient_rules:
        if rule.excipient not in known:
            raise KnowledgeFault(f"{rule.id}: unknown excipient: {rule.excipient}")
    for fact in facts.excipients:
        if fact.provenance.source not in sources:
            raise KnowledgeFault(f"{fact.id}: unknown source: {fact.provenance.source}")


def _named_by(rule: Rule) -> Iterable[str]:
    match rule:
        case InteractionRule():
            return (rule.a.of, rule.b.of, *rule.a.exceptions, *rule.b.exceptions)
        case AllergyGroup():
            return rule.members
        case PatientRule():
            return (rule.side.of, *rule.side.exceptions)
        case AdditiveRule():
            return (*rule.any_of, *rule.each_of)
        case DoseRule():
            return (rule.ingredient,)
        case CounselRule() | ExcipientRule():
            return (rule.of,)


def _terms(ingredients: Sequence[IngredientFact], classes: Mapping[str, ClassFact]) -> dict[str, frozenset[str]]:
    closure: dict[str, frozenset[str]] = {}

    def ancestors(class_id: str, below: tuple[str, ...]) -> frozenset[str]:
        if class_id in below:
            raise KnowledgeFault(f"classes contain each other: {' > '.join((*below, class_id))}")
        if class_id not in closure:
            above = [ancestors(parent, (*below, class_id)) for parent in classes[class_id].parents]
            closure[class_id] = frozenset({class_id}).union(*above)
        return closure[class_id]

    return {
        fact.name: frozenset({fact.name}).union(*(ancestors(class_id, ()) for class_id in fact.classes))
        for fact in ingredients
    }


def _duplicate_classes(
    terms: Mapping[str, frozenset[str]], classes: Mapping[str, ClassFact]
) -> dict[str, frozenset[str]]:
    marked = frozenset(fact.id for fact in classes.values() if fact.duplicate is not None)
    return {name: all_terms & marked for name, all_terms in terms.items() if not all_terms.isdisjoint(marked)}


def _names(facts: Facts) -> Names:
    """Ingredients first, then the products of this pharmacy, then brands of elsewhere: no brand hides an ingredient."""
    entries: list[tuple[Words, Name]] = []
    for fact in facts.ingredients:
        name = Name((fact.name,))
        entries.append((words(fact.name), name))
        entries.extend((words(synonym), name) for synonym in fact.synonyms)
    entries.extend(facts.products)
    entries.extend((words(text), Name(parts)) for text, parts in facts.combinations)
    return names_of(entries, facts.vocabulary, facts.world_names)


def _conditions(facts: Facts) -> ConditionIndex:
    by_words = {words(term): fact.id for fact in facts.conditions for term in fact.terms}
    return ConditionIndex(
        by_words=by_words,
        longest=max(map(len, by_words), default=0),
        not_the_patient=tuple(words(text) for text in facts.not_the_patient),
        names={fact.id: fact for fact in facts.conditions},
    )


def _patient_rules(
    rules: Sequence[PatientRule], terms: Mapping[str, frozenset[str]]
) -> dict[str, tuple[PatientRule, ...]]:
    by_term: dict[str, list[PatientRule]] = {}
    for rule in rules:
        by_term.setdefault(rule.side.of, []).append(rule)
    result = {}
    for ingredient, all_terms in terms.items():
        found = [
            rule
            for term in sorted(all_terms & by_term.keys())
            for rule in by_term[term]
            if ingredient not in rule.side.exceptions
        ]
        if found:
            result[ingredient] = tuple(found)
    return result


def _by_ingredient(
    rules: Sequence[CounselRule], terms: Mapping[str, frozenset[str]]
) -> dict[str, tuple[CounselRule, ...]]:
    """The advice of an ingredient, that of itself before that of its classes."""
    by_term: dict[str, list[CounselRule]] = {}
    for rule in rules:
        by_term.setdefault(rule.of, []).append(rule)
    found = {}
    for ingredient, all_terms in terms.items():
        hit = sorted(all_terms & by_term.keys(), key=lambda term: (term != ingredient, term))
        if hit:
            found[ingredient] = tuple(rule for term in hit for rule in by_term[term])
    return found
