"""The paper: warm white, cloudy, with fibres; folded when it was carried in a pocket."""

import numpy as np
from PIL import Image

from workstation.adapters.samplepharmacy.scan_page import Photo

_WARM = np.array([240, 237, 227], dtype=np.float32)
_COOL = np.array([246, 246, 244], dtype=np.float32)


def blank_paper(size: tuple[int, int], photo: Photo, chance: np.random.Generator) -> Image.Image:
    """An empty sheet."""
    base = _COOL if photo is Photo.FLATBED else _WARM
    cloudy = 0.3 if photo is Photo.FLATBED else 1.0
    shade = cloudy * (3.2 * _clouds(size, 34, chance) + 1.6 * _clouds(size, 9, chance))
    shade += _tile(chance.normal(0, 1.5, (256, 256)).astype(np.float32), size)
    if photo is Photo.CREASED:
        shade += _folds(size, chance)
    return Image.fromarray(np.clip(base + shade[:, :, None], 0, 255).astype(np.uint8))


def _clouds(size: tuple[int, int], cell: int, chance: np.random.Generator) -> np.ndarray:
    """Slow random shade between about -1 and 1 that changes over `cell` pixels."""
    width, height = size
    coarse = chance.normal(0, 0.5, (height // cell + 2, width // cell + 2)).astype(np.float32)
    image = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
    return np.array(image)


def _tile(piece: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    width, height = size
    across, down = -(-width // piece.shape[1]), -(-height // piece.shape[0])
    return np.tile(piece, (down, across))[:height, :width]


def _folds(size: tuple[int, int], chance: np.random.Generator) -> np.ndarray:
    """One fold across and one down: a bright edge beside a dark one, and a slope of light over each half."""
    width, height = size
    y, x = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)[None, :]
    across = height * chance.uniform(0.46, 0.54) + 0.008 * (x - width / 2)
    down = width * chance.uniform(0.47, 0.53) + 0.006 * (y - height / 2)
    return _fold(y - across, height) + 0.7 * _fold(x - down, width)


def _fold(distance: np.ndarray, length: int) -> np.ndarray:
    near = np.exp(-((distance / 2.2) ** 2))
    slope = np.where(distance < 0, -4.0, 4.0) * np.exp(-np.abs(distance) / (0.22 * length))
    return np.asarray(-20 * near * (distance < 0) + 9 * near * (distance >= 0) + slope)
