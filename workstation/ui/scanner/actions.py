"""What the set-up of the scanner can ask for. The composition root binds store, codes and parser."""

from collections.abc import Callable
from dataclasses import dataclass

from workstation.domain.scanned_code import ScannedCode
from workstation.domain.scanner_probe import TestCode
from workstation.domain.scanner_setting import ScannerSetting


@dataclass(frozen=True, slots=True)
class ScannerActions:
    """`keep` runs on a lane of the task runner; the others are quick and pure."""

    keep: Callable[[ScannerSetting], ScannerSetting]
    """Stores the setting for this station. May raise Refused or Unavailable."""
    modules: Callable[[TestCode], tuple[str, ...]]
    """The picture of a test code: one string per row, "#" for a dark module, quiet zone included."""
    parse: Callable[[str], ScannedCode]
    """What a scanned text says."""
