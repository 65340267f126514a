"""Documents, answers to alerts, users, outbox, mirror, notes, attentions, counters."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.adapters.db.samples import NOW, open_pharmacy, undo
from tests.factories import a_patient, a_user, new_id
from workstation.adapters.db import SqlStore
from workstation.domain.outbox import Attention, Conflict, OutboxState
from workstation.domain.quantity import Quantity
from workstation.services.document_ports import ScanDocument
from workstation.services.ports import AlertAnswer


def test_a_document_is_saved_first_without_and_then_with_its_content(store: SqlStore) -> None:
    with store.begin() as transaction:
        prescription = open_pharmacy(transaction).prescription
        empty = ScanDocument(new_id(), prescription.id, "DocumentReference/9", "Binary/9", "image/jpeg", None, "ab")
        transaction.documents.save(empty)
        assert transaction.documents.missing_content() == [empty]
        assert transaction.documents.unread() == []
        full = replace(empty, content=bytes(range(256)) * 100)
        transaction.documents.save(full)
        assert transaction.documents.missing_content() == []
        assert transaction.documents.get(full.id) == full


def test_the_newest_reading_counts(store: SqlStore) -> None:
    with store.begin() as transaction:
        prescription = open_pharmacy(transaction).prescription
        scans = [ScanDocument(new_id(), prescription.id, "", "", "image/png", b"x", "") for _ in range(3)]
        for scan in scans:
            transaction.documents.save(scan)
        assert transaction.documents.unread() == [scan.id for scan in scans]
        assert transaction.documents.reading(scans[1].id) is None
        transaction.documents.save_reading(scans[1].id, "fast", "{}")
        transaction.documents.save_reading(scans[1].id, "accurate", '{"pages":[]}')
        assert transaction.documents.reading(scans[1].id) == '{"pages":[]}'
        assert transaction.documents.unread() == [scans[0].id, scans[2].id]


def test_answers_to_alerts_come_back_oldest_first(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        answers = [
            AlertAnswer(
                new_id(),
                pharmacy.prescription.id,
                f"rule {n}",
                "major",
                "INR is checked",
                pharmacy.user.id,
                NOW,
                "f",
            )
            for n in range(2)
        ]
        for answer in answers:
            transaction.alert_answers.add(answer)
        assert transaction.alert_answers.of_prescription(pharmacy.prescription.id) == answers
        assert transaction.alert_answers.of_prescription(new_id()) == []


def test_answers_are_found_again_by_what_they_are_remembered_for_until_they_are_too_old(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        first = AlertAnswer(
            new_id(), pharmacy.prescription.id, "r", "major", "other: asked", pharmacy.user.id, NOW, "f", "mark"
        )
        later = replace(first, id=new_id(), at=NOW + timedelta(days=2))
        forgotten = replace(later, id=new_id(), memory="")
        for answer in (first, later, forgotten):
            transaction.alert_answers.add(answer)
        remembered = transaction.alert_answers.remembered
        assert remembered(["mark", "other"], NOW) == [first, later]
        assert remembered(["mark"], NOW + timedelta(days=1)) == [later]
        assert remembered(["other"], NOW) == []


def test_a_weight_says_whether_it_was_taken_here(store: SqlStore) -> None:
    with store.begin() as transaction:
        patient = a_patient(weight=Quantity(Decimal("14.5"), "kg"), weight_date=NOW.date(), weighed_here=True)
        for one in (patient, replace(patient, weighed_here=False)):
            transaction.patients.save(one, "Patient/1")
            assert transaction.patients.context(patient.id).patient == one


def test_users_come_back_by_name(store: SqlStore) -> None:
    zoya, asha = a_user(name="Zoya", responsible=True), a_user(name="Asha", licence_expiry=None)
    with store.begin() as transaction:
        transaction.users.save(zoya)
        transaction.users.save(asha)
        assert transaction.users.all() == [asha, zoya]
        assert transaction.users.get(zoya.id) == zoya


def test_saving_a_user_again_keeps_secrets_and_wrong_tries(store: SqlStore) -> None:
    user = a_user()
    with store.begin() as transaction:
        transaction.users.save(user)
        assert transaction.users.tries(user.id) == (0, None)
        transaction.users.set_tries(user.id, 3, NOW)
        transaction.users.set_secret(user.id, "pin", "hash one")
        transaction.users.set_secret(user.id, "pin", "hash two")
        transaction.users.save(replace(user, name="Asha K."))
        assert transaction.users.tries(user.id) == (3, NOW)
        assert transaction.users.secret(user.id, "pin") == "hash two"
        assert transaction.users.secret(user.id, "passphrase") is None
        with pytest.raises(KeyError):
            transaction.users.set_tries(new_id(), 1, None)


def test_outbox_entries_are_numbered_in_the_order_of_adding(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        entries = [pharmacy.outbox_entry(sequence=sequence) for sequence in (7, 3)]
        for entry in entries:
            transaction.outbox.add(entry)
        found = transaction.outbox.open()
        assert [entry.id for entry in found] == [entry.id for entry in entries]
        assert found[0].sequence < found[1].sequence
        assert replace(found[0], sequence=7) == entries[0]
        assert str(found[0].body["quantity"]["value"]) == "1.50"
        assert transaction.outbox.of_group(pharmacy.prescription.id) == found
        assert transaction.outbox.of_group(new_id()) == []


def test_what_does_not_wait_any_more_is_told_for_each_group(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        group, outbox, other = pharmacy.prescription.id, transaction.outbox, new_id()
        waits, sent, parked = (pharmacy.outbox_entry() for _ in range(3))
        for entry in (waits, sent, parked):
            outbox.add(entry)
        outbox.sent({sent.id: "MedicationDispense/7"})
        outbox.update(replace(outbox.get(parked.id), state=OutboxState.PARKED))
        found = outbox.out_of_line([group, other])
    assert [(one.id, one.state, one.sent_reference) for one in found[group]] == [
        (sent.id, OutboxState.SENT, "MedicationDispense/7"),
        (parked.id, OutboxState.PARKED, ""),
    ]
    assert found[other] == []


def test_an_outbox_entry_changes_state_and_keeps_its_place(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        transaction.outbox.add(pharmacy.outbox_entry())
        transaction.outbox.add(pharmacy.outbox_entry(state=OutboxState.PARKED))
        first = transaction.outbox.open()[0]
        tried = replace(first, attempts=2, next_try_at=NOW + timedelta(seconds=8), answer="503", sequence=99)
        transaction.outbox.update(tried)
        assert transaction.outbox.get(first.id) == replace(tried, sequence=first.sequence)
        transaction.outbox.update(replace(first, state=OutboxState.SENT, sent_reference="MedicationDispense/7"))
        assert [entry.state for entry in transaction.outbox.open()] == [OutboxState.PARKED]
        counts = {state: transaction.outbox.count(state) for state in OutboxState}
        assert counts == {"waiting": 0, "parked": 1, "sent": 1, "withdrawn": 0}
        with pytest.raises(KeyError):
            transaction.outbox.update(pharmacy.outbox_entry())


def test_the_mirror_knows_whether_a_version_is_new(store: SqlStore) -> None:
    body = '{"resourceType": "Task", "value": 1.50}'
    with store.begin() as transaction:
        assert transaction.mirror.save("Task/1", "a", "2026-11-22T00:00:00Z", body)
        assert not transaction.mirror.save("Task/1", "a", "2026-11-22T00:00:00Z", "{}")
        assert transaction.mirror.get("Task/1") == ("a", body)
        assert transaction.mirror.save("Task/1", "b", "2026-11-22T00:00:01Z", "{}")
        assert transaction.mirror.get("Task/1") == ("b", "{}")
        assert transaction.mirror.get("Task/2") is None
        transaction.mirror.save("TaskList/1", "a", "", "{}")
        transaction.mirror.save("Task/0", "a", "", "{}")
        assert transaction.mirror.references("Task") == ["Task/0", "Task/1"]


def test_a_note_is_replaced(store: SqlStore) -> None:
    with store.begin() as transaction:
        assert transaction.sync_notes.get("watermark") is None
        transaction.sync_notes.set("watermark", "1")
        transaction.sync_notes.set("watermark", "2")
        assert transaction.sync_notes.get("watermark") == "2"


def test_a_conflict_is_open_until_it_is_settled(store: SqlStore) -> None:
    with store.begin() as transaction:
        pharmacy = open_pharmacy(transaction)
        entry = pharmacy.outbox_entry()
        transaction.outbox.add(entry)
        conflict = Conflict(new_id(), entry.id, pharmacy.prescription.id, "{ours}", "{theirs}", NOW)
        transaction.attentions.add_conflict(conflict)
        assert transaction.attentions.conflicts() == [conflict]
        transaction.attentions.settle_conflict(conflict.id, NOW, "theirs")
        assert transaction.attentions.conflicts() == []
        with pytest.raises(KeyError):
            transaction.attentions.settle_conflict(conflict.id, NOW, "ours")


def test_what_needs_attention_is_open_until_it_is_settled(store: SqlStore) -> None:
    later, sooner = (
        Attention(new_id(), None, "b", "", NOW),
        Attention(new_id(), None, "a", "", NOW - timedelta(1)),
    )
    with store.begin() as transaction:
        transaction.attentions.add(later)
        transaction.attentions.add(sooner)
        assert transaction.attentions.open() == [sooner, later]
        transaction.attentions.settle(sooner.id, NOW)
        assert transaction.attentions.open() == [later]
        with pytest.raises(KeyError):
            transaction.attentions.settle(sooner.id, NOW)


def test_counters_count_by_name_without_gaps(store: SqlStore) -> None:
    with store.begin() as transaction:
        assert [transaction.counters.next("RX") for _ in range(3)] == [1, 2, 3]
        assert transaction.counters.next("BAG") == 1
    undo(store, lambda transaction: transaction.counters.next("RX"))
    with store.begin() as transaction:
        assert transaction.counters.next("RX") == 4


def test_a_body_with_a_float_is_not_stored(store: SqlStore) -> None:
    with store.begin() as transaction:
        entry = open_pharmacy(transaction).outbox_entry(body={"value": 1.5, "exact": Decimal(1)})
        with pytest.raises(TypeError, match="float"):
            transaction.outbox.add(entry)
