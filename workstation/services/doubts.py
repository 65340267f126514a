"""What the order server said and we did not understand: it blocks the supply until it is gone or settled."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.outbox import Attention, AttentionCode
from workstation.domain.users import Permission, User
from workstation.services.ports import Transaction
from workstation.services.recording import audit
from workstation.services.site import Site

NOT_UNDERSTOOD = "not_understood"
"""The code of such an attention."""
SHORTEST_REASON = 3
"""Characters of the reason to settle a doubt."""


class DoubtRefusal(StrEnum):
    """Why a doubt is not settled."""

    NOT_OPEN = "doubt_not_open"
    ONLY_AT_SERVER = "only_at_server"
    REASON_TOO_SHORT = "reason_too_short"


def open_doubts(tx: Transaction, prescription_id: UUID) -> list[str]:
    """The doubts about this prescription that are not settled."""
    return [one.detail for one in _open(tx, prescription_id, NOT_UNDERSTOOD, AttentionCode.SAME_NUMBER)]


def note_doubts(tx: Transaction, site: Site, prescription_id: UUID, doubts: Sequence[str]) -> None:
    """Notes what is new, once, and settles what the server's present version does not raise any more."""
    known = {one.detail: one.id for one in _open(tx, prescription_id, NOT_UNDERSTOOD)}
    for doubt in dict.fromkeys(doubts):
        if doubt not in known:
            tx.attentions.add(Attention(site.new_id(), prescription_id, NOT_UNDERSTOOD, doubt, site.clock()))
    for doubt, attention_id in known.items():
        if doubt not in doubts:
            tx.attentions.settle(attention_id, site.clock())


def settle_same_number(site: Site, user: User, attention_id: UUID, reason: str) -> None:
    """A pharmacist has looked: this prescription is the right patient's. The other one keeps its own doubt.

    Raises Refused for what is not open, and for other doubts: what was not understood is settled by the server.
    """
    site.require(user, Permission.APPROVE)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(DoubtRefusal.REASON_TOO_SHORT, at_least=SHORTEST_REASON)
    with site.store.begin() as tx:
        found = next((one for one in tx.attentions.open() if one.id == attention_id), None)
        if found is None:
            raise Refused(DoubtRefusal.NOT_OPEN)
        if found.code != AttentionCode.SAME_NUMBER:
            raise Refused(DoubtRefusal.ONLY_AT_SERVER, doubt=found.detail)
        tx.attentions.settle(attention_id, site.clock())
        facts = {"code": found.code, "reason": reason.strip()}
        audit(tx, site, user, "doubt_settled", found.prescription_id or attention_id, facts)


def _open(tx: Transaction, prescription_id: UUID, *codes: str) -> list[Attention]:
    found = tx.attentions.of_prescription(prescription_id)
    return [one for one in found if one.settled_at is None and one.code in codes]
