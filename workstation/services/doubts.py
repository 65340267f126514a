"""What the order server said and we did not understand: it blocks the supply until it is gone or settled."""

from collections.abc import Sequence
from uuid import UUID

from workstation.domain.outbox import Attention
from workstation.services.ports import Transaction
from workstation.services.site import Site

NOT_UNDERSTOOD = "not_understood"
"""The code of such an attention."""


def open_doubts(tx: Transaction, prescription_id: UUID) -> list[str]:
    """The doubts about this prescription that are not settled."""
    return [one.detail for one in _open(tx, prescription_id)]


def note_doubts(tx: Transaction, site: Site, prescription_id: UUID, doubts: Sequence[str]) -> None:
    """Notes what is new, once, and settles what the server's present version does not raise any more."""
    known = {one.detail: one.id for one in _open(tx, prescription_id)}
    for doubt in dict.fromkeys(doubts):
        if doubt not in known:
            tx.attentions.add(Attention(site.new_id(), prescription_id, NOT_UNDERSTOOD, doubt, site.clock()))
    for doubt, attention_id in known.items():
        if doubt not in doubts:
            tx.attentions.settle(attention_id, site.clock())


def _open(tx: Transaction, prescription_id: UUID) -> list[Attention]:
    return [
        one for one in tx.attentions.open() if one.prescription_id == prescription_id and one.code == NOT_UNDERSTOOD
    ]
