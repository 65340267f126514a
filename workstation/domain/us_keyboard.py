"""What the keys of a US keyboard mean by their place, whatever the PC takes them for.

Most scanners that act as keyboards type as a US keyboard does unless they are programmed otherwise. The places are the
numbers of Linux input events (linux/input-event-codes.h, KEY_1 = 2 …), which for these keys are those of scan code
set 1 that Windows hands over.
"""

_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
)
_PLAIN = {first + at: sign for first, plain, _ in _ROWS for at, sign in enumerate(plain)}
_SHIFTED = {first + at: sign for first, _, shifted in _ROWS for at, sign in enumerate(shifted)}
_KEYPAD = dict(zip((71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 55, 98), "789-456+1230.*/", strict=True))
_ENDS = {28: "\r", 96: "\r", 15: "\t"}

RIGHT_BRACKET = 27
"""With Ctrl it is GS, 0x1D."""
GS = "\x1d"


def us_character(place: int, *, shift: bool, control: bool = False) -> str:
    """The character that a US keyboard types with the key at this place; "" for a key that types none.

    Caps Lock of the PC does not count: a scanner holds Shift for its capitals.
    """
    if control:
        return GS if place == RIGHT_BRACKET else ""
    known = _SHIFTED if shift else _PLAIN
    return known.get(place) or _KEYPAD.get(place) or _ENDS.get(place, "")


def us_place(character: str) -> tuple[int, bool]:
    """Place and Shift of the key that types this character on a US keyboard. Raises KeyError where there is none."""
    for table, shift in ((_PLAIN, False), (_SHIFTED, True)):
        for place, sign in table.items():
            if sign == character:
                return place, shift
    return {"\r": 28, "\t": 15}[character], False
