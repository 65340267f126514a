"""What a person can do about a row of the outbox, and by which key."""

from enum import StrEnum

from workstation.domain.outbox import AttentionCode
from workstation.services.doubts import NOT_UNDERSTOOD
from workstation.ui.outbox.model import OutboxRow


class Act(StrEnum):
    """One named action. Its words stand under `outbox.act.<value>`."""

    SEND_AGAIN = "send_again"
    PARK = "park"
    KEEP_OURS = "keep_ours"
    KEEP_THEIRS = "keep_theirs"
    SETTLED = "settled"
    ACCEPT_STORE = "accept_store"
    EXPORT = "export"
    OPEN = "open"


KEYS = {
    Act.SEND_AGAIN: "Enter",
    Act.PARK: "P",
    Act.KEEP_OURS: "O",
    Act.KEEP_THEIRS: "S",
    Act.SETTLED: "Enter",
    Act.ACCEPT_STORE: "G",
    Act.EXPORT: "E",
    Act.OPEN: "V",
}
ICONS = {
    Act.SEND_AGAIN: "send",
    Act.PARK: "hold",
    Act.KEEP_OURS: "upload",
    Act.KEEP_THEIRS: "download",
    Act.SETTLED: "check",
    Act.ACCEPT_STORE: "server",
    Act.EXPORT: "upload",
    Act.OPEN: "eye",
}
WITHOUT_REASON = frozenset({Act.SEND_AGAIN, Act.OPEN})
"""Done at once; all others ask why first."""
ON_ENTER = (Act.SEND_AGAIN, Act.SETTLED)
"""The named action of a row. Two versions have none: neither may be the one that is only one key away."""


def acts_for(row: OutboxRow) -> tuple[Act, ...]:
    """The actions of a row, the named one first."""
    found: list[Act] = []
    if row.conflict is not None:
        found = [Act.KEEP_OURS, Act.KEEP_THEIRS]
    elif row.attention is not None:
        found = [*_about(row.attention.code)]
    elif row.can_go_again:
        found = [Act.SEND_AGAIN]
    elif row.entry is not None and not row.parked:
        found = [Act.PARK]
    if row.subject is not None:
        found.append(Act.OPEN)
    return tuple(found)


def _about(code: str) -> tuple[Act, ...]:
    if code == AttentionCode.STORE_RESTORED:
        return (Act.ACCEPT_STORE,)
    return () if code == NOT_UNDERSTOOD else (Act.SETTLED,)
