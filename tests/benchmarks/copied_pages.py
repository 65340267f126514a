"""How often a page that is no copy is taken for one by the colour of its letterhead, and how many copies are found.

    python -m tests.benchmarks.copied_pages [--most N]

Draws the sample prescriptions on one prescriber's letterhead, which is given each of five colours (and black: then
nothing may be said), as scans and as phone photos in shadow and warm light, saved as JPEG. A copy is the same page in
the grey of toner, as a copier makes it (grey, or 1 bit by error diffusion), taken again by a colour scanner or
a phone.
Prints JSON: shares of coloured ink at the head, and hints among pages, each with three other papers of its prescriber
taken as they come. Seeded.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO

import cv2
import numpy as np
from PIL import Image

from workstation.adapters.ocr.letterhead import head_colour
from workstation.adapters.samplepharmacy.loading import sample_pharmacy
from workstation.adapters.samplepharmacy.scan_drawing import draw_scan
from workstation.adapters.samplepharmacy.scan_page import PageShape, Photo
from workstation.adapters.samplepharmacy.scan_pages import look_of, page_of
from workstation.domain.reading.copied import LEAST_PAPERS, papers_in_colour

TODAY = date(2026, 11, 22)
PADS = {
    "blue": (20, 60, 150), "green": (10, 110, 70), "red": (170, 30, 40), "brown": (120, 70, 20),
    "navy": (25, 35, 95), "black": (28, 28, 30),
}  # fmt: skip
TAKES = ("rough", "warm", "shadow")
COPIES = ("grey", "one bit")


@dataclass(frozen=True, slots=True)
class Sample:
    """One picture of one page."""

    pad: str
    page: int
    how: str
    share: float | None


def drawn(most: int) -> Iterator[tuple[int, Image.Image]]:
    """Each sample prescription on the first one's letterhead, flat and without noise of a photo."""
    scans = [one for one in sample_pharmacy(TODAY).prescriptions if one.scan is not None]
    for number, one in enumerate(scans[:most]):
        page = page_of(replace(one, prescriber=scans[0].prescriber), TODAY)
        look = replace(look_of(one), photo=Photo.FLATBED, shape=PageShape.SLIP, illegible=0)
        sheet = Image.open(BytesIO(draw_scan(page, look, number).jpeg)).convert("RGB")
        yield number, sheet.resize((int(0.75 * sheet.width), int(0.75 * sheet.height)))


def in_ink(page: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    """The upper fifth, where the letterhead is, in another ink than black: its darkness stays."""
    pixels = np.asarray(page, dtype=np.float32)
    rows = int(0.2 * len(pixels))
    ink = 1 - pixels[:rows].min(axis=2, keepdims=True) / 255
    head = 255 * (1 - ink) + ink * np.array(colour, dtype=np.float32)
    return Image.fromarray(np.concatenate([head, pixels[rows:]]).clip(0, 255).astype(np.uint8))


def taken(page: Image.Image, how: str, chance: np.random.Generator) -> Image.Image:
    """As a colour scanner or a phone sees it."""
    turn = chance.uniform(-2.5, 2.5)
    page = page.rotate(turn, expand=True, fillcolor=(246, 246, 243), resample=Image.Resampling.BICUBIC)
    pixels = np.asarray(page, dtype=np.float64)
    if how == "warm":
        pixels = pixels * np.array([1.0, 0.93, 0.78])
    if how == "shadow":
        ramp = np.linspace(0.45, 1.0, pixels.shape[1])[None, :, None]
        pixels = pixels * ramp * np.array([0.97, 0.98, 1.0])
    pixels = pixels + chance.normal(0, 8 if how == "rough" else 3, pixels.shape)
    stream = BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(stream, "JPEG", quality=35 if how == "rough" else 80)
    return Image.open(BytesIO(stream.getvalue())).convert("RGB")


def copied(page: Image.Image, how: str, chance: np.random.Generator) -> Image.Image:
    """Toner on paper: no colour is left, and a dark edge where the lid was open."""
    grey = page.convert("L")
    if how == "one bit":
        grey = grey.convert("1").convert("L")
    toner = Image.merge("RGB", (grey, grey, grey))
    edge = int(chance.integers(0, 25))
    toner.paste((24, 24, 26), (0, 0, edge, toner.height))
    return toner


def samples(most: int) -> Iterator[Sample]:
    """Every page on every pad, as it is and copied, taken in every way."""
    for number, page in drawn(most):
        for place, (pad, colour) in enumerate(PADS.items()):
            chance = np.random.default_rng((number, place))
            own = in_ink(page, colour)
            pages = {"": own, **{f"copy {how}, ": copied(own, how, chance) for how in COPIES}}
            for kind, picture in pages.items():
                for how in TAKES:
                    rgb = np.asarray(taken(picture, how, chance), dtype=np.uint8)
                    yield Sample(pad, number, f"{kind}{how}", head_colour(rgb))


def hints(found: list[Sample], others: list[Sample], chance: np.random.Generator) -> str:
    """Of these pages, with other papers of the same pad drawn by lot: hints / pages."""
    said = 0
    for one in found:
        same = [each.share for each in others if each.pad == one.pad and each.page != one.page]
        lot = [same[int(place)] for place in chance.choice(len(same), LEAST_PAPERS, replace=False)]
        said += papers_in_colour(one.share, lot) > 0
    return f"{said} / {len(found)}"


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=14, help="pages")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    chance = np.random.default_rng(1)
    found = list(samples(options.most))
    clean = [one for one in found if not one.how.startswith("copy")]
    shares = {}
    for pad in PADS:
        own = [one.share for one in clean if one.pad == pad and one.share is not None]
        copies = [one.share for one in found if one.pad == pad and one not in clean and one.share is not None]
        shares[pad] = {"own": [round(float(np.percentile(own, p)), 3) for p in (0, 5, 50)],
                       "copies": [round(float(np.percentile(copies, p)), 3) for p in (50, 95, 100)]}  # fmt: skip
    answer = {
        "shares (own: 0, 5, 50 %; copies: 50, 95, 100 %)": shares,
        "hints on pages that are no copies": hints(clean, clean, chance),
        "hints on copies": {
            how: hints(
                [one for one in found if one.how.startswith(f"copy {how},") and one.pad != "black"], clean, chance
            )
            for how in COPIES
        },
        "hints on copies of a black pad": hints(
            [one for one in found if one.how.startswith("copy") and one.pad == "black"], clean, chance
        ),
    }
    print(json.dumps(answer, indent=1))


if __name__ == "__main__":
    main()
