"""JSON whose decimals come out as they went in: 1.50 stays 1.50.

Decimals are read as `Decimal`. The standard encoder cannot write a `Decimal` digit by digit, so each one is
first written as a string between two copies of a mark that is drawn at random for every process, and the
marks are taken away afterwards. Nobody outside can put the mark into a document, because it never leaves
the process.

Refused (`BadJson`): NaN and Infinity, text that is not UTF-8, integers too long to convert, more than
`MAX_DEPTH` levels.
"""

import json
import re
import secrets
from decimal import Decimal, InvalidOperation
from typing import Any

MAX_DEPTH = 100
"""Levels of nesting that are accepted; FHIR resources stay far below."""

_MARK = secrets.token_hex(16)
_MARKED = re.compile(f'"{_MARK}([^"]*){_MARK}"')


class BadJson(ValueError):
    """The text is no JSON document that can be kept exactly."""


def loads(text: bytes | str) -> Any:
    """Reads one JSON document (UTF-8, with or without a byte order mark)."""
    try:
        decoded = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        document = json.loads(decoded, parse_float=Decimal, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise BadJson(f"not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise BadJson(f"it goes wrong at line {error.lineno}, column {error.colno}") from error
    except InvalidOperation as error:
        raise BadJson("a number is out of range") from error
    except RecursionError as error:
        raise BadJson("nested too deeply") from error
    except ValueError as error:
        raise BadJson(str(error)) from error
    if decoded.count("{") + decoded.count("[") > MAX_DEPTH and _deeper_than(document, MAX_DEPTH):
        raise BadJson("nested too deeply")
    return document


def dumps(document: Any) -> bytes:
    """Writes a document that `loads` read, without spaces, as UTF-8."""
    try:
        return _write(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half of a surrogate pair: legal in JSON as an escape, not in UTF-8
        return _write(document, ensure_ascii=True).encode()


def _write(document: Any, *, ensure_ascii: bool) -> str:
    text = json.dumps(document, ensure_ascii=ensure_ascii, separators=(",", ":"), default=_mark)
    return _MARKED.sub(r"\1", text) if _MARK in text else text


def _mark(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{_MARK}{value}{_MARK}"
    raise TypeError(f"{type(value).__name__} is no JSON value")


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _deeper_than(document: Any, limit: int) -> bool:
    level = [document]
    for _ in range(limit + 1):
        level = [child for node in level for child in _children(node)]
        if not level:
            return False
    return True


def _children(node: Any) -> list[Any]:
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else []
