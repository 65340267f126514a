"""What an alert card says: the words of one alert, and those that stand on every card."""

from dataclasses import dataclass

from workstation.ui.components.label import Said
from workstation.ui.components.reasons import ReasonOption
from workstation.ui.components.severity import Severity


@dataclass(frozen=True, slots=True)
class AlertView:
    """What a card says, in the order in which it says it."""

    id: str
    severity: Severity
    kind: str
    """"INTERACTION", "ALLERGY", "DUPLICATE": stands behind the severity in capitals."""
    pair: str
    """"Warf 5 + Ecosprin 75"."""
    lines: str
    """"lines 1 and 2"."""
    what_happens: str
    what_to_do: str
    in_stock: Said
    """A safer product that is on the shelf; "" when none is proposed: the green box is for a way out."""
    source: str
    """Knowledge pack version · rule · origin, and "not clinically reviewed" where that is so."""
    reasons: tuple[ReasonOption, ...]
    barred: str = ""
    """Why this person may not answer it, and who may; "" for whoever may."""
    word: str = ""
    """Stands in the head in the place of severity and kind ("NOT CHECKED: DOSE")."""
    hard: str = ""
    """Why nobody overrides it; "" for what a reason answers."""
    proof: str = ""
    """What is asked for besides the reason ("PIN or passphrase of Meera Rao"); "" = nothing."""
    earlier: str = ""
    """How the same thing was answered before: who, when, why; "" = it was not, or something changed."""
    in_stock_sure: bool = True
    """Whether what is proposed rests on facts that were clinically reviewed: only then it is green."""
    measure: str = ""
    """A value that settles it ("Weight today, in kg"); "" = none does."""

    @property
    def closed(self) -> str:
        """Why no override is taken from whoever looks; "" where one is."""
        return self.barred or self.hard

    @property
    def title(self) -> str:
        """The words in capitals above the pair."""
        return self.word or f"{self.severity.value.upper()} {self.kind}"


@dataclass(frozen=True, slots=True)
class AlertTexts:
    """The fixed words of a card, from the translations."""

    what_happens: str = "What happens."
    what_to_do: str = "What to do."
    in_stock: str = "In stock."
    reason_heading: str = "Override needs a reason"
    ask: str = "Ask prescriber"
    override: str = "Override"
    locked: str = "Choose a reason first"
    locked_words: str = "Choose a reason, and write who was asked, when and why"
    words_hint: str = "At least 10 characters: what was checked"
    words_hint_contraindicated: str = "Who was asked, when, and why it is given"
    how: str = "Down and Space choose"
    answered: str = "Answered"
    earlier: str = "Answered before."
    as_before: str = "The same again"
    measure: str = "Save"
    locked_proof: str = "Type your PIN or passphrase"
