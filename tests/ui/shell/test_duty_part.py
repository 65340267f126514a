"""The status bar says who is responsible, since when, that somebody is away, and that nobody is there."""

from pytestqt.qtbot import QtBot

from workstation.ui.shell.duty import DutyShown
from workstation.ui.shell.statusbar import StatusBar
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


def a_bar(host: ThemeHost, words: Words, qtbot: QtBot, width: int = 1920) -> StatusBar:
    """A shown status bar."""
    bar = StatusBar(host, words, "Counter 1")
    qtbot.addWidget(bar)
    bar.resize(width, 32)
    bar.show()
    bar.fold(width)
    return bar


def test_where_nobody_is_asked_for_nothing_is_said(host: ThemeHost, words: Words, qtbot: QtBot) -> None:
    assert a_bar(host, words, qtbot).duty.isHidden()


def test_who_is_responsible_is_said_with_the_time(host: ThemeHost, words: Words, qtbot: QtBot) -> None:
    bar = a_bar(host, words, qtbot)
    bar.set_duty(DutyShown("Asha Kulkarni", "09:02"))
    assert bar.duty.words() == "Responsible Asha Kulkarni · since 09:02"
    assert not bar.duty.alarm


def test_in_a_narrow_window_the_name_stays(host: ThemeHost, words: Words, qtbot: QtBot) -> None:
    bar = a_bar(host, words, qtbot)
    bar.set_duty(DutyShown("Asha Kulkarni", "09:02"))
    bar.fold(1000)
    assert not bar.duty.isHidden()
    assert bar.duty.words() == "Responsible Asha Kulkarni"


def test_nobody_is_an_alarm(host: ThemeHost, words: Words, qtbot: QtBot) -> None:
    bar = a_bar(host, words, qtbot)
    bar.set_duty(DutyShown())
    assert bar.duty.words() == "No responsible pharmacist"
    assert bar.duty.alarm


def test_who_is_away_is_said_since_when(host: ThemeHost, words: Words, qtbot: QtBot) -> None:
    bar = a_bar(host, words, qtbot)
    bar.set_duty(DutyShown("Asha Kulkarni", "09:02", "12:30"))
    assert bar.duty.words() == "Asha Kulkarni · away since 12:30"
