"""What every part of the sync is handed: both sides, the translation, when to try, and what this server is like."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from workstation.services.site import Site
from workstation.services.sync.ports import OrderServer, PageReader, ServerBusy, Translation

PAUSED_UNTIL = "sync.paused_until"
"""Sync note: the server asked for a pause until this instant ("" = it did not)."""

AT_ONCE = timedelta(milliseconds=300)
"""A search that shows what was created sooner than this is taken to show it at once."""
UNPROBED_LAG = timedelta(minutes=5)
"""What a pull allows for an index that lags (sync profile): believed of a server of which nobody found out."""

Jitter = Callable[[float], float]
"""Given the longest wait in seconds, a random wait between 0 and it."""


def _no_wait(_seconds: float) -> None:
    """For rounds that never wait inside."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When to try."""

    jitter: Jitter
    impatient: bool = False
    """A person asked: waits that we chose ourselves are passed over, those the server asked for are kept."""
    patience: float = 0.0
    """Seconds that one round may wait inside for a pause which the server asked for."""
    wait: Callable[[float], None] = _no_wait
    """Waits so many seconds."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What the server was found to do at pairing, where it changes how we write."""

    search_lag: timedelta | None = None
    """Until a search shows what was created; None = that was never found out, or it never did."""
    ignores_if_match: bool = False
    """A change of an old version is not refused: we have to look before and after."""
    max_batch: int = 1
    """Entries in one batch; 1 = no batches."""

    @property
    def empty_search_counts(self) -> timedelta:
        """How long ago something must have been put on the wire for a search that does not show it to be believed."""
        if self.search_lag is None:
            return UNPROBED_LAG
        return 2 * self.search_lag if self.search_lag >= AT_ONCE else timedelta(0)


@dataclass(frozen=True, slots=True)
class Courier:
    """Carries facts up and work down, for one store and one server."""

    site: Site
    server: OrderServer
    translation: Translation
    rhythm: Rhythm
    habits: Habits = field(default_factory=Habits)
    reader: PageReader | None = None
    """Helps with a first pull; None = this process does it alone."""

    def paused_for(self) -> float:
        """Seconds that the server still wants to be left alone; 0 = it does not."""
        with self.site.store.read() as tx:
            note = tx.sync_notes.get(PAUSED_UNTIL)
        left = (datetime.fromisoformat(note) - self.site.clock()).total_seconds() if note else 0.0
        return max(0.0, left)

    def pause(self, busy: ServerBusy) -> None:
        """The server asked for a pause: it is there, and nobody asks it before that."""
        until = self.site.clock() + timedelta(seconds=busy.seconds)
        with self.site.store.begin() as tx:
            tx.sync_notes.set(PAUSED_UNTIL, until.isoformat())
