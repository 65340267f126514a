"""What a Consent of the server permits, and that nothing else does."""

from datetime import date
from typing import Any

import pytest

from tests.adapters.fhir.conftest import a_translation
from tests.factories import TODAY
from workstation.domain.consent import Consent, Decision, Purpose, agrees

PURPOSE = "urn:pharmacist-workstation:fhir/consent-purpose"
REMINDERS = {"system": PURPOSE, "code": "reminders"}
SHARING = {"system": PURPOSE, "code": "sharing"}
RESEARCH = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HRESCH"}


def said(provision: object, **changes: Any) -> Consent | None:
    """What an active Consent with this provision says."""
    default = {"resourceType": "Consent", "id": "c", "status": "active", "patient": {"reference": "Patient/p1"}}
    return a_translation().consent({**default, "provision": provision, **changes})


def allowed(*consents: Consent | None, day: date = TODAY) -> set[Purpose]:
    """The purposes that all of them together leave."""
    found = [one for one in consents if one is not None]
    return {purpose for purpose in Purpose if agrees(found, purpose, day)}


def permit(*purposes: Any, **more: Any) -> Any:
    """A provision."""
    return {"type": "permit", "purpose": list(purposes), **more}


def deny(*purposes: Any, **more: Any) -> Any:
    """A provision."""
    return {"type": "deny", "purpose": list(purposes), **more}


@pytest.mark.parametrize(
    ("provision", "expected"),
    [
        (permit(REMINDERS), {Purpose.REMINDERS}),
        (permit(REMINDERS, SHARING), {Purpose.REMINDERS, Purpose.SHARING}),
        (permit(REMINDERS, RESEARCH), {Purpose.REMINDERS}),
        (permit(RESEARCH), set()),
        (permit(), set()),
        (permit(REMINDERS, actor=[{"role": {}}]), set()),
        (permit(REMINDERS, provision=[{"type": "deny"}]), set()),
        (permit(REMINDERS, modifierExtension=[{"url": "x"}]), set()),
        (permit(REMINDERS, period={"end": "2020-01-01"}), set()),
        (permit(REMINDERS, period={"start": "2199-01-01"}), set()),
        (permit(REMINDERS, period={"end": 5}), set()),
        (permit(REMINDERS, period="2030"), set()),
        (permit(REMINDERS, period={"start": "2020-01-01", "end": "2199-01-01"}), {Purpose.REMINDERS}),
        ({"type": "permit", "purpose": "reminders"}, set()),
        ({"type": ["permit"], "purpose": [REMINDERS]}, set()),
        ({"purpose": [REMINDERS]}, set()),
        ("garbage", set()),
        (None, set()),
    ],
)
def test_only_what_is_understood_and_named_is_permitted(provision: object, expected: set[Purpose]) -> None:
    assert allowed(said(provision)) == expected


@pytest.mark.parametrize(
    ("denial", "left"),
    [
        (deny(REMINDERS), {Purpose.SHARING}),
        (deny(REMINDERS, RESEARCH), set()),
        (deny(RESEARCH), set()),
        (deny(), set()),
        (deny(REMINDERS, actor=[{}]), {Purpose.SHARING}),
        (deny(REMINDERS, period={"end": "2020-01-01"}), {Purpose.REMINDERS, Purpose.SHARING}),
        (deny(REMINDERS, period={"end": "soon"}), set()),
        ({"type": "maybe"}, set()),
        ("garbage", set()),
    ],
)
def test_a_denial_outweighs_a_permission_and_denies_everything_where_it_is_not_understood(
    denial: object, left: set[Purpose]
) -> None:
    assert allowed(said(permit(REMINDERS, SHARING)), said(denial)) == left


@pytest.mark.parametrize("status", ["draft", "proposed", "rejected", "inactive", "entered-in-error"])
def test_what_is_over_or_not_given_yet_says_nothing(status: str) -> None:
    assert said(deny(), status=status) is None


def test_an_unknown_status_denies() -> None:
    found = said(permit(REMINDERS), status="paused")
    assert found is not None
    assert found.decision is Decision.DENY


def test_nothing_said_is_a_no() -> None:
    assert allowed() == set()
