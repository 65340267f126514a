"""What scanners send for FNC1 where they cannot send GS (0x1D), and where an error stood in the text as it came."""

import re

SEPARATOR = "\x1d"

OTHER_SEPARATORS = {ord("\u241d"): SEPARATOR, ord("\xe8"): SEPARATOR, ord("\xf8"): SEPARATOR}
"""The picture of GS, and the characters 232 and 248. No GS1 value may hold any of them."""

STAND_INS = "^|~"
"""Characters that a scanner can be programmed to send instead. No GS1 value may hold them; all the same they may be a
fault of the code, so that a person is asked unless the code begins with the same character, as with FNC1."""

_NAMES = re.compile(
    r"\\x1[dD]|\\u001[dD]|\\x(?P<control>1[eE]|04)|<(?:GS|FNC1|F8)>|\{(?:GS|FNC1|F8)\}|\[(?:GS|FNC1|F8)\]|\^\]"
)
"""GS in writing: as an escape, as the name of the character, FNC1 or the key, in the notation of terminals."""
_MAY_BE_NAMED = re.compile(r"[\\<{^\[]")


class Named:
    """A text with the names of GS made into GS; knows where each character stood."""

    def __init__(self, given: str) -> None:
        self.given = given
        self._shortened: list[tuple[int, int]] = []
        named = _MAY_BE_NAMED.search(given) is not None
        self.text = _NAMES.sub(self._replaced, given) if named else given

    def _replaced(self, match: re.Match[str]) -> str:
        self._shortened.append((match.start(), len(match[0]) - 1))
        control = match["control"]
        return SEPARATOR if control is None else chr(int(control, 16))

    def place(self, at: int | None) -> int | None:
        """The offset in what was given of an offset in `text`."""
        if at is None:
            return None
        for start, removed in self._shortened:
            if start >= at:
                break
            at += removed
        return at
