"""Pictures of scanned documents for the screens: whole pages, and the place of one line."""

import io

from workstation.adapters.ocr.images import Pixels
from workstation.adapters.ocr.opening import open_source
from workstation.domain.prescription import Prescription, PrescriptionLine
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
    """The place of a line on its scan as PNG, None without a scan."""
    from PIL import Image, ImageOps

    if line.written is None or not prescription.document_ids:
        return None
    with site.store.read() as tx:
        document = tx.documents.get(prescription.document_ids[0])
    pages = page_images(document)
    if line.written.page >= len(pages):
        return None
    place = line.written
    with Image.open(io.BytesIO(pages[place.page])) as page:
        left, top = max(0, place.x - MARGIN), max(0, place.y - MARGIN)
        box = (left, top, place.x + place.width + MARGIN, place.y + place.height + MARGIN)
        crop = ImageOps.exif_transpose(page).convert("RGB").crop(box)
    buffer = io.BytesIO()
    crop.save(buffer, "PNG")
    return buffer.getvalue()
