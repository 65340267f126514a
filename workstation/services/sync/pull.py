"""Pulling: what changed at the server since last time, page by page, each page one local transaction.

The watermark moves with the page it belongs to where the server is known to sort, so an interrupted pull goes on where
it stopped; elsewhere it moves at the end, and what is here in that version already is passed over. Five minutes are
asked for again, because a server's index may lag, until they are over. The next pages are fetched while one is stored
(`ahead`).
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from workstation.domain.errors import Unavailable
from workstation.services.ports import Transaction
from workstation.services.sync import polling, scans, sweep
from workstation.services.sync.ahead import Ahead, ReaderFailed, ahead
from workstation.services.sync.courier import Courier
from workstation.services.sync.gathering import Asked, gather, read_all
from workstation.services.sync.ports import PLAINEST, Page, PageReader, Resource, SearchRefused, ServerBusy
from workstation.services.sync.taking import screen_waiting, take
from workstation.services.sync.watermark import (
    SORTS,
    WATERMARK,
    Mark,
    finished,
    move,
    pull_comes_first,
    since,
    went_back,
)

PLAINNESS = "pull.plainness"
"""Sync note: "2|2026-11-23", how plain the search had to be, and the day on which that was found out."""
PULLED_TYPES = (
    "Task",
    "MedicationRequest",
    "MedicationDispense",
    "ServiceRequest",
    "Appointment",
    "Patient",
    "DocumentReference",
    "Practitioner",
    "PractitionerRole",
    *polling.FACT_TYPES,
)
MOST_NOT_TAKEN_IN = 40
PAGES_AHEAD = 2
"""Of pages that are fetched while one is stored: neither side waits for the other's slow one."""
SCREENING_SECONDS = 20.0
"""For so long one round screens what came with many others; the rest goes on in the next one."""

Progress = Callable[[int], bool]
"""Told how many were taken in so far; False = stop here."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one pull did. `offline` is "" or why it stopped before its end."""

    tasks: int
    scans: int
    offline: str


def always(_taken: int) -> bool:
    """Goes on to the end."""
    return True


def pull(courier: Courier, progress: Progress = always) -> Pulled:
    """Takes in what is new; stops quietly when the server goes away in the middle, keeping whole pages."""
    pause = courier.paused_for()
    if pause > courier.rhythm.patience:
        return Pulled(0, 0, "")
    if pause:
        courier.rhythm.wait(pause)
    counted = _Count(progress)
    fetched, offline = 0, ""
    try:
        fetched = _round(courier, counted)
    except ServerBusy as busy:
        courier.pause(busy)
    except Unavailable as gone:
        offline = gone.why
    _screen(courier)
    return Pulled(counted.taken, fetched, offline)


@dataclass(slots=True)
class _Count:
    """How many were taken in so far, and who wants to know."""

    progress: Progress
    taken: int = 0

    def add(self, more: int) -> bool:
        """False when nobody wants more."""
        self.taken += more
        return self.progress(self.taken)


def _round(courier: Courier, counted: _Count) -> int:
    """Returns how many scans were fetched. Most urgent first: new work, what changed, what is gone, scans."""
    asked = Asked()
    began = courier.site.clock()
    counted.add(_met_on_the_way(courier, asked))
    with courier.site.store.read() as tx:
        begin = since(tx)
    if not _pages(courier, asked, begin, counted):
        return 0
    with courier.site.store.begin() as tx:
        finished(tx, began, courier.site.clock())
    counted.add(polling.poll(courier, asked, begin))
    goes_on = counted.add(sweep.sweep(courier, asked))
    return scans.fetch(courier) if goes_on else 0


def _met_on_the_way(courier: Courier, asked: Asked) -> int:
    """Versions that a write of ours came upon, and what could not be used before: read directly."""
    with courier.site.store.read() as tx:
        waiting = tx.mirror.not_taken_in("Task")[:MOST_NOT_TAKEN_IN]
    found = read_all(courier, waiting)
    return take(courier, gather(courier, asked, list(found.values()), ())) if found else 0


