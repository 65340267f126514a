"""From the text of a dosage instruction to its structure. What is not understood is kept, never guessed."""

import re
import unicodedata
from dataclasses import replace

from workstation.domain.dosage.combine import combine
from workstation.domain.dosage.doubts import doubts_in
from workstation.domain.dosage.draft import Draft
from workstation.domain.dosage.instruction import DosageInstruction
from workstation.domain.dosage.numbers import plain_characters
from workstation.domain.dosage.rules import rules
from workstation.domain.dosage.vocabulary import NEXT_STEP, WHOLE_TEXT_UNREAD

_FILLERS = {"and", "of", "the", "a", "at", "in", "on", "और"}
_EDGES = " \t\r\n,.;:()&-।"


def parse_dosage(text: str) -> DosageInstruction:
    """Reads Latin, American, British and Indian shorthand, plain English and plain Hindi.

    Never raises: a text that cannot be read comes back with everything in `unparsed`. A contradiction inside the text
    ("bd ... 8 hourly", "2 tab 1-0-1" where 2 may be the day's total) leaves the part or the whole unread. A course in
    several steps ("then", "taper") is left unread as a whole; `steps` holds its steps if each of them was understood.
    """
    written = unicodedata.normalize("NFC", text.strip())
    if re.search(WHOLE_TEXT_UNREAD, written, re.IGNORECASE):
        read = DosageInstruction(text=written, unparsed=written, steps=_steps(written))
    else:
        read = _read(written)
    return replace(read, text=text.strip(), doubts=doubts_in(written))


def _read(written: str) -> DosageInstruction:
    draft = Draft(known=DosageInstruction(text=written), rest=plain_characters(written))
    for rule in rules():
        draft = rule.apply(draft)
    return combine(draft, _left_over(draft.rest, written))


def _steps(written: str) -> tuple[DosageInstruction, ...]:
    """The steps of a course: each says how much, how often and (but for the last) for how long, or there are none."""
    parts = [part for part in re.split(NEXT_STEP, written, flags=re.IGNORECASE) if part]
    steps = tuple(parse_dosage(part) for part in parts) if len(parts) > 1 else ()
    complete = all(step.understood and (step.dose or step.pattern) and not step.once for step in steps)
    lasting = all(step.duration_days is not None for step in steps[:-1])
    return steps if complete and lasting else ()


def _trimmed(piece: str) -> str:
    """Without stops and brackets around it, but with the point of ".5"."""
    trimmed = piece.strip(_EDGES)
    return f".{trimmed}" if trimmed[:1].isdigit() and f".{trimmed}" in piece else trimmed


def _left_over(rest: str, written: str) -> str:
    """The pieces of the text that no rule has read; lone connecting words between others are not pieces."""
    # Blanks in `rest` may be words that say nothing new: "3 (three)".
    found = list(re.finditer(r"[^\s\x00\x01][^\x00\x01]*(?<!\s)", rest))
    pieces = [(_trimmed(written[match.start() : match.end()]), match.end()) for match in found]
    # A connecting word at the very end connects to something that is missing.
    return "; ".join(
        piece for piece, end in pieces if piece and (end == len(written) or not set(piece.lower().split()) <= _FILLERS)
    )
