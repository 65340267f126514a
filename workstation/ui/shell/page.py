"""What the shell asks of a screen."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QAbstractButton, QWidget

from workstation.ui.components.keycap import KeyHint


class Page(QWidget):
    """A screen. The defaults mean: no primary action, nothing to step back from, no interest in scans."""

    opens_prescription = False
    """True makes the rail narrow and Esc lead back to the page before."""

    def primary(self) -> QAbstractButton | None:
        """The button that Enter presses when no other button has the focus."""
        return None

    def step_back(self) -> bool:
        """Esc: clears a STOP, closes a menu or a drawer. False when there was nothing to step back from."""
        return False

    def on_scan(self, code: str) -> bool:
        """A scanned code. False when this screen has no use for it."""
        del code
        return False

    def search_left(self) -> None:
        """Esc in the search box: the keys belong to the page again."""
        self.page_shown()

    def search_down(self) -> bool:
        """Down in the search box: to the first hit. False when this screen shows no hits."""
        return False

    def search_entered(self) -> bool:
        """Enter in the search box: the only hit is opened. False when this screen shows no hits."""
        return False

    def go_to_missing(self) -> None:
        """F8: puts the focus on the first thing that keeps the primary action off."""

    def page_shown(self) -> None:
        """The screen has come to the front."""

    def page_hidden(self) -> None:
        """The screen has gone to the back; what was typed is kept."""

    def minute_passed(self) -> None:
        """A minute has passed: due times are painted anew, nothing is reordered."""

    def key_hints(self) -> tuple[KeyHint, ...]:
        """The screen's keys, for the F1 sheet."""
        return ()


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page to register. `factory` is called when the page is first opened."""

    key: str
    icon: str
    title: str
    factory: Callable[[], Page]
    letter: str = ""
    """Alt+letter opens it; empty for pages that are not in the rail."""
    at_bottom: bool = False
