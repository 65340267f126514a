"""Excipients against what a patient does not tolerate: known of a few medicines, and said of all others that it is not.

What a tablet is made of besides stands on the leaflet of the very pack. Where a record names an excipient (lactose,
peanut, phenylketonuria), each medicine either raises an alert or is not checked; none is ever taken for free of it.
"""

from collections.abc import Iterator, Mapping

from workstation.domain.screening.allergies import SAME_SUBSTANCE
from workstation.domain.screening.case import Case, Findings, Ground, Medicine, make_alert
from workstation.domain.screening.conditions import read_condition
from workstation.domain.screening.facts import ROUTES_OF, CodedWords, ExcipientFact, ExcipientRule
from workstation.domain.screening.knowledge import ExcipientIndex
from workstation.domain.screening.model import Alert, AlertKind
from workstation.domain.screening.text import singular, words

EXCIPIENT = "excipient"
"""Kind of a check that could not be made because the excipients are not known."""
_READ_THE_LEAFLET = "excipient_leaflet"


_ALLERGY = frozenset({"allergy", "allergic", "intolerance", "intolerant", "hypersensitivity", "anaphylaxis"})
"""Words by which a condition is an allergy: "Alcohol dependence" forbids no excipient here."""


def excipients_named(index: ExcipientIndex, text: str, kind: AlertKind = AlertKind.ALLERGY) -> tuple[str, ...]:
    """Ids of the excipients that the words of an allergy or a condition forbid; () for none."""
    said = words(text)
    is_allergy = kind is AlertKind.ALLERGY or not _ALLERGY.isdisjoint(said)
    known = index.by_words if is_allergy else index.diseases
    longest = index.longest
    found: list[str] = []
    at = 0
    while at < len(said):
        runs = (said[at:end] for end in range(min(len(said), at + longest), at, -1))
        hit = next((run for run in runs if _ids(known, run)), ())
        found += _ids(known, hit) if hit else ()
        at += len(hit) or 1
    return tuple(dict.fromkeys(found))


def _ids(known: Mapping[tuple[str, ...], tuple[str, ...]], run: tuple[str, ...]) -> tuple[str, ...]:
    return known.get(run) or known.get(singular(run), ())


def check_excipients(case: Case, findings: Findings) -> None:
    """Adds alerts where a medicine is known to contain what the record forbids; else it is not checked, and said so."""
    index = case.knowledge.excipients
    for kind, text in _recorded(case):
        wanted = [index.facts[one] for one in excipients_named(index, text, kind)]
        if not wanted:
            continue
        told = _alerts(case, findings, kind, text, {one.id: one for one in wanted})
        for medicine in case.medicines:
            concerned = any(medicine.identity.route in ROUTES_OF[one.routes] for one in wanted)
            if concerned and medicine not in told:
                missing = f"its excipients are not known here, and {text} is on record"
                findings.missing(EXCIPIENT, medicine.entry.text, missing)


def _recorded(case: Case) -> Iterator[tuple[AlertKind, str]]:
    """Allergies, and conditions of the patient's own: coeliac disease, phenylketonuria."""
    none_known = case.knowledge.allergies.none_known
    for text in case.profile.allergies or ():
        if words(text) not in none_known:
            yield AlertKind.ALLERGY, text
    for text in case.profile.conditions or ():
        if read_condition(case.knowledge, text) != ():
            yield AlertKind.CONDITION, text


def _alerts(
    case: Case, findings: Findings, kind: AlertKind, text: str, wanted: Mapping[str, ExcipientFact]
) -> list[Medicine]:
    """One alert per ingredient, the worst. Returns the medicines that it tells of."""
    told: list[Medicine] = []
    for ingredient, medicines in case.ingredients().items():
        rules = [one for one in case.knowledge.excipients.rules.get(ingredient, ()) if one.excipient in wanted]
        rules = [one for one in rules if any(_is_meant(one, wanted, medicine) for medicine in medicines)]
        if not rules:
            continue
        worst = max(rules, key=lambda rule: (rule.severity or wanted[rule.excipient].severity, rule.always, rule.id))
        meant = [medicine for medicine in medicines if _is_meant(worst, wanted, medicine)]
        told += meant
        ground = _ground(kind, worst, wanted[worst.excipient])
        _tell(findings, make_alert(case, ground, (ingredient, text), meant, a=text, b=ingredient))
    return told


def _tell(findings: Findings, alert: Alert) -> None:
    """Of a group of allergies that says the same, less gravely or without saying of what, this one stays."""
    same = [one for one in findings.alerts if one.kind is alert.kind and one.subjects == alert.subjects]
    if not any(one.severity > alert.severity or one.rule == SAME_SUBSTANCE for one in same):
        findings.alerts[:] = [one for one in findings.alerts if one not in same]
        findings.alerts.append(alert)


def _is_meant(rule: ExcipientRule, wanted: Mapping[str, ExcipientFact], medicine: Medicine) -> bool:
    """By its route, and by its form where the rule is about one: a medicine that does not say its form is not meant."""
    if medicine.identity.route not in ROUTES_OF[wanted[rule.excipient].routes]:
        return False
    return not rule.forms or not rule.forms.isdisjoint((*words(medicine.entry.text), *words(medicine.entry.form)))


def _ground(kind: AlertKind, rule: ExcipientRule, fact: ExcipientFact) -> Ground:
    effect = "excipient_in" if rule.always else "excipient_may_be_in"
    coded = CodedWords(effect, EXCIPIENT, rule.management or _READ_THE_LEAFLET, {"excipient": fact.name})
    return Ground(kind, rule.id, rule.severity or fact.severity, coded, rule.provenance)
