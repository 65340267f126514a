"""An emergency supply while the server is away, and what becomes of it when the server is back."""

from collections.abc import Callable

from tests.scenario.conftest import METFORMIN, Counter, Json
from workstation.orderserver.server import OrderServer

SUPPLY: Json = {"prescription": "RX-1", "line": 1, "code": METFORMIN, "days": 3, "reason": "server not reachable"}


def test_an_emergency_supply_arrives_once_and_is_left_for_people_to_settle(
    server: OrderServer, counter: Counter
) -> None:
    counter.ok("sync")
    server.stop()
    done = counter.ok("emergency_supply", **SUPPLY)
    assert done["quantity"] == 6
    assert not counter("sync")["ok"]
    server.start()
    for _ in range(2):
        counter.ok("sync")
    (dispense,) = server.query("MedicationDispense")
    assert (dispense["type"]["coding"][0]["code"], dispense["quantity"]["value"]) == ("EM", 6)
    left = counter.drained()
    assert [one["code"] for one in left["attention"]] == ["emergency_supply"]
    assert left["prescriptions"][0]["lines"][0]["quantity_owing"] == 14


def test_the_rest_is_supplied_the_usual_way_and_no_tablet_twice(server: OrderServer, counter: Counter) -> None:
    counter.ok("sync")
    counter.ok("emergency_supply", **SUPPLY)
    counter.to_picking()
    counter.to_bag(packs=2)
    counter.ok("hand_over", prescription="RX-1", quantity=14)
    counter.ok("sync")
    assert sum(one["quantity"]["value"] for one in server.query("MedicationDispense")) == 20
    assert counter.drained()["prescriptions"][0]["status"] == "handed_over"


def test_the_supply_is_told_even_when_somebody_else_holds_the_prescription(
    server: OrderServer, open_counter: Callable[[str], Counter]
) -> None:
    holder, helper = open_counter("one"), open_counter("two")
    for counter in (holder, helper):
        counter.ok("sync")
    holder.ok("claim", prescription="RX-1")
    holder.ok("sync")
    helper.ok("claim", prescription="RX-1")
    helper.ok("emergency_supply", **SUPPLY)
    for _ in range(2):
        helper.ok("sync")
    assert [one["type"]["coding"][0]["code"] for one in server.query("MedicationDispense")] == ["EM"]
    assert not helper.prescription()["claim_acknowledged"]
    helper.drained()


def test_the_counter_makes_no_emergency_supply(counter: Counter) -> None:
    counter.ok("sync")
    counter.ok("sign_in", role="counter_staff")
    assert counter("emergency_supply", **SUPPLY)["refused"] == "not_allowed"
    assert counter("emergency_supply", **{**SUPPLY, "prescription": "RX-9"})["refused"] == "unknown_prescription"
