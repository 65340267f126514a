"""From the text of a dosage instruction to its structure. What is not understood is kept, never guessed."""

import re

from workstation.domain.dosage.combine import combine
from workstation.domain.dosage.draft import Draft
from workstation.domain.dosage.instruction import DosageInstruction
from workstation.domain.dosage.numbers import plain_characters
from workstation.domain.dosage.rules import rules
from workstation.domain.dosage.vocabulary import WHOLE_TEXT_UNREAD

_FILLERS = {"and", "of", "the", "a", "for", "at", "in", "on", "x", "per"}


def parse_dosage(text: str) -> DosageInstruction:
    """Reads Latin, American, British and Indian shorthand and plain English.

    Never raises: a text that cannot be read comes back with everything in `unparsed`. A contradiction inside the text
    ("bd ... 8 hourly", "2 tab 1-0-1" where 2 may be the day's total) leaves the part or the whole unread. Courses in
    several steps ("then", "taper") are left unread as a whole.
    """
    written = text.strip()
    if re.search(WHOLE_TEXT_UNREAD, written, re.IGNORECASE):
        return DosageInstruction(text=written, unparsed=written)
    draft = Draft(known=DosageInstruction(text=written), rest=plain_characters(written))
    for rule in rules():
        draft = rule.apply(draft)
    return combine(draft, _left_over(draft.rest, written))


def _left_over(rest: str, written: str) -> str:
    """The pieces of the text that no rule has read; lone connecting words are not pieces."""
    pieces = (written[match.start() : match.end()] for match in re.finditer(r"[^\x00\x01]+", rest))
    stripped = (piece.strip(" \t\r\n,.;:()&-") for piece in pieces)
    return "; ".join(piece for piece in stripped if not set(piece.lower().split()) <= _FILLERS)
