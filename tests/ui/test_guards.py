"""Guards of methods that Qt calls: the process lives, the mark is seen, the exception is reported."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QStandardItemModel
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QHeaderView,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from workstation.ui.guards import MARK_STRIPE, WORDS_PROPERTY, called_by_qt, paint_mark, paints

# An exception that the interpreter makes itself: `raise` would make an object of it, and that never crashed.
PROGRAM = """
import sys
from PySide6.QtCore import QAbstractTableModel, QEvent, QObject, QRectF
from PySide6.QtGui import QPainter, QStandardItemModel
from PySide6.QtWidgets import (QApplication, QGraphicsItem, QGraphicsScene, QGraphicsView, QStyledItemDelegate,
    QTableView, QWidget)
from workstation.ui.guards import called_by_qt, paints

app = QApplication([])
seen = []
sys.excepthook = lambda kind, trouble, traceback: seen.append(kind.__name__)

class Painted(QWidget):
    @paints
    def paintEvent(self, event):
        painter = QPainter(self)
        1 / 0

class Delegate(QStyledItemDelegate):
    @paints
    def paint(self, painter, option, index):
        1 / 0

class Item(QGraphicsItem):
    def boundingRect(self):
        return QRectF(0, 0, 9, 9)
    @paints
    def paint(self, painter, option, widget=None):
        1 / 0

class Model(QAbstractTableModel):
    def rowCount(self, parent=None): return 2
    def columnCount(self, parent=None): return 2
    @called_by_qt
    def data(self, index, role=0): 1 / 0

class Resized(QWidget):
    @called_by_qt
    def resizeEvent(self, event): 1 / 0

class Filter(QObject):
    @called_by_qt
    def eventFilter(self, watched, event): 1 / 0

def table(model, delegate=None):
    view = QTableView()
    view.setModel(model)
    if delegate is not None:
        view.setItemDelegate(delegate)
    view.resizeColumnsToContents()
    return view

def shown(widget):
    # From Python (the caller gets the exception) and from the event loop (the hook gets it).
    for _ in range(5):
        try:
            widget.grab()
            widget.show()
            widget.resize(widget.width() + 1, 40)
        except ZeroDivisionError:
            seen.append("caller")
        widget.update()
        app.processEvents()

def painted(): shown(Painted())
def delegate():
    one = Delegate()
    shown(table(QStandardItemModel(2, 2), one))
def item():
    scene, one = QGraphicsScene(), Item()
    scene.addItem(one)
    shown(QGraphicsView(scene))
def model():
    one = Model()
    view = QTableView()
    view.setModel(one)
    try:
        view.resizeColumnsToContents()
    except ZeroDivisionError:
        seen.append("caller")
def resized(): shown(Resized())
def filtered():
    one, widget = Filter(), QWidget()
    widget.installEventFilter(one)
    shown(widget)
    widget.removeEventFilter(one)

