"""Pages of a search.

The matches are noted once, at the first page, so that changes in between neither skip nor repeat any.
Every page shows the versions that matched; what was deleted since is left out. The newest `_KEPT` searches
are remembered; the `next` link of an older one is answered with 410 and the client searches again.
"""

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass

from workstation.orderserver.outcome import refuse
from workstation.orderserver.query import Query
from workstation.orderserver.store import Version

_KEPT = 128


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All matches of one search in their order."""

    query: Query
    versions: list[Version]
    page_size: int


class Snapshots:
    """The searches that still have pages to give."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Snapshot] = OrderedDict()

    def keep(self, snapshot: Snapshot) -> str:
        """Remembers a search and returns the token for its next pages."""
        token = secrets.token_urlsafe(12)
        with self._lock:
            self._kept[token] = snapshot
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return token

    def get(self, token: str) -> Snapshot:
        """The search of a token; raises `FhirError` 410 when it is no longer remembered."""
        with self._lock:
            snapshot = self._kept.get(token)
            if snapshot is None:
                raise refuse(410, "expired", "this page is no longer kept; search again")
            self._kept.move_to_end(token)
            return snapshot

    def clear(self) -> None:
        """Forgets every search, as after a restored backup."""
        with self._lock:
            self._kept.clear()
