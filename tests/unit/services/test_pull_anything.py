"""Whatever a server sends: the pull ends, what is good is in, and what is not is named to people."""

import os
from copy import deepcopy
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import Json, a_pharmacy, fhir_patient, fhir_request, fhir_task
from tests.unit.services.searching_server import SearchingServer, courier_to
from workstation.adapters.fhir.wire import page_of
from workstation.domain import exact_json
from workstation.domain.outbox import AttentionCode
from workstation.services.sync.pull import pull

GOOD = [
    fhir_patient("p2"),
    fhir_request("m2", subject={"reference": "Patient/p2"}),
    fhir_task("RX-2", ["m2"], **{"for": {"reference": "Patient/p2"}}),
]
PATIENT = {"reference": "Patient/p1"}
ODD: list[Any] = [
    None,
    True,
    -1,
    10**30,
    Decimal("1e400"),
    Decimal("1e-400"),
    Decimal("0.0000000000000000000000001"),
    "",
    "no such code",
    "1900-01-01",
    "9999-12-31",
    "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00+14:00",
    "\x00\x01",
    "\ud800",
    "x" * 200_000,
    "Task/t-RX-1",
    "Patient/../../metadata",
    "https://elsewhere.example/Patient/p2",
    "#inside",
    "urn:uuid:not-one",
    [],
    [[]],
    [None],
    {},
    {"reference": 7},
    {"reference": "Task/t-RX-1"},
    {"reference": "Patient/p1"},
    {"coding": [{"code": 5}], "text": ["a"]},
    {"value": Decimal("1e999999"), "unit": "d", "code": "d"},
    {"value": 10**40, "code": "{tablet}", "system": "http://unitsofmeasure.org"},
]


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a resource that can be spoilt; type and id stay, without them it is no match of a search."""
    found = [path] if path and path not in (("resourceType",), ("id",)) else []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return found + [place for key, one in inner for place in _places(one, (*path, key))]


@st.composite
def spoilt(draw: st.DrawFn) -> list[Json]:
    """A prescription with its line and patient, spoilt in one to four places."""
    resources: list[Any] = [
        fhir_patient(telecom=[{"system": "phone", "value": "1"}]),
        fhir_request(medicationReference={"reference": "#med"}, contained=[{"id": "med", "code": {"text": "x"}}]),
        fhir_task(
            restriction={"period": {"end": "2026-12-01"}},
            input=[{"type": {"text": "due"}, "valueDateTime": "2026-11-22T10:00:00Z"}],
            meta={"versionId": "1", "lastUpdated": "2026-11-22T06:30:00Z"},
        ),
        {"resourceType": "AllergyIntolerance", "id": "a1", "patient": PATIENT, "code": {"text": "x"}},
        {
            "resourceType": "Observation",
            "id": "o1",
            "subject": PATIENT,
            "code": {"coding": [{"code": "29463-7"}]},
            "valueQuantity": {"value": 70, "unit": "kg"},
        },
    ]
    resources = deepcopy(resources)
    for _ in range(draw(st.integers(1, 4))):
        resource = draw(st.sampled_from(resources))
        places = _places(resource)
        if not places:
            continue
        *path, last = draw(st.sampled_from(places))
        holder = resource
        for key in path:
            holder = holder[key]
        if draw(st.booleans()) or not isinstance(holder, dict):
            holder[last] = deepcopy(draw(st.sampled_from(ODD)))
        else:
            del holder[last]
    return resources


class _Verbatim(SearchingServer):
    """Keeps what it is given, `meta` and all."""

    def put(self, resource: Any) -> Any:
        resource = exact_json.loads(exact_json.dumps(resource))  # as every body that comes over the wire
        found = resource if "meta" in resource else super().put(resource)
        self.resources[f"{resource['resourceType']}/{resource['id']}"] = found
        return found

    def search(self, resource_type: str, parameters: Any) -> Any:
        """By type only: the filters of the stand-in trust what they read."""
        found = [one for one in self.resources.values() if one["resourceType"] == resource_type]
        yield page_of({"entry": [{"resource": one} for one in found]}, resource_type)


EXAMPLES = int(os.environ.get("WORKSTATION_PULL_EXAMPLES", "60"))
"""60 at every stop, 300 in the tier `machine`."""


@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(spoilt())
def test_whatever_one_prescription_looks_like_the_others_come_in(resources: list[Json]) -> None:
    with a_pharmacy() as pharmacy:
        courier = courier_to(pharmacy, _Verbatim(*resources, *GOOD))
        first, again = pull(courier), pull(courier)
        assert (first.offline, again.offline) == ("", "")
        with pharmacy.store.read() as tx:
            good = tx.prescriptions.by_task("Task/t-RX-2")
            other = tx.prescriptions.by_task("Task/t-RX-1")
            told = [one.code for one in tx.attentions.open()]
            assert good is not None
            assert len(tx.prescriptions.get(good.id).medicine_lines) == 1
            not_ours = "owner" not in resources[2] or resources[2]["owner"] != {"reference": "Organization/pharmacy-1"}
            assert other is not None or AttentionCode.UNUSABLE_RESOURCE in told or not_ours
            assert told.count(AttentionCode.UNUSABLE_RESOURCE) <= 1
