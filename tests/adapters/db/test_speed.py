"""What a store costs over bare SQLite, measured side by side; figures are printed (pytest -s), limits are generous."""

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import pytest

from tests.adapters.db.samples import NOW, SmallPharmacy, a_product, open_pharmacy
from tests.factories import new_id, tablets
from workstation.adapters.db import SqlStore, memory_store
from workstation.adapters.db.backends.sqlcipher import connect_file
from workstation.domain.stock import MovementKind

ROUNDS = 60


def seconds(act: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def say(figures: str) -> None:
    """Shown by pytest -s."""
    sys.stdout.write(f"\n{figures}\n")


def dispense_one(store: SqlStore, pharmacy: SmallPharmacy) -> None:
    """What a hand-over writes: dispense, movement, audit row, outbox entry, all in one commit."""
    with store.begin() as transaction:
        dispense = pharmacy.dispense(tablets(1))
        out = {"kind": MovementKind.DISPENSE, "dispense_id": dispense.id}
        transaction.dispenses.add(dispense)
        transaction.stock.add_movement(pharmacy.movement(tablets(-1), **out))
        transaction.audit.append(NOW, pharmacy.user.id, "dispense", str(dispense.id), {"quantity": "1"})
        transaction.outbox.add(pharmacy.outbox_entry())


@pytest.mark.parametrize("location", ["sqlcipher"], indirect=True)
def test_a_dispense_costs_little_more_than_four_bare_inserts(store: SqlStore, tmp_path: Path) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(10_000))
    bare = connect_file(tmp_path / "bare.db", bytes(32))
    for table in "abcd":
        bare.execute(f"CREATE TABLE {table} (id BLOB PRIMARY KEY, one TEXT, other TEXT, number INTEGER)")

    def four_inserts() -> None:
        bare.execute("BEGIN IMMEDIATE")
        for table in "abcd":
            bare.execute(f"INSERT INTO {table} VALUES (?, ?, ?, 1)", (os.urandom(16), "x" * 100, "y" * 100))
        bare.execute("COMMIT")

    pairs = [(seconds(lambda: dispense_one(store, pharmacy)), seconds(four_inserts)) for _ in range(ROUNDS)]
    bare.close()
    ours, floor = (median(column) for column in zip(*pairs, strict=True))
    say(f"dispense {ours * 1000:.2f} ms, four bare inserts {floor * 1000:.2f} ms, ratio {ours / floor:.1f}")
    assert ours < 10 * floor


def test_a_search_among_five_hundred_products_answers_within_a_frame(memory: SqlStore) -> None:
    with memory.begin() as transaction:
        transaction.products.save(a_product(name=f"Brand{number:03d} {number % 7}00") for number in range(500))
    with memory.read() as transaction:
        searches = [partial(transaction.products.search, text) for text in ["b", "brand1", "warf 5"] * 9]
        times = [seconds(search) for search in searches]
    say(f"search {median(times) * 1000:.2f} ms")
    assert median(times) < 0.016


def test_a_store_in_memory_opens_quickly() -> None:
    def open_and_close() -> None:
        memory_store(new_id=new_id, clock=lambda: NOW).close()

    times = [seconds(open_and_close) for _ in range(7)]
    say(f"store in memory {median(times) * 1000:.1f} ms")
    assert median(times) < 0.3
