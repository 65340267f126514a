"""Numbers without gaps."""

from dataclasses import dataclass

from sqlalchemy import update

from workstation.adapters.db.tables import CounterRow
from workstation.adapters.db.work import Work, table_of

_TABLE = table_of(CounterRow)


@dataclass(frozen=True, slots=True)
class SqlCounters:
    """Implements ports.Counters."""

    work: Work

    def next(self, name: str) -> int:
        """1, 2, 3 ... per name; given back when the transaction fails."""
        raised = update(_TABLE).where(_TABLE.c.name == name).values(value=_TABLE.c.value + 1).returning(_TABLE.c.value)
        value: int | None = self.work.connection.scalar(raised)
        if value is None:
            value = 1
            self.work.add(CounterRow, name=name, value=value)
        return value
