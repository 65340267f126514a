"""A filter as a chip: "Flag: any ⌄". Coloured, with a cross, while it narrows something."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost, Token


class FilterChip(QAbstractButton):
    """Opens a menu of (code, text); the first option means "no filter"."""

    chosen = Signal(str)

    def __init__(
        self, host: ThemeHost, label: str, options: tuple[tuple[str, str], ...] = (), icon: str = "",
        parent: QWidget | None = None, *, clearable: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._host, self._label, self._icon, self._clearable = host, label, icon, clearable
        self._options: tuple[tuple[str, str], ...] = ()
        self._index = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._menu = QMenu(self)
        self._menu.triggered.connect(self._on_triggered)
        self.clicked.connect(self._on_clicked)
        self.set_options(options)
        host.theme_changed.connect(self.updateGeometry)

    def set_options(self, options: tuple[tuple[str, str], ...]) -> None:
        """Other options; the first is chosen."""
        self._options, self._index = options, 0
        self._menu.clear()
        for code, text in options:
            action = QAction(text, self._menu)
            action.setData(code)
            self._menu.addAction(action)
        self._refresh()

    def code(self) -> str:
        """Code of the chosen option."""
        return self._options[self._index][0] if self._options else ""

    def choose(self, code: str) -> None:
        """Chooses; tells when that is a change."""
        codes = [option[0] for option in self._options]
        if code in codes and codes.index(code) != self._index:
            self._index = codes.index(code)
            self._refresh()
            self.chosen.emit(code)

    def is_on(self) -> bool:
        """Whether it narrows something."""
        return self._clearable and self._index > 0

    @called_by_qt
    def sizeHint(self) -> QSize:
        """Words, icon, chevron or cross."""
        host = self._host
        label = host.font_metrics(Role.SMALL).horizontalAdvance(f"{self._label}: ")
        value = host.font_metrics(Role.SMALL, 600).horizontalAdvance(self._value())
        return QSize(label + value + host.px(12 + 8 + 14 + 9 + (20 if self._icon else 0)), host.metrics.small_button)

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, words, sign."""
        host, painter, on = self._host, QPainter(self), self.is_on()
        ground: Token = "accent_soft" if on else ("sunken" if self.underMouse() else "surface")
        edge: Token = "accent" if on else "border_control"
        draw.box(painter, self.rect(), host.px(6), host.colour(ground), host.colour(edge), host.theme.border_width)
        if self.hasFocus():
            draw.ring(painter, host, self.rect(), host.px(6))
        x = float(host.px(12))
        centre = self.height() / 2
        if self._icon:
            x += draw.icon(painter, host, x, centre, self._icon, 14, "accent" if on else "text_2") + host.px(6)
        label = f"{self._label}: "
        rect = self.rect().adjusted(round(x), 0, 0, 0)
        draw.text(painter, host, rect, label, Role.SMALL, "accent" if on else "text_2")
        rect = rect.adjusted(host.font_metrics(Role.SMALL).horizontalAdvance(label), 0, 0, 0)
        draw.text(painter, host, rect, self._value(), Role.SMALL, "accent" if on else "text", 600)
        sign = self._sign_rect()
        draw.icon(
            painter,
            host,
            sign.left(),
            centre,
            "cross" if on else "chevron-down",
            14,
            "accent" if on else "text_2",
        )

    @called_by_qt
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the cross takes the filter away."""
        if self.is_on() and self._sign_rect().adjusted(-6, 0, 6, 0).contains(event.position().toPoint()):
            self.choose(self._options[0][0])
            return
        super().mousePressEvent(event)

    def _sign_rect(self) -> QRect:
        side = self._host.px(14)
        return QRect(self.width() - self._host.px(9) - side, 0, side, self.height())

    def _value(self) -> str:
        return self._options[self._index][1] if self._options else ""

    def _refresh(self) -> None:
        self.setAccessibleName(f"{self._label}: {self._value()}")
        self.updateGeometry()
        self.update()

    def _on_clicked(self) -> None:
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _on_triggered(self, action: QAction) -> None:
        self.choose(str(action.data()))
