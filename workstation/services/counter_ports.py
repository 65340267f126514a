"""What the counter needs of the store: stock, what is held of it, supplies, and who is responsible. See `ports`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from workstation.domain.dispensing import Dispense
from workstation.domain.duty import DutyEntry
from workstation.domain.quantity import Quantity
from workstation.domain.reservation import Held, Reservation
from workstation.domain.returns import UnmetDemand
from workstation.domain.stock import Allocation, BatchOnHand, MovementKind, StockBatch, StockMovement


class Stock(Protocol):
    """Batches, movements and allocations. `allocate` is one guarded statement."""

    def add_batch(self, batch: StockBatch) -> None: ...
    def batch(self, batch_id: UUID) -> StockBatch: ...
    def find_batch(self, product_id: UUID, batch_number: str) -> StockBatch | None: ...
    def on_hand(self, product_id: UUID, besides: UUID | None = None) -> list[BatchOnHand]:
        """All batches of a product by expiry. What the prescription `besides` holds counts as free: it is for it."""
        ...

    def all_on_hand(self) -> Sequence[BatchOnHand]: ...
    def add_movement(self, movement: StockMovement) -> None: ...
    def movement_of(self, dispense_id: UUID, kind: MovementKind) -> StockMovement | None:
        """The one of this kind that belongs to a supply; there is never more than one."""
        ...

    def allocate(self, allocation: Allocation) -> bool:
        """Adds the allocation if that much of the batch is free at this very moment; else False, nothing changed.

        What the same prescription holds is free for it, what others hold is not.
        """
        ...

    def allocations(self, prescription_id: UUID) -> Sequence[Allocation]:
        """Open ones, oldest first."""
        ...

    def serial_allocated(self, product_id: UUID, serial_number: str) -> bool:
        """True when a pack with this serial is allocated or was dispensed (and not reversed)."""
        ...

    def end_allocation(self, allocation_id: UUID, at: datetime, dispense_id: UUID | None) -> None:
        """Dispensed as `dispense_id`, or released when None."""
        ...


class Reservations(Protocol):
    """What approved prescriptions hold in the shelf. `add` is one guarded statement."""

    def add(self, reservation: Reservation) -> bool:
        """Adds it if that much of the batch is free at this very moment; else False, nothing changed."""
        ...

    def of_prescription(self, prescription_id: UUID) -> Sequence[Reservation]:
        """Open ones, oldest first."""
        ...

    def get(self, reservation_id: UUID) -> Reservation | None:
        """None when it is not open (any more)."""
        ...

    def shrink(self, reservation_id: UUID, left: Quantity) -> None:
        """No more than `left` (above 0) is held from now on."""
        ...

    def end(self, reservation_id: UUID, at: datetime, why: str, by: UUID | None) -> None:
        """Nothing is held any more; `by` None = the work itself ended it."""
        ...

    def held(self, product_id: UUID, besides: UUID) -> Sequence[Held]:
        """What of a product is spoken for by other prescriptions than `besides`, scanned packs too; oldest first."""
        ...


class Duties(Protocol):
    """Who was responsible for the pharmacy, append-only."""

    def add(self, entry: DutyEntry) -> None: ...
    def recent(self, limit: int) -> Sequence[DutyEntry]:
        """The last `limit` ones, oldest first."""
        ...


class Demand(Protocol):
    """What was wanted and not there, append-only."""

    def add(self, unmet: UnmetDemand) -> None: ...
    def since(self, at: datetime) -> Sequence[UnmetDemand]:
        """From `at` on, oldest first."""
        ...


class Dispenses(Protocol):
    """Supplies, append-only."""

    def add(self, dispense: Dispense) -> None: ...
    def get(self, dispense_id: UUID) -> Dispense: ...
    def of_prescription(self, prescription_id: UUID) -> Sequence[Dispense]: ...
    def of_patient(self, patient_id: UUID, since: datetime) -> Sequence[Dispense]: ...
    def reversal_of(self, dispense_id: UUID) -> Dispense | None: ...
    def all(self) -> Sequence[Dispense]: ...
