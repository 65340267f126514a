"""Demand that was not met, append-only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from workstation.adapters.db.micro_units import from_micro_units, micro_units
from workstation.adapters.db.tables import UnmetDemandRow
from workstation.adapters.db.work import Work
from workstation.domain.returns import UnmetDemand


@dataclass(frozen=True, slots=True)
class SqlDemand:
    """Implements ports.Demand."""

    work: Work

    def add(self, unmet: UnmetDemand) -> None:
        """Append-only."""
        self.work.add(
            UnmetDemandRow,
            id=unmet.id,
            at=unmet.at,
            by=unmet.by,
            cause=unmet.cause,
            prescription_id=unmet.prescription_id,
            line_id=unmet.line_id,
            product_id=unmet.product_id,
            medicine=unmet.medicine,
            quantity_micro=micro_units(unmet.quantity),
            unit=unmet.quantity.unit,
        )

    def since(self, at: datetime) -> Sequence[UnmetDemand]:
        """From `at` on, oldest first."""
        wanted = select(UnmetDemandRow).where(UnmetDemandRow.at >= at).order_by(UnmetDemandRow.sequence)
        return [_unmet(row) for row in self.work.rows(wanted)]


def _unmet(row: UnmetDemandRow) -> UnmetDemand:
    return UnmetDemand(
        row.id, row.at, row.by, row.cause, row.prescription_id, row.line_id, row.product_id, row.medicine,
        from_micro_units(row.quantity_micro, row.unit),
    )  # fmt: skip
