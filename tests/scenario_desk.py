"""The counter that a scenario plays on, and how the fields of its actions are read."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from tests.looking import be_responsible
from tests.scenario_kill import KillPoint, KillSwitch
from workstation.domain.errors import Refused
from workstation.domain.outbox import OutboxState
from workstation.domain.prescription import Prescription
from workstation.domain.quantity import Quantity
from workstation.domain.users import User
from workstation.services.claim import ClaimRefusal
from workstation.services.sign_in import Hasher
from workstation.services.site import Site
from workstation.services.sync.courier import Habits
from workstation.services.sync.ports import OrderServer, Translation

LARGEST = Decimal(10) ** 9
"""Of the numbers in a scenario: beyond it is a slip of the pen, or an attempt."""

Action = Mapping[str, Any]
Answer = dict[str, Any]


class PlayerRefusal(StrEnum):
    """What the player itself refuses."""

    UNKNOWN_ACTION = "unknown_action"
    BAD_INPUT = "bad_input"
    NOT_SIGNED_IN = "not_signed_in"
    UNKNOWN_LINE = "unknown_line"
    UNKNOWN_DISPENSE = "unknown_dispense"
    CHECK_DIGIT_WRONG = "check_digit_wrong"


@dataclass(slots=True)
class Desk:
    """One counter with whoever is signed in."""

    site: Site
    switch: KillSwitch
    hasher: Hasher
    connected: Callable[[], AbstractContextManager[tuple[OrderServer, Translation]]]
    move_clock: Callable[[float], None]
    signed_in: User | None = None
    armed: KillPoint | None = None
    """For the next action."""
    habits: Callable[[], Habits] = Habits
    """What the server was found to do."""

    def begin_action(self) -> None:
        """Arms the switch for this action if the one before asked for it."""
        if self.signed_in is not None:
            be_responsible(self.site, self.signed_in)  # nothing that is killed: the switch is not armed yet
        self.switch.armed, self.armed = self.armed, None
        with self.site.store.read() as tx:
            self.switch.writes_only = tx.outbox.count(OutboxState.WAITING) > 0

    @property
    def user(self) -> User:
        """Who is signed in. Raises Refused(NOT_SIGNED_IN)."""
        if self.signed_in is None:
            raise Refused(PlayerRefusal.NOT_SIGNED_IN)
        return self.signed_in

    def prescription(self, action: Action) -> Prescription:
        """By the number in `prescription`. Raises Refused(UNKNOWN_PRESCRIPTION)."""
        number = str(need(action, "prescription"))
        with self.site.store.read() as tx:
            found = tx.prescriptions.by_number(number)
        if found is None:
            raise Refused(ClaimRefusal.UNKNOWN_PRESCRIPTION, number=number)
        return found


def need(action: object, key: str) -> Any:
    """A field that must be there. Raises Refused(BAD_INPUT), also where no object was given."""
    if not isinstance(action, Mapping) or action.get(key) is None:
        raise Refused(PlayerRefusal.BAD_INPUT, missing=key)
    return action[key]


def objects_of(action: Action, key: str) -> list[Action]:
    """A field that is a list of objects. Raises Refused(BAD_INPUT)."""
    found = need(action, key)
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise Refused(PlayerRefusal.BAD_INPUT, no_list_of_objects=key)
    return found


def decimal_of(value: object) -> Decimal:
    """A finite number that a store can hold. Raises Refused(BAD_INPUT)."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise Refused(PlayerRefusal.BAD_INPUT, number=str(value))
    try:
        number = Decimal(value)
    except ArithmeticError as error:
        raise Refused(PlayerRefusal.BAD_INPUT, number=str(value)) from error
    if not number.is_finite() or abs(number) > LARGEST:
        raise Refused(PlayerRefusal.BAD_INPUT, number=str(value))
    return number


def whole_number(value: object) -> int:
    """A number without a fraction. Raises Refused(BAD_INPUT)."""
    number = decimal_of(value)
    if number != number.to_integral_value():
        raise Refused(PlayerRefusal.BAD_INPUT, number=str(value))
    return int(number)


def quantity_of(value: object, unit: str) -> Quantity:
    """A number counted in `unit`, or {"value","unit"}."""
    if isinstance(value, Mapping):
        return Quantity(decimal_of(value.get("value")), str(value.get("unit") or unit))
    return Quantity(decimal_of(value), unit)
