"""Invented entries for the gallery and for tests of the outbox screen."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from workstation.domain.outbox import Attention, AttentionCode, Conflict, OutboxEntry, OutboxKind, OutboxState
from workstation.services.conflicts import Decision, Settled, TaskVersion, Versions
from workstation.services.outbox import WAITING_PAGE, OutboxView, Subject
from workstation.ui.dispense.samples import NOW, ZONE, sample_id
from workstation.ui.outbox.actions import Exported, OutboxActions, OutboxShown

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
_SUBJECTS = {
    "a": Subject("RX-26-004779", "Lakshmi Narayanan"),
    "b": Subject("RX-26-004741", "राजेंद्र प्रसाद गुप्ता"),
    "c": Subject("RX-26-004803", "Meenakshi Iyer"),
    "g": Subject("RX-26-004790", "Teresa Fernandes"),
}
_SERVER = TaskVersion(
    version="7",
    status="on-hold",
    business_status="clarification",
    reason="Line 2 stopped: blood pressure",
    owner="Organization/neem-tree",
    owner_is_us=True,
    claimed_by=str(sample_id("station")),
    claimed_here=True,
    changed_at=NOW - timedelta(minutes=55),
    changed_by="Dr. Menon",
    valid_until="2026-12-22",
    supplies=("MedicationDispense/12",),
    note="",
)
SAMPLE_VERSIONS = Versions(
    ours=replace(_SERVER, version="6", status="completed", business_status="handed-over", reason="", changed_by=""),
    theirs=_SERVER,
    also=("priority",),
    raw='status: "completed"\n\nstatus: "on-hold"',
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
            body={"outputs": [str(sample_id("entry 2"))]} if what == "Completion of RX-26-004741" else {},
            created_at=NOW - timedelta(minutes=minutes),
            state=OutboxState.PARKED if parked else OutboxState.WAITING,
            attempts=attempts,
            next_try_at=NOW + timedelta(minutes=3) if attempts and not parked else None,
            answer=answer,
        )
        for number, (what, group, minutes, attempts, parked, answer) in enumerate(_ENTRIES, start=1)
    ]


def sample_conflict() -> Conflict:
    """Of the first entry."""
    entry, group = sample_id("entry 1"), sample_id("group a")
    return Conflict(sample_id("conflict"), entry, group, "{}", "{}", NOW - timedelta(minutes=50))


def sample_attentions() -> list[Attention]:
    """Two that block nothing."""
    found = (("g", AttentionCode.EMERGENCY_SUPPLY, "5 tablets, 3 days: clinic closed", 190),
             ("c", AttentionCode.CLAIM_LOST, "Organization/baner", 31))  # fmt: skip
    return [
        Attention(
            sample_id(f"attention {code}"), sample_id(f"group {group}"), code, detail, NOW - timedelta(minutes=ago)
        )
        for group, code, detail, ago in found
    ]


def stopped_attention() -> Attention:
    """This store was set back."""
    return Attention(sample_id("stop"), None, AttentionCode.STORE_RESTORED, "", NOW - timedelta(minutes=20))


class SampleOutbox:
    """Stands in for the use cases of the outbox."""

    def __init__(self) -> None:
        self.entries = sample_entries()
        self.conflicts: list[Conflict] = []
        self.attentions: list[Attention] = []
        self.opened_again: frozenset[UUID] = frozenset()
        self.stopped = False
        self.calls: list[str] = []

    @classmethod
    def full(cls) -> "SampleOutbox":
        """With two versions and things to look after."""
        made = cls()
        made.conflicts, made.attentions = [sample_conflict()], sample_attentions()
        return made

    def actions(self) -> OutboxActions:
        """The actions of the outbox screen."""
        return OutboxActions(
            read=self.read,
            send_again=self.send_again,
            park=self.park,
            settle_conflict=self.settle_conflict,
            settle_attention=self.settle_attention,
            accept_store=self.accept_store,
            export=self.export,
            sync_now=self.sync_now,
            now=lambda: NOW.astimezone(ZONE),
        )

    def read(self, waiting_at_most: int = WAITING_PAGE) -> OutboxShown:
        """What is open."""
        waiting = [one for one in self.entries if one.state is OutboxState.WAITING]
        later = {one.id for one in waiting[waiting_at_most:]}
        view = OutboxView(
            entries=tuple(one for one in self.entries if one.id not in later),
            waiting=len(waiting),
            conflicts=tuple(self.conflicts),
            attentions=tuple(self.attentions),
            offline_since=None,
            last_contact=None,
            subjects={sample_id(f"group {group}"): one for group, one in _SUBJECTS.items()},
            opened_again=self.opened_again,
            stopped=self.stopped,
        )
        return OutboxShown(view, {one.id: SAMPLE_VERSIONS for one in self.conflicts})

    def send_again(self, entry_id: UUID) -> None:
        """It waits again."""
        self.calls.append(f"again {entry_id}")
        self._change(entry_id, OutboxState.WAITING, "")

    def park(self, entry_id: UUID, reason: str) -> None:
        """It is set aside."""
        self.calls.append(f"park {reason}")
        self._change(entry_id, OutboxState.PARKED, f"Parked by hand: {reason}")

    def settle_conflict(self, decision: Decision) -> None:
        """One version counts."""
        self.calls.append(f"{decision.settled.value} {decision.reason}")
        conflict = next(one for one in self.conflicts if one.id == decision.conflict_id)
        self.conflicts.remove(conflict)
        state = OutboxState.WAITING if decision.settled is Settled.OURS else OutboxState.WITHDRAWN
        self._change(conflict.entry_id, state, "")

    def settle_attention(self, attention_id: UUID, note: str) -> None:
        """It leaves the list."""
        self.calls.append(f"settled {note}")
        self.attentions = [one for one in self.attentions if one.id != attention_id]

    def accept_store(self, reason: str) -> None:
        """It goes on."""
        self.calls.append(f"accepted {reason}")
        self.attentions, self.stopped = [], False

    def export(self, reason: str) -> Exported:
        """A file is written."""
        self.calls.append(f"export {reason}")
        return Exported(len(self.entries), "exports/outbox.jws")

    def sync_now(self) -> None:
        """Everything that waits is sent."""
        self.calls.append("sync")
        self.entries = [one for one in self.entries if one.state is OutboxState.PARKED]

    def _change(self, entry_id: UUID, state: OutboxState, answer: str) -> None:
        self.entries = [replace(one, state=state, answer=answer) if one.id == entry_id else one for one in self.entries]
