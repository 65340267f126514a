"""Rows for tables: frozen dataclasses and a column table. Models never query, never sort, never filter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter

from workstation.ui.guards import called_by_qt

Row = TypeVar("Row")
AnyIndex = QModelIndex | QPersistentModelIndex

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
_WORDS = frozenset({int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)})
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: design width (0 takes the rest), painter, and its words for screen readers and type-ahead.

    `folds_below`: the design width of the table under which the column is hidden (another one shows its words).
    """

    title: str
    width: float
    paint: Callable[[QPainter, QRect, Row], None]
    text: Callable[[Row], str]
    folds_below: int = 0
    sorted: bool = False
    narrow: float = 0
    """Width while the table is narrower than NARROW; 0 is the same as `width`."""


class RowTableModel(QAbstractTableModel, Generic[Row]):
    """Holds rows. `key_of` gives the identity by which the selection survives a reload."""

    def __init__(self, columns: Sequence[Column[Row]], key_of: Callable[[Row], object]) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._key_of = key_of
        self._rows: tuple[Row, ...] = ()

    @property
    def columns(self) -> tuple[Column[Row], ...]:
        """The columns, in order."""
        return self._columns

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows, in order."""
        return self._rows

    def row(self, number: int) -> Row:
        """One row."""
        return self._rows[number]

    def find(self, key: object) -> int:
        """Number of the row with this identity, -1 when it is not there."""
        return next((index for index, row in enumerate(self._rows) if self._key_of(row) == key), -1)

    def key(self, number: int) -> object:
        """Identity of a row."""
        return self._key_of(self._rows[number])

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Shows other rows. The same identities in the same order are updated in place: nothing jumps."""
        new = tuple(rows)
        if [self._key_of(row) for row in new] == [self._key_of(row) for row in self._rows]:
            changed = [index for index, (old, now) in enumerate(zip(self._rows, new, strict=True)) if old != now]
            self._rows = new
            for index in changed:
                self.dataChanged.emit(self.index(index, 0), self.index(index, len(self._columns) - 1))
            return
        self.beginResetModel()
        self._rows = new
        self.endResetModel()

    def append_rows(self, rows: Sequence[Row]) -> None:
        """The next page."""
        if not rows:
            return
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._rows = (*self._rows, *rows)
        self.endInsertRows()

    @called_by_qt
    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """How many rows."""
        return 0 if parent.isValid() else len(self._rows)

    @called_by_qt
    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        """How many columns."""
        return 0 if parent.isValid() else len(self._columns)

    @called_by_qt
    def data(self, index: AnyIndex, role: int = _DISPLAY) -> Any:
        """Words of a cell, or the row itself for ROW_ROLE."""
        if role in _WORDS:
            return self._columns[index.column()].text(self._rows[index.row()])
        return self._rows[index.row()] if role == ROW_ROLE else None

    @called_by_qt
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """Titles."""
        if role == _DISPLAY and orientation is Qt.Orientation.Horizontal:
            return self._columns[section].title
        return None
