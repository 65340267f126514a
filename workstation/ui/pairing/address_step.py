"""Where the server is."""

from PySide6.QtWidgets import QWidget

from workstation.ui.components.field import Field
from workstation.ui.pairing.actions import PairingActions
from workstation.ui.pairing.draft import Draft
from workstation.ui.pairing.parts import question, typing
from workstation.ui.theme import ThemeHost
from workstation.ui.wizard import WizardStep
from workstation.ui.words import Words


class AddressStep(WizardStep):
    """One field, whose shape is checked with every letter; nobody is asked over the network."""

    def __init__(self, host: ThemeHost, words: Words, actions: PairingActions, draft: Draft) -> None:
        super().__init__("address", words.text("pairing.address.title"), words.text("pairing.address.note"))
        self._words, self._actions, self._draft = words, actions, draft
        text = words.text
        self._page, column = question(host, text("pairing.address.question"), text("pairing.address.why"))
        self.address = typing(text("pairing.address.example"))
        self.address.setText(draft.entered.url)
        self.address.textChanged.connect(self._on_text)
        self.field = Field(host, text("pairing.address.label"), self.address)
        column.addWidget(self.field)
        self._show()

    def question(self) -> QWidget:
        """Address."""
        return self._page

    def blocked_because(self) -> str:
        """Missing, or not an address."""
        problem = self._actions.url_problem(self._draft.entered.url)
        return self._words.text(f"pairing.address.{problem}") if problem else ""

    def shown(self) -> None:
        """Typing begins in the field."""
        self.address.setFocus()

    def begin_keeping(self) -> None:
        """Nothing but the shape is known, and it is right."""
        self.kept.emit(self._draft.entered.url)

    def _on_text(self, typed: str) -> None:
        self._draft.put(url=typed.strip())
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        url, because = self._draft.entered.url, self.blocked_because()
        begun = len(url) > len("https://") or not "https://".startswith(url)
        if because and begun:
            self.field.refuse(because)
        else:
            self.field.accept()
        self.field.set_note("" if because else self._words.text("pairing.address.looks_right"))
