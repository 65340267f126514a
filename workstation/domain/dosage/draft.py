"""The state of reading one dosage instruction: what is known so far and what is still to be read."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from workstation.domain.dosage.instruction import DosageInstruction, Slot
from workstation.domain.dosage.numbers import DEVANAGARI
from workstation.domain.quantity import Quantity

READ = "\x00"
"""Stands in `rest` for a character that was read, so that nothing matches across it."""

READ_AS_NEEDED = "\x01"
"""The same for the words "when needed": a reason may follow them."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One dosage instruction half read."""

    known: DosageInstruction
    rest: str
    """The text with the characters that were read blanked out; same length as the text."""
    slots: tuple[tuple[Slot, Quantity | None], ...] = ()
    """Parts of the day in words, each with its own amount if it has one."""
    digits: tuple[Decimal, ...] = ()
    """The three or four numbers of 1-0-1 or 1-0-0-1."""
    digits_unit: str = ""
    doses_said: int = 0
    often_said: int = 0
    """How many times an amount and a frequency were written: a second amount needs its own frequency."""

    def learn(self, known: DosageInstruction) -> "Draft":
        """The draft with more known."""
        return replace(self, known=known)


Reader = Callable[[Draft, re.Match[str]], Draft | None]
"""Takes what is known and a match; gives what is known then, or None to leave these words alone."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of writing one fact."""

    expression: re.Pattern[str]
    read: Reader
    blank: str = READ

    def apply(self, draft: Draft) -> Draft:
        """Reads every place where the rule matches."""
        position = 0
        while match := self.expression.search(draft.rest, position):
            position = max(match.end(), position + 1)
            changed = self.read(draft, match)
            if changed is not None:
                blanked = self.blank * (match.end() - match.start())
                draft = replace(changed, rest=draft.rest[: match.start()] + blanked + draft.rest[match.end() :])
        return draft


def rule(expression: str, read: Reader, blank: str = READ) -> Rule:
    """A rule whose expression is whole words, whatever the letter case, in Latin or Devanagari letters."""
    whole = rf"(?<![a-z0-9{DEVANAGARI}])(?:{expression})(?![a-z{DEVANAGARI}])"
    return Rule(re.compile(whole, re.IGNORECASE), read, blank)
