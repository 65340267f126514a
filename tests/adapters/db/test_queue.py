"""The queue: views, counts, search, paging."""

from datetime import date, timedelta

import pytest

from tests.adapters.db.samples import NOW, a_line, a_prescription, open_pharmacy
from tests.factories import a_patient, a_user, new_id
from workstation.adapters.db import SqlStore
from workstation.adapters.db.repositories.queue_key import due_key
from workstation.adapters.db.transaction import SqlTransaction
from workstation.domain.patient import Sex
from workstation.domain.prescription import PrescribedMedicine, Prescription
from workstation.domain.queue import Flag, QueueFilter, SourceKind, View
from workstation.domain.workflow import Status
from workstation.services.document_ports import ScanDocument

MINUTE = timedelta(minutes=1)


def shown(transaction: SqlTransaction, status: Status, due: int | None, *flags: Flag) -> Prescription:
    """A stored prescription that is due in so many minutes."""
    prescription = a_prescription(number=f"{status.value} {due}", due_at=None if due is None else NOW + due * MINUTE)
    transaction.prescriptions.save(prescription)
    transaction.prescriptions.show(prescription.id, status, flags, None)
    return prescription


def numbers(transaction: SqlTransaction, view: View, **changes: object) -> list[str]:
    """What a view shows."""
    wanted = QueueFilter(view=view, now=NOW, **changes)  # type: ignore[arg-type]  # fields of the filter
    return [row.number for row in transaction.prescriptions.queue(wanted)]


def test_a_row_has_everything_that_is_painted(store: SqlStore) -> None:
    with store.begin() as transaction:
        user = a_user(name="Ravi Baliram Bhosale")
        patient = a_patient(name="Baby of Kavita Pawar", birth_date=date(2026, 2, 1), sex=Sex.MALE)
        transaction.users.save(user)
        transaction.patients.save(patient, "")
        titles = ["Warf 5", "Ecosprin 75", "Augmentin 625 Duo", "Glycometh 500"]
        lines = [a_line(position=n + 1, medicine=PrescribedMedicine(title)) for n, title in enumerate(titles)]
        document_id = new_id()
        prescription = a_prescription(
            patient_id=patient.id, lines=tuple(reversed(lines)), document_ids=(document_id,), urgent=True
        )
        transaction.prescriptions.save(prescription)
        transaction.documents.save(ScanDocument(document_id, prescription.id, "", "", "image/png", b"", ""))
        transaction.prescriptions.show(prescription.id, Status.PICKING, [Flag.OWING, Flag.FRIDGE], user.id)
    with store.read() as transaction:
        (row,) = transaction.prescriptions.queue(QueueFilter(now=NOW))
    assert row.id == prescription.id
    assert (row.number, row.due_at, row.received_at) == (
        "RX-26-004821",
        prescription.due_at,
        prescription.received_at,
    )
    assert (row.patient_name, row.age, row.sex) == ("Baby of Kavita Pawar", "9 mo", Sex.MALE)
    assert (row.prescriber, row.clinic) == ("Dr. Meera Joshi", "Banyan Lane Clinic")
    assert (row.line_titles, row.line_count) == (("Warf 5", "Ecosprin 75", "Augmentin 625 Duo"), 4)
    assert (row.flags, row.status) == ((Flag.FRIDGE, Flag.OWING), Status.PICKING)
    assert (row.claimed_by, row.claimed_by_initials, row.urgent) == (user.id, "RB", True)
    assert row.source is SourceKind.SCAN


def test_a_row_without_patient_and_scan_says_so(store: SqlStore) -> None:
    with store.begin() as transaction:
        transaction.prescriptions.save(a_prescription(lines=()))
        (row,) = transaction.prescriptions.queue(QueueFilter())
    assert (row.patient_name, row.age, row.sex, row.claimed_by_initials) == ("", "", Sex.UNKNOWN, "")
    assert (row.line_titles, row.line_count, row.source) == ((), 0, SourceKind.ELECTRONIC)


def test_views_show_what_their_names_say(store: SqlStore) -> None:
    with store.begin() as transaction:
        for status in Status:
            shown(transaction, status, 60)
        found = {view: set(numbers(transaction, view)) for view in View}
        counted = transaction.prescriptions.counts(None, NOW)

    def of(*statuses: Status) -> set[str]:
        return {f"{status.value} 60" for status in statuses}

    assert found[View.TO_REVIEW] == of(Status.RECEIVED, Status.CLAIMED, Status.IN_REVIEW)
    assert found[View.CLARIFICATION] == of(Status.CLARIFICATION, Status.ON_HOLD)
    assert found[View.TO_PICK] == of(Status.APPROVED, Status.PICKING, Status.PART_SUPPLIED)
    assert found[View.READY] == of(Status.CHECKED, Status.READY)
    assert found[View.CLOSED] == of(
        Status.REJECTED,
        Status.HANDED_OVER,
        Status.DELIVERED,
        Status.RETURNED_UNCOLLECTED,
        Status.CANCELLED,
        Status.EXPIRED,
        Status.ENTERED_IN_ERROR,
    )
    assert found[View.ALL_OPEN] == of(*Status) - found[View.CLOSED]
    assert found[View.LATE] == found[View.DUE_SOON] == found[View.MINE] == set()
    assert counted == {view: len(rows) for view, rows in found.items()}


