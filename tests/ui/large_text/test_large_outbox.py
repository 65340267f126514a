"""The outbox in text at 200 %."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.large_text.looks import assert_primary_is_reachable, settle
from workstation.ui.outbox.panel import OutboxPanel
from workstation.ui.outbox.samples import SampleOutbox
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


def test_the_named_action_of_an_entry_is_seen_on_both_pages(
    large: ThemeHost, words: Words, tasks: TaskRunner, put: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    panel = OutboxPanel(large, words, SampleOutbox().actions(), tasks)
    put(panel)
    panel.page_shown()
    settle(qtbot, tasks)
    for page in ("list", "entry"):
        panel._tabs.choose(page)
        qtbot.wait(1)
        assert_primary_is_reachable(panel)
