"""What the law of the country says, asked as data."""

from datetime import timedelta

import pytest

from tests.factories import TODAY, a_pack
from workstation.domain.compliance import ComplianceRefusal, last_valid_day, require_valid, schedule_of
from workstation.domain.errors import Refused


def test_a_schedule_that_the_pack_does_not_know_is_not_sold() -> None:
    assert schedule_of(a_pack(), "H").code == "H"
    with pytest.raises(Refused) as refused:
        schedule_of(a_pack(), "Q")
    assert refused.value.code is ComplianceRefusal.UNKNOWN_SCHEDULE


def test_the_last_day_of_validity_is_still_good() -> None:
    require_valid(a_pack(validity_days=30), TODAY - timedelta(days=30), None, TODAY)
    with pytest.raises(Refused) as refused:
        require_valid(a_pack(validity_days=30), TODAY - timedelta(days=31), None, TODAY)
    assert refused.value.code is ComplianceRefusal.PRESCRIPTION_EXPIRED


def test_the_prescription_s_own_end_counts_before_the_pack() -> None:
    written, end = TODAY - timedelta(days=100), TODAY
    require_valid(a_pack(validity_days=30), written, end, TODAY)
    assert last_valid_day(a_pack(), written, end) == end


def test_a_prescription_of_tomorrow_is_not_yet_valid() -> None:
    with pytest.raises(Refused) as refused:
        require_valid(a_pack(), TODAY + timedelta(days=1), None, TODAY)
    assert refused.value.code is ComplianceRefusal.NOT_YET_VALID


def test_without_any_date_the_law_stops_nothing() -> None:
    require_valid(a_pack(), None, None, TODAY)
    assert last_valid_day(a_pack(), None, None) is None
