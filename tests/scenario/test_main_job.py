"""The main job from pull to hand-over, against the real server over HTTPS."""

from tests.factories import fhir_bundle, fhir_medicine, fhir_request, fhir_task
from tests.scenario.conftest import ASPIRIN, METFORMIN, WARFARIN, Counter, Json
from workstation.orderserver.server import OrderServer


def the_task(server: OrderServer, number: str = "RX-1") -> Json:
    """The Task as the server has it."""
    (task,) = server.query(f"Task?_id=t-{number}")
    return task


def test_a_clean_prescription_goes_from_pull_to_hand_over_and_the_server_knows_it(
    server: OrderServer, counter: Counter
) -> None:
    counter.to_picking()
    counter.to_bag()
    done = counter.ok("hand_over", prescription="RX-1", quantity=20)
    assert not done["owing"]
    counter.ok("sync")
    (dispense,) = server.query("MedicationDispense")
    assert dispense["identifier"][0]["value"] == done["dispenses"][0]
    assert dispense["authorizingPrescription"] == [{"reference": "MedicationRequest/m1"}]
    assert dispense["type"]["coding"][0]["code"] == "FFC"
    assert dispense["quantity"]["value"] == 20
    assert dispense["daysSupply"]["value"] == 10
    assert dispense["contained"][0]["batch"]["lotNumber"] == "B1"
    task = the_task(server)
    assert (task["status"], task["businessStatus"]["text"]) == ("completed", "handed-over")
    assert [one["valueReference"]["reference"] for one in task["output"]] == [f"MedicationDispense/{dispense['id']}"]
    left = counter.drained()
    stock = {row["gtin"]: row for row in left["stock"]}
    assert (stock[METFORMIN]["quantity_on_hand"], stock[METFORMIN]["reserved"]) == (80, 0)
    (prescription,) = left["prescriptions"]
    assert (prescription["status"], prescription["task_status"]) == ("handed_over", "completed")
    assert prescription["lines"][0]["quantity_owing"] == 0


def test_every_line_gets_one_dispense(server: OrderServer, counter: Counter) -> None:
    lines = [
        fhir_request("m2"),
        fhir_request("m3", medicationCodeableConcept=fhir_medicine("aspirin", "75 mg")),
    ]
    server.load_document(fhir_bundle(*lines, fhir_task("RX-2", ["m2", "m3"])))
    counter.to_picking("RX-2", override_reason="prescriber confirmed by telephone")
    counter.to_bag("RX-2")
    counter.to_bag("RX-2", gtin=ASPIRIN)
    counter.ok("hand_over", prescription="RX-2", quantity=40)
    counter.ok("sync")
    supplied = [one["authorizingPrescription"][0]["reference"] for one in server.query("MedicationDispense")]
    assert sorted(supplied) == ["MedicationRequest/m2", "MedicationRequest/m3"]
    assert len(the_task(server, "RX-2")["output"]) == 2
    counter.drained()


def with_interaction(server: OrderServer) -> None:
    """RX-2: warfarin and aspirin."""
    lines = [
        fhir_request("m2", medicationCodeableConcept=fhir_medicine("warfarin", "5 mg")),
        fhir_request("m3", medicationCodeableConcept=fhir_medicine("aspirin", "75 mg")),
    ]
    server.load_document(fhir_bundle(*lines, fhir_task("RX-2", ["m2", "m3"])))


def test_a_severe_alert_stops_the_approval_until_somebody_says_why(server: OrderServer, counter: Counter) -> None:
    with_interaction(server)
    counter.ok("sync")
    counter.ok("claim", prescription="RX-2")
    alerts = counter.ok("screen", prescription="RX-2")["alerts"]
    assert [one["subjects"] for one in alerts if one["interrupts"]] == [["aspirin", "warfarin"]]
    assert counter("approve", prescription="RX-2")["refused"] == "alert_not_answered"
    assert counter("approve", prescription="RX-2", override_reason="ok")["refused"] == "override_reason_too_short"
    assert counter.prescription("RX-2")["status"] == "received"


