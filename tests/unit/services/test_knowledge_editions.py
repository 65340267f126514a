"""The audit row of a change of knowledge and the change itself: both or neither."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import cast

import pytest

from tests.factories import Pharmacy
from workstation.services.knowledge_editions import switch_knowledge
from workstation.services.ports import Store, Transaction
from workstation.services.site import Site


def rows(pharmacy: Pharmacy) -> int:
    with pharmacy.site.store.read() as tx:
        return tx.audit.count()


def test_a_switch_has_its_audit_row(pharmacy: Pharmacy) -> None:
    done: list[str] = []
    before = rows(pharmacy)
    switch_knowledge(pharmacy.site, "knowledge_imported", {"to": "2026.12"}, lambda: done.append("to"), done.clear)
    assert (done, rows(pharmacy)) == (["to"], before + 1)


def test_a_switch_that_fails_leaves_no_audit_row(pharmacy: Pharmacy) -> None:
    def fails() -> None:
        raise OSError("full")

    undone: list[str] = []
    before = rows(pharmacy)
    with pytest.raises(OSError, match="full"):
        switch_knowledge(pharmacy.site, "knowledge_imported", {}, fails, lambda: undone.append("back"))
    assert (undone, rows(pharmacy)) == ([], before)


def test_an_audit_row_that_cannot_be_written_undoes_the_switch(pharmacy: Pharmacy) -> None:
    class Failing:
        """Its commit fails."""

        @contextmanager
        def begin(self) -> Iterator[Transaction]:
            with pharmacy.site.store.begin() as tx:
                yield tx
                raise OSError("no commit")

    site: Site = replace(pharmacy.site, store=cast(Store, Failing()))
    done: list[str] = []
    before = rows(pharmacy)
    with pytest.raises(OSError, match="no commit"):
        switch_knowledge(site, "knowledge_imported", {}, lambda: done.append("to"), done.clear)
    assert (done, rows(pharmacy)) == ([], before)
