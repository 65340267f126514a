"""Where a scan is dropped or pasted, and the picture of the one that was taken."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QImageWriter, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.ui.components.card import LISTENING, Card
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.severity import Picture
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost


class DropArea(Card):
    """Takes one file, or a picture from the clipboard."""

    path_given = Signal(object)
    """Path."""
    picture_given = Signal(object)
    """PNG as bytes."""
    several_given = Signal()

    def __init__(self, host: ThemeHost, title: str, sentence: str) -> None:
        super().__init__(host, LISTENING)
        self.setAcceptDrops(True)
        self.setAccessibleName(f"{title}. {sentence}")
        row = Row(host, (20, 20, 20, 20), 16, self)
        row.addWidget(Picture(host, "download", 40, "accent"))
        column = Column(host, gap=4)
        column.add(Label(host, title, Role.HEADING, wrap=True), Label(host, sentence, tone="text_2", wrap=True))
        row.addLayout(column, 1)

    def take(self, data: QMimeData) -> bool:
        """A file or a picture out of a drop or the clipboard. False when there is neither."""
        paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        if len(paths) > 1:
            self.several_given.emit()
        elif paths:
            self.path_given.emit(Path(paths[0]))
        elif data.hasImage():
            self.picture_given.emit(_png(QImage(data.imageData())))
        else:
            return False
        return True

    @called_by_qt
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and pictures."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    @called_by_qt
    def dropEvent(self, event: QDropEvent) -> None:
        """Takes it."""
        if self.take(event.mimeData()):
            event.acceptProposedAction()


class PaperPicture(QWidget):
    """The first page, as large as there is room for. Paper is never inverted."""

    def __init__(self, host: ThemeHost) -> None:
        super().__init__()
        self._host, self._image = host, QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        host.theme_changed.connect(self.update)

    def show_image(self, image: QImage) -> None:
        """Another page; a null image shows nothing."""
        self._image = image
        self.update()

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """Room for a thumbnail."""
        return QSize(self._host.px(80), self._host.px(80))

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The page with a thin edge."""
        if self._image.isNull():
            return
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        target = self.rect()
        target.setSize(size)
        target.moveLeft((self.width() - size.width()) // 2)
        painter.drawImage(target, self._image)
        painter.setPen(self._host.colour("border"))
        painter.drawRect(target.adjusted(0, 0, -1, -1))


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
