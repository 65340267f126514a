"""How the words of a record become allergens and excipients: the indexes of the compiled knowledge."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from workstation.domain.screening.facts import AllergyGroup, ExcipientRule, Provenance
from workstation.domain.screening.identity import Words
from workstation.domain.screening.knowledge import AllergyIndex, ExcipientIndex
from workstation.domain.screening.model import Severity
from workstation.domain.screening.text import words

if TYPE_CHECKING:
    from workstation.domain.screening.compile import Facts


def allergy_index(facts: "Facts", terms: Mapping[str, frozenset[str]]) -> AllergyIndex:
    """How allergies are recognised; `terms`: ingredient to itself and its classes."""
    groups = [*facts.allergy_groups, *_class_groups(facts)]
    group_by_words = {words(term): group.id for group in reversed(groups) for term in group.terms}
    of_term: dict[str, list[str]] = {}
    for group in groups:
        for member in group.members:
            of_term.setdefault(member, []).append(group.id)
    groups_of = {}
    for ingredient, all_terms in terms.items():
        found = sorted({group for term in all_terms for group in of_term.get(term, ())})
        if found:
            groups_of[ingredient] = tuple(found)
    return AllergyIndex(
        groups={group.id: group for group in groups},
        group_by_words=group_by_words,
        others=_other_allergens(facts),
        none_known=frozenset(words(text) for text in facts.none_known),
        ignorable=facts.allergy_words,
        groups_of=groups_of,
    )


def _other_allergens(facts: "Facts") -> dict[Words, str]:
    """Excipients are recognised, too; one that is a medicine as well (alcohol) stays the medicine that it is."""
    medicines = {words(name) for fact in facts.ingredients for name in (fact.name, *fact.synonyms)}
    every = [(term, fact.name) for fact in reversed(facts.excipients) for term in (*fact.terms, *fact.diseases)]
    excipients = {key: name for term, name in every if (key := words(term)) not in medicines}
    others = {words(term): name for name, all_words in facts.other_allergens.items() for term in all_words}
    return {**excipients, **others}


def excipient_index(facts: "Facts") -> ExcipientIndex:
    """How excipients are recognised, and where they are."""
    rules: dict[str, list[ExcipientRule]] = {}
    for rule in facts.excipient_rules:
        rules.setdefault(rule.of, []).append(rule)
    return ExcipientIndex(
        facts={fact.id: fact for fact in facts.excipients},
        by_words=_by_words((term, fact.id) for fact in facts.excipients for term in (*fact.terms, *fact.diseases)),
        diseases=_by_words((term, fact.id) for fact in facts.excipients for term in fact.diseases),
        rules={ingredient: tuple(held) for ingredient, held in rules.items()},
    )


def _by_words(terms: Iterable[tuple[str, str]]) -> dict[Words, tuple[str, ...]]:
    found: dict[Words, list[str]] = {}
    for term, excipient in terms:
        found.setdefault(words(term), []).append(excipient)
    return {key: tuple(dict.fromkeys(ids)) for key, ids in found.items()}


def _class_groups(facts: "Facts") -> list[AllergyGroup]:
    """An allergy may name any class of medicines; our own groups know more and go before."""
    own = {words(term) for group in facts.allergy_groups for term in group.terms}
    found = []
    for fact in facts.classes:
        names = {fact.name, fact.name.removesuffix("s"), fact.id.replace("_", " "), fact.id.replace("_", " ")[:-1]}
        terms = tuple(sorted(name for name in names if words(name) and words(name) not in own))
        if terms:
            group = f"class-{fact.id.replace('_', '-')}"
            found.append(AllergyGroup(group, fact.name, terms, (fact.id,), Severity.MAJOR, (), Provenance()))
    return found
