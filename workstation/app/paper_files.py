"""A file of a scanner as the paper that it is: what its content says, and that a picture can be had from it."""

from workstation.adapters.ocr.opening import open_source
from workstation.domain.errors import Refused
from workstation.domain.reading import FileRefusal
from workstation.services.walk_in import PaperFile

_BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"RIFF", "image/webp"),
)


def paper_file(content: bytes) -> PaperFile:
    """Opens the first page. Raises Refused with a FileRefusal when there is none."""
    opened = open_source(content)
    if next(opened.pages, None) is None:
        raise Refused(FileRefusal.DAMAGED)
    return PaperFile(content, _content_type(content), opened.page_count)


def _content_type(content: bytes) -> str:
    for start, kind in _BEGINNINGS:
        if content.startswith(start):
            return kind
    return "application/pdf" if b"%PDF-" in content[:1024] else "image/heic"
