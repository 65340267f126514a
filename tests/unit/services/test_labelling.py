"""No pack is found right without its label: which labels count, what they say, and the way without a printer."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from tests.factories import Pharmacy, a_line, tablets
from tests.looking import packs_seen, put_labels
from tests.unit.services.counter_acts import B1, LATER, scanned
from tests.unit.services.outcomes import refused
from workstation.domain import exact_json
from workstation.domain.dispensing import ScanRefusal
from workstation.domain.prescription import Prescription
from workstation.domain.workflow import EventKind, Status
from workstation.services.counter_view import CounterView, counter_view
from workstation.services.handover import check_accuracy
from workstation.services.interruption import interrupt
from workstation.services.labelling import (
    LabellingRefusal,
    confirm_batch,
    label_by_hand,
    note_labels,
    require_reprint_reason,
)
from workstation.services.picking import undo_scan


def checked(pharmacy: Pharmacy, prescription: Prescription, *, part: bool = False) -> None:
    """The pharmacist looks at what lies there, labelled or not."""
    seen = packs_seen(pharmacy.site, prescription.id)
    check_accuracy(pharmacy.site, pharmacy.pharmacist, prescription.id, seen, part_supply=part)


def seen(pharmacy: Pharmacy, prescription: Prescription) -> CounterView:
    """What the screen shows."""
    return counter_view(pharmacy.site, pharmacy.counter, prescription.id)


def not_labelled(pharmacy: Pharmacy, prescription: Prescription, *, part: bool = False) -> bool:
    """The check is refused because of the labels."""
    refusal = refused(lambda: checked(pharmacy, prescription, part=part))
    return refusal.code is LabellingRefusal.NOT_LABELLED


def test_a_pack_without_a_label_is_not_found_right(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved(lines=(a_line(product_id=product.id),))
    while not seen(pharmacy, prescription).lines[0].complete:
        scanned(pharmacy, prescription, product, **B1)
    refusal = refused(lambda: checked(pharmacy, prescription))
    assert refusal.code is LabellingRefusal.NOT_LABELLED
    assert refusal.facts["missing"] == refusal.facts["total"]
    put_labels(pharmacy.site, pharmacy.counter, prescription.id)
    checked(pharmacy, prescription)
    assert seen(pharmacy, prescription).status is Status.CHECKED


def test_a_pack_that_comes_after_the_labels_needs_its_own(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    scanned(pharmacy, prescription, product, **B1)
    put_labels(pharmacy.site, pharmacy.counter, prescription.id)
    scanned(pharmacy, prescription, product, **B1)
    assert not_labelled(pharmacy, prescription)


def test_a_pack_that_was_taken_back_and_scanned_again_needs_a_new_label(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    first = scanned(pharmacy, prescription, product, **B1).allocation.id
    put_labels(pharmacy.site, pharmacy.counter, prescription.id, part_supply=True)
    undo_scan(pharmacy.site, pharmacy.counter, prescription.id, first)
    scanned(pharmacy, prescription, product, **B1)
    assert not_labelled(pharmacy, prescription, part=True)


def test_the_packs_count_from_the_first_one_as_many_as_the_line_needs(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    scanned(pharmacy, prescription, product, **B1)
    view = seen(pharmacy, prescription)
    needed = view.lines[0].packs_needed
    assert needed > 1
    assert [(one.part, one.parts) for one in view.labels] == [(1, needed)]
    put_labels(pharmacy.site, pharmacy.counter, prescription.id)
    scanned(pharmacy, prescription, product, **B1)
    after = seen(pharmacy, prescription)
    assert [(one.part, one.parts) for one in after.labels] == [(1, needed), (2, needed)]
    assert after.labelled(part_supply=False) == {view.labels[0].pack}, "the first label is right still"


def test_labels_of_the_whole_do_not_do_for_a_part_supply(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    scanned(pharmacy, prescription, product, **B1)
    put_labels(pharmacy.site, pharmacy.counter, prescription.id)
    assert not_labelled(pharmacy, prescription, part=True)
    label = seen(pharmacy, prescription).part_labels[0]
    row = seen(pharmacy, prescription).lines[0]
    assert label.owed == row.wanted - row.allocated
    assert label.owed_packs == row.packs_needed - 1
    assert not label.whole_course
    put_labels(pharmacy.site, pharmacy.counter, prescription.id, part_supply=True)
    checked(pharmacy, prescription, part=True)


def test_without_a_printer_a_person_writes_the_labels_and_says_why(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    scanned(pharmacy, prescription, product, **B1)
    packs = packs_seen(pharmacy.site, prescription.id)

    def by_hand(reason: str, packs_shown: frozenset[UUID]) -> None:
        label_by_hand(pharmacy.site, pharmacy.counter, prescription.id, packs_shown, reason, part_supply=True)

    assert refused(lambda: by_hand("  x ", packs)).code is LabellingRefusal.NO_REASON
    assert refused(lambda: by_hand("no printer", frozenset({uuid4()}))).code is LabellingRefusal.NO_PACK
    by_hand("no printer", packs)
    checked(pharmacy, prescription, part=True)
    with pharmacy.store.read() as tx:
        events = tx.prescriptions.events(prescription.id)
    given = next(one for one in events if one.kind is EventKind.LABELLED_BY_HAND)
    assert (given.reason, given.by) == ("no printer", pharmacy.counter.id)


def test_a_reprint_stands_in_the_audit(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    scanned(pharmacy, prescription, product, **B1)
    put_labels(pharmacy.site, pharmacy.counter, prescription.id)
    before = audit_rows(pharmacy)
    put_labels(pharmacy.site, pharmacy.counter, prescription.id)
    assert audit_rows(pharmacy) - before == 2, "that labels were written, and that they were before"


def test_labels_that_every_pack_has_are_not_printed_again_without_a_reason(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    scanned(pharmacy, prescription, product, **B1)

    def asked(reason: str) -> None:
        view = seen(pharmacy, prescription)
        require_reprint_reason(view.labels, view.written_labels, reason)

    asked("")
    put_labels(pharmacy.site, pharmacy.counter, prescription.id)
    refusal = refused(lambda: asked("  x"))
    assert (refusal.code, refusal.facts["at_least"]) == (LabellingRefusal.NO_REPRINT_REASON, 3)
    asked("smeared")
    scanned(pharmacy, prescription, product, **B1)
    asked("")


def test_the_reason_of_a_reprint_stands_with_its_event_and_the_withdrawn_labels_in_the_audit(
    pharmacy: Pharmacy,
) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    for _ in range(2):
        scanned(pharmacy, prescription, product, **B1)
    labels = seen(pharmacy, prescription).labels
    site, user = pharmacy.site, pharmacy.counter
    assert note_labels(site, user, prescription.id, labels) == 0
    assert note_labels(site, user, prescription.id, labels, " smeared ") == 2
    with pharmacy.store.read() as tx:
        event = tx.prescriptions.events(prescription.id)[-1]
        rows = [exact_json.loads(row.content) for row in tx.audit._rows()]
    assert (event.kind, event.reason, event.by) == (EventKind.LABELS_WRITTEN, "smeared", user.id)
    (facts,) = [one["facts"] for one in rows if one["action"] == "labels_reprinted"]
    assert (facts["labels"], facts["withdrawn"], facts["event"]) == ("2", "2", str(event.id))
    assert "smeared" not in str(rows), "what is typed may name somebody"


def test_labels_of_an_interrupted_work_are_withdrawn_once(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    scanned(pharmacy, prescription, product, **B1)
    put_labels(pharmacy.site, pharmacy.counter, prescription.id)
    interrupt(pharmacy.site, pharmacy.counter, prescription.id)
    scanned(pharmacy, prescription, product, **B1)
    labels = seen(pharmacy, prescription).labels
    assert note_labels(pharmacy.site, pharmacy.counter, prescription.id, labels) == 0, "said when it was interrupted"


def test_labels_that_come_out_after_the_work_was_interrupted_do_not_settle_the_interruption(
    pharmacy: Pharmacy,
) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    scanned(pharmacy, prescription, product, **B1)
    labels = seen(pharmacy, prescription).labels
    interrupt(pharmacy.site, pharmacy.counter, prescription.id)
    assert note_labels(pharmacy.site, pharmacy.counter, prescription.id, labels) == 1
    assert seen(pharmacy, prescription).interrupted is not None
    assert seen(pharmacy, prescription).written_labels == {}


def audit_rows(pharmacy: Pharmacy) -> int:
    """How many rows the audit has."""
    with pharmacy.store.read() as tx:
        return tx.audit.count()


def test_a_batch_that_was_not_scanned_stands_on_no_label_before_a_person_has_read_it(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("B1", LATER, 100)])
    prescription = pharmacy.approved()
    pack = scanned(pharmacy, prescription, product, batch_number=None, expiry_date=None).allocation.id
    view = seen(pharmacy, prescription)
    assert view.unread_batches == {pack}
    assert (view.labels[0].batch_number, view.labels[0].expiry_date) == ("", None)
    confirm_batch(pharmacy.site, pharmacy.counter, prescription.id, pack)
    label = seen(pharmacy, prescription).labels[0]
    assert (label.batch_number, label.expiry_date) == ("B1", LATER)
    other = refused(lambda: confirm_batch(pharmacy.site, pharmacy.counter, prescription.id, uuid4()))
    assert other.code is LabellingRefusal.NO_PACK


@pytest.mark.parametrize(
    "change",
    [
        {"directions": "1-1-1"},
        {"patient_name": "Somebody Else"},
        {"batch_number": "B2"},
        {"parts": 9},
        {"owed_packs": 1},
    ],
)
def test_a_label_that_says_something_else_has_another_mark(pharmacy: Pharmacy, change: dict[str, object]) -> None:
    product = pharmacy.stocked()
    prescription = pharmacy.approved()
    scanned(pharmacy, prescription, product, **B1)
    label = seen(pharmacy, prescription).labels[0]
    assert replace(label, **change).mark() != label.mark()  # type: ignore[arg-type]
    note_labels(pharmacy.site, pharmacy.counter, prescription.id, [replace(label, **change)])  # type: ignore[arg-type]
    assert not_labelled(pharmacy, prescription, part=True)


def test_where_less_lies_in_the_shelf_than_is_needed_the_pick_list_knows_from_the_beginning(
    pharmacy: Pharmacy,
) -> None:
    product = pharmacy.stocked(batches=[("B1", LATER, 10)])
    prescription = pharmacy.approved(lines=(a_line(product_id=product.id, quantity_prescribed=tablets(30)),))
    row = seen(pharmacy, prescription).lines[0]
    assert (row.short, row.packs_to_be_had, row.packs_needed) == (True, 1, 3)
    scanned(pharmacy, prescription, product, batch_number="B1", expiry_date=LATER)
    row = seen(pharmacy, prescription).lines[0]
    assert (row.short, row.packs_to_be_had, row.packs_scanned) == (True, 1, 1)
    refusal = refused(lambda: scanned(pharmacy, prescription, product, batch_number="B1", expiry_date=LATER))
    assert (refusal.code, refusal.facts["none_left"]) == (ScanRefusal.NOT_IN_STOCK, True)


def test_another_batch_that_has_enough_is_not_hidden_by_an_empty_one(pharmacy: Pharmacy) -> None:
    product = pharmacy.stocked(batches=[("B1", LATER, 10), ("B2", LATER, 100)])
    prescription = pharmacy.approved(lines=(a_line(product_id=product.id, quantity_prescribed=tablets(30)),))
    scanned(pharmacy, prescription, product, batch_number="B1", expiry_date=LATER)
    assert not seen(pharmacy, prescription).lines[0].short
    refusal = refused(lambda: scanned(pharmacy, prescription, product, batch_number="B1", expiry_date=LATER))
    assert (refusal.code, refusal.facts["none_left"]) == (ScanRefusal.NOT_IN_STOCK, False)
