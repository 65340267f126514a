"""JSON whose numbers keep their digits: 1.50 is read back as Decimal("1.50"), never as a float."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def dumps(value: Any) -> str:
    """JSON text in the order given; a Decimal keeps its own digits. Raises TypeError for a float."""
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(str(k), ensure_ascii=False)}:{dumps(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(dumps, value)) + "]"
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, float):
        raise TypeError("a float is not exact; give a Decimal")
    return json.dumps(value, ensure_ascii=False)


def _number(value: Decimal) -> str:
    if not value.is_finite():
        raise TypeError(f"JSON has no {value}")
    return str(value)


# `json.loads` with `parse_float` builds a decoder each time, which takes longer than reading a small document.
_DECODER = json.JSONDecoder(parse_float=Decimal)


def loads(text: str) -> Any:
    """The value; numbers with a point or an exponent as Decimal, others as int."""
    return _DECODER.decode(text)
