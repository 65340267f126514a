"""Ctrl+M: sound off and on again. A STOP is always heard."""

from PySide6.QtCore import QObject, Slot

from workstation.ui.components.severity import Severity
from workstation.ui.shell.mainwindow import MainWindow
from workstation.ui.sounds import Sounds
from workstation.ui.words import Words


class SoundKey(QObject):
    """Listens to the key of one window and says what came of it."""

    def __init__(self, window: MainWindow, sounds: Sounds, words: Words) -> None:
        super().__init__(window)
        self._window, self._sounds, self._words = window, sounds, words
        self._volume = sounds.volume
        window.sound_toggled.connect(self._on_toggled)

    @Slot()
    def _on_toggled(self) -> None:
        if self._sounds.volume:
            self._volume = self._sounds.volume
            self._sounds.set_volume(0)
        else:
            self._sounds.set_volume(self._volume)
        said = self._words.text("shell.sound_on" if self._sounds.volume else "shell.sound_off")
        self._window.toast(said, Severity.INFORMATION)
