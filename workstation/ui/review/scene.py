"""The scan as a scene: pages below each other in their own pixels, and one item that paints all marks."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsPixmapItem, QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from workstation.domain.prescription import WrittenPlace
from workstation.domain.reading.model import Page
from workstation.ui.guards import paints
from workstation.ui.review.marks import Grid, Marks, marks_of
from workstation.ui.review.overlay import OverlayItem
from workstation.ui.theme import ThemeHost

_GAP = 40
"""Px of the scan between two pages."""
_LONGEST = 2600
"""Longer pictures are shrunk for the screen; marks and places stay in the pixels of the scan."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A decoded page with what was read on it (None: nothing). `width`, `height` are the scan's own pixels."""

    image: QImage
    page: Page | None
    width: int
    height: int
    is_unread: bool = False
    """Its document still waits for the reader."""


def picture_of(content: bytes, page: Page | None, *, unread: bool = False) -> PagePicture | None:
    """Decodes a page (any thread). None when it is no picture: the screen says so."""
    image = QImage.fromData(content)
    if image.isNull():
        return None
    width, height = (page.width, page.height) if page else (image.width(), image.height())
    if max(image.width(), image.height()) > _LONGEST:
        image = image.scaled(
            _LONGEST, _LONGEST, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    return PagePicture(image, page, width, height, unread)


class PaperItem(QGraphicsPixmapItem):
    """A page. Dark themes dim it; it is never inverted."""

    def __init__(self, host: ThemeHost, picture: PagePicture) -> None:
        super().__init__(QPixmap.fromImage(picture.image))
        self._host = host
        self.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self.setTransform(
            QTransform.fromScale(picture.width / picture.image.width(), picture.height / picture.image.height())
        )

    @paints
    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """The picture, multiplied by the theme's factor."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(0, 0, self.pixmap())
        dim = 1 - self._host.theme.paper_dim
        if dim > 0:
            painter.setOpacity(dim)
            painter.fillRect(self.boundingRect(), Qt.GlobalColor.black)


class PaperScene(QGraphicsScene):
    """Pages and marks. Views show it; more than one may."""

    changed_pages = Signal()
    marks_shown_changed = Signal()

    def __init__(self, host: ThemeHost) -> None:
        super().__init__()
        self._host = host
        self._pictures: tuple[PagePicture, ...] = ()
        self._tops: list[int] = []
        self.marks = Marks()
        self._grid = Grid(())
        self._fields = Grid(())
        self.overlay = OverlayItem(host)
        self.addItem(self.overlay)
        self.overlay.setZValue(1)
        self.selected_line = 0
        host.theme_changed.connect(self.update)

    @property
    def is_empty(self) -> bool:
        """Whether there is no page to show."""
        return not self._pictures

    @property
    def upright(self) -> int:
        """Degrees clockwise by which the first page has to be turned."""
        page = self._pictures[0].page if self._pictures else None
        return page.rotation if page else 0

    def set_pages(self, pictures: Sequence[PagePicture]) -> None:
        """Shows other pages."""
        for item in self.items():
            if item is not self.overlay:
                self.removeItem(item)
        self._pictures = tuple(pictures)
        self._tops = []
        top, widest = 0, 0
        for picture in self._pictures:
            item = PaperItem(self._host, picture)
            item.setPos(QPointF(0, top))
            self.addItem(item)
            self._tops.append(top)
            top += picture.height + _GAP
            widest = max(widest, picture.width)
        self.marks = marks_of([one.page for one in self._pictures], self._tops)
        self._grid = Grid(word.box for word in self.marks.words)
        self._fields = Grid(field.box for field in self.marks.fields)
        bounds = QRectF(0, 0, widest, max(0, top - _GAP))
        self.overlay.set_marks(self.marks, bounds)
        self.setSceneRect(bounds)
        self.changed_pages.emit()

    def set_marks_shown(self, on: bool) -> None:
        """Boxes on or off."""
        self.overlay.setVisible(on)
        self.marks_shown_changed.emit()

    def select_line(self, number: int) -> None:
        """Marks the medicine line with this number of the scan; 0 = none."""
        if number != self.selected_line:
            self.selected_line = number
            self.overlay.select_line(number)
            self.update()

    def word_at(self, point: QPointF) -> int | None:
        """Index of the word mark at a point."""
        return self._grid.at(point.x(), point.y())

    def line_at(self, point: QPointF) -> int:
        """Number of the medicine line at a point, 0 when there is none."""
        index = self._fields.at(point.x(), point.y())
        return self.marks.fields[index].number if index is not None else 0

    def rect_of(self, place: WrittenPlace) -> QRectF:
        """Where a place of the scan is in the scene; empty when that page is not shown."""
        if not 0 <= place.page < len(self._tops):
            return QRectF()
        return QRectF(place.x, place.y + self._tops[place.page], place.width, place.height)

    def crop(self, place: WrittenPlace) -> QPixmap:
        """The picture of a place with a little around it, upright; null when that page is not shown."""
        if not 0 <= place.page < len(self._pictures):
            return QPixmap()
        picture = self._pictures[place.page]
        across = picture.image.width() / picture.width
        down = picture.image.height() / picture.height
        margin = max(4, place.height // 6)
        rect = QRect(
            round((place.x - margin) * across), round((place.y - margin) * down),
            round((place.width + 2 * margin) * across), round((place.height + 2 * margin) * down),
        ).intersected(picture.image.rect())  # fmt: skip
        turned = QTransform().rotate(picture.page.rotation if picture.page else 0)
        return QPixmap.fromImage(picture.image.copy(rect).transformed(turned))
