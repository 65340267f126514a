"""Shared by the tests of screens: one theme host on the one application, and a task runner for each test."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from workstation.paths import resources
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import Density, ThemeChoice, ThemeHost
from workstation.ui.words import Words


@pytest.fixture(scope="session")
def theme_host(qapp: QApplication) -> ThemeHost:
    """The theme host of the application, light at 100 %."""
    return ThemeHost(qapp, resources(), ThemeChoice.LIGHT)


@pytest.fixture
def host(theme_host: ThemeHost) -> Iterator[ThemeHost]:
    """The theme host; afterwards light at 100 % again."""
    yield theme_host
    if (theme_host.choice, theme_host.metrics.scale, theme_host.metrics.density) != (
        ThemeChoice.LIGHT,
        100,
        Density.COMFORTABLE,
    ):
        theme_host.choose(ThemeChoice.LIGHT, 100, Density.COMFORTABLE)


@pytest.fixture(scope="session")
def words() -> Words:
    """The English words."""
    return Words(resources() / "translations")


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[TaskRunner]:
    """Lanes that are joined at the end."""
    runner = TaskRunner()
    yield runner
    runner.shutdown()
