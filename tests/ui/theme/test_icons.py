"""Icons: every one is drawn on the same grid, takes the colour it is given, and every name in use exists."""

import re

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from workstation.paths import resources
from workstation.ui.components.chips import FLAG_LOOKS
from workstation.ui.components.due import DUE_LOOKS
from workstation.ui.components.severity import SEVERITY_LOOKS
from workstation.ui.components.status import STATUS_LOOKS
from workstation.ui.theme import ThemeHost
from workstation.ui.theme.icons import IconSet

FOLDER = resources() / "icons"
PICTURES = {"logo", "staff-badge"}
NAMES = sorted(path.stem for path in FOLDER.glob("*.svg"))


def test_there_are_enough_icons() -> None:
    assert len(NAMES) >= 55


@pytest.mark.parametrize("name", [name for name in NAMES if name not in PICTURES])
def test_an_icon_stands_on_the_grid_with_the_line_of_the_set(name: str) -> None:
    svg = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert 'viewBox="0 0 20 20"' in svg
    assert 'stroke-width="1.6"' in svg
    assert 'stroke-linecap="round"' in svg
    assert not re.search(r"#[0-9A-Fa-f]{3,6}", svg), "colours come from the theme"


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_draws_something(qtbot: QtBot, name: str) -> None:
    image = IconSet(FOLDER).pixmap(name, 20, 2.0, "#112233").toImage()
    assert (image.width(), image.height()) == (40, 40)
    assert any(image.pixelColor(x, y).alpha() > 128 for x in range(40) for y in range(40))


def test_an_icon_takes_its_colour_and_is_made_once(qtbot: QtBot) -> None:
    icons = IconSet(FOLDER)
    red = icons.pixmap("plus", 20, 1.0, "#FF0000")
    assert icons.pixmap("plus", 20, 1.0, "#FF0000") is red
    middle = red.toImage().pixelColor(10, 10)
    assert middle.red() > 200
    assert QColor(middle).green() < 60


def test_a_name_that_is_not_drawn_is_a_bug(qtbot: QtBot) -> None:
    with pytest.raises(FileNotFoundError):
        IconSet(FOLDER).pixmap("no-such-icon", 20, 1.0, "#000000")


def test_every_icon_of_flags_states_and_severities_exists(host: ThemeHost) -> None:
    used = {look.icon for look in FLAG_LOOKS.values()} | {look.shape for look in SEVERITY_LOOKS.values()}
    used |= {icon for icon, _ in STATUS_LOOKS.values()} | {look[0] for look in DUE_LOOKS.values()}
    assert used - set(NAMES) == set()


def test_severities_differ_by_shape_and_not_only_by_colour() -> None:
    shapes = [look.shape for look in SEVERITY_LOOKS.values()]
    assert len(set(shapes)) == len(shapes)
