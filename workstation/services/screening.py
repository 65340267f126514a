"""Screening a prescription for its patient, and the pharmacist's answers to what it finds."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.overrides import AlertRefusal, OverrideReason
from workstation.domain.patient import PatientContext
from workstation.domain.prescription import Prescription
from workstation.domain.queue import Flag
from workstation.domain.screening import (
    CURRENT_UNKNOWN,
    Alert,
    AlertKind,
    NotChecked,
    ScreeningProfile,
    ScreeningResult,
    Severity,
)
from workstation.domain.users import Permission, User
from workstation.services.fingerprint import fingerprint
from workstation.services.messages import OverrideFacts
from workstation.services.ports import AlertAnswer, Transaction
from workstation.services.recording import audit, task_of, tell_create
from workstation.services.screening_profile import Sources, profile_of
from workstation.services.site import Site


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
    reasons: tuple[OverrideReason, ...] = ()
    """With what it may be answered where it interrupts."""


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


def screen_in(
    tx: Transaction, site: Site, prescription: Prescription, sources: Sources | None = None
) -> ScreenedPrescription:
    """The screening inside the caller's transaction. `sources`: shared by those who screen many at once."""
    sources = sources or Sources(tx, site)
    context = sources.context(prescription.patient_id) if prescription.patient_id else None
    profile = profile_of(sources, prescription, context)
    result = site.clinical.screen(profile)
    mark = fingerprint(prescription, context, result.edition, sources.products_of(prescription))
    answers = {
        answer.key: answer for answer in tx.alert_answers.of_prescription(prescription.id) if answer.fingerprint == mark
    }
    texts = {line.position: sources.text(line) for line in prescription.medicine_lines}
    return ScreenedPrescription(
        alerts=tuple(
            AnsweredAlert(alert, answers.get(alert_key(alert)), _positions(alert, texts), site.overrides.offered(alert))
            for alert in result.alerts
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


def answer_alert(
    site: Site, user: User, prescription_id: UUID, key: str, reason_code: str, text: str = ""
) -> AlertAnswer:
    """A pharmacist's reason to go on in spite of an alert, or the note of a moderate one.

    Raises Refused (AlertRefusal) for a reason that is not there, does not suit the kind of alert, or lacks the words
    that it needs: of a contraindicated alert every reason does.
    """
    site.require(user, Permission.OVERRIDE_ALERT)
    site.overrides.known(reason_code, text)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        screened = screen_in(tx, site, prescription)
        alert = next((one.alert for one in screened.alerts if alert_key(one.alert) == key), None)
        if alert is None:
            raise Refused(AlertRefusal.NO_SUCH_ALERT, key=key)
        site.overrides.check(alert, reason_code, text)
        reason = f"{reason_code}: {text.strip()}" if text.strip() else reason_code
        return _answer(tx, site, user, prescription, alert, reason, screened.fingerprint)


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


def flags_of_alert(alert: Alert) -> frozenset[Flag]:
    """What the queue shows of one alert."""
    found = {_BY_KIND.get(alert.kind) or _BY_SEVERITY[alert.severity]}
    if alert.kind in _WITHOUT_SEVERITY and alert.severity in _WORST:
        found.add(_WORST[alert.severity])
    return frozenset(found)


def alert_flags(result: ScreeningResult | ScreenedPrescription) -> set[Flag]:
    """What the queue shows of a screening."""
    alerts = [one.alert if isinstance(one, AnsweredAlert) else one for one in result.alerts]
    found = {flag for one in alerts for flag in flags_of_alert(one)}
    return found | ({Flag.NOT_SCREENED} if result.not_screened else set())
