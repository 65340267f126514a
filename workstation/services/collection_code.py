"""A code that whoever collects a bag has to say: made once, kept as a hash, good for one bag and one time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from workstation.domain.errors import Refused
from workstation.domain.users import Permission, User
from workstation.domain.workflow import Event, EventKind, standing
from workstation.services.ports import Transaction
from workstation.services.recording import audit, record, refresh
from workstation.services.sign_in import Hasher
from workstation.services.site import Site

DIGITS = 6
MOST_TRIES = 5
Draw = Callable[[], str]
"""Six random digits."""


class CollectionCodeRefusal(StrEnum):
    """Why a code is not made, or does not prove anything."""

    NOT_READY = "not_ready"
    NO_CODE = "no_code"
    WRONG = "wrong_code"
    USED = "code_used"
    """It was said before: a code is good once."""
    TOO_MANY_TRIES = "too_many_tries"


@dataclass(frozen=True, slots=True)
class CollectionCode:
    """How it stands with the code of a bag. `hashed` "" = there is none."""

    hashed: str = ""
    proved: bool = False
    wrong_tries: int = 0

    @property
    def is_open(self) -> bool:
        """There is one, and nobody has said it yet."""
        return bool(self.hashed) and not self.proved

    @property
    def is_spent(self) -> bool:
        """Said wrong so often that it counts no more: another one has to be made."""
        return self.is_open and self.wrong_tries >= MOST_TRIES


def collection_code(events: Iterable[Event]) -> CollectionCode:
    """Folded from the events since the bag went into its bin: another bag needs another code."""
    found = CollectionCode()
    for event in events:
        if event.kind is EventKind.MADE_READY:
            found = CollectionCode()
        elif event.kind is EventKind.COLLECTION_CODE_MADE:
            found = CollectionCode(event.detail)
        elif event.kind is EventKind.COLLECTION_CODE_WRONG:
            found = CollectionCode(found.hashed, found.proved, found.wrong_tries + 1)
        elif event.kind is EventKind.COLLECTOR_PROVED:
            found = CollectionCode(found.hashed, True, found.wrong_tries)
    return found


def make_collection_code(site: Site, user: User, hasher: Hasher, prescription_id: UUID, draw: Draw) -> str:
    """A fresh code for a bag that waits; the one before counts no more. It is told once: only its hash is kept."""
    site.require(user, Permission.HAND_OVER)
    code = draw()
    hashed = hasher.hash(code)
    with site.store.begin() as tx:
        _require_ready(tx, prescription_id)
        kind = EventKind.COLLECTION_CODE_MADE
        event = Event(site.new_id(), prescription_id, kind, site.clock(), user.id, detail=hashed)
        tx.prescriptions.add_event(event)
        # Not by `record`: the hash of six digits is no secret for long, and the audit is exported.
        audit(tx, site, user, kind.value, prescription_id, {"event": str(event.id)})
        refresh(tx, prescription_id)
    return code


def prove_collector(site: Site, user: User, hasher: Hasher, prescription_id: UUID, code: str) -> None:
    """Whoever collects has said the code. Raises Refused: wrong (with the tries left), used before, or none there.

    The code is compared outside any transaction, because that takes long by design and the store has one writer; what
    was tried meanwhile counts all the same.
    """
    site.require(user, Permission.HAND_OVER)
    with site.store.read() as tx:
        known = _to_be_said(tx, prescription_id)
    right = hasher.matches(known.hashed, code.strip())
    with site.store.begin() as tx:
        now = _to_be_said(tx, prescription_id)
        right = right and now.hashed == known.hashed  # it may have been made anew meanwhile
        kind = EventKind.COLLECTOR_PROVED if right else EventKind.COLLECTION_CODE_WRONG
        record(tx, site, user, prescription_id, kind)
        if not right:
            audit(tx, site, user, "collection_code_refused", prescription_id)
    if not right:
        raise Refused(CollectionCodeRefusal.WRONG, tries_left=MOST_TRIES - now.wrong_tries - 1)


def _to_be_said(tx: Transaction, prescription_id: UUID) -> CollectionCode:
    _require_ready(tx, prescription_id)
    known = collection_code(tx.prescriptions.events(prescription_id))
    if not known.hashed:
        raise Refused(CollectionCodeRefusal.NO_CODE)
    if known.proved:
        raise Refused(CollectionCodeRefusal.USED)
    if known.is_spent:
        raise Refused(CollectionCodeRefusal.TOO_MANY_TRIES)
    return known


def _require_ready(tx: Transaction, prescription_id: UUID) -> None:
    if standing(tx.prescriptions.events(prescription_id)).ready is None:
        raise Refused(CollectionCodeRefusal.NOT_READY, number=tx.prescriptions.get(prescription_id).number)
