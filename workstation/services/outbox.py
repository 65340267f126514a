"""The outbox as people see it: what waits for the network, what needs a person, and sending something again."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.outbox import Attention, Conflict, OutboxEntry, OutboxState
from workstation.domain.users import Permission, User
from workstation.services.recording import audit
from workstation.services.site import Site
from workstation.services.sync.once import LAST_CONTACT, OFFLINE_SINCE


class OutboxRefusal(StrEnum):
    """Why an entry is not sent again."""

    NOT_PARKED = "not_parked"


@dataclass(frozen=True, slots=True)
class OutboxView:
    """Everything that is open, and how the connection stands."""

    entries: tuple[OutboxEntry, ...]
    conflicts: tuple[Conflict, ...]
    attentions: tuple[Attention, ...]
    offline_since: datetime | None
    last_contact: datetime | None


def outbox_view(site: Site, user: User) -> OutboxView:
    """Reads the outbox in one snapshot."""
    site.require(user, Permission.SEND_OUTBOX)
    with site.store.read() as tx:
        return OutboxView(
            entries=tuple(tx.outbox.open()),
            conflicts=tuple(tx.attentions.conflicts()),
            attentions=tuple(tx.attentions.open()),
            offline_since=_instant(tx.sync_notes.get(OFFLINE_SINCE)),
            last_contact=_instant(tx.sync_notes.get(LAST_CONTACT)),
        )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def send_again(site: Site, user: User, entry_id: UUID) -> None:
    """Lets a parked entry try once more. Raises Refused(NOT_PARKED) for one that goes by itself."""
    site.require(user, Permission.SEND_OUTBOX)
    with site.store.begin() as tx:
        entry = tx.outbox.get(entry_id)
        if entry.state is not OutboxState.PARKED:
            raise Refused(OutboxRefusal.NOT_PARKED, state=entry.state.value)
        tx.outbox.update(replace(entry, state=OutboxState.WAITING, next_try_at=None))
        audit(tx, site, user, "sent_again", entry_id)
