"""Two codes on one pack: its product on the one, batch and expiry on the other, scanned in either order.

A pack whose code names no batch lies there with the batch of the pick list, which nobody has read (ADR 0007). Until it
is read, or for `PATIENCE`, the second code of the same pack may still say it. A product is never changed by it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from workstation.domain.code_pairs import completes, joined, names_a_batch_alone
from workstation.domain.dispensing import ScanRefusal
from workstation.domain.errors import Refused
from workstation.domain.scanned_code import CodeProblem, ScannedCode
from workstation.domain.users import Permission, User
from workstation.services.labelling import LabellingRefusal
from workstation.services.picking import PackScanned, scan_in, scan_pack, undo_scan
from workstation.services.recording import audit
from workstation.services.site import Site

PATIENCE = timedelta(seconds=30)
"""How long the other code of a pack is waited for: it lies in the hand. Later it may be the code of another pack."""

WITHDRAWS = frozenset(
    {
        ScanRefusal.CODES_DISAGREE, ScanRefusal.EXPIRED, ScanRefusal.EXPIRES_IN_COURSE, ScanRefusal.EXPIRY_DIFFERS,
        ScanRefusal.UNKNOWN_BATCH, ScanRefusal.QUARANTINED, ScanRefusal.NOT_IN_STOCK,
        ScanRefusal.SERIAL_ALREADY_SCANNED,
    }
)  # fmt: skip
"""With these the second code takes the pack back: the batch that was taken for it is not the one it is of."""


@dataclass(frozen=True, slots=True)
class ProductCodeWanted:
    """A code was read that names a batch and no product: the other code of the same pack is waited for."""

    batch_number: str | None
    expiry_date: date | None


def name_batch(site: Site, user: User, prescription_id: UUID, pack: UUID, code: ScannedCode) -> PackScanned:
    """The second code of a scanned pack: the pack is booked on the batch that both codes together name.

    Raises Refused(NO_PACK) when the pack was taken back. A batch that is not to be given, or codes that disagree, end
    the allocation of the pack before Refused is raised, with `taken_back`: the batch that was assumed is known to be
    wrong.
    """
    site.require(user, Permission.PICK)
    try:
        with site.store.begin() as tx:
            mine = next((one for one in tx.stock.allocations(prescription_id) if one.id == pack), None)
            if mine is None:
                raise Refused(LabellingRefusal.NO_PACK)
            _require_agreeing(code)
            tx.stock.end_allocation(pack, site.clock(), None)
            return scan_in(tx, site, user, prescription_id, code, mine.line_id, None)
    except Refused as refusal:
        with site.store.begin() as tx:
            audit(tx, site, user, "scan_refused", prescription_id, {"code": refusal.code.value})
        if refusal.code not in WITHDRAWS:
            raise
        undo_scan(site, user, prescription_id, pack)
        raise Refused(refusal.code, **refusal.facts, taken_back=True) from refusal


def _require_agreeing(code: ScannedCode) -> None:
    if any(error.code is CodeProblem.CODES_DISAGREE for error in code.errors):
        raise Refused(ScanRefusal.CODES_DISAGREE)


@dataclass(frozen=True, slots=True)
class _Half:
    """One code of a pack, as long as the other one may follow. `pack`: it is scanned already."""

    user_id: UUID
    prescription_id: UUID
    code: ScannedCode
    at: datetime
    pack: UUID | None = None
    named: tuple[str, PackScanned] | None = None
    """The text of the second code that has named its batch, and what came of it."""


class PackCodes:
    """Remembers the last code of one counter. Called by one thread at a time: the lane of the writer."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._half: _Half | None = None

    def forget(self) -> None:
        """No second code is waited for any more. May be called on any thread."""
        self._half = None

    def scan(
        self, user: User, prescription_id: UUID, code: ScannedCode, line_id: UUID | None, batch_number: str | None
    ) -> PackScanned | ProductCodeWanted:
        """One scan of a pack, alone or with the code before it. Raises Refused as `scan_pack` and `name_batch` do."""
        half = self._last(user, prescription_id)
        if names_a_batch_alone(code):
            return self._second(user, half, code) or self._first(user, prescription_id, code)
        self._half, both = None, code
        if half is not None and half.pack is None and code.batch_number is None and completes(code, half.code):
            both = joined(half.code, code)
        _require_agreeing(both)
        scanned = scan_pack(self._site, user, prescription_id, both, line_id, batch_number)
        if both.batch_number is None:
            self._half = _Half(user.id, prescription_id, both, self._site.clock(), scanned.allocation.id)
        return scanned

    def _first(self, user: User, prescription_id: UUID, code: ScannedCode) -> ProductCodeWanted:
        self._half = _Half(user.id, prescription_id, code, self._site.clock())
        return ProductCodeWanted(code.batch_number, code.expiry_date)

    def _second(self, user: User, half: _Half | None, code: ScannedCode) -> PackScanned | None:
        """What it says of the pack in hand; None when no pack waits for it."""
        if half is None or half.pack is None or not self._lies_there(half.prescription_id, half.pack):
            return None
        if half.named is not None:
            return half.named[1] if half.named[0] == code.input else None  # read twice: its batch is known
        try:
            scanned = name_batch(self._site, user, half.prescription_id, half.pack, joined(half.code, code))
        except Refused as refusal:
            if refusal.code in WITHDRAWS:
                self._half = None
            raise
        self._half = replace(half, pack=scanned.allocation.id, named=(code.input, scanned))
        return scanned

    def _lies_there(self, prescription_id: UUID, pack: UUID) -> bool:
        with self._site.store.read() as tx:
            return any(one.id == pack for one in tx.stock.allocations(prescription_id))

    def _last(self, user: User, prescription_id: UUID) -> _Half | None:
        half = self._half
        if half is None or (half.user_id, half.prescription_id) != (user.id, prescription_id):
            return None
        return half if self._site.clock() - half.at <= PATIENCE else None
