"""From the flat sheet to the picture that arrives: perspective, desk, light, shadow, blur, noise, JPEG.

Source of the eight coefficients: the projective transform of Pillow's Image.transform(PERSPECTIVE).
"""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from workstation.adapters.samplepharmacy.scan_page import Box, Photo

_DESKS = ((176, 184, 196), (188, 170, 150), (150, 158, 168))


@dataclass(frozen=True, slots=True)
class PhotoStyle:
    """How strong each effect is. Lengths are in pixels, `margin` and `skew` in parts of the width."""

    margin: float
    skew: float
    turn_degrees: float
    light: float
    """How much darker the far corner is, 0 to 1."""
    shadow: float
    """How dark the shadow of the hand is, 0 to 1."""
    blur: float
    smear: int
    noise: float
    brightness: float
    quality: int


STYLES = {
    Photo.FLATBED: PhotoStyle(0.0, 0.002, 0.35, 0.02, 0.0, 0.0, 0, 1.6, 1.0, 90),
    Photo.PHONE: PhotoStyle(0.022, 0.014, 1.0, 0.16, 0.0, 0.0, 0, 3.0, 1.0, 84),
    Photo.SHADOW: PhotoStyle(0.020, 0.012, 1.1, 0.14, 0.28, 0.35, 0, 3.4, 1.0, 82),
    Photo.CREASED: PhotoStyle(0.024, 0.016, 1.3, 0.13, 0.0, 0.0, 0, 2.8, 1.0, 84),
    Photo.DIM: PhotoStyle(0.022, 0.016, 1.4, 0.22, 0.2, 0.9, 0, 8.0, 0.62, 76),
    Photo.UNREADABLE: PhotoStyle(0.020, 0.020, 2.6, 0.26, 0.36, 4.6, 27, 7.0, 0.86, 58),
}


class Projection:
    """Maps the flat sheet onto the picture of the same size."""

    def __init__(self, size: tuple[int, int], corners: np.ndarray) -> None:
        """`corners`: where top left, top right, bottom right, bottom left of the sheet come to
        lie, shape (4, 2)."""
        width, height = size
        flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=float)
        self._forward = _projective(flat, corners)
        self._size = size
        self.corners = corners
        self.coefficients = tuple(float(each) for each in _projective(corners, flat).ravel()[:8])
        """What Pillow needs: from a point of the picture to the point of the sheet."""

    def box(self, box: Box) -> Box:
        """Where a box of the sheet lies in the picture, cut to the picture."""
        x, y, w, h = box
        points = np.array([(x, y, 1), (x + w, y, 1), (x + w, y + h, 1), (x, y + h, 1)], dtype=float)
        mapped = points @ self._forward.T
        flat = mapped[:, :2] / mapped[:, 2:]
        left, top = np.floor(np.maximum(flat.min(axis=0), 0)).astype(int)
        right, bottom = np.ceil(np.minimum(flat.max(axis=0), self._size)).astype(int)
        return int(left), int(top), max(1, int(right - left)), max(1, int(bottom - top))


def take_photo(sheet: Image.Image, photo: Photo, chance: np.random.Generator) -> tuple[bytes, Projection]:
    """The JPEG, and where everything on the sheet has gone."""
    style = STYLES[photo]
    projection = Projection(sheet.size, _corners(sheet.size, style, chance))
    picture = _on_the_desk(sheet, projection, style, chance)
    if style.smear:
        picture = _smeared(picture, style.smear)
    if style.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(style.blur))
    picture = _noisy(_lit(picture, style, chance), style.noise, chance)
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=style.quality, dpi=(150, 150))
    return stream.getvalue(), projection


def _corners(size: tuple[int, int], style: PhotoStyle, chance: np.random.Generator) -> np.ndarray:
    width, height = size
    inset = style.margin * width
    corners = np.array(
        [(inset, inset), (width - inset, inset), (width - inset, height - inset), (inset, height - inset)]
    )
    corners += chance.uniform(-style.skew, style.skew, (4, 2)) * width
    angle = np.radians(chance.uniform(0.4, 1.0) * style.turn_degrees * chance.choice((-1, 1)))
    turn = np.array([(np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))])
    middle = np.array((width / 2, height / 2))
    return np.asarray((corners - middle) @ turn.T + middle)


