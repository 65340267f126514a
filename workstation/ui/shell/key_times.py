"""When keys were pressed, by the keyboard's own stamps. No Qt: the scan filter feeds it."""

from dataclasses import dataclass


@dataclass(slots=True)
class KeyTimes:
    """Puts key presses on one line of time, in milliseconds.

    While the window is busy, keys wait in its queue. By the time at which they are handled a scan falls into two
    pieces, and a person's keys look like a scanner's; by their stamps neither happens. X11, Wayland, Windows and macOS
    stamp every press. Presses without a stamp (made by a program), and a stamp that runs backwards (X11 counts 32
    bits, which is 49 days), are taken at the time at which they are handled.
    """

    _stamp: float = 0.0
    _handled: float = 0.0
    _moment: float = 0.0

    def of_press(self, stamp: float, now: float) -> float:
        """The moment of a press that is handled `now`; `stamp` is 0 when it has none."""
        stamped = 0 < self._stamp <= stamp
        self._moment += stamp - self._stamp if stamped else now - self._handled
        self._stamp, self._handled = stamp, now
        return self._moment

    def of_silence(self, now: float) -> float:
        """`now` on the line of the presses: as long after the last press as that was handled ago."""
        return self._moment + now - self._handled
