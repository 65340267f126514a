"""The bars above and below the queue: title with counts and views, filters, hints."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from workstation.domain.queue import Flag, View
from workstation.ui.components.buttons import QuietButton
from workstation.ui.components.card import ground
from workstation.ui.components.filterchip import FilterChip
from workstation.ui.components.keycap import KeyHint, KeyHints
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.runs import Run, bold
from workstation.ui.components.tabs import Tab, TabStrip
from workstation.ui.theme import Role, ThemeHost, Token
from workstation.ui.words import Words

_MARKS: dict[View, tuple[str, Token]] = {
    View.LATE: ("shape-major", "major"),
    View.DUE_SOON: ("half-diamond", "moderate"),
    View.CLARIFICATION: ("hold", "text_2"),
}


class _Bar(QFrame):
    """A bar of a fixed design height, and a lower one where the window has few lines."""

    def __init__(self, host: ThemeHost, token: Token, edge: str, height: float, low: float = 0) -> None:
        super().__init__()
        self._host, self._heights, self._is_low = host, (height, low or height), False
        ground(self, token, edge)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        host.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def set_low(self, low: bool) -> None:
        """Whether the window has few lines."""
        self._is_low = low
        self._on_theme_changed()

    def _on_theme_changed(self) -> None:
        self.setFixedHeight(self._host.px(self._heights[self._is_low]))


class QueueHead(_Bar):
    """Title, one line of state, and the saved views: 104 px; 88 with the filters beside the title."""

    view_chosen = Signal(object)

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__(host, "surface", "bottom", 104, 88)
        self._words = words
        column = Column(host, (24, 0, 24, 0), 0, self)
        title = Row(host, gap=16)
        title.addWidget(Label(host, words.text("queue.title"), Role.TITLE, elide=False))
        self.summary = Label(host, "", Role.MEDICINE, "text_2", 400)
        title.addWidget(self.summary, 1)
        self._title = title
        column.addStretch(1)
        column.addLayout(title)
        column.addStretch(1)
        self.tabs = TabStrip(host)
        self.tabs.tab_chosen.connect(self._on_tab)
        column.addWidget(self.tabs)

    def take(self, filters: QWidget) -> None:
        """The filters stand beside the title."""
        self._title.addWidget(filters)

    def set_counts(self, counts: Mapping[View, int]) -> None:
        """Numbers of all views."""
        tabs = []
        for view in View:
            icon, tone = _MARKS.get(view, ("", "text_2"))
            tabs.append(Tab(view.value, self._words.word(view), counts.get(view), icon, tone))
        self.tabs.set_tabs(tuple(tabs))
        text, late, soon = self._words.text, counts.get(View.LATE, 0), counts.get(View.DUE_SOON, 0)
        known = View.ALL_OPEN in counts
        runs = [Run(text("queue.open", count=counts[View.ALL_OPEN]) if known else text("queue.open_unknown"))]
        if late:
            runs += [Run(" · "), bold(text("queue.late", count=late), "major")]
        if soon:
            runs.append(Run(f" · {text('queue.due_soon', count=soon)}"))
        self.summary.set_words(tuple(runs))

    def _on_tab(self, code: str) -> None:
        self.view_chosen.emit(View(code))


class FilterBar(_Bar):
    """What narrows the list, and what came while it was scrolled: 48 px."""

    flag_chosen = Signal(object)
    """Flag, or None for any."""
    search_chosen = Signal(str)
    new_wanted = Signal()

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__(host, "surface", "bottom", 48)
        self._words = words
        self._row = Row(host, (24, 0, 24, 0), 0, self)
        self.content = QWidget()
        self._row.addWidget(self.content)
        row = Row(host, gap=8, parent=self.content)
        options = (("", words.text("queue.any")), *((flag.value, _choice(words, flag)) for flag in Flag))
        self.flag = FilterChip(host, words.text("queue.flag_filter"), options, "filter")
        self.flag.chosen.connect(self._on_flag)
        self.search = FilterChip(host, words.text("queue.search_filter"), (), "search")
        self.search.setVisible(False)
        self.search.chosen.connect(self._on_search)
        row.add(self.flag, self.search)
        row.addStretch(1)
        self.new = QuietButton(host, "", small=True)
        self.new.setVisible(False)
        self.new.clicked.connect(self.new_wanted)
        row.addWidget(self.new)

    def take_back(self) -> None:
        """The filters stand in their own bar."""
        self._row.addWidget(self.content)

    def set_search(self, text: str) -> None:
        """The words of the search box; empty takes the filter away."""
        self.search.set_options((("", self._words.text("queue.any")), (text, text)) if text else ())
        self.search.setVisible(bool(text))
        if text:
            self.search.choose(text)
        else:
            self.search_chosen.emit("")

    def show_new(self, count: int) -> None:
        """How many rows came while the list was scrolled; 0 hides the line."""
        self.new.set_text(self._words.text("queue.new_since", count=count))
        self.new.setVisible(count > 0)

    def _on_flag(self, code: str) -> None:
        self.flag_chosen.emit(Flag(code) if code else None)

    def _on_search(self, code: str) -> None:
        self.search.setVisible(bool(code))
        self.search_chosen.emit(code)


def _choice(words: Words, flag: Flag) -> str:
    """Both severities of an interaction have one word in the list; to choose one they are told apart."""
    if flag in (Flag.INTERACTION_MAJOR, Flag.INTERACTION_MODERATE):
        return words.text(f"queue.flag_choice.{flag.value}")
    return words.word(flag)


class HintBar(_Bar):
    """How many are shown, and the keys of the list: 40 px."""

    def __init__(self, host: ThemeHost, hints: tuple[KeyHint, ...]) -> None:
        super().__init__(host, "bg", "top", 40, 32)
        row = Row(host, (24, 0, 24, 0), 16, self)
        self.shown = Label(host, "", Role.SMALL, "text_2", elide=False)
        row.addWidget(self.shown)
        self.keys = KeyHints(host, hints)
        row.addWidget(self.keys, 1)
