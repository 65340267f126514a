"""What the page can ask for on which a supply on paper is entered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from workstation.domain.medicine import Product
from workstation.services.downtime import PaperRecorded, PaperSupply
from workstation.services.paper_view import PaperView


@dataclass(frozen=True, slots=True)
class PackFound:
    """A pack by its code. Batch and expiry as far as the code names them."""

    product: Product
    batch_number: str
    expiry_date: date | None


@dataclass(frozen=True, slots=True)
class PaperActions:
    """The first three run on lanes of the task runner. Each may raise Refused or Unavailable."""

    open: Callable[[UUID], PaperView]
    pack: Callable[[str], PackFound]
    record: Callable[[PaperSupply], PaperRecorded]
    now: Callable[[], datetime]
    """Aware time in the zone of the pharmacy."""
    month_first: bool = False
    """How dates in figures are written here."""