def test_late_and_due_soon_leave_out_what_waits_for_somebody_else(store: SqlStore) -> None:
    with store.begin() as transaction:
        for status in (Status.IN_REVIEW, Status.ON_HOLD, Status.CLARIFICATION, Status.CANCELLED):
            for due in (-1, 0, 15, 16):
                shown(transaction, status, due)
        shown(transaction, Status.IN_REVIEW, None)
        assert numbers(transaction, View.LATE) == ["in_review -1"]
        assert numbers(transaction, View.DUE_SOON) == ["in_review 0", "in_review 15"]
        counts = transaction.prescriptions.counts(None, NOW)
    assert (counts[View.LATE], counts[View.DUE_SOON], counts[View.ALL_OPEN]) == (1, 2, 13)


def test_the_queue_runs_by_due_time_then_held_then_without_due_time(store: SqlStore) -> None:
    with store.begin() as transaction:
        for status, due in [
            (Status.RECEIVED, None),
            (Status.ON_HOLD, -5),
            (Status.READY, 20),
            (Status.CLAIMED, 3),
        ]:
            shown(transaction, status, due)
        assert numbers(transaction, View.ALL_OPEN) == ["claimed 3", "ready 20", "on_hold -5", "received None"]


def test_a_prescription_that_is_resumed_takes_its_place_by_due_time_again(store: SqlStore) -> None:
    with store.begin() as transaction:
        held = shown(transaction, Status.ON_HOLD, 1)
        shown(transaction, Status.READY, 20)
        transaction.prescriptions.show(held.id, Status.IN_REVIEW, [], None)
        assert numbers(transaction, View.ALL_OPEN) == ["on_hold 1", "ready 20"]


def test_closed_ones_run_the_latest_first(store: SqlStore) -> None:
    with store.begin() as transaction:
        for due in (1, 3, 2):
            shown(transaction, Status.HANDED_OVER, due)
        assert numbers(transaction, View.CLOSED) == ["handed_over 3", "handed_over 2", "handed_over 1"]


def test_mine_is_what_this_user_claimed(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        shown(transaction, Status.CLAIMED, 1)
        closed = shown(transaction, Status.REJECTED, 2)
        transaction.prescriptions.show(pharmacy.prescription.id, Status.CLAIMED, [], pharmacy.user.id)
        transaction.prescriptions.show(closed.id, Status.REJECTED, [], pharmacy.user.id)
        assert numbers(transaction, View.MINE, user_id=pharmacy.user.id) == [pharmacy.prescription.number]
        assert transaction.prescriptions.counts(pharmacy.user.id, NOW)[View.MINE] == 1
        assert transaction.prescriptions.counts(new_id(), NOW)[View.MINE] == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("desh", True),
        ("RAMESH desh", True),
        ("4821", True),
        ("rx-26-0048", True),
        ("joshi", True),
        ("banyan", True),
        ("warfarin", True),
        ("p-104", True),
        ("deshpande warfarin", True),
        ("desh aspirin", False),
        ("%", True),
        ("100%", False),
    ],
)
def test_the_queue_is_searched_by_patient_number_prescriber_and_medicine(
    store: SqlStore, text: str, found: bool
) -> None:
    with store.begin() as transaction:
        open_pharmacy(transaction)
        assert bool(transaction.prescriptions.queue(QueueFilter(text=text))) is found


def test_a_flag_narrows_the_queue(store: SqlStore) -> None:
    with store.begin() as transaction:
        shown(transaction, Status.CLAIMED, 1, Flag.INTERACTION_MAJOR)
        shown(transaction, Status.CLAIMED, 2, Flag.INTERACTION_MODERATE, Flag.FRIDGE)
        assert numbers(transaction, View.ALL_OPEN, flag=Flag.FRIDGE) == ["claimed 2"]
        assert numbers(transaction, View.ALL_OPEN, flag=Flag.INTERACTION_MAJOR) == ["claimed 1"]
        assert numbers(transaction, View.ALL_OPEN, flag=Flag.ALLERGY) == []


@pytest.mark.parametrize("view", [View.ALL_OPEN, View.CLOSED])
def test_pages_follow_each_other_without_gap_or_double(store: SqlStore, view: View) -> None:
    status = Status.READY if view is View.ALL_OPEN else Status.DELIVERED
    with store.begin() as transaction:
        for due in (1, 1, 1, 2, None, None):
            shown(transaction, status, due)
        whole = [row.id for row in transaction.prescriptions.queue(QueueFilter(view=view))]
        paged = []
        after = None
        while page := transaction.prescriptions.queue(QueueFilter(view=view, after=after, limit=2)):
            paged += [row.id for row in page]
            after = (due_key(page[-1].due_at, page[-1].status), page[-1].id)
    assert len(whole) == 6
    assert paged == whole
