"""The words of clinical screening: what goes in, what comes out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from workstation.domain.quantity import Quantity


class Severity(StrEnum):
    """How bad it may get, worst first."""

    CONTRAINDICATED = "contraindicated"
    MAJOR = "major"
    MODERATE = "moderate"
    MINOR = "minor"


@dataclass(frozen=True, slots=True)
class Alert:
    """One warning, explained. `subjects` are ingredients (or the allergy, condition), `medicines` the texts concerned."""

    kind: str
    severity: Severity
    interrupts: bool
    subjects: tuple[str, ...]
    effect: str
    mechanism: str
    management: str
    source: str
    rule: str
    reviewed: bool = False
    medicines: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Tells this alert from others, whatever the order of the medicines."""
        return f"{self.rule}|{'+'.join(sorted(self.subjects))}"


@dataclass(frozen=True, slots=True)
class ProfileMedicine:
    """One medicine of a profile: free text, or parts. Parts that are None are unknown."""

    text: str
    dose: Quantity | None = None
    times_per_day: Decimal | None = None
    as_needed: bool = False
    route: str = ""
    duration_days: int | None = None
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class ProfilePatient:
    """Facts of the patient; None = unknown."""

    birth_date: date | None = None
    age_years: Decimal | None = None
    sex: str | None = None
    weight_kg: Decimal | None = None
    weight_date: date | None = None
    height_cm: Decimal | None = None
    gestation_weeks: Decimal | None = None
    pregnant: bool | None = None
    breastfeeding: bool | None = None
    egfr: Decimal | None = None
    hepatic: str | None = None


@dataclass(frozen=True, slots=True)
class ScreeningProfile:
    """What is screened. A list that is None is unknown, () is known to be none."""

    id: str
    patient: ProfilePatient
    medicines: tuple[ProfileMedicine, ...]
    current: tuple[ProfileMedicine, ...] | None
    allergies: tuple[str, ...] | None
    conditions: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A check that could not be made: of what kind, about whom or what, and what was missing."""

    kind: str
    subject: str
    missing: str


@dataclass(frozen=True, slots=True)
class Screened:
    """A medicine that was recognised, with its canonical ingredients."""

    text: str
    ingredients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScreeningResult:
    """Everything that was found, and everything that was not looked at."""

    alerts: tuple[Alert, ...]
    screened: tuple[Screened, ...]
    not_screened: tuple[str, ...]
    not_checked: tuple[NotChecked, ...]
    edition: str
