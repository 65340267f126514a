"""An order that is not done here: declined or handed back with a coded reason, asked in place above the action bar."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from workstation.domain.errors import Refused
from workstation.services.approval import SHORTEST_REASON, ApprovalRefusal
from workstation.services.routing import RoutingReason
from workstation.services.server_changes import ServerChanges
from workstation.ui.components.buttons import DangerButton, QuietButton, SecondaryButton
from workstation.ui.components.card import ground
from workstation.ui.components.field import Choice, Field
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.review.server_cards import AnswerEdit
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words


class RoutingBox(QFrame):
    """Closed at first. What was typed stays when it is closed with Esc. `narrow`: one field below the other."""

    declined = Signal(object, str)
    """RoutingReason, words."""
    handed_back = Signal(object, str)
    closed = Signal()

    def __init__(self, host: ThemeHost, words: Words, *, narrow: bool = False) -> None:
        super().__init__()
        self._words = words
        text = words.text
        ground(self, "surface", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = Column(host, (12, 10, 12, 10) if narrow else (24, 10, 20, 10), 6, self)
        fields: Row | Column = Column(host, gap=6) if narrow else Row(host, gap=12)
        self.reason = Choice(host, tuple((one.value, words.word(one)) for one in RoutingReason))
        fields.addWidget(Field(host, text("server_changes.routing.reason"), self.reason), 1)
        self.edit = AnswerEdit()
        self._field = Field(host, text("server_changes.routing.words"), self.edit,
                            text("server_changes.routing.words_note"))  # fmt: skip
        fields.addWidget(self._field, 2)
        column.addLayout(fields)
        foot = Row(host, gap=0)
        meaning = Label(host, text("server_changes.routing.meaning"), Role.SMALL, "text_2", wrap=True)
        if narrow:
            column.addWidget(meaning)
        else:
            foot.addWidget(meaning, 1)
            foot.space(12)
        self.hand_back = SecondaryButton(host, text("server_changes.routing.hand_back"), keys="Alt+B", small=True)
        self.decline = DangerButton(host, text("server_changes.routing.decline"), keys="Alt+D", small=True)
        self._cancel = QuietButton(host, text("server_changes.routing.cancel"), keys="Esc", bind=False, small=True)
        foot.add(self.hand_back, self.decline)
        if narrow:
            foot.addStretch(1)
            last = Row(host, gap=0)
            last.addStretch(1)
            last.addWidget(self._cancel)
        else:
            foot.addWidget(self._cancel)
        column.addLayout(foot)
        if narrow:
            column.addLayout(last)
        self.hand_back.clicked.connect(self._on_hand_back)
        self.decline.clicked.connect(self._on_decline)
        self._cancel.clicked.connect(self.close_box)
        self.setVisible(False)

    @property
    def is_open(self) -> bool:
        """Whether it asks."""
        return not self.isHidden()

    def open_box(self) -> None:
        """Asks for the reason."""
        self.setVisible(True)
        self.reason.setFocus()

    def close_box(self) -> None:
        """Closes; nothing was done."""
        if self.is_open:
            self.setVisible(False)
            self.closed.emit()

    def forget(self) -> None:
        """It was taken, or another prescription is opened."""
        self.edit.clear()
        self.reason.setCurrentIndex(0)
        self._field.accept()
        self.setVisible(False)

    def show_changes(self, changes: ServerChanges) -> None:
        """Which of the two can be done."""
        text = self._words.text
        too_late = text("server_changes.routing.too_late")
        not_claimed = text("server_changes.routing.not_claimed")
        self.decline.set_locked("" if changes.can_decline else too_late)
        self.hand_back.set_locked("" if changes.can_hand_back else not_claimed if changes.can_decline else too_late)

    def refuse(self, refused: Refused) -> None:
        """Below the words."""
        self._field.refuse(self._words.refusal(refused.code, refused.facts))
        self.edit.setFocus()

    def refusal(self) -> str:
        """The sentence below the words."""
        return self._field.refusal()

    def _on_hand_back(self) -> None:
        self._give(self.handed_back.emit)

    def _on_decline(self) -> None:
        self._give(self.declined.emit)

    def _give(self, give: Callable[[RoutingReason, str], None]) -> None:
        reason, words = RoutingReason(self.reason.code()), self.edit.text().strip()
        if reason is RoutingReason.OTHER and len(words) < SHORTEST_REASON:
            self.refuse(Refused(ApprovalRefusal.REASON_TOO_SHORT, at_least=SHORTEST_REASON))
            return
        self._field.accept()
        give(reason, words)
