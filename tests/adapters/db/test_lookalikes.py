"""Who is at work, and which scans show the same, on both backends."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.adapters.db.samples import NOW, open_pharmacy
from tests.factories import a_line, a_prescription, new_id
from workstation.adapters.db import SqlStore
from workstation.domain.prescription import LineSource, PrescribedMedicine, Prescriber, Prescription
from workstation.domain.reading.prescriber_habit import ConfirmedReading
from workstation.domain.workflow import Event, EventKind
from workstation.services.document_ports import PageMark, ScanDocument
from workstation.services.ports import Transaction
from workstation.services.recording import refresh


def a_scan(tx: Transaction, prescription_id: object, digest: str) -> ScanDocument:
    """A document of this content."""
    scan = ScanDocument(new_id(), prescription_id, "", "", "image/png", b"scan", digest)  # type: ignore[arg-type]
    tx.documents.save(scan)
    return scan


def test_who_has_something_open_is_at_work(store: SqlStore) -> None:
    with store.begin() as tx:
        pharmacy = open_pharmacy(tx)
        found = tx.lookalikes.people_at_work(NOW)
    assert [(one.patient_id, one.number) for one in found] == [(pharmacy.patient.id, pharmacy.prescription.number)]


def test_who_was_handed_over_something_since_then_is_at_work(store: SqlStore) -> None:
    with store.begin() as tx:
        pharmacy = open_pharmacy(tx)
        prescription_id = pharmacy.prescription.id
        for kind in (EventKind.HANDED_OVER, EventKind.DELIVERED):
            tx.prescriptions.add_event(Event(new_id(), prescription_id, kind, NOW))
        refresh(tx, prescription_id)
        assert len(tx.lookalikes.people_at_work(NOW - timedelta(hours=1))) == 1
        assert tx.lookalikes.people_at_work(NOW + timedelta(hours=1)) == []


def test_a_document_keeps_its_marks_and_a_pair_is_kept_once(store: SqlStore) -> None:
    with store.begin() as tx:
        pharmacy = open_pharmacy(tx)
        one, other = (a_scan(tx, pharmacy.prescription.id, text) for text in ("a", "b"))
        for look in ("00000000000000ff", "ffffffffffffffff"):
            tx.lookalikes.add_pages([PageMark(one.id, 0, "pixels", look)])
            tx.lookalikes.add_alike(one.id, other.id, 3)
        assert tx.lookalikes.pages() == [PageMark(one.id, 0, "pixels", "00000000000000ff")]


def test_prescriptions_whose_scans_show_the_same_find_each_other(store: SqlStore) -> None:
    with store.begin() as tx:
        pharmacy = open_pharmacy(tx)
        mine, theirs = pharmacy.prescription, a_prescription(lines=())
        tx.prescriptions.save(theirs)
        one, other = (a_scan(tx, each.id, text) for each, text in ((mine, "a"), (theirs, "b")))
        assert tx.lookalikes.alike(mine.id) == []
        tx.lookalikes.add_alike(one.id, other.id, 3)
        assert tx.lookalikes.alike(mine.id) == [(theirs.id, 3)]
        assert tx.lookalikes.alike(theirs.id) == [(mine.id, 3)]
        a_scan(tx, theirs.id, "a")
        assert tx.lookalikes.alike(mine.id) == [(theirs.id, 0)]
        assert tx.lookalikes.of_person([pharmacy.patient.id]) == [mine.id]


def _confirmed(by: Prescriber, text: str, **changes: Any) -> Prescription:
    line = replace(a_line(), source=LineSource.TRANSCRIBED, written_text=text, medicine=PrescribedMedicine("Warf 5"))
    return a_prescription(prescriber=by, lines=(replace(line, **changes),))


def test_what_was_confirmed_for_a_prescriber_is_found_by_the_registration_number(store: SqlStore) -> None:
    rao, other = Prescriber("Dr. Rao", "12345"), Prescriber("Dr. Rao", "99999")
    with store.begin() as tx:
        user = open_pharmacy(tx).user.id
        mine = _confirmed(rao, "Tab. Mine 1", confirmed_by=user)
        for one in (
            _confirmed(Prescriber("Dr S Rao", "12345"), "Tab. Wanf 5", confirmed_by=user),
            _confirmed(rao, "Tab. Draft 5"),
            _confirmed(rao, "", confirmed_by=user),
            _confirmed(other, "Tab. Other 5", confirmed_by=user),
            mine,
        ):
            tx.prescriptions.save(one)
        assert tx.lookalikes.confirmed_of(rao, mine.id) == [ConfirmedReading("Tab. Wanf 5", ("Warf 5",))]


def test_a_prescriber_without_a_number_is_known_by_name_and_nobody_by_nothing(store: SqlStore) -> None:
    with store.begin() as tx:
        user = open_pharmacy(tx).user.id
        for by in (Prescriber("Dr. Rao"), Prescriber("Dr. Sen"), Prescriber("")):
            tx.prescriptions.save(_confirmed(by, f"Tab. {by.name} 5", confirmed_by=user))
        found = tx.lookalikes.confirmed_of(Prescriber("Dr. Rao"), UUID(int=1))
        assert [one.written_text for one in found] == ["Tab. Dr. Rao 5"]
        assert tx.lookalikes.confirmed_of(Prescriber(""), UUID(int=1)) == []
