"""The audit chain in the store."""

import json

import pytest
from sqlalchemy import text

from tests.adapters.db.samples import NOW, undo
from tests.factories import new_id
from workstation.adapters.db import SqlStore
from workstation.adapters.db.backends.sqlcipher import SqlcipherBackend
from workstation.domain.audit import GENESIS, chain_hash


def fill(store: SqlStore, rows: int) -> None:
    """Adds so many rows, each in a transaction of its own."""
    for number in range(rows):
        with store.begin() as transaction:
            transaction.audit.append(NOW, None, "dispense", "Prescription/1", {"number": str(number), "ü": "é"})


def test_rows_form_one_unbroken_chain(store: SqlStore) -> None:
    fill(store, 5)
    with store.read() as transaction:
        verdict = transaction.audit.verify()
        assert transaction.audit.count() == 5
    assert (verdict.rows, verdict.ok, verdict.first_bad_row) == (5, True, None)
    assert verdict.heads.keys() == {store.station().id}


def test_a_row_that_is_not_committed_leaves_no_gap(store: SqlStore) -> None:
    fill(store, 1)
    undo(store, lambda transaction: transaction.audit.append(NOW, new_id(), "sign_in", "", {}))
    fill(store, 1)
    with store.read() as transaction:
        assert transaction.audit.verify().ok
        assert transaction.audit.count() == 2


def test_an_empty_chain_is_whole(store: SqlStore) -> None:
    with store.read() as transaction:
        verdict = transaction.audit.verify()
    assert (verdict.rows, verdict.ok) == (0, True)


def test_the_stored_bytes_are_what_was_hashed(memory: SqlStore) -> None:
    fill(memory, 1)
    with memory.read() as transaction:
        content, digest = transaction.work.session.execute(text("SELECT content, hash FROM audit_row")).one()
    assert digest == chain_hash(GENESIS, memory.station().id, 1, content)
    assert json.loads(content)["facts"] == {"number": "0", "ü": "é"}


@pytest.mark.parametrize(
    ("tampering", "first_bad"),
    [
        ("UPDATE audit_row SET content = replace(content, '3', '4') WHERE sequence = 4", 4),
        ("UPDATE audit_row SET hash = randomblob(32) WHERE sequence = 2", 2),
        ("DELETE FROM audit_row WHERE sequence = 3", 3),
        ("DELETE FROM audit_row WHERE sequence = 1", 1),
        ("UPDATE audit_row SET sequence = 9 WHERE sequence = 5", 5),
    ],
)
def test_tampering_past_the_triggers_is_found_at_the_first_bad_row(
    memory: SqlStore, tampering: str, first_bad: int
) -> None:
    fill(memory, 5)
    assert isinstance(memory.backend, SqlcipherBackend)
    with memory.backend.writer.begin() as connection:
        for trigger in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER audit_row_no_{trigger}"))
        connection.execute(text(tampering))
    with memory.read() as transaction:
        verdict = transaction.audit.verify()
    assert not verdict.ok
    assert verdict.first_bad_row == (memory.station().id, first_bad)
