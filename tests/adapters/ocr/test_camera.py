"""A picture from a camera; only the device is made up."""

import io

import numpy as np
import pytest
from PIL import Image

from workstation.adapters.ocr.camera import SETTLE, take_photo
from workstation.domain.errors import Unavailable


class Device:
    """Gives one colour after the other."""

    def __init__(self, *, opens: bool = True, pictures: int = 99) -> None:
        self.opens, self.pictures, self.released, self.count = opens, pictures, False, 0

    def isOpened(self) -> bool:
        return self.opens

    def set(self, what: int, value: float) -> bool:
        return False

    def read(self) -> tuple[bool, object]:
        self.count += 1
        blue = np.full((120, 160, 3), (255, 0, 0), dtype=np.uint8)
        return self.count <= self.pictures, blue if self.count > SETTLE else blue * 0

    def release(self) -> None:
        self.released = True


def test_the_picture_behind_the_dark_first_ones_is_taken_in_its_colours() -> None:
    device = Device()
    with Image.open(io.BytesIO(take_photo(lambda: device))) as photo:
        red, _, blue = photo.convert("RGB").getpixel((80, 60))  # type: ignore[misc]  # three colours
    assert (photo.size, red < 20, blue > 230) == ((160, 120), True, True)
    assert device.released


@pytest.mark.parametrize("device", [Device(opens=False), Device(pictures=3)], ids=["none", "no picture"])
def test_a_camera_that_is_not_there_or_gives_nothing_says_so_and_is_let_go(device: Device) -> None:
    with pytest.raises(Unavailable) as trouble:
        take_photo(lambda: device)
    assert trouble.value.what == "camera"
    assert device.released
