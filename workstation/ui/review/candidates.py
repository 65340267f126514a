"""The list of medicines that the writing may mean. Keys 1 to 5 choose, 0 searches, U marks it unreadable."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.components.chips import LOOK, LOOK_ALIKE, Chip, chip_width, draw_chip
from workstation.ui.components.runs import LaidOut, Run, runs_width
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.review.candidate_paint import CAP, PAD, draw_bar, draw_last_row
from workstation.ui.review.drafts import Choosable
from workstation.ui.review.product_words import price_text, product_detail, stock_text, tall_runs
from workstation.ui.theme import Role, ThemeHost, Token
from workstation.ui.words import Words

_ROW, _SLIM_ROW, _LAST = 41, 36, 32
_STOCK, _PRICE, _BAR, _PERCENT = 80, 68, 72, 44
_NOTHING_CHOSEN = -1


class CandidateList(QWidget):
    """Rows painted; nothing is chosen until a key or a click."""

    chosen = Signal(int)
    search_requested = Signal()
    unreadable_requested = Signal()
    out_of_sight = Signal()
    """A key was for a row that is scrolled out of view: nobody chooses what is not seen."""

    def __init__(self, host: ThemeHost, words: Words, tall_man: Callable[[str], str]) -> None:
        super().__init__()
        self._host, self._words, self._tall_man = host, words, tall_man
        self._rows: tuple[Choosable, ...] = ()
        self._free: Mapping[UUID, Decimal] = {}
        self._chosen, self._over, self._last_row = _NOTHING_CHOSEN, _NOTHING_CHOSEN, True
        self._slim = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        host.theme_changed.connect(self._on_theme_changed)

    @property
    def rows(self) -> tuple[Choosable, ...]:
        """What can be chosen."""
        return self._rows

    def set_rows(self, rows: Sequence[Choosable], *, last_row: bool = True) -> None:
        """Other rows, nothing chosen. `last_row` offers "none of these"."""
        self._rows, self._last_row = tuple(rows), last_row
        self._chosen = _NOTHING_CHOSEN
        self._name()
        self.updateGeometry()
        self.update()

    def set_free(self, free: Mapping[UUID, Decimal]) -> None:
        """Stock by product, when it is known. Its width decides whether a row fits on one line."""
        self._free = free
        self.updateGeometry()
        self.update()

    def set_slim(self, slim: bool) -> None:
        """One line of text per row, where it is wide enough for name and detail beside each other."""
        self._slim = slim
        self._on_theme_changed()

    def mark_chosen(self, index: int) -> None:
        """Shows a row as chosen without telling (what was chosen before)."""
        self._chosen = index
        self._name()
        self.update()

    def row_words(self, index: int) -> str:
        """A row as a screen reader says it."""
        row = self._rows[index]
        likeness = f", {round(row.likeness * 100)} %" if row.likeness is not None else ""
        return f"{index + 1}: {row.name}, {self._detail(row)}, {self._stock(row)}{likeness}"

    @called_by_qt
    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(self._host.px(400), self._tops()[-1] + self._host.px(1))

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """Full height; names wrap to nothing less than this."""
        return QSize(self._host.px(260), self.sizeHint().height())

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 5, 0, U; arrows move, Enter is for the line."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.ShiftModifier:
            event.ignore()
            return
        key = event.key()
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(key))
        if step is not None and self._rows:
            self._choose_by_key((self._chosen + step) % len(self._rows) if self._chosen >= 0 else 0)
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self._choose_by_key(key - Qt.Key.Key_1)
        elif key == Qt.Key.Key_0 and self._last_row:
            self.search_requested.emit()
        elif key == Qt.Key.Key_U and self._last_row:
            self.unreadable_requested.emit()
        else:
            event.ignore()

    @called_by_qt
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Click."""
        index = self._index_at(event.position().y())
        if index < len(self._rows):
            self._choose(index)
        elif self._last_row:
            self.search_requested.emit()

    @called_by_qt
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hover."""
        over = self._index_at(event.position().y())
        if over != self._over:
            self._over = over
            self.update()

    @called_by_qt
    def leaveEvent(self, event: QEvent) -> None:
        """No hover."""
        self._over = _NOTHING_CHOSEN
        self.update()
        super().leaveEvent(event)

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows are as tall as their words in this width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, rows, focus."""
        host, painter = self._host, QPainter(self)
        frame, radius = QRectF(self.rect()), host.px(6)
        draw.box(painter, frame, radius, host.colour("surface"))
        shape = QPainterPath()
        shape.addRoundedRect(frame, radius, radius)
        painter.save()
        painter.setClipPath(shape)
        tops = self._tops()
        for index, (top, bottom) in enumerate(pairwise(tops)):
            rect = QRect(0, top, self.width(), bottom - top)
            if index == self._chosen:
                painter.fillRect(rect, host.colour("accent_soft"))
            elif index == self._over:
                painter.fillRect(rect, host.colour("sunken"))
            if index:
                painter.fillRect(QRect(0, top, self.width(), host.theme.border_width), host.colour("border"))
            if index < len(self._rows):
                self._draw_row(painter, rect, index)
            else:
                draw_last_row(painter, host, self._words, rect, likeness=self._has_likeness())
        painter.restore()
        draw.box(painter, frame, radius, None, host.colour("border_control"), host.theme.border_width)
        if self.hasFocus():
            draw.ring(painter, host, frame, radius)

    # --- inside -------------------------------------------------------------------------------------------

    def _choose_by_key(self, index: int) -> None:
        """Where the row is out of view the key brings it there first, and chooses with the next press."""
        if index < len(self._rows) and self.isVisible() and not self.visibleRegion().contains(self._middle(index)):
            self.out_of_sight.emit()
        else:
            self._choose(index)

    def _middle(self, index: int) -> QPoint:
        tops = self._tops()
        return QPoint(self.width() // 2, (tops[index] + tops[index + 1]) // 2)

    def _tops(self) -> list[int]:
        """Where each row begins and the last one ends. Contents wrap: strengths are never cut."""
        px, width = self._host.px, self._words_width()
        slim, name = self._slim and self._fits(width), self._host.line_height(Role.MEDICINE)
        tops = [0]
        for row in self._rows:
            tall = px(_SLIM_ROW) if slim else max(px(_ROW), name + self._laid_out(row, width).height + px(5))
            tops.append(tops[-1] + tall)
        if self._last_row:
            tops.append(tops[-1] + px(_LAST))
        return tops

    def _words_width(self) -> int:
        """Px between the key and the stock."""
        px = self._host.px
        likeness = _BAR + _PERCENT + 8 if self._has_likeness() else 0
        price = _PRICE if self._slim else 0
        return max(px(120), self.width() - px(PAD + CAP + PAD + 8 + _STOCK + price + likeness + PAD))

    def _laid_out(self, row: Choosable, width: int) -> LaidOut:
        """What stands below the name; first what its chips say that have no room beside it."""
        shown = self._tall_man(row.name)
        room = width - runs_width(self._host, tall_runs(shown), Role.MEDICINE) - self._host.px(8)
        left_out = self._with_room(self._chips(row, shown), room)[1]
        said = " · ".join([*(chip.word for chip in left_out), self._detail(row)])
        return LaidOut(self._host, (Run(said),), Role.SMALL, "text_2", width=width)

    def _with_room(self, chips: list[Chip], room: float) -> tuple[list[Chip], list[Chip]]:
        """Those that fit side by side, and the others."""
        fit: list[Chip] = []
        left_out: list[Chip] = []
        for chip in chips:
            width = chip_width(self._host, chip)
            if width <= room:
                fit.append(chip)
                room -= width + self._host.px(6)
            else:
                left_out.append(chip)
        return fit, left_out

    def _fits(self, width: int) -> bool:
        """Whether name, chips and contents of every row stand on one line."""
        for row in self._rows:
            shown = self._tall_man(row.name)
            used = runs_width(self._host, tall_runs(shown), Role.MEDICINE) + self._host.px(20)
            used += sum(chip_width(self._host, chip) + self._host.px(6) for chip in self._chips(row, shown))
            if used + runs_width(self._host, (Run(self._detail(row)),), Role.SMALL) > width:
                return False
        return True

    def _index_at(self, y: float) -> int:
        return sum(1 for top in self._tops()[1:] if top <= y)

    def _choose(self, index: int) -> None:
        if 0 <= index < len(self._rows):
            self._chosen = index
            self._name()
            self.update()
            self.chosen.emit(index)

    def _draw_row(self, painter: QPainter, rect: QRect, index: int) -> None:
        host, row, px = self._host, self._rows[index], self._host.px
        left = rect.left() + px(PAD)
        key = f"{index + 1}"
        ink: Token = "accent" if index == self._chosen else "text_2"
        draw.draw_caps(painter, host, left + px(3), rect.center().y(), key, ink, "surface")
        left += px(CAP) + px(PAD)
        right = self._draw_right(painter, rect, row)
        self._draw_words(painter, QRect(left, rect.top(), right - left - px(8), rect.height()), row)

    def _draw_words(self, painter: QPainter, rect: QRect, row: Choosable) -> None:
        host, px = self._host, self._host.px
        name = self._tall_man(row.name)
        runs = tall_runs(name)
        line, slim = host.line_height(Role.MEDICINE), self._slim and self._fits(self._words_width())
        top = rect.top() + (px(2) if not slim else (rect.height() - line) // 2)
        LaidOut(host, runs, Role.MEDICINE, "text").draw(painter, rect.left(), top)
        x = rect.left() + runs_width(host, runs, Role.MEDICINE) + px(8)
        centre = top + line / 2
        room = self._words_width() - (x - rect.left())
        for chip in self._with_room(self._chips(row, name), room)[0]:
            x += draw_chip(painter, host, x, centre, chip, 20) + px(6)
        if slim:
            under = QRect(round(x) + px(4), rect.top(), round(rect.right() - x), rect.height())
            draw.text(painter, host, under, self._detail(row), Role.SMALL, "text_2")
        else:
            self._laid_out(row, self._words_width()).draw(painter, rect.left(), top + line)

    def _chips(self, row: Choosable, shown: str) -> list[Chip]:
        chips, text = [], self._words.text
        if not row.strength_written and row.product is not None:
            chips.append(Chip(text("review.candidate.no_strength"), LOOK))
        if not row.strength_agrees:
            chips.append(Chip(text("review.candidate.other_strength"), LOOK))
        if not row.form_agrees:
            chips.append(Chip(text("review.candidate.other_form"), LOOK))
        if shown != row.name:
            chips.append(Chip(text("review.candidate.look_alike"), LOOK_ALIKE))
        return chips

    def _draw_right(self, painter: QPainter, rect: QRect, row: Choosable) -> int:
        """Stock and price, then the bar with its number; returns where it begins."""
        host, px = self._host, self._host.px
        right = rect.right() - px(PAD)
        if row.likeness is not None:
            number = QRect(right - px(_PERCENT), rect.top(), px(_PERCENT), rect.height())
            draw.text(
                painter, host, number, f"{round(row.likeness * 100)} %", Role.SMALL, "text", 600, draw.CENTRE_RIGHT
            )
            right -= px(_PERCENT)
            draw_bar(painter, host, QRectF(right - px(_BAR), rect.center().y() - px(3), px(_BAR), px(7)), row.likeness)
            right -= px(_BAR + 8)
        price = price_text(row.product.price) if row.product else ""
        stock, half = self._stock(row), rect.height() // 2
        lines = [
            (stock, QRect(right - px(_STOCK), rect.top() + px(2), px(_STOCK), half)),
            (price, QRect(right - px(_STOCK), rect.top() + half, px(_STOCK), half)),
        ]
        if self._slim and self._fits(self._words_width()):
            lines = [
                (price, QRect(right - px(_PRICE), rect.top(), px(_PRICE), rect.height())),
                (stock, QRect(right - px(_PRICE + _STOCK), rect.top(), px(_STOCK), rect.height())),
            ]
        for said, place in lines:
            draw.text(painter, host, place, said, Role.SMALL, "text_2", None, draw.CENTRE_RIGHT)
        return lines[-1][1].left()

    def _has_likeness(self) -> bool:
        return any(row.likeness is not None for row in self._rows)

    def _detail(self, row: Choosable) -> str:
        text, chosen = self._words.text, row.chosen_before
        before = text("review.candidate.chosen_before", count=chosen) if chosen else ""
        if row.product is None:
            names = " + ".join(part.ingredient for part in row.ingredients)
            return " · ".join(part for part in (before, names, text("review.candidate.not_in_catalogue")) if part)
        return " · ".join(part for part in (before, product_detail(row.product)) if part)

    def _stock(self, row: Choosable) -> str:
        if row.product is None or row.product.id not in self._free:
            return ""
        return stock_text(self._words, row.product, self._free[row.product.id])

    def _name(self) -> None:
        said = self.row_words(self._chosen) if 0 <= self._chosen < len(self._rows) else ""
        self.setAccessibleName(self._words.text("review.candidate.list"))
        self.setAccessibleDescription(said or self._words.text("review.candidate.none_chosen"))

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
