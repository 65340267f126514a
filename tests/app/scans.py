"""Scans as files."""

import io

from PIL import Image


def a_scan(shade: int = 200, kind: str = "PNG") -> bytes:
    """A grey page."""
    buffer = io.BytesIO()
    Image.new("L", (200, 300), shade).save(buffer, kind)
    return buffer.getvalue()
