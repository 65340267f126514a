"""What every check is handed: the patient's usable facts and the medicines that were understood."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from workstation.domain.screening.facts import CodedWords, Provenance
from workstation.domain.screening.identity import Identity
from workstation.domain.screening.knowledge import Knowledge
from workstation.domain.screening.model import (
    Alert,
    AlertKind,
    MedicineEntry,
    NotChecked,
    PatientFacts,
    ScreeningProfile,
    Severity,
)
from workstation.domain.screening.words import sentences

INTERRUPTS_FROM = Severity.MAJOR
"""Contraindicated and major interrupt, unless a rule says otherwise (issue 5, alert policy)."""


@dataclass(frozen=True, slots=True)
class Medicine:
    """A medicine of the list with what was understood of it."""

    entry: MedicineEntry
    identity: Identity
    is_current: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One screening."""

    profile: ScreeningProfile
    patient: PatientFacts
    """The facts that are plausible."""
    condition_ids: frozenset[str]
    condition_texts: dict[str, str]
    """Id of a recognised condition to the words in the record."""
    medicines: tuple[Medicine, ...]
    knowledge: Knowledge

    def ingredients(self) -> dict[str, list[Medicine]]:
        """Every ingredient with the medicines that hold it, in the order of the list."""
        found: dict[str, list[Medicine]] = {}
        for medicine in self.medicines:
            for ingredient in medicine.identity.ingredients:
                found.setdefault(ingredient, []).append(medicine)
        return found


@dataclass(slots=True)
class Findings:
    """What the checks say, as they go."""

    alerts: list[Alert] = field(default_factory=list)
    not_checked: list[NotChecked] = field(default_factory=list)

    def missing(self, kind: str, subject: str, missing: str, *, interrupts: bool = False) -> None:
        """Notes a check that could not be made."""
        self.not_checked.append(NotChecked(kind, subject, missing, interrupts))


@dataclass(frozen=True, slots=True)
class Ground:
    """Why an alert is raised: the fact behind it."""

    kind: AlertKind
    rule: str
    severity: Severity
    words: CodedWords
    provenance: Provenance
    interrupts: bool | None = None


def make_alert(
    case: Case, ground: Ground, subjects: Iterable[str], medicines: Iterable[Medicine], **names: str
) -> Alert:
    """The alert in words. Between medicines that are all taken already only a contraindication interrupts."""
    concerned = list(medicines)
    interrupts = ground.severity >= INTERRUPTS_FROM if ground.interrupts is None else ground.interrupts
    if concerned and all(medicine.is_current for medicine in concerned):
        interrupts = interrupts and ground.severity is Severity.CONTRAINDICATED
    effect, mechanism, management = sentences(ground.words, case.knowledge.templates, **names)
    return Alert(
        kind=ground.kind,
        severity=ground.severity,
        interrupts=interrupts,
        subjects=tuple(subjects),
        effect=effect,
        mechanism=mechanism,
        management=management,
        source=ground.provenance.source,
        rule=ground.rule,
        reviewed=ground.provenance.reviewed,
        medicines=tuple(dict.fromkeys(medicine.entry.text for medicine in concerned)),
    )


def amount_words(value: Decimal) -> str:
    """A number as people read it: 4000, 0.5."""
    return format(value.normalize(), "f")
