"""Recorded allergies against the medicines: the substance itself, its group, groups that may cross-react."""

from dataclasses import dataclass

from workstation.domain.screening.case import Case, Findings, Ground, Medicine, make_alert
from workstation.domain.screening.facts import AllergyGroup, CodedWords, Provenance
from workstation.domain.screening.knowledge import Knowledge
from workstation.domain.screening.model import AlertKind, Severity
from workstation.domain.screening.text import words


@dataclass(frozen=True, slots=True)
class Allergen:
    """What a recorded allergy means. All empty and not `harmless` = not recognised."""

    text: str
    ingredients: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    other: str = ""
    """The name of an allergen that is no medicine."""
    none_known: bool = False

    @property
    def recognised(self) -> bool:
        """False: nobody knows what this allergy is to."""
        return bool(self.ingredients or self.groups or self.other or self.none_known)


def read_allergy(knowledge: Knowledge, text: str) -> Allergen:
    """What the words of an allergy mean: "no known allergies", a group, a medicine, or something that is neither."""
    index = knowledge.allergies
    whole = words(text)
    if whole in index.none_known:
        return Allergen(text, none_known=True)
    core = tuple(word for word in whole if word not in index.ignorable)
    for key in (whole, core, _singular(core)):
        if key in index.group_by_words:
            return Allergen(text, groups=(index.group_by_words[key],), other=index.others.get(key, ""))
        if key in index.others:
            return Allergen(text, other=index.others[key])
    return _medicine_or_part(knowledge, text, core)


def _medicine_or_part(knowledge: Knowledge, text: str, core: tuple[str, ...]) -> Allergen:
    identity = knowledge.identify(" ".join(core))
    if identity.ingredients:
        return Allergen(text, ingredients=identity.ingredients)
    index = knowledge.allergies
    runs = [core[i:j] for i in range(len(core)) for j in range(len(core), i, -1)]
    groups = [index.group_by_words[run] for run in runs if run in index.group_by_words]
    others = [index.others[run] for run in runs if run in index.others]
    return Allergen(text, groups=tuple(groups[:1]), other=others[0] if others else "")


def _singular(core: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word[:-1] if word.endswith("s") else word for word in core)


def check_allergies(case: Case, findings: Findings) -> None:
    """Adds allergy alerts; an unknown list and words without a meaning are not checked, and said so."""
    recorded = case.profile.allergies
    if recorded is None:
        findings.missing("allergy", "allergies", "allergy status unknown")
        return
    allergens = [read_allergy(case.knowledge, text) for text in recorded if text.strip()]
    if any(a.none_known for a in allergens) and any(not a.none_known for a in allergens):
        findings.missing("allergy", "allergies", "the record says no known allergies and names one: ask the patient")
    for allergen in allergens:
        if not allergen.recognised:
            findings.missing("allergy", allergen.text, "not recognised")
        for ingredient, medicines in case.ingredients().items():
            _against(case, findings, allergen, ingredient, medicines)


def _against(case: Case, findings: Findings, allergen: Allergen, ingredient: str, medicines: list[Medicine]) -> None:
    if ingredient in allergen.ingredients:
        words_ = CodedWords("allergy_same", "allergy", "ask_allergy")
        ground = Ground(AlertKind.ALLERGY, "allergy--same", Severity.CONTRAINDICATED, words_, Provenance())
    else:
        best = _worst_group(case.knowledge, allergen, ingredient)
        if best is None:
            return
        ground = best
    subjects = (ingredient, allergen.text)
    findings.alerts.append(make_alert(case, ground, subjects, medicines, a=allergen.text, b=ingredient))


def _worst_group(knowledge: Knowledge, allergen: Allergen, ingredient: str) -> Ground | None:
    index = knowledge.allergies
    own = set(index.groups_of.get(ingredient, ()))
    recorded = set(allergen.groups)
    for known in allergen.ingredients:
        recorded.update(index.groups_of.get(known, ()))
    grounds = []
    for group_id in sorted(recorded):
        group = index.groups[group_id]
        if group_id in own:
            grounds.append(_ground(group, group.severity, "allergy_group", "ask_allergy", group_id))
        grounds.extend(
            _ground(group, severity, "allergy_cross", "ask_cross_allergy", f"{group_id}--{other}")
            for other, severity in group.cross
            if other in own
        )
    return max(grounds, key=lambda ground: (ground.severity, ground.rule), default=None)


def _ground(group: AllergyGroup, severity: Severity, effect: str, management: str, rule: str) -> Ground:
    mechanism = "allergy" if effect == "allergy_group" else "cross_reactivity"
    words_ = CodedWords(effect, mechanism, management)
    return Ground(AlertKind.ALLERGY, f"allergy--{rule}", severity, words_, group.provenance)
