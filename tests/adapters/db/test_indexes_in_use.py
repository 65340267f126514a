"""Look-ups by the server's references read an index, not the whole table: a pull makes them for every page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from tests.factories import Pharmacy, a_pharmacy
from workstation.domain.prescription import Prescriber


@contextmanager
def statements(pharmacy: Pharmacy) -> Iterator[list[tuple[str, Any]]]:
    """What is sent to the database meanwhile."""
    sent: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        sent.append((statement, parameters))

    engine = pharmacy.store.backend.reader
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


LOOK_UPS = {
    "ids_by_task": lambda tx: tx.prescriptions.ids_by_task(["Task/1", "Task/2"]),
    "by_task": lambda tx: tx.prescriptions.by_task("Task/1"),
    "patient ids": lambda tx: tx.patients.ids(["Patient/1", "Patient/2"]),
    "by_reference": lambda tx: tx.patients.by_reference("Patient/1"),
    "versions": lambda tx: tx.mirror.versions(["Task/1", "Task/2"]),
    "confirmed_of": lambda tx: tx.lookalikes.confirmed_of(Prescriber("Dr. Rao", "12345"), UUID(int=1)),
    "confirmed_of by name": lambda tx: tx.lookalikes.confirmed_of(Prescriber("Dr. Rao"), UUID(int=1)),
    "with_number": lambda tx: tx.prescriptions.with_number("RX-1"),
}


@pytest.mark.parametrize("name", LOOK_UPS)
def test_a_look_up_by_reference_uses_its_index(name: str) -> None:
    with a_pharmacy() as pharmacy:
        with statements(pharmacy) as sent, pharmacy.store.read() as tx:
            LOOK_UPS[name](tx)
        ((statement, parameters), *_) = [one for one in sent if one[0].lstrip().startswith("SELECT")]
        with pharmacy.store.read() as tx:
            plan = tx.work.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
        assert all(str(row[-1]).startswith(("SEARCH", "USE TEMP")) for row in plan), plan
