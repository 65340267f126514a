"""The audit chain of this station, and the verification of all chains in the store."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select

from workstation.adapters.db.tables import AuditChainRow
from workstation.adapters.db.work import Work
from workstation.domain.audit import GENESIS, AuditRow, ChainVerdict, canonical, chain_hash, verify_chains

_ROWS_AT_ONCE = 2000


_ALL = "SELECT station_id, sequence, content, hash FROM audit_row ORDER BY station_id, sequence"
_LAST = (
    select(AuditChainRow.sequence, AuditChainRow.hash)
    .where(AuditChainRow.station_id == bindparam("station_id"))
    .order_by(AuditChainRow.sequence.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class SqlAudit:
    """Implements ports.Audit."""

    work: Work

    def append(self, at: datetime, user_id: UUID | None, action: str, subject: str, facts: Mapping[str, str]) -> None:
        """The next row of this station's chain: with one writer at a time nobody else takes its sequence."""
        self._append([canonical(at, user_id, action, subject, facts)])

    def append_all(self, at: datetime, action: str, entries: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        """Rows of the program itself, (subject, facts) each, with one look at the chain's end."""
        self._append([canonical(at, None, action, subject, facts) for subject, facts in entries])

    def _append(self, contents: Sequence[bytes]) -> None:
        station_id = self.work.station_id
        last = self.work.connection.execute(_LAST, {"station_id": station_id}).first()
        sequence, previous = (last.sequence, last.hash) if last else (0, GENESIS)
        rows = []
        for content in contents:
            sequence += 1
            previous = chain_hash(previous, station_id, sequence, content)
            rows.append({"station_id": station_id, "sequence": sequence, "content": content, "hash": previous})
        self.work.add_all(AuditChainRow, rows)

    def verify(self) -> ChainVerdict:
        """All chains of the store; the rows are streamed."""
        with closing(self._rows()) as rows:  # verification stops at the first bad row
            return verify_chains(rows)

    def count(self) -> int:
        """Rows of all stations."""
        return self.work.connection.scalar(select(func.count()).select_from(AuditChainRow)) or 0

    def _rows(self) -> Generator[AuditRow, None, None]:
        # Past SQLAlchemy's column types, which would take two thirds of the time for a million rows.
        options = {"yield_per": _ROWS_AT_ONCE}
        known: dict[object, UUID] = {}
        with self.work.connection.exec_driver_sql(_ALL, execution_options=options) as found:
            for station, sequence, content, digest in found:
                if station not in known:
                    known[station] = station if isinstance(station, UUID) else UUID(bytes=bytes(station))
                # SQLite keeps whatever type a forger wrote; such a row is to be found, not to stop the search.
                stored = content.encode() if isinstance(content, str) else content
                yield AuditRow(known[station], sequence, stored, digest)
