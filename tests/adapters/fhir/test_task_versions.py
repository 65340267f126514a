"""Two versions of a Task in values that people compare, whatever a server wrote."""

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from workstation.adapters.fhir.task_versions import versions_of
from workstation.domain import exact_json
from workstation.domain.outbox import Conflict

STATION = UUID("0190e5a8-0000-7000-8000-000000000001")
US = "Organization/pharmacy-1"
NOW = datetime(2026, 11, 22, 11, 4, tzinfo=UTC)
CLAIMED_BY = "urn:pharmacist-workstation:fhir/claimed-by"
OURS = {
    "resourceType": "Task",
    "id": "t-1",
    "meta": {"versionId": "6", "lastUpdated": "2026-11-22T09:00:00Z"},
    "identifier": [{"system": CLAIMED_BY, "value": str(STATION)}],
    "status": "in-progress",
    "businessStatus": {"coding": [{"code": "part-supplied"}], "text": "part-supplied"},
    "owner": {"reference": US},
    "priority": "routine",
    "output": [{"valueReference": {"reference": "MedicationDispense/7"}}],
}
THEIRS = {
    **OURS,
    "meta": {"versionId": "7", "lastUpdated": "2026-11-22T10:11:00Z", "source": "Clinic desk"},
    "status": "on-hold",
    "statusReason": {"text": "line 2 stopped"},
    "owner": {"reference": "https://server.example/fhir/Organization/baner", "display": "Baner Pharmacy"},
    "identifier": [],
    "priority": "urgent",
    "restriction": {"period": {"end": "2026-12-22"}},
    "note": [{"text": "first"}, {"text": "Stopped by Dr. Menon"}],
    "output": [],
}


def conflict(ours: object, theirs: object) -> Conflict:
    return Conflict(STATION, STATION, STATION, exact_json.dumps(ours), exact_json.dumps(theirs), NOW)


def test_both_versions_are_read() -> None:
    found = versions_of(conflict(OURS, THEIRS), STATION, US)
    ours, theirs = found.ours, found.theirs
    assert (ours.version, ours.status, ours.business_status) == ("6", "in-progress", "part-supplied")
    assert (ours.owner_is_us, ours.claimed_here, ours.supplies) == (True, True, ("MedicationDispense/7",))
    assert (theirs.owner, theirs.owner_is_us, theirs.claimed_by) == ("Baner Pharmacy", False, "")
    assert (theirs.reason, theirs.valid_until, theirs.note) == ("line 2 stopped", "2026-12-22", "Stopped by Dr. Menon")
    assert (theirs.changed_at, theirs.changed_by) == (datetime(2026, 11, 22, 10, 11, tzinfo=UTC), "Clinic desk")


def test_every_other_field_that_differs_is_named() -> None:
    assert versions_of(conflict(OURS, THEIRS), STATION, US).also == ("priority",)


def test_the_raw_versions_are_whole_and_numbers_keep_their_digits() -> None:
    ours = exact_json.loads('{"status": "ready", "extension": [{"valueDecimal": 1.50}]}')
    raw = versions_of(conflict(ours, THEIRS), STATION, US).raw
    assert '[{"valueDecimal":1.50}]' in raw
    assert "Stopped by Dr. Menon" in raw


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*OURS, *THEIRS]), inner, max_size=6),
    max_leaves=12,
)


@given(json, json)
def test_no_body_is_too_odd(ours: object, theirs: object) -> None:
    versions_of(conflict(ours, theirs), STATION, US)
