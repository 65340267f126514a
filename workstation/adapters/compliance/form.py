"""The form of a compliance pack: resources/compliance/schema.json, and what a schema cannot say."""

import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workstation import paths


def complaints(document: Mapping[str, Any]) -> list[str]:
    """What is wrong with a pack, in words with the place; empty when nothing is."""
    from jsonschema import Draft202012Validator  # imported where a pack is read, not with the program

    schema = json.loads((paths.resources() / "compliance" / "schema.json").read_text(encoding="utf-8"))
    found = sorted(Draft202012Validator(schema).iter_errors(document), key=str)
    wrong = [f"{error.message} at {'/'.join(map(str, error.absolute_path)) or 'the top'}" for error in found]
    return wrong or [*_doubles(document), *_unknown_zone(document)]


def _doubles(document: Mapping[str, Any]) -> list[str]:
    codes = [schedule["code"] for schedule in document["schedule"]]
    return [f"schedule {code} stands there twice" for code in sorted({c for c in codes if codes.count(c) > 1})]


def _unknown_zone(document: Mapping[str, Any]) -> list[str]:
    try:
        ZoneInfo(document["time_zone"])
    except (ZoneInfoNotFoundError, ValueError):
        return [f"{document['time_zone']} is no time zone"]
    return []
