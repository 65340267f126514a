"""Who may do what: denied unless listed."""

from datetime import timedelta

import pytest

from tests.factories import TODAY, a_user
from workstation.domain.errors import Refused
from workstation.domain.users import PERMISSIONS, AccessRefusal, Permission, Role, require

COUNTER = {"see_patients", "claim", "transcribe", "pick", "hand_over", "receive_stock", "send_outbox"}
PHARMACIST_ONLY = {
    "approve",
    "be_responsible",
    "override_alert",
    "check_accuracy",
    "emergency_supply",
    "reverse_dispense",
    "restart_sync",
    "pair",
}


def test_the_counter_may_do_this_and_nothing_else() -> None:
    assert {one.value for one in PERMISSIONS[Role.COUNTER_STAFF]} == COUNTER


def test_a_pharmacist_may_do_all_that_the_counter_may_and_the_clinical_work() -> None:
    assert {one.value for one in PERMISSIONS[Role.PHARMACIST]} == COUNTER | PHARMACIST_ONLY


def test_an_administrator_sees_no_patient() -> None:
    allowed = {one.value for one in PERMISSIONS[Role.ADMINISTRATOR]}
    assert allowed == {"set_up", "receive_stock", "send_outbox", "restart_sync", "pair"}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("permission", list(Permission))
def test_what_is_not_listed_is_refused(role: Role, permission: Permission) -> None:
    user = a_user(role)
    if permission in PERMISSIONS[role]:
        require(user, permission, TODAY)
        return
    with pytest.raises(Refused) as refused:
        require(user, permission, TODAY)
    assert refused.value.code is AccessRefusal.NOT_ALLOWED


@pytest.mark.parametrize("permission", [Permission.APPROVE, Permission.OVERRIDE_ALERT, Permission.CHECK_ACCURACY])
def test_a_licence_is_good_through_its_last_day(permission: Permission) -> None:
    require(a_user(licence_expiry=TODAY), permission, TODAY)
    with pytest.raises(Refused) as refused:
        require(a_user(licence_expiry=TODAY - timedelta(days=1)), permission, TODAY)
    assert refused.value.code is AccessRefusal.LICENCE_EXPIRED


def test_picking_goes_on_with_an_expired_licence() -> None:
    require(a_user(licence_expiry=TODAY - timedelta(days=1)), Permission.PICK, TODAY)


@pytest.mark.parametrize(
    ("name", "initials"), [("Asha Kulkarni", "AK"), ("Asha", "A"), ("Asha S. Kulkarni", "AK"), ("", "")]
)
def test_initials_are_those_of_the_first_and_the_last_name(name: str, initials: str) -> None:
    assert a_user(name=name).initials == initials
