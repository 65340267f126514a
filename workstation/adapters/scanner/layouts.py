"""A scanner that types for another keyboard than the one the PC is set to: said by name, never translated.

French and Belgian keyboards give signs for the digits; a German one exchanges signs; Caps Lock exchanges letters. The
data could be turned back, but a batch number that a person never saw right is no batch number.
"""

from collections.abc import Callable

FRENCH = str.maketrans("&\xe9\"'(-\xe8_\xe7\xe0" + "qQaAwWzZ;,", "1234567890" + "aAqQzZwW,m")
BELGIAN = str.maketrans("&\xe9\"'(\xa7\xe8!\xe7\xe0" + "qQaAwWzZ", "1234567890" + "aAqQzZwW")
GERMAN_IN_FRONT = ("+d", "+C", "+c", "+e", "+Q", "+q", "+J", "+j", "+E")
"""What a German keyboard makes of "]d2": the key of ] gives +."""

SENTENCE = "The scanner types for another keyboard than this PC ({what}): set both alike. Nothing was read."

CAPS_LOCK = SENTENCE.format(what="Caps Lock")
"""Said for "]D2" and the like: capital and small letters of the batch number are exchanged as well."""


def other_layout(code: str, is_right: Callable[[str], bool]) -> str | None:
    """A sentence when the code is right once it is typed on another keyboard; None when it is not."""
    for name, table in (("French", FRENCH), ("Belgian", BELGIAN)):
        turned = code.translate(table)
        if turned != code and turned[:8].isdigit() and is_right(turned):
            return SENTENCE.format(what=name)
    if code.startswith(GERMAN_IN_FRONT) and is_right("]" + code[1:]):
        return SENTENCE.format(what="German")
    return None
