"""Opens whatever was handed in: a picture or a PDF, told apart by content and not by name."""

from workstation.adapters.ocr.images import MAX_PAGES, OpenedFile, Source, check_source, first_bytes, open_picture
from workstation.adapters.ocr.pdf import open_pdf


def open_source(source: Source, most_pages: int = MAX_PAGES) -> OpenedFile:
    """Of a longer document the first `most_pages` are given.

    Raises Refused with a FileRefusal code when nothing can be had from the file.
    """
    check_source(source)
    is_pdf = b"%PDF-" in first_bytes(source, 1024)
    return open_pdf(source, most_pages) if is_pdf else open_picture(source, most_pages)
