"""What a PDF file says and what it looks like."""

from pathlib import Path

import pypdfium2
from PIL import Image


def pages_of(path: Path) -> list[str]:
    """The text of each page, as a reader finds it; one space where there is any room."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def rendered(path: Path, page: int, dots_per_inch: float) -> Image.Image:
    """A page in shades of grey."""
    document = pypdfium2.PdfDocument(path)
    try:
        image: Image.Image = document[page].render(scale=dots_per_inch / 72).to_pil().convert("L")
        return image
    finally:
        document.close()
