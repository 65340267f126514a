"""The watermark: up to which change of the server everything was taken in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workstation.services.ports import Transaction

PULL_FIRST = "pull.first"
"""Sync note: "yes" from the moment in which the server may be another one until a pull came to its end."""
WATERMARK = "pull.watermark"
"""Sync note: the newest change that was taken in, in the server's time."""
STANDS = "pull.watermark_stands"
"""Sync note: "watermark|from|until", how long by our clock complete pulls have found nothing newer."""
SORTS = "pull.sorts"
"""Sync note: "yes" = the server was found to sort by time of change, "no" = it was found not to."""
OVERLAP = timedelta(minutes=5)
"""How long after a change a search may still not show it (sync profile)."""


@dataclass(slots=True)
class Mark:
    """The newest change seen in one pass, and whether they came in order so far."""

    begin: datetime | None
    may_move: bool
    """The server is known to sort: the watermark moves with each page."""
    newest: datetime | None = None
    in_order: bool = True

    def see(self, stamps: Sequence[str]) -> None:
        """The time stamps of a page, in its order."""
        for stamp in (as_instant(one) for one in stamps):
            if stamp is None:
                continue
            if self.newest is not None and stamp < self.newest:
                self.in_order = False
            else:
                self.newest = stamp


def as_instant(text: str) -> datetime | None:
    """An aware instant, None for anything else or for one that no server of ours can mean."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo and 1970 <= found.year < 9000 else None


def since(tx: Transaction) -> datetime | None:
    """From when on to ask: the watermark, less what a lagging index may still have to show."""
    mark = tx.sync_notes.get(WATERMARK)
    if not mark:
        return None
    stood = timedelta(0)
    of, _, span = (tx.sync_notes.get(STANDS) or "").partition("|")
    if of == mark and "|" in span:
        began, _, until = span.partition("|")
        stood = max(timedelta(0), datetime.fromisoformat(until) - datetime.fromisoformat(began))
    return datetime.fromisoformat(mark) - max(timedelta(0), OVERLAP - stood)


def move(tx: Transaction, newest: datetime | None) -> None:
    """To the newest change seen, as the server wrote it; never backwards."""
    mark = tx.sync_notes.get(WATERMARK)
    if newest is not None and (not mark or newest > datetime.fromisoformat(mark)):
        tx.sync_notes.set(WATERMARK, newest.isoformat())


def pull_comes_first(tx: Transaction) -> None:
    """Nothing is sent until a pull came to its end: the server may have something else where we would write."""
    tx.sync_notes.set(PULL_FIRST, "yes")


def is_pulled_first(tx: Transaction) -> bool:
    """Whether nothing may be sent before a whole pull."""
    return tx.sync_notes.get(PULL_FIRST) == "yes"


def finished(tx: Transaction, began: datetime, ended: datetime) -> None:
    """A pull came to its end; both times by our clock, of which only the difference counts."""
    mark = tx.sync_notes.get(WATERMARK) or ""
    of, _, span = (tx.sync_notes.get(STANDS) or "").partition("|")
    first = span.partition("|")[0] if of == mark and span else ended.isoformat()
    tx.sync_notes.set(STANDS, f"{mark}|{first}|{began.isoformat()}")
    if is_pulled_first(tx):
        tx.sync_notes.set(PULL_FIRST, "")


def went_back(tx: Transaction, mark: Mark) -> None:
    """The server does not sort: what was passed over must be asked for again, until a whole pass is done."""
    tx.sync_notes.set(SORTS, "no")
    if mark.may_move:
        tx.sync_notes.set(WATERMARK, (mark.begin + OVERLAP).isoformat() if mark.begin else "")
    mark.may_move = False
