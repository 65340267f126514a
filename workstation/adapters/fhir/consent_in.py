"""Consents of the server. What is not understood permits nothing and denies everything."""

from collections.abc import Sequence
from datetime import date

from workstation.adapters.fhir.values import OURS, Resource, day, objects, text
from workstation.domain.consent import Consent, Decision, Purpose

PURPOSE = f"{OURS}/consent-purpose"
"""Code system of `Consent.provision.purpose` that we understand: the words of `Purpose`."""
_OVER = frozenset({"rejected", "inactive", "entered-in-error"})
_NOT_YET = frozenset({"draft", "proposed"})
_READ = frozenset({"id", "extension", "type", "period", "purpose"})
"""Elements of a provision. Any other one narrows it (actor, data, an exception …): it permits less than it seems to."""
_EVERYTHING = frozenset(Purpose)


def consent_search(patients: Sequence[str]) -> tuple[str, Sequence[tuple[str, str]]]:
    """The search for what some patients agreed to."""
    return "Consent", [("patient", ",".join(patients)), ("_count", "200")]


def consent_from(resource: Resource) -> Consent | None:
    """What a Consent says; None for one that is over or not yet given (FHIR R4: Consent.status)."""
    reference, status = f"Consent/{text(resource, 'id')}", text(resource, "status")
    if status in _OVER | _NOT_YET:
        return None
    provision = resource.get("provision")
    if status != "active" or not isinstance(provision, dict) or "modifierExtension" in (*resource, *provision):
        return Consent(reference, Decision.DENY, _EVERYTHING)
    named, whole = _purposes(provision)
    begin, end, readable = _period(provision)
    if provision.get("type") == Decision.PERMIT:
        is_plain = readable and not set(provision) - _READ
        return Consent(reference, Decision.PERMIT, named if is_plain else frozenset(), begin, end)
    if provision.get("type") == Decision.DENY and readable:
        return Consent(reference, Decision.DENY, named if named and whole else _EVERYTHING, begin, end)
    return Consent(reference, Decision.DENY, _EVERYTHING)


def _period(provision: Resource) -> tuple[date | None, date | None, bool]:
    """First and last day, and whether everything that is said of them could be read."""
    period = provision.get("period", {})
    if not isinstance(period, dict):
        return None, None, False
    ends = [day(text(period, name)) for name in ("start", "end")]
    said = [period.get(name) is not None for name in ("start", "end")]
    return ends[0], ends[1], said == [one is not None for one in ends]


def _purposes(provision: Resource) -> tuple[frozenset[Purpose], bool]:
    """The purposes of ours that it names, and whether it names no others."""
    named = provision.get("purpose", [])
    codings = objects(named)
    codes = [text(one, "code") for one in codings if text(one, "system") == PURPOSE]
    ours = frozenset(Purpose(one) for one in codes if one in set(Purpose))
    return ours, isinstance(named, list) and len(ours) == len(named)
