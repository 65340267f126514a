"""Clinical screening: what a pharmacist should know about a list of medicines for one patient."""

from workstation.domain.screening.compile import Facts, KnowledgeFault, compile_knowledge
from workstation.domain.screening.engine import screen
from workstation.domain.screening.knowledge import Knowledge
from workstation.domain.screening.model import (
    CURRENT_UNKNOWN,
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
    "CURRENT_UNKNOWN",
    "Alert",
    "AlertKind",
    "Facts",
    "Knowledge",
    "KnowledgeFault",
    "MedicineEntry",
    "NotChecked",
    "NotScreened",
    "PatientFacts",
    "Screened",
    "ScreeningProfile",
    "ScreeningResult",
    "Severity",
    "compile_knowledge",
    "screen",
]
