"""The server ends the work, puts it on hold, gives it to somebody else or asks for it again: at every stage."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import TODAY, Pharmacy, a_code, new_id
from tests.looking import approve
from tests.unit.services.counter_acts import left, scanned, supplied
from tests.unit.services.outcomes import code_of_refusal, queued, status_of
from tests.unit.services.server_acts import (
    LINE,
    all_sent,
    allocated,
    attentions,
    brought_to,
    events_of,
    said,
    taken,
    told,
)
from workstation.domain.outbox import OutboxKind, OutboxState
from workstation.domain.prescription import LineBlock
from workstation.domain.workflow import EventKind, Status
from workstation.services.approval import hold, reject, resume
from workstation.services.claim import claim_prescription
from workstation.services.intake import take_in
from workstation.services.picking import scan_pack
from workstation.services.returning import return_uncollected
from workstation.services.transcription import start_review

BEFORE_HAND_OVER = [Status.RECEIVED, Status.CLAIMED, Status.APPROVED, Status.PICKING, Status.CHECKED, Status.READY]
ENDS = {
    "cancelled": Status.CANCELLED,
    "rejected": Status.REJECTED,
    "failed": Status.EXPIRED,
    "entered-in-error": Status.ENTERED_IN_ERROR,
}


@pytest.mark.parametrize("stage", BEFORE_HAND_OVER)
@pytest.mark.parametrize("end", ENDS)
def test_an_end_before_the_hand_over_stops_the_work_at_once(pharmacy: Pharmacy, stage: Status, end: str) -> None:
    prescription, product = brought_to(pharmacy, stage)
    taken(pharmacy, status=end, status_reason="wrong dose")
    assert status_of(pharmacy, prescription) is ENDS[end]
    assert left(pharmacy, product) == {"B1": (100, 0)}
    assert attentions(pharmacy) == []
    with pharmacy.store.read() as tx:
        assert tx.prescriptions.events(prescription.id)[-1].reason == "wrong dose"
    assert code_of_refusal(lambda: scanned(pharmacy, prescription, product)) in ("not_approved", "not_claimed")


@pytest.mark.parametrize("stage", BEFORE_HAND_OVER)
def test_a_cancellation_is_acknowledged_without_being_overwritten(pharmacy: Pharmacy, stage: Status) -> None:
    prescription, _ = brought_to(pharmacy, stage)
    for _ in range(2):
        taken(pharmacy, status="cancelled")
    assert told(pharmacy, prescription) == [(None, "cancellation-acknowledged")]


@pytest.mark.parametrize("uploaded", [True, False])
@pytest.mark.parametrize("stage", [Status.PART_SUPPLIED, Status.HANDED_OVER])
@pytest.mark.parametrize("end", ENDS)
def test_a_supply_is_uploaded_whatever_ends_the_work_afterwards(
    pharmacy: Pharmacy, stage: Status, end: str, uploaded: bool
) -> None:
    prescription, _ = brought_to(pharmacy, stage)
    if uploaded:
        all_sent(pharmacy, prescription)
    for _ in range(2):
        taken(pharmacy, status=end)
    facts = [one for one in queued(pharmacy, prescription) if one.target == "MedicationDispense"]
    expected = OutboxState.SENT if uploaded else OutboxState.WAITING
    assert {one.state for one in facts} == {expected}
    assert attentions(pharmacy) == ["cancelled_after_supply"]
    assert told(pharmacy, prescription) == [(None, f"{end}-after-supply")]
    named = [] if uploaded else [str(one.id) for one in facts]
    pointer = [one for one in queued(pharmacy, prescription) if one.kind is OutboxKind.UPDATE_TASK][-1]
    assert pointer.body["outputs"] == named
    assert status_of(pharmacy, prescription) is (Status.HANDED_OVER if stage is Status.HANDED_OVER else ENDS[end])


def test_our_own_rejection_that_comes_back_is_no_news(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.CLAIMED)
    reject(pharmacy.site, pharmacy.pharmacist, prescription.id, "not for this patient")
    before = told(pharmacy, prescription)
    taken(pharmacy, status="rejected")
    assert told(pharmacy, prescription) == [one for one in before if one[0] == "rejected"]
    assert attentions(pharmacy) == []


def test_a_hand_back_that_waits_does_not_overwrite_a_cancellation(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.READY)
    return_uncollected(pharmacy.site, pharmacy.pharmacist, prescription.id, "nobody came")
    taken(pharmacy, status="cancelled")
    assert ("ready", "returned-to-queue") not in told(pharmacy, prescription)


def test_what_another_station_of_this_pharmacy_handed_over_is_closed_here_and_its_packs_are_free(
    pharmacy: Pharmacy,
) -> None:
    prescription, product = brought_to(pharmacy, Status.PICKING)
    taken(pharmacy, status="completed", claimed_by_station=str(new_id()))
    assert status_of(pharmacy, prescription) is Status.HANDED_OVER
    assert left(pharmacy, product) == {"B1": (100, 0)}
    assert "not_understood" not in attentions(pharmacy)


def test_work_that_somebody_completed_at_the_server_is_asked_about(pharmacy: Pharmacy) -> None:
    prescription, product = brought_to(pharmacy, Status.APPROVED)
    taken(pharmacy, status="completed")
    assert attentions(pharmacy) == ["not_understood"]
    assert code_of_refusal(lambda: scanned(pharmacy, prescription, product)) == "line_blocked"


@pytest.mark.parametrize("status", ["in-progress", "on-hold"])
def test_a_completed_task_that_the_server_opens_again_is_told_once(pharmacy: Pharmacy, status: str) -> None:
    prescription, _ = brought_to(pharmacy, Status.HANDED_OVER)
    all_sent(pharmacy, prescription)
    for _ in range(2):
        taken(pharmacy, status=status)
    assert attentions(pharmacy) == ["edited_after_supply"]
    assert status_of(pharmacy, prescription) is Status.HANDED_OVER


def test_our_own_completion_is_not_asked_about(pharmacy: Pharmacy) -> None:
    brought_to(pharmacy, Status.HANDED_OVER)
    taken(pharmacy, status="completed")
    assert attentions(pharmacy) == []


# --- on hold --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", [Status.CLAIMED, Status.APPROVED, Status.PICKING, Status.READY, Status.PART_SUPPLIED])
def test_a_hold_by_the_server_stops_the_work_and_its_end_lets_it_go_on(pharmacy: Pharmacy, stage: Status) -> None:
    prescription, product = brought_to(pharmacy, stage)
    all_sent(pharmacy, prescription)
    for _ in range(2):
        taken(pharmacy, status="on-hold", status_reason="waiting for a laboratory result")
    assert status_of(pharmacy, prescription) is Status.ON_HOLD
    assert len(events_of(pharmacy, prescription, EventKind.HELD)) == 1
    assert code_of_refusal(lambda: scanned(pharmacy, prescription, product)) == "not_approved"
    assert code_of_refusal(lambda: resume(pharmacy.site, pharmacy.counter, prescription.id)) == "held_at_server"
    taken(pharmacy, status="in-progress")
    assert status_of(pharmacy, prescription) is stage


def test_a_hold_by_the_server_is_not_overwritten_by_what_waits_here(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.APPROVED)
    taken(pharmacy, status="on-hold")
    assert told(pharmacy, prescription) == [("accepted", "claimed")]


def test_a_draft_is_not_worked_on_until_the_server_makes_it_an_order(pharmacy: Pharmacy) -> None:
    prescription = taken(pharmacy, status="draft")
    code = code_of_refusal(lambda: claim_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id))
    assert code == "claim_held_at_server"
    assert queued(pharmacy, prescription) == []
    taken(pharmacy, status="requested")
    assert claim_prescription(pharmacy.site, pharmacy.pharmacist, prescription.id) is not None


def test_what_the_server_holds_is_not_claimed_because_the_claim_would_end_the_hold(pharmacy: Pharmacy) -> None:
    """Found by the state machine: a station claimed and approved what another one had put on hold."""
    taken(pharmacy, status="on-hold", status_reason="no stock")
    prescription = taken(pharmacy, status="on-hold", status_reason="no stock")
    claim = code_of_refusal(lambda: claim_prescription(pharmacy.site, pharmacy.counter, prescription.id))
    assert claim == "claim_held_at_server"
    start_review(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert told(pharmacy, prescription) == []
    taken(pharmacy, status="requested")
    claim_prescription(pharmacy.site, pharmacy.counter, prescription.id)
    assert told(pharmacy, prescription) == [("accepted", "claimed")]


def test_what_the_server_holds_is_not_approved_and_what_was_put_aside_here_is_taken_up(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.CLAIMED)
    all_sent(pharmacy, prescription)
    taken(pharmacy, status="on-hold", status_reason="waiting for a laboratory result")
    act = code_of_refusal(lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id))
    assert act == "held_at_server"
    taken(pharmacy, status="in-progress")
    hold(pharmacy.site, pharmacy.counter, prescription.id, "no stock")
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert status_of(pharmacy, prescription) is Status.APPROVED


def test_our_own_hold_that_comes_back_after_we_went_on_is_no_hold_of_the_server(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.CLAIMED)
    hold(pharmacy.site, pharmacy.counter, prescription.id, "no stock")
    all_sent(pharmacy, prescription)
    resume(pharmacy.site, pharmacy.counter, prescription.id)
    taken(pharmacy, status="on-hold")
    assert status_of(pharmacy, prescription) is Status.CLAIMED
    assert told(pharmacy, prescription) == [("in-progress", "claimed")]


def test_our_own_hold_is_not_ended_by_the_server_s_older_word(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.CLAIMED)
    hold(pharmacy.site, pharmacy.counter, prescription.id, "no stock")
    taken(pharmacy, status="accepted")
    assert status_of(pharmacy, prescription) is Status.ON_HOLD


# --- whose it is ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", [Status.CLAIMED, Status.APPROVED, Status.PICKING, Status.READY])
@pytest.mark.parametrize("owner", ["Organization/other", ""])
def test_an_order_that_is_routed_elsewhere_is_lost_with_its_packs_free(
    pharmacy: Pharmacy, stage: Status, owner: str
) -> None:
    prescription, product = brought_to(pharmacy, stage)
    for _ in range(2):
        taken(pharmacy, owner=owner, routed_here=not owner)
    assert len(events_of(pharmacy, prescription, EventKind.CLAIM_LOST)) == 1
    assert allocated(pharmacy, prescription) == 0
    assert attentions(pharmacy) == ["claim_lost"]
    assert told(pharmacy, prescription) == []
    assert code_of_refusal(lambda: scanned(pharmacy, prescription, product)) == "not_claimed"


def test_what_was_supplied_before_the_order_was_routed_elsewhere_is_still_sent(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.PART_SUPPLIED)
    taken(pharmacy, owner="Organization/other", routed_here=False)
    facts = [one for one in queued(pharmacy, prescription) if one.target == "MedicationDispense"]
    assert [one.state for one in facts] == [OutboxState.WAITING]
    assert told(pharmacy, prescription) == []


def test_another_pharmacy_s_order_is_not_taken_in(pharmacy: Pharmacy) -> None:
    with pharmacy.store.begin() as tx:
        assert take_in(tx, pharmacy.site, said(owner="Organization/other", routed_here=False)) is None


def test_an_order_that_comes_back_is_claimed_anew(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.CLAIMED)
    taken(pharmacy, owner="Organization/other", routed_here=False)
    taken(pharmacy)
    assert claim_prescription(pharmacy.site, pharmacy.counter, prescription.id) is not None


def test_a_prescription_that_we_gave_back_and_get_again_begins_anew(pharmacy: Pharmacy) -> None:
    prescription, product = brought_to(pharmacy, Status.READY)
    return_uncollected(pharmacy.site, pharmacy.pharmacist, prescription.id, "nobody came")
    taken(pharmacy, status="accepted", claimed_by_station=str(pharmacy.site.station.id))
    assert status_of(pharmacy, prescription) is Status.RETURNED_UNCOLLECTED
    all_sent(pharmacy, prescription)
    taken(pharmacy, status="requested")
    assert status_of(pharmacy, prescription) is Status.RECEIVED
    pharmacy.claim(prescription)
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    supplied(pharmacy, prescription, product)
    assert status_of(pharmacy, prescription) is Status.HANDED_OVER


@pytest.mark.parametrize(
    "again",
    [
        {"status": "requested", "owner": ""},
        {"status": "requested", "valid_until": TODAY - timedelta(days=1)},
        {"status": "in-progress"},
        {"status": "requested", "claimed_by_station": str(new_id())},
    ],
)
def test_a_cancelled_one_stays_cancelled_unless_it_is_really_asked_for_again(
    pharmacy: Pharmacy, again: dict[str, object]
) -> None:
    prescription, _ = brought_to(pharmacy, Status.CLAIMED)
    taken(pharmacy, status="cancelled")
    all_sent(pharmacy, prescription)
    taken(pharmacy, **again)
    assert status_of(pharmacy, prescription) is Status.CANCELLED


# --- what is not understood -----------------------------------------------------------------------------------


@pytest.mark.parametrize("block", [LineBlock.UNKNOWN_STATUS, LineBlock.MODIFIER_EXTENSION, LineBlock.DO_NOT_PERFORM])
@pytest.mark.parametrize("stage", [Status.CLAIMED, Status.PICKING, Status.READY])
def test_a_line_that_is_not_understood_any_more_blocks_at_every_stage(
    pharmacy: Pharmacy, stage: Status, block: LineBlock
) -> None:
    prescription, product = brought_to(pharmacy, stage)
    taken(pharmacy, lines=(replace(LINE, block=block),))
    act = [
        lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id),
        lambda: approve(pharmacy.site, pharmacy.pharmacist, prescription.id),
        lambda: scan_pack(pharmacy.site, pharmacy.counter, prescription.id, a_code(product)),
    ]
    assert [code_of_refusal(one) for one in act] == ["edited_at_server", "line_blocked", "edited_at_server"]


@pytest.mark.parametrize("stage", [Status.APPROVED, Status.READY])
def test_an_unknown_status_of_the_whole_blocks_until_the_server_puts_it_right(
    pharmacy: Pharmacy, stage: Status
) -> None:
    prescription, product = brought_to(pharmacy, stage)
    taken(pharmacy, status="paused", doubts=("Task status paused",))
    assert code_of_refusal(lambda: scanned(pharmacy, prescription, product)) == "line_blocked"
    taken(pharmacy, status="in-progress")
    assert attentions(pharmacy) == []
    assert status_of(pharmacy, prescription) is stage
