"""The list of medicines that the writing may mean. Keys 1 to 5 choose, 0 searches, U marks it unreadable."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.domain.medicine import Product
from workstation.domain.quantity import Money, plain_number
from workstation.ui.components import draw
from workstation.ui.components.chips import LOOK, LOOK_ALIKE, Chip, chip_width, draw_chip
from workstation.ui.components.runs import LaidOut, Run, runs_width
from workstation.ui.review.drafts import Choosable
from workstation.ui.theme import Role, ThemeHost, Token
from workstation.ui.words import Words

_ROW, _SLIM_ROW, _LAST, _CAP, _PAD = 41, 36, 32, 28, 8
_STOCK, _PRICE, _BAR, _PERCENT = 84, 76, 76, 44
_NOTHING_CHOSEN = -1


def tall_runs(name: str) -> tuple[Run, ...]:
    """Capitals inside a word stand bold, the rest light: "ecoSPRIN" → eco, SPRIN."""
    words = name.split(" ")
    if not any(_is_tall(word) for word in words):
        return (Run(name),)
    runs: list[Run] = []
    for place, word in enumerate(words):
        lead = " " if place else ""
        if not _is_tall(word):
            runs.append(Run(lead + word, 500))
            continue
        for character in word:
            weight = 700 if character.isupper() else 500
            if runs and runs[-1].weight == weight and not lead:
                runs[-1] = Run(runs[-1].text + character, weight)
            else:
                runs.append(Run(lead + character, weight))
            lead = ""
    return tuple(runs)


def _is_tall(word: str) -> bool:
    capitals = [place for place, character in enumerate(word) if character.isupper()]
    return len(capitals) > 1 and any(character.islower() for character in word)


def price_text(price: Money | None) -> str:
    """ "₹ 5.10"; "" when it is not known."""
    if price is None:
        return ""
    sign = "₹" if price.currency == "INR" else price.currency
    return f"{sign} {price.amount:.2f}"


class CandidateList(QWidget):
    """Rows painted; nothing is chosen until a key or a click."""

    chosen = Signal(int)
    search_requested = Signal()
    unreadable_requested = Signal()

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
        """Stock by product, when it is known."""
        self._free = free
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

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(self._host.px(400), self._tops()[-1] + self._host.px(1))

    def minimumSizeHint(self) -> QSize:
        """Full height; names wrap to nothing less than this."""
        return QSize(self._host.px(260), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 5, 0, U; arrows move, Enter is for the line."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.ShiftModifier:
            event.ignore()
            return
        key = event.key()
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(key))
        if step is not None and self._rows:
            self._choose((self._chosen + step) % len(self._rows) if self._chosen >= 0 else 0)
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self._choose(key - Qt.Key.Key_1)
        elif key == Qt.Key.Key_0 and self._last_row:
            self.search_requested.emit()
        elif key == Qt.Key.Key_U and self._last_row:
            self.unreadable_requested.emit()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Click."""
        index = self._index_at(event.position().y())
        if index < len(self._rows):
            self._choose(index)
        elif self._last_row:
            self.search_requested.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hover."""
        over = self._index_at(event.position().y())
        if over != self._over:
            self._over = over
            self.update()

    def leaveEvent(self, event: object) -> None:
        """No hover."""
        self._over = _NOTHING_CHOSEN
        self.update()
        super().leaveEvent(event)  # type: ignore[arg-type]

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
        for index, (top, bottom) in enumerate(zip(tops, tops[1:], strict=False)):
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
                self._draw_last(painter, rect)
        painter.restore()
        draw.box(painter, frame, radius, None, host.colour("border_control"), host.theme.border_width)
        if self.hasFocus():
            draw.ring(painter, host, frame, radius)

    # --- inside -------------------------------------------------------------------------------------------

    def _tops(self) -> list[int]:
        tops = [0]
        for _ in self._rows:
            tops.append(tops[-1] + self._host.px(_SLIM_ROW if self._slim else _ROW))
        if self._last_row:
            tops.append(tops[-1] + self._host.px(_LAST))
        return tops

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
        left = rect.left() + px(_PAD)
        key = f"{index + 1}"
        ink: Token = "accent" if index == self._chosen else "text_2"
        draw.draw_caps(painter, host, left + px(3), rect.center().y(), key, ink, "surface")
        left += px(_CAP) + px(_PAD)
        right = self._draw_right(painter, rect, row)
        self._draw_words(painter, QRect(left, rect.top(), right - left - px(8), rect.height()), row)

    def _draw_words(self, painter: QPainter, rect: QRect, row: Choosable) -> None:
        host, px = self._host, self._host.px
        name = self._tall_man(row.name)
        runs = tall_runs(name)
        line = host.line_height(Role.MEDICINE)
        top = rect.top() + (px(2) if not self._slim else (rect.height() - line) // 2)
        LaidOut(host, runs, Role.MEDICINE, "text").draw(painter, rect.left(), top)
        x = rect.left() + runs_width(host, runs, Role.MEDICINE) + px(8)
        centre = top + line / 2
        for chip in self._chips(row, name):
            if x + chip_width(host, chip) <= rect.right():
                x += draw_chip(painter, host, x, centre, chip, 20) + px(6)
        under = QRect(rect.left(), top + line - px(1), rect.width(), px(17))
        if self._slim:
            under = QRect(x + px(4), rect.top(), rect.right() - x - px(4), rect.height())
        draw.text(painter, host, under, self._detail(row), Role.SMALL, "text_2")

    def _chips(self, row: Choosable, shown: str) -> list[Chip]:
        chips = []
        if shown != row.name:
            chips.append(Chip(self._words.text("review.candidate.look_alike"), LOOK_ALIKE))
        if not row.strength_agrees:
            chips.append(Chip(self._words.text("review.candidate.other_strength"), LOOK))
        return chips

    def _draw_right(self, painter: QPainter, rect: QRect, row: Choosable) -> int:
        """Stock and price, then the bar with its number; returns where it begins."""
        host, px = self._host, self._host.px
        right = rect.right() - px(_PAD)
        if row.likeness is not None:
            number = QRect(right - px(_PERCENT), rect.top(), px(_PERCENT), rect.height())
            draw.text(
                painter, host, number, f"{round(row.likeness * 100)} %", Role.SMALL, "text", 600, draw.CENTRE_RIGHT
            )
            right -= px(_PERCENT)
            self._draw_bar(painter, QRectF(right - px(_BAR), rect.center().y() - px(3), px(_BAR), px(7)), row.likeness)
            right -= px(_BAR + 8)
        price = price_text(row.product.price) if row.product else ""
        stock, half = self._stock(row), rect.height() // 2
        lines = [
            (stock, QRect(right - px(_STOCK), rect.top() + px(2), px(_STOCK), half)),
            (price, QRect(right - px(_STOCK), rect.top() + half, px(_STOCK), half)),
        ]
        if self._slim:
            lines = [
                (price, QRect(right - px(_PRICE), rect.top(), px(_PRICE), rect.height())),
                (stock, QRect(right - px(_PRICE + _STOCK), rect.top(), px(_STOCK), rect.height())),
            ]
        for said, place in lines:
            draw.text(painter, host, place, said, Role.SMALL, "text_2", None, draw.CENTRE_RIGHT)
        return lines[-1][1].left()

    def _draw_bar(self, painter: QPainter, rect: QRectF, share: float) -> None:
        host = self._host
        draw.box(painter, rect, rect.height() / 2, host.colour("sunken"), host.colour("border_control"), 1)
        filled = QRectF(rect.left(), rect.top(), max(rect.height(), rect.width() * min(1.0, share)), rect.height())
        draw.box(painter, filled, rect.height() / 2, host.colour("accent_fill"))

    def _draw_last(self, painter: QPainter, rect: QRect) -> None:
        host, px, text = self._host, self._host.px, self._words.text
        left = rect.left() + px(_PAD)
        centre = rect.center().y()
        draw.draw_caps(painter, host, left + px(3), centre, "0", "text_2", "surface")
        left += px(_CAP) + px(_PAD)
        for words, keys in ((text("review.candidate.none"), ""), (text("review.candidate.unreadable"), "U")):
            width = host.font_metrics(Role.BODY).horizontalAdvance(words)
            draw.text(painter, host, QRect(left, rect.top(), width + 2, rect.height()), words, Role.BODY, "text_2")
            left += width + px(6)
            if keys:
                left += draw.draw_caps(painter, host, left, centre, keys) + px(12)
        if any(row.likeness is not None for row in self._rows):
            note = text("review.candidate.likeness")
            room = QRect(left, rect.top(), rect.right() - px(_PAD) - left, rect.height())
            if host.font_metrics(Role.TINY).horizontalAdvance(note) <= room.width():
                draw.text(painter, host, room, note, Role.TINY, "text_3", None, draw.CENTRE_RIGHT)

    def _detail(self, row: Choosable) -> str:
        if row.product is None:
            names = " + ".join(part.ingredient for part in row.ingredients)
            return " · ".join(part for part in (names, self._words.text("review.candidate.not_in_catalogue")) if part)
        return product_detail(row.product)

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


def product_detail(product: Product) -> str:
    """ "aspirin 75 mg · tablet · 14s"."""
    pack = product.pack_size
    countable = pack.unit not in ("mL", "g", "mg", "L")
    size = f"{plain_number(pack.value)}s" if countable and pack.value > 1 else str(pack)
    release = " MR" if product.modified_release else ""
    return f"{product.strength_text} · {product.form}{release} · {size}"


def stock_text(words: Words, product: Product, free: Decimal) -> str:
    """ "61 packs", "none": whole packs that are free."""
    packs = int(free // product.pack_size.value) if product.pack_size.value else 0
    if free <= 0:
        return words.text("review.candidate.no_stock")
    return words.text("review.candidate.stock", count=packs) if packs else words.text("review.candidate.opened")
