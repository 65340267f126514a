"""Prescriptions with lines and events."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.adapters.db.samples import NOW, a_line, a_prescription, open_pharmacy
from tests.factories import new_id, tablets
from workstation.adapters.db import SqlStore
from workstation.domain.errors import Refused
from workstation.domain.medicine import IngredientStrength
from workstation.domain.prescription import (
    Coding,
    LineBlock,
    LineKind,
    LineSource,
    PrescribedMedicine,
    WrittenPlace,
)
from workstation.domain.quantity import Quantity
from workstation.domain.queue import Flag
from workstation.domain.workflow import Event, EventKind, LineProgress, Status
from workstation.services.document_ports import ScanDocument


def test_a_prescription_comes_back_as_saved(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        documents = [ScanDocument(new_id(), new_id(), "", "", "image/jpeg", None, "") for _ in range(2)]
        full = a_line(
            position=2,
            source=LineSource.TRANSCRIBED,
            medicine=PrescribedMedicine(
                "Syp Augmentin",
                (IngredientStrength("amoxicillin", Quantity(Decimal("125"), "mg"), Quantity(Decimal("5"), "mL")),),
                "syrup",
                (Coding("https://www.gs1.org/gtin", "08901234567890"),),
            ),
            quantity_prescribed=Quantity(Decimal("100.0"), "mL"),
            repeats_allowed=2,
            server_reference="MedicationRequest/5",
            block=LineBlock.DO_NOT_PERFORM,
            product_id=pharmacy.product.id,
            confirmed_by=pharmacy.user.id,
            written=WrittenPlace(0, 1, 2, 3, 4),
            written_text="Syp Augm",
        )
        other = a_line(kind=LineKind.OTHER, quantity_prescribed=None, days_supply=None)
        prescription = a_prescription(
            number="RX-2",
            task_reference="Task/9",
            patient_id=pharmacy.patient.id,
            valid_until=date(2027, 1, 1),
            document_ids=tuple(document.id for document in documents),
            lines=(other, full),
            urgent=True,
            due_at=None,
        )
        transaction.prescriptions.save(prescription)
        for document in documents:
            transaction.documents.save(replace(document, prescription_id=prescription.id))
    with store.read() as transaction:
        assert transaction.prescriptions.get(prescription.id) == prescription
        assert transaction.prescriptions.by_number("RX-2") == prescription
        assert transaction.prescriptions.by_task("Task/9") == prescription
        assert transaction.prescriptions.by_task("") is None
        assert transaction.prescriptions.by_number("RX-3") is None


def test_many_prescriptions_read_together_are_those_read_one_by_one(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        documents = [ScanDocument(new_id(), new_id(), "", "", "image/jpeg", None, "") for _ in range(2)]
        whole = a_prescription(
            number="RX-2",
            patient_id=pharmacy.patient.id,
            lines=(a_line(position=1), a_line(position=2, dosage_instruction="at night")),
            document_ids=(documents[1].id, documents[0].id),
        )
        bare = a_prescription(number="RX-3", lines=(), document_ids=())
        for one in (whole, bare):
            transaction.prescriptions.save(one)
        for document in documents:
            transaction.documents.save(replace(document, prescription_id=whole.id))
        transaction.prescriptions.save(replace(whole, lines=whole.lines[1:]))  # the other one was taken away
        ids = [pharmacy.prescription.id, whole.id, bare.id]
        found = transaction.prescriptions.many([*ids, new_id()])
        assert found == {one: transaction.prescriptions.get(one) for one in ids}
        assert transaction.prescriptions.many([]) == {}


def test_a_line_that_is_no_longer_there_is_marked_and_not_deleted(store: SqlStore) -> None:
    first, second = a_line(), a_line(position=2)
    prescription = a_prescription(lines=(first, second))
    shorter = replace(prescription, lines=(replace(second, position=1, days_supply=3),))
    with store.begin() as transaction:
        transaction.prescriptions.save(prescription)
        transaction.prescriptions.save(shorter)
        assert transaction.prescriptions.get(prescription.id) == shorter
        assert [p.line_id for p in transaction.prescriptions.progress(prescription.id)] == [second.id]
        transaction.prescriptions.save(prescription)
        assert transaction.prescriptions.get(prescription.id) == prescription


def test_saving_again_keeps_what_the_queue_shows(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        key = pharmacy.prescription.id
        flags = [Flag.OWING, Flag.ALLERGY]
        transaction.prescriptions.show(key, Status.IN_REVIEW, flags, pharmacy.user.id)
        transaction.prescriptions.save(replace(pharmacy.prescription, urgent=True))
        assert transaction.prescriptions.status(key) is Status.IN_REVIEW
        assert transaction.prescriptions.flags(key) == (Flag.ALLERGY, Flag.OWING)


def test_events_come_back_in_the_order_of_adding(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        key = pharmacy.prescription.id
        events = [
            Event(new_id(), key, EventKind.CLAIM_ASKED, NOW, pharmacy.user.id),
            # A server's clock may stand behind ours: order is by when we learned of it.
            Event(new_id(), key, EventKind.CLAIM_LOST, NOW.replace(year=2025), None, "taken", "Organization/2"),
        ]
        for event in events:
            transaction.prescriptions.add_event(event)
        assert transaction.prescriptions.events(key) == events


def test_checks_of_a_person_and_events_of_a_kind_are_found_over_prescriptions(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        mine = pharmacy.prescription.patient_id
        assert mine is not None
        again, theirs = a_prescription(patient_id=mine), a_prescription()
        for one in (again, theirs):
            transaction.prescriptions.save(one)
        old, first, last = (
            Event(new_id(), key, EventKind.CLINICALLY_CHECKED, NOW - timedelta(days=days), pharmacy.user.id)
            for key, days in ((again.id, 40), (pharmacy.prescription.id, 9), (again.id, 5))
        )
        foreign = Event(new_id(), theirs.id, EventKind.CLINICALLY_CHECKED, NOW)
        for event in (old, first, last, foreign, Event(new_id(), again.id, EventKind.APPROVED, NOW)):
            transaction.prescriptions.add_event(event)
        prescriptions = transaction.prescriptions
        assert prescriptions.checks_of_patient(mine, NOW - timedelta(days=9)) == [last, first]
        assert prescriptions.checks_of_patient(mine, NOW - timedelta(days=90)) == [last, first, old]
        assert prescriptions.events_of_kind(EventKind.CLINICALLY_CHECKED) == [old, first, last, foreign]
        assert prescriptions.events_of_kind(EventKind.INCIDENT_RECORDED) == []


def test_progress_counts_open_allocations_and_dispenses_less_reversals(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction, stock=tablets(100))
        held, released = pharmacy.allocation(tablets(10)), pharmacy.allocation(tablets(7))
        for allocation in (held, released):
            assert transaction.stock.allocate(allocation)
        transaction.stock.end_allocation(released.id, NOW, None)
        given = [pharmacy.dispense(tablets(12)), pharmacy.dispense(Quantity(Decimal("0.5"), "tablet"))]
        for dispense in [*given, pharmacy.dispense(tablets(-12), reverses=given[0].id)]:
            transaction.dispenses.add(dispense)
        progress = transaction.prescriptions.progress(pharmacy.prescription.id)
    half = Quantity(Decimal("0.5"), "tablet")
    assert progress == [LineProgress(pharmacy.line.id, tablets(30), tablets(10), half)]


def test_nothing_dispensed_and_all_reversed_are_the_same(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        assert transaction.prescriptions.progress(pharmacy.prescription.id)[0].dispensed is None
        given = pharmacy.dispense(tablets(12))
        transaction.dispenses.add(given)
        transaction.dispenses.add(pharmacy.dispense(tablets(-12), reverses=given.id))
        assert transaction.prescriptions.progress(pharmacy.prescription.id)[0].dispensed is None


def test_packs_in_two_units_for_one_line_are_refused(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        transaction.dispenses.add(pharmacy.dispense(tablets(12)))
        transaction.dispenses.add(pharmacy.dispense(Quantity(Decimal(1), "mL")))
        with pytest.raises(Refused, match="units_differ"):
            transaction.prescriptions.progress(pharmacy.prescription.id)


def test_open_ids_are_those_that_are_not_closed(store: SqlStore) -> None:
    one, other = a_prescription(), a_prescription()
    with store.begin() as transaction:
        transaction.prescriptions.save(one)
        transaction.prescriptions.save(other)
        transaction.prescriptions.show(one.id, Status.CANCELLED, [], None)
        assert transaction.prescriptions.open_ids() == [other.id]


def test_showing_a_prescription_that_is_not_there_is_a_bug(store: SqlStore) -> None:
    with store.begin() as transaction, pytest.raises(KeyError):
        transaction.prescriptions.show(new_id(), Status.CLAIMED, [], None)
