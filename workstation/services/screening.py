"""Screening a prescription for its patient, and the pharmacist's answers to what it finds."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from workstation.domain.dosage import parse_dosage, with_form
from workstation.domain.errors import Refused
from workstation.domain.patient import PatientContext, age_in_decimal_years
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.quantity import Quantity
from workstation.domain.queue import Flag
from workstation.domain.screening import (
    CURRENT_UNKNOWN,
    Alert,
    AlertKind,
    MedicineEntry,
    NotChecked,
    PatientFacts,
    ScreeningProfile,
    ScreeningResult,
    Severity,
)
from workstation.domain.users import Permission, User
from workstation.services.fingerprint import fingerprint
from workstation.services.messages import OverrideFacts
from workstation.services.ports import AlertAnswer, Transaction
from workstation.services.recording import audit, task_of, tell_create
from workstation.services.site import Site


class AlertRefusal(StrEnum):
    """Why an answer to an alert is not taken."""

    REASON_MISSING = "override_reason_missing"
    REASON_TOO_SHORT = "override_reason_too_short"
    NO_SUCH_ALERT = "no_such_alert"


SHORTEST_FREE_REASON = 10
REASON_CODES = ("prescriber_confirmed", "already_stable", "monitoring_arranged", "dose_adjusted", "other")
"""Coded reasons of an override; "other" needs at least ten characters of text."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
RECENT = timedelta(days=90)
"""What was dispensed here in this time counts as current medicine."""


def alert_key(alert: Alert) -> str:
    """Tells an alert from the others of a screening, whatever the order of the medicines."""
    return f"{alert.rule}|{'+'.join(sorted(alert.subjects))}"


@dataclass(frozen=True, slots=True)
class AnsweredAlert:
    """An alert with the answer that counts, if any: one given to exactly what is screened now."""

    alert: Alert
    answer: AlertAnswer | None
    positions: tuple[int, ...]
    """The lines of this prescription that it concerns."""


@dataclass(frozen=True, slots=True)
class ScreenedPrescription:
    """The result of a screening as the review screen shows it."""

    alerts: tuple[AnsweredAlert, ...]
    not_screened: tuple[str, ...]
    not_checked: tuple[NotChecked, ...]
    screened_medicines: int
    edition: str
    fingerprint: str
    reviewed: bool = False
    """Whether every fact of the edition was clinically reviewed."""

    @property
    def unanswered(self) -> tuple[Alert, ...]:
        """Alerts that interrupt and wait for an answer."""
        return tuple(one.alert for one in self.alerts if one.alert.interrupts and one.answer is None)


def alert_counts(screened: ScreenedPrescription) -> Mapping[Severity, int]:
    """How many alerts there are of each severity, answered or not, the worst first; without those of which none is.

    Every screen that says a number of alerts says this one.
    """
    found = Counter(one.alert.severity for one in screened.alerts)
    return {severity: found[severity] for severity in sorted(found, reverse=True)}


def screen_prescription(site: Site, user: User, prescription_id: UUID) -> ScreenedPrescription:
    """Screens what is prescribed together with what the patient takes."""
    site.require(user, Permission.SEE_PATIENTS)
    with site.store.read() as tx:
        return screen_in(tx, site, tx.prescriptions.get(prescription_id))


def screen_in(tx: Transaction, site: Site, prescription: Prescription) -> ScreenedPrescription:
    """The screening inside the caller's transaction."""
    context = tx.patients.context(prescription.patient_id) if prescription.patient_id else None
    profile = _profile(tx, site, prescription, context)
    result = site.clinical.screen(profile)
    mark = fingerprint(prescription, context, result.edition)
    answers = {
        answer.key: answer for answer in tx.alert_answers.of_prescription(prescription.id) if answer.fingerprint == mark
    }
    texts = {line.position: screened_text(tx, line) for line in prescription.medicine_lines}
    return ScreenedPrescription(
        alerts=tuple(
            AnsweredAlert(alert, answers.get(alert_key(alert)), _positions(alert, texts)) for alert in result.alerts
        ),
        not_screened=tuple(one.text for one in result.not_screened),
        not_checked=_not_checked(result, profile, context),
        screened_medicines=len(result.screened),
        edition=result.edition,
        fingerprint=mark,
        reviewed=result.reviewed,
    )


