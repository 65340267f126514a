"""JSON whose numbers keep their digits: 1.50 is read and written back as Decimal("1.50"), never as a float.

The standard encoder cannot write a Decimal digit by digit. Each one is written as a string between two copies of a
mark that is drawn at random for every process, and the marks are taken away afterwards.
"""

import json
import re
import secrets
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

_MARK = secrets.token_hex(16)
_MARKED = re.compile(f'"{_MARK}([^"]*){_MARK}"')


def dumps(document: Any, *, sort_keys: bool = False) -> str:
    """Compact JSON text. Raises TypeError for what is no JSON value (a UUID, a NaN)."""
    text = (_SORTED if sort_keys else _AS_IT_IS).encode(document)
    return _MARKED.sub(r"\1", text) if _MARK in text else text


def dumps_all(documents: Sequence[Any]) -> list[str]:
    """Each of them as `dumps` writes it: many small ones at once cost half as much."""
    if not documents:
        return []
    text = _AS_IT_IS.encode([part for one in documents for part in (_MARK, one)])
    found = text[:-1].split(f'"{_MARK}",')[1:]
    texts = [one.removesuffix(",") for one in found]
    return [_MARKED.sub(r"\1", one) if _MARK in one else one for one in texts]


def loads(text: str | bytes) -> Any:
    """The document; numbers with a fraction or an exponent as Decimal. Raises ValueError for what is no JSON.

    Half of a surrogate pair is legal as an escape and can neither be stored nor sent: it becomes U+FFFD.
    """
    if isinstance(text, bytes):
        text = text.decode(json.detect_encoding(text), "surrogatepass")
    document = _DECODER.decode(text)
    if not _has_half(text):
        return document
    whole = dumps(document).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _DECODER.decode(whole)


def _has_half(text: str) -> bool:
    if "\\u" in text and _ESCAPED_HALF.search(text) is not None:
        return True
    if text.isascii():
        return False
    try:
        text.encode()  # quicker than looking at every letter
    except UnicodeEncodeError:
        return True
    return False


def _mark(value: object) -> str:
    if isinstance(value, Decimal) and value.is_finite():
        return f"{_MARK}{value}{_MARK}"
    raise TypeError(f"{type(value).__name__} is no JSON value")


_ESCAPED_HALF = re.compile(r"\\u[dD][89a-fA-F]")
# `json.loads` with `parse_float` builds a decoder each time, which takes longer than reading a small document.
_DECODER = json.JSONDecoder(parse_float=Decimal)
# What comes here was read from JSON or is built as a tree: looking for circles takes a quarter of the time.
_AS_IT_IS = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), default=_mark)
_SORTED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_mark, sort_keys=True)
