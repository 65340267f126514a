"""What a page of a first pull costs the store: a fixed number of statements, however many prescriptions are on it.

Counted and not timed: a look-up or an insert for each prescription shows here on any machine.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.factories import Json, Pharmacy, fhir_patient, fhir_request, fhir_task
from tests.unit.services.searching_server import SearchingServer, courier_to
from workstation.services.sync.gathering import Asked, Gathered, gather
from workstation.services.sync.taking import take


def a_page(pharmacy: Pharmacy, count: int, first: int) -> Gathered:
    """New prescriptions, each with a patient and two lines of its own."""
    resources: list[Json] = []
    for number in range(first, first + count):
        patient = {"reference": f"Patient/p{number}"}
        lines = [f"m{number}-{place}" for place in range(2)]
        resources += [fhir_patient(f"p{number}"), *(fhir_request(line, subject=patient) for line in lines)]
        resources.append(fhir_task(f"RX-{number}", lines, **{"for": patient}))
    server = SearchingServer(*resources)
    tasks = [one for one in server.resources.values() if one["resourceType"] == "Task"]
    included = [one for one in server.resources.values() if one["resourceType"] != "Task"]
    return gather(courier_to(pharmacy, server), Asked(), tasks, included)


@contextmanager
def statements(pharmacy: Pharmacy) -> Iterator[list[str]]:
    """What the store is told inside the block."""
    told: list[str] = []

    def tell(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        told.append(statement)

    engine = pharmacy.store.backend.writer
    event.listen(engine, "before_cursor_execute", tell)
    yield told
    event.remove(engine, "before_cursor_execute", tell)


@pytest.mark.parametrize("more", [30, 100])
def test_a_bigger_page_of_new_prescriptions_costs_no_more_statements(pharmacy: Pharmacy, more: int) -> None:
    courier = courier_to(pharmacy, SearchingServer())
    with statements(pharmacy) as small:
        assert take(courier, a_page(pharmacy, 10, 0)) == 10
    with statements(pharmacy) as big:
        assert take(courier, a_page(pharmacy, more, 1000)) == more
    assert len(big) == len(small)
