"""The pharmacist's answers to what the screening finds: an override, a note, the same as before, or what is missing.

Each answer is a fact of its own (`DetectedIssue` for the order server) and counts for exactly what was screened.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.overrides import AlertRefusal
from workstation.domain.prescription import Prescription
from workstation.domain.screening import Alert, NotChecked
from workstation.domain.users import AccessRefusal, Permission, User
from workstation.services.alert_memory import earlier_answers, memory_mark
from workstation.services.messages import OverrideFacts
from workstation.services.ports import AlertAnswer, Transaction
from workstation.services.recording import audit, task_of, tell_create
from workstation.services.screening import ScreenedPrescription, alert_key, check_key, screen_in
from workstation.services.screening_profile import Sources
from workstation.services.site import Site

Prove = Callable[[], User]
"""Asks the person to sign in again; raises Refused when that was not them. Called outside any transaction."""
NOT_CHECKED = "not_checked"
"""What stands as severity of an answer to a check that could not be made."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is answered. `alert` is None for a check that could not be made."""

    key: str
    severity: str
    rule: str
    subjects: tuple[str, ...]
    effect: str
    alert: Alert | None

    @property
    def interrupts(self) -> bool:
        return self.alert is None or self.alert.interrupts


@dataclass(frozen=True, slots=True)
class _Reason:
    """Why it goes on. `memory`: what it is remembered for."""

    code: str
    text: str
    memory: str = ""

    @property
    def written(self) -> str:
        return f"{self.code}: {self.text.strip()}" if self.text.strip() else self.code


def answer_alert(
    site: Site,
    user: User,
    prescription_id: UUID,
    key: str,
    reason_code: str,
    text: str = "",
    *,
    prove: Prove | None = None,
) -> AlertAnswer:
    """A pharmacist's reason to go on in spite of an alert or of a check that could not be made, or the note of a
    moderate alert.

    Raises Refused (AlertRefusal) for a reason that is not there, does not suit, or lacks the words that it needs; for a
    rule that the site made hard; and for a contraindicated alert without a proof of who overrides it.
    """
    site.require(user, Permission.OVERRIDE_ALERT)
    site.overrides.known(reason_code, text)
    reason = _Reason(reason_code, text)
    with site.store.read() as tx:
        _, _, asked = _found(tx, site, prescription_id, key)
        _check(site, asked, reason)
    _require_proof(site, user, asked, prove)
    with site.store.begin() as tx:
        prescription, screened, asked = _found(tx, site, prescription_id, key)
        _check(site, asked, reason)
        memory = memory_mark(Sources(tx, site), prescription, asked.alert) if asked.alert is not None else ""
        reason = _Reason(reason_code, text, memory)
        return _answer(tx, site, user, prescription, asked, reason, screened.fingerprint)


def answer_as_before(
    site: Site, user: User, prescription_id: UUID, key: str, *, prove: Prove | None = None
) -> AlertAnswer:
    """The earlier override of the same thing counts for this prescription, too, as a new fact.

    Raises Refused(NOTHING_REMEMBERED) when something changed since or it is too long ago, and what `answer_alert` does.
    """
    site.require(user, Permission.OVERRIDE_ALERT)
    with site.store.read() as tx:
        _, _, asked, _ = _remembered(tx, site, prescription_id, key)
    _require_proof(site, user, asked, prove)
    with site.store.begin() as tx:
        prescription, mark, asked, reason = _remembered(tx, site, prescription_id, key)
        return _answer(tx, site, user, prescription, asked, reason, mark)


def _found(
    tx: Transaction, site: Site, prescription_id: UUID, key: str
) -> tuple[Prescription, ScreenedPrescription, _Asked]:
    prescription = tx.prescriptions.get(prescription_id)
    screened = screen_in(tx, site, prescription)
    asked = [_of_alert(one.alert) for one in screened.alerts] + [_of_check(one.check) for one in screened.checks]
    found = next((one for one in asked if one.key == key), None)
    if found is None:
        raise Refused(AlertRefusal.NO_SUCH_ALERT, key=key)
    return prescription, screened, found


def _of_alert(alert: Alert) -> _Asked:
    return _Asked(alert_key(alert), alert.severity.word, alert.rule, alert.subjects, alert.effect, alert)


def _of_check(check: NotChecked) -> _Asked:
    effect = f"{check.kind} not checked, missing: {check.missing}"
    return _Asked(check_key(check), NOT_CHECKED, f"{NOT_CHECKED}.{check.kind}", (check.subject,), effect, None)


def _remembered(
    tx: Transaction, site: Site, prescription_id: UUID, key: str
) -> tuple[Prescription, str, _Asked, _Reason]:
    """The prescription, what it is screened as, the alert, and the reason of then with its day."""
    prescription, screened, asked = _found(tx, site, prescription_id, key)
    earlier = earlier_answers(tx, site, prescription, screened).get(key)
    if earlier is None:
        raise Refused(AlertRefusal.NOTHING_REMEMBERED)
    code, _, said = earlier.answer.reason.partition(":")
    _check(site, asked, _Reason(code, said))
    words = "; ".join(part for part in (said.strip(), f"as answered on {earlier.on.isoformat()}") if part)
    return prescription, screened.fingerprint, asked, _Reason(code, words)


def _check(site: Site, asked: _Asked, reason: _Reason) -> None:
    if asked.alert is None:
        site.overrides.check_missing(reason.code, reason.text)
        return
    if asked.interrupts and site.compliance.alerts.is_hard(asked.alert):
        raise Refused(AlertRefusal.HARD, subjects=" + ".join(asked.subjects))
    site.overrides.check(asked.alert, reason.code, reason.text)


def _require_proof(site: Site, user: User, asked: _Asked, prove: Prove | None) -> None:
    if asked.alert is None or not site.compliance.alerts.needs_proof(asked.alert):
        return
    if prove is None:
        raise Refused(AlertRefusal.PROOF_MISSING)
    if prove().id != user.id:
        raise Refused(AccessRefusal.WRONG_SECRET, tries_left=0)


def _answer(
    tx: Transaction, site: Site, user: User, prescription: Prescription, asked: _Asked, reason: _Reason, mark: str
) -> AlertAnswer:
    answer = AlertAnswer(
        id=site.new_id(),
        prescription_id=prescription.id,
        key=asked.key,
        severity=asked.severity,
        reason=reason.written,
        by=user.id,
        at=site.clock(),
        fingerprint=mark,
        memory=reason.memory,
    )
    tx.alert_answers.add(answer)
    facts = {"rule": asked.rule, "severity": asked.severity}
    if asked.alert is not None and site.compliance.alerts.needs_proof(asked.alert):
        facts["proved"] = "yes"
    audit(tx, site, user, "alert_answered", prescription.id, facts)
    if asked.interrupts:
        _tell(tx, site, user, prescription, asked, answer)
    return answer


def _tell(
    tx: Transaction, site: Site, user: User, prescription: Prescription, asked: _Asked, answer: AlertAnswer
) -> None:
    facts = OverrideFacts(
        id=answer.id,
        prescription=prescription,
        patient_reference=tx.patients.reference(prescription.patient_id) if prescription.patient_id else "",
        severity=asked.severity if asked.alert is not None else "major",
        subjects=asked.subjects,
        effect=asked.effect,
        reason=answer.reason,
        by=user,
        at=answer.at,
        task=task_of(tx, prescription),
    )
    what = f"Answered alert: {' + '.join(asked.subjects)}"
    tell_create(tx, site, prescription, answer.id, what, site.messages.override(facts))
