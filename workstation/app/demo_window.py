"""The window of the sample pharmacy, for a person."""

from PySide6.QtWidgets import QApplication

from workstation.app.demo import Demo
from workstation.app.desktop import Look, counter
from workstation.app.people import demo_users
from workstation.paths import resources
from workstation.ui.components.severity import Severity
from workstation.ui.words import Words


def open_demo_window(app: QApplication, demo: Demo, look: Look) -> int:
    """Shows the sign-in page and runs until the window is closed. Returns Qt's exit code."""
    people = demo_users(demo.sample.people)
    with counter(app, demo.opened, demo.settings, demo.key, demo.pharmacy, look, people) as made:
        made.window.resize(1600, 900)
        made.window.showMaximized()
        made.start()
        if demo.begins_anew:
            made.window.toast(Words(resources() / "translations").text("shell.demo_anew"), Severity.INFORMATION)
        return app.exec()
