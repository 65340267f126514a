"""Where on the keyboard a key lies, from what the platform calls it. Linux input numbers, which are scan code set 1."""

_FROM_EIGHT = frozenset({"xcb", "wayland", "wayland-egl", "offscreen", "minimal", "eglfs", "linuxfb"})
"""X11 counts keys from 8 on; Wayland and the platforms without a screen follow it."""
_EXTENDED = {0x11C: 96, 0x135: 98}
"""Windows: Enter and / of the keypad carry the bit of an extended key. Arrows do too, and are no keys of a code."""


def place_of(native: int, platform: str) -> int:
    """The place of a key that the platform calls `native` (QKeyEvent.nativeScanCode); 0 where it does not tell.

    macOS gives 1 for every key. Only X11 was measured; Windows by its documentation.
    """
    if platform in _FROM_EIGHT:
        return max(0, native - 8)
    if platform == "windows":
        return _EXTENDED.get(native, native)
    return 0
