"""Three sounds, each with its picture on the screen: ok, look, stop. They differ in rhythm, not only in pitch.

Playing is a program of the system behind a port; where there is none the counter says so and stays silent.
"""

import shutil
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QProcess, QTimer

PROGRAMS = (("paplay", ("--volume={volume}",)), ("pw-play", ("--volume={share}",)), ("aplay", ("-q",)))
"""Program, and its arguments before the file."""
QUIETEST_STOP = 40
"""Per cent. STOP is never quieter than this unless the responsible pharmacist mutes it."""
STOP_AGAIN_MS = 4000


class Sound(StrEnum):
    """What is to be heard."""

    OK = "ok"
    LOOK = "look"
    STOP = "stop"


class Player(Protocol):
    """Plays a WAV file without waiting for its end. `available` is False where nothing can be heard."""

    @property
    def available(self) -> bool: ...
    def play(self, file: Path, volume: int) -> None: ...


class NoPlayer:
    """Nothing can be heard here."""

    available = False

    def play(self, file: Path, volume: int) -> None:
        """Stays silent."""


class ProcessPlayer:
    """Plays through a program of the system, as a process of its own: nothing waits for it."""

    available = True

    def __init__(self, program: str, arguments: tuple[str, ...]) -> None:
        self._program, self._arguments = program, arguments

    def play(self, file: Path, volume: int) -> None:
        """Starts the program; `volume` in per cent."""
        filled = [one.format(volume=volume * 65536 // 100, share=volume / 100) for one in self._arguments]
        QProcess.startDetached(self._program, [*filled, str(file)])


class WindowsPlayer:
    """Plays through winsound, which Windows has. The volume is the system's."""

    available = True

    def play(self, file: Path, volume: int) -> None:
        """Starts playing and returns."""
        if sys.platform == "win32" and volume > 0:
            import winsound

            winsound.PlaySound(str(file), winsound.SND_FILENAME | winsound.SND_ASYNC)


def find_player(which: Callable[[str], str | None] = shutil.which, platform: str = sys.platform) -> Player:
    """The first player there is on this PC."""
    if platform == "win32":
        return WindowsPlayer()
    for program, arguments in PROGRAMS:
        found = which(program)
        if found is not None:
            return ProcessPlayer(found, arguments)
    return NoPlayer()


class Sounds(QObject):
    """Plays what the screens ask for. `volume` in per cent, per user."""

    def __init__(self, folder: Path, player: Player, volume: int = 70, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder, self._player, self._volume = folder, player, volume
        self._stop_muted = False
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(STOP_AGAIN_MS)
        self._again.timeout.connect(self._on_again)

    @property
    def available(self) -> bool:
        """Whether anything can be heard on this PC."""
        return self._player.available

    @property
    def volume(self) -> int:
        """Per cent; 0 is mute."""
        return self._volume

    def set_volume(self, volume: int, *, stop_muted: bool = False) -> None:
        """Sets the volume; `stop_muted` only when the responsible pharmacist says so."""
        self._volume, self._stop_muted = max(0, min(100, volume)), stop_muted

    def play(self, sound: Sound) -> None:
        """Plays it. A STOP is repeated once unless `answered` is called within four seconds."""
        self._again.stop()
        self._play(sound)
        if sound is Sound.STOP:
            self._again.start()

    def answered(self) -> None:
        """Somebody pressed a key or scanned: a STOP need not be repeated."""
        self._again.stop()

    def loudness(self, sound: Sound) -> int:
        """Per cent at which a sound is played."""
        if sound is Sound.STOP:
            return 0 if self._stop_muted else max(QUIETEST_STOP, self._volume)
        return self._volume

    def _play(self, sound: Sound) -> None:
        loudness = self.loudness(sound)
        if self._player.available and loudness > 0:
            self._player.play(self._folder / f"{sound.value}.wav", loudness)

    def _on_again(self) -> None:
        self._play(Sound.STOP)
