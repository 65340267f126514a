"""One file of a stack as several: each prescription gets its own sheets, in the quality in which they came."""

import io
import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from PIL import Image, ImageOps, ImageSequence

from workstation.adapters.ocr.images import first_bytes
from workstation.domain.errors import Refused
from workstation.domain.reading.refusal import FileRefusal

_WRITTEN_AT = re.compile(rb"/CreationDate\(D:\d{14}[^)]{0,16}\)")
_NAMED = re.compile(rb"/ID\[<[0-9A-F]{32}><[0-9A-F]{32}>\]")
_TRAILER = 400
"""Bytes at the end of a file in which its trailer lies."""
Pages = Sequence[tuple[int, int]]
"""Number of a page from 1, and degrees clockwise by which it is turned."""


def parts_of(content: bytes, documents: Sequence[Pages]) -> Iterator[tuple[bytes, str]]:
    """Content and content type of each part, in order. The same file and the same pages give the same bytes.

    Raises Refused(DAMAGED) for a page that is not there (any more).
    """
    if b"%PDF-" in first_bytes(content, 1024):
        yield from _of_pdf(content, documents)
    else:
        yield from _of_picture(content, documents)


def _of_pdf(content: bytes, documents: Sequence[Pages]) -> Iterator[tuple[bytes, str]]:
    import pypdfium2 as pdfium

    try:
        whole = pdfium.PdfDocument(content)
    except pdfium.PdfiumError:
        raise Refused(FileRefusal.DAMAGED) from None
    try:
        for pages in documents:
            yield _pdf(pdfium, whole, pages), "application/pdf"
    finally:
        whole.close()


def _pdf(pdfium: Any, whole: Any, pages: Pages) -> bytes:
    part = pdfium.PdfDocument.new()
    try:
        part.import_pages(whole, [number - 1 for number, _ in pages])
        for at, (_, turn) in enumerate(pages):
            page = part[at]
            page.set_rotation((page.get_rotation() + turn) % 360)
            page.close()
        buffer = io.BytesIO()
        part.save(buffer)
    except (pdfium.PdfiumError, IndexError, ValueError):
        raise Refused(FileRefusal.DAMAGED) from None
    finally:
        part.close()
    return _without_clock(buffer.getvalue())


def _without_clock(pdf: bytes) -> bytes:
    """The day of writing and the random name of the file replaced, byte for byte by others that follow from the pages:
    a part that was taken in before is known again by its content.
    """
    dated = _WRITTEN_AT.sub(lambda found: b"/CreationDate(D:19700101000000)".ljust(len(found[0])), pdf, count=1)
    found = _NAMED.search(dated, max(0, len(dated) - _TRAILER))
    if found is None:
        return dated
    head, tail = dated[: found.start()], dated[found.end() :]
    name = sha256(head).hexdigest()[:32].upper().encode()
    return head + b"/ID[<" + name + b"><" + name + b">]" + tail


def _of_picture(content: bytes, documents: Sequence[Pages]) -> Iterator[tuple[bytes, str]]:
    """Frames of a TIFF: kept without loss."""
    for pages in documents:
        wanted = dict(pages)
        try:
            with Image.open(io.BytesIO(content)) as image:
                frames = [
                    _turned(frame, wanted[number])
                    for number, frame in enumerate(ImageSequence.Iterator(image), start=1)
                    if number in wanted
                ]
        except (OSError, SyntaxError, ValueError):
            raise Refused(FileRefusal.DAMAGED) from None
        if len(frames) != len(wanted):
            raise Refused(FileRefusal.DAMAGED)
        buffer = io.BytesIO()
        frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:], compression="tiff_deflate")
        yield buffer.getvalue(), "image/tiff"


def _turned(frame: Image.Image, turn: int) -> Image.Image:
    upright = ImageOps.exif_transpose(frame)
    dpi = frame.info.get("dpi")
    turned = upright.rotate(-turn, expand=True) if turn else upright.copy()
    if dpi:
        turned.info["dpi"] = dpi
    return turned
