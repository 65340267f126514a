"""A label as ZPL: the dots that a printer gets back out of it are those of the label, in every script."""

import itertools

import numpy
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from tests.adapters.printing.label_printer_double import MOST_BYTES, picture_of, unpacked
from tests.adapters.printing.label_samples import TOKEN, USUAL, label
from workstation.adapters.printing.bitmap import Bitmap, label_bitmap
from workstation.adapters.printing.label import label_image
from workstation.adapters.printing.template import load_template
from workstation.adapters.printing.zpl import compressed, zpl_of
from workstation.domain.label import LabelContent
from workstation.domain.printer import DOTS

pytestmark = pytest.mark.usefixtures("qapp")


def printed(content: LabelContent, dots: int = 203) -> Image.Image:
    """What a printer makes of the label."""
    return picture_of(zpl_of(label_bitmap(content, load_template(), dots)))


@pytest.mark.parametrize("dots", DOTS)
@pytest.mark.parametrize("content", USUAL, ids=lambda content: content.medicine_name)
def test_the_code_is_read_from_what_the_printer_got(content: LabelContent, dots: int) -> None:
    assert [code.text for code in zxingcpp.read_barcodes(printed(content, dots))] == [str(TOKEN)]


@pytest.mark.parametrize(("dots", "width", "height"), [(203, 560, 288), (300, 827, 425), (600, 1654, 850)])
def test_a_label_has_the_dots_of_its_paper(dots: int, width: int, height: int) -> None:
    bitmap = label_bitmap(label(), load_template(), dots)
    assert (bitmap.width, bitmap.height) == (width, height)


def test_the_printer_gets_what_the_preview_shows() -> None:
    bitmap = label_bitmap(USUAL[1], load_template(), 203)
    shown = label_image(USUAL[1], bitmap.width).convertToFormat(label_image(USUAL[1], 10).Format.Format_Grayscale8)
    grey = numpy.frombuffer(shown.constBits(), numpy.uint8).reshape(shown.height(), shown.bytesPerLine())
    preview = Image.fromarray(numpy.where(grey[:, : bitmap.width] < 128, 0, 255).astype(numpy.uint8))
    difference = ImageChops.difference(preview, printed(USUAL[1]).crop((0, 0, *preview.size))).histogram()
    assert sum(difference[128:]) / sum(difference) < 0.001


def test_no_word_of_a_label_is_sent_as_a_command() -> None:
    data = zpl_of(label_bitmap(label(patient="^XA^FDJohn~JR^XZ"), load_template(), 203))
    assert data.count(b"^XA") == data.count(b"^XZ") == 1
    assert b"~" not in data


def test_a_label_is_a_few_kilobytes() -> None:
    sizes = [len(zpl_of(label_bitmap(one, load_template(), 203))) for one in USUAL]
    assert max(sizes) < 288 * 70 * 2 / 2, "less than half of what the bare digits would be"


ROWS = st.lists(
    st.one_of(st.binary(min_size=9, max_size=9), st.sampled_from([b"\x00" * 9, b"\xff" * 9, b"\x0f" + b"\x00" * 8])),
    min_size=1,
    max_size=12,
)


@given(ROWS)
def test_whatever_is_packed_comes_out_again(rows: list[bytes]) -> None:
    again = unpacked(compressed(b"".join(rows), 9), 9)
    assert [bytes.fromhex(row) for row in again] == rows


@pytest.mark.parametrize("wide", [1, 2, 10, 11, 200, 201, 250, 1000])
@pytest.mark.parametrize("digit", [b"\x00", b"\xff", b"\x5a", b"\xa0", b"\x0f"], ids=lambda one: one.hex())
def test_runs_of_any_length_come_out_again(wide: int, digit: bytes) -> None:
    rows = digit * wide + digit * wide + bytes(itertools.islice(itertools.cycle((0xAA, 0xAA, 0x01)), wide))
    assert "".join(unpacked(compressed(rows, wide), wide)) == rows.hex().upper()


def test_a_label_with_more_dots_than_a_field_may_have_is_printed_whole() -> None:
    """At 600 dpi: the limit of one graphic field is 99,999 bytes, and a printer cuts off what is more."""
    bitmap = label_bitmap(USUAL[0], load_template("100x50"), 600)
    assert len(bitmap.rows) > MOST_BYTES * 3
    page = picture_of(zpl_of(bitmap))
    inked = numpy.packbits(numpy.asarray(page) < 128, axis=1)
    assert inked.tobytes() == bitmap.rows
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [str(TOKEN)]


def test_a_format_says_how_large_it_is() -> None:
    bitmap = Bitmap(9, 2, 2, b"\x80\x80\x00\x00")
    assert zpl_of(bitmap) == b"^XA^PW16^LL2^LH0,0^FO0,0^GFA,4,4,2,808,,^FS^PQ1^XZ\n"
