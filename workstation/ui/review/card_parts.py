"""Small parts of a line card: the number in its circle, the crop of the scan, the sentence of a refusal."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.domain.errors import Refused
from workstation.ui.components import draw
from workstation.ui.components.card import Card, CardLook
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Row
from workstation.ui.components.severity import Severity, SeverityShape
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost, Token
from workstation.ui.words import Words


class NumberBadge(QWidget):
    """The number of a line; filled while its card is open."""

    def __init__(self, host: ThemeHost, number: int, *, filled: bool) -> None:
        super().__init__()
        self._host, self._number, self._filled = host, number, filled
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{number}")

    @called_by_qt
    def sizeHint(self) -> QSize:
        """24 px."""
        return QSize(self._host.px(24), self._host.px(24))

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """A circle with the number."""
        host, painter = self._host, QPainter(self)
        fill = host.colour("accent_fill" if self._filled else "sunken")
        edge = host.colour("border") if host.theme.high_contrast else None
        draw.box(painter, self.rect(), self.height() / 2, fill, edge, host.theme.border_width)
        ink: Token = "on_accent" if self._filled else "text_2"
        draw.text(painter, host, self.rect(), f"{self._number}", Role.SMALL, ink, 600, draw.CENTRE)


class Crop(QWidget):
    """A piece of the scan, as large as fits, never stretched. Dark themes dim it as they dim the paper."""

    def __init__(self, host: ThemeHost, height: float, width: float = 0) -> None:
        super().__init__()
        self._host, self._height, self._width = host, height, width
        self._picture = QPixmap()
        self._shown = QPixmap()
        self._paper = QColor("white")
        across = QSizePolicy.Policy.Fixed if width else QSizePolicy.Policy.Expanding
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)

    def set_picture(self, picture: QPixmap, name: str) -> None:
        """Shows another crop; a null one takes no room."""
        self._picture, self._shown = picture, QPixmap()
        if self.has_picture:
            # The corner says what the paper looks like: the frame around the writing continues it.
            self._paper = picture.copy(0, 0, 1, 1).toImage().pixelColor(0, 0)
        self.setAccessibleName(name)
        self.setVisible(not picture.isNull())
        self.update()

    @property
    def has_picture(self) -> bool:
        """Whether there is a crop."""
        return not self._picture.isNull()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """The given size."""
        return QSize(self._host.px(self._width or 320), self._host.px(self._height))

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paper, writing, frame."""
        host, painter = self._host, QPainter(self)
        inner = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        draw.box(painter, self.rect(), host.px(4), self._paper)
        if self.has_picture:
            shown = self._fitted(inner, painter.device().devicePixelRatio())
            size = shown.deviceIndependentSize()
            spare = inner.width() - size.width()
            left = inner.left() + (spare / 2 if self._width else min(float(host.px(8)), spare))
            painter.drawPixmap(int(left), int(inner.top() + (inner.height() - size.height()) / 2), shown)
        dim = 1 - host.theme.paper_dim
        if dim > 0:
            painter.save()
            painter.setOpacity(dim)
            draw.box(painter, self.rect(), host.px(4), host.colour("rail"))
            painter.restore()
        draw.box(painter, self.rect(), host.px(4), None, host.colour("border_control"), host.theme.border_width)

    def _fitted(self, inner: QRectF, ratio: float) -> QPixmap:
        size = (inner.size() * ratio).toSize()
        if self._shown.isNull() or (self._shown.width() > size.width() or self._shown.height() > size.height()):
            self._shown = self._picture.scaled(
                size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            self._shown.setDevicePixelRatio(ratio)
        return self._shown

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scaled again."""
        self._shown = QPixmap()
        super().resizeEvent(event)


class RefusalNote(Card):
    """Why something was not taken, where it happened. Hidden while there is nothing to say."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        super().__init__(host, CardLook(edge="major", ground="major_soft", radius=6))
        self._words = words
        row = Row(host, (11, 8, 11, 8), 10, self)
        row.addWidget(SeverityShape(host, Severity.MAJOR, 18), 0, Qt.AlignmentFlag.AlignTop)
        self._label = Label(host, "", wrap=True, elide=False)
        row.addWidget(self._label, 1)
        self.setVisible(False)

    def refuse(self, refused: Refused) -> None:
        """Shows the three parts of a refusal."""
        self.say(self._words.refusal(refused.code, refused.facts))

    def say(self, sentence: str) -> None:
        """Shows a sentence; an empty one hides the note."""
        self._label.set_words(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))

    def sentence(self) -> str:
        """What is shown; empty when nothing is."""
        return self._label.words() if not self.isHidden() else ""
