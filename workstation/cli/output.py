"""How commands answer: one JSON document on stdout, words for people otherwise, logs on stderr, four exit codes."""

import sys
from enum import IntEnum
from typing import Any, NoReturn

from workstation.domain import exact_json


class Exit(IntEnum):
    """Exit codes of every command."""

    OK = 0
    REFUSED = 1
    USAGE = 2
    UNAVAILABLE = 3


def print_json(document: Any) -> None:
    """Prints one JSON document on one line of stdout; Decimals keep their digits."""
    sys.stdout.write(exact_json.dumps(document) + "\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """A line of progress or explanation on stderr."""
    sys.stderr.write(text + "\n")


def fail(code: str, message: str, *, as_json: bool, exit_code: Exit) -> NoReturn:
    """Ends the command: `{"error":{"code","message"}}` on stdout with --json, and the sentence on stderr."""
    if as_json:
        try:
            print_json({"error": {"code": code, "message": message}})
        except OSError:  # what cannot be written to is stdout itself: a file on a full disk
            note(message)
    else:
        note(message)
    raise SystemExit(int(exit_code))
