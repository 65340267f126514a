"""Search parameters, their modifiers and prefixes, sorting, totals."""

import pytest

from tests.adapters.orderserver.client import Api, assert_outcome, dispense, line, task


@pytest.fixture
def tasks(api: Api) -> Api:
    """Three Tasks, an hour apart."""
    for number, status in enumerate(("requested", "accepted", "completed"), 1):
        api.put(
            f"/Task/t{number}",
            task(
                id=f"t{number}",
                status=status,
                owner={"reference": f"Organization/o{number % 2}"},
                identifier=[{"system": "urn:a", "value": f"n{number}"}, {"value": "plain"}],
                groupIdentifier={"system": "urn:rx", "value": f"rx{number}"},
                code={"coding": [{"system": "urn:code", "code": "fulfill"}]},
                focus={"reference": f"MedicationRequest/m{number}"},
                basedOn=[
                    {"reference": f"MedicationRequest/m{number}"},
                    {"reference": "MedicationRequest/m9"},
                ],
                authoredOn=f"2026-01-0{number}",
                **{"for": {"reference": "Patient/p1" if number < 3 else "Group/p1"}},
            ),
        )
        api.clock.advance(hours=1)
    return api


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", "t1 t2 t3"),
        ("_id=t2", "t2"),
        ("_id=t3,t1,none", "t1 t3"),
        ("status=requested", "t1"),
        ("status=requested,completed", "t1 t3"),
        ("status:not=requested", "t2 t3"),
        ("status:not=requested,completed", "t2"),
        ("owner=Organization/o1", "t1 t3"),
        ("owner=o1", "t1 t3"),
        ("owner:Organization=o1", "t1 t3"),
        ("owner=https://orders.test/Organization/o1", "t1 t3"),
        ("owner=Organization/o1&status=completed", "t3"),
        ("owner=Organization/o1&status=accepted", ""),
        ("identifier=urn:a|n2", "t2"),
        ("identifier=n2", "t2"),
        ("identifier=urn:a|", "t1 t2 t3"),
        ("identifier=|plain", "t1 t2 t3"),
        ("identifier=|n2", ""),
        ("identifier=urn:b|n2", ""),
        ("group-identifier=urn:rx|rx3", "t3"),
        ("code=fulfill", "t1 t2 t3"),
        ("code=urn:code|fulfill&_id=t1", "t1"),
        ("focus=MedicationRequest/m2", "t2"),
        ("based-on=MedicationRequest/m9", "t1 t2 t3"),
        ("based-on=MedicationRequest/m9&based-on=m1", "t1"),
        ("patient=p1", "t1 t2"),
        ("subject=Group/p1", "t3"),
        ("subject=p1", "t1 t2 t3"),
        ("authored-on=ge2026-01-02", "t2 t3"),
        ("authored-on=2026-01-02", "t2"),
        ("authored-on=2026-01", "t1 t2 t3"),
        ("authored-on=lt2026-01-02", "t1"),
        ("authored-on=sa2026-01-02", "t3"),
        ("authored-on=ne2026-01-02", "t1 t3"),
        ("_lastUpdated=ge2026-11-01T09:00:00Z", "t2 t3"),
        ("_lastUpdated=gt2026-11-01T09:00:00.000Z", "t3"),
        ("_lastUpdated=le2026-11-01T09:00:00.000Z", "t1 t2"),
        ("_lastUpdated=lt2026-11-01T09:00:00.000Z", "t1"),
        ("_lastUpdated=eq2026-11-01T09", ""),
        ("_lastUpdated=2026-11-01T09:00", "t2"),
        ("_lastUpdated=ge2026-11-01T09:00:00Z&_lastUpdated=lt2026-11-01T10:00:00Z", "t2"),
        ("_lastUpdated=ge2026-11-01T14:30:00%2B05:30", "t2 t3"),
        ("_lastUpdated=ge2026-11-01T14:30:00+05:30", "t2 t3"),
        ("_sort=-_lastUpdated", "t3 t2 t1"),
        ("_sort=_lastUpdated", "t1 t2 t3"),
        ("_sort=-_id", "t3 t2 t1"),
        ("_sort=-authored-on", "t3 t2 t1"),
        ("unknown=1", "t1 t2 t3"),
        ("patient.name=x", "t1 t2 t3"),
    ],
)
def test_a_search_finds(tasks: Api, search: str, found: str) -> None:
    if search == "_lastUpdated=eq2026-11-01T09":  # an hour without minutes is no FHIR date
        assert_outcome(tasks.get(f"/Task?{search}"), 400, "value")
        return
    assert tasks.matches(f"/Task?{search}") == found.split()


def test_a_posted_search_answers_as_one_by_get(tasks: Api) -> None:
    form = {"content_type": "application/x-www-form-urlencoded"}
    posted = tasks.post("/Task/_search?_sort=-_id", b"status=requested,completed", **form).json()
    assert [entry["resource"]["id"] for entry in posted["entry"]] == ["t3", "t1"]


