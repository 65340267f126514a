"""What a row of the outbox means: what happened, what is safe, what to do; and the same for whoever runs the server."""

from workstation.domain.errors import Fact
from workstation.domain.outbox import Attention, OutboxEntry
from workstation.services.conflicts import Versions
from workstation.ui.outbox.causes import answer_of, cause_of
from workstation.ui.outbox.model import OutboxRow, attention_text, shortened
from workstation.ui.words import ThreeParts, Words

MOST_IN_A_BOX = 400
"""Characters of an answer inside a sentence; all of it stands under the technical details."""


def three_boxes(words: Words, row: OutboxRow) -> ThreeParts:
    """What the selected row means."""
    if row.attention is not None:
        one = row.attention
        return ThreeParts(*(attention_text(words, one, part) for part in ("happened", "safe", "todo")))
    entry = row.entry
    assert entry is not None
    said, _code = answer_of(entry)
    said = said or words.text("outbox.no_answer")
    if len(said) > MOST_IN_A_BOX:
        said = words.text("outbox.cut", said=shortened(said, MOST_IN_A_BOX))
    facts: dict[str, Fact] = {
        "said": said.rstrip("."),
        "count": entry.attempts,
        "at": entry.created_at,
        "next": entry.next_try_at,
    }
    kind = f"outbox.cause.{_kind(row, entry)}"
    return ThreeParts(*(words.text(f"{kind}.{part}", **facts) for part in ("happened", "safe", "todo")))


def _kind(row: OutboxRow, entry: OutboxEntry) -> str:
    if row.conflict is not None:
        return "two_versions_again" if row.again else "two_versions"
    if row.parked:
        return cause_of(entry)
    if row.held:
        return "held"
    if row.behind:
        return "behind"
    return "tried" if entry.attempts else "new"


def technical(row: OutboxRow, versions: Versions | None = None) -> str:
    """For whoever looks after the order server."""
    if row.attention is not None:
        return _of_attention(row.attention)
    if row.entry is None:
        return ""
    raw = f"\n\n{versions.raw}" if versions is not None else ""
    return f"{_of_entry(row.entry)}{raw}"


def _of_attention(one: Attention) -> str:
    lines = (f"{one.code} {one.id}", f"found {one.found_at.isoformat()}", f"about {one.detail or '–'}")
    return "\n".join(lines)


def _of_entry(entry: OutboxEntry) -> str:
    lines = (
        f"entry {entry.id}",
        f"number {entry.sequence}",
        f"{entry.kind.value} {entry.target or '–'}",
        f"attempts {entry.attempts}",
        f"answer {entry.answer or '–'}",
        f"created {entry.created_at.isoformat()}",
        f"last try {entry.tried_at.isoformat() if entry.tried_at else '–'}",
        f"next try {entry.next_try_at.isoformat() if entry.next_try_at else '–'}",
    )
    return "\n".join(lines)
