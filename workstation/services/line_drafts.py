"""Drafts of lines: what somebody typed and did not confirm is stored with its author, taken up or discarded by name.

A draft is no keyed value: nothing screens, approves, picks, prints or sends it. It ends when its line is confirmed.
Approval waits for drafts that would otherwise be passed over in silence. See docs/adr/0038.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.line_draft import ADDED_LINE, DraftContent, LineDraft
from workstation.domain.medicine import Product
from workstation.domain.prescription import LineKind, LineSource, Prescription
from workstation.domain.users import Permission, User
from workstation.domain.workflow import CLOSED
from workstation.services.claim import ClaimRefusal
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.site import Site


class DraftRefusal(StrEnum):
    """Why a draft is not kept, not taken up, or in the way."""

    LINE_GONE = "draft_line_gone"
    ENDED = "draft_ended"
    UNFINISHED = "draft_unfinished"
    """Somebody began to change a line, or to add one, and approval would pass it over."""


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft as the review shows it. `author` is a name of the staff."""

    draft: LineDraft
    author: str
    mine: bool
    product: Product | None
    """What was chosen; None also when the catalogue no longer has it."""


def save_draft(site: Site, user: User, prescription_id: UUID, line_id: UUID, content: DraftContent) -> None:
    """Keeps what this person typed for a line so far. Only its beginning is audited: typing is no act.

    Raises Refused for a prescription that is over, and for a line that is not there (any more) or not ours to key.
    """
    site.require(user, Permission.TRANSCRIBE)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        _require_open(tx, prescription)
        _require_line(prescription, line_id)
        now, before = site.clock(), tx.line_drafts.get(prescription_id, line_id, user.id)
        if before is None:
            before = LineDraft(prescription_id, line_id, user.id, site.station.id, now, now, content)
            _audit(tx, site, user, "draft_begun", before)
        elif before.content == content:
            return
        tx.line_drafts.save(replace(before, station_id=site.station.id, at=now, content=content))


def discard_draft(site: Site, user: User, prescription_id: UUID, line_id: UUID, author: UUID) -> None:
    """Ends one person's draft of a line: one's own, or a colleague's. Nothing happens when it has ended already."""
    site.require(user, Permission.TRANSCRIBE)
    with site.store.begin() as tx:
        draft = tx.line_drafts.get(prescription_id, line_id, author)
        if draft is not None:
            _end(tx, site, user, draft, "draft_discarded")


def take_up_draft(site: Site, user: User, prescription_id: UUID, line_id: UUID, author: UUID) -> None:
    """Goes on with a colleague's draft: it becomes this person's, in the place of what they had typed themselves.

    Raises Refused when it has ended meanwhile (confirmed, discarded, taken up by somebody else).
    """
    site.require(user, Permission.TRANSCRIBE)
    with site.store.begin() as tx:
        prescription = tx.prescriptions.get(prescription_id)
        _require_open(tx, prescription)
        _require_line(prescription, line_id)
        draft = tx.line_drafts.get(prescription_id, line_id, author)
        if draft is None:
            raise Refused(DraftRefusal.ENDED)
        if author != user.id:
            _end(tx, site, user, draft, "draft_taken_up")
            tx.line_drafts.save(replace(draft, by=user.id, station_id=site.station.id))


# --- for other use cases --------------------------------------------------------------------------------------


def open_drafts(tx: Transaction, user: User, prescription: Prescription) -> tuple[OpenDraft, ...]:
    """What the review shows: of lines that are there, the oldest first."""
    found = _shown(tx, prescription)
    products = tx.products.many({one.content.product_id for one in found if one.content.product_id is not None})
    return tuple(
        OpenDraft(
            one,
            tx.users.get(one.by).name,
            one.by == user.id,
            products.get(one.content.product_id) if one.content.product_id is not None else None,
        )
        for one in found
    )


def unfinished(tx: Transaction, prescription: Prescription) -> Iterator[Refused]:
    """One for each draft, with its line and author. A line that nobody confirmed says more than its draft."""
    positions = {line.id: line.position for line in prescription.lines}
    for one in _shown(tx, prescription):
        position = positions.get(one.line_id, added_position(prescription))
        yield Refused(DraftRefusal.UNFINISHED, line=position, author=tx.users.get(one.by).name)


def added_position(prescription: Prescription) -> int:
    """Where a line stands that a person adds: behind those that are shown."""
    shown = (one.position for one in prescription.lines if one.is_work or one.kind is not LineKind.MEDICINE)
    return max(shown, default=0) + 1


def end_drafts_of_line(tx: Transaction, site: Site, user: User, prescription_id: UUID, line_id: UUID) -> None:
    """The line was confirmed, or taken away: whoever typed for it need not go on."""
    for one in tx.line_drafts.of_prescription(prescription_id):
        if one.line_id == line_id:
            _end(tx, site, user, one, "draft_ended")


def end_added_draft(tx: Transaction, site: Site, user: User, prescription_id: UUID) -> None:
    """The line that this person added was confirmed. A colleague's may be another one, and stays."""
    draft = tx.line_drafts.get(prescription_id, ADDED_LINE, user.id)
    if draft is not None:
        _end(tx, site, user, draft, "draft_ended")


# --- inside ---------------------------------------------------------------------------------------------------


def _shown(tx: Transaction, prescription: Prescription) -> list[LineDraft]:
    """Without those of lines that the prescription has no more."""
    ids = {line.id for line in prescription.lines} | {ADDED_LINE}
    return [one for one in tx.line_drafts.of_prescription(prescription.id) if one.line_id in ids]


def _require_open(tx: Transaction, prescription: Prescription) -> None:
    status = tx.prescriptions.status(prescription.id)
    if status in CLOSED:
        raise Refused(ClaimRefusal.CLOSED, status=status.value)


def _require_line(prescription: Prescription, line_id: UUID) -> None:
    if line_id == ADDED_LINE:
        return
    line = next((one for one in prescription.lines if one.id == line_id), None)
    if line is None or line.source is not LineSource.TRANSCRIBED:
        raise Refused(DraftRefusal.LINE_GONE)


def _end(tx: Transaction, site: Site, user: User, draft: LineDraft, action: str) -> None:
    tx.line_drafts.remove(draft)
    _audit(tx, site, user, action, draft)


def _audit(tx: Transaction, site: Site, user: User, action: str, draft: LineDraft) -> None:
    """Whose draft of which line; what was typed stands nowhere but in the draft."""
    line = "added" if draft.line_id == ADDED_LINE else str(draft.line_id)
    audit(tx, site, user, action, draft.prescription_id, {"line": line, "author": str(draft.by)})
