"""What goes into a screening and what comes out: profiles, alerts, and what could not be screened or checked."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum

from workstation.domain.quantity import Quantity


class Severity(IntEnum):
    """How bad it is; ordered, the worst is the highest."""

    MINOR = 1
    MODERATE = 2
    MAJOR = 3
    CONTRAINDICATED = 4

    @property
    def word(self) -> str:
        """The word of the JSON contract and of the files ("major")."""
        return self.name.lower()


class AlertKind(StrEnum):
    """What kind of check raised the alert."""

    INTERACTION = "interaction"
    ALLERGY = "allergy"
    DUPLICATE = "duplicate"
    CONDITION = "condition"
    PREGNANCY = "pregnancy"
    LACTATION = "lactation"
    AGE = "age"
    RENAL = "renal"
    HEPATIC = "hepatic"
    DOSE = "dose"
    DURATION = "duration"
    QUANTITY = "quantity"
    REFILL = "refill"
    ADDITIVE = "additive"


@dataclass(frozen=True, slots=True)
class PatientFacts:
    """What is known about the patient; None means unknown."""

    age_years: Decimal | None = None
    sex: str | None = None
    """FHIR administrative-gender."""
    weight_kg: Decimal | None = None
    weight_date: date | None = None
    pregnant: bool | None = None
    breastfeeding: bool | None = None
    egfr: Decimal | None = None
    """mL/min/1.73 m2."""
    gestation_weeks: Decimal | None = None
    height_cm: Decimal | None = None
    hepatic: str | None = None
    """Function of the liver: "none" (not impaired), "mild", "moderate" or "severe" (Child-Pugh A, B, C)."""
    weight_days: int | None = None
    """How many days ago the weight was taken; None = not known."""


@dataclass(frozen=True, slots=True)
class MedicineEntry:
    """One medicine as written. Everything but `text` may be missing."""

    text: str
    strength: Quantity | None = None
    """Amount in one unit of the form, or a concentration (unit "mg/mL")."""
    form: str = ""
    route: str = ""
    dose: Quantity | None = None
    """What is taken at one time: a mass, or a number of units ("tablet", "mL")."""
    times_per_day: Decimal | None = None
    as_needed: bool = False
    max_per_day: Quantity | None = None
    duration_days: Decimal | None = None
    quantity: Quantity | None = None
    """What is supplied for the whole course."""
    days_left: int | None = None
    """For how many days the last supply still lasts; None = not known."""


@dataclass(frozen=True, slots=True)
class ScreeningProfile:
    """A patient and a list of medicines. In `current`, `allergies` and `conditions` None means unknown, () none."""

    id: str
    patient: PatientFacts = field(default_factory=PatientFacts)
    medicines: tuple[MedicineEntry, ...] = ()
    """What is being prescribed or dispensed now."""
    current: tuple[MedicineEntry, ...] | None = None
    """What is taken already."""
    allergies: tuple[str, ...] | None = None
    conditions: tuple[str, ...] | None = None
    has_patient: bool = True
    """False where the source holds nobody of whom anything could be known."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing a pharmacist should know, with the reason and the source."""

    kind: AlertKind
    severity: Severity
    interrupts: bool
    subjects: tuple[str, ...]
    """Ingredients concerned (for an allergy or a condition: the ingredient, then the recorded words)."""
    effect: str
    mechanism: str
    management: str
    source: str
    rule: str
    """Id of the fact in the knowledge base."""
    reviewed: bool
    """False: not clinically reviewed, to be shown as such."""
    medicines: tuple[str, ...] = ()
    """The medicines concerned, as written in the profile."""


@dataclass(frozen=True, slots=True)
class Screened:
    """A medicine that was understood, at least in part."""

    text: str
    ingredients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotScreened:
    """A medicine that was not understood, or only in part: `unknown` are the words without a meaning."""

    text: str
    unknown: tuple[str, ...] = ()
    suggestion: str = ""
    """A known name that is spelt nearly so; never used by itself."""


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A check that could not be made."""

    kind: str
    subject: str
    missing: str
    interrupts: bool = False
    """True: nothing may go on before the fact is given or a reason is (the dose of a child without a weight)."""


@dataclass(frozen=True, slots=True)
class Counsel:
    """What to tell the patient about food, drink, sun and driving. Advice, no alert."""

    ingredient: str
    about: str
    """alcohol, grapefruit, dairy, food, empty_stomach, sun, driving, diet, smoking ..."""
    advice: str
    source: str
    reviewed: bool


CURRENT_UNKNOWN = NotChecked("interaction", "current medicines", "current medicines unknown")
"""Nobody has said what the patient takes besides."""


@dataclass(frozen=True, slots=True)
class ScreeningResult:
    """All that the screening says. Clean means: no alert, nothing left unscreened, nothing left unchecked."""

    id: str
    alerts: tuple[Alert, ...]
    """The worst first."""
    screened: tuple[Screened, ...]
    not_screened: tuple[NotScreened, ...]
    not_checked: tuple[NotChecked, ...]
    edition: str
    reviewed: bool = False
    """Whether a named professional has reviewed every fact of the edition: only then is a clean result worth a tick."""
    counselling: tuple[Counsel, ...] = ()
    warnings: tuple[str, ...] = ()
    """What is wrong with the knowledge itself: too old, not signed, changed since it was sealed."""

    @property
    def clean(self) -> bool:
        """True when every check was made and nothing was found."""
        return not (self.alerts or self.not_screened or self.not_checked)
