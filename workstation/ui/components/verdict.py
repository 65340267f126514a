"""The verdict of a scan: MATCH or STOP, in one widget, in one frame, without a fade."""

from PySide6.QtCore import QSize
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from workstation.ui.components.runs import Run
from workstation.ui.components.verdict_match import MatchPainter
from workstation.ui.components.verdict_stop import StopPainter
from workstation.ui.components.verdict_views import Match, Stop, StopTile
from workstation.ui.guards import called_by_qt, paints
from workstation.ui.theme import ThemeHost

__all__ = ["Match", "Stop", "StopTile", "VerdictPanel"]

_SAMPLE_STOP = Stop("", StopTile("", "", "", "", ""), StopTile("", "", "", "", ""), "", ("", "", ""), ())
_SAMPLE_MATCH = Match("", ((Run(""),),), "", 0, 1, "")


class VerdictPanel(QWidget):
    """Shows nothing, a MATCH or a STOP. A STOP stays until another verdict or `clear`."""

    def __init__(self, host: ThemeHost, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._verdict: Match | Stop | None = None
        self._painters = (MatchPainter(host), StopPainter(host))
        self._grounds: dict[tuple[type, int, int, float], QPixmap] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Verdict of the scan")
        self.setVisible(False)
        host.theme_changed.connect(self._on_theme_changed)

    @property
    def verdict(self) -> Match | Stop | None:
        """What is shown."""
        return self._verdict

    def show_match(self, match: Match) -> None:
        """The pack is the right one."""
        self._show(match, f"MATCH. {match.title}. {match.packs_done} of {match.packs_total} packs.", assertive=False)

    def show_stop(self, stop: Stop) -> None:
        """The pack is not the right one, or may not be used."""
        self._show(stop, f"STOP. {stop.sentence}. {stop.recorded} {' '.join(stop.steps)}", assertive=True)

    def clear(self) -> None:
        """Shows nothing."""
        self._verdict = None
        self.setAccessibleDescription("")
        self.setVisible(False)

    def set_low(self, low: bool) -> None:
        """A window of few lines: smaller marks, so that what is safe and what to do are seen without scrolling."""
        for painter in self._painters:
            if painter.low is not low:
                painter.low = low
                self._on_theme_changed()

    def prepare(self) -> None:
        """Paints both grounds for the current size ahead, so that a verdict shows within one frame."""
        for sample in (_SAMPLE_MATCH, _SAMPLE_STOP):
            self._ground(sample)

    @called_by_qt
    def sizeHint(self) -> QSize:
        """The design's width; the height that the words need in it."""
        width = self._host.px(896)
        return QSize(width, self.heightForWidth(width))

    @called_by_qt
    def minimumSizeHint(self) -> QSize:
        """Narrow enough for a folded screen; layouts take the height from `heightForWidth`."""
        return QSize(self._host.px(480), self._least() if self._verdict is not None else 0)

    @called_by_qt
    def hasHeightForWidth(self) -> bool:
        """Words wrap."""
        return True

    @called_by_qt
    def heightForWidth(self, width: int) -> int:
        """Height that the words of the verdict need."""
        if self._verdict is None:
            return 0
        match, stop = self._painters
        if isinstance(self._verdict, Match):
            return match.height(self._verdict, width)
        return stop.height(self._verdict, width)

    def steps_until(self) -> int:
        """How far down a STOP has to be seen at once, in px: up to the lower edge of what to do."""
        return self._painters[1].steps_until(self._verdict, self.width()) if isinstance(self._verdict, Stop) else 0

    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The prepared ground, then the words."""
        if self._verdict is None:
            return
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._ground(self._verdict))
        match, stop = self._painters
        if isinstance(self._verdict, Match):
            match.draw(painter, self.rect(), self._verdict)
        else:
            stop.draw(painter, self.rect(), self._verdict)

    @called_by_qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other grounds are needed for another size."""
        size = (self.width(), self.height())
        self._grounds = {key: found for key, found in self._grounds.items() if key[1:3] == size}
        super().resizeEvent(event)

    def _least(self) -> int:
        return self._host.px(168 if self._painters[0].low else 240)

    def _show(self, verdict: Match | Stop, said: str, *, assertive: bool) -> None:
        self._verdict = verdict
        self.setAccessibleDescription(said)
        self.setVisible(True)
        self.updateGeometry()
        self.update()
        event = QAccessibleAnnouncementEvent(self, said)
        event.setPoliteness(
            QAccessible.AnnouncementPoliteness.Assertive if assertive else QAccessible.AnnouncementPoliteness.Polite
        )
        QAccessible.updateAccessibility(event)

    def _ground(self, verdict: Match | Stop) -> QPixmap:
        ratio = self.devicePixelRatioF()
        key = (type(verdict), self.width(), self.height(), ratio)
        found = self._grounds.get(key)
        if found is None:
            found = QPixmap(self.size() * ratio)
            found.setDevicePixelRatio(ratio)
            found.fill(self._host.colour("bg"))
            painter = QPainter(found)
            self._painters[isinstance(verdict, Stop)].draw_ground(painter, self.rect())
            painter.end()
            self._grounds[key] = found
        return found

    def _on_theme_changed(self) -> None:
        self._grounds.clear()
        self.updateGeometry()
        self.update()
