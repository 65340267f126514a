"""The steps at the left: done, now, later."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.components.card import ground
from workstation.ui.components.facts import StepState
from workstation.ui.components.label import Label
from workstation.ui.components.layouts import Column, Row
from workstation.ui.components.runs import LaidOut, Run, marked
from workstation.ui.components.severity import Picture
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost, Token


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as the list shows it."""

    number: int
    title: str
    note: str
    state: StepState


class StepItem(QWidget):
    """Mark or number, title, note; on a ground while it is the present one."""

    def __init__(self, host: ThemeHost, view: StepView) -> None:
        super().__init__()
        self._host, self._view = host, view
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_view(view)
        host.theme_changed.connect(self.updateGeometry)

    def show_view(self, view: StepView) -> None:
        """Another state or note."""
        self._view = view
        self.setAccessibleName(f"{view.number}. {view.title}, {view.state.value}. {view.note}")
        self.updateGeometry()
        self.update()

    @called_by_qt
    def hasHeightForWidth(self) -> bool:
        """Notes wrap."""
        return True

    @called_by_qt
    def heightForWidth(self, width: int) -> int:
        """Title and note."""
        return self._host.px(10 + 20 + 10) + self._note(width).height

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, mark, words."""
        host, painter, px, view = self._host, QPainter(self), self._host.px, self._view
        now = view.state is StepState.NOW
        if now:
            draw.box(painter, self.rect(), px(6), host.colour("rail_active"))
        disc = QRectF(px(12), px(10), px(28), px(28))
        done = view.state is StepState.DONE
        ink = host.colour("rail_title")
        edge = None if now or done else draw.mix(host.colour("rail_text"), host.colour("rail"), 0.6)
        fill = host.colour("rail_focus") if done else (ink if now else None)
        draw.box(painter, disc, px(14), fill, edge, 1)
        if done:
            draw.icon(painter, host, disc.left() + px(5), disc.center().y(), "check", 18, "rail")
        else:
            tone: Token = "rail" if now else "rail_title"
            said = f"{view.number}"
            draw.text(painter, host, disc.toRect(), said, Role.BODY, tone, 600, draw.CENTRE)
        line = QRect(px(56), px(9), self.width() - px(64), px(20))
        draw.text(painter, host, line, view.title, Role.BODY, "rail_title", 600)
        self._note(self.width()).draw(painter, px(56), px(30))

    def _note(self, width: int) -> LaidOut:
        room = max(40, width - self._host.px(64))
        return LaidOut(self._host, (Run(self._view.note),), Role.SMALL, "rail_text", None, room)


class StepList(QFrame):
    """360 px wide."""

    def __init__(self, host: ThemeHost, program: str, purpose: str, kept: str) -> None:
        super().__init__()
        self._host = host
        ground(self, "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = Column(host, (24, 24, 24, 24), 16, self)
        head = Row(host, (12, 0, 0, 0), 12)
        head.addWidget(Picture(host, "logo", 40))
        names = Column(host, gap=0)
        names.addWidget(Label(host, program, Role.MEDICINE, "rail_title"))
        names.addWidget(Label(host, purpose, Role.BODY, "rail_text"))
        head.addLayout(names, 1)
        column.addLayout(head)
        self._steps = Column(host, gap=4)
        column.addLayout(self._steps)
        column.addStretch(1)
        column.addWidget(Label(host, marked(kept), Role.SMALL, "rail_text", wrap=True))
        self._items: list[StepItem] = []
        host.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_steps(self, views: tuple[StepView, ...]) -> None:
        """The steps in their order."""
        if len(views) != len(self._items):
            for item in self._items:
                item.hide()
                item.deleteLater()
            self._items = [StepItem(self._host, view) for view in views]
            for item in self._items:
                self._steps.addWidget(item)
        for item, view in zip(self._items, views, strict=True):
            item.show_view(view)

    def _on_theme_changed(self) -> None:
        self.setFixedWidth(self._host.px(360))
