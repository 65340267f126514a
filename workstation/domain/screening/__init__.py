"""Clinical screening: pure, deterministic, explained."""

from workstation.domain.screening.model import (
    Alert,
    AlertKind,
    MedicineEntry,
    NotChecked,
    NotScreened,
    PatientFacts,
    Screened,
    ScreeningProfile,
    ScreeningResult,
    Severity,
)

__all__ = [
    "Alert",
    "AlertKind",
    "MedicineEntry",
    "NotChecked",
    "NotScreened",
    "PatientFacts",
    "Screened",
    "ScreeningProfile",
    "ScreeningResult",
    "Severity",
]
