"""One picture from the camera of this computer. Asked in the worker process: a driver that hangs is ended with it."""

from collections.abc import Callable
from typing import Any, Protocol

from workstation.domain.errors import Unavailable

SETTLE = 8
"""Pictures that a camera needs to find light and focus; the one behind them is taken."""
WIDE, TALL = 1_920, 1_080
"""Asked of the camera: small print has to be read. One that cannot gives what it has."""


class Device(Protocol):
    """A camera as OpenCV opens it."""

    def isOpened(self) -> bool: ...
    def set(self, what: int, value: float) -> bool: ...
    def read(self) -> tuple[bool, Any]:
        """Whether there is a picture, and its pixels (blue, green, red)."""
        ...

    def release(self) -> None: ...


def first_camera() -> Device:
    """The one that the system names first."""
    import cv2

    device: Device = cv2.VideoCapture(0)
    return device


def take_photo(open_device: Callable[[], Device] = first_camera) -> bytes:
    """A JPEG. Raises Unavailable("camera") when there is none, or another program has it."""
    import cv2

    device = open_device()
    try:
        if not device.isOpened():
            raise Unavailable("camera", "There is no camera, or another program uses it.")
        device.set(cv2.CAP_PROP_FRAME_WIDTH, WIDE)
        device.set(cv2.CAP_PROP_FRAME_HEIGHT, TALL)
        for _ in range(SETTLE):
            device.read()
        there, picture = device.read()
        if not there:
            raise Unavailable("camera", "The camera gives no picture. Look at its cover and its cable.")
    finally:
        device.release()
    _, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 92])
    return bytes(jpeg.tobytes())
