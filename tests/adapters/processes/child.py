"""A worker for the tests: the real server loop with a few handlers."""

import os
import sys
import threading

from workstation.adapters.processes.server import Json, Request, serve
from workstation.domain.errors import Unavailable


def echo(request: Request) -> Json:
    print("a library that prints")  # noqa: T201 - must not end up between the frames
    return {"body": request.body, "sizes": [len(blob) for blob in request.blobs], "secret": request.secret.decode()}


def die(_: Request) -> Json:
    os._exit(7)


def hang(request: Request) -> Json:
    request.tell({"state": "hanging"})
    threading.Event().wait()
    return {}


def count(request: Request) -> Json:
    for number in range(1_000_000):
        request.tell({"number": number})
    return {}


def grab(request: Request) -> Json:
    try:
        return {"bytes": len(bytearray(request.body["bytes"]))}
    except MemoryError:
        raise Unavailable("memory", "there is not enough") from None


def fail(_: Request) -> Json:
    raise Unavailable("ocr", "no engine")


if __name__ == "__main__":
    sys.stderr.write("noise\n" * 20_000)
    serve({"echo": echo, "die": die, "hang": hang, "count": count, "grab": grab, "fail": fail})