def test_an_overridden_alert_is_told_to_the_server_with_its_reason(server: OrderServer, counter: Counter) -> None:
    with_interaction(server)
    counter.to_picking("RX-2", override_reason="prescriber confirmed by telephone")
    counter.to_bag("RX-2", gtin=WARFARIN)
    counter.to_bag("RX-2", gtin=ASPIRIN)
    counter.ok("hand_over", prescription="RX-2")
    counter.ok("sync")
    (issue,) = server.query("DetectedIssue")
    assert issue["mitigation"][0]["action"]["text"] == "other: prescriber confirmed by telephone"
    assert issue["severity"] == "high"
    assert {one["reference"] for one in issue["implicated"]} == {"MedicationRequest/m2", "MedicationRequest/m3"}
    assert the_task(server, "RX-2")["status"] == "completed"
    counter.drained()


def test_a_part_supply_leaves_the_task_open_and_the_rest_completes_it(server: OrderServer, counter: Counter) -> None:
    counter.to_picking()
    counter.to_bag(packs=1)
    assert counter.ok("hand_over", prescription="RX-1", quantity=10)["owing"]
    counter.ok("sync")
    task = the_task(server)
    assert (task["status"], task["businessStatus"]["text"]) == ("in-progress", "part-supplied")
    (first,) = server.query("MedicationDispense")
    assert first["type"]["coding"][0]["code"] == "FFP"
    assert first["daysSupply"]["value"] == 5
    part = counter.prescription()
    assert (part["status"], part["lines"][0]["quantity_owing"]) == ("part_supplied", 10)
    counter.to_bag(packs=1)
    assert not counter.ok("hand_over", prescription="RX-1", quantity=10)["owing"]
    counter.ok("sync")
    assert the_task(server)["status"] == "completed"
    assert len(the_task(server)["output"]) == 2
    assert sum(one["quantity"]["value"] for one in server.query("MedicationDispense")) == 20
    assert counter.drained()["prescriptions"][0]["status"] == "handed_over"


def test_another_quantity_than_lies_there_is_not_handed_over(counter: Counter) -> None:
    counter.to_picking()
    counter.to_bag()
    before = counter.dump()
    assert counter("hand_over", prescription="RX-1", quantity=30)["refused"] == "quantity_differs"
    assert counter.dump() == before


def test_a_wrong_pack_records_nothing_but_the_near_miss(counter: Counter) -> None:
    counter.to_picking()
    before = counter.dump()
    refused = counter("scan", prescription="RX-1", code=ASPIRIN)
    assert refused["refused"] == "wrong_product"
    assert (refused["facts"]["scanned"], refused["facts"]["expected"]) == ("aspirin brand", "metformin brand")
    after = counter.dump()
    assert after["audit"] == {"rows": before["audit"]["rows"] + 1, "ok": True}
    assert {**after, "audit": None} == {**before, "audit": None}


def test_a_medicine_that_no_product_matches_is_not_approved(server: OrderServer, counter: Counter) -> None:
    line = fhir_request("m2", medicationCodeableConcept=fhir_medicine("metformin", "850 mg"))
    server.load_document(fhir_bundle(line, fhir_task("RX-2", ["m2"])))
    counter.ok("sync")
    counter.ok("claim", prescription="RX-2")
    assert counter("approve", prescription="RX-2")["refused"] == "no_product"


