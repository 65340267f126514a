"""A pack is identified at the counter: one key from anywhere, candidates with what the shelf holds of them."""

import io
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.factories import Pharmacy, a_gtin, a_pharmacy, a_product, an_ingredient
from workstation.adapters.ocr.pack import catalogue_products
from workstation.adapters.ocr.remote_looks import RemoteLooks
from workstation.adapters.processes import WorkerClient
from workstation.app.bindings import Session
from workstation.app.pack_desk import pack_actions
from workstation.domain.errors import Refused, Unavailable
from workstation.ui.pack.actions import PackActions


@pytest.fixture
def pharmacy() -> Iterator[Pharmacy]:
    """An empty catalogue."""
    with a_pharmacy() as made:
        yield made


@pytest.fixture
def looks() -> Iterator[RemoteLooks]:
    """With a worker, which is started when it is asked."""
    made = RemoteLooks(WorkerClient("ocr", command=[sys.executable, "-m", "workstation.cli.worker", "ocr"]))
    yield made
    made.close()


def bound(pharmacy: Pharmacy, looks: RemoteLooks, *, signed_in: bool = True) -> PackActions:
    """For whoever works here."""
    return pack_actions(pharmacy.site, Session(pharmacy.counter if signed_in else None), looks)


def a_photo(said: str) -> bytes:
    """A printed pack without a code."""
    image = Image.new("RGB", (1_000, 500), "white")
    ImageDraw.Draw(image).text((60, 120), said, fill="black", font=ImageFont.load_default(80))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def test_the_print_gives_candidates_with_what_lies_in_the_shelf(pharmacy: Pharmacy, looks: RemoteLooks) -> None:
    known = next((one for one in catalogue_products() if one.name.isascii() and " " in one.name), None)
    if known is None:
        pytest.skip("the catalogue is not there")
    product = a_product(name=known.name, gtin=known.gtin, ingredients=(an_ingredient(),))
    pharmacy.stocked(product)
    found = bound(pharmacy, looks).look_bytes(a_photo(known.name))
    assert found.look is not None
    here = [one for one in found.look.matches if one.gtin == known.gtin]
    assert [(one.product and one.product.name, one.free) for one in here] == [(known.name, Decimal(100))]
    assert found.picture.width() == 1_000


def test_a_file_that_is_gone_and_nobody_signed_in_are_said(
    pharmacy: Pharmacy, looks: RemoteLooks, tmp_path: Path
) -> None:
    with pytest.raises(Unavailable):
        bound(pharmacy, looks).look_path(tmp_path / f"{a_gtin(1)}.jpg")
    with pytest.raises(Refused):
        bound(pharmacy, looks, signed_in=False).look_bytes(a_photo("Crocin"))
