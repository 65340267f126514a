"""What is open in the dispense screen, and which line everything is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from workstation.domain.stock import Allocation
from workstation.services.counter_view import CounterView
from workstation.services.labelling import LabelFacts
from workstation.services.pack_codes import ProductCodeWanted
from workstation.services.pick_lines import PickLine
from workstation.services.picking import PackScanned
from workstation.ui.dispense.actions import LineExtras
from workstation.ui.dispense.centre_views import usable_batches
from workstation.ui.dispense.verdicts import Stopped
from workstation.ui.dispense.views import CHECKED, all_complete, allocations, current_line, line_by_id


@dataclass(slots=True)
class Session:
    """One open prescription as far as it is read. Lives on the GUI thread; only the panel changes it."""

    view: CounterView
    extras: Mapping[UUID, LineExtras] = field(default_factory=dict)
    extras_of: Mapping[UUID, tuple[str, str]] = field(default_factory=dict)
    """Directions and form that the extras were worked out of: another product in the place of the keyed one has
    others."""
    chosen: UUID | None = None
    """The line that a person chose, or that was scanned last."""
    batch: UUID | None = None
    """The batch that a person chose instead of the proposed one."""
    part: bool = False
    """A part supply is meant."""
    stopped: Stopped | None = None
    matched: PackScanned | None = None
    printed_to: str = ""
    busy: bool = False
    """A step is being recorded."""
    taking: int = 0
    """Scans whose verdict is not there yet."""
    awaited: UUID | None = None
    """The pack of the newest match, until the view that has it is read."""
    product_wanted: ProductCodeWanted | None = None
    """A code with a batch was read: the product code of the same pack is waited for."""
    second_wanted: bool = False
    """The code of the pack in hand names no batch: its second code may follow."""
    undo_asked: bool = False
    """Taking a pack back out of a checked bag was asked for, and is not confirmed yet."""

    def directions(self) -> Mapping[UUID, tuple[str, str]]:
        """Directions and form of every line as it is supplied now."""
        return {row.line.id: (row.line.dosage_instruction, row.product.form) for row in self.view.lines}

    @property
    def checked(self) -> bool:
        """Whether the accuracy check stands."""
        return self.view.status in CHECKED

    @property
    def packs(self) -> tuple[Allocation, ...]:
        """Scanned packs on the counter, oldest first."""
        return allocations(self.view)

    @property
    def unsettled(self) -> bool:
        """What is shown of the packs is older than the last scan: no count and no label is to be believed."""
        return self.taking > 0 or self.awaited is not None

    @property
    def out_of_stock(self) -> bool:
        """Whether the STOP that is shown says that nothing more is in stock: the pack itself was right."""
        return self.stopped is not None and self.stopped.none_left

    def drop_match(self) -> None:
        """A verdict about a pack that does not lie there any more says what is not so: somebody took it back."""
        if self.matched is not None and self.matched.allocation.id not in {one.id for one in self.packs}:
            self.matched = None

    @property
    def supplies_part(self) -> bool:
        """Whether what lies there is all that is supplied now."""
        return self.part or self.checked

    @property
    def printed(self) -> frozenset[UUID]:
        """The packs with a label, printed or written by hand, that says what they are now."""
        return self.view.labelled(part_supply=self.supplies_part)

    @property
    def labels_printed(self) -> bool:
        """Whether all packs on the counter have their labels."""
        return bool(self.packs) and self.printed == frozenset(one.id for one in self.packs)

    @property
    def scans_again(self) -> bool:
        """Whether a scan is the second one of a pack: who picked it checks it alone."""
        check = self.view.second_check
        waits = check is not None and check.missing > 0 and check.opens_at is not None
        return waits and self.labels_printed and not self.checked and (self.part or all_complete(self.view))

    def label_of(self, pack: UUID) -> LabelFacts | None:
        """What the label of a pack has to say as things are meant now."""
        labels = self.view.part_labels if self.supplies_part else self.view.labels
        return next((one for one in labels if one.pack == pack), None)

    def batch_to_read(self) -> Allocation | None:
        """The pack whose batch a person has to read: the one in hand, then of the shown line, then of the others."""
        row = self.shown_line()
        if row is None or self.stopped is not None or self.unsettled or self.checked:
            return None
        rows = [row, *(one for one in self.view.lines if one.line.id != row.line.id)]
        unread = [pack for one in rows for pack in one.allocations if pack.id in self.view.unread_batches]
        in_hand = self.matched.allocation.id if self.matched is not None else None
        return next((one for one in unread if one.id == in_hand), unread[0] if unread else None)

    @property
    def batches_unread(self) -> int:
        """How many packs lie there of which nobody has read the batch."""
        return sum(1 for pack in self.packs if pack.id in self.view.unread_batches)

    @property
    def second_follows(self) -> bool:
        """Whether the pack in hand takes a second code, which says its batch."""
        pack = self.batch_to_read() if self.second_wanted and self.matched is not None else None
        return pack is not None and self.matched is not None and pack.id == self.matched.allocation.id

    @property
    def waits_for_code(self) -> bool:
        """Whether the other code of a pack is waited for."""
        return self.product_wanted is not None or self.second_follows

    def current(self) -> PickLine | None:
        """The line to pick next."""
        return current_line(self.view, self.chosen)

    def shown_line(self) -> PickLine | None:
        """The line that the middle is about: of the verdict, else the one to pick, else the last one scanned."""
        about = None
        if self.stopped is not None:
            about = self.stopped.line_id
        elif self.matched is not None:
            about = self.matched.line.id
        last = self.packs[-1].line_id if self.packs else None
        first = next(iter(self.view.lines), None)
        return line_by_id(self.view, about) or self.current() or line_by_id(self.view, last) or first

    def chosen_batch(self) -> str:
        """Number of the batch that a person chose for the current line, "" for none."""
        row = self.current()
        return usable_batches(row).get(self.batch, "") if row is not None and self.batch is not None else ""

    def batch_after(self) -> UUID | None:
        """The next usable batch of the shown line in order of expiry; after the last one the first again."""
        row = self.shown_line()
        ids = list(usable_batches(row)) if row is not None else []
        proposed = row.proposed.id if row is not None and row.proposed is not None else None
        now = self.batch if self.batch is not None else proposed
        if not ids:
            return None
        return ids[(ids.index(now) + 1) % len(ids)] if now in ids else ids[0]

    def choose_batch(self, batch_id: UUID | None) -> bool:
        """Takes another batch for the shown line; the proposed one is no choice. False when it cannot be used."""
        row = self.shown_line()
        if row is None or row.complete or self.checked or batch_id not in usable_batches(row):
            return False
        self.chosen = row.line.id
        self.batch = None if row.proposed is not None and batch_id == row.proposed.id else batch_id
        return True
