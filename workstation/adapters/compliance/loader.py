"""Reads a compliance pack: first the signature over its bytes, then its form, then its values."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workstation.adapters.compliance.form import complaints
from workstation.domain.alert_policy import DEFAULT_PLACES, AlertPlace, AlertPolicy
from workstation.domain.compliance import CompliancePack, DateOrder, LegalSource, Schedule
from workstation.domain.duty import DutyRules
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.prescribers import EmergencyCheck, PrescriberKind, PrescriberRules, StoppedPrescriber
from workstation.domain.returns import PackFate, WillCallRules
from workstation.domain.screening import Severity
from workstation.domain.substitution import SubstitutionRules
from workstation.services.signatures import SignatureRefusal, Verified, VerifySignature

SUFFIX = ".sig"
_CHECK_MONTHS = 6
"""Where the pack says nothing (issue 5)."""


def load_pack(path: Path, verify: VerifySignature) -> CompliancePack:
    """The pack in `path`, signed in the file beside it.

    Raises Refused(SignatureRefusal) for a pack that was changed or is not signed by a trusted key, and
    Unavailable("compliance", sentence) for one that is missing or that this program does not understand.
    """
    content = _bytes(path)
    verified = verify(content, _signature(path))
    try:
        document = tomllib.loads(content.decode("utf-8"))
    except ValueError as error:
        raise Unavailable("compliance", f"The compliance pack {path.name} cannot be read: {error}.") from error
    wrong = complaints(document)
    if wrong:
        raise Unavailable("compliance", f"The compliance pack {path.name} does not fit this program: {wrong[0]}.")
    return _pack(document, verified)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unavailable("compliance", f"{path.name} cannot be read: {error.strerror}.") from error


def _signature(path: Path) -> bytes:
    signature = path.with_name(path.name + SUFFIX)
    if not signature.is_file():
        raise Refused(SignatureRefusal.UNREADABLE, file=signature.name)
    return _bytes(signature)


def _pack(document: Mapping[str, Any], verified: Verified) -> CompliancePack:
    prescription = document["prescription"]
    schedules = [_schedule(entry) for entry in document["schedule"]]
    return CompliancePack(
        id=document["id"],
        version=document["version"],
        currency=document["currency"],
        date_order=DateOrder(document["date_order"]),
        time_zone=document["time_zone"],
        validity_days=prescription["validity_days"],
        validity_legal=_legal(prescription["legal"]),
        schedules={schedule.code: schedule for schedule in schedules},
        required_prescription_fields=tuple(prescription["required_fields"]),
        second_language=document["second_language"],
        signed=True,
        development_key=verified.development,
        allowed_regions=tuple(document.get("residency", {}).get("allowed_regions", ())),
        alerts=_alerts(document.get("alerts", {})),
        prescribers=_prescribers(document.get("prescriber", {})),
        substitution=_substitution(document.get("substitution", {})),
        check_months=document.get("clinical_check", {}).get("retained_months", _CHECK_MONTHS),
        alone_check_minutes=document.get("second_person", {}).get("alone_after_minutes", 0),
        will_call=_will_call(document.get("will_call", {})),
        duty=_duty(document.get("responsible_pharmacist")),
    )


def _schedule(entry: Mapping[str, Any]) -> Schedule:
    return Schedule(
        code=entry["code"],
        name=entry["name"],
        prescription_needed=entry["prescription_needed"],
        controlled=entry["controlled"],
        emergency_supply_days=entry["emergency_supply_days"],
        second_person_check=entry["second_person_check"],
        label_text=entry["label_text"],
        legal=_legal(entry["legal"]),
    )


def _alerts(entry: Mapping[str, Any]) -> AlertPolicy:
    """What the site decided; the rest as the program has it."""
    decided = {severity: AlertPlace(entry[severity.word]) for severity in Severity if severity.word in entry}
    default = AlertPolicy()
    return AlertPolicy(
        places={**DEFAULT_PLACES, **decided},
        hard_rules=frozenset(entry.get("hard_rules", ())),
        remembered_days=entry.get("remembered_days", default.remembered_days),
    )


def _prescribers(entry: Mapping[str, Any]) -> PrescriberRules:
    kinds = entry.get("kind", ())
    return PrescriberRules(
        pattern=entry.get("registration_pattern", ""),
        needed_for=frozenset(entry.get("registration_needed_for", ())),
        kinds=tuple(PrescriberKind(one["name"], one["pattern"], frozenset(one["schedules"])) for one in kinds),
        stopped=tuple(
            StoppedPrescriber(one["reason"], one.get("registration_number", ""), one.get("name", ""))
            for one in entry.get("stopped", ())
        ),
        emergency_checks=frozenset(map(EmergencyCheck, entry.get("emergency_checks", EmergencyCheck))),
    )


def _substitution(entry: Mapping[str, Any]) -> SubstitutionRules:
    narrow = entry.get("narrow_therapeutic_index", {}).get("ingredients", ())
    return SubstitutionRules(frozenset(map(str.lower, narrow)), frozenset(entry.get("blocked_schedules", ())))


def _duty(entry: Mapping[str, Any] | None) -> DutyRules:
    """A pack that says nothing asks for nobody."""
    if entry is None:
        return DutyRules()
    return DutyRules(True, entry.get("absence_minutes", 0), entry.get("longest_hours", 0))


def _will_call(entry: Mapping[str, Any]) -> WillCallRules:
    default = WillCallRules()
    fate = PackFate(entry["cut_packs"]) if "cut_packs" in entry else default.cut_packs
    days, out = entry.get("return_after_days", default.return_after_days), entry.get("scan_out", default.scan_out)
    return WillCallRules(days, fate, out)


def _legal(entry: Mapping[str, Any]) -> LegalSource:
    return LegalSource(entry["source"], entry.get("reviewed_by"))
