"""What was typed so far. One object for all steps, on the window's thread; going back and leaving keep it."""

from dataclasses import replace
from typing import Any

from workstation.ui.pairing.actions import Entered, Found


class Draft:
    """The entries, and what the check found for exactly these entries."""

    def __init__(self, entered: Entered | None = None) -> None:
        self.entered = entered or Entered()
        self._found: Found | None = None

    def put(self, **values: Any) -> None:
        """Other entries; what was found for the old ones does not hold any more."""
        after = replace(self.entered, **values)
        if after != self.entered:
            self.entered, self._found = after, None

    @property
    def found(self) -> Found | None:
        """What the check found; None before it, and after an entry was changed."""
        return self._found

    def take(self, found: Found | None) -> None:
        """The check has ended, or begins again."""
        self._found = found