def _pages(courier: Courier, asked: Asked, begin: datetime | None, counted: _Count) -> bool:
    """Page by page; the next one comes in over the network while one is written into the store. False = stopped."""
    try:
        return _all_pages(courier, asked, begin, counted, courier.reader if begin is None else None)
    except ReaderFailed:
        with courier.site.store.read() as tx:
            begin = since(tx)
        return _all_pages(courier, asked, begin, counted, None)


def _all_pages(
    courier: Courier, asked: Asked, begin: datetime | None, counted: _Count, reader: PageReader | None
) -> bool:
    mark = Mark(begin, may_move=_is_sorted(courier, begin))
    with ThreadPoolExecutor(1, "pull") as lane:
        pages = ahead(courier, asked, _searched(courier, begin), reader)
        coming = deque(lane.submit(next, pages, None) for _ in range(PAGES_AHEAD))
        while (page := coming.popleft().result()) is not None:
            coming.append(lane.submit(next, pages, None))
            if not counted.add(_store(courier, page, mark)):
                return False  # what is on its way is dropped: it comes again with the next pull
    with courier.site.store.begin() as tx:
        move(tx, mark.newest)
    return True


def _store(courier: Courier, page: Ahead, mark: Mark) -> int:
    mark.see(page.stamps)

    def watermark(tx: Transaction) -> None:
        if not mark.in_order:
            went_back(tx, mark)
        elif mark.may_move:
            move(tx, mark.newest)

    return take(courier, page.gathered, watermark)


def _searched(courier: Courier, begin: datetime | None) -> Iterator[Page]:
    """In the fullest form that the server does; what it refused is tried again the next day."""
    site, today = courier.site, courier.site.today().isoformat()
    with site.store.read() as tx:
        plainness, _, day = (tx.sync_notes.get(PLAINNESS) or "").partition("|")
    first = int(plainness) if day == today else 0
    for level in range(first, PLAINEST + 1):
        pages = iter(courier.server.search("Task", courier.translation.task_search(begin, level)))
        try:
            page = next(pages, None)
        except SearchRefused:
            if level == PLAINEST:
                raise
            continue
        if level != first:
            with site.store.begin() as tx:
                tx.sync_notes.set(PLAINNESS, f"{level}|{today}")
        if page is not None:
            yield page
            yield from pages
        return


def _is_sorted(courier: Courier, begin: datetime | None) -> bool:
    """Whether the watermark may move with each page. Found out before the first pull; out of order later = never."""
    with courier.site.store.read() as tx:
        known = tx.sync_notes.get(SORTS)
    if known or begin is not None:
        return known == "yes"
    try:
        ends = [_first_task(courier, newest=newest) for newest in (False, True)]
    except SearchRefused:
        return False
    oldest, newest = ends
    if oldest is None or newest is None or oldest.get("id") == newest.get("id"):
        return False
    with courier.site.store.begin() as tx:
        tx.sync_notes.set(SORTS, "yes")
    return True


def _first_task(courier: Courier, *, newest: bool) -> Resource | None:
    for page in courier.server.search("Task", courier.translation.task_order_probe(newest=newest)):
        return next(iter(page.matches), None)
    return None


def _screen(courier: Courier) -> None:
    end = courier.site.clock() + timedelta(seconds=SCREENING_SECONDS)
    screen_waiting(courier, lambda: courier.site.clock() < end)


def pull_all_again(tx: Transaction) -> None:
    """The next pull begins at the beginning and takes everything in anew; what people did here stays."""
    for note in (WATERMARK, SORTS, PLAINNESS):
        tx.sync_notes.set(note, "")
    tx.mirror.distrust_versions()
    pull_comes_first(tx)
    polling.poll_anew(tx)
    for kind in PULLED_TYPES:
        for reference in tx.mirror.references(kind):
            tx.mirror.forget(reference)
