"""The audit chain: one per station, each row's hash covers its stored bytes and the hash before it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

GENESIS = bytes(32)
"""The hash before the first row of a chain."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One stored row. `content` is the canonical bytes exactly as hashed; nothing else is trusted."""

    station_id: UUID
    sequence: int
    content: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """Outcome of a verification: `first_bad_row` is (station, sequence) or None."""

    rows: int
    ok: bool
    first_bad_row: tuple[UUID, int] | None
    heads: Mapping[UUID, bytes]


def canonical(at: datetime, user_id: UUID | None, action: str, subject: str, facts: Mapping[str, str]) -> bytes:
    """The bytes that are stored and hashed: sorted compact JSON in UTF-8. `facts` carries no patient's name."""
    row = {
        "action": action,
        "at": at.isoformat(),
        "facts": dict(facts),
        "subject": subject,
        "user": str(user_id) if user_id else "station",
    }
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def chain_hash(previous: bytes, station_id: UUID, sequence: int, content: bytes) -> bytes:
    """SHA-256 over the previous hash, the station, the sequence (8 bytes, big endian) and the content."""
    return hashlib.sha256(previous + station_id.bytes + sequence.to_bytes(8, "big") + content).digest()


def verify_chains(rows: Iterable[AuditRow]) -> ChainVerdict:
    """Checks rows ordered by (station, sequence): no gap, every hash right. Stops at the first bad row."""
    heads: dict[UUID, bytes] = {}
    expected: dict[UUID, int] = {}
    count = 0
    for row in rows:
        count += 1
        sequence = expected.get(row.station_id, 1)
        right = chain_hash(heads.get(row.station_id, GENESIS), row.station_id, sequence, row.content)
        if row.sequence != sequence or row.hash != right:
            return ChainVerdict(count, False, (row.station_id, sequence), heads)
        heads[row.station_id] = row.hash
        expected[row.station_id] = sequence + 1
    return ChainVerdict(count, True, None, heads)
