"""The head of the screen: who, which prescription, which step, how urgent."""

from datetime import datetime
from uuid import UUID

from workstation.domain.patient import age_text
from workstation.domain.prescription import Prescription
from workstation.domain.workflow import EventKind, Status
from workstation.services.review_view import ReviewView
from workstation.ui.components.due import due_of
from workstation.ui.components.facts import StepState
from workstation.ui.components.runs import Run, code
from workstation.ui.components.steps import TrailStep
from workstation.ui.review.strip import marks_of
from workstation.ui.shell.prescription_bar import PrescriptionHead
from workstation.ui.words import Words, day

_STEPS = (("review", "review"), ("pick", "scan"), ("check", "badge"), ("hand_over", "handover"))


def head_of(
    view: ReviewView, words: Words, now: datetime, user_id: UUID | None, *, short: bool = False
) -> PrescriptionHead:
    """What the bar says of a prescription at `now` (aware, time of the pharmacy). `short` leaves age and sex, and
    brings allergy and worst alert."""
    prescription, patient = view.prescription, view.patient.patient if view.patient else None
    facts: list[Run] = []
    if patient is not None:
        age = age_text(patient.birth_date, now.date())
        facts.append(Run(" ".join(part for part in (age, words.word(patient.sex)) if part)))
    if not short:
        facts += _of_prescription(prescription, words)
    steps = tuple(
        TrailStep(words.text(f"review.step.{name}"), icon, StepState.LATER if place else StepState.NOW)
        for place, (name, icon) in enumerate(_STEPS)
    )
    return PrescriptionHead(
        name=patient.name if patient else words.text("review.head.unknown_patient"),
        facts=_joined([run for run in facts if run.text]),
        steps=steps,
        due=due_of(prescription.due_at, now, on_hold=view.status is Status.ON_HOLD),
        claimed=words.text("review.head.claimed") if _claimed_by(view, user_id) else "",
        marks=marks_of(view, words) if short else (),
    )


def _of_prescription(prescription: Prescription, words: Words) -> list[Run]:
    who = prescription.prescriber
    runs = [code(prescription.number), Run(", ".join(part for part in (who.name, who.registration_number) if part))]
    if prescription.authored_on is not None:
        runs.append(Run(words.text("review.head.written", on=day(prescription.authored_on))))
    return runs


def _joined(runs: list[Run]) -> tuple[Run, ...]:
    joined: list[Run] = []
    for run in runs:
        if joined:
            joined.append(Run(" · "))
        joined.append(run)
    return tuple(joined)


def _claimed_by(view: ReviewView, user_id: UUID | None) -> bool:
    asked = [event for event in view.events if event.kind is EventKind.CLAIM_ASKED]
    return bool(asked) and user_id is not None and asked[-1].by == user_id
