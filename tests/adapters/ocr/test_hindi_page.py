"""A page that is written in Hindi alone: nothing is read out of it, and it says why."""

from io import BytesIO

import pytest
from PIL import Image

from tests.adapters.ocr.drawn_pages import Text, draw, lines, photographed
from tests.unit.domain.reading.pages import LEXICON, TODAY
from workstation import paths
from workstation.adapters.ocr.reader import Engines, FileReader, find_engines
from workstation.domain.reading import DateRules, Decision, Page, ReadingRules
from workstation.domain.reading.refusal import DEVANAGARI
from workstation.services.drafting import drafts_from_reading

FONT = paths.resources() / "fonts" / "NotoSansDevanagari-Regular.ttf"
RULES = ReadingRules(LEXICON, DateRules(TODAY))
HINDI = [
    Text(60, 40, "डॉक्टर अनिल कुमार शर्मा", 36),
    *lines(
        "नाम रमेश गुप्ता उम्र पैंतालीस साल", "बुखार की गोली सुबह शाम खाने के बाद", "पेट की दवा रोज़ सुबह खाली पेट",
        "खून पतला करने की गोली रात को", "पाँच दिन बाद फिर दिखाएँ", left=60, top=150, step=80, size=32,
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def engines() -> Engines:
    """Those that are installed."""
    found = find_engines()
    if found.accurate is None:
        pytest.skip("the accurate engine is not installed")
    return found


def read(engines: Engines, image: Image.Image) -> tuple[Page, int]:
    """The page, and how many lines it would put into a prescription."""
    buffer = BytesIO()
    image.save(buffer, "PNG")
    reading = FileReader(engines).read(buffer.getvalue(), RULES)
    (page,) = reading.pages
    return page, len(drafts_from_reading(reading, lambda _text: ()))


@pytest.mark.skipif(not FONT.is_file(), reason="the fonts are not staged")
@pytest.mark.parametrize("how", ["scan", "photo", "upside down", "on its side"])
def test_a_page_in_hindi_alone_is_unreadable_with_a_reason_and_proposes_no_line(engines: Engines, how: str) -> None:
    page = draw(HINDI, (1240, 900), FONT)
    image = {
        "scan": page,
        "photo": photographed(page, degrees=1.5),
        "upside down": page.rotate(180),
        "on its side": page.rotate(90, expand=True),
    }[how]
    found, proposed = read(engines, image)
    assert found.decision is Decision.UNREADABLE
    assert DEVANAGARI in found.warnings
    assert proposed == 0


@pytest.mark.skipif(not FONT.is_file(), reason="the fonts are not staged")
def test_a_latin_page_with_a_line_of_hindi_is_read(engines: Engines) -> None:
    latin = lines("Dr. Anil Kumar Sharma", "Tab Dolo 650 1-1-1 x 5d", "Cap Omez 20mg BD x 5 days", top=200, size=30)
    page = draw(latin, (1240, 900))
    page.paste(draw([Text(60, 20, "खाने के बाद", 32)], (600, 90), FONT), (60, 500))
    found, _ = read(engines, page)
    assert DEVANAGARI not in found.warnings
    assert found.decision is not Decision.UNREADABLE
    assert {line.medicine.value for line in found.lines} >= {"Dolo", "Omez"}
