"""The scan: boxes keep their place, words go where the typing is, sizes and keys."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workstation.domain.prescription import WrittenPlace
from workstation.domain.reading.model import Decision
from workstation.ui.review.marks import WordMark
from workstation.ui.review.sample_page import HEIGHT, WIDTH, sample_page
from workstation.ui.review.scan_panel import ScanPanel
from workstation.ui.review.scene import picture_of
from workstation.ui.theme import ThemeChoice, ThemeHost
from workstation.ui.words import Words


@pytest.fixture
def scan(qtbot: QtBot, host: ThemeHost, words: Words) -> ScanPanel:
    panel = ScanPanel(host, words)
    qtbot.addWidget(panel)
    panel.resize(808, 800)
    panel.show()
    content, page = sample_page()
    picture = picture_of(content, page)
    assert picture is not None
    panel.show_pages((picture,))
    return panel


def _word(scan: ScanPanel, text: str) -> WordMark:
    return next(word for word in scan.scene.marks.words if word.text == text)


def _press(scan: ScanPanel, at: QPoint) -> None:
    QTest.mouseClick(scan.view.viewport(), Qt.MouseButton.LeftButton, pos=at)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("zooms", [0, 3, -2])
def test_a_box_keeps_its_place_at_every_zoom_and_rotation(scan: ScanPanel, turns: int, zooms: int) -> None:
    word = _word(scan, "Ecosprin")
    for _ in range(turns):
        scan.view.rotate_right()
    for _ in range(abs(zooms)):
        scan.view.zoom_by(1.2 if zooms > 0 else 1 / 1.2)
    on_screen = scan.view.on_screen(word)
    back = scan.view.mapToScene(on_screen.center().toPoint())
    index = scan.scene.word_at(back)
    assert index is not None
    assert scan.scene.marks.words[index].text == "Ecosprin"
    assert abs(on_screen.width() - (word.box.h if turns % 2 else word.box.w) * scan.view.zoom) <= 2


def test_a_click_on_a_word_of_the_open_line_gives_the_word(scan: ScanPanel, qtbot: QtBot) -> None:
    scan.select_line(2)
    with qtbot.waitSignal(scan.word_clicked) as clicked:
        _press(scan, scan.view.on_screen(_word(scan, "0-1-0")).center().toPoint())
    assert clicked.args == ["0-1-0"]


def test_a_click_on_another_line_asks_for_its_card(scan: ScanPanel, qtbot: QtBot) -> None:
    scan.select_line(2)
    with qtbot.waitSignal(scan.line_clicked) as clicked:
        _press(scan, scan.view.on_screen(_word(scan, "Warf")).center().toPoint())
    assert clicked.args == [1]


def test_hovering_says_the_text_and_how_sure_it_is(scan: ScanPanel) -> None:
    at = scan.view.on_screen(_word(scan, "Ecosprin")).center().toPoint()
    QTest.mouseMove(scan.view.viewport(), at - QPoint(300, 60))
    QTest.mouseMove(scan.view.viewport(), at)
    assert scan.view.hovered() == "“Ecosprin” 72 % · a person decides"


def test_the_legend_counts_words_by_decision(scan: ScanPanel) -> None:
    marks = scan.scene.marks
    assert marks.count(Decision.UNREADABLE) == 1
    assert sum(marks.count(decision) for decision in Decision) == len(marks.words)


def test_keys_zoom_pan_turn_and_fit(scan: ScanPanel) -> None:
    view = scan.view
    fitted = view.zoom
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.zoom > fitted
    QTest.keyClick(view, Qt.Key.Key_Minus)
    assert view.zoom == pytest.approx(fitted)
    before = view.verticalScrollBar().value()
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert view.verticalScrollBar().value() > before
    QTest.keyClick(view, Qt.Key.Key_R)
    assert view.transform().m11() == pytest.approx(0, abs=1e-9)
    QTest.keyClick(view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert view.horizontalScrollBar().maximum() - view.horizontalScrollBar().minimum() <= 2


def test_zoom_stays_within_limits(scan: ScanPanel) -> None:
    for _ in range(60):
        scan.view.zoom_by(1.5)
    assert scan.view.zoom <= 8.001


def test_boxes_can_be_taken_away_and_then_a_click_gives_no_word(scan: ScanPanel, qtbot: QtBot) -> None:
    QTest.keyClick(scan.view, Qt.Key.Key_B)
    assert not scan.scene.overlay.isVisible()
    with qtbot.assertNotEmitted(scan.word_clicked):
        scan.select_line(2)
        _press(scan, scan.view.on_screen(_word(scan, "0-1-0")).center().toPoint())


def test_the_crop_of_a_line_shows_that_piece_of_the_page(scan: ScanPanel) -> None:
    crop = scan.scene.crop(WrittenPlace(0, 100, 200, 400, 60))
    assert (crop.width(), crop.height()) == (420, 80)
    assert scan.scene.crop(WrittenPlace(3, 0, 0, 10, 10)).isNull()


def test_a_torn_off_scan_is_a_second_view_on_the_same_paper(scan: ScanPanel, qtbot: QtBot) -> None:
    scan.tear_off()
    torn = scan._torn
    assert torn is not None
    assert torn.view.scene() is scan.view.scene()
    scan.select_line(3)
    assert torn.view.scene().selected_line == 3  # type: ignore[attr-defined]  # the view's own scene
    with qtbot.waitSignal(torn.destroyed):
        torn.close()
    assert scan._torn is None


def test_the_dark_theme_dims_the_paper_and_does_not_invert_it(scan: ScanPanel, host: ThemeHost) -> None:
    at = scan.view.mapFromScene(QPointF(WIDTH / 2, HEIGHT / 3))
    light = scan.view.grab().toImage().pixelColor(at).lightnessF()
    host.choose(ThemeChoice.DARK)
    dark = scan.view.grab().toImage().pixelColor(at).lightnessF()
    assert dark == pytest.approx(light * 0.88, abs=0.03)


def test_bytes_that_are_no_picture_are_said_to_be_none(words: Words, scan: ScanPanel) -> None:
    assert picture_of(b"not a picture", None) is None
    scan.show_none("not_a_picture")
    assert not scan.shows_paper
    assert scan.scene.is_empty


def test_a_place_on_the_second_page_is_below_the_first(scan: ScanPanel) -> None:
    content, page = sample_page()
    picture = picture_of(content, page)
    assert picture is not None
    scan.show_pages((picture, picture))
    assert scan.scene.rect_of(WrittenPlace(1, 10, 10, 20, 20)) == QRectF(10, 10 + HEIGHT + 40, 20, 20)
