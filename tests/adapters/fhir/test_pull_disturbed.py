"""A pull over HTTPS from a server that misbehaves: what is good comes in, now or in the next round."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from tests.factories import Json, Pharmacy, a_pharmacy, fhir_bundle, fhir_patient, fhir_request, fhir_task
from tests.unit.services.searching_server import courier_to
from workstation.adapters.fhir.client import FhirServer
from workstation.domain.outbox import AttentionCode
from workstation.domain.queue import QueueFilter
from workstation.orderserver.faults import Fault, FaultBoard, FaultKind
from workstation.orderserver.personalities import PERSONALITIES
from workstation.orderserver.server import OrderServer
from workstation.services.sync.courier import Courier
from workstation.services.sync.pull import pull

NUMBERS = 6


def content() -> Json:
    """Prescriptions of different patients, one with an allergy."""
    found: list[Json] = [
        {
            "resourceType": "AllergyIntolerance",
            "id": "a0",
            "patient": {"reference": "Patient/p0"},
            "code": {"text": "x"},
        }
    ]
    for number in range(NUMBERS):
        subject = {"reference": f"Patient/p{number}"}
        task = fhir_task(f"RX-{number}", [f"m{number}"], **{"for": subject})
        found += [fhir_patient(f"p{number}"), fhir_request(f"m{number}", subject=subject), task]
    return fhir_bundle(*found)


@contextmanager
def connected(pharmacy: Pharmacy, personality: str = "reference") -> Iterator[tuple[Courier, FaultBoard]]:
    """A courier to a loaded server behind a switch board."""
    board = FaultBoard()
    config = replace(PERSONALITIES[personality], organization="pharmacy-1", page_size=2, max_page_size=2)
    with OrderServer(config, middleware=[board.wrap]) as server:
        board.attach(server)
        server.load_document(content())
        with FhirServer(server.address.url, server.address.ca) as line:
            yield courier_to(pharmacy, line), board
        board.clear()


def here(pharmacy: Pharmacy) -> list[str]:
    """Numbers of the prescriptions in the store."""
    with pharmacy.store.read() as tx:
        return sorted(one.number for one in tx.prescriptions.queue(QueueFilter(limit=100)))


ALL = [f"RX-{number}" for number in range(NUMBERS)]


@pytest.mark.parametrize("personality", PERSONALITIES)
def test_every_kind_of_server_gives_the_same_prescriptions(personality: str) -> None:
    with a_pharmacy() as pharmacy, connected(pharmacy, personality) as (courier, _):
        for _ in range(8):
            pulled = pull(courier)
            pharmacy.clock.forward(seconds=20)
            if here(pharmacy) == ALL and not pulled.offline:
                break
        if personality != "lagging":  # its index shows them after 5 s of its own clock
            assert (here(pharmacy), pulled.offline) == (ALL, "")


SPOILT = [
    FaultKind.TOO_MANY_REQUESTS,
    FaultKind.UNAVAILABLE_BEFORE_COMMIT,
    FaultKind.SERVER_ERROR,
    FaultKind.CAPTIVE_PORTAL,
    FaultKind.CAPTIVE_REDIRECT,
    FaultKind.REDIRECT_ELSEWHERE,
    FaultKind.DROP_BEFORE_COMMIT,
    FaultKind.TRUNCATED_BODY,
    FaultKind.HALF_JSON,
    FaultKind.GARBAGE,
    FaultKind.WRONG_CONTENT_TYPE,
    FaultKind.CYCLIC_NEXT,
    FaultKind.NEXT_ELSEWHERE,
    FaultKind.CHANGED_TYPE,
    FaultKind.LONG_NUMBERS,
    FaultKind.UNKNOWN_STATUS,
    FaultKind.ODD_DATES,
    FaultKind.MISSING_REFERENCES,
]


@pytest.mark.parametrize("kind", SPOILT)
@pytest.mark.parametrize("after", [0, 3])
def test_one_spoilt_answer_costs_at_most_a_round(kind: FaultKind, after: int) -> None:
    with a_pharmacy() as pharmacy, connected(pharmacy) as (courier, board):
        location = "https://elsewhere.example/Task"
        struck = board.add(Fault(kind, method="GET", path_matches="/Task", after=after, seconds=1, location=location))
        for _ in range(3):
            pulled = pull(courier)
            pharmacy.clock.forward(minutes=2)
        assert struck.struck == 1
        assert (here(pharmacy), pulled.offline) == (ALL, "")
        with pharmacy.store.read() as tx:
            assert AttentionCode.DELETED_AT_SERVER not in {one.code for one in tx.attentions.open()}


@pytest.mark.parametrize("kind", [FaultKind.SERVER_ERROR, FaultKind.GARBAGE, FaultKind.TRUNCATED_BODY])
def test_allergies_that_could_not_be_asked_hold_the_page_back(kind: FaultKind) -> None:
    with a_pharmacy() as pharmacy, connected(pharmacy) as (courier, board):
        board.add(Fault(kind, method="GET", path_matches="/AllergyIntolerance"))
        assert pull(courier).offline
        assert here(pharmacy) == []
        assert pull(courier).offline == ""
        with pharmacy.store.read() as tx:
            patient = tx.patients.by_reference("Patient/p0")
            assert patient is not None
            known = tx.patients.context(patient.id).allergies
        assert known is not None
        assert [one.text for one in known] == ["x"]
