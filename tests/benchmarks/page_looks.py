"""How far the looks of pages are apart: one page scanned again, against other pages of one prescriber's letterhead.

`python -m tests.benchmarks.page_looks` draws the pages and prints JSON: bits of 64 in which two looks differ.
"""

import io
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import cv2
import numpy as np
from PIL import Image

from workstation.adapters.ocr.images import open_picture
from workstation.adapters.ocr.look import look_of
from workstation.adapters.samplepharmacy.loading import sample_pharmacy
from workstation.adapters.samplepharmacy.scan_drawing import draw_scan
from workstation.adapters.samplepharmacy.scan_page import PageShape, Photo
from workstation.adapters.samplepharmacy.scan_pages import look_of as drawn_look
from workstation.adapters.samplepharmacy.scan_pages import page_of
from workstation.domain.reading.same_page import ALIKE_WITHIN, distance

TODAY = date(2026, 11, 22)
RESCANS = ((0.0, 90, 1.0, 2), (1.5, 50, 0.5, 4), (-2.5, 70, 0.7, 8), (3.0, 40, 1.0, 6))
"""Degrees of skew, JPEG quality, size, noise."""


def rescans(jpeg: bytes, seed: int) -> Iterator[bytes]:
    """The page again and again."""
    chance = np.random.default_rng(seed)
    whole = Image.open(io.BytesIO(jpeg)).convert("RGB")
    for turn, quality, size, noise in RESCANS:
        image = whole.rotate(turn, expand=True, fillcolor=(250, 250, 248))
        image = image.resize((int(image.width * size), int(image.height * size)))
        pixels = np.asarray(image, dtype=np.float64) + chance.normal(0, noise, (image.height, image.width, 3))
        stream = io.BytesIO()
        Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(stream, "JPEG", quality=quality)
        yield stream.getvalue()


def looks(printed: bool) -> list[tuple[int, str]]:
    """(number of the page, look) of every scan; all pages have the letterhead of one prescriber."""
    scans = [one for one in sample_pharmacy(TODAY).prescriptions if one.scan is not None]
    found = []
    for number, one in enumerate(scans):
        page = page_of(replace(one, prescriber=scans[0].prescriber), TODAY)
        hand = drawn_look(one).hand or "Kristi"
        look = replace(
            drawn_look(one), is_printed=printed, hand=hand, photo=Photo.FLATBED, shape=PageShape.SLIP, illegible=0
        )
        for jpeg in rescans(draw_scan(page, look, number).jpeg, number):
            rgb = next(iter(open_picture(jpeg).pages)).rgb
            found.append((number, look_of(np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), dtype=np.uint8))))
    return found


def spread(distances: list[int]) -> dict[str, float]:
    """Where the distances lie, and how many are within the limit."""
    shares = {f"p{share}": float(np.percentile(distances, share)) for share in (0, 1, 5, 50, 95, 99, 100)}
    return {**shares, "within": round(float(np.mean(np.array(distances) <= ALIKE_WITHIN)), 4), "pairs": len(distances)}


def measured(printed: bool) -> dict[str, Any]:
    """Of printed or of handwritten pages."""
    began = time.process_time()
    found = looks(printed)
    seconds = (time.process_time() - began) / len(found)
    pairs = [(one == other, distance(a, b)) for (one, a), (other, b) in combinations(found, 2)]
    same, different = ([apart for is_same, apart in pairs if is_same is wanted] for wanted in (True, False))
    return {"same": spread(same), "different": spread(different), "seconds_with_drawing": round(seconds, 3)}


if __name__ == "__main__":
    print(json.dumps({"limit": ALIKE_WITHIN, "print": measured(printed=True), "handwriting": measured(printed=False)}))
