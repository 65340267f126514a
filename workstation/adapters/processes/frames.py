"""Frames on a pipe: 4 bytes length (big-endian), 1 byte kind (J = JSON object, B = bytes), the content.

A message is one JSON frame; its key "blobs" says how many bytes frames follow.
"""

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

HEAD = struct.Struct(">Ic")
LARGEST = 512 * 1024 * 1024
"""A longer frame is not one of ours: something else was written into the pipe."""


class BrokenPipe(Exception):
    """The other side ended in the middle of a message, or sent what is no frame."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message with its bytes."""

    body: dict[str, Any]
    blobs: tuple[bytes, ...] = ()


def write_message(pipe: BinaryIO, body: dict[str, Any], blobs: Sequence[bytes] = ()) -> None:
    """Writes one message and flushes."""
    content = json.dumps({**body, "blobs": len(blobs)}, ensure_ascii=False).encode()
    parts = [HEAD.pack(len(content), b"J"), content]
    for blob in blobs:
        parts += [HEAD.pack(len(blob), b"B"), blob]
    pipe.write(b"".join(parts))
    pipe.flush()


def read_message(pipe: BinaryIO) -> Message | None:
    """The next message, None at the end; raises BrokenPipe."""
    first = pipe.read(HEAD.size)
    if not first:
        return None
    body = json.loads(_content(pipe, first, b"J"))
    blobs = tuple(_content(pipe, pipe.read(HEAD.size), b"B") for _ in range(body.pop("blobs", 0)))
    return Message(body, blobs)


def _content(pipe: BinaryIO, head: bytes, kind: bytes) -> bytes:
    if len(head) != HEAD.size:
        raise BrokenPipe("the pipe ended within a frame")
    length, found = HEAD.unpack(head)
    if found != kind or length > LARGEST:
        raise BrokenPipe("that is no frame")
    content = pipe.read(length)
    if len(content) != length:
        raise BrokenPipe("the pipe ended within a frame")
    return content
