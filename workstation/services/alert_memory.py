"""An override that was given before for the same thing: shown again with who, when and why, until something changes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from workstation.domain.prescription import Prescription
from workstation.domain.screening import Alert
from workstation.services.ports import AlertAnswer, Transaction
from workstation.services.screening import ScreenedPrescription, alert_key
from workstation.services.screening_profile import Sources
from workstation.services.site import Site


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """What was answered before, and by whom."""

    answer: AlertAnswer
    by: str
    """Name of the pharmacist."""
    on: date
    """The day of it, in the pharmacy's time zone."""


def memory_mark(sources: Sources, prescription: Prescription, alert: Alert) -> str:
    """SHA-256 (hex) over what an override is remembered for; "" where nobody is named for whom or by whom.

    Patient, prescriber, rule with its severity, the medicines as they are screened, and the directions of the lines
    concerned: another dose, strength or prescriber is another question.
    """
    if prescription.patient_id is None or not prescription.prescriber.name.strip():
        return ""
    lines = [(sources.text(line), _plain(line.dosage_instruction)) for line in prescription.medicine_lines]
    facts = {
        "patient": str(prescription.patient_id),
        "prescriber": [_plain(prescription.prescriber.name), prescription.prescriber.registration_number],
        "alert": [alert_key(alert), alert.severity.word],
        "medicines": sorted(alert.medicines),
        "lines": sorted(line for line in lines if line[0] in alert.medicines),
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def earlier_answers(
    tx: Transaction, site: Site, prescription: Prescription, screened: ScreenedPrescription
) -> Mapping[str, EarlierAnswer]:
    """By key of the alert: the last full answer to each that waits and was answered before, not too long ago.

    Only answers that a person reasoned out count: a confirmation of one does not make it live longer.
    """
    days = site.compliance.alerts.remembered_days
    sources = Sources(tx, site)
    marks = {mark: alert for alert in screened.unanswered if (mark := memory_mark(sources, prescription, alert))}
    if not marks or not days:
        return {}
    found = {one.memory: one for one in tx.alert_answers.remembered(list(marks), site.clock() - timedelta(days=days))}
    return {alert_key(alert): _earlier(tx, site, found[mark]) for mark, alert in marks.items() if mark in found}


def _earlier(tx: Transaction, site: Site, answer: AlertAnswer) -> EarlierAnswer:
    return EarlierAnswer(answer, tx.users.get(answer.by).name, answer.at.astimezone(site.zone).date())


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
