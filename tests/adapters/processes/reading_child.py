"""A reading worker for the tests that misbehaves as its argument says; it reads nothing."""

import os
import signal
import sys
import threading

from workstation.adapters.processes.server import Json, Request, serve
from workstation.domain.reading import Page, Reading, reading_to_json
from workstation.domain.reading.model import FIELD_NAMES, NOT_FOUND, Seconds


def _seen(name: str, pages: int, *, accurate: bool) -> Json:
    page = Page(10, 10, (), dict.fromkeys(FIELD_NAMES, NOT_FOUND), ())
    return reading_to_json(Reading(name, (page,) * pages, seconds=Seconds(1.0, 1.0 if accurate else None)))


def killed_at_once(_: Request) -> Json:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def killed_in_the_accurate_pass(request: Request) -> Json:
    """Of a file with three pages, the second kills the accurate engine."""
    name = request.body["name"]
    if not request.body["accurate"]:
        return _seen(name, 3, accurate=False)
    request.tell({"reading": _seen(name, 1, accurate=True)})
    request.tell({"reading": _seen(name, 2, accurate=True)})
    return killed_at_once(request)


def hangs(_: Request) -> Json:
    threading.Event().wait()
    return {}


def hangs_in_the_accurate_pass(request: Request) -> Json:
    if not request.body["accurate"]:
        return _seen(request.body["name"], 1, accurate=False)
    request.tell({"reading": _seen(request.body["name"], 1, accurate=False)})
    return hangs(request)


if __name__ == "__main__":
    kinds = (killed_at_once, killed_in_the_accurate_pass, hangs, hangs_in_the_accurate_pass)
    serve({"read": {kind.__name__: kind for kind in kinds}[sys.argv[1]]})
