"""The screening: pure, deterministic, explainable. The same profile and edition always give the same answer."""

from difflib import get_close_matches

from workstation.domain.screening.additive import check_additive
from workstation.domain.screening.allergies import check_allergies
from workstation.domain.screening.case import Case, Findings, Medicine
from workstation.domain.screening.conditions import read_condition
from workstation.domain.screening.counselling import counselling
from workstation.domain.screening.courses import check_courses
from workstation.domain.screening.doses import check_doses
from workstation.domain.screening.duplicates import check_duplicates
from workstation.domain.screening.excipients import check_excipients
from workstation.domain.screening.interactions import check_interactions
from workstation.domain.screening.knowledge import Knowledge
from workstation.domain.screening.model import (
    CURRENT_UNKNOWN,
    Alert,
    MedicineEntry,
    NotScreened,
    PatientFacts,
    Screened,
    ScreeningProfile,
    ScreeningResult,
)
from workstation.domain.screening.patients import check_patient
from workstation.domain.screening.plausible import plausible, sensible, settled
from workstation.domain.screening.text import PUNCTUATION, tokens

LIVER, SEVERE_LIVER = "hepatic_impairment", "severe_hepatic_impairment"
"""Ids of the conditions that the function of the liver stands for."""
SHORTEST_SUGGESTED = 5
NEARLY_THE_SAME = 0.85
"""Likeness (difflib ratio) from which a name is offered: one wrong letter of eight or more."""
_CHECKS = (
    check_interactions,
    check_duplicates,
    check_allergies,
    check_excipients,
    check_patient,
    check_additive,
    check_doses,
    check_courses,
)


def screen(profile: ScreeningProfile, knowledge: Knowledge) -> ScreeningResult:
    """Screens the medicines of a profile against each other and against the patient.

    Unknown medicines are in `not_screened`, missing facts in `not_checked`; neither is ever taken for harmless.
    """
    findings = Findings()
    medicines, not_screened = _read_medicines(profile, knowledge, findings)
    case = _case(profile, knowledge, tuple(medicines), findings)
    if not profile.medicines and not profile.current:
        findings.missing("medicines", "medicines", "no medicine was given")
    if not profile.has_patient:
        findings.missing("patient", "patient", "no patient was given")
    for warning in knowledge.warnings:
        findings.missing("knowledge", knowledge.edition, warning)
    if profile.current is None:
        findings.not_checked.append(CURRENT_UNKNOWN)
    for check in _CHECKS:
        check(case, findings)
    return ScreeningResult(
        id=profile.id,
        alerts=tuple(sorted(_once(findings.alerts), key=_order)),
        screened=tuple(Screened(m.entry.text, m.identity.ingredients) for m in medicines),
        not_screened=tuple(not_screened),
        not_checked=tuple(dict.fromkeys(findings.not_checked)),
        edition=knowledge.edition,
        reviewed=knowledge.facts > 0 and knowledge.unreviewed == 0,
        counselling=counselling(case),
        warnings=knowledge.warnings,
    )


def _read_medicines(
    profile: ScreeningProfile, knowledge: Knowledge, findings: Findings
) -> tuple[list[Medicine], list[NotScreened]]:
    medicines: list[Medicine] = []
    not_screened: list[NotScreened] = []
    for entries, is_current in ((profile.medicines, False), (profile.current or (), True)):
        for entry in entries:
            identity = knowledge.identify(entry.text, entry.form, entry.route)
            if identity.ingredients:
                medicines.append(Medicine(sensible(entry, findings), identity, is_current))
            if identity.unknown or not identity.ingredients:
                not_screened.append(_not_screened(entry, identity.unknown, knowledge))
    return medicines, not_screened


def _not_screened(entry: MedicineEntry, unknown: tuple[str, ...], knowledge: Knowledge) -> NotScreened:
    words = unknown or tuple(token for token in tokens(entry.text) if token not in PUNCTUATION)
    return NotScreened(entry.text, words, _nearest(words, knowledge))


def _nearest(words: tuple[str, ...], knowledge: Knowledge) -> str:
    """A known name that is spelt nearly like the first unknown word. Offered to a person, never used."""
    for word in words:
        if len(word) >= SHORTEST_SUGGESTED:
            alike = [name for name in knowledge.names.longest if name[0] == word[0]]
            found = get_close_matches(word, alike, n=1, cutoff=NEARLY_THE_SAME)
            if found:
                return found[0]
    return ""


def _case(profile: ScreeningProfile, knowledge: Knowledge, medicines: tuple[Medicine, ...], findings: Findings) -> Case:
    texts: dict[str, str] = {}
    for text in profile.conditions or ():
        found = read_condition(knowledge, text)
        if found is None:
            findings.missing("condition", text, "not recognised")
        for condition in found or ():
            texts.setdefault(condition, text)
    patient = plausible(profile.patient, findings)
    _liver(patient, texts)
    patient = settled(patient, texts, findings)
    return Case(profile, patient, frozenset(texts), texts, medicines, knowledge)


def _liver(patient: PatientFacts, texts: dict[str, str]) -> None:
    """The function of the liver counts as the condition that it is."""
    if patient.hepatic in ("mild", "moderate", "severe"):
        said = f"liver impairment: {patient.hepatic}"
        texts.setdefault(LIVER, said)
        if patient.hepatic == "severe":
            texts.setdefault(SEVERE_LIVER, said)


def _once(alerts: list[Alert]) -> list[Alert]:
    return list(dict.fromkeys(alerts))


def _order(alert: Alert) -> tuple[int, str, tuple[str, ...], str]:
    return -alert.severity, alert.kind, alert.subjects, alert.rule
