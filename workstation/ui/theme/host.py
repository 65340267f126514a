"""The one place that knows the current theme, scale and density, and tells everybody when they change."""

from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPixmap
from PySide6.QtWidgets import QApplication

from workstation.ui.theme.fonts import TYPE_SCALE, Role, load_fonts, make_font
from workstation.ui.theme.icons import IconSet
from workstation.ui.theme.metrics import Density, Metrics, clamped_scale
from workstation.ui.theme.palette import make_palette
from workstation.ui.theme.qss import make_qss
from workstation.ui.theme.style import MarkStyle
from workstation.ui.theme.tokens import THEME_NAMES, Theme, Token, load_theme

MOST_FITTED = 4000
"""Texts whose fit is remembered: many screens full."""


class ThemeChoice(StrEnum):
    """What the user chose; SYSTEM follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high_contrast"


class ThemeHost(QObject):
    """Theme, fonts, sizes and icons for every widget. Widgets take it as their first constructor argument.

    They read what they need while painting and call `update()` on `theme_changed`.
    """

    theme_changed = Signal()

    def __init__(
        self,
        app: QApplication,
        resources: Path,
        choice: ThemeChoice = ThemeChoice.SYSTEM,
        metrics: Metrics | None = None,
    ) -> None:
        super().__init__(app)
        self._app = app
        self._themes = {name: load_theme(resources / "themes", name) for name in THEME_NAMES}
        load_fonts(resources / "fonts")
        self.icons = IconSet(resources / "icons")
        self._choice = choice
        self.metrics = metrics or Metrics()
        self._fonts: dict[tuple[Role, int | None], QFont] = {}
        self._font_metrics: dict[tuple[Role, int | None], QFontMetrics] = {}
        self._colours: dict[Token, QColor] = {}
        self._fitted: dict[tuple[str, int, Role, int | None], str] = {}
        self._style = MarkStyle(self.theme, self.metrics)
        app.setStyle(self._style)
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        self._apply()

    @property
    def choice(self) -> ThemeChoice:
        """What the user chose."""
        return self._choice

    @property
    def theme(self) -> Theme:
        """The tokens in use."""
        if self._choice is not ThemeChoice.SYSTEM:
            return self._themes[self._choice.value]
        dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self._themes["dark" if dark else "light"]

    def choose(
        self, choice: ThemeChoice | None = None, scale: int | None = None, density: Density | None = None
    ) -> None:
        """Changes theme, text scale in percent (clamped to 80..200) or density; None leaves one as it is."""
        self._choice = choice or self._choice
        self.metrics = Metrics(
            clamped_scale(scale) if scale is not None else self.metrics.scale, density or self.metrics.density
        )
        self._apply()

    def px(self, length: float) -> int:
        """A length of the 100 % design at the current scale."""
        return self.metrics.px(length)

    def colour(self, token: Token) -> QColor:
        """The colour of a token. Do not change the object: it is shared."""
        found = self._colours.get(token)
        if found is None:
            found = self._colours[token] = QColor(self.theme.hex(token))
        return found

    def font(self, role: Role, weight: int | None = None) -> QFont:
        """The font of a role; `weight` 400..800 replaces the usual one."""
        key = (role, weight)
        if key not in self._fonts:
            self._fonts[key] = make_font(role, self.metrics.scale, weight)
        return self._fonts[key]

    def font_metrics(self, role: Role, weight: int | None = None) -> QFontMetrics:
        """Measures texts in the font of a role."""
        key = (role, weight)
        if key not in self._font_metrics:
            self._font_metrics[key] = QFontMetrics(self.font(role, weight))
        return self._font_metrics[key]

    def fitted(self, words: str, width: int, role: Role, weight: int | None = None) -> str:
        """The text, with an ellipsis where it stops to fit into `width` px. Kept: tables ask for hundreds at once."""
        key = (words, width, role, weight)
        found = self._fitted.get(key)
        if found is None:
            if len(self._fitted) >= MOST_FITTED:
                self._fitted.clear()
            metrics = self.font_metrics(role, weight)
            fits = metrics.horizontalAdvance(words) <= width
            found = words if fits else metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
            self._fitted[key] = found
        return found

    def line_height(self, role: Role) -> int:
        """Line height of a role in px, never less than the font needs."""
        return max(
            self.px(TYPE_SCALE[role].line),
            self.font_metrics(role).ascent() + self.font_metrics(role).descent(),
        )

    def icon_pixmap(self, name: str, size: float, token: Token, dpr: float, glyph: Token = "on_shape") -> QPixmap:
        """An icon of `size` design px in the colour of a token."""
        theme = self.theme
        return self.icons.pixmap(name, self.px(size), dpr, theme.hex(token), theme.hex(glyph))

    def _on_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        if self._choice is ThemeChoice.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        self._fonts.clear()
        self._font_metrics.clear()
        self._colours.clear()
        self._fitted.clear()
        self.icons.forget()
        theme = self.theme
        self._style.retheme(theme, self.metrics)
        self._app.setFont(self.font(Role.BODY))
        self._app.setPalette(make_palette(theme))
        self._app.setStyleSheet(make_qss(theme, self.metrics))
        self.theme_changed.emit()
