"""Screening a prescription for its patient, with the answers that count; they are given in `alert_answers`."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from workstation.domain.alert_policy import AlertPlace, own_place
from workstation.domain.overrides import OverrideReason
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
from workstation.domain.screening.model import Counsel
from workstation.domain.users import Permission, User
from workstation.services.fingerprint import fingerprint
from workstation.services.ports import AlertAnswer, Transaction
from workstation.services.screening_profile import Sources, profile_of
from workstation.services.site import Site


def alert_key(alert: Alert) -> str:
    """Tells an alert from the others of a screening, whatever the order of the medicines."""
    return f"{alert.rule}|{'+'.join(sorted(alert.subjects))}"


def check_key(check: NotChecked) -> str:
    """The same for a check that could not be made."""
    return f"not_checked.{check.kind}|{check.subject}|{check.missing}"


@dataclass(frozen=True, slots=True)
class AnsweredAlert:
    """An alert with the answer that counts, if any: one given to exactly what is screened now."""

    alert: Alert
    answer: AlertAnswer | None
    positions: tuple[int, ...]
    """The lines of this prescription that it concerns."""
    reasons: tuple[OverrideReason, ...] = ()
    """With what it may be answered where it interrupts."""
    decided: AlertPlace | None = None
    """How much it gets in the way, as the site decided; None = as its rule says."""
    hard: bool = False
    """Nobody overrides it."""
    needs_proof: bool = False
    """Whoever overrides it signs in again."""

    @property
    def place(self) -> AlertPlace:
        """Where it is shown."""
        return self.decided or own_place(self.alert)


Decided = dict[tuple[Alert, bool], AnsweredAlert]
"""How alerts are shown, by alert and whether a line of the prescription is concerned; without answers."""


@dataclass(frozen=True, slots=True)
class AnsweredCheck:
    """A check that could not be made and without which nothing goes on, with the answer that counts, if any."""

    check: NotChecked
    answer: AlertAnswer | None
    reasons: tuple[OverrideReason, ...] = ()


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
    checks: tuple[AnsweredCheck, ...] = ()
    """Those of `not_checked` that interrupt."""
    counselling: tuple[Counsel, ...] = ()
    """What to tell the patient about food, drink, sun and driving."""
    medicines: tuple[str, ...] = ()
    """What was put to the knowledge, as it is named to it: the lines in their order, then what the patient takes."""
    line_of: Mapping[str, int] = field(default_factory=dict)
    """By such a name: the line of this prescription that it is of."""
    suggestions: Mapping[str, str] = field(default_factory=dict)
    """By text of a medicine that was not screened: a known name that is spelt nearly so."""
    facts: int = 0
    """How many facts the edition holds."""
    dated: date | None = None
    """The day of the edition; None when it does not say."""

    @property
    def open_checks(self) -> tuple[NotChecked, ...]:
        """Checks that wait for the fact they need, or for a reason to go on without it."""
        return tuple(one.check for one in self.checks if one.answer is None)

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
    tx: Transaction,
    site: Site,
    prescription: Prescription,
    sources: Sources | None = None,
    decided: Decided | None = None,
) -> ScreenedPrescription:
    """The screening inside the caller's transaction.

    `sources` and `decided`: shared by those who screen many at once.
    """
    sources = sources or Sources(tx, site)
    decided = {} if decided is None else decided
    context = sources.context(prescription.patient_id) if prescription.patient_id else None
    profile = profile_of(sources, prescription, context)
    result = site.clinical.screen(profile)
    mark = fingerprint(prescription, context, result.edition, sources.products_of(prescription))
    answers = {
        answer.key: answer for answer in tx.alert_answers.of_prescription(prescription.id) if answer.fingerprint == mark
    }
    texts = {line.position: sources.text(line) for line in prescription.medicine_lines}
    not_checked = _not_checked(result, profile, context)
    return ScreenedPrescription(
        alerts=tuple(_alert(site, alert, answers, _positions(alert, texts), decided) for alert in result.alerts),
        not_screened=tuple(one.text for one in result.not_screened),
        not_checked=not_checked,
        screened_medicines=len(result.screened),
        edition=result.edition,
        fingerprint=mark,
        reviewed=result.reviewed,
        checks=tuple(_check(site, one, answers) for one in not_checked if one.interrupts),
        counselling=result.counselling,
        medicines=tuple(dict.fromkeys(one.text for one in (*profile.medicines, *(profile.current or ())))),
        line_of={text: position for position, text in reversed(texts.items())},
        suggestions={one.text: one.suggestion for one in result.not_screened if one.suggestion},
        facts=site.clinical.facts,
        dated=site.clinical.dated,
    )


def _alert(
    site: Site, alert: Alert, answers: Mapping[str, AlertAnswer], positions: tuple[int, ...], decided: Decided
) -> AnsweredAlert:
    """As the site wants it: what it lets interrupt does, whatever the rule says by itself.

    `decided` remembers it: each prescription of a patient is told nearly all alerts of the others as well.
    """
    key = (alert, bool(positions))
    found = decided.get(key)
    if found is None:
        policy = site.compliance.alerts
        place = policy.place(alert, concerns_line=bool(positions))
        alert = replace(alert, interrupts=place is AlertPlace.INTERRUPT)
        found = decided[key] = AnsweredAlert(
            alert,
            None,
            (),
            site.overrides.offered(alert),
            place,
            hard=alert.interrupts and policy.is_hard(alert),
            needs_proof=policy.needs_proof(alert),
        )
    answer = answers.get(alert_key(found.alert)) if answers else None
    return replace(found, answer=answer, positions=positions) if positions or answer else found


def _check(site: Site, check: NotChecked, answers: Mapping[str, AlertAnswer]) -> AnsweredCheck:
    return AnsweredCheck(check, answers.get(check_key(check)), site.overrides.offered_for_missing())


def _not_checked(
    result: ScreeningResult, profile: ScreeningProfile, context: PatientContext | None
) -> tuple[NotChecked, ...]:
    """What we supplied or hold is screened, too; where nobody said what the patient takes, it is not all of it."""
    if profile.current is None or context is None or context.current_medicines is not None:
        return result.not_checked
    return (CURRENT_UNKNOWN, *result.not_checked)


def _positions(alert: Alert, texts: dict[int, str]) -> tuple[int, ...]:
    return tuple(position for position, text in texts.items() if text in alert.medicines)


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
