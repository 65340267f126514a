"""The responsible pharmacist: signs on and off, leaves for a while and comes back; nothing is approved without."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from workstation.domain.duty import (
    Duty,
    DutyEntry,
    DutyKind,
    DutyRefusal,
    absence_on,
    duty_of,
)
from workstation.domain.errors import Refused
from workstation.domain.medicine import Product
from workstation.domain.users import Permission, User
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.site import Site

_RECENT = 500
"""Entries that are looked at: more than one day can have."""


@dataclass(frozen=True, slots=True)
class DutyView:
    """What the status bar says. `who` None = nobody; `absence_left` of today, 0 where nobody may be away."""

    needed: bool
    who: User | None = None
    since: datetime | None = None
    absent_since: datetime | None = None
    absence_left: timedelta = timedelta(0)


def duty_view(site: Site) -> DutyView:
    """Who is responsible now, in one snapshot."""
    rules = site.compliance.duty
    if not rules.needed:
        return DutyView(needed=False)
    with site.store.read() as tx:
        left = max(timedelta(0), timedelta(minutes=rules.absence_minutes) - _absence_today(tx, site))
        duty = responsible(tx, site)
        if duty is None:
            return DutyView(needed=True, absence_left=left)
        return DutyView(True, tx.users.get(duty.user_id), duty.since, duty.absent_since, left)


def responsible(tx: Transaction, site: Site) -> Duty | None:
    """Who is responsible now; None for nobody, and for one whose licence has ended since."""
    duty = duty_of(tx.duties.recent(_RECENT), site.compliance.duty, site.clock())
    if duty is None:
        return None
    licence = tx.users.get(duty.user_id).licence_expiry
    return duty if licence is None or licence >= site.today() else None


def require_responsible(tx: Transaction, site: Site, products: Iterable[Product], otherwise: StrEnum) -> None:
    """Raises Refused(`otherwise`) while nobody is responsible, Refused(RESPONSIBLE_ABSENT) while that one is away.

    `products` are what the step is about; what needs no prescription needs no responsible pharmacist, what is not
    known does.
    """
    if not site.compliance.duty.needed or not _need_prescription(site, list(products)):
        return
    duty = responsible(tx, site)
    if duty is None:
        raise Refused(otherwise)
    if duty.absent_since is not None:
        name = tx.users.get(duty.user_id).name
        raise Refused(DutyRefusal.RESPONSIBLE_ABSENT, name=name, since=duty.absent_since)


def _need_prescription(site: Site, products: list[Product]) -> bool:
    schedules = [site.compliance.schedules.get(one.schedule) for one in products]
    return not products or any(one is None or one.prescription_needed for one in schedules)


def sign_on(site: Site, user: User, *, take_over: bool = False) -> DutyView:
    """This pharmacist is responsible from now on. Once more by the same one changes nothing.

    Raises Refused(SOMEBODY_ELSE) unless `take_over` says that it is meant, and Refused for one who may not.
    """
    site.require(user, Permission.BE_RESPONSIBLE)
    with site.store.begin() as tx:
        duty = responsible(tx, site)
        if duty is None or duty.user_id != user.id:
            if duty is not None:
                _end(tx, site, user, duty, take_over=take_over)
            _write(tx, site, DutyKind.SIGNED_ON, user.id, user)
    return duty_view(site)


def _end(tx: Transaction, site: Site, user: User, duty: Duty, *, take_over: bool) -> None:
    if not take_over:
        raise Refused(DutyRefusal.SOMEBODY_ELSE, name=tx.users.get(duty.user_id).name, since=duty.since)
    _write(tx, site, DutyKind.SIGNED_OFF, duty.user_id, user, "taken over")


def sign_off(site: Site, user: User) -> DutyView:
    """Nobody is responsible any more. Raises Refused(NOT_RESPONSIBLE) for somebody else."""
    with site.store.begin() as tx:
        _require_own(tx, site, user)
        _write(tx, site, DutyKind.SIGNED_OFF, user.id, user)
    return duty_view(site)


def leave(site: Site, user: User) -> DutyView:
    """Away for a while, and still responsible. Raises Refused where the law allows none, or none is left today."""
    minutes = site.compliance.duty.absence_minutes
    if not minutes:
        raise Refused(DutyRefusal.NO_ABSENCE)
    with site.store.begin() as tx:
        duty = _require_own(tx, site, user)
        if duty.absent_since is None:
            if _absence_today(tx, site) >= timedelta(minutes=minutes):
                raise Refused(DutyRefusal.ABSENCE_USED_UP, minutes=minutes)
            _write(tx, site, DutyKind.LEFT, user.id, user)
    return duty_view(site)


def come_back(site: Site, user: User) -> DutyView:
    """Present again; for one who was not away nothing changes."""
    with site.store.begin() as tx:
        if _require_own(tx, site, user).absent_since is not None:
            _write(tx, site, DutyKind.CAME_BACK, user.id, user)
    return duty_view(site)


def _require_own(tx: Transaction, site: Site, user: User) -> Duty:
    duty = responsible(tx, site)
    if duty is None or duty.user_id != user.id:
        raise Refused(DutyRefusal.NOT_RESPONSIBLE)
    return duty


def _absence_today(tx: Transaction, site: Site) -> timedelta:
    return absence_on(tx.duties.recent(_RECENT), site.today(), site.zone, site.clock())


def _write(tx: Transaction, site: Site, kind: DutyKind, who: UUID, by: User, reason: str = "") -> None:
    tx.duties.add(DutyEntry(site.new_id(), kind, who, site.clock(), by.id, reason))
    audit(tx, site, by, f"responsible_{kind.value}", who, {"reason": reason} if reason else None)
