"""The crop of a line goes with it to the counter, from whichever scan it stands on, upright."""

import io
from dataclasses import replace

from PIL import Image

from tests.factories import Pharmacy, a_line, a_pharmacy
from tests.unit.services.test_reading import a_page, a_read_line, a_reading, read_all, scanned
from workstation.app.pages_of_scans import page_crop
from workstation.domain.prescription import WrittenPlace


def a_picture(colour: str) -> bytes:
    """A scan of one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", (400, 600), colour).save(buffer, "PNG")
    return buffer.getvalue()


def crop_of(pharmacy: Pharmacy, page: int, turn: int = 0) -> Image.Image | None:
    """Of a line on that page; two scans of one page each, white and black."""
    prescription = scanned(pharmacy, 2, lines=(a_line(),))
    with pharmacy.store.begin() as tx:
        for one, colour in zip(prescription.document_ids, ("white", "black"), strict=True):
            tx.documents.save(replace(tx.documents.get(one), content=a_picture(colour)))
    read_all(pharmacy, *(a_reading(replace(a_page(a_read_line()), rotation=turn)) for _ in range(2)))
    line = a_line(written=WrittenPlace(page, 100, 100, 200, 40))
    crop = page_crop(pharmacy.site, prescription, line)
    return Image.open(io.BytesIO(crop)).convert("RGB") if crop is not None else None


def test_a_line_of_the_second_scan_is_cut_from_the_second_scan() -> None:
    with a_pharmacy() as pharmacy:
        crops = [crop_of(pharmacy, page) for page in (0, 1, 2)]
    assert [one and one.getpixel((5, 5)) for one in crops] == [(255, 255, 255), (0, 0, 0), None]


def test_a_line_of_a_page_on_its_side_is_shown_upright() -> None:
    with a_pharmacy() as pharmacy:
        crop = crop_of(pharmacy, 0, turn=90)
    assert crop is not None
    assert crop.width < crop.height
