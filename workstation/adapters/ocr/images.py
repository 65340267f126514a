"""From a picture file to upright pixels, within limits.

Pages are shown as every viewer shows them (camera orientation applied); work is done on at most 2,600 px,
boxes are given in pixels of the original.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from workstation.adapters.ocr.hints import hints_in
from workstation.domain.errors import Refused
from workstation.domain.reading.model import Word
from workstation.domain.reading.refusal import FileRefusal

Pixels = NDArray[np.uint8]
WORK_SIDE = 2_600
MAX_MEGAPIXELS = 100
MAX_MEGABYTES = 300
MIN_SIDE = 24
MAX_PAGES = 20
"""Of one prescription."""
MAX_STACK_PAGES = 100
"""Of a stack of prescriptions that is parted."""
FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF")
"""What Pillow may open: its other readers are rarely used, and one starts a program that writes pages to disk (EPS)."""
ORIENTATION = 0x0112
"""EXIF tag: how the camera was held."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page ready for reading."""

    rgb: Pixels
    """Height x width x 3, at most 2,600 px on the longer side."""
    width: int
    """Of the original, upright."""
    height: int
    words: tuple[Word, ...] = field(default=())
    """Text that the document itself contains (PDF), boxes in original pixels."""
    is_text: bool = False
    """The document's own text is all there is to read; no engine is needed."""
    hints: tuple[str, ...] = ()
    """Sentences about how the file came to be: saved by an editor, a screenshot."""

    @property
    def scale(self) -> float:
        """Original pixels per working pixel."""
        return self.width / int(self.rgb.shape[1])


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """Pages one after the other, so that a long document is never in memory as a whole."""

    pages: Iterator[PageImage]
    page_count: int


Source = Path | bytes
"""A file on disk, or its content (scans from the order server are never written to disk)."""


def check_source(source: Source) -> None:
    """Refused(MISSING, EMPTY or TOO_LARGE) before anything is decoded."""
    size = len(source) if isinstance(source, bytes) else _file_size(source)
    if size == 0:
        raise Refused(FileRefusal.EMPTY)
    if size > MAX_MEGABYTES * 1_000_000:
        raise Refused(FileRefusal.TOO_LARGE, megabytes=size // 1_000_000, limit=MAX_MEGABYTES)


def _file_size(path: Path) -> int:
    try:
        size = path.stat().st_size
    except OSError:
        raise Refused(FileRefusal.MISSING) from None
    if not path.is_file():
        raise Refused(FileRefusal.MISSING)
    return size


def first_bytes(source: Source, count: int) -> bytes:
    """The beginning of the content; Refused(MISSING) when it may not be read."""
    if isinstance(source, bytes):
        return source[:count]
    try:
        with source.open("rb") as file:
            return file.read(count)
    except OSError:
        raise Refused(FileRefusal.MISSING) from None


def open_picture(source: Source, most_pages: int = MAX_PAGES) -> OpenedFile:
    """Opens a JPEG, PNG, TIFF (every frame), WebP or HEIC file.

    Raises Refused(NOT_AN_IMAGE, DAMAGED, NO_HEIC, TOO_MANY_PIXELS, TOO_SMALL); damage further inside is raised by
    the iterator.
    """
    formats = (*FORMATS, "HEIF") if _teach_heic() else FORMATS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(source) if isinstance(source, bytes) else source, formats=formats)
    except Image.DecompressionBombError:
        raise Refused(FileRefusal.TOO_MANY_PIXELS, megapixels="far too many", limit=MAX_MEGAPIXELS) from None
    except UnidentifiedImageError:
        raise Refused(_unidentified(first_bytes(source, 16))) from None
    except (OSError, ValueError, SyntaxError):
        raise Refused(FileRefusal.DAMAGED) from None
    _check_size(image)
    frames = getattr(image, "n_frames", 1) if image.format in ("TIFF", "MPO") else 1
    count = 1 if image.format == "MPO" else frames
    return OpenedFile(_frames(image, min(count, most_pages)), count)


_MAGIC = (b"\xff\xd8\xff", b"\x89PNG", b"II*\x00", b"MM\x00*", b"RIFF")


def _unidentified(start: bytes) -> FileRefusal:
    if start[4:8] == b"ftyp" and not _teach_heic():
        return FileRefusal.NO_HEIC
    pictures = start.startswith(_MAGIC) or start[4:8] == b"ftyp"
    return FileRefusal.DAMAGED if pictures else FileRefusal.NOT_AN_IMAGE


_DAMAGE = (OSError, ValueError, SyntaxError, EOFError, RuntimeError)
"""What Pillow and its codecs raise on broken content."""


def _teach_heic() -> bool:
    """Whether pictures of phones in HEIC can be opened here."""
    try:
        from pi_heif import register_heif_opener
    except ImportError:
        return False
    register_heif_opener()
    return True


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    megapixels = width * height / 1_000_000
    if megapixels > MAX_MEGAPIXELS:
        raise Refused(FileRefusal.TOO_MANY_PIXELS, megapixels=round(megapixels), limit=MAX_MEGAPIXELS)
    if min(width, height) < MIN_SIDE:
        raise Refused(FileRefusal.TOO_SMALL, width=width, height=height)


def _frames(image: Image.Image, count: int) -> Iterator[PageImage]:
    with image:
        for number in range(count):
            if number:
                _seek(image, number)
                _check_size(image)
            yield _decoded(image)


def _seek(image: Image.Image, number: int) -> None:
    try:
        image.seek(number)
    except _DAMAGE:
        raise Refused(FileRefusal.DAMAGED) from None


def _decoded(frame: Image.Image) -> PageImage:
    width, height = frame.size
    try:
        if frame.format == "JPEG":
            frame.draft("RGB", (WORK_SIDE, WORK_SIDE))
        on_its_side, hints = frame.getexif().get(ORIENTATION, 1) >= 5, hints_in(frame)
        upright = ImageOps.exif_transpose(_opaque(frame))
    except _DAMAGE:
        raise Refused(FileRefusal.DAMAGED) from None
    if on_its_side:
        width, height = height, width
    upright.thumbnail((WORK_SIDE, WORK_SIDE), Image.Resampling.LANCZOS)
    return PageImage(np.asarray(upright, dtype=np.uint8), width, height, hints=hints)


def _opaque(frame: Image.Image) -> Image.Image:
    """RGB on white paper; 16-bit grey is brought to 8 bits instead of being clipped."""
    if frame.mode.startswith("I"):
        grey = np.asarray(frame, dtype=np.float64)
        frame = Image.fromarray((grey * 255 / max(255.0, float(grey.max()))).astype(np.uint8))
    if "A" not in frame.getbands() and "transparency" not in frame.info:
        return frame.convert("RGB")
    seen = frame.convert("RGBA")
    paper = Image.new("RGBA", seen.size, "white")
    flat = Image.alpha_composite(paper, seen).convert("RGB")
    flat.getexif()[ORIENTATION] = frame.getexif().get(ORIENTATION, 1)
    return flat