{case}()
print("survived", sorted(set(seen)))
"""


@pytest.mark.parametrize(
    ("case", "reported"),
    [
        ("painted", "['ZeroDivisionError']"),
        ("delegate", "['ZeroDivisionError']"),
        ("item", "['ZeroDivisionError']"),
        ("model", "['caller']"),
        ("resized", "['caller']"),
        ("filtered", "['ZeroDivisionError', 'caller']"),
    ],
)
def test_an_exception_in_a_method_that_qt_calls_does_not_end_the_process(case: str, reported: str) -> None:
    # In a process of its own: without the guard it dies of a segmentation fault.
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("{case}", case)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, f"survived {reported}"), done.stderr


SAVED = "QPainter::end: Painter ended with 1 saved states"
"""Qt counts the save() of the delegate below, which failed before its restore()."""


def _raise() -> None:
    raise ValueError("no such row")


class _Broken(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.painter: QPainter | None = None

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        self.painter = QPainter(self)
        self.painter.translate(500, 500)
        painter = self.painter
        assert painter.isActive()
        _raise()


class _BrokenDelegate(QStyledItemDelegate):
    """Fails in the first cell, and leaves a transform and a clip behind; fills the others with green."""

    @paints
    def paint(self, painter: QPainter, option: Any, index: Any) -> None:
        if index.row() or index.column():
            painter.fillRect(option.rect, QColor("#00ff00"))
            return
        painter.save()
        painter.setClipRect(QRect(0, 0, 1, 1))
        painter.translate(500, 500)
        _raise()


class _BrokenHeader(QHeaderView):
    @paints
    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        del painter, rect, section
        _raise()


class _BrokenItem(QGraphicsItem):
    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, 40, 40)

    @paints
    def paint(self, painter: QPainter, _option: object, _widget: QWidget | None = None) -> None:
        painter.scale(0.001, 0.001)
        _raise()


class _BrokenView(QGraphicsView):
    @paints
    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        del painter, rect
        _raise()


def _table(delegate: QStyledItemDelegate | None = None, header: QHeaderView | None = None) -> QTableView:
    view = QTableView()
    model = QStandardItemModel(2, 2, view)
    view.setModel(model)
    view.resize(300, 200)
    if delegate is not None:
        delegate.setParent(view)
        view.setItemDelegate(delegate)
    if header is not None:
        view.setHorizontalHeader(header)
    return view


def _scene(view: QGraphicsView, item: QGraphicsItem | None = None) -> QGraphicsView:
    scene = QGraphicsScene(view)
    scene.setSceneRect(0, 0, 40, 40)
    if item is not None:
        scene.addItem(item)
    view.setScene(scene)
    view.resize(100, 100)
    return view


def _stripes(image: QImage) -> int:
    return sum(
        image.pixelColor(x, y).rgb() == MARK_STRIPE.rgb() for x in range(image.width()) for y in range(image.height())
    )


CASES: dict[str, Callable[[], QWidget]] = {
    "paintEvent": _Broken,
    "delegate": lambda: _table(_BrokenDelegate()),
    "paintSection": lambda: _table(header=_BrokenHeader(Qt.Orientation.Horizontal)),
    "item": lambda: _scene(QGraphicsView(), _BrokenItem()),
    "drawForeground": lambda: _scene(_BrokenView()),
}


@pytest.mark.qt_log_ignore(SAVED)
@pytest.mark.parametrize("case", sorted(CASES))
def test_what_cannot_be_drawn_is_striped_and_reported(qtbot: QtBot, case: str) -> None:
    widget = CASES[case]()
    qtbot.addWidget(widget)
    widget.resize(120, 90)
    with capture_exceptions() as found:
        image = widget.grab().toImage()
    assert _stripes(image) > 50
    assert {kind for kind, _, _ in found} == {ValueError}


def test_the_painter_of_a_failed_paint_is_ended(qtbot: QtBot) -> None:
    widget = _Broken()
    qtbot.addWidget(widget)
    with capture_exceptions():
        widget.grab()
    assert widget.painter is not None
    assert not widget.painter.isActive()


@pytest.mark.qt_log_ignore(SAVED)
def test_the_cells_after_a_failed_one_are_drawn(qtbot: QtBot) -> None:
    view = _table(_BrokenDelegate())
    qtbot.addWidget(view)
    with capture_exceptions():
        image = view.viewport().grab().toImage()
    second = view.visualRect(view.model().index(1, 1)).center()
    assert image.pixelColor(second).name() == "#00ff00"


def test_the_mark_says_in_words_that_something_is_missing_where_they_fit(qapp: QApplication) -> None:
    def dark(width: int, height: int) -> int:
        image = QImage(width, height, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        paint_mark(painter, image.rect())
        painter.end()
        return sum(image.pixelColor(x, y).value() < 60 for x in range(width) for y in range(height))

    before = qapp.property(WORDS_PROPERTY)
    try:
        qapp.setProperty(WORDS_PROPERTY, None)
        assert dark(300, 60) == 0
        qapp.setProperty(WORDS_PROPERTY, "Could not be drawn")
        assert dark(300, 60) > 20
        assert dark(20, 10) == 0
    finally:
        qapp.setProperty(WORDS_PROPERTY, before)


def test_a_paint_that_works_is_left_alone(qtbot: QtBot) -> None:
    class Plain(QWidget):
        @paints
        def paintEvent(self, _event: QPaintEvent) -> None:
            QPainter(self).fillRect(self.rect(), QColor("#123456"))

    widget = Plain()
    qtbot.addWidget(widget)
    widget.resize(20, 20)
    image = widget.grab().toImage()
    assert {image.pixelColor(x, y).name() for x in range(20) for y in range(20)} == {"#123456"}


def test_a_guarded_method_answers_and_raises_as_before() -> None:
    @called_by_qt
    def divided(whole: int, parts: int = 1) -> float:
        return whole / parts

    assert divided(4, parts=2) == 2
    with pytest.raises(ZeroDivisionError):
        divided(1, 0)


def test_a_hook_that_fails_itself_is_not_swallowed(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    widget = _Broken()
    qtbot.addWidget(widget)

    def hook(*_args: object) -> None:
        raise RuntimeError("the hook")

    monkeypatch.setattr(sys, "excepthook", hook)
    with pytest.raises(RuntimeError, match="the hook"):
        widget.grab()
