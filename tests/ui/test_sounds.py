"""Three sounds that can be told apart, and silence that says so."""

import wave
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from workstation.paths import resources
from workstation.ui.sounds import NoPlayer, ProcessPlayer, Sound, Sounds, WindowsPlayer, find_player

FOLDER = resources() / "sounds"


class _Player:
    available = True

    def __init__(self) -> None:
        self.played: list[tuple[str, int]] = []

    def play(self, file: Path, volume: int) -> None:
        self.played.append((file.stem, volume))


@pytest.fixture
def player() -> _Player:
    return _Player()


@pytest.fixture
def sounds(player: _Player, qtbot: QtBot) -> Sounds:
    return Sounds(FOLDER, player, volume=30)


@pytest.mark.parametrize(
    ("sound", "least", "most"), [(Sound.OK, 80, 100), (Sound.LOOK, 250, 400), (Sound.STOP, 400, 500)]
)
def test_a_sound_is_as_long_as_its_rhythm(sound: Sound, least: int, most: int) -> None:
    with wave.open(str(FOLDER / f"{sound.value}.wav")) as file:
        assert least <= file.getnframes() * 1000 / file.getframerate() <= most


def test_a_stop_is_never_quieter_than_40_per_cent(sounds: Sounds, player: _Player) -> None:
    for sound in Sound:
        sounds.play(sound)
    assert player.played == [("ok", 30), ("look", 30), ("stop", 40)]
    sounds.answered()


def test_only_a_muted_stop_is_silent(sounds: Sounds, player: _Player) -> None:
    sounds.set_volume(0)
    sounds.play(Sound.OK)
    sounds.play(Sound.STOP)
    assert player.played == [("stop", 40)]
    sounds.set_volume(0, stop_muted=True)
    sounds.play(Sound.STOP)
    assert player.played == [("stop", 40)]
    sounds.answered()


def test_a_stop_repeats_once_unless_somebody_answers(sounds: Sounds, player: _Player, qtbot: QtBot) -> None:
    sounds._again.setInterval(1)
    sounds.play(Sound.STOP)
    qtbot.waitUntil(lambda: len(player.played) == 2)
    assert not sounds._again.isActive()
    sounds.play(Sound.STOP)
    sounds.answered()
    assert len(player.played) == 3


def test_a_match_after_a_stop_ends_its_repetition(sounds: Sounds, player: _Player) -> None:
    sounds.play(Sound.STOP)
    sounds.play(Sound.OK)
    assert not sounds._again.isActive()


@pytest.mark.parametrize(
    ("there", "platform", "kind"),
    [({"aplay"}, "linux", ProcessPlayer), (set(), "linux", NoPlayer), (set(), "win32", WindowsPlayer)],
)
def test_the_player_is_what_the_pc_has(there: set[str], platform: str, kind: type) -> None:
    found = find_player(lambda program: f"/usr/bin/{program}" if program in there else None, platform)
    assert type(found) is kind


def test_a_pc_without_a_player_says_so(qtbot: QtBot) -> None:
    silent = Sounds(FOLDER, NoPlayer())
    assert not silent.available
    silent.play(Sound.OK)
