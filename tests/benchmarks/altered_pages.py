"""How often a page that somebody changed raises a hint, and how often one that nobody changed does.

    python -m tests.benchmarks.altered_pages DIR [--inks] [--most N]

DIR: pages that nobody changed (JPEG), e.g. of `tests.benchmarks.hard_pages`. Each is saved again as messengers and
people do (clean), and changed as an editor would do it (drawn: a patch of paper with another figure; pasted: a piece of
the page over another place), then saved. `--inks` reads the pages, too, and gives figures of their lines another ink.
Prints JSON: hints / pages for each treatment. Seeded.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from workstation.adapters.ocr.images import PageImage, Pixels
from workstation.adapters.ocr.lexicon_files import load_lexicon
from workstation.adapters.ocr.opening import open_source
from workstation.adapters.ocr.other_ink import other_inks
from workstation.adapters.ocr.reader import FileReader, find_engines
from workstation.adapters.ocr.recompression import saved_in_parts
from workstation.domain.reading import Box, DateOrder, DateRules, Page, ReadingRules
from workstation.domain.reading.geometry import covered

TODAY = date(2026, 11, 23)
PATCH = (90, 46)
Change = Callable[[Image.Image, np.random.Generator], Image.Image]


def saved(picture: Image.Image, quality: int) -> Image.Image:
    """As a JPEG of this quality."""
    buffer = BytesIO()
    picture.convert("RGB").save(buffer, "JPEG", quality=quality)
    return Image.open(BytesIO(buffer.getvalue()))


def place_with_ink(picture: Image.Image, chance: np.random.Generator) -> tuple[int, int]:
    """Left and top of a patch in which something is written."""
    grey = np.asarray(picture.convert("L"), dtype=np.float32)
    width, height = PATCH
    for _ in range(5000):
        x = int(chance.integers(0, picture.width - width))
        y = int(chance.integers(0, picture.height - height))
        if grey[y : y + height, x : x + width].std() > 30:
            break
    return x, y


def drawn(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Paper over a place, and another figure on it."""
    changed, (x, y), (width, height) = picture.convert("RGB"), place_with_ink(picture, chance), PATCH
    patch = np.asarray(changed)[y : y + height, x : x + width].reshape(-1, 3)
    paper = tuple(int(part) for part in np.percentile(patch, 80, axis=0))
    pen = ImageDraw.Draw(changed)
    pen.rectangle((x, y, x + width, y + height), fill=paper)
    pen.text((x + 4, y + 2), "150", font=ImageFont.load_default(40), fill=(35, 40, 110))
    return changed


def pasted(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    """A piece of the page over another place."""
    changed = picture.convert("RGB")
    (x, y), (to_x, to_y), (width, height) = place_with_ink(picture, chance), place_with_ink(picture, chance), PATCH
    changed.paste(changed.crop((x, y, x + width, y + height)), (to_x, to_y))
    return changed


def _as_it_is(picture: Image.Image, _chance: np.random.Generator) -> Image.Image:
    return picture


def _half(picture: Image.Image, _chance: np.random.Generator) -> Image.Image:
    return saved(picture.resize((picture.width // 2, picture.height // 2)), 80)


TREATMENTS: dict[str, tuple[Change, int | None]] = {
    "clean": (_as_it_is, None),
    "clean, saved again (90)": (_as_it_is, 90),
    "clean, saved twice (95, 85)": (lambda picture, _: saved(picture, 95), 85),
    "clean, half size, saved twice (80, 92)": (_half, 92),
    "drawn, saved (95)": (drawn, 95),
    "drawn, saved (90)": (drawn, 90),
    "drawn, saved (80)": (drawn, 80),
    "pasted, saved (95)": (pasted, 95),
    "pasted, saved (90)": (pasted, 90),
}


def parts(files: list[Path]) -> dict[str, str]:
    """Hints of a part that was saved another time."""
    chance, found = np.random.default_rng(20261123), dict.fromkeys(TREATMENTS, 0)
    for file in files:
        for name, (change, quality) in TREATMENTS.items():
            with Image.open(file) as picture:
                changed = change(picture, chance)
                found[name] += saved_in_parts(changed if quality is None else saved(changed, quality))
    return {name: f"{count} / {len(files)}" for name, count in found.items()}


def inks(files: list[Path]) -> dict[str, str]:
    """Hints of another ink: of pages as they are, and of figures of lines made black (or blue, where they are not)."""
    reader, rules = FileReader(find_engines()), ReadingRules(load_lexicon(), DateRules(TODAY, DateOrder.DAY_FIRST, 30))
    clean = pages = seen = changed = 0
    for file in files:
        reading, image = reader.read(file, rules), next(open_source(file).pages)
        if not reading.pages or reading.pages[0].rotation:
            continue
        page = reading.pages[0]
        pages, clean = pages + 1, clean + bool(other_inks(image.rgb, image.scale, page))
        for rgb in _in_other_ink(image, page):
            changed, seen = changed + 1, seen + bool(other_inks(rgb, image.scale, page))
    return {"clean pages": f"{clean} / {pages}", "figures in another ink": f"{seen} / {changed}"}


def _in_other_ink(image: PageImage, page: Page) -> Iterator[Pixels]:
    """The page, each time with one handwritten figure of a line, or its second half, in another ink."""
    for line in page.lines:
        inside = [word for word in page.words if not word.printed and covered(word.box, line.box) > 0.5]
        for place, word in enumerate(inside if len(inside) > 2 else ()):
            if any(letter.isdigit() for letter in word.text):
                yield _recoloured(image, word.box, half=bool(place % 2))


def _recoloured(image: PageImage, box: Box, *, half: bool) -> Pixels:
    x, y, width, height = (round(part / image.scale) for part in box)
    rgb = image.rgb.copy()
    patch = rgb[y : y + height, x + (width // 2 if half else 0) : x + width]
    grey = patch.astype(np.float32).mean(axis=2, keepdims=True)
    dark = patch.reshape(-1, 3)[patch.reshape(-1, 3).sum(axis=1).argsort()[: max(1, patch.size // 30)]].mean(axis=0)
    blue = np.concatenate([grey * 0.9, grey * 0.9, np.minimum(255, grey * 0.55 + 115)], axis=2)
    patch[:] = np.clip(grey if dark[2] - dark[0] > 25 else blue, 0, 255).astype(np.uint8)
    return rgb


def main() -> None:
    """Prints JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--inks", action="store_true", help="Read the pages, too, and change inks.")
    parser.add_argument("--most", type=int, default=1000, help="At most so many pages.")
    options = parser.parse_args()
    files = sorted(options.folder.rglob("*.jpg"))
    files = files[:: max(1, -(-len(files) // options.most))]
    found = {"saved in parts": parts(files)}
    if options.inks:
        found["other ink"] = inks(files)
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
