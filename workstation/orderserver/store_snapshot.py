"""A backup of a store: everything it knew at one moment."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workstation.orderserver.store import Version


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All versions of all resources and the number of the last change. Opaque to who keeps it."""

    histories: dict[tuple[str, str], tuple["Version", ...]]
    sequence: int

    @property
    def versions(self) -> int:
        """How many versions it holds."""
        return sum(map(len, self.histories.values()))


EMPTY = Snapshot({}, 0)
"""The backup of a store that was never used."""
