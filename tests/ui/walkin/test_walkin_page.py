"""Taking in a paper on the screen: a scan, two identifiers, and nothing kept from one patient to the next."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.factories import NOW, Pharmacy, a_patient, a_pharmacy
from workstation.app.bindings import Session
from workstation.app.walkin_desk import walkin_actions
from workstation.domain.errors import Unavailable
from workstation.domain.patient import Patient
from workstation.domain.prescription import Prescription
from workstation.domain.queue import QueueFilter
from workstation.services.walk_in import PaperFile, take_in_paper
from workstation.ui.tasks import TaskRunner
from workstation.ui.theme import ThemeHost
from workstation.ui.walkin.dates import typed_date
from workstation.ui.walkin.page import WalkInPage
from workstation.ui.walkin.patient_step import PatientStep
from workstation.ui.walkin.scan_step import ScanStep
from workstation.ui.words import Words


class Screen:
    """The page on a real pharmacy."""

    def __init__(self, pharmacy: Pharmacy, host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> None:
        self.pharmacy, self._tasks, self._qtbot = pharmacy, tasks, qtbot
        self.page = WalkInPage(host, words, walkin_actions(pharmacy.site, Session(pharmacy.counter)), tasks)
        self.taken: list[Prescription] = []
        self.page.taken_in.connect(self.taken.append)
        qtbot.addWidget(self.page)
        self.page.resize(1712, 992)
        self.page.show()

    @property
    def scan(self) -> ScanStep:
        """The first step."""
        assert self.page.scan is not None
        return self.page.scan

    @property
    def patient(self) -> PatientStep:
        """The second step."""
        assert self.page.patient is not None
        return self.page.patient

    def settle(self) -> None:
        """Until every answer is there."""
        for _ in range(3):
            self._qtbot.waitUntil(lambda: self._tasks.running == 0)

    def enter(self) -> None:
        """Enter goes on."""
        assert self.page.wizard is not None
        QTest.keyClick(self.page.wizard, Qt.Key.Key_Return)
        self.settle()

    def open(self, path: Path) -> None:
        """A file is dropped."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        assert self.scan.area.take(data)
        self.settle()

    def search(self, text: str) -> None:
        """Types into the search."""
        QTest.keyClicks(self.patient.search_edit, text)
        self.settle()


@pytest.fixture
def pharmacy() -> Iterator[Pharmacy]:
    """With one patient."""
    with a_pharmacy() as opened:
        with opened.store.begin() as tx:
            tx.patients.save(a_patient(), "Patient/p1")
        yield opened


