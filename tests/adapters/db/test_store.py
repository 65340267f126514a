"""Transactions: all or nothing, one writer at a time, trouble in plain words."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.adapters.db.conftest import OpenAgain
from tests.adapters.db.samples import NOW, open_pharmacy, undo
from tests.factories import a_patient, a_user, new_id, tablets
from workstation.adapters.db import SqlStore, memory_store
from workstation.adapters.db.backends import postgres, sqlcipher
from workstation.adapters.db.repositories import audit
from workstation.domain.errors import Unavailable


def test_everything_of_a_use_case_is_undone_together(store: SqlStore) -> None:
    undo(store, lambda transaction: open_pharmacy(transaction, stock=tablets(10)))
    with store.read() as transaction:
        assert transaction.users.all() == []
        assert transaction.products.count() == 0
        assert transaction.stock.all_on_hand() == []


def test_a_transaction_sees_its_own_changes(store: SqlStore) -> None:
    user = a_user()
    with store.begin() as transaction:
        transaction.users.save(user)
        assert transaction.users.get(user.id) == user


def test_a_reading_block_cannot_write(store: SqlStore) -> None:
    with pytest.raises(DBAPIError), store.read() as transaction:
        transaction.users.save(a_user())
    with store.read() as transaction:
        assert transaction.users.all() == []


def test_a_store_in_memory_can_be_written_after_it_was_read(memory: SqlStore) -> None:
    with pytest.raises(DBAPIError), memory.read() as transaction:
        transaction.users.save(a_user())
    with memory.begin() as transaction:
        transaction.users.save(a_user())


@pytest.mark.parametrize("outer", ["begin", "read"])
@pytest.mark.parametrize("inner", ["begin", "read"])
def test_blocks_do_not_nest(memory: SqlStore, outer: str, inner: str) -> None:
    with getattr(memory, outer)(), pytest.raises(RuntimeError, match="pass the transaction on"):
        getattr(memory, inner)().__enter__()
    with memory.begin() as transaction:
        transaction.users.save(a_user())


def test_threads_take_turns(memory: SqlStore) -> None:
    def count() -> None:
        for _ in range(20):
            with memory.begin() as transaction:
                transaction.counters.next("RX")
            with memory.read() as transaction:
                transaction.users.all()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with memory.begin() as transaction:
        assert transaction.counters.next("RX") == 81


def test_a_writer_that_waits_too_long_says_that_the_store_is_busy(
    open_again: OpenAgain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlcipher, "BUSY_SECONDS", 0.05)
    monkeypatch.setattr(postgres, "_TIMEOUTS", "-c lock_timeout=50ms")
    one, other = open_again(), open_again()
    with one.begin(), pytest.raises(Unavailable, match=r"writing to the store.*Try again"):
        other.begin().__enter__()
    with other.begin() as transaction:
        transaction.counters.next("RX")


def test_an_error_names_no_patient(store: SqlStore) -> None:
    patient = a_patient(name="Sunita Canary")
    with store.begin() as transaction:
        transaction.patients.save(patient, "Patient/1")
    with pytest.raises(DBAPIError) as failed, store.begin() as transaction:
        transaction.patients.save(a_patient(name="Sunita Canary"), "Patient/1")
    assert "Canary" not in str(failed.value)


@pytest.mark.parametrize("location", ["postgresql"], indirect=True)
def test_a_server_that_is_gone_is_unavailable_and_comes_back(store: SqlStore) -> None:
    with store.read() as transaction:
        transaction.users.all()
    cut = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

    def cut_off_in_the_middle() -> None:
        with store.begin() as transaction, store.backend.reader.connect() as other:
            other.execute(cut)
            transaction.users.all()

    with pytest.raises(Unavailable, match="does not answer"):
        cut_off_in_the_middle()
    with store.begin() as transaction:
        transaction.users.save(a_user())


def test_a_full_disk_is_unavailable_and_nothing_is_lost(memory: SqlStore) -> None:
    with memory.begin() as transaction:
        transaction.users.save(a_user())
        pages = transaction.work.session.scalar(text("PRAGMA page_count"))
        transaction.work.session.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(Unavailable, match="disk is full"), memory.begin() as transaction:
        transaction.sync_notes.set("big", "x" * 1_000_000)
    with memory.read() as transaction:
        assert len(transaction.users.all()) == 1


def test_a_long_audit_chain_is_streamed(memory: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_ROWS_AT_ONCE", 3)
    with memory.begin() as transaction:
        for _ in range(10):
            transaction.audit.append(NOW, None, "a", "b", {})
    with memory.read() as transaction:
        assert transaction.audit.verify().rows == 10


def test_stations_have_letters_and_a_demo_store_says_so() -> None:
    store = memory_store(new_id=new_id, clock=lambda: NOW, station_name="Dispensary", demo=True)
    assert (store.station().letter, store.station().name, store.is_demo()) == ("A", "Dispensary", True)
    store.close()


def test_a_store_without_sample_data_is_no_demo(store: SqlStore) -> None:
    assert not store.is_demo()
