"""The large-print leaflet: large, whole, in both languages, page by page."""

import re
from datetime import date
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdf
import pytest

from tests.adapters.printing.label_samples import label
from tests.adapters.printing.pdf_files import pages_of
from workstation.adapters.printing.cautions import load_leaflet_words
from workstation.adapters.printing.leaflet import SIZES, lay_out_leaflet, write_leaflet_pdf
from workstation.adapters.printing.leaflet_printer import print_leaflet
from workstation.domain.errors import Refused, Unavailable
from workstation.domain.label import LabelContent, LabelRefusal
from workstation.domain.leaflet import SMALLEST_POINTS, Leaflet, LeafletMedicine, Said, cautions_for
from workstation.domain.printer import (
    PrinterProblem,
    PrinterRefusal,
    PrinterSetting,
    PrinterTrouble,
    PrinterWay,
)

pytestmark = pytest.mark.usefixtures("qapp")

WARF = label()
AUGMENTIN = label("1-0-1 pc x 5 days", name="Augmentin 625 Duo", text="amoxicillin 500 mg + clavulanic acid 125 mg")
WORDS = load_leaflet_words()


def medicine(content: LabelContent, *, sentences: int = 1) -> LeafletMedicine:
    """A medicine as its label says it, with every caution there is."""
    said = Said(content.directions_below, " ".join([content.directions] * sentences))
    cautions = tuple((one.pictogram, Said(one.texts["hi"], one.texts["en"])) for one in WORDS.cautions)
    return LeafletMedicine(
        content.medicine_name, content.medicine_text, content.quantity, said, cautions, content.pictograms
    )


def leaflet(*medicines: LeafletMedicine, patient: str = "Ramesh K. Deshpande") -> Leaflet:
    """A leaflet in Hindi and English."""
    hindi, english = WORDS.words["hi"], WORDS.words["en"]
    title, ask, note = (Said(hindi[key], english[key]) for key in ("title", "ask", "not_reviewed"))
    return Leaflet(
        title, patient, date(2026, 11, 23), "RX-A004821-S", medicines, ask, "Neem Tree Pharmacy",
        "4 Temple Road, Kothrud, Pune · 020 5550 0142", note, WORDS.words["en"]["page"],
    )  # fmt: skip


def letters_of(path: Path) -> list[tuple[float, float, float]]:
    """Size in points, left and right edge in points of every letter."""
    document = pypdfium2.PdfDocument(path)
    found = []
    for page in document:
        text = page.get_textpage()
        for place in range(text.count_chars()):
            if text.get_text_range(place, 1).strip():
                left, _, right, _ = text.get_charbox(place)
                found.append((pdf.FPDFText_GetFontSize(text, place) * scale_of(text, place), left, right))
        text.close()
    document.close()
    return found


def scale_of(text: pypdfium2.PdfTextPage, place: int) -> float:
    """How much larger the page shows the letters than their font says."""
    matrix = pdf.FS_MATRIX()
    assert pdf.FPDFText_GetMatrix(text, place, matrix)
    return float(abs(matrix.d))


@pytest.mark.parametrize("size", sorted(SIZES))
def test_every_letter_is_large_and_on_the_page(tmp_path: Path, size: str) -> None:
    path = tmp_path / "leaflet.pdf"
    write_leaflet_pdf(leaflet(medicine(AUGMENTIN), medicine(WARF)), path, size)
    letters = letters_of(path)
    assert min(points for points, _, _ in letters) >= SMALLEST_POINTS - 0.1
    assert max(right for _, _, right in letters) <= (SIZES[size][0] - 10) / 25.4 * 72


