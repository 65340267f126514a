"""The application's exception hook: once per place, without a patient, with one sentence for the person there."""

import logging
import re
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from workstation.app.bugs import BugReporter, described
from workstation.domain.errors import Unavailable
from workstation.ui.components.severity import Severity
from workstation.ui.guards import WORDS_PROPERTY, paints
from workstation.ui.words import Words

PATIENT = "Jane Doe"


class _Broken(QWidget):
    @paints
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawText(1, 9, {"a": 1}[PATIENT].__doc__ or "")


class _Sentences:
    def __init__(self) -> None:
        self.shown: list[tuple[str, object, str]] = []

    def take(self, text: str, severity: object, icon: str) -> None:
        self.shown.append((text, severity, icon))


@pytest.fixture
def sentences() -> _Sentences:
    return _Sentences()


@pytest.fixture
def reporter(qapp: QApplication, words: Words, sentences: _Sentences) -> Iterator[BugReporter]:
    reporter = BugReporter(words)
    reporter.sentence_due.connect(sentences.take)
    yield reporter
    reporter.remove()
    qapp.setProperty(WORDS_PROPERTY, None)


def test_a_widget_that_cannot_be_drawn_is_reported_once_per_place(
    qtbot: QtBot,
    qapp: QApplication,
    reporter: BugReporter,
    sentences: _Sentences,
    caplog: pytest.LogCaptureFixture,
) -> None:
    widget = _Broken()
    qtbot.addWidget(widget)
    with capture_exceptions() as passed_on, caplog.at_level(logging.ERROR, "workstation.bugs"):
        reporter.install(qapp)
        for _ in range(5):
            widget.grab()
        assert sentences.shown == []  # never while painting
        qapp.processEvents()
        for _ in range(5):
            widget.grab()
        qapp.processEvents()
        reporter.remove()
    times = len(passed_on)
    assert times >= 10
    assert len(sentences.shown) == 1
    assert sentences.shown[0][1:] == (Severity.MAJOR, "")
    first, again = caplog.messages
    assert re.search(r"bug: KeyError < test_bugs.py:\d+ paintEvent < workstation/ui/guards.py:\d+ guarded", first)
    assert again == f"bug, {times} times: {reporter.places[0]}"
    assert PATIENT not in caplog.text


def test_the_mark_gets_its_words(qapp: QApplication, reporter: BugReporter) -> None:
    with capture_exceptions():
        reporter.install(qapp)
        assert qapp.property(WORDS_PROPERTY) == "Could not be drawn"
        reporter.remove()


def test_the_words_are_there(words: Words) -> None:
    assert words.has("shell.bug.sentence")
    assert words.has("shell.bug.not_drawn")


def test_two_places_are_two_reports(qtbot: QtBot, qapp: QApplication, reporter: BugReporter) -> None:
    with capture_exceptions():
        reporter.install(qapp)
        for value in ("a", "b", "a"):
            _reported(value)
        reporter.remove()
    assert len(reporter.places) == 1  # one place, three values
    with capture_exceptions():
        reporter.install(qapp)
        _reported(None)
        reporter.remove()
    assert len(reporter.places) == 2


def _reported(value: str | None) -> None:
    try:
        if value is None:
            raise LookupError
        int(value)
    except (ValueError, LookupError) as trouble:
        sys.excepthook(type(trouble), trouble, trouble.__traceback__)


def _names() -> dict[str, str]:
    return {}


def test_the_log_says_type_and_places_but_no_message() -> None:
    try:
        try:
            _names()[PATIENT]
        except KeyError as trouble:
            raise Unavailable("store", PATIENT) from trouble
    except Unavailable as found:
        text = described(found)
    assert re.fullmatch(r"Unavailable < test_bugs\.py:\d+ test_\w+; after KeyError < test_bugs\.py:\d+ test_\w+", text)


def _at(items: tuple[int, ...]) -> int:
    return items[1]


def test_the_places_of_the_program_are_named_from_its_package_on() -> None:
    with pytest.raises(IndexError) as found:
        _at(())
    assert "workstation" not in described(found.value)
    with pytest.raises(AttributeError) as other:
        Words.text(None, "a.b")  # type: ignore[arg-type]  # a bug on purpose
    assert re.search(r" < workstation/ui/words\.py:\d+ text", described(other.value))
    assert " /" not in described(other.value)


def test_leaving_the_program_is_no_bug(
    qapp: QApplication, reporter: BugReporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _trouble, _traceback: passed.append(kind))
    reporter.install(qapp)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    reporter.remove()
    assert passed == [KeyboardInterrupt]
    assert reporter.places == ()


def test_the_hook_is_given_back(qapp: QApplication, reporter: BugReporter) -> None:
    before = sys.excepthook
    reporter.install(qapp)
    assert sys.excepthook != before
    reporter.remove()
    assert sys.excepthook == before
