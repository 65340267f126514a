"""Tells a hand scanner that acts as a keyboard from a person who types. No Qt: the event filter feeds it.

Rules, in the order in which they are tried:
1. A key repeat comes from a finger: whatever is held is released. What is told to be a repeat and comes sooner than any
   keyboard repeats is none: X11 takes a key that a fast scanner sends twice within a millisecond for one.
2. Without a prefix every key is held until the next one tells: within `longest_gap` it may be a scan, after it the
   held keys are released as typed, in their order. A typed key is late by `longest_gap` at the most.
3. With a prefix nothing is held but what begins like the prefix; typing is never late.
4. The suffix (Enter or Tab) within the gap ends a scan, if at least `shortest` characters came before it.
5. `surely_scanned` characters at scanner speed are no fingers: from there on nothing is ever released as typed. If
   the suffix then does not come within `patience`, it was half a scan: reported, never typed.
"""

from dataclasses import dataclass, field, replace

from workstation.domain.scanner_setting import KeyReading, ScannerSetting, Separator, Suffix
from workstation.domain.us_keyboard import GS, RIGHT_BRACKET, us_character

FASTEST_REPEAT = 10.0
"""Milliseconds. Keyboards repeat a held key some 30 times a second, at the utmost 60 times."""
_SUFFIXES = {Suffix.ENTER: ("\r", "\n"), Suffix.TAB: ("\t",), Suffix.NONE: ()}


@dataclass(frozen=True, slots=True)
class WedgeSettings:
    """How the scanner is programmed; times in milliseconds."""

    prefix: str = ""
    suffixes: tuple[str, ...] = ("\r", "\n", "\t")
    """Empty for a scanner without a suffix: then silence ends a scan."""
    separator_keys: tuple[str, ...] = (GS, "\u241d", "F8")
    """What the scanner sends for FNC1: GS (Ctrl+]), its picture, or the key F8."""
    longest_gap: float = 35
    patience: float = 500
    shortest: int = 4
    surely_scanned: int = 8
    us_places: bool = False
    """Reads a key by its place on a US keyboard, whatever layout the PC is set to."""

    @staticmethod
    def of(setting: ScannerSetting) -> "WedgeSettings":
        """As the scanner of this station was found to be programmed."""
        plain = WedgeSettings()
        sign = (setting.separator_sign,) if setting.separator is Separator.SIGN else ()
        return WedgeSettings(
            prefix=setting.prefix,
            suffixes=plain.suffixes if setting.suffix is None else _SUFFIXES[setting.suffix],
            separator_keys=(*plain.separator_keys, *sign),
            longest_gap=setting.longest_gap,
            us_places=setting.keys is KeyReading.US_PLACES,
        )


@dataclass(frozen=True, slots=True)
class Key:
    """One key press: its text or, without text, its name ("F8"); when; and the caller's event to post again."""

    text: str
    milliseconds: float
    repeat: bool = False
    event: object = None
    place: int = 0
    """Where it lies (`domain.us_keyboard`), 0 where that is not told."""
    shift: bool = False
    control: bool = False


def is_held_down(key: Key, last: float | None) -> bool:
    """Whether a key repeats because a finger holds it; `last` is when the key before it came, None for none."""
    return key.repeat and (last is None or key.milliseconds - last >= FASTEST_REPEAT)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one key, or the passing of time, has decided."""

    typed: tuple[Key, ...] = ()
    """Keys to let through now, in this order. They were typed by a person."""
    scan: str | None = None
    """A complete code; its keys are swallowed."""
    half_scan: str | None = None
    """The beginning of a code that never ended; its keys are swallowed."""
    wait: float | None = None
    """Call `pass_time` after so many milliseconds unless another key comes before; None: nothing is held."""


@dataclass(slots=True)
class Wedge:
    """Assembles scans from key presses. One for the whole window; not shared between threads."""

    settings: WedgeSettings = field(default_factory=WedgeSettings)
    _held: list[Key] = field(default_factory=list)

    def feed(self, key: Key) -> Verdict:
        """Takes one key press (never a bare Shift, Ctrl or Alt) and says what to do with it and with those before."""
        last = self._held[-1].milliseconds if self._held else None
        key = self._read(replace(key, repeat=is_held_down(key, last)))
        before = self._settle(key.milliseconds)
        if self._held and key.text in self.settings.suffixes and not key.repeat and self._is_scan():
            return replace(before, scan=self._take())
        if not key.repeat and self._may_be_scan(key):
            self._held.append(key)
            return replace(before, wait=self._gap())
        given_up = self._give_up()
        half = before.half_scan if given_up.half_scan is None else given_up.half_scan
        return replace(before, typed=(*before.typed, *given_up.typed, key), half_scan=half)

    def pass_time(self, milliseconds: float) -> Verdict:
        """Says what to do with held keys now that it is `milliseconds` and no further key came."""
        verdict = self._settle(milliseconds)
        if not self._held:
            return verdict
        return replace(verdict, wait=max(1.0, self._held[-1].milliseconds + self._gap() - milliseconds))

    @property
    def separator_places(self) -> frozenset[int]:
        """Keys that with Ctrl are a separator, whatever the PC makes of them."""
        return frozenset({RIGHT_BRACKET}) if self.settings.us_places else frozenset()

    def _read(self, key: Key) -> Key:
        """The key with what it means on a US keyboard, where that is how the scanner types."""
        if not self.settings.us_places:
            return key
        sign = us_character(key.place, shift=key.shift, control=key.control)
        return replace(key, text=sign) if sign else key

    def _settle(self, milliseconds: float) -> Verdict:
        """Decides about held keys when the time since the last one is too long for a scanner."""
        if not self._held or milliseconds - self._held[-1].milliseconds < self._gap():
            return Verdict()
        if not self.settings.suffixes and self._is_scan():
            return Verdict(scan=self._take())
        return self._give_up()

    def _give_up(self) -> Verdict:
        """Held keys that will not become a scan: typed by a person, or half a scan that must not be typed."""
        if self._is_surely_scan():
            return Verdict(half_scan=self._take())
        released, self._held = self._held, []
        return Verdict(typed=tuple(released))

    def _gap(self) -> float:
        patient = self._is_surely_scan() and bool(self.settings.suffixes)
        return self.settings.patience if patient else self.settings.longest_gap

    def _may_be_scan(self, key: Key) -> bool:
        """True when the key may begin or continue a scan; a function or arrow key never does."""
        if len(key.text) != 1 and key.text not in self.settings.separator_keys:
            return False
        begun = "".join(held.text for held in self._held) + key.text
        prefix = self.settings.prefix
        return begun.startswith(prefix[: len(begun)]) and key.text not in self.settings.suffixes

    def _is_scan(self) -> bool:
        return self._has_prefix() and len(self._held) - len(self.settings.prefix) >= self.settings.shortest

    def _is_surely_scan(self) -> bool:
        return self._has_prefix() and len(self._held) - len(self.settings.prefix) >= self.settings.surely_scanned

    def _has_prefix(self) -> bool:
        return "".join(key.text for key in self._held).startswith(self.settings.prefix)

    def _take(self) -> str:
        keys = self._held[len(self.settings.prefix) :]
        self._held = []
        return "".join(GS if key.text in self.settings.separator_keys else key.text for key in keys)
