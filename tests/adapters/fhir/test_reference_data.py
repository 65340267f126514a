"""What others wrote is taken in whole: every Task of the Synthea and NHS sets, with the right lines."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.adapters.fhir.conftest import a_translation
from tests.factories import Pharmacy, a_pharmacy
from workstation.domain.prescription import Prescription
from workstation.domain.queue import QueueFilter
from workstation.orderserver.config import ServerConfig
from workstation.orderserver.server import OrderServer
from workstation.services.sync.courier import Courier, Rhythm
from workstation.services.sync.ports import Answer, BatchEntry, ContentAnswer, Page, Resource
from workstation.services.sync.pull import pull


class InProcess:
    """The order server without the network (implements what a pull needs of services.sync.ports.OrderServer)."""

    def __init__(self, server: OrderServer) -> None:
        self._server = server

    def read(self, reference: str) -> Answer:
        """One resource."""
        kind, _, wanted = reference.partition("/")
        found = self._server.query(f"{kind}?_id={wanted}")
        return Answer(200, found[0], reference, "1") if found else Answer(404, None, "", "")

    def search(self, resource_type: str, parameters: Sequence[tuple[str, str]]) -> Any:
        """Everything on one page, nothing included: what is missing is read."""
        plain = [f"{name}={value}" for name, value in parameters if not name.startswith("_")]
        yield Page(self._server.query(f"{resource_type}?{'&'.join(plain)}"), [])

    def content(self, url: str) -> bytes | None:
        """No scans in these sets."""
        raise AssertionError(url)

    def create(self, body: Resource, identifier: str) -> Answer:
        """A pull writes nothing."""
        raise AssertionError(identifier)

    def update(self, reference: str, body: Resource, version_id: str) -> Answer:
        """A pull writes nothing."""
        raise AssertionError(reference)

    def find(self, resource_type: str, identifier: str) -> Sequence[Resource]:
        """A pull looks nothing up by identifier."""
        raise AssertionError(identifier)

    def batch(self, entries: Sequence[BatchEntry]) -> Sequence[Answer]:
        """A pull writes nothing."""
        raise AssertionError(entries)

    def content_to(self, url: str, sink: Callable[[bytes], None], start: int = 0) -> ContentAnswer:
        """No scans in these sets."""
        raise AssertionError(url)


SETS = {
    "synthea": ("fhir-synthea-r4/*.json.gz", 77, 114),
    "nhs": ("fhir-nhs-eps/messages.ndjson.gz", 38, 88),
}


def taken_in(pharmacy: Pharmacy, folder: Path, pattern: str) -> int:
    """Loads a set into the order server and pulls it. Returns how many Tasks came."""
    server = OrderServer(ServerConfig())
    server.load(sorted(folder.glob(pattern)))
    courier = Courier(pharmacy.site, InProcess(server), a_translation(), Rhythm(lambda _longest: 0.0))
    done = pull(courier)
    assert done.offline == ""
    server.close()
    return done.tasks


@pytest.mark.parametrize("name", [pytest.param("synthea", marks=pytest.mark.ci), "nhs"])
def test_every_prescription_of_others_is_taken_in_with_its_lines(reference_data: Path, name: str) -> None:
    pattern, tasks, lines = SETS[name]
    with a_pharmacy() as pharmacy:
        assert taken_in(pharmacy, reference_data, pattern) == tasks
        with pharmacy.store.read() as tx:
            rows = tx.prescriptions.queue(QueueFilter(limit=1000))
            found = [tx.prescriptions.get(row.id) for row in rows]
            doubts = [(one.code, one.prescription_id) for one in tx.attentions.open()]
        assert len(found) == tasks
        assert sum(len(one.medicine_lines) for one in found) == lines
        assert all(line.medicine.text and line.server_reference for one in found for line in one.lines)
        assert all(one.patient_id is not None and one.prescriber.name for one in found)
        assert sorted(doubts) == sorted(("same_number", one) for one in _shared(found))


def _shared(found: Sequence[Prescription]) -> list[UUID]:
    """Prescriptions whose number is another patient's, too: there is one such pair in the English data."""
    shared = [one.id for one in found for other in found if one.number == other.number and one.id != other.id]
    assert len(shared) in (0, 2)
    return shared


def test_the_english_lines_say_how_much_and_how_to_take_it(reference_data: Path) -> None:
    pattern, _, _ = SETS["nhs"]
    with a_pharmacy() as pharmacy:
        taken_in(pharmacy, reference_data, pattern)
        with pharmacy.store.read() as tx:
            rows = tx.prescriptions.queue(QueueFilter(limit=1000))
            lines = [line for row in rows for line in tx.prescriptions.get(row.id).medicine_lines]
        assert all(line.quantity_prescribed is not None for line in lines)
        assert all(line.dosage_instruction for line in lines)
