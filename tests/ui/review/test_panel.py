"""The review screen as a whole: it stays, says what is amiss, and works on other threads than the window's."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.review.screen import Shown, calls_of, card_of, choose, wait_for
from workstation.domain.errors import Unavailable
from workstation.services.screening import alert_key
from workstation.ui.components.label import Label
from workstation.ui.review.body import Fold
from workstation.ui.review.sample_alerts import WARFARIN_ASPIRIN
from workstation.ui.review.samples import (
    PRESCRIPTION_ID,
    SamplePharmacy,
    electronic_pharmacy,
    sample_pharmacy,
)
from workstation.ui.theme import ThemeHost


def test_a_silent_store_is_said_and_the_screen_stays(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    pharmacy.refuse["confirm_line"] = Unavailable("store", "Another counter is saving.")
    choose(panel, Qt.Key.Key_1)
    card_of(panel).press_confirm()
    qtbot.waitUntil(lambda: "Another counter is saving. What was typed is kept" in panel.trouble.sentence())


def test_no_action_is_called_on_the_thread_of_the_window(
    shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[int] = set()
    plain = SamplePharmacy._did

    def noting(self: SamplePharmacy, what: str, *facts: object) -> None:
        threads.add(threading.get_ident())
        plain(self, what, *facts)

    monkeypatch.setattr(SamplePharmacy, "_did", noting)
    for name in ("search", "free_stock", "sentence", "page_images"):
        kept = getattr(SamplePharmacy, name)

        def watched(self: SamplePharmacy, *facts: Any, _kept: Callable[..., Any] = kept) -> Any:
            threads.add(threading.get_ident())
            return _kept(self, *facts)

        monkeypatch.setattr(SamplePharmacy, name, watched)
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    choose(panel, Qt.Key.Key_1)
    card_of(panel).press_confirm()
    wait_for(qtbot, pharmacy, "confirm_line")
    panel.work.answer(PRESCRIPTION_ID, alert_key(WARFARIN_ASPIRIN), "already_stable", "")
    wait_for(qtbot, pharmacy, "answer_alert")
    assert threads
    assert threading.get_ident() not in threads


def test_an_answer_of_a_prescription_that_was_left_is_dropped(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = sample_pharmacy()
    panel = shown(pharmacy)
    other = UUID(int=7)
    panel.open_prescription(other)
    qtbot.waitUntil(lambda: len(calls_of(pharmacy, "open")) == 2)
    qtbot.wait(1)
    assert panel.prescription_id == other
    assert panel.lines.open_position == 0


def test_no_scan_is_said_calmly_and_unknowns_are_shown(shown: Shown) -> None:
    panel = shown(electronic_pharmacy())
    assert not panel.scan.shows_paper
    said = " ".join(label.words() for label in panel.findChildren(Label))
    assert "Electronic prescription: no paper" in said
    assert "Not screened: aspirin 75 mg dispersible" in said


@pytest.mark.parametrize(
    ("width", "scale", "fold"), [(1848, 100, Fold.WIDE), (1294, 100, Fold.DRAWER), (1808, 200, Fold.PAGES)]
)
def test_medicine_text_is_never_cut_at_any_width(
    shown: Shown, host: ThemeHost, qtbot: QtBot, width: int, scale: int, fold: Fold
) -> None:
    host.choose(scale=scale)
    panel = shown(sample_pharmacy())
    panel.resize(width, 890)
    qtbot.wait(1)
    assert panel.body.fold is fold
    for page in ("scan", "lines", "patient"):
        panel.show_page(page)
        qtbot.wait(1)
        cut = [label.words() for label in panel.findChildren(Label) if label.isVisible() and label.is_clipped()]
        assert cut == []


@pytest.mark.parametrize("width", [1848, 1500, 1294])
def test_without_a_paper_the_sent_lines_stand_in_its_place_whole_beside_the_keyed_ones(
    shown: Shown, qtbot: QtBot, width: int
) -> None:
    panel = shown(electronic_pharmacy())
    panel.resize(width, 890)
    qtbot.wait(1)
    labels = [label for label in panel.scan.sent.findChildren(Label) if label.isVisible()]
    said = [label.words() for label in labels]
    assert "aspirin 75 mg" in said
    assert "0-1-0 for 28 days" in said
    assert any(words.startswith("28 tablets") for words in said)
    assert [label.words() for label in labels if label.is_clipped()] == []
    assert panel.lines.width() >= 640, "the keyed lines keep the width of the design"


def test_a_line_that_the_order_server_changed_is_shown_as_it_is_sent_now(shown: Shown, qtbot: QtBot) -> None:
    pharmacy = electronic_pharmacy()
    panel = shown(pharmacy)
    before = pharmacy.view.prescription
    changed = replace(before.lines[0], dosage_instruction="0-0-1 for 20 days")
    pharmacy.view = replace(pharmacy.view, prescription=replace(before, lines=(changed, *before.lines[1:])))
    panel.refresh()

    def shows_the_new_one() -> None:
        said = [label.words() for label in panel.scan.sent.findChildren(Label) if label.isVisible()]
        assert "0-0-1 for 20 days" in said
        assert "0-0-1 for 30 days" not in said

    qtbot.waitUntil(shows_the_new_one)
