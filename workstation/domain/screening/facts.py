"""The facts as they stand in the files: one dataclass per kind of row, codes instead of sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from workstation.domain.screening.identity import Route
from workstation.domain.screening.model import Severity

UNVERIFIED = "unverified"

ROUTES_OF = {
    "": frozenset({Route.SYSTEMIC, Route.INHALED}),
    "systemic": frozenset({Route.SYSTEMIC}),
    "any": frozenset(Route),
}
"""Which routes a rule means by its word."""


@dataclass(frozen=True, slots=True)
class IngredientFact:
    """An active ingredient: INN in lower case, other names, classes, ATC codes."""

    name: str
    synonyms: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    atc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassFact:
    """A class of ingredients. Two members together are a duplication of severity `duplicate`, when given."""

    id: str
    name: str
    parents: tuple[str, ...] = ()
    duplicate: Severity | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a fact comes from. `reviewed_by` None = not clinically reviewed."""

    source: str = UNVERIFIED
    reviewed_by: str | None = None

    @property
    def reviewed(self) -> bool:
        """True once a named professional has signed the fact."""
        return self.reviewed_by is not None


@dataclass(frozen=True, slots=True)
class CodedWords:
    """Codes of the sentences of an alert, with the parameters that fill their gaps."""

    effect: str
    mechanism: str
    management: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an interaction: an ingredient or a class, less exceptions, by some routes."""

    of: str
    exceptions: frozenset[str] = frozenset()
    routes: str = ""
    """"" = systemic and inhaled, "systemic" = no inhaler, "any" = also on skin, eye, ear, nose."""


@dataclass(frozen=True, slots=True)
class InteractionRule:
    """Two medicines that should not meet: `a` acts on `b`."""

    id: str
    a: Side
    b: Side
    severity: Severity
    words: CodedWords
    provenance: Provenance
    interrupts: bool | None = None
    """None = as the severity says."""
    imported: bool = False
    """Converted from another body's list; a rule of our own that says as much is told first."""


@dataclass(frozen=True, slots=True)
class AllergyGroup:
    """A group that people are allergic to as a whole; `members` are ingredients or classes.

    `cross` names groups that may cross-react, with the severity of giving such a medicine.
    """

    id: str
    name: str
    terms: tuple[str, ...]
    members: tuple[str, ...]
    severity: Severity
    cross: tuple[tuple[str, Severity], ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ExcipientFact:
    """Something that medicines are made of besides, and the words of a record that forbid it."""

    id: str
    name: str
    terms: tuple[str, ...]
    """As an allergy names it: lactose, gluten."""
    diseases: tuple[str, ...]
    """Conditions that forbid it whatever is said besides: coeliac disease."""
    routes: str
    """As in `Side`: by which routes it matters."""
    severity: Severity
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ExcipientRule:
    """Products of an ingredient contain an excipient: all of them (`always`), or some."""

    id: str
    of: str
    forms: frozenset[str]
    """Words of the forms that are meant; empty = all."""
    excipient: str
    always: bool
    severity: Severity | None
    """None = that of the excipient."""
    management: str
    """Code of a sentence; "" = read the leaflet."""
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ConditionFact:
    """A condition and the words by which it is recognised in a record."""

    id: str
    name: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PatientRule:
    """A medicine (`of`: ingredient or class) that a fact about the patient forbids or restricts.

    `kind` is condition, pregnancy, lactation, age or renal. `condition` is the id of a condition; `below` and `from_`
    are limits: years of age, or eGFR in mL/min/1.73 m2.
    """

    id: str
    kind: str
    side: Side
    severity: Severity
    words: CodedWords
    provenance: Provenance
    condition: str = ""
    below: Decimal | None = None
    from_: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AdditiveRule:
    """Effects that add up over the list: `at_least` medicines of the classes `any_of`, or one of each of `each_of`."""

    id: str
    any_of: tuple[str, ...]
    at_least: int
    each_of: tuple[str, ...]
    severity: Severity
    words: CodedWords
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class DoseRule:
    """Maximum of an ingredient in mg (or another `unit`) for systemic use.

    Adults: per dose and per day. Children (under 12 years): per kg and day. `weekly` = meant to be taken by the week.
    """

    id: str
    ingredient: str
    unit: str
    max_single: Decimal | None
    max_daily: Decimal | None
    max_daily_per_kg: Decimal | None
    weekly: bool
    provenance: Provenance
    min_single: Decimal | None = None
    """The lowest dose that adults are usually given at one time. A tenth of it or less: a slip of the unit?"""
    max_days: Decimal | None = None
    """The longest course without a new decision."""


@dataclass(frozen=True, slots=True)
class CounselRule:
    """What to tell with an ingredient or a class: `about` a food, a drink, sun; `advice` is the code of a sentence."""

    id: str
    of: str
    about: str
    advice: str
    provenance: Provenance
