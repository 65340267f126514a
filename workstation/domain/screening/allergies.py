"""Recorded allergies against the medicines: the substance itself, its group, groups that may cross-react."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from workstation.domain.screening.case import Case, Findings, Ground, Medicine, make_alert
from workstation.domain.screening.facts import AllergyGroup, CodedWords, Provenance
from workstation.domain.screening.knowledge import AllergyIndex, Knowledge
from workstation.domain.screening.model import AlertKind, Severity
from workstation.domain.screening.text import plain, singular, words

_Key = tuple[str, ...]
SAME_SUBSTANCE = "allergy--same"
"""Rule of an allergy to the very medicine."""
_LONGEST = 8
"""More words than the longest name of a group has."""


@dataclass(frozen=True, slots=True)
class Allergen:
    """What a recorded allergy means. All empty and not `none_known` = not recognised."""

    text: str
    ingredients: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    other: str = ""
    """The names of allergens that are no medicine."""
    none_known: bool = False
    unknown: tuple[str, ...] = ()
    """What stands in the text besides and means nothing to us, in its order; plain lower case."""

    @property
    def recognised(self) -> bool:
        """False: nobody knows what this allergy is to."""
        return bool(self.ingredients or self.groups or self.other or self.none_known)


def read_allergy(knowledge: Knowledge, text: str) -> Allergen:
    """What the words of an allergy mean: "no known allergies", groups, medicines, or things that are neither.

    Words without a meaning are in `unknown`: an allergy that is understood in part is never taken for understood.
    """
    index = knowledge.allergies
    whole, foreign = words(text), _foreign(text)
    if foreign:
        return _in_parts(knowledge, text, whole, foreign)
    if whole in index.none_known:
        return Allergen(text, none_known=True)
    core = tuple(word for word in whole if word not in index.ignorable)
    for key in (whole, core, singular(core)):
        if key in index.group_by_words:
            return Allergen(text, groups=(index.group_by_words[key],), other=index.others.get(key, ""))
        if key in index.others:
            return Allergen(text, other=index.others[key])
    return _in_parts(knowledge, text, whole, ())


def _in_parts(knowledge: Knowledge, text: str, whole: _Key, foreign: tuple[str, ...]) -> Allergen:
    """Several allergens in one text: the longest names that fit, from left to right; what is left is unknown."""
    index = knowledge.allergies
    named: list[_Key] = []
    rest: list[str] = []
    at = 0
    while at < len(whole):
        own = _named_at(index, whole, at)
        is_ignorable = whole[at] in index.ignorable
        match = knowledge.names.match_at(list(whole), at)
        medicine = whole[at : at + match[0]] if match else ()
        if len(medicine) > max(len(own), is_ignorable):
            rest += medicine
            at += len(medicine)
        elif own:
            named.append(own)
            at += len(own)
        else:
            rest += () if is_ignorable else whole[at : at + 1]
            at += 1
    identity = knowledge.identify(" ".join(rest))
    keys = [_known(index, key) for key in named]
    return Allergen(
        text,
        ingredients=identity.ingredients,
        groups=_once(index.group_by_words[key] for key in keys if key in index.group_by_words),
        other=", ".join(_once(index.others[key] for key in keys if key in index.others)),
        unknown=(*_phrases(whole, frozenset(identity.unknown)), *foreign),
    )


def _named_at(index: AllergyIndex, whole: _Key, at: int) -> _Key:
    """The longest name of a group or of another allergen that begins here; empty for none."""
    runs = (whole[at:end] for end in range(min(len(whole), at + _LONGEST), at, -1))
    return next((run for run in runs if _known(index, run)), ())


def _known(index: AllergyIndex, run: _Key) -> _Key:
    """The words under which the index has it, as written or in the singular; empty for none."""
    keys = (run, singular(run))
    return next((key for key in keys if key in index.group_by_words or key in index.others), ())


def _once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


def _phrases(whole: _Key, unknown: frozenset[str]) -> tuple[str, ...]:
    """Unknown words that stand side by side are one phrase."""
    return _once(" ".join(run) for is_unknown, run in groupby(whole, unknown.__contains__) if is_unknown)


def _foreign(text: str) -> tuple[str, ...]:
    """Words with letters of another script, which no name of ours is written in, as they stand."""
    other = (word for word in text.split() if any(one.isalpha() and not one.isascii() for one in plain(word)))
    return _once(word.strip(",;.()") for word in other)


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
        elif allergen.unknown:
            quoted = ", ".join(f'"{one}"' for one in allergen.unknown)
            findings.missing("allergy", allergen.text, f"the meaning of {quoted}")
        for ingredient, medicines in case.ingredients().items():
            _against(case, findings, allergen, ingredient, medicines)


def _against(case: Case, findings: Findings, allergen: Allergen, ingredient: str, medicines: list[Medicine]) -> None:
    if ingredient in allergen.ingredients:
        words_ = CodedWords("allergy_same", "allergy", "ask_allergy")
        ground = Ground(AlertKind.ALLERGY, SAME_SUBSTANCE, Severity.CONTRAINDICATED, words_, Provenance())
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
