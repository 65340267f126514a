"""Labels whose code has a short name in place of a number: kept when they are printed, found when they are scanned."""

from uuid import UUID

from workstation.domain.label_code import code_number, short_name
from workstation.domain.scanned_code import InternalToken, TokenKind
from workstation.services.ports import Transaction

_NOTE = "label/{name}"
_ROOM = 20
"""A number may come through with line 1 and be too long with line 10."""


def note_label_code(tx: Transaction, prescription_id: UUID) -> None:
    """In the transaction in which labels are recorded."""
    number, name = tx.prescriptions.get(prescription_id).number, short_name(prescription_id)
    if code_number(prescription_id, number) == name or len(number) > _ROOM:
        tx.sync_notes.set(_NOTE.format(name=name), str(prescription_id))


def prescription_named(tx: Transaction, token: InternalToken) -> UUID | None:
    """The prescription of a label with a short name; None for any other code."""
    if token.kind is not TokenKind.LABEL:
        return None
    said = tx.sync_notes.get(_NOTE.format(name=token.number.split("/", 1)[0]))
    return UUID(said) if said else None
