"""What the sync needs of the store: the outbox, the pulled copies, its notes, and what waits for a person.

Part of `services.ports`; the rules there hold here too.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from workstation.domain.outbox import Attention, Conflict, OutboxEntry, OutboxState, Placed


class Outbox(Protocol):
    """The durable queue of writes."""

    def add(self, entry: OutboxEntry) -> None:
        """`entry.sequence` is ignored: the store numbers entries in the order of adding."""
        ...

    def get(self, entry_id: UUID) -> OutboxEntry: ...
    def find(self, entry_id: UUID) -> OutboxEntry | None:
        """None when there is no such entry in this store."""
        ...

    def open(self) -> Sequence[OutboxEntry]:
        """Waiting and parked, in sequence."""
        ...

    def first(self, state: OutboxState, limit: int | None = None) -> Sequence[OutboxEntry]:
        """The first in this state, in sequence; None for all of them."""

    def ready(
        self, now: datetime, limit: int, *, impatient: bool = False, besides: Collection[UUID] = ()
    ) -> Sequence[OutboxEntry]:
        """The first waiting entry of each group that is due, most urgent first, at most `limit`.

        A waiting entry holds back what follows it in its group, a parked change of a Task what follows it of its kind.
        `impatient` passes over `next_try_at`: a person asked. Nothing of the groups `besides`.
        """
        ...

    def in_groups(self, groups: Collection[UUID]) -> Mapping[UUID, Sequence[Placed]]:
        """Where every entry of these groups stands, in sequence."""
        ...

    def out_of_line(self, groups: Collection[UUID]) -> Mapping[UUID, Sequence[Placed]]:
        """Where those entries of these groups stand that do not wait (sent, parked, withdrawn), in sequence."""
        ...

    def tried(self, ids: Collection[UUID], at: datetime) -> None:
        """One more try of each of these."""
        ...

    def sent(self, references: Mapping[UUID, str]) -> None:
        """These are at the server now, under these references."""
        ...

    def send_again_since(self, tried: datetime | None) -> int:
        """What was sent since then (None = ever) waits again, to be looked up first. Returns how many entries."""
        ...

    def look_before_sending(self) -> None:
        """Everything that waits counts as tried, so that it is looked up before it is sent."""
        ...

    def of_group(self, group: UUID) -> Sequence[OutboxEntry]: ...
    def sent_after(self, sequence: int, target: str, limit: int) -> Sequence[OutboxEntry]:
        """Creates of one type that were sent, in sequence, after this one."""
        ...

    def update(self, entry: OutboxEntry) -> None: ...
    def count(self, state: OutboxState) -> int: ...
    def parked_since(self) -> datetime | None:
        """When the first of those that are parked was last tried, or made; None when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Copy:
    """The pulled copy of one resource."""

    reference: str
    """"Task/123"."""
    version_id: str
    last_updated: str
    body: str
    """As the server wrote it."""
    taken_in: bool = True
    """Our own copy of the work follows this version."""


FORMER = "former "
"""Before the version of a copy that nobody believes any more: no server has such a version."""


class Mirror(Protocol):
    """The pulled copy of server resources, verbatim."""

    def save(self, reference: str, version_id: str, last_updated: str, body: str, *, taken_in: bool = True) -> bool:
        """False when exactly this version is already here. `taken_in`: our own copy of the work follows it."""
        ...

    def keep(self, copies: Sequence[Copy]) -> int:
        """Keeps those that are not here yet in that version. Returns how many."""
        ...

    def distrust_versions(self) -> None:
        """The server may have another resource under the same reference and version: each of them is news again.

        The versions that are here get FORMER in front.
        """
        ...

    def copies(self, references: Collection[str]) -> Mapping[str, Copy]:
        """Those of them that are here, by reference."""
        ...

    def holds(self, reference: str, version_id: str) -> bool:
        """True when this version is here and taken in."""
        ...

    def save_all(self, copies: Sequence[tuple[str, str, str, str]]) -> None:
        """(reference, version, last updated, body) of many that were taken in."""
        ...

    def versions(self, references: Sequence[str]) -> Mapping[str, str]:
        """The versions that are here and taken in."""
        ...

    def references_after(self, resource_type: str, after: str, limit: int) -> Sequence[str]:
        """The next ones of one type, sorted."""
        ...

    def not_taken_in(self, resource_type: str) -> Sequence[str]: ...
    def forget(self, reference: str) -> None:
        """The resource is gone at the server."""
        ...

    def get(self, reference: str) -> tuple[str, str] | None:
        """(version id, body) or None."""
        ...

    def references(self, resource_type: str) -> Sequence[str]: ...


class SyncNotes(Protocol):
    """Small facts of the sync (watermarks, pairing, last contact) by key."""

    def get(self, key: str) -> str | None: ...
    def set(self, key: str, value: str) -> None: ...


class Attentions(Protocol):
    """Conflicts and other things that need a person."""

    def add_conflict(self, conflict: Conflict) -> None: ...
    def conflicts(self) -> Sequence[Conflict]: ...
    def settle_conflict(self, conflict_id: UUID, at: datetime, settled_as: str) -> None: ...
    def times_settled(self, entry_id: UUID) -> int:
        """How many conflicts about this entry a person has settled."""
        ...

    def add(self, attention: Attention) -> None: ...
    def open(self) -> Sequence[Attention]: ...
    def of_prescription(self, prescription_id: UUID) -> Sequence[Attention]:
        """Settled ones among them, oldest first."""
        ...

    def settle(self, attention_id: UUID, at: datetime) -> None: ...
