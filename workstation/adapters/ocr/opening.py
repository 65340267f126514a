"""Opens whatever was handed in: a picture or a PDF, told apart by content and not by name."""

from workstation.adapters.ocr.images import OpenedFile, Source, check_source, first_bytes, open_picture
from workstation.adapters.ocr.pdf import open_pdf


def open_source(source: Source) -> OpenedFile:
    """Raises Refused with a FileRefusal code when nothing can be had from the file."""
    check_source(source)
    return open_pdf(source) if b"%PDF-" in first_bytes(source, 1024) else open_picture(source)
