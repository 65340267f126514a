"""From the French mechanism and advice to codes: what happens, why, what to do, and who acts on whom."""

import re
from dataclasses import dataclass

from workstation.domain.screening.model import Severity
from workstation.domain.screening.text import plain

SEVERITIES = {
    "contre-indication": Severity.CONTRAINDICATED,
    "association deconseillee": Severity.MAJOR,
    "precaution d'emploi": Severity.MODERATE,
    "a prendre en compte": Severity.MINOR,
    "il convient de prendre en compte": Severity.MINOR,
}
"""Map of the issue: contre-indication = contraindicated ... à prendre en compte = minor."""

_LOWERS = re.compile(
    r"\b(diminution|diminue|reduction|baisse|perte|moindre|inefficacite|echec|moins efficace|annul"
    r"|inhibition de l'effet)"
)
_RAISES = re.compile(r"\b(augmentation|majoration|accroissement|surdosage|elevation|toxicite|majore)")
_LEVEL = re.compile(
    r"concentration|taux|metabolisme|elimination|clairance|absorption|biodisponibilite|surdosage|inhibiteur|inducteur"
)
_INDUCES = re.compile(r"induct|augmentation (?:de son|de leur|du) (?:metabolisme|catabolisme)")
_INHIBITS = re.compile(r"inhib|diminution (?:de son|de leur|du) (?:metabolisme|catabolisme)")

_EFFECTS: tuple[tuple[str, str, str], ...] = (
    (r"torsade|troubles du rythme", "qt", "additive_qt"),
    (r"digitaliques", "digoxin_toxicity", "additive_toxicity"),
    (r"serotoninergique", "serotonin_syndrome", "additive_serotonin"),
    (r"vaccinale", "vaccine_infection", "immune_suppression"),
    (r"hyperkalie", "hyperkalaemia", "additive_potassium"),
    (r"rhabdomyolyse|musculaires", "myopathy", "additive_myopathy"),
    (r"ergotisme", "ergotism", "additive_vasoconstriction"),
    (r"hypertensi(?:ves|on paroxystique)|poussees? hypertensi", "hypertensive_crisis", "additive_sympathetic"),
    (r"vasoconstriction|vasospas", "vasospasm", "additive_vasoconstriction"),
    (r"hemorra|saignement", "bleeding", "additive_bleeding"),
    (r"depression respiratoire", "respiratory_depression", "additive_cns"),
    (r"depression centrale|sedati", "sedation", "additive_cns"),
    (r"bradycardi|automatisme|auriculo-ventriculaire|conduction", "bradycardia", "additive_bradycardia"),
    (r"\bconvulsi|seuil epileptogene|crises? d'epilepsie", "seizures", "additive_seizure"),
    (r"hypoglycemi", "hypoglycaemia", "additive_hypoglycaemia"),
    (r"hypokaliemi", "hypokalaemia", "potassium_loss"),
    (r"hyponatremi", "hyponatraemia", "water_retention"),
    (r"hypotensi", "hypotension", "additive_hypotension"),
    (r"nephrotox|insuffisance renale|fonction renale", "nephrotoxicity", "additive_nephrotoxicity"),
    (r"ototox|auditi", "ototoxicity", "additive_ototoxicity"),
    (r"hematolog|myelosuppress|medullaire|agranulocyt|leucop", "myelosuppression", "additive_toxicity"),
    (r"hepatotox|hepatiques? grave|atteinte hepatique", "hepatotoxicity", "additive_toxicity"),
    (r"lithiemie|surdosage en lithium", "lithium_toxicity", "reduces_renal_clearance"),
    (r"immunodepress|infection", "infection", "immune_suppression"),
    (r"methemoglobin", "methaemoglobinaemia", "additive_toxicity"),
    (r"angio-?(?:œ|oe)deme|bradykini", "angioedema", "bradykinin"),
    (r"atropinique|anticholinergique", "anticholinergic_burden", "additive_anticholinergic"),
    (r"hypertension intracranienne", "intracranial_hypertension", "additive_toxicity"),
    (r"neurotox|neurolog", "neurotoxicity", "additive_toxicity"),
)

_ADVICE: tuple[tuple[str, str], ...] = (
    (r"a distance|plus de \d+ ?h|\d+ heures (?:avant|apres)", "separate_hours"),
    (r"\binr\b", "monitor_inr"),
    (r"kaliemie", "monitor_potassium"),
    (r"electrocardio|\becg\b", "monitor_ecg"),
    (r"glycemi", "monitor_glucose"),
    (r"contracepti", "other_contraception"),
    (r"fonction renale|creatinin", "monitor_renal"),
    (r"numeration|hemogramme|\bnfs\b", "monitor_counts"),
    (r"concentrations? (?:plasmatiques?|sanguines?)|dosage|lithiemie|theophyllinemie|digoxinemie", "monitor_level"),
    (r"tension|pression arterielle", "monitor_bp"),
    (r"adapt|reduire|reduction|diminuer|posologie", "adjust_dose_of_b"),
)
_STRICTER = {
    "monitor_inr": "avoid_or_monitor_inr",
    "monitor_ecg": "avoid_or_monitor_ecg",
    "monitor_renal": "avoid_or_monitor_renal",
    "monitor_level": "avoid_or_monitor_level",
    "monitor_counts": "avoid_or_monitor_counts",
    "other_contraception": "other_contraception",
}
_PLAIN_ADVICE = {
    Severity.CONTRAINDICATED: "do_not_combine",
    Severity.MAJOR: "avoid",
    Severity.MODERATE: "monitor",
    Severity.MINOR: "be_aware",
}


