"""Writes ok.wav, look.wav and stop.wav beside itself: `python resources/sounds/make_sounds.py`.

The files are committed; run this again only to change a sound. They differ in rhythm, not only in pitch.
"""

import math
import struct
import wave
from pathlib import Path

RATE = 44_100
FADE_MS = 8
Tone = tuple[float, float]
"""Frequency in hertz (0 is silence) and length in milliseconds."""

SOUNDS: dict[str, tuple[Tone, ...]] = {
    "ok": ((1318.5, 90),),
    "look": ((784.0, 110), (0, 90), (784.0, 110)),
    "stop": ((392.0, 140), (0, 15), (329.6, 140), (0, 15), (261.6, 140)),
}


def samples(frequency: float, milliseconds: float) -> list[float]:
    """One tone with soft edges and two overtones, from -1 to 1."""
    count = int(RATE * milliseconds / 1000)
    fade = min(count // 2, int(RATE * FADE_MS / 1000)) or 1
    shape = []
    for index in range(count):
        angle = 2 * math.pi * frequency * index / RATE
        value = 0.78 * math.sin(angle) + 0.16 * math.sin(2 * angle) + 0.06 * math.sin(3 * angle)
        edge = min(1.0, index / fade, (count - 1 - index) / fade)
        shape.append(value * edge if frequency else 0.0)
    return shape


def write(path: Path, tones: tuple[Tone, ...]) -> None:
    """Writes 16 bit mono."""
    values = [value for tone in tones for value in samples(*tone)]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(struct.pack("<h", round(value * 0.8 * 32767)) for value in values))


if __name__ == "__main__":
    for name, tones in SOUNDS.items():
        write(Path(__file__).with_name(f"{name}.wav"), tones)
