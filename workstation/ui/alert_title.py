"""What an alert is about, said so that an allergy or a condition does not read as a pair of medicines."""

from workstation.domain.screening import Alert, AlertKind
from workstation.ui.words import Words

_OF_PATIENT = {
    AlertKind.ALLERGY: "allergy",
    AlertKind.CONDITION: "condition",
    AlertKind.RENAL: "condition",
    AlertKind.HEPATIC: "condition",
    AlertKind.PREGNANCY: "condition",
    AlertKind.LACTATION: "condition",
}
"""Kinds whose second subject is not a medicine but what is on record of the patient."""


def is_of_patient(alert: Alert) -> bool:
    """Whether it stands between a medicine and the patient, not between medicines."""
    return alert.kind in _OF_PATIENT and len(alert.subjects) > 1


def alert_title(alert: Alert, words: Words, medicine: str = "") -> str:
    """ "warfarin + aspirin", "amoxicillin: allergy to penicillin". `medicine`: how its product is called here."""
    if not is_of_patient(alert):
        return " + ".join(alert.subjects)
    first, *others = alert.subjects
    return words.text(f"alert_title.{_OF_PATIENT[alert.kind]}", medicine=medicine or first, what=", ".join(others))