@dataclass(frozen=True, slots=True)
class Coded:
    """The codes of one entry; `swapped` = the second name acts on the first."""

    effect: str
    mechanism: str
    management: str
    parameters: str
    swapped: bool


def worst_certain(levels: list[str]) -> Severity:
    """The severity that holds in every case: of several levels ("with doses above ...") the lowest."""
    return min(SEVERITIES[plain(" ".join(level.split()))] for level in levels)


def code(first: str, second: str, mechanism: str, advice: str, severity: Severity) -> Coded:
    """Codes of an entry; `first` and `second` are the French names in one spelling."""
    said = plain(" ".join(mechanism.split()))
    victim = _victim(first, second, said)
    effect, why = _effect(said, victim is not None)
    management, parameters = _management(plain(" ".join(advice.split())), severity)
    if management == "adjust_dose_of_b" and victim is None:
        management = "monitor"
    return Coded(effect, why, management, parameters, swapped=victim == first)


def _effect(said: str, directed: bool) -> tuple[str, str]:
    lowers, raises = _LOWERS.search(said), _RAISES.search(said)
    lowered = lowers is not None and (raises is None or lowers.start() < raises.start())
    if lowered and (_LEVEL.search(said) or re.search(r"efficacite|echec|effet", said)):
        return ("loss_of_effect" if directed else "either_loss"), _why_lower(said) if directed else "either_level"
    named = next(((effect, why) for sign, effect, why in _EFFECTS if re.search(sign, said)), None)
    level = _why_higher(said) if directed and _LEVEL.search(said) else None
    if named is not None:
        return named[0], level or named[1]
    if re.search(r"antagonis", said):
        return ("loss_of_effect", "antagonism") if directed else ("either_loss", "either_antagonism")
    if directed:
        return "toxicity", level or "additive_toxicity"
    return "either_toxicity", "additive_toxicity"


def _why_lower(said: str) -> str:
    if re.search(r"absorption|chelat", said):
        return "reduces_absorption"
    if _INDUCES.search(said):
        return "induces_metabolism"
    return "antagonism" if "antagonis" in said else "lowers_level"


def _why_higher(said: str) -> str:
    if re.search(r"elimination|clairance|excretion", said):
        return "reduces_renal_clearance" if "renal" in said else "raises_level"
    return "inhibits_metabolism" if _INHIBITS.search(said) else "raises_level"


def _management(advice: str, severity: Severity) -> tuple[str, str]:
    found = next((code for sign, code in _ADVICE if re.search(sign, advice)), None)
    hours = re.search(r"(\d+) ?h", advice)
    if severity is Severity.CONTRAINDICATED or found is None:
        return _PLAIN_ADVICE[severity], ""
    if found == "separate_hours":
        return found, f"hours={hours.group(1) if hours else 2}"
    if severity is Severity.MAJOR:
        return _STRICTER.get(found, "avoid"), ""
    return (found, "") if severity is Severity.MODERATE else ("be_aware", "")


def _victim(first: str, second: str, said: str) -> str | None:
    """Which of the two is acted on: the other follows "par", or this one is named first after "de"; None = unclear."""
    by = {
        name: any(re.search(rf"\bpar (?:[a-z'-]+ ){{0,3}}[a-z']*{stem}", said) for stem in _stems(name))
        for name in (first, second)
    }
    if by[first] != by[second]:
        return second if by[first] else first
    at = {name: _first_mention(name, said) for name in (first, second)}
    if at[first] is None and at[second] is None:
        return None
    if at[first] is None or at[second] is None:
        return second if at[first] is None else first
    return None


def _first_mention(name: str, said: str) -> int | None:
    found = [
        match.start()
        for stem in _stems(name)
        for match in re.finditer(rf"\b(?:d'|de |du |des |la |le |les |l')+{stem}", said)
    ]
    return min(found, default=None)


_GENERAL = {
    "autres",
    "medicaments",
    "substances",
    "susceptibles",
    "acide",
    "donner",
    "origine",
    "sauf",
    "compris",
    "collyres",
    "voies",
}


def _stems(name: str) -> list[str]:
    words = [word for word in re.findall(r"[a-z]{4,}", name) if word not in _GENERAL]
    return [word[:7] for word in words[:3]]
