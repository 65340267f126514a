"""Loading files that nobody here wrote: ids, references, repeats, and everything that is wrong with them."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.adapters.orderserver.client import line, task
from workstation.orderserver.report import NoteKind
from workstation.orderserver.server import OrderServer


@pytest.fixture
def server() -> OrderServer:
    """A server that is not started: loading needs no network."""
    return OrderServer()


def patient(patient_id: str = "p1", **members: Any) -> dict[str, Any]:
    """A Patient with an identifier."""
    identifier = [{"system": "urn:mrn", "value": patient_id}]
    return {"resourceType": "Patient", "id": patient_id, "identifier": identifier, **members}


def bundle(*resources: Any, kind: str = "collection") -> dict[str, Any]:
    """A Bundle of resources with fullUrls after their ids."""
    entries = [
        {"fullUrl": f"urn:uuid:{each.get('id', number)}", "resource": each} for number, each in enumerate(resources)
    ]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def test_ids_are_kept_so_that_references_go_on_working(server: OrderServer) -> None:
    report = server.load_document(bundle(patient("p1"), line(id="m1", subject={"reference": "urn:uuid:p1"})))
    assert (report.stored, report.renamed, report.notes) == (2, 0, [])
    (stored,) = server.query("MedicationRequest?_id=m1")
    assert stored["subject"] == {"reference": "Patient/p1"}


def test_a_resource_without_an_id_takes_the_one_of_its_full_url(server: OrderServer) -> None:
    content = bundle(patient("p1"))
    del content["entry"][0]["resource"]["id"]
    server.load_document(content)
    assert [each["id"] for each in server.query("Patient")] == ["p1"]


def test_references_are_resolved_by_every_way_of_writing_them(server: OrderServer) -> None:
    content = bundle(patient("p1"), *(line(id=f"m{n}") for n in range(5)))
    content["entry"][0]["fullUrl"] = "https://elsewhere.test/fhir/Patient/p1"
    written = [
        "https://elsewhere.test/fhir/Patient/p1",
        "Patient/p1",
        "Patient/p1/_history/3",
        "#inside",
        "Patient/away",
    ]
    for number, reference in enumerate(written):
        content["entry"][number + 1]["resource"]["subject"] = {"reference": reference}
    server.load_document(content)
    found = [server.query(f"MedicationRequest?_id=m{number}")[0]["subject"]["reference"] for number in range(5)]
    assert found == ["Patient/p1", "Patient/p1", "Patient/p1", "#inside", "Patient/away"]


def test_a_conditional_reference_leads_to_the_only_match(server: OrderServer) -> None:
    server.load_document(patient("p1"))
    server.load_document(bundle(line(id="m1", subject={"reference": "Patient?identifier=urn:mrn|p1"})))
    assert server.query("MedicationRequest")[0]["subject"] == {"reference": "Patient/p1"}


def test_the_same_file_twice_changes_nothing(server: OrderServer) -> None:
    content = bundle(patient("p1"), line(id="m1", subject={"reference": "urn:uuid:p1"}))
    server.load_document(content)
    before = server.store.counts()
    report = server.load_document(content)
    assert (report.stored, report.identical, report.tasks) == (0, 2, 0)
    assert server.store.counts() == before


def test_other_content_under_a_taken_id_gets_a_new_one_and_its_references_follow(server: OrderServer) -> None:
    for name in ("Asha", "Binu"):
        server.load_document(
            bundle(patient("p1", name=[{"given": [name]}]), line(id="m1", subject={"reference": "urn:uuid:p1"}))
        )
    patients = {each["name"][0]["given"][0]: each["id"] for each in server.query("Patient")}
    assert patients["Asha"] == "p1"
    assert patients["Binu"] != "p1"
    subjects = {each["subject"]["reference"] for each in server.query("MedicationRequest")}
    assert subjects == {f"Patient/{patient_id}" for patient_id in patients.values()}


def test_two_contents_under_one_id_in_one_file_are_both_kept(server: OrderServer) -> None:
    report = server.load_document(
        bundle(patient("p1", gender="male"), patient("p1", gender="female"), patient("p1", gender="male"))
    )
    assert (report.stored, report.renamed) == (2, 1)
    assert {each["gender"] for each in server.query("Patient")} == {"male", "female"}


def test_what_was_changed_since_is_not_put_back_by_loading_again(server: OrderServer) -> None:
    server.load_document(patient("p1", active=True))
    server.store.put("Patient", "p1", patient("p1", active=False))
    report = server.load_document(patient("p1", active=True))
    assert (report.stored, report.identical) == (0, 1)
    assert server.query("Patient")[0]["active"] is False


def test_the_loaded_organization_replaces_the_plain_one(server: OrderServer) -> None:
    assert server.query("Organization")[0]["name"] == "Sample pharmacy"
    server.load_document({"resourceType": "Organization", "id": "pharmacy-1", "name": "Shanti Medicals"})
    assert [each["name"] for each in server.query("Organization")] == ["Shanti Medicals"]


def test_a_line_that_comes_again_stays_as_it_was_first(server: OrderServer) -> None:
    number = {
        "groupIdentifier": {"value": "RX1"},
        "identifier": [{"value": "L1"}],
        "subject": {"reference": "urn:uuid:p1"},
    }
    server.load_document(bundle(patient("p1"), line(id="m1", **number)))
    report = server.load_document(bundle(patient("p1"), line(id="m7", priority="stat", **number)))
    (note,) = report.of(NoteKind.REPEATED)
    assert (note.resource, note.place.entry) == ("MedicationRequest/m1", "1")
    assert [each["id"] for each in server.query("MedicationRequest")] == ["m1"]
    assert len(server.query("Task")) == 1


@pytest.mark.parametrize("order", [("active", "cancelled"), ("cancelled", "active")])
def test_a_cancelled_line_is_not_ordered_whatever_came_first(server: OrderServer, order: tuple[str, str]) -> None:
    number = {
        "groupIdentifier": {"value": "RX1"},
        "identifier": [{"value": "L1"}],
        "subject": {"reference": "urn:uuid:p1"},
    }
    documents = [("f", bundle(patient("p1"), line(id="m1", status=status, **number))) for status in order]
    report = server._loader.load_documents(documents)
    assert report.tasks == 0
    assert [each["status"] for each in server.query("MedicationRequest")] == ["cancelled"]


def test_a_cancellation_that_is_loaded_later_cancels_the_waiting_task(server: OrderServer) -> None:
    number = {"groupIdentifier": {"value": "RX1"}, "subject": {"reference": "urn:uuid:p1"}}
    lines = [line(id=f"m{n}", identifier=[{"value": f"L{n}"}], **number) for n in (1, 2)]
    server.load_document(bundle(patient("p1"), *lines))
    reason = {"text": "prescribed in error"}
    for each, expected in zip(lines, ("requested", "cancelled"), strict=True):
        report = server.load_document(bundle(patient("p1"), {**each, "status": "cancelled", "statusReason": reason}))
        assert len(report.of(NoteKind.CANCELLED)) == 1
        assert [task["status"] for task in server.query("Task")] == [expected]
    assert server.query("MedicationRequest?_id=m1")[0]["statusReason"] == reason


def test_a_task_that_somebody_took_is_not_cancelled_behind_their_back(server: OrderServer) -> None:
    number = {
        "groupIdentifier": {"value": "RX1"},
        "identifier": [{"value": "L1"}],
        "subject": {"reference": "urn:uuid:p1"},
    }
    server.load_document(bundle(patient("p1"), line(id="m1", **number)))
    (waiting,) = server.query("Task")
    server.store.put("Task", waiting["id"], {**waiting, "status": "accepted"})
    server.load_document(bundle(patient("p1"), line(id="m1", status="cancelled", **number)))
    assert [task["status"] for task in server.query("Task")] == ["accepted"]
    assert [each["status"] for each in server.query("MedicationRequest")] == ["cancelled"]


def test_files_of_every_kind_are_read(server: OrderServer, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"\xef\xbb\xbf" + json.dumps(patient("p1")).encode())
    (tmp_path / "b.json.gz").write_bytes(gzip.compress(json.dumps(bundle(patient("p2"))).encode()))
    lines = [json.dumps(patient("p3")), "", json.dumps({"path": "x", "resource": patient("p4")})]
    (tmp_path / "c.ndjson").write_text("\n".join(lines))
    (tmp_path / "d.ndjson.gz").write_bytes(gzip.compress(json.dumps(patient("p5")).encode()))
    report = server.load(sorted(tmp_path.iterdir()))
    assert (report.files, report.messages, report.stored, report.notes) == (4, 5, 5, [])


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.json", b"", "no JSON"),
        ("a.json", b"{", "no JSON"),
        ("a.json", b"<Bundle/>", "XML"),
        ("a.json", b"\xff\xfe", "UTF-8"),
        ("a.json", b"[" * 100_000, "deeply"),
        ("a.json", b"7", "no resource"),
        ("a.json", b"[]", "no resource"),
        ("a.json", b"{}", "type"),
        ("a.json", b'{"resourceType":"Nonsense"}', "type"),
        ("a.json", b'{"resourceType":["Task"]}', "type"),
        ("a.json", b'{"resourceType":"OperationOutcome"}', "not stored"),
        ("a.json", b'{"resourceType":"Parameters","parameter":[3]}', "no Bundle"),
        ("a.json", b'{"resourceType":"Bundle","entry":{}}', "no list"),
        ("a.json", b'{"resourceType":"Bundle","entry":[null]}', "no resource"),
        (
            "a.json",
            b'{"resourceType":"Bundle","entry":[{"request":{"method":"DELETE","url":"Task/1"}}]}',
            "no resource",
        ),
        (
            "a.json",
            b'{"resourceType":"MedicationRequest","status":"active","intent":"order"}',
            "subject is missing",
        ),
        ("a.json.gz", b"not gzip", "damaged"),
        ("a.json.gz", gzip.compress(b"{}" * 100, mtime=0)[:-12], "damaged"),
        ("a.ndjson", b'{"path":"x","text":"<Bundle/>"}', "type"),
    ],
)
def test_what_cannot_be_used_is_noted_and_the_rest_is_loaded(
    server: OrderServer, tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "z.json").write_text(json.dumps(patient("p1")))
    report = server.load([tmp_path / name, tmp_path / "missing.json", tmp_path, tmp_path / "z.json"])
    notes = report.of(NoteKind.REFUSED)
    assert len(notes) == 3
    assert notes[0].place.file == name
    assert why in notes[0].why
    assert len(server.query("Patient")) == 1


def test_a_note_says_file_line_entry_resource_and_reason(server: OrderServer, tmp_path: Path) -> None:
    inner = bundle(patient("p1"), line(id="m1", status="nonsense"))
    outer = {"resourceType": "Parameters", "parameter": [{"name": "a"}, {"name": "b", "resource": inner}]}
    file = tmp_path / "messages.ndjson"
    file.write_text("\n" + json.dumps({"resource": outer}))
    (note,) = server.load([file]).notes
    said = note.as_json()
    assert (said["kind"], said["file"], said["line"]) == ("refused", "messages.ndjson", 2)
    assert (said["entry"], said["resource"]) == ("1.1", "MedicationRequest/m1")
    assert "status must be one of" in note.why
    assert note.sentence().startswith("messages.ndjson line 2 entry 1.1: MedicationRequest/m1 refused: ")


def test_an_id_that_is_none_is_replaced(server: OrderServer) -> None:
    server.load_document(bundle(patient("p 1!"), kind="transaction"))
    server.load_document(task(id=7))
    assert len(server.query("Patient")) == 1
    assert len(server.query("Task")) == 1


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                (
                    "resource",
                    "resourceType",
                    "entry",
                    "id",
                    "fullUrl",
                    "subject",
                    "reference",
                    "identifier",
                    "value",
                    "parameter",
                )
            ),
            inner | st.sampled_from(["Bundle", "Parameters", "MedicationRequest", "Patient", "#x", "urn:uuid:x"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(_json, max_size=4))
def test_nothing_that_is_json_stops_the_loading(documents: list[Any]) -> None:
    server = OrderServer()
    report = server._loader.load_documents([(str(n), document) for n, document in enumerate(documents)])
    assert report.messages == len(documents)


_members = st.fixed_dictionaries(
    {},
    optional={
        "groupIdentifier": _json,
        "identifier": _json,
        "encounter": _json,
        "authoredOn": _json,
        "contained": _json,
        "dispenseRequest": _json,
        "supportingInformation": _json,
        "priority": _json,
        "requester": _json,
    },
)


@given(_members, _json)
def test_no_prescription_line_however_odd_stops_the_loading(members: dict[str, Any], subject: Any) -> None:
    odd = line(id="m2", subject=subject, **members)
    report = OrderServer().load_document(bundle(patient("p1"), line(id="m1", **members), odd, odd))
    assert report.tasks + len(report.notes) >= 1
