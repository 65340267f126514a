"""Two counters on one store: exactly one gets the last pack, and a dead one blocks nobody."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from sqlalchemy.orm import Session

from tests.adapters.db.conftest import KEY, OpenAgain
from tests.adapters.db.samples import NOW, SmallPharmacy, open_pharmacy
from tests.factories import tablets
from workstation.adapters.db import SqlStore
from workstation.adapters.db.repositories.stock import SqlStock
from workstation.adapters.db.work import Work

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def counter(
    location: str | Path, pharmacy: SmallPharmacy, *, tries: int, hang: bool = False
) -> Iterator["subprocess.Popen[str]"]:
    """A process that has opened the store and waits for the starting shot."""
    wanted = {
        "location": str(location),
        "key": KEY.hex(),
        "tries": tries,
        "hang": hang,
        "prescription": str(pharmacy.prescription.id),
        "line": str(pharmacy.line.id),
        "batch": str(pharmacy.batch.id),
        "user": str(pharmacy.user.id),
    }
    command = [sys.executable, "-m", "tests.adapters.db.counter_process"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            tell(process, json.dumps(wanted))
            assert heard(process) == "ready"
            yield process
        finally:
            process.kill()


def tell(process: "subprocess.Popen[str]", line: str = "") -> None:
    """One line to its stdin."""
    pipe: IO[str] | None = process.stdin
    assert pipe is not None
    pipe.write(line + "\n")
    pipe.flush()


def heard(process: "subprocess.Popen[str]") -> str:
    """One line from its stdout."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Runs all in threads that start together; gives their results in order."""
    start = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(number: int) -> None:
        start.wait()
        results[number] = acts[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_processes_share_what_is_there_and_no_more(store: SqlStore, location: str | Path) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(25))
    with counter(location, pharmacy, tries=20) as one, counter(location, pharmacy, tries=20) as other:
        tell(one)
        tell(other)
        taken = [int(heard(process)) for process in (one, other)]
    with store.read() as transaction:
        (row,) = transaction.stock.on_hand(pharmacy.product.id)
        assert row.free == tablets(0)
        assert transaction.audit.count() == 40
        assert transaction.audit.verify().ok
    assert sum(taken) == 25
    assert all(taken), "each of them got some"


def test_two_stores_in_threads_get_one_last_pack_once(open_again: OpenAgain) -> None:
    stores = [open_again(), open_again()]
    for _ in range(10):
        with stores[0].begin() as transaction:
            if (known := transaction.patients.by_reference("Patient/1")) is not None:
                transaction.patients.save(known, "")
            pharmacy = open_pharmacy(transaction, stock=tablets(10))

        def take(store: SqlStore, pharmacy: SmallPharmacy = pharmacy) -> bool:
            with store.begin() as transaction:
                return transaction.stock.allocate(pharmacy.allocation(tablets(10)))

        results = at_once(lambda: take(stores[0]), lambda: take(stores[1]))
        assert sorted(map(bool, results)) == [False, True]


@pytest.mark.parametrize("location", ["postgresql"], indirect=True)
def test_the_guard_holds_on_postgresql_without_the_writers_lock(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(10))

    def take() -> bool:
        with Session(store.backend.writer) as session, session.begin():
            work = Work(session, session.connection(), store.backend, store.station().id, lambda: NOW)
            return SqlStock(work).allocate(pharmacy.allocation(tablets(10)))

    assert sorted(map(bool, at_once(take, take, take))) == [False, False, True]


def test_a_counter_that_dies_inside_a_transaction_leaves_nothing_and_blocks_nobody(
    store: SqlStore, location: str | Path
) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(10))
    with counter(location, pharmacy, tries=0, hang=True) as process:
        tell(process)
        assert heard(process) == "inside"
        process.kill()
        process.wait()
    with store.begin() as transaction:
        assert transaction.audit.count() == 0
        assert transaction.stock.allocate(pharmacy.allocation(tablets(10)))


def test_readers_go_on_while_somebody_writes_and_see_what_was_before(open_again: OpenAgain) -> None:
    writer, reader = open_again(), open_again()
    with writer.begin() as transaction:
        transaction.counters.next("RX")
        with reader.read() as other:
            assert other.users.all() == []
            open_pharmacy(transaction)
            assert other.users.all() == []
    with reader.read() as other:
        assert len(other.users.all()) == 1


def test_a_reader_sees_one_moment_from_beginning_to_end(open_again: OpenAgain) -> None:
    writer, reader = open_again(), open_again()
    with reader.read() as before:
        assert before.audit.count() == 0
        with writer.begin() as transaction:
            transaction.audit.append(NOW, None, "a", "b", {})
        assert before.audit.count() == 0
    with reader.read() as after:
        assert after.audit.count() == 1
