"""The one port of everything that hands over whole codes: serial lines now, cameras later.

A scanner that acts as a keyboard is no such source: its keys come with those of people (`wedge`).
"""

from collections.abc import Callable
from typing import Protocol

from workstation.domain.errors import Unavailable

OnCode = Callable[[str], None]
"""Told each code, in the order of the scans. Called on a thread of the source: pass it on, do no work in it."""
OnTrouble = Callable[[Unavailable | None], None]
"""Told when the device has gone, once, and None when it is there again. On a thread of the source as well."""


class CodeSource(Protocol):
    """Hands over codes between `start` and `stop`."""

    def start(self, on_code: OnCode, on_trouble: OnTrouble) -> None:
        """Begins to listen and returns at once. A device that is not there is trouble, no exception: it may come."""
        ...

    def stop(self) -> None:
        """Ends listening; when it returns nothing more is told. May be called twice."""
        ...
