"""The server stops, answers are lost, two stations want the same: nothing is lost and nothing is supplied twice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.factories import fhir_bundle, fhir_request, fhir_task
from tests.fakes import Faults, FaultyServer
from tests.scenario.conftest import METFORMIN, Counter
from tests.scenario_player import ServerOptions, opened_desk
from workstation.app.clinical import PackKnowledge
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.server import OrderServer
from workstation.services.sync.ports import OrderServer as ServerPort
from workstation.services.sync.ports import Translation


def with_faults(counter: Counter, faults: Faults) -> None:
    """From now on this counter has a bad line."""
    connected = counter.desk.connected

    @contextmanager
    def badly() -> Iterator[tuple[ServerPort, Translation]]:
        with connected() as (server, translation):
            yield FaultyServer(server, faults), translation

    counter.desk.connected = badly


def one_supply_arrived(server: OrderServer, counter: Counter) -> None:
    """What must hold in the end, however bad the line was."""
    (dispense,) = server.query("MedicationDispense")
    assert dispense["quantity"]["value"] == 20
    (task,) = server.query("Task?_id=t-RX-1")
    assert task["status"] == "completed"
    assert len(task["output"]) == 1
    left = counter.drained()
    assert (left["conflicts"], left["attention"]) == ([], [])
    assert [one["identifier"] for one in left["dispenses"]] == [dispense["identifier"][0]["value"]]


def test_a_claimed_prescription_goes_on_while_the_server_is_away_and_everything_arrives_once(
    server: OrderServer, counter: Counter
) -> None:
    counter.to_picking()
    server.stop()
    counter.to_bag()
    counter.ok("hand_over", prescription="RX-1")
    gone = counter("sync")
    assert (gone["ok"], gone["unavailable"]) == (False, "order_server")
    assert len(counter.dump()["outbox"]) > 0
    assert server.query("MedicationDispense") == []
    server.start()
    counter.ok("sync")
    one_supply_arrived(server, counter)
    assert counter.ok("sync")["pushed"] == 0


def test_an_unclaimed_prescription_is_not_dispensed_while_the_server_is_away(
    server: OrderServer, counter: Counter
) -> None:
    counter.ok("sync")
    server.stop()
    assert not counter.ok("claim", prescription="RX-1")["acknowledged"]
    counter.ok("approve", prescription="RX-1")
    before = counter.dump()
    assert counter("scan", prescription="RX-1", code=METFORMIN)["refused"] == "not_claimed"
    after = counter.dump()
    assert {**after, "audit": None} == {**before, "audit": None}
    server.start()
    counter.ok("sync")
    assert counter.prescription()["claim_acknowledged"]
    counter.ok("scan", prescription="RX-1", code=METFORMIN)


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_lost_answers_lead_to_nothing_twice(server: OrderServer, counter: Counter, lost: int) -> None:
    counter.to_picking()
    counter.to_bag()
    counter.ok("hand_over", prescription="RX-1")
    with_faults(counter, Faults(lost_replies=lost))
    for _ in range(lost):
        assert counter("sync")["unavailable"] == "order_server"
    counter.ok("sync")
    one_supply_arrived(server, counter)


def test_a_lost_answer_to_the_claim_is_recognised_as_our_own(server: OrderServer, counter: Counter) -> None:
    counter.ok("sync")
    counter.ok("claim", prescription="RX-1")
    with_faults(counter, Faults(lost_replies=1))
    counter("sync")
    counter.ok("sync")
    assert counter.prescription()["claim_acknowledged"]
    assert counter.drained()["conflicts"] == []


def test_requests_that_never_arrived_are_sent_again(server: OrderServer, counter: Counter) -> None:
    counter.to_picking()
    counter.to_bag()
    counter.ok("hand_over", prescription="RX-1")
    with_faults(counter, Faults(lost_requests=3))
    for _ in range(3):
        assert not counter("sync")["ok"]
    counter.ok("sync")
    one_supply_arrived(server, counter)


def test_of_two_stations_that_claim_exactly_one_holds_it(
    server: OrderServer, open_counter: Callable[[str], Counter]
) -> None:
    first, second = open_counter("one"), open_counter("two")
    for counter in (first, second):
        counter.ok("sync")
        counter.ok("claim", prescription="RX-1")
    first.ok("sync")
    second.ok("sync")
    assert first.prescription()["claim_acknowledged"]
    assert not second.prescription()["claim_acknowledged"]
    second.ok("sync")
    (task,) = server.query("Task?_id=t-RX-1")
    claims = [one["value"] for one in task["identifier"] if one["system"].endswith("/claimed-by")]
    assert claims == [first.prescription()["claimed_by"]]
    assert second("approve", prescription="RX-1")["refused"] == "claim_lost"
    assert second.drained()["conflicts"] == []


def test_a_claim_of_another_station_is_not_taken_over_by_asking_again(
    server: OrderServer, open_counter: Callable[[str], Counter]
) -> None:
    first, second = open_counter("one"), open_counter("two")
    first.ok("sync")
    first.ok("claim", prescription="RX-1")
    first.ok("sync")
    second.ok("sync")
    second("claim", prescription="RX-1")
    second.ok("sync")
    assert not second.prescription()["claim_acknowledged"]
    (task,) = server.query("Task?_id=t-RX-1")
    claims = [one["value"] for one in task["identifier"] if one["system"].endswith("/claimed-by")]
    assert claims == [first.prescription()["claimed_by"]]
    first.ok("approve", prescription="RX-1")
    first.ok("sync")
    assert first.drained()["conflicts"] == []


def test_work_that_was_over_before_it_came_here_is_not_offered_again(
    server: OrderServer, open_counter: Callable[[str], Counter]
) -> None:
    first = open_counter("one")
    first.to_picking()
    first.to_bag()
    first.ok("hand_over", prescription="RX-1")
    first.ok("sync")
    late = open_counter("two")
    late.ok("sync")
    assert late("claim", prescription="RX-1")["refused"] == "unknown_prescription"


def test_a_pull_that_breaks_keeps_whole_pages_and_the_next_one_completes_it(
    certificates: Path, tmp_path: Path, knowledge: PackKnowledge
) -> None:
    numbers = [f"RX-{number:03d}" for number in range(120)]
    with OrderServer(ServerConfig(cert_dir=certificates)) as server:
        requests = [fhir_request(f"m-{number}") for number in numbers]
        tasks = [fhir_task(number, [f"m-{number}"]) for number in numbers]
        server.load_document(fhir_bundle(*requests, *tasks))
        options = ServerOptions(server.address.url, server.address.ca, "pharmacy-1")
        with opened_desk(tmp_path / "store", options, knowledge) as desk:
            counter = Counter(desk)
            faults = Faults(pages_before_the_end=1)
            with_faults(counter, faults)
            assert counter("sync")["unavailable"] == "order_server"
            assert len(counter.dump()["prescriptions"]) == 100
            faults.pages_before_the_end = None
            counter.ok("sync")
            assert sorted(one["id"] for one in counter.dump()["prescriptions"]) == numbers


def test_a_server_with_an_untrusted_certificate_is_refused_in_words_and_gets_nothing(
    server: OrderServer, counter: Counter, tmp_path: Path, knowledge: PackKnowledge
) -> None:
    before = server.query("Task")
    options = ServerOptions(server.address.url, None, "pharmacy-1")
    with opened_desk(tmp_path / "stranger", options, knowledge) as desk:
        refused = Counter(desk)("sync")
    assert refused["why"] == "The order server's certificate is not trusted. Nothing was sent."
    assert server.query("Task") == before


def test_without_a_server_the_player_says_so(tmp_path: Path, knowledge: PackKnowledge) -> None:
    with opened_desk(tmp_path / "alone", None, knowledge) as desk:
        answer = Counter(desk)("sync")
    assert (answer["ok"], answer["unavailable"]) == (False, "order_server")