def _not_checked(
    result: ScreeningResult, profile: ScreeningProfile, context: PatientContext | None
) -> tuple[NotChecked, ...]:
    """What we supplied or hold is screened, too; where nobody said what the patient takes, it is not all of it."""
    if profile.current is None or context is None or context.current_medicines is not None:
        return result.not_checked
    return (CURRENT_UNKNOWN, *result.not_checked)


def _positions(alert: Alert, texts: dict[int, str]) -> tuple[int, ...]:
    return tuple(position for position, text in texts.items() if text in alert.medicines)


def screened_text(tx: Transaction, line: PrescriptionLine) -> str:
    """How a line is named to the screening: the ingredients of the keyed product, else of the line, else its text."""
    ingredients = tx.products.get(line.product_id).ingredients if line.product_id else line.medicine.ingredients
    if not ingredients:
        return line.medicine.text
    return " + ".join(f"{one.ingredient} {one.strength or ''}".strip() for one in ingredients)


def _prescribed_entry(text: str, form: str, line: PrescriptionLine) -> MedicineEntry:
    """With the dose and how often, where every word of the directions was understood; else they are not known."""
    dosage = with_form(parse_dosage(line.dosage_instruction), form)
    if not dosage.understood:
        return MedicineEntry(text, form=form)
    doses = [amount for _, amount in dosage.pattern.slots()] if dosage.pattern else []
    dose = Quantity(max(doses), dosage.pattern.unit) if dosage.pattern and doses else dosage.dose
    return MedicineEntry(
        text, form=form, dose=dose, times_per_day=dosage.times_per_day, as_needed=bool(dosage.as_needed)
    )


def _form(tx: Transaction, line: PrescriptionLine) -> str:
    """Eye drops and gels are not screened as if they were swallowed."""
    return tx.products.get(line.product_id).form if line.product_id else line.medicine.form


def _profile(
    tx: Transaction, site: Site, prescription: Prescription, context: PatientContext | None
) -> ScreeningProfile:
    medicines = tuple(
        _prescribed_entry(screened_text(tx, line), _form(tx, line), line) for line in prescription.medicine_lines
    )
    if context is None:
        return ScreeningProfile(prescription.number, PatientFacts(), medicines, None, None, None)
    patient = context.patient
    return ScreeningProfile(
        id=prescription.number,
        patient=PatientFacts(
            age_years=age_in_decimal_years(patient.birth_date, site.today()) if patient.birth_date else None,
            sex=patient.sex.value,
            weight_kg=patient.weight.value if patient.weight and patient.weight.unit == "kg" else None,
            weight_date=patient.weight_date,
        ),
        medicines=medicines,
        current=_current(tx, site, prescription, context),
        allergies=tuple(one.text for one in context.allergies) if context.allergies is not None else None,
        conditions=context.conditions,
    )


def _current(
    tx: Transaction, site: Site, prescription: Prescription, context: PatientContext
) -> tuple[MedicineEntry, ...] | None:
    """What the patient takes: as recorded, what was supplied here lately, and what waits here for another supply.

    The same medicine in the same strength goes on where it was recorded or supplied; prescribed twice it is a double.
    """
    waiting = _waiting(tx, prescription, context)
    supplies = tx.dispenses.of_patient(context.patient.id, site.clock() - RECENT)
    reversed_ones = {one.reverses for one in supplies}
    products = [
        tx.products.get(one.product_id)
        for one in supplies
        if one.prescription_id != prescription.id and one.reverses is None and one.id not in reversed_ones
    ]
    forms = dict.fromkeys(context.current_medicines or (), "") | {one.strength_text: one.form for one in products}
    if context.current_medicines is None and not forms and not waiting:
        return None
    goes_on = {_likeness(site, text) for text in _prescribed_texts(tx, prescription)}
    taken = (MedicineEntry(text, form=form) for text, form in forms.items() if _likeness(site, text) not in goes_on)
    return (*taken, *waiting)


def _waiting(tx: Transaction, prescription: Prescription, context: PatientContext) -> tuple[MedicineEntry, ...]:
    """The lines of the patient's other open prescriptions."""
    others = (one for one in tx.prescriptions.open_of_patient(context.patient.id) if one != prescription.id)
    lines = [line for one in others for line in tx.prescriptions.get(one).medicine_lines]
    return tuple(MedicineEntry(screened_text(tx, line), form=_form(tx, line)) for line in lines)


def _prescribed_texts(tx: Transaction, prescription: Prescription) -> list[str]:
    """How the prescribed lines may be written in a list of current medicines."""
    lines = prescription.medicine_lines
    products = [tx.products.get(line.product_id) for line in lines if line.product_id]
    names = [text for product in products for text in (product.name, product.strength_text)]
    return [*names, *(line.medicine.text for line in lines)]


