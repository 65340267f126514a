"""The player finds out what a server does, as `workstation pair` would: once for a store, kept in it."""

import json
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from workstation.adapters.fhir.client import FhirServer
from workstation.adapters.fhir.probe import Stopwatch, probe
from workstation.domain.errors import Unavailable
from workstation.services.site import Site
from workstation.services.sync.courier import Habits

NOTE = "player.habits"


@dataclass(frozen=True, slots=True)
class ProbedHabits:
    """The habits of one server; those of a good one while it does not answer."""

    site: Site
    url: str
    ca: Path | None

    def __call__(self) -> Habits:
        """From the store, else by the live round of the probe. A server that is away is asked again next time."""
        with self.site.store.read() as tx:
            note = tx.sync_notes.get(NOTE)
        if note is None:
            try:
                with FhirServer(self.url, self.ca) as server:
                    stopwatch = Stopwatch(time.monotonic, time.sleep)
                    found = probe(server, self.site.new_id(), stopwatch, self.site.station.id)
            except Unavailable:
                return Habits()
            lag = None if found.search_lag_seconds is None else float(found.search_lag_seconds)
            note = json.dumps([lag, found.stale_update == "ignored", int(found.max_batch or 0)])
            with self.site.store.begin() as tx:
                tx.sync_notes.set(NOTE, note)
        lag, ignores_if_match, max_batch = json.loads(note)
        search_lag = None if lag is None else timedelta(seconds=lag)
        return Habits(search_lag, ignores_if_match, max(1, max_batch))
