"""What approved prescriptions hold in the shelf. Sums are whole millionths (ADR 0020); adding is one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from workstation.adapters.db.micro_units import from_micro_units, micro_units
from workstation.adapters.db.repositories import ledger
from workstation.adapters.db.tables import AllocationRow, PrescriptionRow, ReservationRow, StockBatchRow
from workstation.adapters.db.work import Work
from workstation.domain.quantity import Quantity
from workstation.domain.reservation import Held, Reservation


@dataclass(frozen=True, slots=True)
class SqlReservations:
    """Implements ports.Reservations."""

    work: Work

    def add(self, reservation: Reservation) -> bool:
        """True and added if that much of the batch is free at this very moment; else False."""
        return ledger.reserve(self.work, reservation)

    def of_prescription(self, prescription_id: UUID) -> Sequence[Reservation]:
        """Open ones, oldest first."""
        wanted = select(ReservationRow).where(
            ReservationRow.prescription_id == prescription_id, ReservationRow.ended_at.is_(None)
        )
        return [_reservation(row) for row in self.work.rows(wanted.order_by(ReservationRow.at, ReservationRow.id))]

    def get(self, reservation_id: UUID) -> Reservation | None:
        """None when it is not open any more."""
        wanted = select(ReservationRow).where(ReservationRow.id == reservation_id, ReservationRow.ended_at.is_(None))
        row = self.work.row(wanted)
        return None if row is None else _reservation(row)

    def shrink(self, reservation_id: UUID, left: Quantity) -> None:
        """No more than `left` (above 0) is held from now on. Raises KeyError when it is not open."""
        key = {"id": reservation_id, "ended_at": None}
        if not self.work.change(ReservationRow, key, quantity_micro=micro_units(left)):
            raise KeyError(reservation_id)

    def end(self, reservation_id: UUID, at: datetime, why: str, by: UUID | None) -> None:
        """Nothing is held any more. Raises KeyError when it is not open."""
        key = {"id": reservation_id, "ended_at": None}
        if not self.work.change(ReservationRow, key, ended_at=at, why_ended=why, ended_by=by):
            raise KeyError(reservation_id)

    def held(self, product_id: UUID, besides: UUID) -> Sequence[Held]:
        """What of a product is spoken for by other prescriptions than `besides`, scanned packs too; oldest first."""
        found = [*self._reserved(product_id, besides), *self._scanned(product_id, besides)]
        return sorted(found, key=lambda one: (one.since, one.number))

    def _reserved(self, product_id: UUID, besides: UUID) -> list[Held]:
        wanted = (
            select(ReservationRow, PrescriptionRow.number)
            .join(StockBatchRow, StockBatchRow.id == ReservationRow.batch_id)
            .join(PrescriptionRow, PrescriptionRow.id == ReservationRow.prescription_id)
            .where(
                StockBatchRow.product_id == product_id,
                ReservationRow.ended_at.is_(None),
                ReservationRow.prescription_id != besides,
            )
        )
        return [_held(row, number, row.id) for row, number in self.work.session.execute(wanted)]

    def _scanned(self, product_id: UUID, besides: UUID) -> list[Held]:
        wanted = (
            select(AllocationRow, PrescriptionRow.number)
            .join(StockBatchRow, StockBatchRow.id == AllocationRow.batch_id)
            .join(PrescriptionRow, PrescriptionRow.id == AllocationRow.prescription_id)
            .where(
                StockBatchRow.product_id == product_id,
                AllocationRow.ended_at.is_(None),
                AllocationRow.prescription_id != besides,
            )
        )
        return [_held(row, number, None) for row, number in self.work.session.execute(wanted)]


def _held(row: ReservationRow | AllocationRow, number: str, reservation_id: UUID | None) -> Held:
    amount = from_micro_units(row.quantity_micro, row.unit)
    return Held(row.batch_id, row.prescription_id, number, amount, row.at, row.by, reservation_id)


def _reservation(row: ReservationRow) -> Reservation:
    amount = from_micro_units(row.quantity_micro, row.unit)
    return Reservation(row.id, row.prescription_id, row.line_id, row.batch_id, amount, row.at, row.by)
