"""The questions about patient and paper that stand above the lines until they are answered."""

from uuid import UUID

from PySide6.QtCore import Signal

from workstation.domain.errors import Refused
from workstation.services.identity import IdentityQuestion
from workstation.services.review_view import ReviewView
from workstation.services.seen_before import SeenBefore
from workstation.ui.components.layouts import clear
from workstation.ui.review.card_stack import CardStack
from workstation.ui.review.check_cards import CheckCard, IdentityCard, SeenBeforeCard
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

IDENTITY = "identity"
"""The place of the patient's card; the others are named by the id of the prescription that was seen before."""


class ChecksBox(CardStack):
    """Hidden while nothing is asked. The same again changes nothing, so that ticks survive a new reading."""

    confirmed = Signal(object)
    settled = Signal(object, object)

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__(host)
        self._words = words
        self._shown: tuple[IdentityQuestion | None, tuple[SeenBefore, ...]] = (None, ())
        self.cards: dict[str, CheckCard] = {}

    def show_view(self, view: ReviewView | None) -> None:
        """What a prescription asks; None = nothing yet."""
        wanted = (view.identity, view.seen) if view is not None else (None, ())
        if wanted == self._shown:
            self.ask_again()
            return
        self._shown = wanted
        clear(self._column)
        self.cards = {}
        identity, seen = wanted
        if identity is not None:
            card = IdentityCard(self._host, self._words, identity)
            card.confirmed.connect(self.confirmed)
            self._add(IDENTITY, card)
        for one in seen:
            before = SeenBeforeCard(self._host, self._words, one)
            before.settled.connect(self.settled)
            self._add(f"{one.other.id}", before)
        self._column.addStretch(1)
        self.setVisible(bool(self.cards))
        self._fit()

    def reveal(self, place: str) -> None:
        """F8 or the card's key: ready for its answer."""
        card = self.cards.get(place)
        if card is not None:
            self.bring_into_sight(card)
            self.bring_into_sight(card.take_focus())

    def reveal_seen(self) -> None:
        """The first paper that was seen before."""
        self.reveal(next((place for place in self.cards if place != IDENTITY), ""))

    def refuse(self, place: str, refused: Refused) -> bool:
        """Shows in its card why an answer was not taken; False when the card is gone."""
        card = self.cards.get(place)
        if card is not None:
            card.refuse(refused)
        return card is not None

    def ask_again(self) -> None:
        """Nothing was taken: every answer can be given again."""
        for card in self.cards.values():
            card.give.setEnabled(True)

    def _add(self, place: str, card: CheckCard) -> None:
        self.cards[place] = card
        self._column.addWidget(card)


def place_of(other_id: UUID) -> str:
    """The place of the card about another prescription."""
    return f"{other_id}"
