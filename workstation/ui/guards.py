"""Every method that Qt calls back is guarded: an exception there must not end the program.

Two things end PySide6 6.11.3 with a segmentation fault (docs/adr/0026-exceptions-in-methods-that-qt-calls.md): on
Python 3.11 an exception that the interpreter itself made and nobody caught yet, and a painter that the frames of the
exception keep alive. `called_by_qt` cures the first, `paints` both, and shows that something is missing.
"""

import sys
from collections.abc import Callable, Iterator
from functools import wraps
from inspect import signature
from types import TracebackType
from typing import Any, TypeVar

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen, QTransform
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QGraphicsItem,
    QStyleOption,
    QStyleOptionGraphicsItem,
    QWidget,
)

Handler = TypeVar("Handler", bound=Callable[..., Any])

MARK_GROUND = QColor(255, 255, 255)
MARK_STRIPE = QColor(200, 0, 200)
"""Magenta: no theme uses it and it means nothing else here (red would read as a STOP)."""
MARK_INK = QColor(0, 0, 0)
WORDS_PROPERTY = "workstation_not_drawn"
"""Property of the QApplication with the words of the mark; without it the mark is only striped."""
GUARD = "__workstation_guard__"
"""Attribute of a guarded method: the name of its guard. The architecture test reads it."""

_UNMOVED = frozenset({"index", "section"})
"""Parameters of methods whose painter Qt lends without a transform: QStyledItemDelegate.paint, paintSection."""


def called_by_qt(method: Handler) -> Handler:
    """For methods that Qt calls, but those that paint. An exception goes on to the application's hook or the caller.

    Catching it once is the whole cure: that makes the exception an object, which PySide6 relies on.
    """

    @wraps(method)
    def guarded(*args: Any, **named: Any) -> Any:
        try:
            return method(*args, **named)
        except Exception:
            raise

    setattr(guarded, GUARD, "called_by_qt")
    return guarded  # type: ignore[return-value]  # the same signature, which `wraps` cannot say for a TypeVar


def paints(method: Handler) -> Handler:
    """For methods that paint (paintEvent, paint, paintSection, drawBackground …). Returns None after an exception.

    Then every painter that the method began is ended, a mark is painted where its picture belongs (nothing is
    silently missing), and the exception goes to sys.excepthook, which reports it once per place. A painter that Qt
    lends is the parameter `painter`.
    """
    names = list(signature(method).parameters)
    place = names.index("painter") if "painter" in names else None
    # Cells and titles, hundreds in a paint, come in the coordinates of their view: asking for them takes 0.6 µs.
    moved = not _UNMOVED & set(names)

    @wraps(method)
    def guarded(*args: Any) -> Any:
        entry = args[place].transform() if moved and place is not None else None
        try:
            return method(*args)
        except Exception as trouble:  # noqa: BLE001  # marked on the screen and reported
            try:
                _not_drawn(trouble, args, args[place] if place is not None else None, entry)
            except Exception:
                raise  # the hook itself failed: made an object, as in `called_by_qt`

    setattr(guarded, GUARD, "paints")
    return guarded  # type: ignore[return-value]  # as above


def paint_mark(painter: QPainter, rect: QRect | QRectF) -> None:
    """Stripes over the whole of `rect`, the words in the middle where they fit."""
    area = QRectF(rect)
    painter.setOpacity(1)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.fillRect(area, MARK_GROUND)
    painter.fillRect(area, QBrush(MARK_STRIPE, Qt.BrushStyle.BDiagPattern))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    edge = QPen(MARK_STRIPE, 2)
    edge.setCosmetic(True)
    painter.setPen(edge)
    painter.drawRect(area.adjusted(1, 1, -1, -1))
    words = _words()
    painter.setFont(QFont(QApplication.font()))
    room = QRectF(painter.fontMetrics().boundingRect(words)).adjusted(-4, -2, 4, 2)
    room.moveCenter(area.center())
    if words and area.contains(room):
        painter.fillRect(room, MARK_GROUND)
        painter.setPen(MARK_INK)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)


def _words() -> str:
    application = QApplication.instance()
    return str(application.property(WORDS_PROPERTY) or "") if application is not None else ""


def _not_drawn(trouble: Exception, args: tuple[Any, ...], lent: QPainter | None, entry: QTransform | None) -> None:
    _end_painters(trouble.__traceback__, lent)
    try:
        if lent is None:
            _mark_widget(args[0])
        else:
            _mark_lent(lent, QTransform() if entry is None else entry, _rect_of(args))
    except Exception as second:  # noqa: BLE001  # reported, like the first
        _end_painters(second.__traceback__, lent)
        _report(second)
    _report(trouble)


def _report(trouble: Exception) -> None:
    sys.excepthook(type(trouble), trouble, trouble.__traceback__)


def _end_painters(traceback: TracebackType | None, lent: QPainter | None) -> None:
    """A painter that outlives its paintEvent is the second crash; one that Qt has lent is Qt's to end."""
    for painter in _painters(traceback):
        if painter is not lent and painter.isActive():
            painter.end()


def _painters(traceback: TracebackType | None) -> Iterator[QPainter]:
    while traceback is not None:
        for value in traceback.tb_frame.f_locals.values():
            if isinstance(value, QPainter):
                yield value
        traceback = traceback.tb_next


def _mark_widget(widget: QWidget) -> None:
    target = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
    painter = QPainter(target)
    try:
        paint_mark(painter, target.rect())
    finally:
        painter.end()


def _mark_lent(painter: QPainter, entry: QTransform, rect: QRect | QRectF) -> None:
    """Undoes what the method did to the painter first: a clip left behind would hide what Qt paints next."""
    painter.setTransform(entry)
    painter.setClipping(False)
    painter.save()
    try:
        paint_mark(painter, rect)
    finally:
        painter.restore()


def _rect_of(args: tuple[Any, ...]) -> QRect | QRectF:
    """Where the picture belongs: an item's own bounds, else the rectangle or the style option that Qt gave."""
    if isinstance(args[0], QGraphicsItem):
        return args[0].boundingRect()
    for arg in args[1:]:
        if isinstance(arg, QRect | QRectF):
            return arg
        if isinstance(arg, QStyleOption) and not isinstance(arg, QStyleOptionGraphicsItem):
            return arg.rect
    raise TypeError(f"{type(args[0]).__name__} paints without a rectangle")
