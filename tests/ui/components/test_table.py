"""Tables of prepared rows."""

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workstation.ui.components import cells
from workstation.ui.components.table import ROW_ROLE, Column, RowTableModel, RowTableView
from workstation.ui.theme import ThemeHost


@dataclass(frozen=True, slots=True)
class _Shelf:
    name: str
    packs: int


SHELVES = tuple(_Shelf(f"B2-{number:02}", number) for number in range(40))


def _view(host: ThemeHost, qtbot: QtBot) -> RowTableView:
    def paint(painter: QPainter, rect: QRect, row: _Shelf) -> None:
        cells.two_lines(painter, host, rect, row.name, f"{row.packs} packs")

    columns = (
        Column("Shelf", 120, paint, lambda row: row.name),
        Column("Rest", 0, paint, lambda row: f"{row.packs}"),
        Column("Extra", 100, paint, lambda row: "", folds_below=600),
    )
    model = RowTableModel(columns, lambda row: row.name)
    view = RowTableView(host, model, "Shelves")
    qtbot.addWidget(view)
    view.resize(800, 400)
    view.show()
    model.set_rows(SHELVES)
    return view


def test_a_row_is_read_cell_by_cell_for_screen_readers(host: ThemeHost, qtbot: QtBot) -> None:
    view = _view(host, qtbot)
    index = view.row_model.index(3, 0)
    assert index.data(Qt.ItemDataRole.DisplayRole) == "B2-03"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "B2-03"
    assert index.data(ROW_ROLE) == SHELVES[3]


def test_twenty_thousand_calls_that_answer_nothing_do_no_harm(host: ThemeHost, qtbot: QtBot) -> None:
    index = _view(host, qtbot).row_model.index(0, 0)
    assert all(index.data(Qt.ItemDataRole.DecorationRole) is None for _ in range(20_000))


def test_an_update_in_place_keeps_the_chosen_row(host: ThemeHost, qtbot: QtBot) -> None:
    view = _view(host, qtbot)
    view.select_row(5)
    changed = (*SHELVES[:7], replace(SHELVES[7], packs=99), *SHELVES[8:])
    with qtbot.waitSignal(view.row_model.dataChanged) as told:
        view.row_model.set_rows(changed)
    assert told.args[0].row() == 7
    assert view.current_row == 5


def test_other_rows_start_without_a_choice(host: ThemeHost, qtbot: QtBot) -> None:
    view = _view(host, qtbot)
    view.select_row(5)
    view.row_model.set_rows(SHELVES[:3])
    assert view.current_row == -1
    assert view.row_model.find("B2-02") == 2
    assert view.row_model.find("gone") == -1


def test_arrows_home_and_end_move(host: ThemeHost, qtbot: QtBot) -> None:
    view = _view(host, qtbot)
    view.select_row(0)
    for key, row in ((Qt.Key.Key_Down, 1), (Qt.Key.Key_End, 39), (Qt.Key.Key_Home, 0)):
        QTest.keyClick(view, key)
        assert view.current_row == row


def test_columns_fold_and_the_rest_takes_the_room(host: ThemeHost, qtbot: QtBot) -> None:
    view = _view(host, qtbot)
    assert not view.isColumnHidden(2)
    view.resize(500, 400)
    assert view.isColumnHidden(2)
    shown = view.columnWidth(0) + view.columnWidth(1)
    assert shown == view.viewport().width()


def test_rows_have_the_height_of_density_and_scale(host: ThemeHost, qtbot: QtBot) -> None:
    view = _view(host, qtbot)
    assert view.rowHeight(0) == 48
    host.choose(scale=200)
    assert view.rowHeight(0) == 96


def test_the_ring_is_seen_while_the_table_has_the_focus(host: ThemeHost, qtbot: QtBot) -> None:
    view = _view(host, qtbot)
    view.select_row(1)
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    image = view.viewport().grab().toImage()
    line = [image.pixelColor(400, 48 + y).name() for y in range(48)]
    assert host.colour("focus").name() in line


def test_the_last_rows_ask_for_the_next_page(host: ThemeHost, qtbot: QtBot) -> None:
    view = _view(host, qtbot)
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 0)
    with qtbot.waitSignal(view.end_reached):
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    view.row_model.append_rows((_Shelf("C1-01", 1),))
    assert view.row_model.rowCount() == 41


@pytest.mark.parametrize("words", ["", "x" * 500, "सुनीता देवी शर्मा"])
def test_any_words_can_be_painted(host: ThemeHost, qtbot: QtBot, words: str) -> None:
    view = _view(host, qtbot)
    view.row_model.set_rows((_Shelf(words, 1),))
    assert not view.viewport().grab().isNull()
