"""An order that the server routed here is accepted, declined with a coded reason, or handed back."""

from functools import partial

import pytest

from tests.factories import Pharmacy
from tests.unit.services.counter_acts import left
from tests.unit.services.outcomes import code_of_refusal, queued, status_of
from tests.unit.services.server_acts import brought_to, taken, told
from workstation.domain.workflow import Status
from workstation.services.routing import RoutingReason, accept_order, decline_order, hand_back


def test_accepting_is_claiming(pharmacy: Pharmacy) -> None:
    prescription = taken(pharmacy)
    assert accept_order(pharmacy.site, pharmacy.counter, prescription.id) is not None
    assert told(pharmacy, prescription) == [("accepted", "claimed")]


@pytest.mark.parametrize("stage", [Status.RECEIVED, Status.CLAIMED, Status.PICKING])
def test_declining_rejects_the_task_with_the_reason_and_frees_the_packs(pharmacy: Pharmacy, stage: Status) -> None:
    prescription, product = brought_to(pharmacy, stage)
    decline_order(pharmacy.site, pharmacy.pharmacist, prescription.id, RoutingReason.OUT_OF_STOCK, "back on Friday")
    assert status_of(pharmacy, prescription) is Status.REJECTED
    assert told(pharmacy, prescription)[-1] == ("rejected", "declined-out-of-stock")
    assert queued(pharmacy, prescription)[-1].body["reason"] == "out-of-stock: back on Friday"
    assert left(pharmacy, product) == {"B1": (100, 0)}


def test_each_line_of_a_declined_order_is_declined_before_the_task(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.CLAIMED)
    decline_order(pharmacy.site, pharmacy.counter, prescription.id, RoutingReason.OUT_OF_STOCK, "back on Friday")
    declined, task = queued(pharmacy, prescription)[-2:]
    assert (declined.target, task.target) == ("MedicationDispense", "Task/1")
    assert declined.body["status"] == "declined"
    assert declined.body["authorizingPrescription"] == [{"reference": "MedicationRequest/1"}]
    reason = declined.body["statusReasonCodeableConcept"]
    assert (reason["coding"][0]["code"], reason["text"]) == ("outofstock", "out-of-stock: back on Friday")


def test_what_a_pharmacist_approved_only_a_pharmacist_declines(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.APPROVED)
    decline = partial(decline_order, pharmacy.site, reason=RoutingReason.OUT_OF_STOCK, prescription_id=prescription.id)
    assert code_of_refusal(lambda: decline(user=pharmacy.counter)) == "not_allowed"
    assert status_of(pharmacy, prescription) is Status.APPROVED
    decline(user=pharmacy.pharmacist)
    assert status_of(pharmacy, prescription) is Status.REJECTED


@pytest.mark.parametrize("reason", sorted(set(RoutingReason) - {RoutingReason.OUT_OF_STOCK}))
def test_a_reason_that_has_no_code_goes_in_words(pharmacy: Pharmacy, reason: RoutingReason) -> None:
    prescription = taken(pharmacy)
    decline_order(pharmacy.site, pharmacy.counter, prescription.id, reason, "in words")
    said = queued(pharmacy, prescription)[-2].body["statusReasonCodeableConcept"]
    assert said == {"text": f"{reason.value}: in words"}


def test_an_order_that_is_handed_back_is_not_refused(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.CLAIMED)
    hand_back(pharmacy.site, pharmacy.counter, prescription.id, RoutingReason.PHARMACY_CLOSED)
    assert not [one for one in queued(pharmacy, prescription) if one.target == "MedicationDispense"]


def test_handing_back_clears_the_owner(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.READY)
    assert hand_back(pharmacy.site, pharmacy.counter, prescription.id, RoutingReason.NOT_IN_TIME) == 1
    last = queued(pharmacy, prescription)[-1].body
    assert (last["status"], last["release"], last["reason"]) == ("ready", True, "not-in-time")


def test_another_reason_needs_words(pharmacy: Pharmacy) -> None:
    prescription = taken(pharmacy)
    act = code_of_refusal(
        lambda: decline_order(pharmacy.site, pharmacy.counter, prescription.id, RoutingReason.OTHER, " ")
    )
    assert act == "reason_too_short"


@pytest.mark.parametrize(
    ("stage", "code"), [(Status.PART_SUPPLIED, "already_dispensed"), (Status.HANDED_OVER, "prescription_closed")]
)
def test_what_was_supplied_is_not_declined(pharmacy: Pharmacy, stage: Status, code: str) -> None:
    prescription, _ = brought_to(pharmacy, stage)
    reason = RoutingReason.OUT_OF_STOCK
    assert code_of_refusal(lambda: decline_order(pharmacy.site, pharmacy.counter, prescription.id, reason)) == code


def test_somebody_else_s_order_is_not_declined(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.CLAIMED)
    taken(pharmacy, owner="Organization/other", routed_here=False)
    reason = RoutingReason.OUT_OF_STOCK
    act = code_of_refusal(lambda: decline_order(pharmacy.site, pharmacy.counter, prescription.id, reason))
    assert act == "claim_lost"
