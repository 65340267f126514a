"""What people see of the outbox and can do about it, and that each act is on record."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest

from tests.factories import Pharmacy, a_user, new_id
from tests.unit.services.outcomes import code_of_refusal
from tests.unit.services.test_push import a_conflict, a_courier, a_server, queued
from workstation.domain.errors import Refused
from workstation.domain.outbox import Attention, AttentionCode, OutboxState, Priority
from workstation.domain.queue import Flag
from workstation.domain.users import AccessRefusal, Role
from workstation.services import outbox
from workstation.services.approval import ApprovalRefusal
from workstation.services.conflicts import Decision, Settled, settle_conflict
from workstation.services.doubts import NOT_UNDERSTOOD, DoubtRefusal
from workstation.services.flags import refresh_flags
from workstation.services.outbox import (
    AttentionRefusal,
    OutboxRefusal,
    export_outbox,
    outbox_standing,
    outbox_view,
    park,
    send_again,
    settle_attention,
)
from workstation.services.stops import end_stop, tell_stop
from workstation.services.sync.push import push
from workstation.services.sync.sentinel import NOTE, RestoreRefusal, accept_restored_store


def noted(pharmacy: Pharmacy, code: str, prescription: UUID | None = None) -> Attention:
    one = Attention(new_id(), prescription, code, "what it is about", pharmacy.site.clock())
    with pharmacy.store.begin() as tx:
        tx.attentions.add(one)
    return one


def open_codes(pharmacy: Pharmacy) -> list[str]:
    with pharmacy.store.read() as tx:
        return [one.code for one in tx.attentions.open()]


def audited(pharmacy: Pharmacy) -> int:
    with pharmacy.store.read() as tx:
        assert tx.audit.verify().ok
        return tx.audit.count()


def stopped(pharmacy: Pharmacy) -> None:
    with pharmacy.store.begin() as tx:
        known = '{"reference": "Basic/1", "written": null, "intended": null, "stopped": true}'
        tx.sync_notes.set(NOTE, known)


def parked(pharmacy: Pharmacy, group: UUID) -> UUID:
    entry = queued(pharmacy, group)
    with pharmacy.store.begin() as tx:
        tx.outbox.update(replace(tx.outbox.get(entry.id), state=OutboxState.PARKED, answer="422 · no"))
    return entry.id


# --- what is shown ------------------------------------------------------------------------------------------


def test_what_needs_a_person_names_the_prescription_and_the_patient(pharmacy: Pharmacy) -> None:
    prescription = pharmacy.received()
    parked(pharmacy, prescription.id)
    view = outbox_view(pharmacy.site, pharmacy.pharmacist)
    subject = view.subjects[prescription.id]
    assert subject.number == prescription.number
    assert subject.patient


def test_an_administrator_sees_the_number_and_no_name(pharmacy: Pharmacy) -> None:
    prescription = pharmacy.received()
    parked(pharmacy, prescription.id)
    view = outbox_view(pharmacy.site, a_user(Role.ADMINISTRATOR))
    assert view.subjects[prescription.id].patient == ""
    assert view.subjects[prescription.id].number == prescription.number


def test_what_waits_is_named_too_while_there_is_not_too_much_of_it(
    pharmacy: Pharmacy, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pharmacy.received(), pharmacy.received(id=new_id(), number="RX-2", task_reference="Task/2")
    queued(pharmacy, first.id)
    queued(pharmacy, second.id)
    assert set(outbox_view(pharmacy.site, pharmacy.pharmacist).subjects) == {first.id, second.id}
    monkeypatch.setattr(outbox, "NAMED_WAITING", 1)
    assert set(outbox_view(pharmacy.site, pharmacy.pharmacist).subjects) == {first.id}


def test_of_what_waits_the_first_are_read_and_all_are_counted_and_all_that_is_parked_is_there(
    pharmacy: Pharmacy,
) -> None:
    group = pharmacy.received().id
    waiting = [queued(pharmacy, group).id for _ in range(3)]
    last = parked(pharmacy, group)
    before = outbox_view(pharmacy.site, pharmacy.pharmacist)
    view = outbox_view(pharmacy.site, pharmacy.pharmacist, waiting_at_most=before.waiting - 1)
    assert view.waiting == before.waiting
    assert [one.id for one in before.entries][-4:] == [*waiting, last]
    assert [one.id for one in view.entries] == [one.id for one in before.entries if one.id != waiting[-1]]


def test_what_belongs_to_no_prescription_has_no_subject(pharmacy: Pharmacy) -> None:
    parked(pharmacy, pharmacy.site.station.id)
    assert outbox_view(pharmacy.site, pharmacy.pharmacist).subjects == {}


def test_a_conflict_that_was_settled_before_is_shown_as_opened_again(pharmacy: Pharmacy) -> None:
    server = a_server()
    a_conflict(pharmacy, server)
    first = outbox_view(pharmacy.site, pharmacy.pharmacist)
    assert first.opened_again == frozenset()
    server.put({**server.resources["Task/t-RX-1"], "status": "ready"})
    (conflict,) = first.conflicts
    settle_conflict(pharmacy.site, pharmacy.pharmacist, Decision(conflict.id, Settled.OURS, "asked the clinic"))
    push(a_courier(pharmacy, server))
    again = outbox_view(pharmacy.site, pharmacy.pharmacist)
    assert again.opened_again == {one.id for one in again.conflicts}
    assert len(again.conflicts) == 1


# --- how it stands ------------------------------------------------------------------------------------------


def test_waiting_is_not_blocked(pharmacy: Pharmacy) -> None:
    queued(pharmacy, new_id())
    standing = outbox_standing(pharmacy.site)
    assert (standing.waiting, standing.needs_you, standing.blocked_since) == (1, 0, None)


def test_blocked_since_is_the_oldest_thing_that_will_not_go_by_itself(pharmacy: Pharmacy) -> None:
    since = pharmacy.site.clock()
    parked(pharmacy, new_id())
    pharmacy.clock.forward(minutes=10)
    parked(pharmacy, new_id())
    noted(pharmacy, AttentionCode.EMERGENCY_SUPPLY)
    standing = outbox_standing(pharmacy.site)
    assert standing.blocked_since is not None
    assert standing.blocked_since - since < timedelta(minutes=1)
    assert (standing.needs_you, standing.look_after, standing.stopped) == (2, 1, False)


def test_a_store_that_was_set_back_stands_as_stopped(pharmacy: Pharmacy) -> None:
    stopped(pharmacy)
    noted(pharmacy, AttentionCode.STORE_RESTORED)
    standing = outbox_standing(pharmacy.site)
    assert standing.stopped
    assert standing.needs_you == 1
    assert standing.blocked_since is not None


# --- what can be done ---------------------------------------------------------------------------------------


def test_an_entry_is_parked_and_sent_again_on_record(pharmacy: Pharmacy) -> None:
    entry, before = queued(pharmacy, new_id()), audited(pharmacy)
    park(pharmacy.site, pharmacy.pharmacist, entry.id, "the clinic is asked")
    with pharmacy.store.read() as tx:
        assert tx.outbox.get(entry.id).state is OutboxState.PARKED
        assert tx.outbox.get(entry.id).answer == "Parked by hand: the clinic is asked"
    send_again(pharmacy.site, pharmacy.counter, entry.id)
    with pharmacy.store.read() as tx:
        assert tx.outbox.get(entry.id).state is OutboxState.WAITING
    assert audited(pharmacy) == before + 2


def test_what_happened_to_a_patient_is_held_back_by_a_pharmacist_only(pharmacy: Pharmacy) -> None:
    supply = queued(pharmacy, new_id(), priority=Priority.FACT)
    refused = code_of_refusal(lambda: park(pharmacy.site, pharmacy.counter, supply.id, "the clinic is asked"))
    assert refused == AccessRefusal.NOT_ALLOWED
    with pharmacy.store.read() as tx:
        assert tx.outbox.get(supply.id).state is OutboxState.WAITING
    park(pharmacy.site, pharmacy.pharmacist, supply.id, "the clinic is asked")


@pytest.mark.parametrize("priority", [Priority.NOW, Priority.REPORT, Priority.LOG])
def test_a_claim_a_report_or_a_log_is_held_back_at_the_counter(pharmacy: Pharmacy, priority: Priority) -> None:
    entry = queued(pharmacy, new_id(), priority=priority)
    park(pharmacy.site, pharmacy.counter, entry.id, "the clinic is asked")
    with pharmacy.store.read() as tx:
        assert tx.outbox.get(entry.id).state is OutboxState.PARKED


def test_only_what_waits_is_parked_and_only_what_is_parked_is_sent_again(pharmacy: Pharmacy) -> None:
    entry = queued(pharmacy, new_id())
    with pytest.raises(Refused) as goes:
        send_again(pharmacy.site, pharmacy.counter, entry.id)
    assert goes.value.code is OutboxRefusal.NOT_PARKED
    park(pharmacy.site, pharmacy.pharmacist, entry.id, "the clinic is asked")
    with pytest.raises(Refused) as twice:
        park(pharmacy.site, pharmacy.pharmacist, entry.id, "the clinic is asked")
    assert twice.value.code is OutboxRefusal.NOT_WAITING


def test_sending_again_does_not_choose_between_two_versions(pharmacy: Pharmacy) -> None:
    pointer = a_conflict(pharmacy, a_server())
    with pytest.raises(Refused) as refused:
        send_again(pharmacy.site, pharmacy.pharmacist, pointer)
    assert refused.value.code is OutboxRefusal.TWO_VERSIONS
    with pharmacy.store.read() as tx:
        assert tx.outbox.get(pointer).state is OutboxState.PARKED


def test_a_conflict_whose_entry_was_withdrawn_blocks_nothing_any_more(pharmacy: Pharmacy) -> None:
    pointer = a_conflict(pharmacy, a_server())
    assert outbox_standing(pharmacy.site).blocked_since is not None
    with pharmacy.store.begin() as tx:
        tx.outbox.update(replace(tx.outbox.get(pointer), state=OutboxState.WITHDRAWN))
    assert outbox_standing(pharmacy.site).blocked_since is None
    assert outbox_view(pharmacy.site, pharmacy.pharmacist).conflicts == ()


def test_keeping_ours_does_not_bring_back_what_was_withdrawn(pharmacy: Pharmacy) -> None:
    pointer = a_conflict(pharmacy, a_server())
    with pharmacy.store.begin() as tx:
        tx.outbox.update(replace(tx.outbox.get(pointer), state=OutboxState.WITHDRAWN))
        (conflict,) = tx.attentions.conflicts()
    settle_conflict(pharmacy.site, pharmacy.pharmacist, Decision(conflict.id, Settled.OURS, "asked the clinic"))
    with pharmacy.store.read() as tx:
        assert tx.outbox.get(pointer).state is OutboxState.WITHDRAWN


@pytest.mark.parametrize("role", [Role.COUNTER_STAFF, Role.ADMINISTRATOR])
def test_which_version_of_a_prescription_counts_is_for_a_pharmacist_to_say(pharmacy: Pharmacy, role: Role) -> None:
    pointer = a_conflict(pharmacy, a_server())
    with pharmacy.store.read() as tx:
        (conflict,) = tx.attentions.conflicts()
    with pytest.raises(Refused) as refused:
        settle_conflict(pharmacy.site, a_user(role), Decision(conflict.id, Settled.THEIRS, "asked the clinic"))
    assert refused.value.code is AccessRefusal.NOT_ALLOWED
    with pharmacy.store.read() as tx:
        assert tx.outbox.get(pointer).state is OutboxState.PARKED


@pytest.mark.parametrize("settled", list(Settled))
def test_a_conflict_is_not_settled_without_a_reason(pharmacy: Pharmacy, settled: Settled) -> None:
    pointer = a_conflict(pharmacy, a_server())
    with pharmacy.store.read() as tx:
        (conflict,) = tx.attentions.conflicts()
    with pytest.raises(Refused) as refused:
        settle_conflict(pharmacy.site, pharmacy.pharmacist, Decision(conflict.id, settled, "  x "))
    assert refused.value.code is ApprovalRefusal.REASON_TOO_SHORT
    with pharmacy.store.read() as tx:
        assert tx.attentions.conflicts() == [conflict]
        assert tx.outbox.get(pointer).state is OutboxState.PARKED


def test_an_entry_that_does_not_exist_is_refused(pharmacy: Pharmacy) -> None:
    with pytest.raises(Refused) as unknown:
        send_again(pharmacy.site, pharmacy.counter, new_id())
    assert unknown.value.code is OutboxRefusal.UNKNOWN_ENTRY


def test_the_export_needs_a_purpose_and_somebody_who_may_see_patients(pharmacy: Pharmacy) -> None:
    queued(pharmacy, new_id())
    before = audited(pharmacy)
    with pytest.raises(Refused) as short:
        export_outbox(pharmacy.site, pharmacy.pharmacist, " x ")
    with pytest.raises(Refused) as role:
        export_outbox(pharmacy.site, a_user(Role.ADMINISTRATOR), "server support")
    assert short.value.code is ApprovalRefusal.REASON_TOO_SHORT
    assert role.value.code is AccessRefusal.NOT_ALLOWED
    assert audited(pharmacy) == before
    assert len(export_outbox(pharmacy.site, pharmacy.pharmacist, "server support")) == 1
    assert audited(pharmacy) == before + 1


# --- what needs a person without an entry -------------------------------------------------------------------


def test_settling_takes_it_off_the_list_and_keeps_who_and_what(pharmacy: Pharmacy) -> None:
    prescription = pharmacy.received()
    one, before = noted(pharmacy, AttentionCode.CLAIM_LOST, prescription.id), audited(pharmacy)
    with pharmacy.store.begin() as tx:
        refresh_flags(tx, pharmacy.site, prescription)
        assert Flag.NEEDS_ATTENTION in tx.prescriptions.flags(prescription.id)
    settle_attention(pharmacy.site, pharmacy.counter, one.id, "nothing left the counter")
    assert open_codes(pharmacy) == []
    with pharmacy.store.read() as tx:
        assert Flag.NEEDS_ATTENTION not in tx.prescriptions.flags(prescription.id)
    assert audited(pharmacy) == before + 1
    with pytest.raises(Refused) as twice:
        settle_attention(pharmacy.site, pharmacy.counter, one.id, "nothing left the counter")
    assert twice.value.code is AttentionRefusal.NOT_OPEN


def test_a_note_says_what_was_done(pharmacy: Pharmacy) -> None:
    one = noted(pharmacy, AttentionCode.CLAIM_LOST)
    with pytest.raises(Refused) as short:
        settle_attention(pharmacy.site, pharmacy.counter, one.id, " ok")
    assert short.value.code is ApprovalRefusal.REASON_TOO_SHORT
    assert open_codes(pharmacy) == [AttentionCode.CLAIM_LOST]


@pytest.mark.parametrize(
    "code", [AttentionCode.EMERGENCY_SUPPLY, AttentionCode.OVERSUPPLIED, AttentionCode.SAME_NUMBER]
)
def test_what_is_about_a_patients_medicines_is_settled_by_a_pharmacist(pharmacy: Pharmacy, code: AttentionCode) -> None:
    one = noted(pharmacy, code)
    with pytest.raises(Refused) as role:
        settle_attention(pharmacy.site, pharmacy.counter, one.id, "prescription came by post")
    assert role.value.code is AccessRefusal.NOT_ALLOWED
    settle_attention(pharmacy.site, pharmacy.pharmacist, one.id, "prescription came by post")
    assert open_codes(pharmacy) == []


def test_what_was_not_understood_is_settled_by_the_server_alone(pharmacy: Pharmacy) -> None:
    one = noted(pharmacy, NOT_UNDERSTOOD, pharmacy.received().id)
    with pytest.raises(Refused) as refused:
        settle_attention(pharmacy.site, pharmacy.pharmacist, one.id, "asked the clinic")
    assert refused.value.code is DoubtRefusal.ONLY_AT_SERVER


def test_a_store_that_was_set_back_is_settled_by_a_choice_and_not_by_a_note(pharmacy: Pharmacy) -> None:
    stopped(pharmacy)
    one = noted(pharmacy, AttentionCode.STORE_RESTORED)
    with pytest.raises(Refused) as refused:
        settle_attention(pharmacy.site, pharmacy.pharmacist, one.id, "it will be all right")
    assert refused.value.code is AttentionRefusal.NEEDS_CHOICE
    assert open_codes(pharmacy) == [AttentionCode.STORE_RESTORED]


def test_the_choice_is_for_a_pharmacist_or_an_administrator(pharmacy: Pharmacy) -> None:
    stopped(pharmacy)
    with pytest.raises(Refused) as role:
        accept_restored_store(pharmacy.site, pharmacy.counter, "disk was replaced")
    assert role.value.code is AccessRefusal.NOT_ALLOWED
    accept_restored_store(pharmacy.site, a_user(Role.ADMINISTRATOR), "disk was replaced")
    with pytest.raises(Refused) as over:
        accept_restored_store(pharmacy.site, pharmacy.pharmacist, "disk was replaced")
    assert over.value.code is RestoreRefusal.NOT_STOPPED


@pytest.mark.parametrize("code", [AttentionCode.COPIED_STATION, AttentionCode.REGION_NOT_ALLOWED])
def test_what_stops_the_sending_is_not_settled_by_a_note(pharmacy: Pharmacy, code: AttentionCode) -> None:
    tell_stop(pharmacy.site, code, "why")
    with pharmacy.store.read() as tx:
        (one,) = tx.attentions.open()
    for user in (pharmacy.counter, pharmacy.pharmacist):
        act = code_of_refusal(partial(settle_attention, pharmacy.site, user, one.id, "have seen it"))
        assert act == "attention_needs_choice"
    end_stop(pharmacy.site, code)
    with pharmacy.store.read() as tx:
        assert not tx.attentions.open()
