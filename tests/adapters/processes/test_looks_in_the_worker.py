"""Stacks and packs as the screens have them looked at: in a worker, with progress, cancelled and refused."""

import io
import sys
from collections.abc import Iterator

import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.adapters.ocr.test_images import text_pdf
from tests.unit.domain.reading.pages import TODAY
from workstation.adapters.ocr.opening import open_source
from workstation.adapters.ocr.remote import RemoteReader
from workstation.adapters.ocr.remote_looks import RemoteLooks
from workstation.adapters.ocr.stack_parts import parts_of
from workstation.adapters.processes import WorkerClient
from workstation.domain.errors import Refused
from workstation.domain.reading import DateRules

COMMAND = [sys.executable, "-m", "workstation.cli.worker", "ocr"]
DATES = DateRules(TODAY)


@pytest.fixture(scope="module")
def worker() -> Iterator[WorkerClient]:
    """One for all tests of this module."""
    client = WorkerClient("ocr", command=COMMAND)
    yield client
    client.close()


def a_sheet(said: str = "", side: int = 700) -> Image.Image:
    """A drawn page; nothing on it unless said."""
    image = Image.new("RGB", (side, 1_000), "white")
    if said:
        pen, font = ImageDraw.Draw(image), ImageFont.load_default(34)
        pen.multiline_text((80, 80), said, fill="black", font=font, spacing=20)
    return image


def a_tiff(*sheets: Image.Image) -> bytes:
    """All of them in one file."""
    buffer = io.BytesIO()
    sheets[0].save(buffer, "TIFF", save_all=True, append_images=sheets[1:])
    return buffer.getvalue()


def a_pdf(*sheets: Image.Image) -> bytes:
    """All of them in one file."""
    buffer = io.BytesIO()
    sheets[0].save(buffer, "PDF", save_all=True, append_images=sheets[1:], resolution=100)
    return buffer.getvalue()


FIRST = "Dr. Meera Joshi MBBS\nReg. No. 2011/04/1187\nPatient: Ramesh Kumar\nAge: 67 Y\nTab Warf 5 mg\n0-0-1 x 30 days"
SECOND = (
    "Dr. Meera Joshi MBBS\nReg. No. 2011/04/1187\nPatient: Teresa Pinto\nAge: 45 Y\nTab Dolo 650 mg\n1-0-1 x 5 days"
)


@pytest.mark.leaves_threads("the worker is shared by the tests of this module")
def test_every_page_is_seen_then_read_and_a_blank_sheet_parts(worker: WorkerClient) -> None:
    told: list[tuple[int, int, bool]] = []
    content = a_pdf(a_sheet(FIRST), a_sheet(), a_sheet(SECOND))
    found = RemoteLooks(worker).split(content, DATES, lambda number, of, jpeg: told.append((number, of, bool(jpeg))))
    assert found is not None
    plan, not_shown = found
    assert [[one.number for one in document] for document in plan.documents] == [[1], [3]]
    assert not_shown == 0
    assert told == [*((number, 3, True) for number in (1, 2, 3)), *((number, 3, False) for number in (1, 2, 3))]


@pytest.mark.leaves_threads("the worker is shared by the tests of this module")
def test_a_cancelled_stack_has_no_answer_and_the_worker_goes_on(worker: WorkerClient) -> None:
    looks = RemoteLooks(worker)
    content = a_pdf(a_sheet(FIRST), a_sheet(SECOND))
    assert looks.split(content, DATES, lambda *_: looks.cancel()) is None
    assert looks.split(content, DATES, lambda *_: None) is not None


@pytest.mark.leaves_threads("the worker is shared by the tests of this module")
def test_a_broken_file_is_refused_with_its_reason(worker: WorkerClient) -> None:
    with pytest.raises(Refused) as refused:
        RemoteLooks(worker).split(b"%PDF-1.4 and nothing else", DATES, lambda *_: None)
    assert refused.value.code == "damaged"


@pytest.mark.leaves_threads("the worker is shared by the tests of this module")
def test_a_page_has_the_same_mark_whether_it_is_read_or_only_looked_at(worker: WorkerClient) -> None:
    reader = RemoteReader(worker)
    content = text_pdf("Patient: Jane Doe", "Tab Amoxicillin 500 mg 1-0-1 x 5 days")
    reading = reader.read(content, DATES)
    assert reading is not None
    assert reader.marks(content) == tuple(page.mark for page in reading.pages)
    assert reader.marks(b"no picture at all") == ()


@pytest.mark.leaves_threads("the worker is shared by the tests of this module")
def test_the_code_on_the_photo_of_a_pack_comes_back_with_its_words(worker: WorkerClient) -> None:
    import numpy as np
    import zxingcpp

    image = a_sheet("Crocin 650 tablets")
    code = zxingcpp.create_barcode("8901571000012", zxingcpp.BarcodeFormat.EAN13)
    image.paste(Image.fromarray(np.asarray(code.to_image(scale=4, add_quiet_zones=True))), (80, 400))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    photo = RemoteLooks(worker).pack(buffer.getvalue())
    assert photo is not None
    assert [one[-13:] for one in photo.codes] == ["8901571000012"]
    assert any("crocin" in word.text.casefold() for word in photo.words)


@pytest.mark.parametrize("make", [a_pdf, a_tiff], ids=["pdf", "tiff"])
def test_each_part_has_its_own_sheets_turned_as_said_and_is_the_same_each_time(make: object) -> None:
    content = make(a_sheet(FIRST), a_sheet(SECOND), a_sheet(FIRST, 800))  # type: ignore[operator]  # one of the two
    documents = [[(1, 0), (3, 90)], [(2, 0)]]
    parts = list(parts_of(content, documents))
    sizes = [[(page.width > page.height) for page in open_source(part).pages] for part, _ in parts]
    assert sizes == [[False, True], [False]]
    assert list(parts_of(content, documents)) == parts
    assert all(b"CreationDate" not in part or b"D:19700101000000" in part for part, _ in parts), "no clock in it"


def test_a_page_that_is_not_there_is_refused() -> None:
    for content in (a_pdf(a_sheet(FIRST)), a_tiff(a_sheet(FIRST))):
        with pytest.raises(Refused):
            list(parts_of(content, [[(2, 0)]]))