def _likeness(site: Site, text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Ingredients and the numbers of the strength: a repeat of the same medicine in the same strength is no double.

    Another strength of it stays in the list and is alerted: it may be taken beside the new one.
    """
    known = site.clinical.ingredients(text)
    name = frozenset() if known else frozenset({text.casefold()})
    return known or name, frozenset(_NUMBER.findall(text))


def answer_alert(
    site: Site, user: User, prescription_id: UUID, key: str, reason_code: str, text: str = ""
) -> AlertAnswer:
    """A pharmacist's reason to go on in spite of an alert, or the note of a moderate one."""
    site.require(user, Permission.OVERRIDE_ALERT)
    reason = _reason(reason_code, text)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        screened = screen_in(tx, site, prescription)
        alert = next((one.alert for one in screened.alerts if alert_key(one.alert) == key), None)
        if alert is None:
            raise Refused(AlertRefusal.NO_SUCH_ALERT, key=key)
        return _answer(tx, site, user, prescription, alert, reason, screened.fingerprint)


def _reason(code: str, text: str) -> str:
    if code not in REASON_CODES:
        raise Refused(AlertRefusal.REASON_MISSING)
    if code == "other" and len(text.strip()) < SHORTEST_FREE_REASON:
        raise Refused(AlertRefusal.REASON_TOO_SHORT, at_least=SHORTEST_FREE_REASON)
    return f"{code}: {text.strip()}" if text.strip() else code


def _answer(
    tx: Transaction,
    site: Site,
    user: User,
    prescription: Prescription,
    alert: Alert,
    reason: str,
    mark: str,
) -> AlertAnswer:
    answer = AlertAnswer(
        id=site.new_id(),
        prescription_id=prescription.id,
        key=alert_key(alert),
        severity=alert.severity.word,
        reason=reason,
        by=user.id,
        at=site.clock(),
        fingerprint=mark,
    )
    tx.alert_answers.add(answer)
    audit(tx, site, user, "alert_answered", prescription.id, {"rule": alert.rule, "severity": alert.severity.word})
    if alert.interrupts:
        _tell_override(tx, site, user, prescription, alert, answer)
    return answer


def _tell_override(
    tx: Transaction, site: Site, user: User, prescription: Prescription, alert: Alert, answer: AlertAnswer
) -> None:
    facts = OverrideFacts(
        id=answer.id,
        prescription=prescription,
        patient_reference=tx.patients.reference(prescription.patient_id) if prescription.patient_id else "",
        severity=alert.severity.word,
        subjects=alert.subjects,
        effect=alert.effect,
        reason=answer.reason,
        by=user,
        at=answer.at,
        task=task_of(tx, prescription),
    )
    what = f"Answered alert: {' + '.join(alert.subjects)}"
    tell_create(tx, site, prescription, answer.id, what, site.messages.override(facts))


_BY_KIND = {
    AlertKind.ALLERGY: Flag.ALLERGY,
    AlertKind.DUPLICATE: Flag.DUPLICATE,
    AlertKind.AGE: Flag.CHILD_DOSE,
    AlertKind.DOSE: Flag.CHILD_DOSE,
}
_BY_SEVERITY = {
    Severity.CONTRAINDICATED: Flag.CONTRAINDICATED,
    Severity.MAJOR: Flag.INTERACTION_MAJOR,
    Severity.MODERATE: Flag.INTERACTION_MODERATE,
    Severity.MINOR: Flag.MINOR,
}
_WITHOUT_SEVERITY = frozenset({AlertKind.DUPLICATE, AlertKind.AGE, AlertKind.DOSE})
"""Their flags tell what it is and look quiet: a severe one has a flag of its severity, too."""
_WORST = {Severity.CONTRAINDICATED: Flag.CONTRAINDICATED, Severity.MAJOR: Flag.MAJOR}


def alert_flags(result: ScreeningResult | ScreenedPrescription) -> set[Flag]:
    """What the queue shows of a screening."""
    alerts = [one.alert if isinstance(one, AnsweredAlert) else one for one in result.alerts]
    found = {_BY_KIND.get(one.kind) or _BY_SEVERITY[one.severity] for one in alerts}
    found |= {_WORST[one.severity] for one in alerts if one.kind in _WITHOUT_SEVERITY and one.severity in _WORST}
    return found | ({Flag.NOT_SCREENED} if result.not_screened else set())
