"""What the square code of a label says: a number by which its prescription is found again, and the line.

Numbers of order servers are what they are: long, in small letters, with dots. A code of ours has 24 characters at most,
capital letters and digits. A number that would not come through it whole is not cut: the prescription gets a short name
instead.
"""

import base64
import hashlib
import re
from uuid import UUID

from workstation.domain.scanned_code import InternalToken, TokenKind

LONGEST = 24
SHORT = "N"
_LENGTH = 15
"""Characters of a short name behind its first letter: 75 bits."""
_PLAIN = re.compile(r"[0-9A-Z][0-9A-Z*-]*")
_PREFIX = f"{TokenKind.PRESCRIPTION}-"


def label_code(prescription_id: UUID, number: str, position: int) -> InternalToken:
    """The code of a label of line `position`."""
    return InternalToken(TokenKind.LABEL, f"{code_number(prescription_id, number, position)}/{position}")


def code_number(prescription_id: UUID, number: str, position: int = 1) -> str:
    """The number in the code: that of the prescription where it comes through whole, else its short name."""
    said = number.removeprefix(_PREFIX)
    whole = _PLAIN.fullmatch(said) and len(f"{said}/{position}") <= LONGEST
    return said if whole else short_name(prescription_id)


def short_name(prescription_id: UUID) -> str:
    """The same for the same prescription on every PC, and no part of its id."""
    digest = base64.b32encode(hashlib.sha256(prescription_id.bytes).digest()).decode("ascii")
    return SHORT + digest[:_LENGTH]