def test_a_search_posted_as_json_is_refused(tasks: Api) -> None:
    assert_outcome(tasks.post("/Task/_search", {"status": "requested"}), 415, "not-supported")


@pytest.mark.parametrize(
    "search", ["unknown=1", "patient.name=x", "_sort=owner", "_include=Task:nothing", "_summary=text"]
)
def test_strict_handling_refuses_what_is_not_understood(tasks: Api, search: str) -> None:
    assert_outcome(tasks.get(f"/Task?{search}", prefer="handling=strict"), 400, "not-supported")


@pytest.mark.parametrize("search", ["status:above=x", "owner:missing=true", "_id:not=t1", "authored-on:exact=2026"])
def test_an_unknown_modifier_is_always_refused(tasks: Api, search: str) -> None:
    assert_outcome(tasks.get(f"/Task?{search}"), 400, "not-supported")


@pytest.mark.parametrize("search", ["_lastUpdated=yesterday", "_lastUpdated=ap2026", "_count=many", "_count=-1"])
def test_a_value_that_cannot_be_read_is_refused(tasks: Api, search: str) -> None:
    assert tasks.get(f"/Task?{search}").status_code == 400


def test_the_self_link_shows_what_was_understood(tasks: Api) -> None:
    bundle = tasks.get("/Task?status=requested&unknown=1").json()
    assert bundle["link"] == [{"relation": "self", "url": "https://orders.test/Task?status=requested"}]


def test_a_count_of_matches_comes_without_them(tasks: Api) -> None:
    for search in ("_summary=count", "_count=0"):
        bundle = tasks.get(f"/Task?owner=o1&{search}").json()
        assert bundle["total"] == 2
        assert "entry" not in bundle


def test_the_total_can_be_left_out(tasks: Api) -> None:
    assert "total" not in tasks.get("/Task?_total=none").json()
    assert tasks.get("/Task?_total=accurate").json()["total"] == 3


def test_an_update_moves_a_resource_in_every_index(tasks: Api) -> None:
    tasks.put("/Task/t1", task(id="t1", status="accepted", owner={"reference": "Organization/o7"}))
    assert tasks.matches("/Task?status=requested") == []
    assert tasks.matches("/Task?owner=o7") == ["t1"]
    assert tasks.matches("/Task?identifier=n1") == []


def test_a_comma_in_a_value_can_be_escaped(api: Api) -> None:
    api.put("/Task/t1", task(id="t1", identifier=[{"system": "urn:a", "value": "1,2"}]))
    assert api.matches("/Task?identifier=urn:a|1\\,2") == ["t1"]
    assert api.matches("/Task?identifier=urn:a|1,2") == []


def test_a_dispense_is_found_by_the_prescription_line(api: Api) -> None:
    api.post("/MedicationDispense", dispense(authorizingPrescription=[{"reference": "MedicationRequest/m1"}]))
    assert len(api.matches("/MedicationDispense?prescription=MedicationRequest/m1")) == 1
    assert api.matches("/MedicationDispense?prescription=MedicationRequest/m2") == []


def test_a_logical_reference_is_found_by_its_identifier(api: Api) -> None:
    api.put("/MedicationRequest/m1", line(id="m1", subject={"identifier": {"system": "urn:nhs", "value": "99"}}))
    assert api.matches("/MedicationRequest?subject:identifier=urn:nhs|99") == ["m1"]


def test_a_patient_is_found_by_name_and_birth_date(api: Api) -> None:
    name = [{"family": "Iyer", "given": ["Lakshmi", "Devi"]}]
    api.put("/Patient/p1", {"resourceType": "Patient", "id": "p1", "name": name, "birthDate": "1961-04-12"})
    for search in ("name=lak", "family=IY", "given=devi", "name:contains=yer", "family:exact=iyer"):
        assert api.matches(f"/Patient?{search}&birthdate=1961-04-12") == ["p1"]
    for search in ("name=kshmi", "family:exact=iy", "birthdate=1961-04-13"):
        assert api.matches(f"/Patient?{search}") == []


def test_a_tag_finds_what_carries_it(api: Api) -> None:
    tag = [{"system": "urn:station", "code": "s1"}]
    api.put("/Basic/b1", {"resourceType": "Basic", "id": "b1", "code": {"text": "x"}, "meta": {"tag": tag}})
    assert api.matches("/Basic?_tag=urn:station|s1") == ["b1"]


def test_parameters_that_fhir_r4_does_not_have_are_not_offered(api: Api) -> None:
    answer = api.get("/MedicationRequest?group-identifier=x", prefer="handling=strict")
    assert_outcome(answer, 400, "not-supported")


def test_elements_of_any_shape_do_not_break_a_search(api: Api) -> None:
    odd = {
        "status": 5,
        "code": [{"coding": "x"}, 3, None],
        "encounter": {"reference": 4},
        "category": {"coding": [1]},
    }
    api.put("/Flag/f1", {"resourceType": "Flag", "id": "f1", **odd})
    assert api.matches("/Flag?code=x") == []
    assert api.matches("/Flag") == ["f1"]
