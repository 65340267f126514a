"""Labels as a file: what is printed is what was previewed, scanners read it, and it can be searched."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageChops

from tests.adapters.printing.label_samples import TOKEN, USUAL, label
from tests.adapters.printing.pdf_files import pages_of, rendered
from workstation.adapters.printing.label import label_image, write_label_pdf
from workstation.domain.errors import Refused, Unavailable

pytestmark = pytest.mark.usefixtures("qapp")

PRINTER_DOTS_PER_INCH = 203


@pytest.fixture
def usual_pdf(tmp_path: Path) -> Path:
    path = tmp_path / "labels.pdf"
    write_label_pdf(USUAL, path)
    return path


def test_the_code_of_every_label_is_read_at_the_dots_of_a_label_printer(usual_pdf: Path) -> None:
    for page in range(len(USUAL)):
        printed = rendered(usual_pdf, page, PRINTER_DOTS_PER_INCH).point(lambda light: 255 * (light > 127))
        assert [code.text for code in zxingcpp.read_barcodes(printed)] == [str(TOKEN)]


def test_a_page_has_the_size_of_the_label(usual_pdf: Path) -> None:
    document = pypdfium2.PdfDocument(usual_pdf)
    width, height = document[0].get_size()
    document.close()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (70, 36)


ALONE = """
import sys; from pathlib import Path; from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
from tests.adapters.printing.label_samples import USUAL
from workstation.adapters.printing.label import write_label_pdf
write_label_pdf(USUAL, Path(sys.argv[1]))
"""
BESIDE_A_WINDOW = """
import sys; from pathlib import Path; from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
from workstation import paths
from workstation.ui.theme.fonts import Role, load_fonts, make_font
load_fonts(paths.resources() / "fonts")
app.setFont(make_font(Role.BODY, 100))
from tests.adapters.printing.label_samples import USUAL
from workstation.adapters.printing.label import label_image, write_label_pdf
window = [QLabel("Take 1 tablet at bedtime. 0123456789 Neem Tree Pharmacy, Warf 5") for _ in range(10)]
for role in Role:
    for label, weight in zip(window, (400, 500, 600, 700, 800)):
        label.setFont(make_font(role, 100, weight)); label.show(); label.grab()
label_image(USUAL[0], 700)
write_label_pdf(USUAL, Path(sys.argv[1]))
"""
"""The window draws the same letters first, in every size and weight, with tabular figures and the tailed l: glyphs
that a font feature has swapped take the text behind them out of a PDF (docs/adr/0010)."""


def test_the_font_of_the_application_changes_no_label(tmp_path: Path) -> None:
    """A label that fits in one process fits in every other one, whatever windows it has opened before."""
    plain, beside = tmp_path / "plain.png", tmp_path / "beside.png"
    for program, path in ((ALONE, plain), (BESIDE_A_WINDOW, beside)):
        drawn = program.rpartition("write_label_pdf(")[0] + "label_image(USUAL[0], 952).save(sys.argv[1])"
        drawn = drawn.replace("import write_label_pdf", "import label_image, write_label_pdf")
        subprocess.run([sys.executable, "-c", drawn, str(path)], check=True, cwd=Path(__file__).parents[3])
    assert plain.read_bytes() == beside.read_bytes()


@pytest.mark.parametrize("program", [ALONE, BESIDE_A_WINDOW], ids=["alone", "beside a window"])
def test_the_text_of_a_label_can_be_searched(program: str, tmp_path: Path) -> None:
    """In a process of its own: fonts and their glyphs belong to a process."""
    path = tmp_path / "labels.pdf"
    subprocess.run([sys.executable, "-c", program, str(path)], check=True, cwd=Path(__file__).parents[3])
    text = pages_of(path)[0]
    assert not [one for one in text if 0xE000 <= ord(one) <= 0xF8FF], "glyphs without the text behind them"
    for part in (
        "Neem Tree Pharmacy",
        "MH-PZ3-118842",
        "Ramesh K. Deshpande",
        "22 Nov 2026",
        "Warf 5 warfarin 5 mg",
        "15 tablets",
        "Take 1 tablet at bedtime.",
        "Thins the blood.",
        "RX-A004821-S/1",
        "WF2419",
        "31 Mar 2027",
        "Dr. M. Joshi",
        "checked AK",
        "pack 1/2",
    ):
        assert part in text


def test_the_preview_is_what_is_printed(usual_pdf: Path, tmp_path: Path) -> None:
    width = 1400
    preview_file = tmp_path / "preview.png"
    assert label_image(USUAL[1], width).save(str(preview_file))
    preview = Image.open(preview_file).convert("L")
    # A PDF page is whole points: 0.15 mm less than the label, from the empty margin at the right.
    printed = Image.new("L", preview.size, 255)
    printed.paste(rendered(usual_pdf, 1, width / 70 * 25.4))
    difference = ImageChops.difference(preview, printed).histogram()
    assert sum(difference[128:]) / sum(difference) < 0.01


def test_a_refused_label_leaves_the_earlier_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "labels.pdf"
    path.write_bytes(b"earlier")
    with pytest.raises(Refused):
        write_label_pdf([label(), replace(label(), directions="long " * 200)], path)
    assert path.read_bytes() == b"earlier"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be written"):
        write_label_pdf([label()], tmp_path / "absent" / "labels.pdf")


def test_a_label_file_is_readable_by_its_owner_only(usual_pdf: Path) -> None:
    assert usual_pdf.stat().st_mode & 0o077 == 0
