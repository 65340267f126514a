"""What the review screen asks of the rest: plain callables, bound by the composition root. They run on task lanes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from workstation.domain.medicine import Product
from workstation.services.document_ports import ScanDocument
from workstation.services.review_view import ReviewView, ScanView
from workstation.services.transcription import KeyedLine
from workstation.ui.review.check_actions import CheckActions
from workstation.ui.review.draft_actions import DraftActions
from workstation.ui.review.server_actions import ServerActions


def _as_it_is(name: str) -> str:
    return name


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ReviewActions:
    """Every call may raise Refused or Unavailable; none of them is called on the GUI thread but the last two."""

    open: Callable[[UUID], ReviewView]
    """Starts or goes on with the review, and reads what the screen shows."""
    confirm_line: Callable[[UUID, KeyedLine], object]
    remove_line: Callable[[UUID, UUID, str], object]
    """Prescription, a line of ours that is no medicine, why."""
    choose_product: Callable[[UUID, UUID, UUID], object]
    """Prescription, line, product."""
    answer_alert: Callable[[UUID, str, str, str, str], object]
    """Prescription, key of the alert, code of the reason, words, PIN or passphrase ("" where none is asked)."""
    answer_as_before: Callable[[UUID, str, str], object]
    """Prescription, key of an alert that was answered before, PIN or passphrase."""
    approve: Callable[[UUID, str], object]
    """Prescription, fingerprint of what was on the screen."""
    reject: Callable[[UUID, str], object]
    ask_prescriber: Callable[[UUID, str], object]
    hold: Callable[[UUID, str], object]
    resume: Callable[[UUID], object]
    """Work that was put aside here goes on."""
    answer_received: Callable[[UUID, str], object]
    """What the prescriber answered."""
    search_products: Callable[[str], Sequence[Product]]
    free_stock: Callable[[Sequence[UUID]], Mapping[UUID, Decimal]]
    """What may be picked of each product, in its smallest unit."""
    plain_sentence: Callable[[str, str], tuple[str, str]]
    """Directions and form → the sentence in English and in the second language ("" when there is none)."""
    page_images: Callable[[ScanDocument], tuple[bytes, ...]]
    """The pages of a document as PNG or JPEG; an image file is its own only page."""
    server: ServerActions
    checks: CheckActions
    drafts: DraftActions
    confirm_prescriber: Callable[[UUID, str, str], object]
    """Prescription, name and registration number of whoever wrote the paper."""
    clock: Callable[[], datetime] = _now
    """Aware time of the pharmacy."""
    scan: Callable[[UUID], ScanView] | None = None
    """The paper alone, before the rest is worked out; None: it comes with the rest."""
    tall_man: Callable[[str], str] = _as_it_is
    """A name with the letters of the look-alike list in capitals; unchanged for names that are not on it."""
