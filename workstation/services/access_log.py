"""Who opened whose prescription: a row in the audit here, and in batches for the access log of the server.

A person who looks at a prescription again within the hour has opened it once. What is older than that hour goes into
one message per person. Users are told by their pseudonymous id and role.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from workstation.domain.outbox import Priority
from workstation.domain.prescription import Prescription
from workstation.domain.users import User
from workstation.services.messages import AccessFacts, View
from workstation.services.ports import Transaction
from workstation.services.recording import audit, tell_of_station
from workstation.services.site import Site

NOTE = "access_log.open"
"""Sync note: JSON of the rows that are not told yet."""
ONE_LOOK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Row:
    user_id: str
    role: str
    prescription_id: str
    subject: str
    at: str

    @property
    def when(self) -> datetime:
        return datetime.fromisoformat(self.at)


def note_opened(site: Site, user: User, prescription: Prescription) -> None:
    """Notes that this person has opened the prescription; nothing is written when that is known."""
    with site.store.read() as tx:
        if _is_known(site, _rows(tx), user, prescription.id):
            return
    with site.store.begin() as tx:
        note_opened_in(tx, site, user, prescription)


def note_opened_in(tx: Transaction, site: Site, user: User, prescription: Prescription) -> None:
    """The same inside a transaction of somebody else."""
    rows = _rows(tx)
    if _is_known(site, rows, user, prescription.id):
        return
    audit(tx, site, user, "opened", prescription.id)
    subject = prescription.task_reference or prescription.number
    made = _Row(str(user.id), user.role.value, str(prescription.id), subject, site.clock().isoformat())
    _keep(tx, _told(tx, site, [*rows, made]))


def tell_accesses(site: Site) -> None:
    """Queues what is older than an hour; once per round of sync, so that the last looks of a day go, too."""
    with site.store.read() as tx:
        if not any(_is_old(site, one) for one in _rows(tx)):
            return
    with site.store.begin() as tx:
        _keep(tx, _told(tx, site, _rows(tx)))


def _told(tx: Transaction, site: Site, rows: Sequence[_Row]) -> list[_Row]:
    """Queues the old rows, one message per person. Returns those that stay."""
    old = [one for one in rows if _is_old(site, one)]
    for user_id, role in dict.fromkeys((one.user_id, one.role) for one in old):
        views = [View(one.subject, one.when) for one in old if (one.user_id, one.role) == (user_id, role)]
        facts = AccessFacts(site.new_id(), UUID(user_id), role, site.station.id, views, site.clock())
        what = f"Access log, {len(views)} {'look' if len(views) == 1 else 'looks'}"
        tell_of_station(tx, site, facts.id, what, site.messages.access(facts), Priority.LOG)
    return [one for one in rows if one not in old]


def _is_old(site: Site, row: _Row) -> bool:
    return site.clock() - row.when >= ONE_LOOK


def _is_known(site: Site, rows: Sequence[_Row], user: User, prescription_id: UUID) -> bool:
    named = (str(user.id), str(prescription_id))
    return any((one.user_id, one.prescription_id) == named and not _is_old(site, one) for one in rows)


def _rows(tx: Transaction) -> list[_Row]:
    return [_Row(*one) for one in json.loads(tx.sync_notes.get(NOTE) or "[]")]


def _keep(tx: Transaction, rows: Sequence[_Row]) -> None:
    found = [[one.user_id, one.role, one.prescription_id, one.subject, one.at] for one in rows]
    tx.sync_notes.set(NOTE, json.dumps(found))
