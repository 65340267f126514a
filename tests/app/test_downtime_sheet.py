"""The sheets of a downtime in words."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2
import pytest

from tests.factories import Pharmacy, a_line, a_pharmacy
from workstation.app.downtime_sheet import print_open_work
from workstation.paths import resources
from workstation.services.open_work import open_work
from workstation.ui.words import Words

pytestmark = pytest.mark.usefixtures("qapp")
ZONE = ZoneInfo("Asia/Kolkata")


@pytest.fixture
def pharmacy() -> Iterator[Pharmacy]:
    """Empty."""
    with a_pharmacy() as opened:
        yield opened


def sheets(pharmacy: Pharmacy, folder: Path, *, demo: bool = False) -> str:
    """The text of all pages."""
    words = Words(resources() / "translations", "en", ZONE)
    read = partial(open_work, pharmacy.site, pharmacy.counter)
    printed = print_open_work(read, words, ZONE, "Banyan Lane", folder / "downtime", demo=demo)
    pdf = pypdfium2.PdfDocument(printed.path)
    try:
        assert len(pdf) == printed.pages
        return " ".join(page.get_textpage().get_text_range() for page in pdf).replace("\r\n", " ")
    finally:
        pdf.close()


def test_the_sheet_says_patient_line_stage_and_who_printed_it(pharmacy: Pharmacy, tmp_path: Path) -> None:
    pharmacy.received(allergies=["Penicillin"], number="RX-1")
    pharmacy.claimed(number="RX-2", lines=(a_line(), a_line(position=2)))
    said = sheets(pharmacy, tmp_path)
    for wanted in (
        "Ramesh Deshpande",
        "born 1 Jun 1959",
        "Allergy: Penicillin",
        "RX-1",
        "Metformin 500 mg tablet",
        "20 tablets owed",
        "NOT claimed here: emergency supply only",
        "2 open prescriptions",
        "Printed 22 Nov 2026 at 12:00",
        "Page 1 of 1",
    ):
        assert wanted in said, wanted
    assert said.count("Claimed here") == 1
    assert "DEMO" not in said


def test_a_sheet_of_sample_data_says_demo(pharmacy: Pharmacy, tmp_path: Path) -> None:
    assert "DEMO" in sheets(pharmacy, tmp_path, demo=True)


def test_without_open_work_the_sheet_says_so(pharmacy: Pharmacy, tmp_path: Path) -> None:
    assert "0 open prescriptions" in sheets(pharmacy, tmp_path)
