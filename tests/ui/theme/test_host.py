"""The theme host: what it offers and how it changes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontInfo
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from workstation.ui.theme import Density, Metrics, Role, ThemeChoice, ThemeHost
from workstation.ui.theme.fonts import TYPE_SCALE


def test_a_change_of_theme_is_told_once(host: ThemeHost, qtbot: QtBot) -> None:
    with qtbot.waitSignal(host.theme_changed):
        host.choose(ThemeChoice.DARK)
    assert host.theme.dark
    assert host.colour("surface").name().upper() == "#171E28"


def test_without_a_choice_the_theme_follows_the_desktop(host: ThemeHost, qapp: QApplication) -> None:
    host.choose(ThemeChoice.SYSTEM)
    is_dark = qapp.styleHints().colorScheme() is Qt.ColorScheme.Dark
    assert host.theme.name == ("dark" if is_dark else "light")


@pytest.mark.parametrize(("asked", "given"), [(50, 80), (100, 100), (150, 150), (300, 200)])
def test_the_text_scale_stays_between_80_and_200(host: ThemeHost, asked: int, given: int) -> None:
    host.choose(scale=asked)
    assert host.metrics.scale == given


@pytest.mark.parametrize("scale", [80, 100, 150, 200])
def test_all_sizes_follow_one_base(host: ThemeHost, scale: int) -> None:
    host.choose(scale=scale)
    for role, kind in TYPE_SCALE.items():
        assert host.font(role).pixelSize() == round(kind.size * scale / 100)
        assert host.line_height(role) >= host.font_metrics(role).ascent() + host.font_metrics(role).descent()
    assert host.px(40) == round(40 * scale / 100)
    assert host.metrics.design(host.px(1000)) == pytest.approx(1000, abs=1)


def test_touch_makes_rows_and_controls_tall_enough_for_fingers() -> None:
    metrics = Metrics(density=Density.TOUCH)
    assert (metrics.row, metrics.button, metrics.field, metrics.small_button) == (56, 48, 48, 48)


def test_figures_are_tabular_and_l_has_a_tail(host: ThemeHost) -> None:
    font = host.font(Role.BODY)
    assert font.featureValue(QFont.Tag("tnum")) == 1
    assert font.featureValue(QFont.Tag("cv05")) == 1
    metrics = host.font_metrics(Role.BODY)
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("0000")


def test_the_fonts_are_inter_and_jetbrains_mono(host: ThemeHost) -> None:
    assert QFontInfo(host.font(Role.BODY)).family() == "Inter"
    assert QFontInfo(host.font(Role.CODE)).family() == "JetBrains Mono"


@pytest.mark.parametrize("choice", list(ThemeChoice))
@pytest.mark.parametrize("scale", [80, 200])
def test_the_style_sheet_is_understood(host: ThemeHost, qtbot: QtBot, choice: ThemeChoice, scale: int) -> None:
    field = QLineEdit("28 days")
    qtbot.addWidget(field)
    field.show()
    host.choose(choice, scale)  # a rule that Qt cannot parse is a warning, and warnings fail tests
    assert field.sizeHint().height() == host.metrics.field
