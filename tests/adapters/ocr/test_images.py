"""Files that come in: every format, every kind of damage."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image

from tests.adapters.ocr.drawn_pages import draw, lines
from workstation.adapters.ocr.images import MAX_PAGES, WORK_SIDE
from workstation.adapters.ocr.opening import open_source
from workstation.domain.errors import Refused
from workstation.domain.reading import FileRefusal


@pytest.fixture(scope="module")
def page() -> Image.Image:
    return draw(lines("Tab Warf 5 mg"), (600, 400))


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_pictures_are_opened_whatever_they_are_called(kind: str, page: Image.Image, tmp_path: Path) -> None:
    file = tmp_path / "scan.dat"
    file.write_bytes(saved(page, kind))
    (opened,) = open_source(file).pages
    assert (opened.width, opened.height, opened.rgb.shape) == (600, 400, (400, 600, 3))


def test_a_phone_picture_in_heic_is_opened_as_the_phone_was_held() -> None:
    """Drawn 320 x 200 with a red mark at the top left, turned by the file to the right."""
    (opened,) = open_source(Path(__file__).parent / "data" / "turned_by_the_phone.heic").pages
    assert (opened.width, opened.height, opened.rgb.shape) == (200, 320, (320, 200, 3))
    red = [(opened.rgb[y, x] < (255, 90, 90)).all() for y, x in ((5, -5), (5, 5), (-5, 5), (-5, -5))]
    assert red == [True, False, False, False]


def test_every_page_of_a_tiff_is_opened(page: Image.Image) -> None:
    opened = open_source(saved(page, "TIFF", save_all=True, append_images=[page, page]))
    assert (opened.page_count, len(list(opened.pages))) == (3, 3)


def test_the_camera_orientation_is_applied(page: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    (opened,) = open_source(saved(page, "JPEG", exif=exif)).pages
    assert (opened.width, opened.height, opened.rgb.shape) == (400, 600, (600, 400, 3))


def test_clear_ground_is_white_paper() -> None:
    (opened,) = open_source(saved(Image.new("RGBA", (80, 60), (0, 0, 0, 0)), "PNG")).pages
    assert opened.rgb.min() == 255


def test_sixteen_bits_are_brought_to_eight() -> None:
    grey = Image.fromarray(np.tile(np.linspace(0, 65535, 80).astype(np.uint16), (60, 1)))
    (opened,) = open_source(saved(grey, "PNG")).pages
    assert 100 < opened.rgb.mean() < 155


def test_fifty_megapixels_are_read_with_a_cap_and_boxes_keep_their_scale() -> None:
    (opened,) = open_source(saved(Image.new("L", (8_000, 6_250), "white"), "JPEG")).pages
    assert (opened.width, opened.height) == (8_000, 6_250)
    assert max(opened.rgb.shape) <= WORK_SIDE
    assert opened.scale == pytest.approx(8_000 / opened.rgb.shape[1])


def refusal(content: bytes) -> FileRefusal:
    with pytest.raises(Refused) as refused:
        list(open_source(content).pages)
    return FileRefusal(refused.value.code)


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"") is FileRefusal.EMPTY


def test_a_file_that_is_no_picture_is_refused() -> None:
    assert refusal(b"hello, this is a letter") is FileRefusal.NOT_AN_IMAGE


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_picture_that_was_cut_off_is_refused(kind: str, page: Image.Image) -> None:
    whole = saved(page, kind)
    assert refusal(whole[: len(whole) * 2 // 3]) is FileRefusal.DAMAGED


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        open_source(tmp_path / "gone.png")
    assert refused.value.code is FileRefusal.MISSING


def test_a_decompression_bomb_is_refused_before_it_goes_off() -> None:
    assert refusal(saved(Image.new("1", (20_000, 10_000)), "PNG")) is FileRefusal.TOO_MANY_PIXELS
    assert refusal(saved(Image.new("1", (11_000, 10_000)), "PNG")) is FileRefusal.TOO_MANY_PIXELS


def test_a_stamp_of_a_few_pixels_is_refused() -> None:
    assert refusal(saved(Image.new("L", (8, 8)), "PNG")) is FileRefusal.TOO_SMALL


# --- PDF ----------------------------------------------------------------------------------------------------


def blank_pdf(pages: int) -> bytes:
    document = pdfium.PdfDocument.new()
    for _ in range(pages):
        document.new_page(300, 400).close()
    buffer = BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


def text_pdf(*texts: str) -> bytes:
    """A page with text of its own, written by hand so that no PDF library is needed."""
    shown = "".join(f"BT /F1 14 Tf 40 {360 - 24 * row} Td ({text}) Tj ET\n" for row, text in enumerate(texts)).encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R"
            b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%sendstream" % (len(shown), shown),
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % item for item in enumerate(objects, start=1))
    return body + b"trailer << /Root 1 0 R /Size 5 >>\n%%EOF\n"


def test_a_pdf_with_text_gives_its_own_words_in_place() -> None:
    (page,) = open_source(text_pdf("Patient: Jane Doe", "Tab Warf 5 mg 0-0-1 x 30 d")).pages
    assert page.is_text
    assert [word.text for word in page.words][:3] == ["Patient:", "Jane", "Doe"]
    first = page.words[0].box
    assert first.x == pytest.approx(40 * 200 / 72, abs=3)
    assert first.y == pytest.approx((400 - 374) * 200 / 72, abs=14)


def test_a_scan_in_a_pdf_is_a_picture(page: Image.Image) -> None:
    (opened,) = open_source(saved(page, "PDF")).pages
    assert (opened.is_text, opened.words) == (False, ())


def test_of_a_long_pdf_the_first_pages_are_given_and_all_are_counted() -> None:
    opened = open_source(blank_pdf(40))
    assert (opened.page_count, len(list(opened.pages))) == (40, MAX_PAGES)


def test_a_pdf_that_was_cut_off_is_refused() -> None:
    assert refusal(b"%PDF-1.4\n1 0 obj <<") is FileRefusal.DAMAGED


def locked_pdf() -> bytes:
    """Nobody knows its password."""
    return text_pdf("Patient: Jane Doe").replace(
        b"trailer << ",
        b"5 0 obj\n<< /Filter /Standard /V 1 /R 2 /P -60 /O <" + b"28" * 32 + b"> /U <" + b"5e" * 32 + b"> >>\nendobj\n"
        b"trailer << /Encrypt 5 0 R /ID [<00><00>] ",
    )


def test_a_locked_pdf_is_refused() -> None:
    assert refusal(locked_pdf()) is FileRefusal.ENCRYPTED
