"""The coded reasons of an override, from resources/overrides/reasons.toml."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from workstation.domain.overrides import OverrideReason, OverrideReasons
from workstation.domain.screening import AlertKind

_EVERY = "*"


def load_override_reasons(resources: Path) -> OverrideReasons:
    """Reads them in the order of the file. A kind that no alert has is a fault of the file: ValueError."""
    content = tomllib.loads((resources / "overrides" / "reasons.toml").read_text(encoding="utf-8"))
    return OverrideReasons(
        tuple(
            OverrideReason(code, _kinds(facts["kinds"]), bool(facts.get("words", False)))
            for code, facts in content["reason"].items()
        )
    )


def _kinds(named: Sequence[str]) -> frozenset[AlertKind]:
    return frozenset(AlertKind) if _EVERY in named else frozenset(AlertKind(one) for one in named)
