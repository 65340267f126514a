"""From the bytes of a serial line to codes. No device: what has come is fed in, with the time."""

from dataclasses import dataclass, field

LONGEST = 8_000
"""Bytes. What is longer came from no scanner; a line without end must not fill the memory."""


@dataclass(slots=True)
class SerialLines:
    """Cuts what comes at the suffix (CR, LF or Tab) or, for a scanner without one, at silence."""

    suffixes: bytes = b"\r\n\t"
    """Empty: silence ends a code."""
    silence: float = 0.08
    """Seconds without a byte that end a code where there is no suffix; with one they end half a code, which is lost."""
    _begun: bytearray = field(default_factory=bytearray)
    _last: float = 0.0

    def feed(self, data: bytes, now: float) -> list[str]:
        """The codes that these bytes complete. `now` is monotonic seconds."""
        codes = self.pass_time(now)
        self._last = now
        for byte in data:
            if byte in self.suffixes:
                codes += self._taken()
            elif len(self._begun) < LONGEST:
                self._begun.append(byte)
        return codes

    def pass_time(self, now: float) -> list[str]:
        """The code that silence has completed, if it does; forgets half a code of a scanner with a suffix."""
        if not self._begun or now - self._last < self.silence * (1 if not self.suffixes else 10):
            return []
        whole = self._taken()
        return [] if self.suffixes else whole

    @property
    def waiting(self) -> bool:
        """True when something has begun: call `pass_time` before long."""
        return bool(self._begun)

    def _taken(self) -> list[str]:
        code = bytes(self._begun)
        self._begun.clear()
        if not code:
            return []
        try:
            return [code.decode("utf-8")]
        except UnicodeDecodeError:
            return [code.decode("latin-1")]