@pytest.fixture
def screen(pharmacy: Pharmacy, host: ThemeHost, words: Words, tasks: TaskRunner, qtbot: QtBot) -> Screen:
    """The page, nothing chosen."""
    return Screen(pharmacy, host, words, tasks, qtbot)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A scanned page."""
    path = tmp_path / "scan.png"
    buffer = io.BytesIO()
    Image.new("L", (200, 300), 210).save(buffer, "PNG")
    path.write_bytes(buffer.getvalue())
    return path


def numbers(pharmacy: Pharmacy) -> list[tuple[str, str]]:
    """Number and patient of everything in the queue."""
    with pharmacy.store.read() as tx:
        return [(row.number, row.patient_name) for row in tx.prescriptions.queue(QueueFilter(now=NOW))]


def test_a_paper_of_a_known_patient_is_taken_in_by_keys_alone(screen: Screen, scan: Path) -> None:
    assert screen.scan.blocked_because() == "Choose, drop or paste the scan"
    screen.open(scan)
    screen.enter()
    screen.search("desh")
    QTest.keyClick(screen.patient.people, Qt.Key.Key_Down)
    assert screen.patient.blocked_because() == "Ask for both identifiers"
    QTest.keyClick(screen.patient.ticks[0], Qt.Key.Key_Space)
    assert screen.patient.blocked_because() == "Ask for: Date of birth"
    QTest.keyClick(screen.patient.ticks[1], Qt.Key.Key_Space)
    screen.enter()
    (taken,) = screen.taken
    assert numbers(screen.pharmacy) == [(taken.number, "Ramesh Deshpande")]


def test_nobody_is_chosen_by_the_program_and_another_person_is_asked_anew(screen: Screen, scan: Path) -> None:
    screen.open(scan)
    screen.enter()
    screen.search("desh")
    assert screen.patient.people.patient is None
    QTest.keyClick(screen.patient.people, Qt.Key.Key_Down)
    for tick in screen.patient.ticks:
        tick.setChecked(True)
    screen.search("xyz")
    assert screen.patient.people.patient is None
    assert not any(tick.isChecked() for tick in screen.patient.ticks)
    assert screen.patient.blocked_because() != ""


def test_a_new_patient_needs_name_and_birth_date_and_the_date_is_shown_as_understood(
    screen: Screen, scan: Path
) -> None:
    screen.open(scan)
    screen.enter()
    screen.patient.way.choose("new")
    screen.patient.way.chosen.emit("new")
    assert screen.patient.blocked_because() == "Type the full name"
    QTest.keyClicks(screen.patient.name_edit, "Teresa Fernandes")
    assert screen.patient.blocked_because() == "Type the date of birth"
    QTest.keyClicks(screen.patient.new_born_edit, "29.2.1980")
    screen.enter()
    assert [name for _, name in numbers(screen.pharmacy)] == ["Teresa Fernandes"]
    with screen.pharmacy.store.read() as tx:
        found: list[Patient] = list(tx.patients.find("teresa"))
        assert found[0].birth_date == date(1980, 2, 29)


def test_the_same_file_is_refused_in_words_and_nothing_is_lost(screen: Screen, scan: Path, pharmacy: Pharmacy) -> None:
    before = take_in_paper(pharmacy.site, None, PaperFile(scan.read_bytes(), "image/png"))
    screen.open(scan)
    screen.enter()
    screen.search("desh")
    QTest.keyClick(screen.patient.people, Qt.Key.Key_Down)
    for tick in screen.patient.ticks:
        tick.setChecked(True)
    said: list[str] = []
    screen.patient.refused.connect(said.append)
    screen.enter()
    assert f"taken in before, as {before.number}" in said[0]
    assert screen.taken == []
    assert screen.patient.people.patient is not None, "what was keyed stays"


def test_a_picture_from_the_clipboard_is_a_scan(screen: Screen) -> None:
    picture = QImage(200, 300, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    data = QMimeData()
    data.setImageData(picture)
    assert screen.scan.area.take(data)
    screen.settle()
    assert screen.scan.opened is not None
    assert screen.scan.opened.paper.content_type == "image/png"


def test_what_is_no_scan_is_said_at_once(screen: Screen, tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(b"PK no picture")
    screen.open(path)
    assert screen.scan.opened is None
    assert screen.scan.blocked_because() != ""
    screen.open(tmp_path / "gone.png")
    assert screen.scan.blocked_because() != ""


def test_a_scan_that_came_by_itself_gets_its_patient(screen: Screen, pharmacy: Pharmacy) -> None:
    waiting = take_in_paper(pharmacy.site, None, PaperFile(b"scan", "image/png"))
    screen.page.begin_for(waiting.id)
    screen.search("P-104")
    QTest.keyClick(screen.patient.people, Qt.Key.Key_Down)
    for tick in screen.patient.ticks:
        tick.setChecked(True)
    screen.enter()
    assert numbers(pharmacy) == [(waiting.number, "Ramesh Deshpande")]


def test_a_search_that_the_store_does_not_answer_is_said(screen: Screen, scan: Path) -> None:
    def busy(_text: str, _born: date | None) -> tuple[Patient, ...]:
        raise Unavailable("store", "The store has been busy for 10 seconds. Try again.")

    screen.open(scan)
    screen.enter()
    screen.patient._actions = replace(screen.patient._actions, find=busy)
    said: list[str] = []
    screen.patient.refused.connect(said.append)
    screen.search("D")
    assert said == ["The store has been busy for 10 seconds. Try again."]


def test_a_new_beginning_keeps_nothing_of_the_one_before(screen: Screen, scan: Path) -> None:
    screen.open(scan)
    screen.enter()
    screen.search("desh")
    screen.page.begin()
    assert screen.scan.opened is None
    assert screen.patient.search_edit.text() == ""


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("1 Jun 1959", date(1959, 6, 1)),
        ("1.6.1959", date(1959, 6, 1)),
        ("03/04/2020", date(2020, 4, 3)),
        ("1959-06-01", date(1959, 6, 1)),
        ("01 june 1959", date(1959, 6, 1)),
        ("1.6.59", None),
        ("31.2.1980", None),
        ("1 Foo 1959", None),
        ("", None),
        ("1959", None),
    ],
)
def test_a_typed_date_is_whole_or_none(typed: str, understood: date | None) -> None:
    assert typed_date(typed) == understood


def test_where_the_month_comes_first_it_is_read_so() -> None:
    assert typed_date("03/04/2020", month_first=True) == date(2020, 3, 4)
