"""The law of the country as data: a signed, versioned pack that the rules ask. No country name appears in code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from workstation.domain.alert_policy import AlertPolicy
from workstation.domain.duty import DutyRules
from workstation.domain.errors import Refused
from workstation.domain.prescribers import PrescriberRules
from workstation.domain.prescription import PrescriptionLine
from workstation.domain.returns import WillCallRules
from workstation.domain.substitution import SubstitutionRules


class DateOrder(StrEnum):
    """Order of day and month on handwritten prescriptions."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True, slots=True)
class LegalSource:
    """Where a legal fact comes from. `reviewed_by` is a named professional or None."""

    source: str
    reviewed_by: str | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """What the law says about one class of medicines."""

    code: str
    name: str
    prescription_needed: bool
    controlled: bool
    emergency_supply_days: int
    """Longest emergency supply in days; 0 = never."""
    second_person_check: bool
    label_text: str
    legal: LegalSource


@dataclass(frozen=True, slots=True)
class CompliancePack:
    """One country's rules. `signed` tells whether its signature was verified, `development_key` by which key."""

    id: str
    version: str
    currency: str
    date_order: DateOrder
    time_zone: str
    validity_days: int
    validity_legal: LegalSource
    schedules: Mapping[str, Schedule]
    required_prescription_fields: tuple[str, ...]
    second_language: str
    signed: bool
    development_key: bool
    allowed_regions: tuple[str, ...] = ()
    """Where an order server may keep its data: ISO 3166-1 or -2 codes; empty = anywhere."""
    alerts: AlertPolicy = field(default_factory=AlertPolicy)
    """Which clinical alerts interrupt here, and what answers them."""
    prescribers: PrescriberRules = field(default_factory=PrescriberRules)
    """What is asked of a prescriber, and whose prescriptions are not supplied."""
    substitution: SubstitutionRules = field(default_factory=SubstitutionRules)
    """What may not be replaced by another product."""
    check_months: int = 6
    """For how many months an unchanged repeat keeps its clinical check; 0 = never (issue 5)."""
    alone_check_minutes: int = 0
    """After how many minutes one who is alone may check the own packs by a second scan; 0 = never."""
    duty: DutyRules = field(default_factory=DutyRules)
    """Whether a responsible pharmacist has to be signed on, and how long that one may be away."""
    will_call: WillCallRules = field(default_factory=WillCallRules)
    """When a bag that nobody collects is taken apart, and where its packs go."""


class ComplianceRefusal(StrEnum):
    """Why the law stops something."""

    UNKNOWN_SCHEDULE = "unknown_schedule"
    PRESCRIPTION_EXPIRED = "prescription_expired"
    NOT_YET_VALID = "not_yet_valid"
    LINE_EXPIRED = "line_expired"
    LINE_NOT_YET_VALID = "line_not_yet_valid"


def schedule_of(pack: CompliancePack, code: str) -> Schedule:
    """The schedule with this code. Raises Refused(UNKNOWN_SCHEDULE): what the pack does not know is not sold."""
    if code not in pack.schedules:
        raise Refused(ComplianceRefusal.UNKNOWN_SCHEDULE, schedule=code, pack=pack.id)
    return pack.schedules[code]


def region_is_allowed(pack: CompliancePack, declared: Sequence[str]) -> bool:
    """Whether data may be kept in all of these regions ("IN", or a part of a country: "IN-MH")."""
    allowed = set(pack.allowed_regions)
    return not allowed or all({one.upper(), one.upper().partition("-")[0]} & allowed for one in declared)


def last_valid_day(pack: CompliancePack, authored_on: date | None, valid_until: date | None) -> date | None:
    """The last day of supply: the prescription's own, else the pack's validity from the day it was written."""
    if valid_until is not None:
        return valid_until
    return authored_on + timedelta(days=pack.validity_days) if authored_on else None


def require_valid(pack: CompliancePack, authored_on: date | None, valid_until: date | None, today: date) -> None:
    """Raises Refused when the prescription may not be supplied today because it is too old or not yet valid."""
    last = last_valid_day(pack, authored_on, valid_until)
    if last is not None and today > last:
        raise Refused(ComplianceRefusal.PRESCRIPTION_EXPIRED, valid_until=last)
    if authored_on is not None and today < authored_on:
        raise Refused(ComplianceRefusal.NOT_YET_VALID, authored_on=authored_on)


def require_line_valid(line: PrescriptionLine, today: date) -> None:
    """Raises Refused when the prescriber's own dates for this line do not allow a supply today."""
    if line.valid_until is not None and today > line.valid_until:
        raise Refused(ComplianceRefusal.LINE_EXPIRED, line=line.position, valid_until=line.valid_until)
    if line.valid_from is not None and today < line.valid_from:
        raise Refused(ComplianceRefusal.LINE_NOT_YET_VALID, line=line.position, valid_from=line.valid_from)


def require_some_line_valid(lines: Sequence[PrescriptionLine], today: date) -> None:
    """Raises Refused with the reason of the first line when none of them may be supplied today."""
    refusals = []
    for line in lines:
        try:
            require_line_valid(line, today)
        except Refused as refusal:
            refusals.append(refusal)
    if refusals and len(refusals) == len(lines):
        raise refusals[0]
