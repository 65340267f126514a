"""What somebody typed for a line and did not confirm: kept with its author, never a keyed value.

The other draft, a line that the reader proposes (`PrescriptionLine.is_draft`), has no author: nobody typed it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workstation.domain.medicine import IngredientStrength

ADDED_LINE = UUID(int=0)
"""Stands for the line that a person adds by hand, until it is confirmed and has an id of its own."""


@dataclass(frozen=True, slots=True)
class DraftContent:
    """What stands in the editors, letter for letter. Nothing of it was checked, and none of it is a quantity yet."""

    directions: str = ""
    days: str = ""
    quantity: str = ""
    quantity_by_hand: bool = False
    """False: the program counted it from the directions."""
    chosen: str = ""
    """Name of what was chosen; "" = nothing is."""
    product_id: UUID | None = None
    """The pack that was chosen, if the name was one of the catalogue."""
    ingredients: tuple[IngredientStrength, ...] = ()

    def says_the_same(self, other: "DraftContent") -> bool:
        """Whether a person would see the same. A product is one product by whatever name it was found."""
        mine, theirs = ((one.directions, one.days, one.quantity, one.product_id or one.chosen) for one in (self, other))
        return mine == theirs


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One person's draft of one line. There is at most one for each line and author."""

    prescription_id: UUID
    line_id: UUID
    """A line of the prescription, or `ADDED_LINE`."""
    by: UUID
    station_id: UUID
    """Where it was typed last."""
    begun_at: datetime
    at: datetime
    """When it was typed last. Both aware UTC."""
    content: DraftContent