def _projective(source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The 3 × 3 matrix that takes four points to four points."""
    rows, right = [], []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows.append((x, y, 1, 0, 0, 0, -u * x, -u * y))
        rows.append((0, 0, 0, x, y, 1, -v * x, -v * y))
        right += [u, v]
    return np.append(np.linalg.solve(np.array(rows), np.array(right)), 1).reshape(3, 3)


def _on_the_desk(
    sheet: Image.Image, projection: Projection, style: PhotoStyle, chance: np.random.Generator
) -> Image.Image:
    warped = sheet.transform(
        sheet.size, Image.Transform.PERSPECTIVE, projection.coefficients, Image.Resampling.BILINEAR
    )
    if not style.margin:
        edge = sheet.getpixel((3, 3))
        desk = Image.new("RGB", sheet.size, edge)
    else:
        desk = Image.new("RGB", sheet.size, _DESKS[int(chance.integers(len(_DESKS)))])
    cover = _cover(sheet.size, projection.corners)
    if style.margin:
        small = cover.resize((sheet.width // 4, sheet.height // 4), Image.Resampling.BOX)
        fall = ImageChops.offset(small, 2, 4).filter(ImageFilter.GaussianBlur(4)).resize(sheet.size)
        desk.paste((92, 96, 104), (0, 0), fall.point(lambda level: level * 110 // 255))
    desk.paste(warped, (0, 0), cover)
    return desk


def _cover(size: tuple[int, int], corners: np.ndarray) -> Image.Image:
    """White where the sheet lies, with smooth edges, two pixels short of where its colour ends."""
    inside = corners + 2 * np.sign(np.array(size) / 2 - corners)
    large = Image.new("L", (size[0] * 2, size[1] * 2))
    ImageDraw.Draw(large).polygon([(2 * x, 2 * y) for x, y in inside.tolist()], fill=255)
    return large.reduce(2)


def _smeared(picture: Image.Image, length: int) -> Image.Image:
    """The camera moved while it looked: the mean along a slanted way."""
    way = np.linspace(-length / 2, length / 2, 9)
    total = np.zeros((picture.height, picture.width, 3), dtype=np.uint16)
    for step in way:
        total += np.asarray(ImageChops.offset(picture, round(step), round(0.45 * step)))
    return Image.fromarray((total // len(way)).astype(np.uint8))


def _lit(picture: Image.Image, style: PhotoStyle, chance: np.random.Generator) -> Image.Image:
    """Light falls off towards one corner; a hand throws a soft shadow."""
    small_w, small_h = picture.width // 20, picture.height // 20
    x, y = np.linspace(0, 1, small_w)[None, :], np.linspace(0, 1, small_h)[:, None]
    source_x, source_y = chance.uniform(0.1, 0.9), chance.uniform(-0.1, 0.35)
    distance = np.sqrt((x - source_x) ** 2 + (y - source_y) ** 2)
    light = style.brightness * (1.03 - style.light * distance**1.5)
    if style.shadow:
        slope, start = chance.uniform(0.5, 0.9), chance.uniform(0.95, 1.12)
        light = light * (1 - style.shadow / (1 + np.exp(-(x + slope * y - start) * 26)))
    levels = Image.fromarray((light.clip(0, 1) * 255).astype(np.uint8)).resize(picture.size, Image.Resampling.BICUBIC)
    return ImageChops.multiply(picture, Image.merge("RGB", (levels, levels, levels)))


def _noisy(picture: Image.Image, strength: float, chance: np.random.Generator) -> Image.Image:
    """Sensor noise: one tile of it, rolled to a new place for each band of rows."""
    pixels = np.asarray(picture, dtype=np.int16)
    height, width = pixels.shape[:2]
    tile = np.rint(chance.normal(0, strength, (128, width, 1)) + chance.normal(0, strength / 2, (128, width, 3)))
    tile = tile.astype(np.int16)
    bands = [np.roll(tile, int(chance.integers(width)), axis=1) for _ in range(-(-height // 128))]
    return Image.fromarray((pixels + np.concatenate(bands)[:height]).clip(0, 255).astype(np.uint8))
