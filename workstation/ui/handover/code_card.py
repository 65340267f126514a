"""The code that whoever collects has to say: F7 makes one and shows it once, then asks for it."""

from workstation.ui.components.banner import Banner
from workstation.ui.components.layouts import Column
from workstation.ui.dispense.ask import AskCard
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words

KEYS = "F7"


class CodePart:
    """A banner that shows a fresh code, and a question that waits for it. `answered` comes from the question."""

    def __init__(self, host: ThemeHost, words: Words, column: Column, at: int) -> None:
        text = words.text
        self._words = words
        self.shown = Banner(host, "key")
        cancel = text("dispense.ask.cancel")
        self.asked = AskCard(
            host, text("handover.code.label"), text("handover.code.note"), text("handover.code.button"), cancel=cancel
        )
        self.asked.cancelled.connect(self._on_left)
        column.insertWidget(at, self.shown)
        column.insertWidget(at + 1, self.asked)

    def show_code(self, code: str) -> None:
        """The only time that it is seen."""
        text = self._words.text
        self.shown.set_content(text("handover.code.made", code=code), text("handover.code.told"))

    def ask(self) -> None:
        """Waits for what the person says."""
        self.shown.clear()
        self.asked.ask()

    def close(self) -> None:
        """Another bag, or it was said."""
        self.shown.clear()
        self.asked.close_question()

    def _on_left(self) -> None:
        self.asked.close_question()
