"""What the set-up of the printers can ask for. The composition root binds store and devices."""

from collections.abc import Callable
from dataclasses import dataclass

from workstation.domain.printer import PaperKind, Printed, PrinterSetting


@dataclass(frozen=True, slots=True)
class PrinterChoices:
    """How things are, and what can be chosen."""

    kept: dict[PaperKind, PrinterSetting]
    names: tuple[str, ...]
    """Printers that the operating system knows."""
    sizes: tuple[tuple[str, str], ...]
    """Code and name of each size of label."""


@dataclass(frozen=True, slots=True)
class PrinterActions:
    """All run on lanes of the task runner; each may raise Refused or Unavailable."""

    read: Callable[[], PrinterChoices]
    keep: Callable[[PaperKind, PrinterSetting], PrinterSetting]
    """Stores the setting for this station."""
    look: Callable[[PaperKind, PrinterSetting], None]
    """Asks the printer how it is; prints nothing."""
    test: Callable[[PaperKind, PrinterSetting], Printed]
    """Prints a test page on the printer as it is chosen, kept or not."""
    badge: Callable[[PrinterSetting], Printed]
    """Makes a new staff badge for whoever is signed in and prints it on a printer of labels; the old one ends."""
