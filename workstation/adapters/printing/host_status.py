"""What a ZPL printer answers to ~HS.

Source: ZPL programming guide, ~HS, at docs.zebra.com, excerpt read on 2026-11-23: three lines between STX and ETX; in
the first the second value says "paper out", the third "pause", the fifth how many formats wait, the eighth that one is
half received, the last three lost settings, too cold and too hot; in the second line the third value says "head up",
the fourth "ribbon out", the ninth how many labels of a batch are left.
"""

import re
from dataclasses import dataclass

from workstation.domain.printer import PrinterProblem

ASK = b"~HS\n"
LINES = 3
_LINE = re.compile(rb"\x02([^\x02\x03]*)\x03")
_FIRST, _SECOND = 12, 11


@dataclass(frozen=True, slots=True)
class HostStatus:
    """How a printer is."""

    problem: PrinterProblem | None
    """What keeps it from printing, the plainest first; None when nothing does."""
    waiting: int
    """Labels and formats that have not come out."""
    receiving: bool
    """It is in the middle of a format."""

    @property
    def idle(self) -> bool:
        """Everything that it got has come out."""
        return not self.waiting and not self.receiving


def lines_of(received: bytes) -> list[bytes]:
    """The whole lines in what came so far."""
    return _LINE.findall(received)


def status_of(lines: list[bytes]) -> HostStatus | None:
    """The status in three lines; None when they are no answer of a ZPL printer."""
    first, second = (line.decode("ascii", "replace").split(",") for line in lines[:2])
    if len(first) < _FIRST or len(second) < _SECOND or not first[4].isdigit() or not second[8].isdigit():
        return None
    return HostStatus(_problem(first, second), int(first[4]) + int(second[8]), receiving=_is_on(first[7]))


def _problem(first: list[str], second: list[str]) -> PrinterProblem | None:
    """An open head is said before missing paper: many printers report both while it is open, and pause on either."""
    flags = (
        (second[2], PrinterProblem.HEAD_OPEN),
        (first[1], PrinterProblem.PAPER_OUT),
        (second[3], PrinterProblem.RIBBON_OUT),
        (first[11], PrinterProblem.TOO_HOT),
        (first[10], PrinterProblem.TOO_COLD),
        (first[9], PrinterProblem.SETTINGS_LOST),
        (first[2], PrinterProblem.PAUSED),
    )
    return next((problem for flag, problem in flags if _is_on(flag)), None)


def _is_on(flag: str) -> bool:
    return flag.strip() == "1"
