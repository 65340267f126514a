"""Where a prescription is on its way: "Review › Pick and scan › Accuracy check › Hand-over"."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.ui.components import draw
from workstation.ui.components.facts import StepState
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import Role, ThemeHost, Token


@dataclass(frozen=True, slots=True)
class TrailStep:
    """A step with the icon that it shows while it is being done."""

    text: str
    icon: str
    state: StepState


class StepTrail(QWidget):
    """The steps in one line, the present one on a soft ground. `set_short` leaves the present one: "step 1 of 4"."""

    def __init__(self, host: ThemeHost, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._steps: tuple[TrailStep, ...] = ()
        self._short = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        host.theme_changed.connect(self.updateGeometry)

    def set_steps(self, steps: tuple[TrailStep, ...]) -> None:
        """Shows these steps."""
        self._steps = steps
        self.setAccessibleName(", ".join(f"{step.text} {step.state.value}" for step in steps))
        self.updateGeometry()
        self.update()

    def set_short(self, short: bool) -> None:
        """The present step alone, with its number."""
        self._short = short
        self.updateGeometry()
        self.update()

    @called_by_qt
    def sizeHint(self) -> QSize:
        """All shown steps in one line."""
        shown = self._shown()
        between = self._host.px(24) * max(0, len(shown) - 1)
        return QSize(sum(self._width(step) for step in shown) + between, self._host.px(32))

    def _shown(self) -> tuple[TrailStep, ...]:
        now = [index for index, step in enumerate(self._steps) if step.state is StepState.NOW]
        if not self._short or not now:
            return self._steps
        step = self._steps[now[0]]
        return (TrailStep(f"{step.text}, {now[0] + 1} / {len(self._steps)}", step.icon, step.state),)

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Steps and the signs between them."""
        host, painter = self._host, QPainter(self)
        x = 0
        for index, step in enumerate(self._shown()):
            if index:
                draw.icon(painter, host, x + host.px(5), self.height() / 2, "chevron-right", 14, "text_3")
                x += host.px(24)
            width = self._width(step)
            self._draw_step(painter, QRectF(x, 0, width, self.height()), step)
            x += width

    def _draw_step(self, painter: QPainter, rect: QRectF, step: TrailStep) -> None:
        host = self._host
        tones: dict[StepState, Token] = {
            StepState.DONE: "ok",
            StepState.NOW: "accent",
            StepState.LATER: "text_2",
        }
        tone = tones[step.state]
        if step.state is StepState.NOW:
            edge = host.colour("accent") if host.theme.high_contrast else None
            draw.box(painter, rect, host.px(6), host.colour("accent_soft"), edge, host.theme.border_width)
        x = rect.left() + host.px(8)
        icon = {StepState.DONE: "check", StepState.NOW: step.icon}.get(step.state, "")
        if icon:
            x += draw.icon(painter, host, x, rect.center().y(), icon, 16, tone) + host.px(6)
        line = rect.toRect()
        line.setLeft(round(x))
        draw.text(painter, host, line, step.text, Role.SMALL, tone, self._weight(step))

    def _weight(self, step: TrailStep) -> int:
        return 600 if step.state is StepState.NOW else 500

    def _width(self, step: TrailStep) -> int:
        words = self._host.font_metrics(Role.SMALL, self._weight(step)).horizontalAdvance(step.text)
        return words + self._host.px(16 + (22 if step.state is not StepState.LATER else 0))
