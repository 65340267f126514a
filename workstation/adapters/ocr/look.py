"""What a page looks like, in 64 bits that survive another scan of it: light, skew, noise, JPEG and size.

A difference of the ink of the page, set straight and cut to where it is written: the signs of the 64 lowest
frequencies of its discrete cosine transform against their median. Measured in docs/reading.md.
"""

from hashlib import sha256

import cv2
import numpy as np

from workstation.adapters.ocr.images import PageImage
from workstation.adapters.ocr.prepare import SMALL_SIDE, Grey, even_light, skew
from workstation.domain.reading.model import PageMark

_SIDE, _KEPT = 32, 8


def mark_of(image: PageImage) -> PageMark:
    """SHA-256 of the page's pixels, and its look."""
    grey = np.asarray(cv2.cvtColor(image.rgb, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    size = f"{image.rgb.shape}".encode()
    return PageMark(sha256(size + image.rgb.tobytes()).hexdigest(), look_of(grey))


def look_of(grey: Grey) -> str:
    """16 hex digits; pages that look alike differ in few bits. "" for a page without ink."""
    ink = _written(grey)
    if ink is None:
        return ""
    small = cv2.resize(ink, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = cv2.dct(small)[:_KEPT, :_KEPT].flatten()
    bits = low > np.median(low[1:])
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def _written(grey: Grey) -> Grey | None:
    """White ink on black, straight, cut to where the ink is; no frame, no desk."""
    factor = min(1.0, SMALL_SIDE / max(grey.shape))
    small = np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    small = even_light(small)
    height, width = small.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -skew(small), 1.0)
    straight = cv2.warpAffine(small, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    ink = cv2.adaptiveThreshold(straight, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 14)
    kept = _without_frame(np.asarray(ink, dtype=np.uint8))
    rows, columns = np.nonzero(kept)
    if len(rows) < _SIDE * _SIDE // 4:
        return None
    (top, bottom), (left, right) = (np.percentile(one, (0.3, 99.7)).astype(int) for one in (rows, columns))
    return kept[top : bottom + 1, left : right + 1]


def _without_frame(ink: Grey) -> Grey:
    """Specks, large patches and what touches the edge are no writing."""
    height, width = ink.shape
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    left, top, wide, high, area = (stats[:, column] for column in range(5))
    inside = (left > 2) & (top > 2) & (left + wide < width - 2) & (top + high < height - 2)
    keep = inside & (area >= 4) & (high < 0.3 * height) & (area < 0.02 * height * width)
    keep[0] = False
    return np.asarray(keep[labels] * 255, dtype=np.uint8)
