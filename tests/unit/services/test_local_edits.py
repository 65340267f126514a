"""A change made here after the approval: the server hears that it does not stand, and no signature of it goes out."""

import pytest

from tests.factories import Pharmacy, a_product
from tests.looking import approve
from tests.unit.services.outcomes import queued, refused
from tests.unit.services.server_acts import all_sent, brought_to, told
from workstation.domain.medicine import Product
from workstation.domain.outbox import OutboxState
from workstation.domain.prescription import Prescription
from workstation.domain.workflow import Status
from workstation.services.approval import ask_prescriber, hold
from workstation.services.transcription import TranscriptionRefusal, choose_product

IN_REVIEW = ("in-progress", "in-review")
APPROVED = ("in-progress", "approved")


def edited(pharmacy: Pharmacy, prescription: Prescription) -> Product:
    """Another brand of the same is keyed."""
    other = pharmacy.stocked(a_product(name="Another brand 500"))
    choose_product(pharmacy.site, pharmacy.counter, prescription.id, prescription.lines[0].id, other.id)
    return other


def signatures(pharmacy: Pharmacy, prescription: Prescription) -> list[OutboxState]:
    """How the signed approvals stand."""
    return [one.state for one in queued(pharmacy, prescription) if one.target == "Provenance"]


@pytest.mark.parametrize("stage", [Status.APPROVED, Status.PICKING, Status.CHECKED, Status.READY])
def test_an_approval_that_the_server_knows_is_taken_back_there(pharmacy: Pharmacy, stage: Status) -> None:
    prescription, _ = brought_to(pharmacy, stage)
    all_sent(pharmacy, prescription)
    edited(pharmacy, prescription)
    assert told(pharmacy, prescription) == [IN_REVIEW]
    assert signatures(pharmacy, prescription) == [OutboxState.SENT]


def test_an_approval_that_was_not_sent_is_not_sent(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.APPROVED)
    edited(pharmacy, prescription)
    assert signatures(pharmacy, prescription) == [OutboxState.WITHDRAWN]
    assert APPROVED not in told(pharmacy, prescription)
    assert told(pharmacy, prescription)[-1] == IN_REVIEW


def test_the_next_approval_is_told_and_signed_anew(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.APPROVED)
    edited(pharmacy, prescription)
    approve(pharmacy.site, pharmacy.pharmacist, prescription.id)
    assert told(pharmacy, prescription)[-2:] == [IN_REVIEW, APPROVED]
    assert signatures(pharmacy, prescription) == [OutboxState.WITHDRAWN, OutboxState.WAITING]


def test_a_change_before_any_approval_tells_nothing(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.CLAIMED)
    before = told(pharmacy, prescription)
    edited(pharmacy, prescription)
    assert told(pharmacy, prescription) == before


@pytest.mark.parametrize("act", [hold, ask_prescriber])
def test_work_that_is_on_hold_at_the_server_stays_so(pharmacy: Pharmacy, act: object) -> None:
    prescription, _ = brought_to(pharmacy, Status.APPROVED)
    assert callable(act)
    act(pharmacy.site, pharmacy.pharmacist, prescription.id, "asked the clinic")
    all_sent(pharmacy, prescription)
    edited(pharmacy, prescription)
    assert told(pharmacy, prescription) == []


def test_what_was_supplied_is_not_changed(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.PART_SUPPLIED)
    assert refused(lambda: edited(pharmacy, prescription)).code is TranscriptionRefusal.ALREADY_DISPENSED
