"""The questions about patient and paper that stand above the lines until they are answered."""

from uuid import UUID

from PySide6.QtCore import Signal

from workstation.domain.errors import Refused
from workstation.services.identity import IdentityQuestion
from workstation.services.review_view import ReviewView
from workstation.services.seen_before import SeenBefore
from workstation.ui.components.layouts import clear
from workstation.ui.review.card_stack import SHARE, CardStack
from workstation.ui.review.check_cards import CheckCard, IdentityCard, SeenBeforeCard
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

LOW = 560
"""Design px of page height under which the cards are one row each: the line that is worked on needs the room."""
OPEN_SHARE = 0.85
"""Of such a page for the card that was opened."""
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
        self._opened = ""

    def set_room(self, height: int) -> None:
        """The height of the page: where it is low the cards fold."""
        super().set_room(height)
        self._fold()

    def fold_again(self) -> bool:
        """Esc: the card that was opened in a low page is one row again. False when there was none."""
        was_open = self._is_low() and self._opened in self.cards
        self._opened = ""
        self._fold()
        return was_open

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
        self._opened = ""
        self._fold()
        self._fit()

    def reveal(self, place: str) -> None:
        """F8 or the card's key: ready for its answer."""
        card = self.cards.get(place)
        if card is not None:
            self._opened = place
            self._fold()
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

    def _is_low(self) -> bool:
        return 0 < self._room < self._host.px(LOW)

    def _fold(self) -> None:
        low = self._is_low()
        self._share = OPEN_SHARE if low and self._opened in self.cards else SHARE
        for place, card in self.cards.items():
            card.set_folded(low and place != self._opened)
        self._fit()

    def _add(self, place: str, card: CheckCard) -> None:
        self.cards[place] = card
        self._column.addWidget(card)


def place_of(other_id: UUID) -> str:
    """The place of the card about another prescription."""
    return f"{other_id}"
