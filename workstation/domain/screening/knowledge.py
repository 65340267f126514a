"""The knowledge base as the engine uses it: compiled, frozen, looked up and never searched."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
from workstation.domain.screening.identity import Identity, Names, Route, identify
from workstation.domain.screening.masks import RouteMasks
from workstation.domain.screening.model import Alert
from workstation.domain.screening.text import words
from workstation.domain.screening.words import Templates

Hit = tuple[InteractionRule, str, str]
"""The rule, the ingredient that acts, the ingredient acted on."""
PairKey = tuple[str, Route, str, Route]
MEMO_SIZE = 8192
"""Texts and pairs that are remembered; then it begins anew, so that memory stays bounded."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document that facts cite."""

    id: str
    title: str
    opened: str
    """ISO date when the author opened it; empty for `unverified`."""


@dataclass(frozen=True, slots=True)
class AllergyIndex:
    """How allergies are recognised."""

    groups: Mapping[str, AllergyGroup]
    group_by_words: Mapping[tuple[str, ...], str]
    others: Mapping[tuple[str, ...], str]
    """Words of allergens that are no medicine (peanut, pollen) to their name."""
    none_known: frozenset[tuple[str, ...]]
    ignorable: frozenset[str]
    """Words around the allergen: allergy, to, rash, severe ..."""
    groups_of: Mapping[str, tuple[str, ...]]
    """Ingredient to the groups that it belongs to."""


@dataclass(frozen=True, slots=True)
class ExcipientIndex:
    """How excipients are recognised in a record, and in which medicines they are known to be."""

    facts: Mapping[str, ExcipientFact] = field(default_factory=dict)
    by_words: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    """Words of an allergy to the excipients that they forbid: an allergy to peanut concerns soya, too."""
    diseases: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    """The same of conditions."""
    rules: Mapping[str, tuple[ExcipientRule, ...]] = field(default_factory=dict)
    """By ingredient."""

    @property
    def longest(self) -> int:
        """Words of the longest term."""
        return max(map(len, (*self.by_words, *self.diseases)), default=0)


@dataclass(frozen=True, slots=True)
class ConditionIndex:
    """How conditions are recognised."""

    by_words: Mapping[tuple[str, ...], str]
    longest: int
    not_the_patient: tuple[tuple[str, ...], ...]
    """Openings that speak of somebody else or of nothing ("family history of", "no")."""
    names: Mapping[str, ConditionFact]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything that screening knows, of one edition."""

    edition: str
    signed: bool
    names: Names
    ingredients: Mapping[str, IngredientFact]
    classes: Mapping[str, ClassFact]
    terms: Mapping[str, frozenset[str]]
    """Ingredient to itself and all its classes, parents included."""
    rules: tuple[InteractionRule, ...]
    own_class_rules: frozenset[str]
    """Ids of the rules of a class with itself: they say the same as a duplication."""
    duplicate_classes: Mapping[str, frozenset[str]]
    """Ingredient to those of its classes of which two members are one too many."""
    masks: Mapping[Route, RouteMasks]
    allergies: AllergyIndex
    conditions: ConditionIndex
    patient_rules: Mapping[str, tuple[PatientRule, ...]]
    """By ingredient."""
    additive: tuple[AdditiveRule, ...]
    doses: Mapping[str, DoseRule]
    templates: Templates
    sources: tuple[Source, ...]
    facts: int
    """Rules of all kinds."""
    unreviewed: int
    """Those of them that no named professional has reviewed."""
    counsel: Mapping[str, tuple[CounselRule, ...]] = field(default_factory=dict)
    """By ingredient."""
    excipients: ExcipientIndex = field(default_factory=ExcipientIndex)
    date: str = ""
    """ISO date of the edition; empty when it does not say."""
    warnings: tuple[str, ...] = ()
    """What a person should know about the files: too old, not signed, changed since they were sealed."""

    memo: dict[tuple[str, ...], Identity] = field(default_factory=dict, compare=False, repr=False)
    """Texts that were read before: the same medicines come again and again. It changes no answer."""
    pairs: dict[PairKey, Hit] = field(default_factory=dict, compare=False, repr=False)
    """Pairs that were looked up before, likewise."""
    told: dict[tuple[object, ...], Alert] = field(default_factory=dict, compare=False, repr=False)
    """Alerts about pairs that were put into words before, likewise."""

    def identify(self, text: str, *more: str) -> Identity:
        """The ingredients of a medicine as written; `more` are form and route when given apart."""
        key = (text, *more)
        found = self.memo.get(key)
        if found is None:
            if len(self.memo) >= MEMO_SIZE:
                self.memo.clear()
            found = self.memo[key] = identify(self.names, text, *more)
        return found

    def canonical(self, name: str) -> str:
        """The one name of an ingredient, whatever its spelling, synonym or salt; the name itself when unknown."""
        found = self.names.find(name)
        if found is not None and len(found.ingredients) == 1:
            return found.ingredients[0]
        identity = self.identify(name)
        if len(identity.ingredients) == 1 and not identity.unknown:
            return identity.ingredients[0]
        return " ".join(words(name)) or name

    def class_name(self, class_id: str) -> str:
        """The name of a class for people."""
        known = self.classes.get(class_id)
        return known.name if known is not None else class_id.replace("_", " ")
