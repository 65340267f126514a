"""The review in text at 200 %."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.large_text.looks import assert_primary_is_reachable, cut_words, is_seen, settle
from workstation.domain.patient import Allergy
from workstation.ui.review.panel import ReviewPanel
from workstation.ui.review.samples import PRESCRIPTION_ID, USER_ID, SamplePharmacy, sample_pharmacy
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.words import Words


@pytest.fixture
def review(
    large: ThemeHost, words: Words, tasks: TaskRunner, put: Callable[[QWidget], None], qtbot: QtBot
) -> Callable[[SamplePharmacy], ReviewPanel]:
    """Opens the prescription of a pharmacy."""

    def opened(pharmacy: SamplePharmacy) -> ReviewPanel:
        panel = ReviewPanel(large, words, pharmacy.actions(), tasks)
        panel.set_user(USER_ID)
        put(panel)
        panel.open_prescription(PRESCRIPTION_ID)
        settle(qtbot, tasks)
        return panel

    return opened


def test_allergy_and_worst_alert_are_seen_on_every_page_of_the_review(
    review: Callable[[SamplePharmacy], ReviewPanel],
) -> None:
    panel = review(sample_pharmacy())
    for page in ("scan", "lines", "patient"):
        panel.show_page(page)
        assert panel.bar.shows_marks
        assert panel.strip.isHidden()
        assert is_seen(panel.bar, panel)
        assert cut_words(panel) == []


def test_allergies_that_the_bar_has_no_room_for_stand_in_the_strip(
    review: Callable[[SamplePharmacy], ReviewPanel],
) -> None:
    pharmacy = sample_pharmacy()
    patient = pharmacy.view.patient
    assert patient is not None
    many = tuple(Allergy(name, "", "") for name in ("sulfonamides", "penicillins", "acetylsalicylic acid", "codeine"))
    pharmacy.view = replace(pharmacy.view, patient=replace(patient, allergies=many))
    panel = review(pharmacy)
    assert not panel.bar.shows_marks
    assert panel.strip.isVisible()


def test_three_candidates_are_seen_before_anything_is_scrolled(
    review: Callable[[SamplePharmacy], ReviewPanel], large: ThemeHost
) -> None:
    panel = review(sample_pharmacy())
    panel.show_page("lines")
    card = panel.lines.card
    assert card is not None
    area = next(one for one in panel.lines.findChildren(QScrollArea) if one.isAncestorOf(card))
    top = card.chooser.list.mapTo(area.viewport(), QPoint(0, 0)).y()
    assert area.viewport().height() - top >= 3 * large.px(40)
    assert_primary_is_reachable(panel)


def test_every_line_and_a_new_one_are_one_click_away(review: Callable[[SamplePharmacy], ReviewPanel]) -> None:
    panel = review(sample_pharmacy())
    assert panel.lines.tab_row.isVisible()
    assert not panel.lines.isAncestorOf(panel.lines.tab_row), "they stand beside the pages"
    panel.show_page("patient")
    assert not panel.lines.tab_row.isVisible(), "no line is seen on this page"


def test_p_opens_the_page_of_the_patient(review: Callable[[SamplePharmacy], ReviewPanel]) -> None:
    panel = review(sample_pharmacy())
    QTest.keyClick(panel, Qt.Key.Key_P)
    assert panel.body.page == "patient"
