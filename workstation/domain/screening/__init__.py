"""Clinical screening: pure, deterministic, explained."""

from workstation.domain.screening.model import (
    Alert,
    NotChecked,
    ProfileMedicine,
    ProfilePatient,
    Screened,
    ScreeningProfile,
    ScreeningResult,
    Severity,
)

__all__ = [
    "Alert",
    "NotChecked",
    "ProfileMedicine",
    "ProfilePatient",
    "Screened",
    "ScreeningProfile",
    "ScreeningResult",
    "Severity",
]
