"""What nobody collected in time expires, with the packs free and the server told."""

from datetime import timedelta

import pytest

from tests.factories import TODAY, Pharmacy
from tests.unit.services.outcomes import status_of
from tests.unit.services.server_acts import allocated, attentions, brought_to, said, taken, told
from workstation.domain.workflow import Status
from workstation.services.expiry import expire_overdue
from workstation.services.intake import take_in

YESTERDAY, UNTIL = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize("stage", [Status.RECEIVED, Status.CLAIMED, Status.APPROVED, Status.PICKING, Status.READY])
def test_one_that_was_not_handed_over_in_time_expires(pharmacy: Pharmacy, stage: Status) -> None:
    prescription, _ = brought_to(pharmacy, stage, valid_until=UNTIL)
    assert expire_overdue(pharmacy.site) == ()
    pharmacy.clock.forward(days=2)
    assert expire_overdue(pharmacy.site) == (prescription.id,)
    assert expire_overdue(pharmacy.site) == ()
    assert status_of(pharmacy, prescription) is Status.EXPIRED
    assert allocated(pharmacy, prescription) == 0
    assert told(pharmacy, prescription)[-1] == ("failed", "expired")


def test_its_last_day_counts_to_its_end(pharmacy: Pharmacy) -> None:
    brought_to(pharmacy, Status.CLAIMED, valid_until=TODAY)
    assert expire_overdue(pharmacy.site) == ()


def test_a_part_supply_is_listed_for_people_and_not_ended(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.PART_SUPPLIED, valid_until=UNTIL)
    pharmacy.clock.forward(days=2)
    for _ in range(2):
        assert expire_overdue(pharmacy.site) == ()
    assert status_of(pharmacy, prescription) is Status.PART_SUPPLIED
    assert attentions(pharmacy) == ["part_supply_expired"]


def test_one_that_was_over_when_it_came_is_left_to_people(pharmacy: Pharmacy) -> None:
    prescription = taken(pharmacy, valid_until=YESTERDAY)
    assert expire_overdue(pharmacy.site) == ()
    assert status_of(pharmacy, prescription) is Status.RECEIVED


def test_somebody_else_s_task_is_not_told(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.CLAIMED, valid_until=UNTIL)
    taken(pharmacy, valid_until=UNTIL, owner="Organization/other", routed_here=False)
    pharmacy.clock.forward(days=2)
    assert expire_overdue(pharmacy.site) == (prescription.id,)
    assert told(pharmacy, prescription) == []


def test_our_own_expiry_that_comes_back_is_no_news(pharmacy: Pharmacy) -> None:
    prescription, _ = brought_to(pharmacy, Status.CLAIMED, valid_until=UNTIL)
    pharmacy.clock.forward(days=2)
    expire_overdue(pharmacy.site)
    before = told(pharmacy, prescription)
    with pharmacy.store.begin() as tx:
        take_in(tx, pharmacy.site, said(status="failed", valid_until=UNTIL))
    assert told(pharmacy, prescription) == [one for one in before if one[0] == "failed"]
