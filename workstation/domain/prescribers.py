"""Who may prescribe what: a prescriber's registration number, what its kind allows, and the site's stop list. Data."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from workstation.domain.errors import Refused
from workstation.domain.prescription import Prescriber


class EmergencyCheck(StrEnum):
    """What a compliance pack may ask of the prescriber before an emergency supply, too. The stop list holds always."""

    MAY_PRESCRIBE = "may_prescribe"
    NUMBER = "number"


class PrescriberRefusal(StrEnum):
    """Why a prescription of this prescriber is not supplied."""

    STOPPED = "prescriber_stopped"
    MAY_NOT = "prescriber_may_not"
    NO_NUMBER = "registration_missing"
    MALFORMED = "registration_malformed"


@dataclass(frozen=True, slots=True)
class PrescriberKind:
    """Prescribers who are told by the form of their number, and the schedules that they may prescribe."""

    name: str
    pattern: str
    """Of the whole number in capitals, regular expression."""
    schedules: frozenset[str]


@dataclass(frozen=True, slots=True)
class StoppedPrescriber:
    """One entry of the site's stop list: by number where it has one, else by name."""

    reason: str
    registration_number: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class PrescriberRules:
    """Of a compliance pack. Empty: nothing is asked."""

    pattern: str = ""
    """A well-formed number (in capitals) matches it as a whole; "" = every one does."""
    needed_for: frozenset[str] = frozenset()
    """Schedules that are not supplied without a well-formed number."""
    kinds: tuple[PrescriberKind, ...] = ()
    stopped: tuple[StoppedPrescriber, ...] = ()
    emergency_checks: frozenset[EmergencyCheck] = frozenset(EmergencyCheck)
    """What holds for an emergency supply, too; everything unless the pack says less."""


def number_doubt(rules: PrescriberRules, prescriber: Prescriber) -> Refused | None:
    """What is wrong with the registration number; None when it is there and well formed."""
    number = prescriber.registration_number.strip()
    facts = {"prescriber": prescriber.name or "?"}
    if not number:
        return Refused(PrescriberRefusal.NO_NUMBER, **facts)
    if rules.pattern and not re.fullmatch(rules.pattern, number.upper()):
        return Refused(PrescriberRefusal.MALFORMED, number=number, **facts)
    return None


def prescriber_stops(rules: PrescriberRules, prescriber: Prescriber, schedules: Collection[str]) -> list[Refused]:
    """What forbids to supply medicines of these schedules on a prescription of this prescriber."""
    found = [_stopped(one, prescriber) for one in rules.stopped if _is(one, prescriber)]
    allowed = [kind for kind in rules.kinds if re.fullmatch(kind.pattern, prescriber.registration_number.upper())]
    for schedule in sorted(set(schedules)):
        if allowed and not any(schedule in kind.schedules for kind in allowed):
            facts = {"prescriber": prescriber.name or "?", "kind": allowed[0].name, "schedule": schedule}
            found.append(Refused(PrescriberRefusal.MAY_NOT, **facts))
    doubt = number_doubt(rules, prescriber) if rules.needed_for & set(schedules) else None
    return [*found, doubt] if doubt is not None else found


def emergency_stops(rules: PrescriberRules, prescriber: Prescriber, schedules: Collection[str]) -> list[Refused]:
    """As `prescriber_stops`, before an emergency supply on a prescription that is held and not claimed yet."""
    return [one for one in prescriber_stops(rules, prescriber, schedules) if _holds_in_emergency(rules, one)]


def _holds_in_emergency(rules: PrescriberRules, refused: Refused) -> bool:
    if refused.code is PrescriberRefusal.STOPPED:
        return True
    check = EmergencyCheck.MAY_PRESCRIBE if refused.code is PrescriberRefusal.MAY_NOT else EmergencyCheck.NUMBER
    return check in rules.emergency_checks


def _stopped(entry: StoppedPrescriber, prescriber: Prescriber) -> Refused:
    who = prescriber.name or prescriber.registration_number
    return Refused(PrescriberRefusal.STOPPED, prescriber=who, reason=entry.reason)


def _is(entry: StoppedPrescriber, prescriber: Prescriber) -> bool:
    """By number; by name only where one of the two has none: namesakes are not stopped."""
    if entry.registration_number and prescriber.registration_number:
        return _plain(entry.registration_number) == _plain(prescriber.registration_number)
    return bool(entry.name) and _name(entry.name) == _name(prescriber.name)


def _plain(number: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", number.upper())


def _name(name: str) -> frozenset[str]:
    """Words in any order, without titles."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", name).casefold())
    return frozenset(words) - {"dr", "prof"}
