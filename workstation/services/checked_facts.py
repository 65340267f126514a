"""What a pharmacist checked is kept with the check, so that it can be said later what is another now (ADR 0039)."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from workstation.domain.patient import Allergy, PatientContext
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.quantity import counted
from workstation.domain.retained_check import (
    NEVER,
    Cause,
    Change,
    CheckedFacts,
    CheckedLine,
    edits,
    facts_from,
    last_day,
)
from workstation.domain.users import User
from workstation.domain.workflow import Event, EventKind, standing
from workstation.services.fingerprint import facts_of_product
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.screening import ScreenedPrescription, alert_key, check_key
from workstation.services.screening_profile import Sources
from workstation.services.site import Site


def checked_facts(
    sources: Sources, prescription: Prescription, edition: str, screened: ScreenedPrescription | None = None
) -> CheckedFacts:
    """The facts as they are now. Without `screened`: those alone that a person or the server edits."""
    context = sources.context(prescription.patient_id) if prescription.patient_id else None
    lines = tuple(_line(sources, line) for line in prescription.medicine_lines)
    facts = _with_patient(CheckedFacts(edition, lines), context)
    return facts if screened is None else _with_screening(facts, sources, screened)


def _line(sources: Sources, line: PrescriptionLine) -> CheckedLine:
    product = sources.product(line.product_id) if line.product_id else None
    ingredients, _ = sources.likeness(sources.text(line))
    medicine = line.medicine
    quantity = line.quantity_prescribed
    return CheckedLine(
        position=line.position,
        kin="+".join(sorted(ingredients)),
        medicine=medicine.text,
        medicine_mark=_mark(medicine.text, repr(medicine.ingredients), medicine.form),
        product=product.name if product else "",
        product_mark=_mark(facts_of_product(product)) if product else "",
        directions=" ".join(line.dosage_instruction.split()),
        quantity=counted(quantity) if quantity else "",
        days_supply=str(line.days_supply or ""),
        repeats=str(line.repeats_allowed),
    )


def _with_patient(facts: CheckedFacts, context: PatientContext | None) -> CheckedFacts:
    if context is None:
        return facts
    patient = context.patient
    return replace(
        facts,
        patient=str(patient.id),
        person=_mark(str(patient.birth_date), patient.sex.value),
        weight=f"{patient.weight} ({patient.weight_date or '?'})" if patient.weight else "",
        allergies=tuple(map(_allergy, context.allergies)) if context.allergies is not None else None,
        conditions=context.conditions,
        current_medicines=context.current_medicines,
    )


def _allergy(allergy: Allergy) -> str:
    more = ", ".join(part for part in (allergy.reaction, allergy.certainty) if part)
    return f"{allergy.text} ({more})" if more else allergy.text


def _with_screening(facts: CheckedFacts, sources: Sources, screened: ScreenedPrescription) -> CheckedFacts:
    besides = (text for text in screened.medicines if text not in screened.line_of)
    return replace(
        facts,
        besides=tuple(dict.fromkeys(_likeness(sources, text) for text in besides)),
        findings=tuple(sorted(_findings(screened))),
        overridden=any(one.alert.interrupts for one in screened.alerts) or bool(screened.checks),
    )


def _likeness(sources: Sources, text: str) -> str:
    """The same medicine in the same strength, whether it was recorded, supplied or waits."""
    ingredients, strengths = sources.likeness(text)
    return " ".join(("+".join(sorted(ingredients)), *sorted(strengths)))


def _findings(screened: ScreenedPrescription) -> Sequence[tuple[str, str]]:
    alerts = [
        (f"{one.alert.severity.word}|{one.place}|{alert_key(one.alert)}", _said(one.alert.kind, one.alert.subjects))
        for one in screened.alerts
    ]
    checks = [(check_key(one), f"not checked: {one.kind} of {one.subject}") for one in screened.not_checked]
    return [*alerts, *checks, *((f"not_screened|{one}", f"not screened: {one}") for one in screened.not_screened)]


def _said(kind: str, subjects: Sequence[str]) -> str:
    return f"{kind}: {' + '.join(subjects)}"


def _mark(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]


def note_check(
    tx: Transaction, site: Site, user: User, prescription: Prescription, screened: ScreenedPrescription
) -> None:
    """Keeps what a pharmacist has just checked, beside the approval. The audit row proves it and does not repeat it."""
    facts = checked_facts(Sources(tx, site), prescription, screened.edition, screened)
    detail = facts.as_detail()
    event = Event(site.new_id(), prescription.id, EventKind.CLINICALLY_CHECKED, site.clock(), user.id, "", detail)
    tx.prescriptions.add_event(event)
    proof = {"event": str(event.id), "sha256": hashlib.sha256(detail.encode()).hexdigest()}
    audit(tx, site, user, event.kind.value, prescription.id, proof)


def noted(events: Sequence[Event]) -> tuple[Event, CheckedFacts] | None:
    """The last check of a pharmacist among these, with what it was made of."""
    found = next((event for event in reversed(events) if event.kind is EventKind.CLINICALLY_CHECKED), None)
    return (found, facts_from(found.detail)) if found is not None else None


def void_check(tx: Transaction, site: Site, prescription: Prescription, mark: str) -> tuple[Change, ...]:
    """Why the approval of this prescription does not count any more; () where it does, or where there is none.

    `mark` is the fingerprint of what would be approved now. A check outlives the site's months by no supply of it.
    """
    events = tx.prescriptions.events(prescription.id)
    approval, months = standing(events).approval, site.compliance.check_months
    if approval is None:
        return ()
    until = last_day(approval.at.astimezone(site.zone).date(), months)
    over = (Change(Cause.EXPIRED, "", until.isoformat()),) if months != NEVER and site.today() > until else ()
    if approval.detail == mark:
        return over
    checked = noted(events)
    now = checked_facts(Sources(tx, site), prescription, site.clinical.edition)
    found = edits(checked[1], now) if checked is not None else ()
    return (*over, *(found or (Change(Cause.OTHER),)))
