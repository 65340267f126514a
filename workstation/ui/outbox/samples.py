"""Invented entries for the gallery and for tests of the outbox screen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from workstation.domain.outbox import OutboxEntry, OutboxKind, OutboxState
from workstation.ui.dispense.samples import NOW, ZONE, sample_id
from workstation.ui.outbox.actions import OutboxActions

_CONFLICT = "The prescription has a newer version at the server."
_ENTRIES = (
    ("Completion of RX-26-004779", "a", 52, 2, True, _CONFLICT),
    ("Dispense of Human Mixtard 30/70, 2 vials", "b", 72, 6, True, "422 · The unit vial is not known: quantity.unit"),
    ("Answered alert: warfarin + aspirin", "c", 31, 1, True, "the claim was lost"),
    ("Dispense of Ecosprin 75, 28 tablets", "d", 1, 0, False, ""),
    ("Dispense of Warf 5, 30 tablets", "d", 1, 0, False, ""),
    ("Completion of RX-26-004821", "d", 1, 0, False, ""),
    ("Completion of RX-26-004741", "b", 71, 0, False, ""),
    ("Part supply of RX-26-004824", "e", 9, 1, False, "no answer in 10 s"),
    ("Claim of RX-26-004826", "f", 14, 1, False, "no answer in 10 s"),
)


def sample_entries() -> list[OutboxEntry]:
    """Three that need a person, six that go by themselves; one of these waits behind a parked one."""
    return [
        OutboxEntry(
            id=sample_id(f"entry {number}"),
            sequence=number,
            kind=OutboxKind.CREATE if what.startswith("Dispense") else OutboxKind.UPDATE_TASK,
            group=sample_id(f"group {group}"),
            what=what,
            target="MedicationDispense" if what.startswith("Dispense") else "Task/4821",
            body={},
            created_at=NOW - timedelta(minutes=minutes),
            state=OutboxState.PARKED if parked else OutboxState.WAITING,
            attempts=attempts,
            next_try_at=NOW + timedelta(minutes=3) if attempts and not parked else None,
            answer=answer,
        )
        for number, (what, group, minutes, attempts, parked, answer) in enumerate(_ENTRIES, start=1)
    ]


class SampleOutbox:
    """Stands in for the use cases of the outbox."""

    def __init__(self) -> None:
        self.entries = sample_entries()
        self.calls: list[str] = []

    def actions(self) -> OutboxActions:
        """The actions of the outbox screen."""
        return OutboxActions(self.read, self.send_again, self.sync_now, lambda: NOW.astimezone(ZONE))

    def read(self) -> Sequence[OutboxEntry]:
        """What is not sent."""
        return list(self.entries)

    def send_again(self, entry_id: UUID) -> None:
        """It waits again."""
        self.calls.append(f"again {entry_id}")
        self.entries = [
            replace(one, state=OutboxState.WAITING, answer="") if one.id == entry_id else one for one in self.entries
        ]

    def sync_now(self) -> None:
        """Everything that waits is sent."""
        self.calls.append("sync")
        self.entries = [one for one in self.entries if one.state is OutboxState.PARKED]
