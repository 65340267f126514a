"""Rows painted as strips look like rows painted cell by cell, whatever is kept of them."""

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workstation.ui.components import cells
from workstation.ui.components.table import Column, RowTableModel, RowTableView
from workstation.ui.theme import ThemeChoice, ThemeHost


@dataclass(frozen=True, slots=True)
class _Shelf:
    name: str
    packs: int


SHELVES = tuple(_Shelf(f"B2-{number:02}", number) for number in range(60))


class _Painted:
    """Paints cells and counts how often each row was painted."""

    def __init__(self, host: ThemeHost) -> None:
        self._host = host
        self.rows: list[str] = []
        self.broken = ""

    def __call__(self, painter: QPainter, rect: QRect, row: _Shelf) -> None:
        self.rows.append(row.name)
        if row.name == self.broken:
            raise ValueError(row.name)
        cells.two_lines(painter, self._host, rect, row.name, f"{row.packs} packs")


def _view(host: ThemeHost, qtbot: QtBot, *, even: bool) -> tuple[RowTableView, _Painted]:
    paint = _Painted(host)
    columns = (
        Column("Shelf", 120, paint, lambda row: row.name),
        Column("Rest", 0, cells_of(host), lambda row: f"{row.packs}"),
        Column("Extra", 100, cells_of(host), lambda row: "", folds_below=600),
    )
    view = RowTableView(host, RowTableModel(columns, lambda row: row.name), "Shelves", even=even)
    qtbot.addWidget(view)
    view.resize(800, 400)
    view.show()
    view.row_model.set_rows(SHELVES)
    view.select_row(2)
    return view, paint


def cells_of(host: ThemeHost) -> _Painted:
    return _Painted(host)


def _seen(view: RowTableView) -> QImage:
    return view.viewport().grab().toImage()


def _ahead_is_painted(qtbot: QtBot, paint: _Painted) -> None:
    """Until the rows after the ones in sight have been painted, and no more come."""
    before = -1
    while before != len(paint.rows):
        before = len(paint.rows)
        qtbot.wait(60)


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK, ThemeChoice.HIGH_CONTRAST])
def test_strips_look_like_cells(host: ThemeHost, qtbot: QtBot, choice: ThemeChoice) -> None:
    host.choose(choice)
    (strips, paint), (plain, _) = _view(host, qtbot, even=True), _view(host, qtbot, even=False)
    for row in (2, 3, 30, 25, 59):
        for view in (strips, plain):
            view.select_row(row)
        assert _seen(strips) == _seen(plain)
        _ahead_is_painted(qtbot, paint)
        assert _seen(strips) == _seen(plain)


def test_what_is_kept_is_not_painted_again_when_the_list_is_scrolled(host: ThemeHost, qtbot: QtBot) -> None:
    view, paint = _view(host, qtbot, even=True)
    _ahead_is_painted(qtbot, paint)
    paint.rows.clear()
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    view.repaint()
    assert set(paint.rows) <= {SHELVES[view.current_row].name, SHELVES[2].name}


def test_a_row_that_changed_is_painted_as_it_is_now(host: ThemeHost, qtbot: QtBot) -> None:
    (strips, paint), (plain, _) = _view(host, qtbot, even=True), _view(host, qtbot, even=False)
    _ahead_is_painted(qtbot, paint)
    changed = (*SHELVES[:4], replace(SHELVES[4], packs=99), *SHELVES[5:])
    before = _seen(strips)
    for view in (strips, plain):
        view.row_model.set_rows(changed)
    assert _seen(strips) == _seen(plain) != before


def test_another_width_scale_or_theme_paints_everything_anew(host: ThemeHost, qtbot: QtBot) -> None:
    (strips, paint), (plain, _) = _view(host, qtbot, even=True), _view(host, qtbot, even=False)
    _ahead_is_painted(qtbot, paint)
    host.choose(ThemeChoice.DARK)
    assert _seen(strips) == _seen(plain)
    host.choose(scale=130)
    assert _seen(strips) == _seen(plain)
    for view in (strips, plain):
        view.resize(560, 420)
    assert _seen(strips) == _seen(plain)


def test_a_cell_that_could_not_be_painted_is_tried_again(
    host: ThemeHost, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[object] = []
    monkeypatch.setattr("sys.excepthook", lambda *trouble: reported.append(trouble[1]))
    view, paint = _view(host, qtbot, even=True)
    paint.broken = SHELVES[4].name
    view.viewport().repaint()
    broken = _seen(view)
    _ahead_is_painted(qtbot, paint)
    assert reported
    paint.broken = ""
    assert _seen(view) != broken
