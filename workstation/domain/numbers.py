"""Numbers for people: station letter, counter and a check character (ISO/IEC 7064 MOD 37-2, one character)."""

from enum import StrEnum

from workstation.domain.errors import Refused

_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"


class NumberRefusal(StrEnum):
    """Why a typed number is refused."""

    CHECK_CHARACTER_WRONG = "check_character_wrong"


def check_character(text: str) -> str:
    """The MOD 37-2 check character of upper-case letters and digits; other characters do not count."""
    total = 0
    for character in text.upper():
        if character in _CHARACTERS[:36]:
            total = (total + _CHARACTERS.index(character)) * 2 % 37
    return _CHARACTERS[(38 - total) % 37]


def human_number(prefix: str, station_letter: str, counter: int) -> str:
    """ "RX", "A", 4821 -> "RX-A004821-<check>"."""
    body = f"{prefix}-{station_letter}{counter:06d}"
    return f"{body}-{check_character(body)}"


def verify_human_number(number: str) -> str:
    """The number when its check character is right. Raises Refused(CHECK_CHARACTER_WRONG)."""
    body, _, check = number.upper().rpartition("-")
    if check != check_character(body):
        raise Refused(NumberRefusal.CHECK_CHARACTER_WRONG, given=number)
    return number.upper()
