"""Pictures of scanned documents for the screens: whole pages, and the place of one line."""

import io
import json

from workstation.adapters.ocr.images import Pixels
from workstation.adapters.ocr.opening import open_source
from workstation.domain.prescription import Prescription, PrescriptionLine
from workstation.domain.reading.json_form import reading_from_json
from workstation.services.document_ports import ScanDocument
from workstation.services.site import Site

_SHOWN_AS_IT_IS = ("image/jpeg", "image/png")


def page_images(document: ScanDocument) -> tuple[bytes, ...]:
    """The pages of a document as JPEG or PNG; an image file is its own only page. () when there is no content."""
    if document.content is None:
        return ()
    if document.content_type in _SHOWN_AS_IT_IS:
        return (document.content,)
    return tuple(_png(page.rgb) for page in open_source(document.content).pages)


def _png(pixels: Pixels) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


MARGIN = 8
"""Pixels around a line's crop."""


def page_crop(site: Site, prescription: Prescription, line: PrescriptionLine) -> bytes | None:
    """The place of a line on its scan as PNG, upright; None without a scan."""
    from PIL import Image, ImageOps

    if line.written is None:
        return None
    found = _page_of(site, prescription, line.written.page)
    if found is None:
        return None
    place, (content, turn) = line.written, found
    with Image.open(io.BytesIO(content)) as page:
        left, top = max(0, place.x - MARGIN), max(0, place.y - MARGIN)
        box = (left, top, place.x + place.width + MARGIN, place.y + place.height + MARGIN)
        crop = ImageOps.exif_transpose(page).convert("RGB").crop(box)
    upright = crop.rotate(-turn, expand=True) if turn else crop
    buffer = io.BytesIO()
    upright.save(buffer, "PNG")
    return buffer.getvalue()


def _page_of(site: Site, prescription: Prescription, number: int) -> tuple[bytes, int] | None:
    """A page, counted over all documents as `WrittenPlace` counts them, and by how many degrees it has to be turned."""
    first = 0
    for document_id in prescription.document_ids:
        with site.store.read() as tx:
            text = tx.documents.reading(document_id)
            read = reading_from_json(json.loads(text)).pages if text is not None else ()
            if number >= first + max(1, len(read)):
                first += max(1, len(read))
                continue
            document = tx.documents.get(document_id)
        pages, at = page_images(document), number - first
        if at >= len(pages):
            return None
        return pages[at], read[at].rotation if at < len(read) else 0
    return None
