"""Takes the keys of a scanner as they come, for the set-up of the scanner. It reads nothing into them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from workstation.adapters.scanner.wedge import Key, Verdict, is_held_down
from workstation.domain.us_keyboard import RIGHT_BRACKET


@dataclass(slots=True)
class Recorder:
    """In the place of a `Wedge`: a burst of keys goes to `on_keys`, whatever its suffix; single keys are typed."""

    on_keys: Callable[[tuple[Key, ...]], None]
    silence: float = 150
    """Milliseconds that end a burst. A typed key is late by as much."""
    shortest: int = 8
    _held: list[Key] = field(default_factory=list)

    @property
    def separator_places(self) -> frozenset[int]:
        """Ctrl with this key may be the separator of a scanner that types for another layout than the PC's."""
        return frozenset({RIGHT_BRACKET})

    def feed(self, key: Key) -> Verdict:
        """Holds it until silence tells what it was. A key that repeats comes from a finger."""
        before = self.pass_time(key.milliseconds)
        if is_held_down(key, self._held[-1].milliseconds if self._held else None):
            held, self._held = self._held, []
            return Verdict(typed=(*before.typed, *held, key))
        self._held.append(key)
        return Verdict(typed=before.typed, wait=self.silence)

    def pass_time(self, milliseconds: float) -> Verdict:
        """Silence ends a burst."""
        if not self._held:
            return Verdict()
        left = self._held[-1].milliseconds + self.silence - milliseconds
        if left > 0:
            return Verdict(wait=max(1.0, left))
        held, self._held = tuple(self._held), []
        if len(held) < self.shortest:
            return Verdict(typed=held)
        self.on_keys(held)
        return Verdict()