@pytest.mark.parametrize("size", sorted(SIZES))
def test_both_languages_and_every_page_say_what_they_have_to(tmp_path: Path, size: str) -> None:
    path = tmp_path / "leaflet.pdf"
    count = write_leaflet_pdf(leaflet(medicine(AUGMENTIN), medicine(WARF)), path, size)
    pages = pages_of(path)
    assert len(pages) == count
    assert [f"page {number} of {count}" in page for number, page in enumerate(pages, 1)] == [True] * count
    said = " ".join(pages)
    for words in (
        "Ramesh K. Deshpande", "23 Nov 2026", "Augmentin 625 Duo", "Take 1 tablet at bedtime.", "RX-A004821-S",
        "Shake the bottle well before each dose.", "were not reviewed by a professional", "Neem Tree Pharmacy",
    ):  # fmt: skip
        assert words in said
    assert "सुबह" in said


def test_directions_longer_than_a_page_go_on_on_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / "leaflet.pdf"
    count = write_leaflet_pdf(leaflet(medicine(AUGMENTIN, sentences=60)), path, "a5")
    assert count > 3
    said = " ".join(re.sub(r"page \d of \d", "", page).strip() for page in pages_of(path))
    assert said.count("Take 1 tablet in the morning and 1 tablet at night after food, for 5 days.") == 60


@pytest.mark.parametrize("size", sorted(SIZES))
def test_an_amount_is_not_parted_from_its_unit(size: str) -> None:
    pages = lay_out_leaflet(leaflet(medicine(AUGMENTIN, sentences=9)), size)
    lines = [text for page in pages for piece in page if (text := getattr(piece, "text", ""))]
    assert any("5\u00a0days" in line for line in lines)
    assert any("5\u00a0दिन" in line for line in lines)
    parted = re.compile(r"\d$|^(days|tablet|tablets|mg|mL|दिन|गोली)\b")
    numbers = ("2026", "5550", "0142")
    assert [line for line in lines if parted.search(line.strip()) and not line.endswith(numbers)] == []


def test_a_name_that_no_font_can_write_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        write_leaflet_pdf(leaflet(medicine(WARF), patient="漢字"), tmp_path / "leaflet.pdf", "a4")
    assert refused.value.code is LabelRefusal.MISSING_GLYPH
    assert list(tmp_path.iterdir()) == []


def test_a_leaflet_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "labels"
    printed = print_leaflet(leaflet(medicine(WARF)), PrinterSetting(size="a5"), folder, "RX-1-leaflet")
    assert printed.where == "RX-1-leaflet.pdf"
    assert (folder / printed.where).stat().st_mode & 0o077 == 0
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    with pytest.raises(Unavailable, match="folder of the labels"):
        print_leaflet(leaflet(medicine(WARF)), PrinterSetting(size="a5"), blocked / "in", "RX-1")


def test_a_label_printer_gets_no_leaflet(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        print_leaflet(leaflet(medicine(WARF)), PrinterSetting(PrinterWay.NETWORK, host="a"), tmp_path, "RX-1")
    assert refused.value.code is PrinterRefusal.NOT_FOR_LEAFLETS


def test_a_printer_that_this_pc_does_not_know_is_told(tmp_path: Path) -> None:
    with pytest.raises(PrinterTrouble) as trouble:
        print_leaflet(leaflet(medicine(WARF)), PrinterSetting(PrinterWay.SYSTEM, "no such one"), tmp_path, "RX-1")
    assert trouble.value.problem is PrinterProblem.NO_SUCH_PRINTER


# --- cautions -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "cold", "about", "keys"),
    [
        ("tablet", False, (), []),
        ("Suspension", False, (), ["shake"]),
        ("suspension", True, (), ["shake", "fridge"]),
        ("tablet", False, ("driving", "food"), ["driving"]),
        ("injection", True, ("alcohol",), ["fridge"]),
    ],
)
def test_a_caution_comes_from_form_storage_or_advice(
    form: str, cold: bool, about: tuple[str, ...], keys: list[str]
) -> None:
    assert [one.key for one in cautions_for(WORDS.cautions, form, cold_chain=cold, about=about)] == keys


def test_every_caution_has_every_language_and_says_where_it_comes_from() -> None:
    for one in WORDS.cautions:
        assert set(one.texts) == set(WORDS.words)
        assert one.source
