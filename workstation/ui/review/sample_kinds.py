"""A made-up prescription with one alert of every kind, and with everything that was not looked at."""

from dataclasses import replace
from datetime import date

from workstation.domain.errors import Refused
from workstation.domain.screening import CURRENT_UNKNOWN, Alert, AlertKind, NotChecked, Severity
from workstation.domain.screening.model import Counsel
from workstation.domain.users import AccessRefusal
from workstation.services.alert_memory import EarlierAnswer
from workstation.services.ports import AlertAnswer
from workstation.services.screening import AnsweredAlert, AnsweredCheck, alert_key
from workstation.ui.review.sample_alerts import REASONS, WARFARIN_ASPIRIN
from workstation.ui.review.sample_catalogue import sample_id
from workstation.ui.review.samples import NOW, PRESCRIPTION_ID, USER_ID, SamplePharmacy, sample_pharmacy

CHILD_WEIGHT = NotChecked("dose", "paracetamol", "weight", interrupts=True)
_NOT_CHECKED = (
    CHILD_WEIGHT,
    NotChecked("renal", "metformin", "eGFR"),
    NotChecked("renal", "lithium", "eGFR"),
    NotChecked("allergy", "allergies", "allergy status unknown"),
    NotChecked("pregnancy", "warfarin", "whether pregnant"),
    CURRENT_UNKNOWN,
)
_PAIRS = {AlertKind.INTERACTION: ("warfarin", "aspirin"), AlertKind.ALLERGY: ("amoxicillin", "penicillin"),
          AlertKind.CONDITION: ("aspirin", "peptic ulcer"), AlertKind.PREGNANCY: ("warfarin", "pregnancy"),
          AlertKind.ADDITIVE: ("citalopram", "haloperidol", "amiodarone")}  # fmt: skip
_SEVERITIES = {AlertKind.INTERACTION: Severity.MAJOR, AlertKind.ALLERGY: Severity.CONTRAINDICATED,
               AlertKind.DOSE: Severity.CONTRAINDICATED, AlertKind.ADDITIVE: Severity.MAJOR,
               AlertKind.LACTATION: Severity.MINOR}  # fmt: skip


def an_alert_of(kind: AlertKind, severity: Severity | None = None) -> Alert:
    """An alert of this kind; where nothing else is said, as grave as the kind often is."""
    worst = severity or _SEVERITIES.get(kind, Severity.MODERATE)
    return replace(
        WARFARIN_ASPIRIN, kind=kind, severity=worst, interrupts=worst >= Severity.MAJOR,
        subjects=_PAIRS.get(kind, ("metformin",)), rule=f"{kind.value}-sample",
        medicines=_BY_PAIR[_PAIRS.get(kind, ("metformin",))],
        effect=f"What may happen by {kind.value}.", management=f"What to do about {kind.value}.",
    )  # fmt: skip


_TAKEN = {"warfarin 5 mg": 1, "aspirin 75 mg": 2, "amoxicillin 500 mg": 3, "metformin 500 mg": 4}
_BY_PAIR = {("warfarin", "aspirin"): ("warfarin 5 mg", "aspirin 75 mg"), ("metformin",): ("metformin 500 mg",),
            ("amoxicillin", "penicillin"): ("amoxicillin 500 mg",),
            ("citalopram", "haloperidol", "amiodarone"): ("citalopram 20 mg", "haloperidol 5 mg", "warfarin 5 mg"),
            ("aspirin", "peptic ulcer"): ("aspirin 75 mg",), ("warfarin", "pregnancy"): ("warfarin 5 mg",)}  # fmt: skip


def alarmed(*alerts: Alert, checks: tuple[NotChecked, ...] = (), hard: bool = False) -> SamplePharmacy:
    """A prescription whose lines are settled, with these alerts, none of which concerns one line only."""
    pharmacy = sample_pharmacy(confirmed=(1, 2, 3, 4))
    asked = tuple(AnsweredCheck(one, None, REASONS[:1] + REASONS[-1:]) for one in checks if one.interrupts)
    screened = replace(
        pharmacy.view.screened, medicines=(*_TAKEN, "citalopram 20 mg", "haloperidol 5 mg"),
        line_of=_TAKEN, facts=4219, dated=date(2026, 11, 23), not_checked=checks, checks=asked,
        alerts=tuple(
            AnsweredAlert(one, None, (), REASONS, hard=hard, needs_proof=one.severity is Severity.CONTRAINDICATED)
            for one in alerts
        ),
    )  # fmt: skip
    pharmacy.view = replace(pharmacy.view, screened=screened, today=NOW.date(), missing=())
    return pharmacy


def answered_before(pharmacy: SamplePharmacy, alert: Alert) -> SamplePharmacy:
    """The same, and this alert was answered a month ago."""
    key = alert_key(alert)
    said = "prescriber_confirmed: Dr Joshi by phone, INR weekly"
    answer = AlertAnswer(sample_id(key), PRESCRIPTION_ID, key, alert.severity.word, said, USER_ID, NOW, "")
    earlier = EarlierAnswer(answer, "Meera Rao", date(2026, 10, 22))
    pharmacy.view = replace(pharmacy.view, earlier={**pharmacy.view.earlier, key: earlier})
    return pharmacy


def kinds_pharmacy() -> SamplePharmacy:
    """All of it at once: more than any prescription has."""
    pharmacy = alarmed(*(an_alert_of(kind) for kind in AlertKind), checks=_NOT_CHECKED)
    answered_before(pharmacy, an_alert_of(AlertKind.INTERACTION))
    counsel = (
        Counsel("warfarin", "alcohol", "Little alcohol, never much at once.", "unverified", False),
        Counsel("metformin", "alcohol", "Little alcohol, never much at once.", "unverified", False),
        Counsel("metformin", "food", "With or after food.", "unverified", False),
    )
    screened = replace(
        pharmacy.view.screened, not_screened=("Xyzzin 5", "Paracetamoll 500"), counselling=counsel,
        suggestions={"Paracetamoll 500": "paracetamol"}, dated=date(2025, 9, 1),
    )  # fmt: skip
    pharmacy.view = replace(pharmacy.view, screened=screened)
    return pharmacy


def counter_pharmacy() -> SamplePharmacy:
    """As counter staff sees it."""
    pharmacy = alarmed(an_alert_of(AlertKind.INTERACTION), an_alert_of(AlertKind.ALLERGY))
    barred = Refused(AccessRefusal.NOT_ALLOWED, permission="approve", role="counter_staff")
    pharmacy.view = replace(pharmacy.view, barred=barred, approvers=("Meera Rao",))
    return pharmacy
