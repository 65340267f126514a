"""MATCH and STOP: shown at once, said aloud, never clipped."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from workstation.ui.components import samples
from workstation.ui.components.packs import PackState, pack_states
from workstation.ui.components.verdict import Stop, StopTile, VerdictPanel
from workstation.ui.components.verdict_match import MatchPainter
from workstation.ui.components.verdict_stop import StopPainter
from workstation.ui.theme import ThemeHost


@pytest.fixture
def panel(host: ThemeHost, qtbot: QtBot) -> Iterator[VerdictPanel]:
    panel = VerdictPanel(host)
    qtbot.addWidget(panel)
    panel.resize(896, 560)
    yield panel
    panel.clear()


def _picture(panel: VerdictPanel) -> QImage:
    return panel.grab().toImage()


def test_nothing_is_shown_before_the_first_scan(panel: VerdictPanel) -> None:
    assert not panel.isVisible()
    assert panel.heightForWidth(896) == 0


def test_a_match_is_said_with_its_packs(panel: VerdictPanel) -> None:
    panel.show_match(samples.MATCH)
    assert panel.isVisible()
    assert panel.accessibleDescription() == "MATCH. Warf 5 · warfarin 5 mg tablet. 1 of 2 packs."


def test_a_stop_is_said_with_the_reason_and_what_to_do(panel: VerdictPanel) -> None:
    panel.show_stop(samples.STOP)
    said = panel.accessibleDescription()
    assert said.startswith("STOP. Wrong strength: 2 mg, not 5 mg.")
    assert "Nothing was recorded" in said
    assert "Put this pack back on shelf B2-03" in said


def test_a_stop_stays_until_something_else_comes(panel: VerdictPanel, qtbot: QtBot) -> None:
    panel.show_stop(samples.STOP)
    assert panel.verdict is samples.STOP
    panel.show_match(samples.MATCH)
    assert panel.accessibleDescription().startswith("MATCH")
    panel.clear()
    assert not panel.isVisible()


def test_a_stop_is_red_between_barriers_and_a_match_is_not(panel: VerdictPanel, host: ThemeHost) -> None:
    panel.show_stop(samples.STOP)
    stop = _picture(panel)
    assert stop.pixelColor(448, 40) == host.colour("major_fill")
    barrier = {stop.pixelColor(x, 6).name() for x in range(30, 860)}
    assert {host.colour("major_fill").name(), host.colour("on_fill").name()} <= barrier
    panel.show_match(samples.MATCH)
    assert _picture(panel).pixelColor(448, 40) == host.colour("ok_soft")


@pytest.mark.parametrize("scale", [80, 100, 150, 200])
@pytest.mark.parametrize("width", [480, 700, 896, 1300])
def test_the_panel_grows_with_its_words(host: ThemeHost, panel: VerdictPanel, scale: int, width: int) -> None:
    host.choose(scale=scale)
    pixels = host.px(width)
    short, long = MatchPainter(host), StopPainter(host)
    more = replace(samples.STOP, sentence=samples.STOP.sentence * 3)
    assert long.height(more, pixels) > long.height(samples.STOP, pixels)
    assert short.height(samples.MATCH, pixels) >= host.px(240)
    panel.show_stop(more)
    assert panel.heightForWidth(pixels) == long.height(more, pixels)


def test_a_stop_without_an_expected_pack_has_one_tile(host: ThemeHost, panel: VerdictPanel) -> None:
    alone = replace(samples.STOP, expected=None)
    panel.show_stop(alone)
    _picture(panel)
    assert StopPainter(host).height(alone, 896) <= StopPainter(host).height(samples.STOP, 896)


def test_prepared_grounds_are_used(panel: VerdictPanel) -> None:
    panel.prepare()
    before = dict(panel._grounds)
    panel.show_match(samples.MATCH)
    _picture(panel)
    assert panel._grounds == before


def test_packs_are_done_next_and_later() -> None:
    assert pack_states(1, 3, listening=True) == (PackState.DONE, PackState.NEXT, PackState.LATER)
    assert pack_states(1, 2, listening=False) == (PackState.DONE, PackState.LATER)
    assert pack_states(2, 2, listening=True) == (PackState.DONE, PackState.DONE)


def test_in_a_low_window_long_names_leave_room_for_what_to_do(panel: VerdictPanel, host: ThemeHost) -> None:
    """856 × 324 design px are what a screen of 1920 × 1080 leaves at 200 %."""
    panel.set_low(True)
    panel.resize(host.px(856), host.px(560))
    scanned = StopTile("You scanned", "08909210021305", "Eltroxin", "100 micrograms",
                       "levothyroxine 100 micrograms tablet · shelf A5-32")  # fmt: skip
    expected = StopTile("Expected", "08909238022476", "Thyronorm", "50 micrograms",
                        "levothyroxine 50 micrograms tablet · batch TH256049 · pack of 120")  # fmt: skip
    steps = ("Put Eltroxin 100 back on shelf A5-32", "Take Thyronorm 50, batch TH256049, from shelf A5-20",
             "Scan it. The right pack clears this")  # fmt: skip
    sentence, safe = "Wrong strength: 100 micrograms, not 50 micrograms", "Nothing was recorded: no stock moved."
    panel.show_stop(Stop(sentence, scanned, expected, safe, steps, ()))
    assert 0 < panel.steps_until() <= host.px(324)
    panel.set_low(False)
