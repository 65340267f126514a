"""What the worker answers besides reading a prescription: marks of pages, a pack on a photo, the cuts of a stack."""

import base64
import io
from itertools import islice
from typing import Any

from PIL import Image

from workstation.adapters.ocr.camera import take_photo
from workstation.adapters.ocr.images import MAX_PAGES, MAX_STACK_PAGES, PageImage
from workstation.adapters.ocr.look import mark_of
from workstation.adapters.ocr.opening import open_source
from workstation.adapters.ocr.pack import PackPhoto, read_photo
from workstation.adapters.ocr.reader import FileReader
from workstation.adapters.ocr.stack import split_reading
from workstation.adapters.processes.server import Json, Request
from workstation.domain.errors import Refused
from workstation.domain.reading import Reading, ReadingRules
from workstation.domain.reading.geometry import Box
from workstation.domain.reading.model import PageMark, Word
from workstation.domain.reading.stack import Cut, SplitStack, StackDocument

THUMB_SIDE = 700
"""Longer side of a page as the correction screen shows it: a heading can be read."""


def marks(request: Request) -> Json:
    """A blob → {"marks": [[sha256, look]]}; none for a file that cannot be opened."""
    try:
        pages = list(islice(open_source(request.blobs[0]).pages, MAX_PAGES))
    except Refused:
        return {"marks": []}
    return {"marks": [[one.sha256, one.look] for one in map(mark_of, pages)]}


def marks_from(answer: dict[str, Any]) -> tuple[PageMark, ...]:
    """The client's side of `marks`."""
    return tuple(PageMark(sha256, look) for sha256, look in answer["marks"])


def split(request: Request, reader: FileReader, rules: ReadingRules) -> Json:
    """A blob → where its prescriptions begin, and how each page has to be turned.

    Progress: {"number", "of", "jpeg"} for each page as it is seen, then {"read", "of"} as it is read by the fast pass.
    Raises Refused when the file cannot be opened.
    """
    source = request.blobs[0]
    opened = open_source(source, MAX_STACK_PAGES)
    count = 0
    for image in opened.pages:
        count += 1
        request.tell({"number": count, "of": min(opened.page_count, MAX_STACK_PAGES), "jpeg": _jpeg(image)})

    def tell(reading: Reading) -> None:
        request.tell({"read": len(reading.pages), "of": count})

    reading = reader.read(source, rules, accurate=False, most_pages=MAX_STACK_PAGES, on_progress=tell)
    found = split_reading(source, reading)
    turns = [page.rotation for page in reading.pages] or [0] * count
    documents = [[list(one.pages), one.why.value, one.doubtful] for one in found.documents]
    left = opened.page_count - count
    return {"documents": documents, "left_out": list(found.left_out), "turns": turns, "not_shown": max(0, left)}


def split_from(answer: dict[str, Any]) -> tuple[SplitStack, tuple[int, ...], int]:
    """The client's side of `split`: the proposal, degrees for each page, pages behind the last one that is shown."""
    documents = tuple(StackDocument(tuple(pages), Cut(why), doubtful) for pages, why, doubtful in answer["documents"])
    return SplitStack(documents, tuple(answer["left_out"])), tuple(answer["turns"]), answer["not_shown"]


def jpeg_from(told: dict[str, Any]) -> bytes:
    """The picture in a piece of progress."""
    return base64.b64decode(told["jpeg"])


def _jpeg(image: PageImage) -> str:
    picture = Image.fromarray(image.rgb)
    picture.thumbnail((THUMB_SIDE, THUMB_SIDE))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=75)
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def pack(request: Request, reader: FileReader) -> Json:
    """A blob → {"codes", "words"} of the photo of a pack. Raises Refused when the file cannot be opened."""
    photo = read_photo(request.blobs[0], reader)
    words = [[one.text, one.confidence, list(one.box), one.engine, one.printed] for one in photo.words]
    return {"codes": list(photo.codes), "words": words}


def photo(_: Request) -> Json:
    """{"jpeg"} of what stands before the camera. Raises Unavailable where there is none."""
    return {"jpeg": base64.b64encode(take_photo()).decode("ascii")}


def photo_from(answer: dict[str, Any]) -> PackPhoto:
    """The client's side of `pack`."""
    words = tuple(
        Word(text, confidence, Box(*box), engine, printed) for text, confidence, box, engine, printed in answer["words"]
    )
    return PackPhoto(tuple(answer["codes"]), words)
