"""The list of the outbox: group heads, rows that need a person, rows that go by themselves."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter

from workstation.ui.components import cells, draw
from workstation.ui.components.runs import LaidOut, Run
from workstation.ui.components.table import Column, RowTableModel, RowTableView
from workstation.ui.guards import called_by_qt
from workstation.ui.outbox.model import OutboxRow
from workstation.ui.theme import Role, ThemeHost
from workstation.ui.words import Words

HEAD_HEIGHT, PARKED_HEIGHT, WAITING_HEIGHT = 40, 72, 48
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class _Painters:
    def __init__(self, host: ThemeHost) -> None:
        self._host = host

    def what(self, painter: QPainter, rect: QRect, row: OutboxRow) -> None:
        host = self._host
        if row.is_head:
            self._head(painter, rect, row)
            return
        draw.icon(painter, host, rect.left(), rect.center().y(), row.icon, 22, row.tone)
        room = rect.adjusted(host.px(48), 0, 0, 0)
        cells.two_lines(painter, host, room, row.what, row.detail, weight=600 if row.parked else 500)

    def _head(self, painter: QPainter, rect: QRect, row: OutboxRow) -> None:
        host = self._host
        wide = rect.adjusted(-rect.left(), 0, 0, -host.theme.border_width)
        painter.fillRect(wide, host.colour(row.ground))
        if row.ground != "bg":
            painter.fillRect(wide.left(), wide.top(), host.px(4), wide.height(), host.colour(row.tone))
        draw.icon(painter, host, rect.left(), rect.center().y(), row.icon, 20, row.tone)
        line = rect.adjusted(host.px(30), 0, 0, 0)
        draw.text(painter, host, line, row.what, Role.BODY, row.tone if row.ground != "bg" else "text", 600)
        used = host.font_metrics(Role.BODY, 600).horizontalAdvance(row.what) + host.px(10)
        draw.text(painter, host, line.adjusted(used, 0, -host.px(12), 0), row.detail, Role.BODY, "text_2")

    def age(self, painter: QPainter, rect: QRect, row: OutboxRow) -> None:
        cells.one_line(painter, self._host, rect, row.age)

    def tries(self, painter: QPainter, rect: QRect, row: OutboxRow) -> None:
        cells.one_line(painter, self._host, rect, row.tries)

    def answer(self, painter: QPainter, rect: QRect, row: OutboxRow) -> None:
        if not row.parked:
            cells.one_line(painter, self._host, rect, row.answer)
            return
        host = self._host
        width = rect.width() - host.px(12)
        said = LaidOut(host, (Run(row.answer),), Role.BODY, "text", None, width)
        code = host.line_height(Role.SMALL) if row.code else 0
        if said.height + code > rect.height():
            cells.two_lines(painter, host, rect, row.answer, row.code, bottom_role=Role.CODE_SMALL)
            return
        y = rect.top() + (rect.height() - said.height - code) / 2
        said.draw(painter, rect.left(), y)
        below = QRect(rect.left(), round(y) + said.height, width, code)
        draw.text(painter, host, below, row.code, Role.CODE_SMALL, "text_2")

    def state(self, painter: QPainter, rect: QRect, row: OutboxRow) -> None:
        tone = row.tone if row.parked else "text_2"
        cells.one_line(painter, self._host, rect, row.state, tone, 600 if row.parked else 400)


class OutboxTableModel(RowTableModel[OutboxRow]):
    """Entries and group heads; heads cannot be chosen."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        paint, text = _Painters(host), words.text
        columns = (
            Column(text("outbox.what"), 0, paint.what, _said),
            Column(text("outbox.age"), 112, paint.age, _age),
            Column(text("outbox.attempts"), 96, paint.tries, _tries, 700),
            Column(text("outbox.answer"), 388, paint.answer, _answer, 560, narrow=260),
            Column(text("outbox.state"), 132, paint.state, _state, 900),
        )
        super().__init__(columns, _key)

    @called_by_qt
    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """A head is only read."""
        return Qt.ItemFlag.NoItemFlags if self.row(index.row()).is_head else super().flags(index)

    def first(self, start: int = 0, step: int = 1) -> int:
        """The next row that is no head, from `start` on; -1 when there is none."""
        at = start
        while 0 <= at < self.rowCount():
            if not self.row(at).is_head:
                return at
            at += step
        return -1


class OutboxTable(RowTableView):
    """Rows of three heights."""

    def __init__(self, host: ThemeHost, words: Words) -> None:
        self.entries = OutboxTableModel(host, words)
        super().__init__(host, self.entries, words.text("outbox.title"))

    def show_rows(self, rows: tuple[OutboxRow, ...]) -> None:
        """Other rows; the chosen one stays chosen while it is there."""
        chosen = self.chosen()
        self.entries.set_rows(rows)
        self._size_rows()
        at = self.entries.find(chosen.key) if chosen is not None else -1
        self.select_row(at if at >= 0 else self.entries.first())
        self.viewport().update()

    def chosen(self) -> OutboxRow | None:
        """The chosen entry."""
        inside = 0 <= self.current_row < self.entries.rowCount()
        return self.entries.row(self.current_row) if inside else None

    @called_by_qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, down and the ends step over heads."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self.select_row(self.entries.first(self.current_row + step, step))
        elif event.key() == Qt.Key.Key_Home:
            self.select_row(self.entries.first())
        elif event.key() == Qt.Key.Key_End:
            self.select_row(self.entries.first(self.entries.rowCount() - 1, -1))
        else:
            super().keyPressEvent(event)

    def _size_rows(self) -> None:
        self.clearSpans()
        for number, row in enumerate(self.entries.rows):
            height = HEAD_HEIGHT if row.is_head else PARKED_HEIGHT if row.parked else WAITING_HEIGHT
            self.setRowHeight(number, self._host.px(height))
            if row.is_head:
                self.setSpan(number, 0, 1, len(self.entries.columns))

    def _on_theme_changed(self) -> None:
        super()._on_theme_changed()
        self._size_rows()


def _key(row: OutboxRow) -> object:
    return row.key


def _said(row: OutboxRow) -> str:
    return f"{row.what}, {row.detail}"


def _age(row: OutboxRow) -> str:
    return row.age


def _tries(row: OutboxRow) -> str:
    return row.tries


def _answer(row: OutboxRow) -> str:
    return f"{row.answer} {row.code}".strip()


def _state(row: OutboxRow) -> str:
    return row.state
