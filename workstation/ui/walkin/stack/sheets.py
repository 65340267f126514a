"""The sheets of a stack as small pictures, those of one prescription on one card; keys move from sheet to sheet."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.domain.reading.stack_plan import Sheet, StackPlan
from workstation.ui.components import draw
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

_WIDE, _TALL, _GAP, _APART, _HEAD, _FOOT = 124, 168, 10, 26, 34, 26
"""Design px: the picture, between sheets, between prescriptions, above and below the picture."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a sheet is painted; `document` is -1 for one that is left out."""

    sheet: Sheet
    rect: QRect
    document: int
    row: int


class SheetsView(QWidget):
    """Shows a plan; the screen around it changes the plan."""

    chosen = Signal(int)
    """Number of the sheet that has the ring."""
    key_pressed = Signal(str)
    """cut, out, turn, looked, earlier, later."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__()
        self._host, self._words = host, words
        self._plan, self._current = StackPlan(()), 1
        self._images: dict[int, QImage] = {}
        self._small: dict[tuple[int, int, int], QPixmap] = {}
        self._places: list[_Place] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        host.theme_changed.connect(self._on_theme_changed)

    @property
    def current(self) -> int:
        """Number of the sheet with the ring."""
        return self._current

    def forget(self) -> None:
        """Nothing of another stack is kept."""
        self._images, self._small = {}, {}
        self._current = 1
        self.show_plan(StackPlan(()))

    def add_image(self, number: int, image: QImage) -> None:
        """The picture of a sheet."""
        self._images[number] = image
        self.update()

    def image_of(self, number: int) -> QImage:
        """Turned as the plan says; null while there is none."""
        image = self._images.get(number, QImage())
        turn = next((one.turn for one in self._plan.sheets if one.number == number), 0)
        return image.transformed(QTransform().rotate(turn)) if turn and not image.isNull() else image

    def show_plan(self, plan: StackPlan) -> None:
        """Another plan, or the same after a change."""
        self._plan = plan
        self._current = max(1, min(self._current, len(plan.sheets)))
        self._arrange()
        self._announce()

    def choose(self, number: int) -> None:
        """The ring goes to this sheet."""
        if any(one.number == number for one in self._plan.sheets):
            self._current = number
            self._announce()
            self.update()
            self.chosen.emit(number)

    def rect_of(self, number: int) -> QRect:
        """Where a sheet is, with its head."""
        found = next((one.rect for one in self._places if one.sheet.number == number), QRect())
        return found.adjusted(0, -self._host.px(_HEAD), 0, self._host.px(_FOOT))

    @called_by_qt
    def sizeHint(self) -> QSize:
        """As tall as the rows."""
        px = self._host.px
        below = max((one.rect.bottom() for one in self._places), default=0)
        return QSize(px(3 * (_WIDE + _GAP)), below + px(_FOOT + _APART))

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows follow the width."""
        super().resizeEvent(event)
        self._arrange()

    @called_by_qt
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click puts the ring there."""
        found = next((one for one in self._places if one.rect.contains(event.position().toPoint())), None)
        if found is not None:
            self.setFocus()
            self.choose(found.sheet.number)

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the ring, with Shift the cut; Space, X, R and L change the plan."""
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            super().keyPressEvent(event)
            return
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        acts = {
            Qt.Key.Key_Space: "cut", Qt.Key.Key_X: "out", Qt.Key.Key_Delete: "out", Qt.Key.Key_R: "turn",
            Qt.Key.Key_L: "looked",
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in steps:
            if shifted:
                self.key_pressed.emit("earlier" if steps[key] < 0 else "later")
            else:
                self.choose(self._current + steps[key])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._to_row(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.choose(1 if key == Qt.Key.Key_Home else len(self._plan.sheets))
        elif key in acts:
            self.key_pressed.emit(acts[key])
        else:
            super().keyPressEvent(event)

    # --- places -------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        px = self._host.px
        self._places = []
        x, row, before = px(_APART), 0, -2
        for sheet in self._plan.sheets:
            document = self._plan.document_of(sheet.number)
            x += px(_APART if document != before and self._places else _GAP if self._places else 0)
            if x + px(_WIDE) + px(_APART) > self.width() and x > px(_APART):
                x, row = px(_APART), row + 1
            top = row * px(_HEAD + _TALL + _FOOT + _GAP) + px(_HEAD + _GAP)
            self._places.append(_Place(sheet, QRect(x, top, px(_WIDE), px(_TALL)), document, row))
            x += px(_WIDE)
            before = document
        self.setMinimumHeight(self.sizeHint().height())
        self.update()

    def _to_row(self, step: int) -> None:
        here = next((one for one in self._places if one.sheet.number == self._current), None)
        if here is None:
            return
        row = [one for one in self._places if one.row == here.row + step]
        if row:
            self.choose(min(row, key=lambda one: abs(one.rect.center().x() - here.rect.center().x())).sheet.number)

    def _on_theme_changed(self) -> None:
        self._small = {}
        self._arrange()

    def _announce(self) -> None:
        said = [self._words.text("walkin.stack.page_of", number=self._current, of=len(self._plan.sheets))]
        document = self._plan.document_of(self._current)
        if document < 0:
            said.append(self._words.text("walkin.stack.left_out"))
        else:
            said.append(self._words.text("walkin.stack.prescription", number=document + 1))
            if self._plan.first_of(self._current) in self._plan.doubtful:
                said.append(self._words.text("walkin.stack.look"))
        self.setAccessibleName(". ".join(said))

    # --- painting -----------------------------------------------------------------------------------------

    @paints
    def paintEvent(self, event: QPaintEvent) -> None:
        """Cards of the prescriptions, then the sheets."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        seen = event.rect()
        rows: dict[tuple[int, int], list[_Place]] = {}
        for place in self._places:
            if place.document >= 0:
                rows.setdefault((place.document, place.row), []).append(place)
        for places in rows.values():
            self._paint_card(painter, places)
        for place in self._places:
            if place.rect.adjusted(0, -self._host.px(_HEAD), 0, self._host.px(_FOOT)).intersects(seen):
                self._paint_sheet(painter, place)

    def _paint_card(self, painter: QPainter, places: list[_Place]) -> None:
        host, px = self._host, self._host.px
        document = self._plan.documents[places[0].document]
        doubtful = any(one.doubtful for one in document)
        rect = places[0].rect.united(places[-1].rect).adjusted(-px(7), -px(_HEAD - 4), px(7), px(_FOOT - 2))
        edge = host.colour("moderate" if doubtful else "border_control")
        dash = (5.0, 3.0) if doubtful else None
        draw.box(painter, rect, px(8), host.colour("moderate_soft" if doubtful else "surface"), edge,
                 2 if doubtful else host.theme.border_width, dash)  # fmt: skip
        first = places[0].sheet.number == document[0].number
        left, middle = rect.left() + px(8), rect.top() + px(14)
        if doubtful:
            left += draw.icon(painter, host, left, middle, "shape-moderate", 16, "moderate") + px(5)
        key = "walkin.stack.head" if first else "walkin.stack.goes_on"
        said = self._words.text(key, number=places[0].document + 1, count=len(document))
        line = QRect(left, rect.top() + px(2), rect.right() - left - px(4), px(24))
        draw.text(painter, host, line, draw.elided(said, line.width(), host, Role.SMALL, 600), Role.SMALL, "text", 600)

    def _paint_sheet(self, painter: QPainter, place: _Place) -> None:
        host, px, sheet = self._host, self._host.px, place.sheet
        rect, out = place.rect, place.document < 0
        draw.box(painter, rect, px(3), host.colour("desk"), host.colour("border"), host.theme.border_width)
        pixmap = self._pixmap(sheet, painter.device().devicePixelRatio())
        if not pixmap.isNull():
            size = pixmap.deviceIndependentSize()
            at = QRectF(rect.center().x() - size.width() / 2, rect.center().y() - size.height() / 2,
                        size.width(), size.height())  # fmt: skip
            painter.save()
            painter.setOpacity(0.3 if out else 1.0)
            painter.drawPixmap(at.toRect(), pixmap)
            painter.restore()
        if out:
            band = QRect(rect.left(), rect.center().y() - px(13), rect.width(), px(26))
            draw.box(painter, band, 0, host.colour("surface"), host.colour("border_control"), host.theme.border_width)
            draw.text(painter, host, band, self._words.text("walkin.stack.left_out"), Role.SMALL, "text", 600,
                      draw.CENTRE)  # fmt: skip
        foot = QRect(rect.left(), rect.bottom() + 1, rect.width(), px(_FOOT - 4))
        number = self._words.text("walkin.stack.page", number=sheet.number)
        draw.text(painter, host, foot, number, Role.SMALL, "text_2", None, draw.CENTRE)
        if sheet.number == self._current:
            ring = rect.adjusted(-px(4), -px(4), px(4), px(4))
            draw.ring(painter, host, ring, px(5), "focus" if self.hasFocus() else "border_control")

    def _pixmap(self, sheet: Sheet, ratio: float) -> QPixmap:
        image = self._images.get(sheet.number)
        if image is None:
            return QPixmap()
        key = (sheet.number, sheet.turn, round(ratio * 100))
        if key not in self._small:
            size = QSize(self._host.px(_WIDE - 6), self._host.px(_TALL - 6)) * ratio
            turned = image.transformed(QTransform().rotate(sheet.turn)) if sheet.turn else image
            small = QPixmap.fromImage(
                turned.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
            )
            small.setDevicePixelRatio(ratio)
            self._small[key] = small
        return self._small[key]