def test_a_transcribed_line_becomes_a_line_of_ours_and_the_dispense_points_to_it(
    server: OrderServer, counter: Counter
) -> None:
    server.load_document(fhir_bundle(fhir_task("RX-2", [])))
    counter.ok("sync")
    counter.ok("claim", prescription="RX-2")
    keyed = {"gtin": METFORMIN, "dosage_instruction": "1 tablet twice a day", "quantity": 20, "days_supply": 10}
    counter.ok("transcribe", prescription="RX-2", lines=[keyed])
    counter.ok("approve", prescription="RX-2")
    counter.ok("sync")
    counter.to_bag("RX-2")
    counter.ok("hand_over", prescription="RX-2")
    counter.ok("sync")
    ours = [one for one in server.query("MedicationRequest") if one["id"] != "m1"]
    (dispense,) = server.query("MedicationDispense")
    assert dispense["authorizingPrescription"] == [{"reference": f"MedicationRequest/{ours[0]['id']}"}]
    assert len(ours) == 1
    counter.drained()


def test_a_server_line_that_was_transcribed_again_does_not_keep_the_prescription_open(
    server: OrderServer, counter: Counter
) -> None:
    counter.ok("sync")
    counter.ok("claim", prescription="RX-1")
    keyed = {"gtin": METFORMIN, "dosage_instruction": "1 tablet at night", "quantity": 10, "days_supply": 10}
    counter.ok("transcribe", prescription="RX-1", lines=[keyed])
    counter.ok("approve", prescription="RX-1")
    counter.ok("sync")
    counter.to_bag(packs=1)
    assert not counter.ok("hand_over", prescription="RX-1")["owing"]
    counter.ok("sync")
    assert counter.drained()["prescriptions"][0]["status"] == "handed_over"
    assert the_task(server)["status"] == "completed"


def test_a_rejection_reaches_the_server_with_its_reason(server: OrderServer, counter: Counter) -> None:
    counter.ok("sync")
    counter.ok("claim", prescription="RX-1")
    counter.ok("reject", prescription="RX-1", reason="the dose cannot be right")
    counter.ok("sync")
    task = the_task(server)
    assert (task["status"], task["statusReason"]["text"]) == ("rejected", "the dose cannot be right")
    assert counter.drained()["prescriptions"][0]["status"] == "rejected"


def test_a_question_to_the_prescriber_stops_the_counter_and_is_sent(server: OrderServer, counter: Counter) -> None:
    counter.to_picking()
    counter.ok("clarify", prescription="RX-1", reason="Is 500 mg right?")
    assert counter("scan", prescription="RX-1", code=METFORMIN)["refused"] == "not_approved"
    counter.ok("sync")
    (question,) = server.query("Communication")
    assert question["payload"] == [{"contentString": "Is 500 mg right?"}]
    assert the_task(server)["status"] == "on-hold"
    counter.drained()


def test_what_nobody_collects_goes_back_to_the_shelf_and_to_the_queue(server: OrderServer, counter: Counter) -> None:
    counter.to_picking()
    counter.to_bag()
    counter.ok("return", prescription="RX-1", reason="not collected for two weeks")
    counter.ok("sync")
    task = the_task(server)
    assert (task["status"], task["businessStatus"]["text"]) == ("ready", "returned-to-queue")
    assert "owner" not in task
    left = counter.drained()
    assert left["prescriptions"][0]["status"] == "returned_uncollected"
    assert [row["reserved"] for row in left["stock"]] == [0, 0, 0]
    assert server.query("MedicationDispense") == []


def test_a_supply_that_was_a_mistake_is_marked_at_the_server_and_back_in_stock(
    server: OrderServer, counter: Counter
) -> None:
    counter.to_picking()
    counter.to_bag()
    (supply,) = counter.ok("hand_over", prescription="RX-1")["dispenses"]
    counter.ok("sync")
    first = counter.ok("undo_dispense", dispense=supply, reason="wrong patient at the counter")
    assert counter.ok("undo_dispense", dispense=supply, reason="wrong patient at the counter") == first
    counter.ok("sync")
    (dispense,) = server.query("MedicationDispense")
    assert dispense["status"] == "entered-in-error"
    assert the_task(server)["status"] == "in-progress"
    left = counter.drained()
    assert left["dispenses"][0]["state"] == "entered-in-error"
    assert {row["gtin"]: row["quantity_on_hand"] for row in left["stock"]}[METFORMIN] == 100
