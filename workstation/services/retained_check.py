"""An unchanged repeat keeps the clinical check of the one before it; an edit ends that and says why (ADR 0039).

What a check was made of is kept beside the approval (`services.checked_facts`). A check that was kept is none of its
own: the months go on from the day on which a pharmacist looked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from workstation.domain.compliance import schedule_of
from workstation.domain.errors import Refused
from workstation.domain.prescription import Prescription
from workstation.domain.retained_check import (
    NEVER,
    Cause,
    Change,
    CheckedFacts,
    changes,
    facts_from,
    in_words,
    is_of_the_same,
    last_day,
)
from workstation.domain.users import Permission, User
from workstation.domain.workflow import Event, Standing, Status, standing
from workstation.services.approval import mark_approved, require_open, require_ready
from workstation.services.checked_facts import checked_facts
from workstation.services.ports import Transaction
from workstation.services.screening import ScreenedPrescription
from workstation.services.screening_profile import Sources
from workstation.services.site import Site

_LOOKED_BACK = timedelta(days=400)
"""Older checks are not even said to have ended: nobody repeats after more than a year."""
_UNDONE = frozenset({Status.REJECTED, Status.CANCELLED, Status.ENTERED_IN_ERROR})


class RetainedRefusal(StrEnum):
    """Why a check is not kept."""

    NO_EARLIER_CHECK = "no_earlier_check"
    CHECK_NOT_KEPT = "check_not_kept"
    """Something changed since, or the time is over."""


@dataclass(frozen=True, slots=True)
class RetainedCheck:
    """The last check of what is prescribed here, for the same person."""

    number: str
    """Of the prescription that was checked."""
    by: str
    """Name of the pharmacist."""
    on: date
    until: date
    """The last day on which it is kept."""
    changes: tuple[Change, ...]
    """Why it is not kept; () = it is."""

    @property
    def kept(self) -> bool:
        """Nothing has changed."""
        return not self.changes


def retained_check(
    tx: Transaction, site: Site, prescription: Prescription, screened: ScreenedPrescription
) -> RetainedCheck | None:
    """The last check by a pharmacist of any of these medicines for this person; None where there is none.

    Only the last one counts: a dose that was changed and changed back is looked at again.
    """
    months = site.compliance.check_months
    if prescription.patient_id is None or months == NEVER:
        return None
    since = site.clock() - _LOOKED_BACK
    now = checked_facts(Sources(tx, site), prescription, screened.edition, screened)
    for event in tx.prescriptions.checks_of_patient(prescription.patient_id, since):
        then = facts_from(event.detail)
        if event.prescription_id != prescription.id and is_of_the_same(then, now):
            on = event.at.astimezone(site.zone).date()
            until = last_day(on, months)
            here = _of_this(tx, site, prescription, until)
            return _retained(tx, event, on, until, (*here, *_of_check(tx, event, then, now)))
    return None


def _retained(tx: Transaction, event: Event, on: date, until: date, found: tuple[Change, ...]) -> RetainedCheck:
    number = tx.prescriptions.get(event.prescription_id).number
    by = tx.users.get(event.by).name if event.by else ""
    return RetainedCheck(number, by, on, until, found)


def _of_this(tx: Transaction, site: Site, prescription: Prescription, until: date) -> Iterator[Change]:
    """What of this prescription keeps no check at all."""
    if site.today() > until:
        yield Change(Cause.EXPIRED, "", until.isoformat())
    if not standing(tx.prescriptions.events(prescription.id)).edit_seen:
        yield Change(Cause.EDITED_AT_SERVER)
    keyed = [line.product_id for line in prescription.medicine_lines if line.product_id is not None]
    for product in tx.products.many(keyed).values():
        if schedule_of(site.compliance, product.schedule).controlled:
            yield Change(Cause.CONTROLLED, "", product.name)


def _of_check(tx: Transaction, event: Event, then: CheckedFacts, now: CheckedFacts) -> Iterator[Change]:
    if not _stands(standing(tx.prescriptions.events(event.prescription_id)), event):
        yield Change(Cause.WITHDRAWN)
    if then.overridden or now.overridden:
        yield Change(Cause.OVERRIDDEN)
    yield from changes(then, now)


def _stands(facts: Standing, check: Event) -> bool:
    """Whether the approval that the check belongs to was never taken back."""
    return facts.approval is not None and facts.approval.at <= check.at and facts.final not in _UNDONE


def keep_check(site: Site, user: User, prescription_id: UUID, seen: str) -> RetainedCheck:
    """The check of the prescription before this one counts for this one, too: it may be picked.

    Whoever confirms lines may say so: the check is the pharmacist's of then, and a pharmacist still checks every bag.
    `seen`: the fingerprint of what was on the screen. Raises Refused (RetainedRefusal with `because`, and everything
    that `approve` asks for besides).
    """
    site.require(user, Permission.TRANSCRIBE)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        require_open(tx, prescription)
        screened = require_ready(tx, site, prescription, seen)
        found = _kept(tx, site, prescription, screened)
        reason = f"the clinical check of {found.number}, {found.on.isoformat()}, is kept"
        mark_approved(tx, site, user, prescription, screened.fingerprint, reason)
    return found


def _kept(tx: Transaction, site: Site, prescription: Prescription, screened: ScreenedPrescription) -> RetainedCheck:
    found = retained_check(tx, site, prescription, screened)
    if found is None:
        raise Refused(RetainedRefusal.NO_EARLIER_CHECK, number=prescription.number)
    if not found.kept:
        raise Refused(RetainedRefusal.CHECK_NOT_KEPT, number=prescription.number, because=in_words(found.changes))
    return found
