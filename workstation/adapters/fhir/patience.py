"""Waiting out a short pause that the server asks for while it is read.

A page of work is dozens of reads. A server that asks for a second's pause every now and then would otherwise cost the
page each time, and a pull would never come to an end. Writes are not waited for here: the outbox has its own rhythm.
"""

from collections.abc import Callable
from dataclasses import dataclass

import httpx

from workstation.adapters.fhir.wire import retry_after

SHORT_PAUSE = 5.0
"""Seconds that a sync waits in the middle of a page."""
_BUSY = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Patience:
    """`longest`: seconds of one pause; a longer one is told to whoever asked, who then leaves the server alone."""

    longest: float
    wait: Callable[[float], None]
    tries: int = 3
    """Of one request, so that it ends also at a server that always asks for a pause."""

    def pause_of(self, response: httpx.Response, tried: int) -> float | None:
        """Seconds to wait before the same is asked again; None = do not ask again."""
        if response.status_code not in _BUSY or tried >= self.tries:
            return None
        seconds = retry_after(response)
        return seconds if seconds is not None and seconds <= self.longest else None
